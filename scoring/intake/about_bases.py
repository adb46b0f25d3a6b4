"""What a person should know of bases of pay that are paid on as they stand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.flow import Finding, Roster
from scoring.intake.folder import ROSTER
from scoring.plan.model import Plan
from scoring.plan.pools import FundOfPayroll
from scoring.plan.starts import BaseTimes


def about_bases(plan: Plan, roster: Roster) -> Iterator[Finding]:
    """Tell of bases of zero, and of those finer than the minor unit of their currency.

    Both are paid on: a zero is a number that somebody wrote, and a base of more places may be an
    average or a part of another; each line is rounded once, to what the currency has.
    """
    pools = (line.pool for line in plan.lines if line.pool is not None)
    paid = any(isinstance(line.start, BaseTimes) for line in plan.lines)
    if not paid and not any(isinstance(pool.fund, FundOfPayroll) for pool in pools):
        return
    base, there, currency = roster.bonus_base, roster.has_base, roster.columns["currency"]
    if zero := int(np.count_nonzero(there & (base == 0))):
        why = f"agents whose base of pay is 0, so that nothing is paid on it: {zero}"
        yield Finding("base-zero", ROSTER, None, "bonus_base", "roster", why)
    for code in sorted(set(currency.words) & set(MINOR_PLACES)):
        places = MINOR_PLACES[code]
        own = there & currency.are(code) & (base % 10 ** max(AMOUNT_PLACES - places, 0) != 0)
        if finer := int(np.count_nonzero(own)):
            what = f"agents whose base of pay has more decimal places than {code}, which has"
            why = f"{what} {places}; it is paid on as it stands: {finer}"
            yield Finding("base-finer", ROSTER, None, "bonus_base", "roster", why)
