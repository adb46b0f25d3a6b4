"""Curves once more: tables take the whole band, lines run straight between points."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from scoring.independent.rows import Tree


def band_of(table: Tree, x: Fraction, boundary: str) -> Any:
    """Return what the band of `x` gives; an edge belongs to the band above it or below it."""
    given = table["below"]
    for band in table["bands"]:
        edge = Fraction(band["from"])
        if x > edge or (x == edge and boundary == "upper"):
            given = band["gives"]
    return given


def read_curve(curve: Tree, x: Fraction, boundary: str) -> Fraction:
    """Return what a table or a line gives for `x`, exactly."""
    if curve["mode"] == "whole":
        return Fraction(band_of(curve, x, boundary))
    points = [(Fraction(p["at"]), Fraction(p["gives"])) for p in curve["points"]]
    if x < points[0][0]:
        return points[0][1] if curve["below"] == "hold" else Fraction(curve["below"])
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (x - x0) * (y1 - y0) / (x1 - x0)
    return top_of(curve)


def top_of(curve: Tree) -> Fraction:
    """Return what a curve gives beyond its last band or point."""
    if curve["mode"] == "whole":
        return Fraction(curve["bands"][-1]["gives"])
    return Fraction(curve["points"][-1]["gives"] if curve["above"] == "hold" else curve["above"])
