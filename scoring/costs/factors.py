"""The most that factors of pay can be for each agent of a roster."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import reduce

import numpy as np

from scoring.costs import most
from scoring.costs.lookups import most_looked_up
from scoring.costs.most import Most
from scoring.costs.world import World, may
from scoring.exact import ratios
from scoring.pieces.filters import agents_pass
from scoring.plan.factors import (
    Bounded,
    Factor,
    LookupFactor,
    MeasureFactor,
    RosterFactor,
    ScoreFactor,
    SectionsFactor,
    TierFactor,
)
from scoring.plan.money_reach import curve_range


def most_of(said: Factor, world: World) -> Most:
    """Return the most that a factor can be: n bounds; none where its kind is not known here."""
    match said:
        case TierFactor():
            numbers = said.gives.values() if world.tier is None else [said.gives[world.tier]]
            return _number(world, max(numbers))
        case RosterFactor():
            here = agents_pass(said.where, world.roster).astype(np.int64)
            return most.known(ratios.picked(ratios.numbers([Decimal(1), said.times]), here))
        case LookupFactor():
            return most_looked_up(said, world, lambda number: number)
        case SectionsFactor():
            return _together(said, world)
        case ScoreFactor() | MeasureFactor():
            high = curve_range(world.plan, said, at_target=world.at_target).high
            return most.the_same(world.size, high)
    return most.the_same(world.size, None)


def most_within(said: Bounded, world: World) -> Most:
    """Return the most that a factor can be within its bounds; a brake counts where it must."""
    found = most_of(said.factor, world)
    if said.least is not None:
        found = most.at_least(found, _number(world, said.least))
    if said.most is not None:
        found = most.at_most(found, _number(world, said.most))
    for brake in said.brakes:
        closed = may(brake.when, world).surely
        found = most.where(closed, most.at_most(found, _number(world, brake.most)), found)
    return found


def _number(world: World, number: Decimal) -> Most:
    return most.the_same(world.size, Fraction(number))


def _together(said: SectionsFactor, world: World) -> Most:
    parts = [most_within(section, world) for section in said.sections]
    if said.combine == "multiply":
        return reduce(most.times, parts)
    shares = [_number(world, section.share or Decimal(0)) for section in said.sections]
    return reduce(most.plus, map(most.times, parts, shares))
