"""What agents are paid on: the base of pay and the fte, of the row that holds, or of stretches.

    base = sum(days x base) / sum(days)
    fte  = sum(days x base x fte) / sum(days x base)

over the stretches of an agent who moved, so that base x fte x days is the sum of what each of the
stretches comes to by itself. Both are exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.exact import fixed, ratios
from scoring.exact.fixed import INT64_MAX, Exact
from scoring.exact.fractions import Fraction, cancelled
from scoring.exact.money import AMOUNT_PLACES
from scoring.exact.ratios import Ratios
from scoring.flow import Roster, Segments
from scoring.plan.model import Plan

_UNIT = 10**AMOUNT_PLACES


class Based(NamedTuple):
    """What is paid on, for n agents.

    Attributes:
        base: Exact[n], currency units; read only where `has_base`.
        has_base: bool[n]; false where a base or a currency that is asked for is missing.
        one_currency: bool[n]; false where stretches are paid in different currencies.
        fte: Exact[n], weighed by days and base.
        fte_of_days: Exact[n], weighed by days alone, for a line that is paid on no base.
    """

    base: Ratios
    has_base: Bools
    one_currency: Bools
    fte: Ratios
    fte_of_days: Ratios


def paid_on(plan: Plan, roster: Roster) -> Based:
    """Return what agents are paid on.

    Args:
        plan: the plan, which says what stretches come to.
        roster: the agents, with the stretches of those who moved.
    """
    fte = ratios.units(roster.fte, AMOUNT_PLACES)
    alone = Based(
        base=ratios.units(roster.bonus_base, AMOUNT_PLACES),
        has_base=roster.has_base,
        one_currency=np.ones(roster.has_base.shape, np.bool_),
        fte=fte,
        fte_of_days=fte,
    )
    by_days = plan.segments is not None and plan.segments.paid_on == "by_days"
    if not by_days or roster.segments is None:
        return alone
    return _by_days(roster, roster.segments)


def _by_days(roster: Roster, segments: Segments) -> Based:
    parts, of, size = segments.roster, segments.of, len(roster.agent_ids)
    several = np.zeros(size, np.bool_)
    several[of] = True
    days, fte = parts.employed_days, parts.fte
    worth = fixed.multiply(fixed.where(parts.has_base, parts.bonus_base, 0), days)
    total_days, total_worth = _summed(days, of, size), _summed(worth, of, size)
    by_days = _summed(fixed.multiply(fte, days), of, size)
    by_worth = _summed(fixed.multiply(worth, fte), of, size)
    valued = several & np.asarray(total_worth > 0, dtype=bool)
    has_base = roster.has_base.copy()
    np.logical_and.at(has_base, of, parts.has_base)
    last = parts.columns["currency"].codes
    first = last[np.flatnonzero(segments.number == 1)[np.cumsum(segments.number == 1) - 1]]
    one_currency = np.ones(size, np.bool_)
    np.logical_and.at(one_currency, of, last == first)
    over_days = _quotient(several, by_days, total_days, roster.fte)
    return Based(
        base=_quotient(several, total_worth, total_days, roster.bonus_base),
        has_base=has_base,
        one_currency=one_currency,
        fte=ratios.where(valued, _quotient(valued, by_worth, total_worth, roster.fte), over_days),
        fte_of_days=over_days,
    )


def _quotient(here: Bools, num: Exact, den: Exact, alone: Exact) -> Ratios:
    """Return num / den where there are stretches, and what stands on the roster elsewhere."""
    found = cancelled(Fraction(fixed.where(here, num, alone), fixed.where(here, den, 1)))
    return ratios.times(ratios.over(*found), Ratios(np.array(1), _UNIT))


def _summed(terms: Exact, of: Int64s, size: int) -> Exact:
    """Add up the terms of each agent, in Python integers where a sum could wrap."""
    wide = fixed.largest(terms) * max(terms.size, 1) > INT64_MAX or terms.dtype == object
    found: Exact = np.zeros(size, object if wide else np.int64)
    np.add.at(found, of, fixed.wide(terms) if wide else terms)
    return fixed.narrow(found)
