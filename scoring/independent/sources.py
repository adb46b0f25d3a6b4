"""Where the numbers came from that a measure is held against, and its attainment, in words."""

from __future__ import annotations

from fractions import Fraction

from scoring.independent.numbers import shown
from scoring.independent.readings import Anchored
from scoring.independent.records import Around
from scoring.independent.rows import Tree


def anchor_source(plan: Tree, measure: str, anchor: str, found: Anchored, around: Around) -> str:
    """Say where an agent's anchor came from: the plan, the file of targets, or an earlier run.

    One that is prorated stands here as it was before, with what it was multiplied by.
    """
    came = _came_from(plan["measures"][measure]["anchors"][anchor], anchor, found, around)
    if anchor not in found.whole:
        return came
    number, words = found.whole[anchor]
    return f"{shown(number)} {came} x {words}, rounded"


def _came_from(said: str, anchor: str, found: Anchored, around: Around) -> str:
    if said == "previous":
        return f"by the run of {around.before}" if around.before else "by an earlier run"
    if said != "targets":
        return "by the plan"
    level = found.levels.get(anchor)
    return {None: "not in targets", "all": "for all"}.get(level, f"by {level}")


def attained(better: str, value: str, target: str, attainment: Fraction | None) -> str:
    """Write an attainment as the quotient that it is; None is beyond every edge."""
    above, under = (target, value) if better == "lower" else (value, target)
    reached = "beyond every edge" if attainment is None else f"{shown(attainment)} %"
    return f"attainment 100 x {above} / {under} = {reached}"
