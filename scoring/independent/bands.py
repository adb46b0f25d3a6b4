"""Bands once more: what rows that each went through a curve earn, of which their sums are known."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from scoring.independent.numbers import ZERO
from scoring.independent.rows import Tree


class Band(NamedTuple):
    """A band of a curve.

    Attributes:
        low, high: where it begins and ends; None where it does not.
        level, slope: what it gives for x, level + slope * x.
        rate: what stands in the plan's own row for it: a rate, an amount, or nothing.
    """

    low: Fraction | None
    high: Fraction | None
    level: Fraction
    slope: Fraction
    rate: Fraction = ZERO


Counts = Mapping[int, tuple[int, Fraction]]
"""By band, how many rows lie in it and what they come to."""


def bands_of(curve: Tree) -> list[Band]:
    """Return the bands that a curve is cut into, from below the first edge on."""
    if curve["mode"] == "interpolated":
        return _of_line(curve)
    edges = [Fraction(band["from"]) for band in curve["bands"]]
    gives = [Fraction(band["gives"]) for band in curve["bands"]]
    if curve["mode"] == "whole":
        ends = [*pairwise([None, *edges, None])]
        levels = [Fraction(curve["below"]), *gives]
        return [Band(a, b, y, ZERO, y) for (a, b), y in zip(ends, levels, strict=True)]
    filled = curve["mode"] == "filled"
    last = Fraction(curve["to"]) if filled else None
    found, before = [Band(None, edges[0], ZERO, ZERO)], ZERO
    for low, high, number in zip(edges, [*edges[1:], last], gives, strict=True):
        slope = number / (high - low) if filled and high is not None else number
        found.append(Band(low, high, before - slope * low, slope, number))
        before += ZERO if high is None else slope * (high - low)
    return [*found, Band(last, None, before, ZERO)] if filled else found


def _of_line(curve: Tree) -> list[Band]:
    """Return a line's bands; a point at which it jumps, and a single one, are bands themselves."""
    points = curve["points"]
    at = [Fraction(point["at"]) for point in points]
    sides = [
        [Fraction(point.get(key, point["gives"])) for key in ("before", "gives", "then")]
        for point in points
    ]
    legs = [_leg(at[i], at[i + 1], sides[i][2], sides[i + 1][0]) for i in range(len(points) - 1)]
    first = _end(curve["below"], sides[0][0], legs[:1])._replace(low=None, high=at[0])
    found, above = [first], _end(curve["above"], sides[-1][2], legs[-1:])
    for i, (x, side) in enumerate(zip(at, sides, strict=True)):
        if not legs or len(set(side)) > 1:
            found.append(Band(x, x, side[1], ZERO))
        found.append(legs[i] if i < len(legs) else above._replace(low=x, high=None))
    return found


def _leg(x0: Fraction, x1: Fraction, y0: Fraction, y1: Fraction) -> Band:
    slope = (y1 - y0) / (x1 - x0)
    return Band(x0, x1, y0 - slope * x0, slope)


def _end(said: str, held: Fraction, leg: list[Band]) -> Band:
    if said == "extrapolate":
        return leg[0]
    return Band(None, None, held if said == "hold" else Fraction(said), ZERO)


def earned_in(band: Band, items: int, amount: Fraction, *, rate: bool) -> Fraction:
    """Return what the rows that lie in a band earn together."""
    return band.level * amount if rate else band.level * items + band.slope * amount


def earned(through: Tree, counts: Counts) -> Fraction:
    """Return what all rows earn together, whichever band they lie in."""
    bands, rate = bands_of(through["curve"]), through["gives"] == "rate"
    parts = (earned_in(bands[i], *of, rate=rate) for i, of in counts.items())
    return sum(parts, ZERO)


def fallen_into(bands: list[Band], place: int, counts: Counts) -> Fraction:
    """Return how much of all values lies within a band, slice by slice.

    Of a value that lies in the band it is what goes beyond the band's lower edge, and of one that
    lies above it the whole band.
    """
    low, high = bands[place].low or ZERO, bands[place].high
    items, amount = counts.get(place, (0, ZERO))
    beyond = sum(n for i, (n, _) in counts.items() if i > place)
    return amount - items * low + (ZERO if high is None else beyond * (high - low))
