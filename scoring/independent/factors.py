"""Factors of pay once more: by tier, by score, by a measure, or by the roster."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scoring.independent.conditions import met, standing
from scoring.independent.curves import read_curve
from scoring.independent.laid import Laid, on_curve, why_nothing
from scoring.independent.numbers import ZERO, shown, written
from scoring.independent.readings import anchors_of, attainment
from scoring.independent.records import Outcome, Path
from scoring.independent.rows import Tree, passes
from scoring.independent.sources import anchor_source, attained


def factor_of(plan: Tree, said: Tree, out: Outcome) -> tuple[Fraction, str]:
    """Return a factor of an agent, not rounded, and what it was read from."""
    if said["on"] == "tier":
        return Fraction(said["gives"][out.tier]), f"tier {out.tier}"
    if said["on"] == "score":
        return _by_score(plan, said["curve"], out)
    if said["on"] == "roster":
        here = passes(said["where"], out.agent)
        return Fraction(said["times"]) if here else Fraction(1), standing(said["where"], out)
    if said["on"] == "lookup":
        number, read, _ = row_for(said, out)
        return Fraction(number), read
    if said["on"] == "sections":
        return _of_sections(plan, said, out)
    return _by_measure(plan, said, out)


def bounded_factor(plan: Tree, said: Tree, out: Outcome) -> tuple[Fraction, str]:
    """Return a factor within its bounds, and what it was read from and held at."""
    factor, why = factor_of(plan, said["factor"], out)
    for bound, narrowed in (("least", max), ("most", min)):
        if bound in said and narrowed(factor, Fraction(said[bound])) != factor:
            why += f"; {shown(factor)} is held at {bound} {said[bound]}"
            factor = Fraction(said[bound])
    for brake in said.get("brakes", ()):
        closed, told = met(plan, brake["when"], out, out.score)
        if closed and factor > Fraction(brake["most"]):
            why += f"; {shown(factor)} is held at most {brake['most']}: {told}"
            factor = Fraction(brake["most"])
    return factor, why


def _of_sections(plan: Tree, said: Tree, out: Outcome) -> tuple[Fraction, str]:
    """Add up share x factor, or multiply the factors."""
    added = said["combine"] == "add"
    total, told = Fraction(0 if added else 1), []
    for section in said["sections"]:
        factor, why = bounded_factor(plan, section, out)
        if added:
            total += Fraction(section["share"]) * factor
            told.append(f"{section['name']} {section['share']} x {shown(factor)} ({why})")
        else:
            total *= factor
            told.append(f"{section['name']} {shown(factor)} ({why})")
    return total, (" + " if added else " x ").join(told)


def row_for(said: Tree, out: Outcome) -> tuple[Any, str, Path]:
    """Return what a lookup gives an agent, what it was read from, and where in the lookup."""
    words = [out.tier if name == "tier" else out.agent.get(name) for name in said["by"]]
    read = ", ".join(f"{n} {w or 'empty'}" for n, w in zip(said["by"], words, strict=True))
    for i, row in enumerate(said["rows"]):
        if list(row["is"]) == words:
            return row["gives"], read, ("rows", i)
    if said["otherwise"] == "refuse":
        raise ValueError("an agent whom no row is for was paid, which a run refuses")
    return said["otherwise"], f"{read}: no row is for this", ("otherwise",)


def score_read(plan: Tree, out: Outcome) -> tuple[Fraction, str]:
    """Return an agent's score, and how it is said."""
    score = out.score or ZERO
    return score, f"score {written(score, int(plan['conventions']['places']['score']))}"


def _by_score(plan: Tree, curve: Tree, out: Outcome) -> tuple[Fraction, str]:
    laid = Laid(curve, plan["conventions"]["boundary"], {}, {})
    score, read = score_read(plan, out)
    given = read_curve(curve, score, laid.boundary)
    if given is None:
        raise ValueError("a curve over the score names an anchor, which the lint refuses")
    return given, f"{read}; {on_curve(laid, score, given)}"


def _by_measure(plan: Tree, said: Tree, out: Outcome) -> tuple[Fraction, str]:
    name, missing = said["measure"], said["missing"]
    if out.measures[name].value is None:
        return Fraction(missing), f"{name} has no value (missing: {missing})"
    x, read = read_measure(plan, said, out)
    if not read:
        return Fraction(missing), f"{name} has no target above 0 (missing: {missing})"
    anchored = anchors_of(plan, name, out.agent, out.around)
    sources = {a: anchor_source(plan, name, a, anchored, out.around) for a in anchored.numbers}
    laid = Laid(said["curve"], plan["conventions"]["boundary"], anchored.numbers, sources)
    given = read_curve(laid.curve, x, laid.boundary, laid.anchors)
    if given is None:
        return Fraction(missing), f"{read}; {why_nothing(laid)} (missing: {missing})"
    return given, f"{read}; {on_curve(laid, x, given)}"


def read_measure(plan: Tree, said: Tree, out: Outcome) -> tuple[Fraction | None, str]:
    """Return a measure's value or attainment, and how it is said.

    A number that is None beside words is beyond every edge; without words there is nothing.
    """
    name, measure = said["measure"], plan["measures"][said["measure"]]
    value = out.measures[name].value
    if value is None:
        return None, ""
    number = written(value, int(measure["places"]))
    if said["on"] == "value":
        return value, f"{name} {number}"
    anchored = anchors_of(plan, name, out.agent, out.around)
    target = anchored.numbers.get("target")
    found = attainment(measure["better"], value, target)
    endless = measure["better"] == "lower" and value <= 0
    if target is None or (found is None and not endless):
        return None, ""
    told = f"{shown(target)} ({anchor_source(plan, name, 'target', anchored, out.around)})"
    return found, f"{name} {attained(measure['better'], number, told, found)}"
