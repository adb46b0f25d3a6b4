"""How far a score and a rank may be chance: advisory, read by people and by nothing else.

A share of few facts says little. Its Wilson interval (Wilson 1927, as R's `binom` and `prop.test`
without correction give it) is taken through the component's curve; half the points between its
ends is what the component may be off. The parts of one score are taken as independent, so that
their squares add up. Components that score no share add nothing, as nobody knows their spread: the
interval of a score is no wider than its shares make it.

float64 stands in this file and nowhere else on the way to a result: what comes of it is rounded
to whole units at once, and two agents are compared in those.
"""

from __future__ import annotations

import dataclasses
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from scoring.columns import Int64s
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Scored, Value
from scoring.pieces.anchors import anchors_of, attained
from scoring.pieces.conditions import Numbers
from scoring.pieces.curves import Anchor, Read
from scoring.pieces.overrides import holding
from scoring.pieces.readings import read_part
from scoring.plan.kinds import Kept, Share
from scoring.plan.measuring import RepeatRate
from scoring.plan.model import Plan
from scoring.plan.ranking import Intervals
from scoring.plan.structure import Component, Reading, Relative
from scoring.shares import weighed_of
from scoring.standing import CHANCE_PLACES, Chance, Standing

ENDS = 6
"""Places at which the ends of a share's interval are read by a curve."""
WIDTHS = 6
"""Places of a score's half-width."""

Floats = npt.NDArray[np.float64]


def with_chance(plan: Plan, numbers: Numbers, scored: Scored, standing: Standing) -> Standing:
    """Add the intervals of scores and ranks, where the plan asks for them.

    Of two agents one is surely better whose interval begins above the end of the other's. A rank
    then lies between 1 + those surely better and all - those surely worse.
    """
    asked = "none" if plan.ranking is None else plan.ranking.intervals
    if not isinstance(asked, Intervals):
        return standing
    half = fixed.multiply(
        _half_widths(plan, asked, numbers, scored), 10 ** (CHANCE_PLACES - WIDTHS)
    )
    units = fixed.multiply(standing.score, 10 ** (CHANCE_PLACES - plan.conventions.places.score))
    low = np.where(scored.scored, fixed.add(units, fixed.multiply(half, -1)), 0)
    high = np.where(scored.scored, fixed.add(units, half), 0)
    first, last = _ranks(low[scored.scored], high[scored.scored])
    ranks = np.zeros((2, len(low)), dtype=np.int64)
    ranks[:, scored.scored] = first, last
    return dataclasses.replace(standing, chance=Chance(low, high, *ranks))


def _ranks(low: Exact, high: Exact) -> tuple[Int64s, Int64s]:
    better = low.size - np.searchsorted(np.sort(low), high, side="right")
    worse = np.searchsorted(np.sort(high), low, side="left")
    return 1 + better, low.size - worse


def _half_widths(plan: Plan, asked: Intervals, numbers: Numbers, scored: Scored) -> Int64s:
    """Return half the width of each score's interval, in units of 10**-WIDTHS."""
    weighed = weighed_of(plan, scored, numbers.components)
    squares = np.zeros(scored.scored.shape)
    for part in plan.parts:
        attained = numbers.components[part.name]
        width = np.where(attained.reason.are("scored"), _width(plan, part, asked, numbers), 0)
        each = weighed[part.name].each
        weight = (each.num / each.dens).astype(np.float64)
        squares += (weight * width / 2) ** 2
    half: Int64s = np.rint(np.sqrt(squares) * 10**WIDTHS).astype(np.int64)
    return half


def _width(plan: Plan, part: Component, asked: Intervals, numbers: Numbers) -> Floats:
    """Return the points between the ends of a component's interval; 0 where nobody knows it.

    Of several readings it is that of the one that counts.
    """
    decided, held = numbers.components[part.name].decided, holding(part, numbers.roster)
    width = np.zeros(decided.shape)
    for place, said in enumerate(part.readings):
        measure = plan.measures[said.measure]
        if not isinstance(measure, Share | Kept | RepeatRate) or isinstance(said.on, Relative):
            continue
        value = numbers.values[said.measure]
        ends = wilson(value, measure.per, float(asked.confidence))
        low, high = (_points_at(plan, part, (said, held), end, numbers) for end in ends)
        width = np.where(decided == place, np.abs(high - low), width)
    return width


def wilson(value: Value, per: int, confidence: float) -> tuple[Int64s, Int64s]:
    """Return the ends of the Wilson interval of a share, times `per`, in units of 10**-ENDS.

    Args:
        value: a measure of rows that hit among others; what is not known has the ends of one row.
        per: what the share is multiplied by.
        confidence: how often such an interval holds the share, below 1.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    n = np.maximum(value.volume, 1).astype(np.float64)
    under = np.where(value.known, value.denominator, 1).astype(np.float64)
    share = np.where(value.known, value.numerator, 0).astype(np.float64) / under / per
    share = np.clip(share, 0, 1)
    middle = share + z * z / (2 * n)
    spread = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    ends = [np.clip((middle + side * spread) / scale, 0, 1) for side in (-1, 1)]
    low, high = (np.rint(end * per * 10**ENDS).astype(np.int64) for end in ends)
    return low, high


def _points_at(
    plan: Plan, part: Component, how: tuple[Reading, Int64s], end: Int64s, numbers: Numbers
) -> Floats:
    """Return the points of other values, as the component would read them; 0 where it could not."""
    said, measure = how[0], plan.measures[how[0].measure]
    anchors = anchors_of(measure, said.measure, numbers.roster)
    known = numbers.values[said.measure].known
    x = Read(end, np.full(end.shape, 10**ENDS, dtype=np.int64), known)
    if said.on == "attainment":
        now = Anchor(end, known, ENDS)
        x = attained(now, anchors["target"], lower=measure.better == "lower")
    found = read_part(part, how, x, plan.conventions.boundary, anchors)
    points: Floats = (found.num / found.den).astype(np.float64)
    return np.where(found.known, points, 0)
