"""Conditions once more: one stored number of the agent against one edge."""

from __future__ import annotations

from fractions import Fraction

from scoring.independent.numbers import written
from scoring.independent.records import Outcome
from scoring.independent.rows import Tree


def _places(members: list[Tree], name: str) -> str | None:
    """Return the places that a component gives to its own points."""
    for said in members:
        found: str | None = None
        if "members" in said:
            found = _places(said["members"], name)
        elif said["name"] == name and "points" in said:
            found = said["points"]["places"]
        if found is not None:
            return found
    return None


def met(plan: Tree, when: Tree, out: Outcome, score: Fraction | None) -> tuple[bool, str]:
    """Tell whether a condition holds, and why, with the number that decided it."""
    places = plan["conventions"]["places"]
    if "measure" in when:
        name, number = when["measure"], out.measures[when["measure"]].value
        decimals, unit = plan["measures"][name]["places"], ""
    elif "component" in when:
        name, number = when["component"], out.components[when["component"]].points
        decimals, unit = _places(plan["components"], name) or places["points"], " points"
    else:
        name, number, decimals, unit = "score", score, places["score"], ""
    if number is None:
        holds = when["missing"] == "holds"
        taken = "met" if holds else "not met"
        return holds, f"{name} has no value: taken as {taken} (missing: {when['missing']})"
    side = "below" if "below" in when else "at_least"
    holds = (number < Fraction(when[side])) == (side == "below")
    asked = f"{'is' if holds else 'is not'} {side.replace('_', ' ')} {when[side]}"
    return holds, f"{name} {written(number, int(decimals))}{unit} {asked}"
