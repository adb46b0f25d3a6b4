"""Agents and their values for tests of the stages, written as decimals."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from scoring.columns import chosen, words_of
from scoring.exact.fixed import scaled
from scoring.exact.period import parse_period
from scoring.flow import Roster, Value
from scoring.vocabulary import ROSTER_TEXTS


def roster(
    agents: Sequence[str],
    *,
    base: Sequence[str | None] | None = None,
    days: Sequence[int] | None = None,
    fte: str = "1",
    targets=None,
    period: str = "2026-06",
    **columns: Sequence[str | None],
) -> Roster:
    """Agents in order of id, with CNY as currency unless another is said."""
    n, span = len(agents), parse_period(period)
    words = dict.fromkeys(ROSTER_TEXTS, (None,) * n) | {"currency": ("CNY",) * n} | columns
    paid = base or [None] * n
    return Roster(
        period=span,
        agent_ids=tuple(agents),
        columns={name: words_of(items) for name, items in words.items()},
        bonus_base=np.array([scaled(Decimal(b or 0), 4) for b in paid], dtype=np.int64),
        has_base=np.array([b is not None for b in paid]),
        fte=np.full(n, scaled(Decimal(fte), 4)),
        employed_days=np.array(days or [span.days] * n),
        starts_us=np.zeros(n, dtype=np.int64),
        ends_us=np.full(n, 2**62),
        targets=targets or {},
        given={},
    )


def value(*texts: str | None, places: int = 2) -> Value:
    """One measure's values; None is missing."""
    known = np.array([t is not None for t in texts])
    units = np.array([scaled(Decimal(t or 0), places) for t in texts], dtype=np.int64)
    return Value(
        units=units,
        known=known,
        status=chosen(len(texts), "no_facts", (known, "known")),
        numerator=units,
        denominator=np.full(len(texts), 10**places),
        volume=np.where(known, 100, 0),
        excluded={},
    )
