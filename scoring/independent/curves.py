"""Curves once more: each read as its words say, in fractions; anchors are numbers by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from scoring.independent.powers import power
from scoring.independent.rows import Tree

Anchors = Mapping[str, Fraction | None]
NO_ANCHORS: Anchors = MappingProxyType({})


def edge_of(said: str, anchors: Anchors = NO_ANCHORS) -> Fraction | None:
    """Return an edge as a number: its own, or that of an anchor, which may be missing."""
    return anchors[said] if said[:1].isalpha() else Fraction(said)


def band_of(table: Tree, x: Fraction, boundary: str, anchors: Anchors = NO_ANCHORS) -> Any:
    """Return what the band of `x` gives; an edge belongs to the band above it or below it."""
    given = table["below"]
    for band in table["bands"]:
        edge = edge_of(band["from"], anchors)
        if edge is not None and (x > edge or (x == edge and boundary == "upper")):
            given = band["gives"]
    return given


def edges_in(curve: Tree) -> list[str]:
    """Return where a curve changes, as written, in its order."""
    if curve["mode"] == "interpolated":
        return [point["at"] for point in curve["points"]]
    if curve["mode"] == "deduct":
        return [curve["beyond"]]
    if curve["mode"] == "power":
        return []
    lower = [band["from"] for band in curve["bands"]]
    return [*lower, curve["to"]] if curve["mode"] == "filled" else lower


def read_curve(
    curve: Tree, x: Fraction | None, boundary: str, anchors: Anchors = NO_ANCHORS
) -> Fraction | None:
    """Return what a curve gives for `x`, exactly; None where an anchor is missing.

    Args:
        curve: the curve as nested text.
        x: the number; None for one that is beyond every edge.
        boundary: who owns an exact edge of a table.
        anchors: the measure's anchors, for the agent.
    """
    edges = [edge_of(said, anchors) for said in edges_in(curve)]
    known = [edge for edge in edges if edge is not None]
    start = edge_of(curve["start_at"], anchors) if "start_at" in curve else None
    if len(known) < len(edges) or ("start_at" in curve and start is None):
        return None
    if "crossed" in curve and any(b <= a for a, b in pairwise(known)):
        return None if curve["crossed"] == "missing" else Fraction(curve["crossed"])
    if curve["mode"] == "whole":
        beyond = curve["bands"][-1]["gives"]
        return Fraction(beyond if x is None else band_of(curve, x, boundary, anchors))
    if curve["mode"] == "deduct":
        return _deducted(curve, x, known[0])
    if x is None:
        return _end(curve)
    sliced = partial(_sliced, start=start)
    by_mode: dict[str, Callable[..., Fraction]]
    by_mode = {"marginal": sliced, "filled": _filled, "interpolated": _on_line, "power": _raised}
    return by_mode[curve["mode"]](curve, x, known)


def _end(curve: Tree) -> Fraction:
    """Return what a curve comes to beyond every edge."""
    if curve["mode"] == "filled":
        return sum((Fraction(band["gives"]) for band in curve["bands"]), Fraction(0))
    last = curve["points"][-1]
    if curve["above"] == "hold":
        return Fraction(last.get("then", last["gives"]))
    return Fraction(curve["above"])


def _on_line(curve: Tree, x: Fraction, edges: list[Fraction]) -> Fraction:
    points = curve["points"]
    for edge, point in zip(edges, points, strict=True):
        if x == edge:
            return Fraction(point["gives"])
    legs = list(pairwise(zip(edges, points, strict=True)))
    if x < edges[0]:
        if curve["below"] == "extrapolate":
            return _along(x, *legs[0])
        first = points[0]
        held = first.get("before", first["gives"])
        return Fraction(held if curve["below"] == "hold" else curve["below"])
    if x > edges[-1]:
        return _along(x, *legs[-1]) if curve["above"] == "extrapolate" else _end(curve)
    return next(_along(x, a, b) for a, b in legs if a[0] < x < b[0])


def _along(x: Fraction, left: tuple[Fraction, Tree], right: tuple[Fraction, Tree]) -> Fraction:
    """Return what the straight line through two points comes to at `x`."""
    (x0, a), (x1, b) = left, right
    y0, y1 = Fraction(a.get("then", a["gives"])), Fraction(b.get("before", b["gives"]))
    return y0 + (x - x0) * (y1 - y0) / (x1 - x0)


def _sliced(
    curve: Tree, x: Fraction, edges: list[Fraction], start: Fraction | None = None
) -> Fraction:
    """Add up what each slice of `x` earns at the rate of its band, after what was there before."""
    if start is not None:
        return _sliced(curve, start + x, edges) - _sliced(curve, start, edges)
    earned = Fraction(0)
    for i, band in enumerate(curve["bands"]):
        upper = edges[i + 1] if i + 1 < len(edges) else x
        earned += max(min(x, upper) - edges[i], Fraction(0)) * Fraction(band["gives"])
    return earned


def _filled(curve: Tree, x: Fraction, edges: list[Fraction]) -> Fraction:
    """Add up the amount of each band, times how much of the band lies under `x`."""
    earned = Fraction(0)
    for band, (low, high) in zip(curve["bands"], pairwise(edges), strict=True):
        under = min(max(x, low), high) - low
        earned += Fraction(band["gives"]) * under / (high - low)
    return earned


def _deducted(curve: Tree, x: Fraction | None, edge: Fraction) -> Fraction:
    far = Fraction(0)
    if x is not None:
        far = max((edge - x) if curve["side"] == "below" else (x - edge), Fraction(0))
    steps = far / Fraction(curve["every"])
    if curve["part"] != "exact":
        steps = Fraction(math.ceil(steps) if curve["part"] == "ceil" else math.floor(steps))
    left = Fraction(curve["from"]) - steps * Fraction(curve["costs"])
    return left if curve["least"] == "none" else max(left, Fraction(curve["least"]))


def _raised(curve: Tree, x: Fraction, _edges: list[Fraction]) -> Fraction:
    if x <= 0:
        return Fraction(0)
    ratio = x / Fraction(curve["one_at"])
    exponent = Fraction(curve["above" if ratio >= 1 else "below"])
    return power(ratio, exponent, int(curve["places"]))
