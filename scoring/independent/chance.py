"""Chance once more: how far a score may be off, and which ranks that allows.

Advisory: floating point stands here and nowhere else, rounded to a decimal at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from scoring.independent.readings import read, readings_of
from scoring.independent.records import Measured, Outcome, Part
from scoring.independent.rows import Tree
from scoring.independent.samples import interval

SHARES = ("share", "kept", "repeat_rate")


def asked(plan: Tree) -> Tree | None:
    """Return what the plan says of intervals; None where it asks for none."""
    said = plan.get("ranking", {}).get("intervals", "none")
    return None if said == "none" else said


def counted(plan: Tree, out: Outcome) -> list[str]:
    """Return the components whose spread an agent's interval knows."""
    return [
        name
        for name, part in out.components.items()
        if _is_known(plan, _said(plan, part)) and part.reason == "scored"
    ]


def _said(plan: Tree, part: Part) -> Tree:
    """Return what the plan says of a component, wherever it stands."""
    said: Any = plan
    for key in part.path:
        said = said[key]
    return {**said}


def _is_known(plan: Tree, said: Tree) -> bool:
    reads = readings_of(said)
    shares = [plan["measures"][reading["measure"]]["kind"] in SHARES for reading in reads]
    return any(shares) and all(isinstance(reading["on"], str) for reading in reads)


def spread(plan: Tree, out: Outcome) -> None:
    """Give an agent with a score the ends of its interval."""
    said = asked(plan)
    if said is None or out.score is None:
        return
    ends = [_at_end(plan, out, side, said["z"]) for side in (0, 2)]
    squares = 0.0
    for part in out.components.values():
        component = _said(plan, part)
        if _is_known(plan, component):
            points = [_points(plan, component, out, measures, part) for measures in ends]
            if None not in points:
                low, high = (float(point or 0) for point in points)
                squares += (float(part.each) * (high - low) / 2) ** 2
    half = Fraction(round(math.sqrt(squares) * 10**9), 10**9)
    out.score_low, out.score_high = out.score - half, out.score + half


def _at_end(plan: Tree, out: Outcome, side: int, z: str) -> dict[str, Measured]:
    """Return the agent's measures with every share at one end of its Wilson interval."""
    found = dict(out.measures)
    for name, own in out.measures.items():
        measure = plan["measures"][name]
        if measure["kind"] in SHARES and own.value is not None:
            plain = {**measure, "adjusted": {"z": z}}
            end = interval(plain, own, plan["conventions"]["rounding"])[side]
            found[name] = replace(own, value=end)
    return found


def _points(
    plan: Tree, said: Tree, out: Outcome, measures: dict[str, Measured], part: Part
) -> Fraction | None:
    """Return a component's points with other values; None where it does not read them."""
    if part.reason == "off":
        return None
    found = [one.points for one in read(plan, said, out.agent, measures, out.around)]
    known = [points for points in found if points is not None]
    if len(known) < int(said.get("scored_min", 1)):
        return None
    return (min if "worst_of" in said else max)(known, default=None)


def rank_interval(out: Outcome, outcomes: Iterable[Outcome]) -> None:
    """Give an agent the ranks that the intervals of all allow."""
    if out.score_low is None or out.score_high is None:
        return
    known = [(o.score_low, o.score_high) for o in outcomes if o.score_low is not None]
    better = sum(low > out.score_high for low, _ in known if low is not None)
    worse = sum(high < out.score_low for _, high in known if high is not None)
    out.rank_low, out.rank_high = 1 + better, len(known) - worse
