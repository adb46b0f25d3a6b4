"""How far a number can go: the lowest and the highest, either of which there may not be.

What a curve gives over a range is exact: its extremes lie at the ends of the range, or where the
curve changes. An anchor that differs by agent may lie anywhere, so that all of the curve counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from scoring.exact import fixed, fractions
from scoring.exact.fixed import Mode, divide_one
from scoring.exact.powers import Power as Raised
from scoring.exact.powers import powers
from scoring.plan.curves import (
    AnyCurve,
    At,
    Deduction,
    Filled,
    Line,
    Power,
    RunningSlices,
    Slices,
    Table,
    knots,
    line_of,
)
from scoring.plan.nodes import Number

End = Fraction | None


class Range(NamedTuple):
    """From the lowest to the highest number, both of them within; None where there is no end."""

    low: End
    high: End

    def plus(self, other: Range) -> Range:
        """Return what a number of each comes to together."""
        return Range(
            *(None if a is None or b is None else a + b for a, b in zip(self, other, strict=True))
        )

    def times(self, factor: Fraction) -> Range:
        """Return the range times a number above 0."""
        return Range(*(None if end is None else end * factor for end in self))

    def within(self, least: Decimal | str, most: Decimal | str) -> Range:
        """Keep the range within bounds, of which either may be `none`."""
        low, high = self
        if isinstance(least, Decimal):
            floor = Fraction(least)
            low, high = _most(low, floor), None if high is None else max(high, floor)
        if isinstance(most, Decimal):
            ceiling = Fraction(most)
            low = None if low is None else min(low, ceiling)
            high = ceiling if high is None else min(high, ceiling)
        return Range(low, high)

    def rounded(self, places: int, mode: Mode) -> Range:
        """Round both ends, as every number between them is rounded."""
        return Range(*(None if end is None else _rounded(end, places, mode) for end in self))


def _most(low: End, floor: Fraction) -> Fraction:
    return floor if low is None else max(low, floor)


def _rounded(number: Fraction, places: int, mode: Mode) -> Fraction:
    units = divide_one(number.numerator * 10**places, number.denominator, mode)
    return Fraction(units, 10**places)


ANY = Range(None, None)
NOT_NEGATIVE = Range(Fraction(0), None)


def exactly(number: Decimal | int) -> Range:
    """Return the range of one number."""
    return Range(Fraction(number), Fraction(number))


def hull(ranges: Iterable[Range]) -> Range:
    """Return the range that holds all of several; there is at least one."""
    lows, highs = zip(*ranges, strict=True)
    return Range(
        None if None in lows else min(lows),
        None if None in highs else max(highs),
    )


def given(
    curve: AnyCurve, x: Range, anchors: Mapping[str, Any], boundary: Literal["upper", "lower"]
) -> Range:
    """Return what a curve can give, for numbers within a range.

    Args:
        curve: the curve.
        x: what it reads.
        anchors: the anchors of its measure; those that are no numbers may lie anywhere.
        boundary: who owns an edge of a table.
    """
    match curve:
        case Deduction():
            return _deducted(curve, x, _number(curve.beyond, anchors))
        case Power():
            return Range(raised(curve, x.low), None if x.high is None else raised(curve, x.high))
        case Table():
            found = _table(curve, x, [_number(b.lower, anchors) for b in curve.bands], boundary)
        case Slices():
            edges = [_number(band.lower, anchors) for band in curve.bands]
            found = _from(curve, x) if _goes_on(curve) else _slices(curve, x, edges)
        case Line():
            found = _line(curve, x, [_number(point.x, anchors) for point in curve.points])
        case Filled():
            found = _line(line_of(curve), x, [_number(at, anchors) for at, _ in knots(curve)])
    crossed = getattr(curve, "crossed", None)
    if isinstance(crossed, Decimal):
        return hull([found, exactly(crossed)])
    return found


def _number(at: At, anchors: Mapping[str, Any]) -> End:
    number = anchors.get(at) if isinstance(at, str) else at
    return Fraction(number) if isinstance(number, Decimal) else None


def _known(edges: list[End]) -> list[Fraction] | None:
    known = [edge for edge in edges if edge is not None]
    return known if len(known) == len(edges) else None


def _table(
    table: Table[Decimal], x: Range, edges: list[End], boundary: Literal["upper", "lower"]
) -> Range:
    gives = [table.below, *(band.gives for band in table.bands)]
    known = _known(edges)
    if known is None:
        return hull(map(exactly, gives))
    return hull(exactly(gives[i]) for i in bands_met(known, x, boundary))


def bands_met(edges: list[Fraction], x: Range, boundary: Literal["upper", "lower"]) -> range:
    """Return the bands, 0 for the one below the first edge, that a number within x can be in."""

    def of(number: Fraction) -> int:
        if boundary == "upper":
            return sum(edge <= number for edge in edges)
        return sum(edge < number for edge in edges)

    first = 0 if x.low is None else of(x.low)
    last = len(edges) if x.high is None else of(x.high)
    return range(first, last + 1)


class _Knot(NamedTuple):
    """Where a line changes: what it comes to from below, gives there, and goes on from."""

    x: Fraction
    left: Fraction
    gives: Fraction
    right: Fraction


def _line(line: Line[Number], x: Range, edges: list[End]) -> Range:
    known = _known(edges)
    if known is None:
        # Only the order of the points is known, and so which way the line goes on.
        known, x = [Fraction(i) for i in range(len(edges))], ANY
    knots = [
        _Knot(at, *map(Fraction, (point.left, point.gives, point.right)))
        for at, point in zip(known, line.points, strict=True)
    ]
    below = _end(line.below, knots[0].left, _Ray(knots[0].right, _slope(knots[:2])))
    above = _end(line.above, knots[-1].right, _Ray(knots[-1].left, _slope(knots[-2:])))
    return _along(knots, x, below, above)


class _Ray(NamedTuple):
    """How a line goes on outside of its points: from a number, with a slope."""

    start: Fraction
    slope: Fraction


def _slope(leg: list[_Knot]) -> Fraction:
    """Return the slope between two knots; one alone is a step and has none."""
    if len(leg) == 1:
        return Fraction(0)
    left, right = leg
    return (right.left - left.right) / (right.x - left.x)


def _end(said: Decimal | str, held: Fraction, leg: _Ray) -> _Ray:
    if said == "extrapolate":
        return leg
    return _Ray(held if isinstance(said, str) else Fraction(said), Fraction(0))


def _along(knots: list[_Knot], x: Range, below: _Ray, above: _Ray) -> Range:
    """Return the range of a line: what it gives at the ends of x and at the points between."""
    first, last = knots[0], knots[-1]
    met = list(_at_points(knots, x))
    if x.low is None or x.low < first.x:
        end = None if x.low is None else x.low - first.x
        met += _of_ray(below, end, falling=True)
    if x.high is None or x.high > last.x:
        end = None if x.high is None else x.high - last.x
        met += _of_ray(above, end, falling=False)
    for number in (x.low, x.high):
        met += [] if number is None else _between(knots, number)
    return hull(met)


def _at_points(knots: list[_Knot], x: Range) -> Iterator[Range]:
    for knot in knots:
        if (x.low is None or x.low <= knot.x) and (x.high is None or x.high >= knot.x):
            yield Range(knot.gives, knot.gives)
            if knot is not knots[0] and (x.low is None or x.low < knot.x):
                yield Range(knot.left, knot.left)
            if knot is not knots[-1] and (x.high is None or x.high > knot.x):
                yield Range(knot.right, knot.right)


def _of_ray(ray: _Ray, run: End, *, falling: bool) -> list[Range]:
    """Return what a ray gives, from its start to the end of its run, or for ever."""
    start = Range(ray.start, ray.start)
    if run is not None:
        end = ray.start + ray.slope * run
        return [start, Range(end, end)]
    if ray.slope == 0:
        return [start]
    rises = (ray.slope > 0) != falling
    return [Range(ray.start, None) if rises else Range(None, ray.start)]


def _between(knots: list[_Knot], number: Fraction) -> list[Range]:
    for left, right in pairwise(knots):
        if left.x < number < right.x:
            part = (number - left.x) / (right.x - left.x)
            gives = left.right + part * (right.left - left.right)
            return [Range(gives, gives)]
    return []


def _slices(curve: Slices[Decimal], x: Range, edges: list[End]) -> Range:
    rates = [Fraction(band.gives) for band in curve.bands]
    known = _known(edges)
    if known is None:
        low = Fraction(0) if min(rates) >= 0 else None
        return Range(low, Fraction(0) if max(rates) <= 0 else None)
    knots, earned = [], Fraction(0)
    for i, edge in enumerate(known):
        earned += rates[i - 1] * (edge - known[i - 1]) if i else 0
        knots.append(_Knot(edge, earned, earned, earned))
    return _along(knots, x, _Ray(Fraction(0), Fraction(0)), _Ray(earned, rates[-1]))


def _goes_on(curve: Slices[Decimal]) -> bool:
    return isinstance(curve, RunningSlices) and curve.start_at is not None


def _from(curve: Slices[Decimal], x: Range) -> Range:
    """Return what slices can add to what was there before, wherever that lies.

    A unit more adds at most the highest rate and at least the lowest, or nothing under them.
    """
    rates = [Fraction(0), *(Fraction(band.gives) for band in curve.bands)]
    above = None if x.high is None else max(x.high, Fraction(0))
    back = None if x.low is None else min(x.low, Fraction(0))
    most = [_sloped(max(rates), above), _sloped(min(rates), back)]
    least = [_sloped(min(rates), above), _sloped(max(rates), back)]
    return hull(Range(low, high) for low, high in zip(least, most, strict=True))


def _sloped(slope: Fraction, run: End) -> End:
    return Fraction(0) if slope == 0 else None if run is None else slope * run


def _deducted(curve: Deduction, x: Range, beyond: End) -> Range:
    near, far = (x.high, x.low) if curve.side == "below" else (x.low, x.high)
    least = None if curve.least == "none" else Fraction(curve.least)
    start = Fraction(curve.start)

    def left(number: End) -> End:
        if number is None or beyond is None:
            return least
        short = beyond - number if curve.side == "below" else number - beyond
        steps = max(short, Fraction(0)) / Fraction(curve.every)
        if curve.part != "exact":
            steps = Fraction(-(-steps // 1) if curve.part == "ceil" else steps // 1)
        points = start - steps * Fraction(curve.costs)
        return points if least is None else max(points, least)

    return Range(left(far), start if near is None or beyond is None else left(near))


def raised(curve: Power, number: End) -> Fraction:
    """Return what a power curve gives for one number; 0 where it has no end below."""
    if number is None or number <= 0:
        return Fraction(0)
    x = number / Fraction(curve.one_at)
    exponent = curve.above if x >= 1 else curve.below
    asked = fractions.Fraction(fixed.exact([x.numerator]), fixed.exact([x.denominator]))
    units = powers(asked, Raised(exponent, curve.places))
    return Fraction(int(units[0]), 10**curve.places)
