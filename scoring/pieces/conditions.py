"""When a condition holds: numbers of each agent against edges, tiers, filters, and several."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Words
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Attained, Grouped, Roster, Value
from scoring.pieces.anchors import anchors_of, attained
from scoring.pieces.curves import Anchor, reaches
from scoring.pieces.filters import agents_pass
from scoring.plan.conditions import AgentNumber, When
from scoring.plan.model import Plan


class Numbers(NamedTuple):
    """What is stored of every agent by the time that conditions are asked."""

    values: Mapping[str, Value]
    components: Mapping[str, Attained]
    score: Exact
    scored: Bools
    roster: Roster
    groups: Mapping[str, Grouped]
    tier: Words | None = None  # gates come before there is one


class Asked(NamedTuple):
    """One number of every agent.

    Attributes:
        units: Exact[n] in units of 10**-places.
        known: bool[n].
        places: decimal places.
        called: its name for people.
        unit: what follows the number, with a space before it.
        lower: whether less is better.
    """

    units: Exact
    known: Bools
    places: int
    called: str
    unit: str = ""
    lower: bool = False

    def text(self, units: int) -> str:
        """Say the number of an agent."""
        return f"{self.called} {fixed.text(units, self.places)}{self.unit}"


def holds(when: When, numbers: Numbers, plan: Plan) -> Bools:
    """Return bool[n]: the condition holds; a missing number does what `missing` says."""
    if when.all_of is not None:
        return reduce(np.bitwise_and, (holds(part, numbers, plan) for part in when.all_of))
    if when.any_of is not None:
        return reduce(np.bitwise_or, (holds(part, numbers, plan) for part in when.any_of))
    if when.where is not None:
        return agents_pass(when.where, numbers.roster)
    if when.tier is not None:
        if numbers.tier is None:
            raise ValueError("a gate that asks for the tier passed the lint")
        return numbers.tier.are(*when.tier)
    num, den, known = _fraction(when, numbers, plan)
    edge = when.below if when.below is not None else when.at_least
    if edge is None:
        raise ValueError("a condition without an edge passed the lint")
    met = reaches(num, den, edge)
    said = ~met if when.below is not None else met
    return np.where(known, said, when.missing == "holds")


def _fraction(when: When, numbers: Numbers, plan: Plan) -> tuple[Exact, Exact, Bools]:
    if when.attainment is not None:
        return attainment(when.attainment, numbers, plan)
    if when.group is not None:
        return group_score(when.group, numbers)
    found = asked(when, numbers, plan)
    return found.units, np.full(found.units.shape, 10**found.places, dtype=np.int64), found.known


def attainment(measure: str, numbers: Numbers, plan: Plan) -> tuple[Exact, Exact, Bools]:
    """Return 100 x value / target as numerators, denominators and where it is known.

    A denominator of 0 is beyond every edge.
    """
    said, value = plan.measures[measure], numbers.values[measure]
    target = anchors_of(plan, measure, numbers.roster)["target"]
    now = Anchor(value.units, value.known, said.places)
    found = attained(now, target, lower=said.better == "lower")
    num, den = fixed.where(found.known, found.num, 0), fixed.where(found.known, found.den, 1)
    return num, den, found.known


def group_score(name: str, numbers: Numbers) -> tuple[Exact, Exact, Bools]:
    """Return the score of a group as numerators, denominators and where it counts."""
    group = numbers.groups[name]
    den = fixed.multiply(fixed.spread(group.den, group.num.size), 10**group.places)
    return group.num, den, group.counts


def asked(of: AgentNumber | str, numbers: Numbers, plan: Plan) -> Asked:
    """Return the number of each agent that a condition or an award asks for.

    Args:
        of: a block of the plan, or `score`, or the name of a measure.
        numbers: what is stored of the agents.
        plan: the plan.
    """
    if isinstance(of, str):
        return _score(numbers, plan) if of == "score" else _value(of, numbers, plan)
    if of.measure is not None:
        return _value(of.measure, numbers, plan)
    if of.component is not None:
        part = numbers.components[of.component]
        return Asked(part.points, part.counts, part.points_places, of.component, " points")
    if of.volume is not None:
        volume = numbers.values[of.volume].volume
        return Asked(volume, np.ones(volume.shape, dtype=bool), 0, f"volume of {of.volume}")
    if of.improved is not None:
        return _improvement(of.improved, numbers, plan)
    before = of.earlier if isinstance(of, When) else None
    return _score(numbers, plan) if before is None else _before(before, numbers, plan)


def _score(numbers: Numbers, plan: Plan) -> Asked:
    return Asked(numbers.score, numbers.scored, plan.conventions.places.score, "score")


def _value(name: str, numbers: Numbers, plan: Plan) -> Asked:
    value, measure = numbers.values[name], plan.measures[name]
    lower = measure.better == "lower"
    return Asked(value.units, value.known, measure.places, name, lower=lower)


def _improvement(name: str, numbers: Numbers, plan: Plan) -> Asked:
    """Return by how much a number is better than in the earlier run; more is better."""
    now = asked(name, numbers, plan)
    before, known = earlier(name, numbers.roster)
    gained = fixed.add(now.units, fixed.multiply(before, -1))
    known = known & now.known
    gained = fixed.where(known, fixed.multiply(gained, -1) if now.lower else gained, 0)
    return Asked(gained, known, now.places, f"improvement of {name}")


def _before(name: str, numbers: Numbers, plan: Plan) -> Asked:
    """Return a number as it was in the earlier run, at the places that it has now."""
    places = plan.conventions.places.score if name == "score" else plan.measures[name].places
    units, known = earlier(name, numbers.roster)
    return Asked(units, known, places, f"earlier {name}")


def earlier(name: str, roster: Roster) -> tuple[Exact, Bools]:
    """Return the score (`score`) or a measure's value in the earlier run, and where it is known."""
    n, past = len(roster.agent_ids), roster.earlier
    nothing = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool)
    if past is None:
        return nothing
    return (past.score, past.scored) if name == "score" else past.values.get(name, nothing)
