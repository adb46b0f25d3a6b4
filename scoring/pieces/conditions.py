"""When a condition holds: one stored number of each agent against one edge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools
from scoring.exact.fixed import Exact
from scoring.flow import Attained, Value
from scoring.pieces.curves import reaches
from scoring.plan.conditions import When
from scoring.plan.model import Plan


class Numbers(NamedTuple):
    """The stored numbers a condition may ask about."""

    values: Mapping[str, Value]
    components: Mapping[str, Attained]
    score: Exact
    scored: Bools


def holds(when: When, numbers: Numbers, plan: Plan) -> Bools:
    """Return bool[n]: the condition holds; a missing number does what `missing` says."""
    units, known, places = _asked(when, numbers, plan)
    edge = when.below if when.below is not None else when.at_least
    if edge is None:
        raise ValueError("a condition without an edge passed the lint")
    met = reaches(units, np.full(units.shape, 10**places, dtype=np.int64), edge)
    said = ~met if when.below is not None else met
    return np.where(known, said, when.missing == "holds")


def _asked(when: When, numbers: Numbers, plan: Plan) -> tuple[Exact, Bools, int]:
    if when.measure is not None:
        value = numbers.values[when.measure]
        return value.units, value.known, plan.measures[when.measure].places
    if when.component is not None:
        part = numbers.components[when.component]
        return part.points, part.counts, part.points_places
    return numbers.score, numbers.scored, plan.conventions.places.score
