"""Factors of pay once more: by tier, by score, by a measure, or by the roster."""

from __future__ import annotations

from fractions import Fraction

from scoring.independent.conditions import standing
from scoring.independent.curves import read_curve
from scoring.independent.numbers import ZERO, shown, written
from scoring.independent.readings import anchors_of, attainment
from scoring.independent.records import Outcome
from scoring.independent.rows import Tree, passes


def factor_of(plan: Tree, said: Tree, out: Outcome) -> tuple[Fraction, str]:
    """Return a factor of an agent, not rounded, and what it was read from."""
    boundary, score = plan["conventions"]["boundary"], out.score or ZERO
    if said["on"] == "tier":
        return Fraction(said["gives"][out.tier]), f"tier {out.tier}"
    if said["on"] == "score":
        given = read_curve(said["curve"], score, boundary)
        if given is None:
            raise ValueError("a curve over the score names an anchor, which the lint refuses")
        return given, f"score {written(score, int(plan['conventions']['places']['score']))}"
    if said["on"] == "roster":
        here = passes(said["where"], out.agent)
        return Fraction(said["times"]) if here else Fraction(1), standing(said["where"], out)
    return _by_measure(plan, said, out)


def _by_measure(plan: Tree, said: Tree, out: Outcome) -> tuple[Fraction, str]:
    name, missing = said["measure"], said["missing"]
    if out.measures[name].value is None:
        return Fraction(missing), f"{name} has no value (missing: {missing})"
    x, read = read_measure(plan, said, out)
    if not read:
        return Fraction(missing), f"{name} has no target above 0 (missing: {missing})"
    anchors, _ = anchors_of(name, plan["measures"][name], out.agent, out.around)
    given = read_curve(said["curve"], x, plan["conventions"]["boundary"], anchors)
    if given is None:
        return Fraction(missing), f"{name} lacks an anchor in its order (missing: {missing})"
    return given, f"the curve at {read}"


def read_measure(plan: Tree, said: Tree, out: Outcome) -> tuple[Fraction | None, str]:
    """Return a measure's value or attainment, and how it is said.

    A number that is None beside words is beyond every edge; without words there is nothing.
    """
    name, measure = said["measure"], plan["measures"][said["measure"]]
    value = out.measures[name].value
    if value is None:
        return None, ""
    if said["on"] == "value":
        return value, f"{name} {written(value, int(measure['places']))}"
    anchors, _ = anchors_of(name, measure, out.agent, out.around)
    target = anchors.get("target")
    if measure["better"] == "lower" and target is not None and value <= 0:
        return None, f"{name} attainment without end"
    found = attainment(measure["better"], value, target)
    return found, "" if found is None else f"{name} attainment {shown(found)} %"
