"""What a plan says in single numbers: at the places of what they are compared with."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.plan.conditions import When
from scoring.plan.lint_curves import too_fine
from scoring.plan.model import Plan
from scoring.plan.standing import CapScore


def _single_numbers_can_be_met(plan: Plan) -> Iterator[Problem]:
    places = plan.conventions.places
    for gate in plan.gates:
        if isinstance(gate.then, CapScore):
            n = gate.then.cap_score
            what = f"gates.{gate.name}.then.cap_score {n}"
            yield from too_fine(n, places.score, gate.then.at("cap_score"), what)
        yield from _condition(gate.when, f"gates.{gate.name}.when", plan)
    for action in plan.actions:
        yield from _condition(action.when, f"actions.{action.name}.when", plan)


def _condition(when: When, path: str, plan: Plan) -> Iterator[Problem]:
    own = {p.name: p.points.places for p in plan.parts if p.points is not None}
    places = own.get(when.component or "", plan.conventions.places.points)
    if when.score:
        places = plan.conventions.places.score
    if when.measure is not None:
        if when.measure not in plan.measures:
            return
        places = plan.measures[when.measure].places
    for key in ("below", "at_least"):
        edge = getattr(when, key)
        if edge is not None:
            yield from too_fine(edge, places, when.at(key), f"{path}.{key} {edge}")


NUMBER_RULES = (_single_numbers_can_be_met,)
