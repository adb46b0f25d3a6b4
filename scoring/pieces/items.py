"""Rows that each go through a curve: in which band of it each lies, and what all of them earn.

Within a band what is earned lies on a line, so that of its rows their number and their sum is all
that must be known: both are whole numbers, add up in any order, and tell the statement each band.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.fractions import Fraction
from scoring.pieces.curves import (
    NO_ANCHORS,
    Boundary,
    Piece,
    Whole,
    band_of,
    level_piece,
    line_pieces,
    slice_pieces,
)
from scoring.plan.curves import Filled, RowCurve, Slices, Table, line_of


class Banded(NamedTuple):
    """A curve in the bands that it is cut into, and in which of them each value lies.

    Attributes:
        pieces: what each band gives, on a line.
        at: int64[n], the band of each value.
    """

    pieces: list[Piece]
    at: Int64s


def banded(curve: RowCurve, num: Int64s, den: int, boundary: Boundary) -> Banded:
    """Cut a curve without anchors into bands, and find that of each value num / den."""
    under = np.full(num.shape, den, np.int64)
    match curve:
        case Table():
            levels = [
                level_piece(gives) for gives in (curve.below, *(b.gives for b in curve.bands))
            ]
            return Banded(levels, band_of(curve, num, under, boundary) + 1)
        case Slices():
            return Banded(slice_pieces(curve, NO_ANCHORS), band_of(curve, num, under, "upper") + 1)
    line = line_of(curve) if isinstance(curve, Filled) else curve
    return Banded(*line_pieces(line, num, under, NO_ANCHORS))


def earned(
    curve: RowCurve, unit: int, bands: Sequence[tuple[Int64s, Exact]], *, rate: bool
) -> Fraction:
    """Return what values earn together, of which only their number and sum in each band is known.

        sum(rise x S + start x n) / under, or S x start / under where the curve gives a rate

    Args:
        curve: a curve without anchors.
        unit: how many units of the values are one.
        bands: for each band int64[n] how many values lie in it, and Exact[n] their sum in units.
        rate: whether each value is multiplied by what the curve gives.

    Returns:
        Exact[n] numerators over one positive denominator.
    """
    pieces = banded(curve, np.zeros(0, np.int64), unit, "upper").pieces
    under = math.lcm(*(int(_one(piece.under)) for piece in pieces))
    size = bands[0][0].size
    top: Exact = np.zeros(size, np.int64)
    for piece, (items, amount) in zip(pieces, bands, strict=True):
        rise, start, own = (int(_one(number)) for number in piece)
        slope, level = (start, 0) if rate else (rise, start * unit)
        term = fixed.add(fixed.multiply(amount, slope), fixed.multiply(items, level))
        top = fixed.add(top, fixed.multiply(term, under // own))
    return Fraction(top, fixed.exact([under * unit]))


def _one(number: Whole) -> int:
    """Return a number that is the same for everybody, as without anchors each is."""
    if not isinstance(number, int):
        raise TypeError("a band that differs by agent")
    return number
