"""What is supposed of the agents of a roster, and which conditions may hold of them then."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools
from scoring.flow import Roster
from scoring.pieces.bases import Based, paid_on
from scoring.pieces.filters import agents_pass
from scoring.plan.conditions import When
from scoring.plan.model import Plan
from scoring.plan.money_reach import AT_TARGET
from scoring.plan.ranges import Range
from scoring.plan.reach import asked_range


class World(NamedTuple):
    """A plan, a roster, and what is supposed of everybody: a tier, or targets that are met.

    Attributes:
        plan, roster: of n agents.
        tier: the tier that everybody is in; None where it may be any.
        at_target: every attainment is 100; otherwise it may be any.
    """

    plan: Plan
    roster: Roster
    tier: str | None = None
    at_target: bool = False

    @property
    def based(self) -> Based:
        """Return what everybody is paid on: one row, or all stretches of those who moved."""
        return paid_on(self.plan, self.roster)

    @property
    def size(self) -> int:
        """Return n."""
        return len(self.roster.agent_ids)


class May(NamedTuple):
    """What is known of a condition.

    Attributes:
        hold: bool[n], it may hold; false where it cannot.
        surely: bool[n], it holds whatever happens.
    """

    hold: Bools
    surely: Bools


def may(when: When | None, world: World) -> May:
    """Tell of whom a condition may hold, and of whom it holds for sure."""
    if when is None:
        return _both(np.ones(world.size, dtype=bool))
    if when.all_of is not None:
        parts = [may(part, world) for part in when.all_of]
        return May(*(reduce(np.bitwise_and, found) for found in zip(*parts, strict=True)))
    if when.any_of is not None:
        parts = [may(part, world) for part in when.any_of]
        return May(*(reduce(np.bitwise_or, found) for found in zip(*parts, strict=True)))
    if when.where is not None:
        return _both(agents_pass(when.where, world.roster))
    return _of_number(when, world) if when.tier is None else _of_tier(when.tier, world)


def _both(holds: Bools) -> May:
    return May(holds, holds)


def _open(world: World) -> May:
    return May(np.ones(world.size, dtype=bool), np.zeros(world.size, dtype=bool))


def _of_tier(tiers: Sequence[str], world: World) -> May:
    if world.tier is None:
        return _open(world)
    return _both(np.full(world.size, world.tier in tiers, dtype=bool))


def _of_number(when: When, world: World) -> May:
    at_target = world.at_target and when.attainment is not None
    decided = _decided(AT_TARGET if at_target else asked_range(world.plan, when), when)
    # A number that may be missing says what it does then; whoever is paid has a score.
    there = at_target or when.missing is None or when.score is not None
    if decided is None or not (there or decided == (when.missing == "holds")):
        return _open(world)
    return _both(np.full(world.size, decided, dtype=bool))


def _decided(reach: Range, when: When) -> bool | None:
    """Tell whether any number within a range meets the edge; None where some do."""
    low, high = reach
    edge = when.below if when.at_least is None else when.at_least
    if edge is None:
        return None
    if low is not None and low >= edge:
        return when.at_least is not None
    if high is not None and high < edge:
        return when.at_least is None
    return None
