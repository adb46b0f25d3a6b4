"""Tables and lines, evaluated exactly: from a fraction to a fraction, for every agent at once.

A value x is num / den with integer arrays, den >= 0; den 0 with num > 0 stands for a value
beyond every edge. What comes out is a fraction too: rounding is the business of the node that
asked (points, a pay line), never of the curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.plan.nodes import Curve, Line, Point, Table

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
    units = np.array([fixed.scaled(g, places) for g in gives], dtype=object)
    picked = units[band_of(curve, num, den, boundary) + 1]
    return fixed.narrow(picked), np.full(num.shape, 10**places, dtype=np.int64)


def _line(line: Line, num: Exact, den: Exact) -> tuple[Exact, Exact]:
    first, last = line.points[0], line.points[-1]
    below = first.gives if line.below == "hold" else line.below
    above = last.gives if line.above == "hold" else line.above
    out_num = np.empty(num.shape, dtype=object)
    out_den = np.ones(num.shape, dtype=object)
    _fill(out_num, out_den, ~reaches(num, den, first.x), below)
    _fill(out_num, out_den, passes_over(num, den, last.x), above)
    for left, right in zip(line.points, line.points[1:], strict=False):
        here = reaches(num, den, left.x) & ~passes_over(num, den, right.x)
        out_num[here], out_den[here] = _between(left, right, num[here], den[here])
    return fixed.narrow(out_num), fixed.narrow(out_den)


def _fill(num: Any, den: Any, here: Bools, gives: Decimal) -> None:
    places = places_of([gives])
    num[here], den[here] = fixed.scaled(gives, places), 10**places


def _between(
    left: Point[Decimal], right: Point[Decimal], num: Exact, den: Exact
) -> tuple[Exact, Exact]:
    """Interpolate: p0 + (x - x0)(p1 - p0) / (x1 - x0), over one common denominator."""
    at, gives = places_of([left.x, right.x]), places_of([left.gives, right.gives])
    x0, x1 = fixed.scaled(left.x, at), fixed.scaled(right.x, at)
    p0, p1 = fixed.scaled(left.gives, gives), fixed.scaled(right.gives, gives)
    past = fixed.add(fixed.multiply(num, 10**at), fixed.multiply(den, -x0))
    rise = fixed.multiply(past, p1 - p0)
    start = fixed.multiply(den, p0 * (x1 - x0))
    return fixed.add(start, rise), fixed.multiply(den, (x1 - x0) * 10**gives)
