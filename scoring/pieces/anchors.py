"""The anchors of a measure: for each agent, the numbers that its curves refer to by name."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Roster
from scoring.pieces.curves import Anchor, Anchors, Read
from scoring.plan.measuring import MeasureBase


def anchors_of(measure: MeasureBase, name: str, roster: Roster) -> Anchors:
    """Return a measure's anchors at its own places, known where an agent has them.

    Args:
        measure: the measure.
        name: its name in the plan.
        roster: the agents, with their targets and what an earlier run says of them.
    """
    return {
        word: _anchor(said, word, measure, name, roster) for word, said in measure.anchors.items()
    }


def _anchor(
    said: Decimal | str, word: str, measure: MeasureBase, name: str, roster: Roster
) -> Anchor:
    n = len(roster.agent_ids)
    if isinstance(said, Decimal):
        units = fixed.filled(n, fixed.scaled(said, measure.places))
        return Anchor(units, np.ones(n, dtype=bool), measure.places)
    nothing = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool)
    if said == "targets":
        found = roster.targets.get((name, word), nothing)
    else:
        found = nothing if roster.earlier is None else roster.earlier.values.get(name, nothing)
    return Anchor(*found, measure.places)


def attained(value: Anchor, target: Anchor, *, lower: bool) -> Read:
    """Return 100 x value / target, or 100 x target / value where less is better, unrounded.

    A denominator of 0 is beyond every edge: there is nothing, where nothing is best.

    Args:
        value: a value of a measure.
        target: its anchor of this name.
        lower: whether less is better.
    """
    known, most = value.known & target.known, max(value.places, target.places)
    have, want = (_at(number, most) for number in (value, target))
    if not lower:
        positive = np.asarray(want > 0, dtype=bool)  # nothing else can be divided by
        return Read(fixed.multiply(have, 100), fixed.where(positive, want, 1), known & positive)
    # A value of nothing, where less is better, is beyond every edge: 1 / 0 says so.
    beyond = np.asarray(have <= 0, dtype=bool)
    num = fixed.where(~beyond, fixed.multiply(want, 100), 1)
    return Read(num, fixed.where(~beyond, have, 0), known)


def _at(number: Anchor, places: int) -> Exact:
    finer = places - number.places
    return fixed.multiply(number.units, 10**finer) if finer else number.units
