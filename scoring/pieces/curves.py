"""Tables and lines, evaluated exactly: from a fraction to a fraction, for every agent at once.

A value x is num / den with integer arrays, den >= 0; den 0 with num > 0 stands for a value
beyond every edge. What comes out is a fraction too: rounding is the business of the node that
asked (points, a pay line), never of the curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.plan.curves import Curve, Line, Point, Table

Boundary = Literal["upper", "lower"]


def places_of(numbers: Sequence[Decimal]) -> int:
    """Return the places at which every one of the numbers is whole."""
    return max((max(0, -int(n.as_tuple().exponent)) for n in numbers), default=0)


def reaches(num: Exact, den: Exact, edge: Decimal) -> Bools:
    """Return bool[n]: num / den >= edge."""
    return _compare(num, den, edge, strictly=False)


def passes_over(num: Exact, den: Exact, edge: Decimal) -> Bools:
    """Return bool[n]: num / den > edge."""
    return _compare(num, den, edge, strictly=True)


def _compare(num: Exact, den: Exact, edge: Decimal, *, strictly: bool) -> Bools:
    places = places_of([edge])
    left = fixed.multiply(num, 10**places)
    right = fixed.multiply(den, fixed.scaled(edge, places))
    return np.asarray(left > right if strictly else left >= right, dtype=bool)


def band_of(table: Table[Any], num: Exact, den: Exact, boundary: Boundary) -> Int64s:
    """Return int64[n]: the index of the band that owns each value, -1 below the first.

    `boundary: upper` gives a value on an edge to the band above it, `lower` to the one below.
    """
    owns = reaches if boundary == "upper" else passes_over
    index = np.full(num.shape, -1, dtype=np.int64)
    for band in table.bands:
        index += owns(num, den, band.lower)
    return index


def evaluate(curve: Curve, num: Exact, den: Exact, boundary: Boundary) -> tuple[Exact, Exact]:
    """Return what the curve gives for num / den, as numerators and positive denominators.

    Args:
        curve: a table (whole bands) or a line (interpolated).
        num: Exact[n], the values' numerators.
        den: Exact[n], their denominators.
        boundary: who owns an edge of a table; a line has no use for it.

    Returns:
        Exact[n] numerators and Exact[n] denominators.
    """
    if isinstance(curve, Line):
        return _line(curve, num, den)
    gives = [curve.below, *(band.gives for band in curve.bands)]
    places = places_of(gives)
    units = [fixed.scaled(g, places) for g in gives]
    picked = _picked(units, band_of(curve, num, den, boundary) + 1)
    return picked, np.full(num.shape, 10**places, dtype=np.int64)


class _Piece(NamedTuple):
    """One stretch of a line: (rise x num + start x den) / (under x den)."""

    rise: int
    start: int
    under: int


def _line(line: Line, num: Exact, den: Exact) -> tuple[Exact, Exact]:
    """Take each value to its piece; what owns a knot gives the same there as its neighbour."""
    first, *inner, last = line.points
    below = first.gives if line.below == "hold" else line.below
    above = last.gives if line.above == "hold" else line.above
    pieces = [
        _level(below),
        *(_between(left, right) for left, right in pairwise(line.points)),
        _level(above),
    ]
    at = passes_over(num, den, last.x).astype(np.int64)
    for knot in (first, *inner):
        at += reaches(num, den, knot.x)
    rise, start, under = (_picked(numbers, at) for numbers in zip(*pieces, strict=True))
    over = np.where(_picked([p.rise == 0 for p in pieces], at), 1, den)
    return (
        fixed.add(fixed.multiply(num, rise), fixed.multiply(over, start)),
        fixed.multiply(over, under),
    )


def _picked(numbers: Sequence[int], at: Int64s) -> Exact:
    return fixed.exact(numbers)[at]


def _level(gives: Decimal) -> _Piece:
    places = places_of([gives])
    return _Piece(0, fixed.scaled(gives, places), 10**places)


def _between(left: Point[Decimal], right: Point[Decimal]) -> _Piece:
    """Interpolate: p0 + (x - x0)(p1 - p0) / (x1 - x0), over one common denominator."""
    at, gives = places_of([left.x, right.x]), places_of([left.gives, right.gives])
    x0, x1 = fixed.scaled(left.x, at), fixed.scaled(right.x, at)
    p0, p1 = fixed.scaled(left.gives, gives), fixed.scaled(right.gives, gives)
    return _Piece((p1 - p0) * 10**at, p0 * (x1 - x0) - x0 * (p1 - p0), (x1 - x0) * 10**gives)
