"""Development: whom an action concerns, and the number that decided it."""

from __future__ import annotations

import numpy as np

from scoring.columns import Bools, Int64s, Words, always, words_of
from scoring.exact import fixed
from scoring.lines import Honours, joined_honours
from scoring.pieces.conditions import Numbers, asked, holds
from scoring.pieces.curves import reaches
from scoring.pieces.reasons import beside, of_units, why
from scoring.plan.conditions import AgentNumber
from scoring.plan.model import Plan
from scoring.plan.recognition import Action, EachComponent


def act(plan: Plan, numbers: Numbers) -> Honours:
    """List the actions that concern an agent with a score, in the plan's order."""
    return joined_honours(*(part for rule in plan.actions for part in _due(rule, numbers, plan)))


def _due(rule: Action, numbers: Numbers, plan: Plan) -> list[Honours]:
    concerned = numbers.scored
    if rule.when is not None:
        concerned = concerned & holds(rule.when, numbers, plan)
    if rule.each_component is None:
        agents = np.flatnonzero(concerned)
        return [_actions(rule, agents, [], numbers, plan)]
    due = []
    for name in numbers.components:
        agents, short = _short(name, rule.each_component, concerned, numbers, plan)
        due.append(_actions(rule, agents, [short], numbers, plan))
    return due


def _short(
    name: str, rule: EachComponent, concerned: Bools, numbers: Numbers, plan: Plan
) -> tuple[Int64s, Words]:
    """Return whom a component leaves short of points, and by how much."""
    points = asked(AgentNumber(component=name), numbers, plan)
    one = np.full(points.units.shape, 10**points.places, dtype=np.int64)
    enough = reaches(points.units, one, rule.below)
    agents = np.flatnonzero(concerned & points.known & ~enough)
    edge = fixed.scaled(rule.below, points.places)

    def lacking(units: int) -> str:
        less = fixed.text(edge - units, points.places)
        return f"{name} {fixed.text(units, points.places)}, {less} below {rule.below:f}"

    return agents, of_units(points.units[agents], lacking)


def _actions(
    rule: Action, agents: Int64s, said: list[Words], numbers: Numbers, plan: Plan
) -> Honours:
    if rule.when is not None:
        said = [*said, why(rule.when, numbers, plan, agents)]
    return Honours(
        agent=agents,
        name=always(rule.name, agents.size),
        reason=beside("; ", said),
        amount_minor=np.zeros(agents.size, dtype=np.int64),
        currency=words_of([None]).taken(np.zeros(agents.size, dtype=np.int64)),
        origin=always(rule.place.origin, agents.size),
    )
