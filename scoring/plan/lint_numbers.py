"""What a plan says in single numbers: at the places of what they are compared with."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
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


NUMBER_RULES = (_single_numbers_can_be_met,)
