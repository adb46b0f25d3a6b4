"""How far a score and a rank may be chance: advisory, read by people and by nothing else.

Shares of few facts say little. They are put at one end of their Wilson intervals, and at the
other, and components are read again: half the points between is what each may be off. Parts of one
score are taken as independent, so that their squares add up. A component that scores no share, or
that scores a place among others, adds nothing, as nobody knows its spread: the interval of a score
is no wider than its shares make it.

float64 stands in one function here and nowhere else on the way to a result: what comes of it is
rounded to whole units at once, and two agents are compared in those.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from scoring.columns import Int64s
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Attained, Scored, Value, Values
from scoring.pieces.intervals import Form, wilson_interval
from scoring.plan.kinds import Kept, Share
from scoring.plan.measuring import RepeatRate
from scoring.plan.model import Plan
from scoring.plan.ranking import Intervals
from scoring.plan.structure import Relative
from scoring.shares import Weighed
from scoring.standing import CHANCE_PLACES, Chance, Standing

WIDTHS = 9
"""Places of a score's half-width."""

Floats = npt.NDArray[np.float64]
Ends = Sequence[Mapping[str, Attained]]


def at_ends(plan: Plan, values: Values) -> tuple[Values, ...]:
    """Return the values with every share at the low and at the high end of its interval.

    Nothing where the plan asks for no intervals.
    """
    asked = "none" if plan.ranking is None else plan.ranking.intervals
    if not isinstance(asked, Intervals):
        return ()
    low, high = dict(values), dict(values)
    for name, measure in plan.measures.items():
        if isinstance(measure, Share | Kept | RepeatRate):
            form = Form(asked.z, measure.places, plan.conventions.rounding, measure.per)
            ends = _interval(values[name], form)
            low[name], high[name] = (dataclasses.replace(values[name], units=end) for end in ends)
    return low, high


def _interval(value: Value, form: Form) -> tuple[Exact, Exact]:
    """Return the ends of a share's interval, at the measure's places; 0 where it is not known."""
    under = fixed.multiply(np.where(value.known, value.denominator, 1), form.per)
    hits = fixed.divide(fixed.multiply(value.numerator, value.volume), under, "half_even")
    hits = np.clip(np.where(value.known, hits, 0), 0, value.volume)
    bounds = wilson_interval(fixed.narrow(hits), value.volume, form)
    known = bounds.known & value.known
    low, high = (fixed.where(known, end, value.units) for end in (bounds.low, bounds.high))
    return low, high


def with_chance(
    plan: Plan,
    ends: Ends,
    shares: Mapping[str, Weighed],
    scored: Scored,
    standing: Standing,
) -> Standing:
    """Add the intervals of scores and ranks.

    Of two agents one is surely better whose interval begins above the end of the other's. A rank
    then lies between 1 + those surely better and all - those surely worse.

    Args:
        plan: the plan.
        ends: what the components come to at both ends of `at_ends`; nothing where nobody asks.
        shares: what a point of each component adds to the score.
        scored: who has a score.
        standing: the stored scores.
    """
    if not ends:
        return standing
    half = fixed.multiply(_half_widths(plan, ends, shares), 10 ** (CHANCE_PLACES - WIDTHS))
    units = fixed.multiply(standing.score, 10 ** (CHANCE_PLACES - plan.conventions.places.score))
    low = fixed.where(scored.scored, fixed.add(units, fixed.multiply(half, -1)), 0)
    high = fixed.where(scored.scored, fixed.add(units, half), 0)
    first, last = _ranks(low[scored.scored], high[scored.scored])
    ranks = np.zeros((2, len(low)), dtype=np.int64)
    ranks[:, scored.scored] = first, last
    return dataclasses.replace(standing, chance=Chance(low, high, *ranks))


def _ranks(low: Exact, high: Exact) -> tuple[Int64s, Int64s]:
    better = low.size - np.searchsorted(np.sort(low), high, side="right")
    worse = np.searchsorted(np.sort(high), low, side="left")
    return 1 + better, low.size - worse


def _half_widths(plan: Plan, ends: Ends, shares: Mapping[str, Weighed]) -> Int64s:
    """Return half the width of each score's interval, in units of 10**-WIDTHS."""
    squares: Floats = np.zeros(1)
    for part in plan.parts:
        if not any(isinstance(reading.on, Relative) for reading in part.readings):
            low, high = (end[part.name] for end in ends)
            read = low.reason.are("scored") & high.reason.are("scored")
            width = np.where(read, fixed.add(high.points, fixed.multiply(low.points, -1)), 0)
            points = width.astype(np.float64) / 10**low.points_places
            each = shares[part.name].each
            moves = (each.num / each.dens).astype(np.float64)
            squares = squares + (moves * points / 2) ** 2
    half: Int64s = np.rint(np.sqrt(squares) * 10**WIDTHS).astype(np.int64)
    return half
