"""Curves, evaluated exactly: from a fraction to a fraction, for every agent at once.

A value x is num / den with integer arrays, den >= 0; den 0 with num > 0 stands for a value
beyond every edge. What comes out is a fraction too: rounding is the business of the node that
asked (points, a pay line), never of the curve. An edge may differ by agent, where it is an anchor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.exact import fixed, fractions, powers
from scoring.exact.fixed import Exact
from scoring.exact.fractions import Fraction
from scoring.plan.curves import (
    AnyCurve,
    At,
    Curve,
    Deduction,
    Filled,
    Line,
    Power,
    RunningSlices,
    Slices,
    Table,
    anchors_in,
    knots,
    line_of,
)
from scoring.plan.nodes import Number

Boundary = Literal["upper", "lower"]
Whole: TypeAlias = int | Exact
"""One whole number for everybody, or one for each agent."""


class Anchor(NamedTuple):
    """A number that edges may refer to by name: units of 10**-places, Exact[n] where known."""

    units: Exact
    known: Bools
    places: int


Anchors = Mapping[str, Anchor]
NO_ANCHORS: Anchors = {}


class Read(NamedTuple):
    """What a curve gives: Exact[n] numerators and positive denominators, where it gives any."""

    num: Exact
    den: Exact
    known: Bools


def places_of(numbers: Sequence[Decimal]) -> int:
    """Return the places at which every one of the numbers is whole."""
    return max((max(0, -int(n.as_tuple().exponent)) for n in numbers), default=0)


def reaches(num: Exact, den: Exact, edge: Decimal) -> Bools:
    """Return bool[n]: num / den >= edge."""
    return _compare(num, den, _edge(edge, NO_ANCHORS), strictly=False)


class _Edge(NamedTuple):
    """An edge or a knot: units of 10**-places, one for everybody or one for each agent."""

    units: Whole
    places: int


def _edge(at: At, anchors: Anchors) -> _Edge:
    if isinstance(at, str):
        return _Edge(anchors[at].units, anchors[at].places)
    places = places_of([at])
    return _Edge(fixed.scaled(at, places), places)


def _times(a: Whole, b: Whole) -> Whole:
    if isinstance(a, int):
        return a * b if isinstance(b, int) else fixed.multiply(b, a)
    return fixed.multiply(a, b)


def _plus(a: Whole, b: Whole) -> Whole:
    if isinstance(a, int):
        return a + b if isinstance(b, int) else _plus(b, a)
    return fixed.add(a, fixed.exact([b]) if isinstance(b, int) else b)


def _compare(num: Exact, den: Exact, edge: _Edge, *, strictly: bool) -> Bools:
    left, right = fixed.multiply(num, 10**edge.places), _times(den, edge.units)
    return np.asarray(left > right if strictly else left >= right, dtype=bool)


def band_of(
    table: Table[Any] | Slices[Any],
    num: Exact,
    den: Exact,
    boundary: Boundary,
    anchors: Anchors = NO_ANCHORS,
) -> Int64s:
    """Return int64[n]: the index of the band that owns each value, -1 below the first.

    `boundary: upper` gives a value on an edge to the band above it, `lower` to the one below.
    """
    return _passed([band.lower for band in table.bands], (num, den), boundary, anchors)


def turns_around(
    curve: AnyCurve, num: Exact, den: Exact, anchors: Anchors = NO_ANCHORS
) -> tuple[Int64s, Int64s]:
    """Return which turn of a curve is the last that each value has reached, and which is next.

    Turns are the curve's edges, its points, or where a deduction or a power begins, counted from 0.
    A value exactly at a turn has it twice; -1 is below the first, and their number above the last.
    """
    turns = [curve.one_at] if isinstance(curve, Power) else [at for at, _ in knots(curve)]
    last = _passed(turns, (num, den), "upper", anchors)
    return last, _passed(turns, (num, den), "lower", anchors) + 1


def _passed(
    edges: Sequence[At], x: tuple[Exact, Exact], boundary: Boundary, anchors: Anchors
) -> Int64s:
    """Return int64[n]: the index of the last edge that each value has passed, -1 for none."""
    index = np.full(x[0].shape, -1, dtype=np.int64)
    for edge in edges:
        index += _compare(*x, _edge(edge, anchors), strictly=boundary == "lower")
    return index


def read(curve: Curve, num: Exact, den: Exact, boundary: Boundary, anchors: Anchors) -> Read:
    """Return what a curve gives to each agent, where its anchors are known and in order.

    Args:
        curve: the curve.
        num: Exact[n], the values' numerators.
        den: Exact[n], their denominators.
        boundary: who owns an edge of a table; a line has no use for it.
        anchors: those that the curve names.
    """
    named = anchors_in(curve)
    known = np.ones(num.shape, dtype=bool)
    for name in named:
        known &= anchors[name].known
    top, bottom = evaluate(curve, num, den, boundary, anchors)
    crossed = getattr(curve, "crossed", None)
    if not named or crossed is None:
        return Read(top, bottom, known)
    rises = rising(curve, anchors, num.shape)
    if crossed == "missing":
        return Read(top, bottom, known & rises)
    places = places_of([crossed])
    instead = fixed.scaled(crossed, places)
    return Read(fixed.where(rises, top, instead), fixed.where(rises, bottom, 10**places), known)


def rising(curve: Curve, anchors: Anchors, shape: tuple[int, ...]) -> Bools:
    """Return bool[n]: each edge is above the one before it."""
    edges = [_edge(at, anchors) for at, _ in knots(curve)]
    most = max(edge.places for edge in edges)
    units = [_times(edge.units, 10 ** (most - edge.places)) for edge in edges]
    rises = np.ones(shape, dtype=bool)
    for left, right in pairwise(units):
        rises &= np.asarray(left < right, dtype=bool)
    return rises


def evaluate(
    curve: Curve, num: Exact, den: Exact, boundary: Boundary, anchors: Anchors = NO_ANCHORS
) -> tuple[Exact, Exact]:
    """Return what the curve gives for num / den, as numerators and positive denominators.

    Args:
        curve: a table (whole bands), a line (interpolated), slices (marginal), amounts of bands
            (filled), a deduction or a power.
        num: Exact[n], the values' numerators.
        den: Exact[n], their denominators.
        boundary: who owns an edge of a table; a line has no use for it.
        anchors: those that the curve names; where one is not known, nobody reads the result.

    Returns:
        Exact[n] numerators and Exact[n] denominators.
    """
    match curve:
        case Line() | Filled():
            line = line_of(curve) if isinstance(curve, Filled) else curve
            pieces, at = line_pieces(line, num, den, anchors)
            return _along(pieces, at, num, den)
        case RunningSlices():
            return _earned(curve, num, den, anchors)
        case Deduction():
            return _deducted(curve, num, den, anchors)
        case Power():
            return _raised(curve, num, den)
    gives = [curve.below, *(band.gives for band in curve.bands)]
    places = places_of(gives)
    units: list[Whole] = [fixed.scaled(g, places) for g in gives]
    picked = _picked(units, band_of(curve, num, den, boundary, anchors) + 1)
    return picked, np.full(num.shape, 10**places, dtype=np.int64)


class Piece(NamedTuple):
    """One stretch of a line: (rise x num + start x den) / (under x den)."""

    rise: Whole
    start: Whole
    under: Whole


def _along(pieces: Sequence[Piece], at: Int64s, num: Exact, den: Exact) -> tuple[Exact, Exact]:
    """Take each value along its piece."""
    rise, start, under = (_picked(numbers, at) for numbers in zip(*pieces, strict=True))
    level = [isinstance(piece.rise, int) and piece.rise == 0 for piece in pieces]
    over = np.where(np.array(level)[at], 1, den)
    top = fixed.add(fixed.multiply(num, rise), fixed.multiply(over, start))
    bottom = fixed.multiply(over, under)
    if bottom.size and int(bottom.min()) <= 0:
        # Anchors that are not known or not in order; nobody reads what stands here.
        sound = np.asarray(bottom > 0, dtype=bool)
        top, bottom = fixed.where(sound, top, 0), fixed.where(sound, bottom, 1)
    return top, bottom


def line_pieces(
    line: Line[Number], num: Exact, den: Exact, anchors: Anchors
) -> tuple[list[Piece], Int64s]:
    """Cut a line into pieces, and find each value's: below, and then from point to point.

    A point where the line jumps is a piece of its own, and so is a single one; any other belongs
    to the piece above it, which gives the same there, and the last to the piece below it.
    """
    points = line.points
    edges = [_edge(point.x, anchors) for point in points]
    legs = [
        _between(left, right, points[i].right, points[i + 1].left)
        for i, (left, right) in enumerate(pairwise(edges))
    ]
    pieces = [_outside(line.below, points[0].left, legs[:1])]
    at = np.zeros(num.shape, dtype=np.int64)
    for i, (point, edge) in enumerate(zip(points, edges, strict=True)):
        last = i == len(points) - 1
        if not legs or point.left != point.gives or point.right != point.gives:
            at += _compare(num, den, edge, strictly=False)
            pieces.append(level_piece(point.gives))
            at += _compare(num, den, edge, strictly=True)
        else:
            at += _compare(num, den, edge, strictly=last)
        pieces.append(_outside(line.above, point.right, legs[-1:]) if last else legs[i])
    return pieces, at


def _outside(said: Decimal | str, held: Decimal, leg: Sequence[Piece]) -> Piece:
    """Return the piece before the first point, or after the last; a single point has no leg."""
    if said == "extrapolate":
        return leg[0]
    return level_piece(held if isinstance(said, str) else said)


def _picked(numbers: Sequence[Whole], at: Int64s) -> Exact:
    """Return for each agent the number of its piece: one for everybody, or the agent's own."""
    everybody = [number for number in numbers if isinstance(number, int)]
    if len(everybody) == len(numbers):
        return fixed.exact(everybody)[at]
    picked = fixed.exact([n if isinstance(n, int) else 0 for n in numbers])[at]
    for place, number in enumerate(numbers):
        if not isinstance(number, int):
            chosen = at == place
            picked = fixed.wide(picked) if number.dtype == object else picked
            picked = np.where(chosen, np.broadcast_to(number, at.shape), picked)
    return fixed.narrow(picked)


def level_piece(gives: Decimal) -> Piece:
    """Return a piece that gives one number throughout."""
    places = places_of([gives])
    return Piece(0, fixed.scaled(gives, places), 10**places)


def _between(left: _Edge, right: _Edge, first: Decimal, last: Decimal) -> Piece:
    """Interpolate: p0 + (x - x0)(p1 - p0) / (x1 - x0), over one common denominator."""
    at, gives = max(left.places, right.places), places_of([first, last])
    x0, x1 = (_times(edge.units, 10 ** (at - edge.places)) for edge in (left, right))
    p0, p1 = fixed.scaled(first, gives), fixed.scaled(last, gives)
    run = _plus(x1, _times(x0, -1))
    start = _plus(_times(run, p0), _times(x0, p0 - p1))
    return Piece((p1 - p0) * 10**at, start, _times(run, 10**gives))


def _earned(curve: RunningSlices, num: Exact, den: Exact, anchors: Anchors) -> tuple[Exact, Exact]:
    """Return what slices earn: M(x), or M(start + x) - M(start) where something was there before.

    So a value that straddles an edge earns at both rates, and one below 0 gives back what it took.
    """
    if curve.start_at is None:
        return _in_slices(curve, num, den, anchors)
    start = _edge(curve.start_at, anchors)
    before, unit = fixed.spread(fixed.exact([0]), num.size), fixed.filled(num.size, 1)
    before, unit = fixed.add(before, _each(start.units)), fixed.multiply(unit, 10**start.places)
    both = fixed.add(fixed.multiply(num, 10**start.places), fixed.multiply(den, before))
    together = fractions.Fraction(*_in_slices(curve, both, fixed.multiply(den, unit), anchors))
    top, bottom = _in_slices(curve, before, unit, anchors)
    return fractions.plus(together, fractions.Fraction(fixed.multiply(top, -1), bottom))


def _each(whole: Whole) -> Exact:
    return fixed.exact([whole]) if isinstance(whole, int) else whole


def _in_slices(
    curve: Slices[Decimal], num: Exact, den: Exact, anchors: Anchors
) -> tuple[Exact, Exact]:
    at = band_of(curve, num, den, "upper", anchors) + 1
    return _along(slice_pieces(curve, anchors), at, num, den)


def slice_pieces(curve: Slices[Decimal], anchors: Anchors) -> list[Piece]:
    """Return what is earned within each band: all of those below, and the part of its own.

    Earned within band k: M + rate x (x - x0), where M is what the bands below give together.
    """
    edges = [_edge(band.lower, anchors) for band in curve.bands]
    at, gives = max(e.places for e in edges), places_of([band.gives for band in curve.bands])
    x = [_times(edge.units, 10 ** (at - edge.places)) for edge in edges]
    rates = [fixed.scaled(band.gives, gives) for band in curve.bands]
    below: Whole = 0
    pieces = [Piece(0, 0, 1)]
    for i, rate in enumerate(rates):
        if i:
            slice_below = _plus(x[i], _times(x[i - 1], -1))
            below = _plus(below, _times(slice_below, rates[i - 1]))
        start = _plus(below, _times(x[i], -rate))
        pieces.append(Piece(rate * 10**at, start, 10 ** (at + gives)))
    return pieces


_PARTS: dict[str, fixed.Mode] = {"ceil": "ceiling", "floor": "floor"}


def _deducted(curve: Deduction, num: Exact, den: Exact, anchors: Anchors) -> tuple[Exact, Exact]:
    """Return the points at the start, less what each step beyond the edge costs."""
    edge = _edge(curve.beyond, anchors)
    sign = -1 if curve.side == "below" else 1
    # How far beyond, over den x 10**places; without a denominator nothing falls short.
    far = _plus(fixed.multiply(num, sign * 10**edge.places), _times(_times(den, edge.units), -sign))
    far = fixed.exact([far]) if isinstance(far, int) else far
    far = fixed.where(np.asarray((far > 0) & (den > 0), dtype=bool), far, 0)
    every, below = curve.every.as_integer_ratio()
    steps = fixed.multiply(far, below)
    under = fixed.multiply(fixed.where(np.asarray(den > 0, bool), den, 1), every * 10**edge.places)
    if curve.part != "exact":
        steps = fixed.divide(steps, under, _PARTS[curve.part])
        under = np.ones(num.shape, dtype=np.int64)
    least = curve.start if curve.least == "none" else curve.least
    places = places_of([curve.start, curve.costs, least])
    start, costs = fixed.scaled(curve.start, places), fixed.scaled(curve.costs, places)
    left = _plus(fixed.multiply(under, start), fixed.multiply(steps, -costs))
    left = left if not isinstance(left, int) else fixed.exact([left])
    if curve.least != "none":
        floor = fixed.multiply(under, fixed.scaled(curve.least, places))
        left = fixed.narrow(np.maximum(*fixed.alike(left, floor)))
    return left, fixed.multiply(under, 10**places)


def _raised(curve: Power, num: Exact, den: Exact) -> tuple[Exact, Exact]:
    """Raise what is read, over the number that gives 1, to one of two powers; 0 at 0 and below."""
    one, below_one = curve.one_at.as_integer_ratio()
    sound = np.asarray((num > 0) & (den > 0), dtype=bool)
    top = fixed.multiply(fixed.where(sound, num, 0), below_one)
    bottom = fixed.multiply(fixed.where(sound, den, 1), one)
    above = np.asarray(np.greater_equal(*fixed.alike(top, bottom)), dtype=bool)
    units: Exact = np.zeros(num.shape, dtype=np.int64)
    for chosen, exponent in ((above, curve.above), (~above, curve.below)):
        raised = powers.powers(
            Fraction(top[chosen], bottom[chosen]), powers.Power(exponent, curve.places)
        )
        units, raised = fixed.alike(units, raised)
        units[chosen] = raised
    return units, np.full(num.shape, 10**curve.places, dtype=np.int64)
