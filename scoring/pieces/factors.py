"""Factors of pay, evaluated: an exact fraction for every agent who is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s
from scoring.exact import fixed, ratios
from scoring.exact.fixed import Exact
from scoring.exact.ratios import Ratios
from scoring.flow import Roster, Values
from scoring.pieces.anchors import anchors_of, attained
from scoring.pieces.curves import Anchor, Anchors, Read, evaluate, read
from scoring.pieces.filters import agents_pass
from scoring.plan.factors import Factor, MeasureFactor, RosterFactor, ScoreFactor, TierFactor
from scoring.plan.model import Plan
from scoring.plan.starts import MeasureAmounts
from scoring.standing import Standing


class Known(NamedTuple):
    """What factors read: the agents of the plan, what was measured of them, how they stand."""

    roster: Roster
    values: Values
    standing: Standing


def factor(plan: Plan, said: Factor, known: Known, who: Int64s) -> Ratios:
    """Return a factor for some agents.

    Args:
        plan: the plan.
        said: the factor.
        known: what it may read.
        who: int64[m], the indexes of those for whom it is asked.

    Returns:
        m fractions over one denominator, not rounded.
    """
    match said:
        case TierFactor():
            return _by_tier(said, known.standing, who)
        case ScoreFactor():
            score = known.standing.score[who]
            one = np.full(score.shape, 10**plan.conventions.places.score, dtype=np.int64)
            return ratios.over(*evaluate(said.curve, score, one, plan.conventions.boundary))
        case MeasureFactor():
            return _by_measure(plan, said, known, who)
        case RosterFactor():
            here = agents_pass(said.where, known.roster)[who]
            return ratios.picked(ratios.numbers([Decimal(1), said.times]), here.astype(np.int64))


def _by_tier(said: TierFactor, standing: Standing, who: Int64s) -> Ratios:
    words = standing.tier.words
    given = ratios.numbers([said.gives[word] if word else Decimal(0) for word in words])
    return ratios.picked(given, standing.tier.codes[who])


def _by_measure(plan: Plan, said: MeasureFactor, known: Known, who: Int64s) -> Ratios:
    """Read the curve where there is a value, and where its anchors are known and in order."""
    at, anchors = read_measure(plan, said, known, who)
    num, den = fixed.where(at.known, at.num, 0), fixed.where(at.known, at.den, 1)
    found = read(said.curve, num, den, plan.conventions.boundary, anchors)
    there = at.known & found.known
    num, den = fixed.where(there, found.num, 0), fixed.where(there, found.den, 1)
    return ratios.where(there, ratios.over(num, den), ratios.number(said.missing))


def read_measure(
    plan: Plan, said: MeasureFactor | MeasureAmounts, known: Known, who: Int64s
) -> tuple[Read, Anchors]:
    """Return a measure's value or attainment for some agents, and the measure's anchors."""
    measure, value = plan.measures[said.measure], known.values[said.measure]
    anchors = {
        word: Anchor(anchor.units[who], anchor.known[who], anchor.places)
        for word, anchor in anchors_of(measure, said.measure, known.roster).items()
    }
    now = Anchor(value.units[who], value.known[who], measure.places)
    if said.on == "attainment":
        return attained(now, anchors["target"], lower=measure.better == "lower"), anchors
    under: Exact = np.full(now.units.shape, 10**now.places, np.int64)
    return Read(now.units, under, now.known), anchors
