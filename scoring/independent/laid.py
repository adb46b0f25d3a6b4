"""Where a number lies on its curve, in words: bands, lines, slices, deductions and powers.

Points of a component and factors and amounts of pay are told in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from scoring.independent.curves import edge_of, edges_in, read_curve
from scoring.independent.numbers import shown

_ADDED = ("marginal", "filled", "power")
"""Curves that are told as a sum or a formula: what it comes to is told whatever the points are."""
_STEPS = {"ceil": "started steps", "floor": "whole steps", "exact": "steps and their parts"}


class Laid(NamedTuple):
    """A curve as it lies for one agent.

    Attributes:
        curve: the curve as nested text.
        boundary: who owns an exact edge of a table.
        anchors: the agent's anchors by name.
        sources: where each anchor came from, in words.
    """

    curve: Any
    boundary: str
    anchors: Mapping[str, Fraction | None]
    sources: Mapping[str, str]

    @property
    def edges(self) -> list[Fraction | None]:
        """Where the curve changes; None where the agent has no such anchor."""
        return [edge_of(said, self.anchors) for said in edges_in(self.curve)]

    def edge(self, said: str) -> str:
        """Write an edge: its number, or the anchor with its number and where that came from."""
        if said not in self.sources:
            return said
        number = self.anchors[said]
        return f"{said} {'none' if number is None else shown(number)} ({self.sources[said]})"

    def own(self, said: str) -> str:
        """Write the number of an edge, which the agent has."""
        number = edge_of(said, self.anchors)
        return "none" if number is None else shown(number)


def on_curve(laid: Laid, x: Fraction | None, points: Fraction) -> str:
    """Say where a number lies on a curve, and what it comes to there before it is rounded.

    Args:
        laid: the curve, all of whose anchors the agent has.
        x: the number; None for one that is beyond every edge.
        points: what is made of it, and told beside these words.
    """
    curve = laid.curve
    known = [edge for edge in laid.edges if edge is not None]
    if "crossed" in curve and any(b <= a for a, b in pairwise(known)):
        return f"{_crossed(laid)}: gives {curve['crossed']}"
    words = _WORDS[curve["mode"]](laid, known, x)
    given = read_curve(curve, x, laid.boundary, laid.anchors)
    told = curve["mode"] == "deduct" or " gives " in words
    if given is None or told or (given == points and curve["mode"] not in _ADDED):
        return words
    return f"{words} = {shown(given)}"


def why_nothing(laid: Laid) -> str:
    """Say why a curve gives an agent no points: an anchor is missing, or two are crossed."""
    named = [
        *edges_in(laid.curve),
        *(laid.curve[key] for key in ("start_at",) if key in laid.curve),
    ]
    without = [said for said in named if edge_of(said, laid.anchors) is None]
    if without:
        return ", ".join(f"no {name} ({laid.sources[name]})" for name in without)
    return f"{_crossed(laid)}: as without a value"


def _crossed(laid: Laid) -> str:
    """Name the first two anchors that do not lie in the order of the curve."""
    said = edges_in(laid.curve)
    for (one, a), (other, b) in pairwise(zip(said, laid.edges, strict=True)):
        if a is not None and b is not None and b <= a:
            return f"crossed: {laid.edge(one)} is not below {laid.edge(other)}"
    return "not crossed"


def _on_table(laid: Laid, edges: Sequence[Fraction], x: Fraction | None) -> str:
    bands = laid.curve["bands"]
    index = sum(x is None or x > e or (x == e and laid.boundary == "upper") for e in edges) - 1
    if index < 0:
        return f"below {laid.edge(bands[0]['from'])} gives {laid.curve['below']}"
    return f"the band from {laid.edge(bands[index]['from'])} gives {bands[index]['gives']}"


def _on_line(laid: Laid, edges: Sequence[Fraction], x: Fraction | None) -> str:
    points = laid.curve["points"]
    first, last = points[0], points[-1]
    for edge, point in zip(edges, points, strict=True):
        if x == edge:
            return f"the point at {laid.edge(point['at'])} gives {point['gives']}"
    if x is None or x > edges[-1]:
        if laid.curve["above"] == "extrapolate":
            return f"above {laid.edge(last['at'])}, {_leg(laid, *points[-2:])} drawn on"
        held = last.get("then", last["gives"])
        return f"above {laid.edge(last['at'])} gives {_end(laid.curve['above'], held)}"
    if x < edges[0]:
        if laid.curve["below"] == "extrapolate":
            return f"below {laid.edge(first['at'])}, {_leg(laid, *points[:2])} drawn on"
        held = first.get("before", first["gives"])
        return f"below {laid.edge(first['at'])} gives {_end(laid.curve['below'], held)}"
    at = sum(edge < x for edge in edges)
    return f"on {_leg(laid, points[at - 1], points[at])}"


def _leg(laid: Laid, left: Any, right: Any) -> str:
    """Write a line by its ends; where it jumps there, by what holds on this side of the jump."""
    begins = f"{left['then']}, after its jump" if "then" in left else left["gives"]
    ends = f"{right['before']}, before its jump" if "before" in right else right["gives"]
    return f"the line from {laid.edge(left['at'])} ({begins}) to {laid.edge(right['at'])} ({ends})"


def _end(said: str, held: str) -> str:
    return held if said == "hold" else said


def _in_slices(laid: Laid, edges: Sequence[Fraction], x: Fraction | None) -> str:
    """Write out slice by slice what a number earns: how much lies in each band, at its rate."""
    bands = laid.curve["bands"]
    if "start_at" in laid.curve:
        return _going_on(laid, edges, x or Fraction(0))
    if x is None or x <= edges[0]:
        return f"nothing up to {laid.edge(bands[0]['from'])} gives 0"
    slices = []
    for i, band in enumerate(bands):
        if x > edges[i]:
            upper = x if i + 1 == len(bands) else min(x, edges[i + 1])
            slices.append(f"({shown(upper)} - {laid.own(band['from'])}) x {band['gives']}")
    named = [laid.edge(band["from"]) for band in bands if band["from"] in laid.sources]
    where = f" from {', '.join(named)}" if named else ""
    return f"slice by slice{where}: {' + '.join(slices)}"


def _going_on(laid: Laid, edges: Sequence[Fraction], x: Fraction) -> str:
    """Write out what each slice earns from the start on, or gives back below it."""
    said, bands = laid.curve["start_at"], laid.curve["bands"]
    start = edge_of(said, laid.anchors) or Fraction(0)
    low, high = min(start, start + x), max(start, start + x)
    slices = []
    for i, band in enumerate(bands):
        a, b = max(low, edges[i]), high if i + 1 == len(bands) else min(high, edges[i + 1])
        if a < b:
            ends = (b, a) if x > 0 else (a, b)
            slices.append(f"({shown(ends[0])} - {shown(ends[1])}) x {band['gives']}")
    if not slices:
        return f"from {laid.edge(said)} on, no slice gives 0"
    named = [laid.edge(band["from"]) for band in bands if band["from"] in laid.sources]
    where = f" (bands from {', '.join(named)})" if named else ""
    return f"from {laid.edge(said)} on, slice by slice{where}: {' + '.join(slices)}"


def _filled(laid: Laid, edges: Sequence[Fraction], x: Fraction | None) -> str:
    """Write out band by band what a number earns: all of an amount, or its part."""
    curve, parts = laid.curve, []
    if x is not None and x <= edges[0]:
        return f"nothing up to {laid.edge(curve['bands'][0]['from'])} gives 0"
    said = edges_in(curve)
    for band, (low, high), (a, b) in zip(
        curve["bands"], pairwise(edges), pairwise(said), strict=True
    ):
        if x is None or x >= high:
            parts.append(f"{band['gives']} (all from {laid.own(a)} to {laid.own(b)})")
        elif x > low:
            under = f"({shown(x)} - {laid.own(a)}) / ({laid.own(b)} - {laid.own(a)})"
            parts.append(f"{band['gives']} x {under}")
    named = [laid.edge(at) for at in said if at in laid.sources]
    where = f" from {', '.join(named)}" if named else ""
    return f"band by band{where}: {' + '.join(parts)}"


def _deducted(laid: Laid, edges: Sequence[Fraction], x: Fraction | None) -> str:
    """Write a deduction as a formula: how far, how many steps, what they cost, what is left."""
    curve = laid.curve
    edge, start = laid.edge(curve["beyond"]), curve["from"]
    far = Fraction(0)
    if x is not None:
        far = edges[0] - x if curve["side"] == "below" else x - edges[0]
    if far <= 0:
        return f"not {curve['side']} {edge}: nothing is taken off, which gives {start}"
    steps = far / Fraction(curve["every"])
    if curve["part"] != "exact":
        steps = Fraction(-(-steps // 1) if curve["part"] == "ceil" else steps // 1)
    taken = steps * Fraction(curve["costs"])
    word = "shortfall" if curve["side"] == "below" else "excess"
    rest = Fraction(start) - taken
    left = f"{start} - {shown(taken)} = {shown(rest)}"
    if curve["least"] != "none" and rest < Fraction(curve["least"]):
        left += f", at least {curve['least']}"
    return (
        f"{word} {shown(far)} {curve['side']} {edge}, {_STEPS[curve['part']]} of {curve['every']}: "
        f"{shown(steps)} x {curve['costs']} = {shown(taken)}; {left}"
    )


def _raised(laid: Laid, _edges: Sequence[Fraction], x: Fraction | None) -> str:
    """Write a power with the exponent of its side."""
    curve = laid.curve
    if x is None or x <= 0:
        return "nothing at 0 and below gives 0"
    side = "above" if x >= Fraction(curve["one_at"]) else "below"
    where = f"from {curve['one_at']} on" if side == "above" else f"below {curve['one_at']}"
    return f"({shown(x)} / {curve['one_at']}) to the power {curve[side]} ({where})"


_WORDS: dict[str, Callable[[Laid, Sequence[Fraction], Fraction | None], str]] = {
    "whole": _on_table,
    "interpolated": _on_line,
    "marginal": _in_slices,
    "filled": _filled,
    "deduct": _deducted,
    "power": _raised,
}
