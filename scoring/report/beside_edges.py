"""An exact number as people read it: at few places, and never across an edge that it is not on."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from scoring.exact import fixed

_PLACES = 2


def beside(x: Fraction, edges: Iterable[Fraction]) -> str:
    """Write a number at two places, half up, without zeros at its end.

    Where that would lie across an edge, or on one that the number is not on, what there is at
    more places is cut off instead, at as many as it takes: 99.9967 beside 100 is "99.996".

    Args:
        x: the number, exact.
        edges: the numbers that it must be seen to lie below, above, or on.
    """
    sides = [(edge, _side(x, edge)) for edge in edges]
    places, units = _PLACES, fixed.divide_one(x.numerator * 10**_PLACES, x.denominator)
    while any(_side(Fraction(units, 10**places), edge) != side for edge, side in sides):
        places += 1
        units = fixed.divide_one(x.numerator * 10**places, x.denominator, "down")
    return fixed.text(units, places).rstrip("0").rstrip(".")


def _side(x: Fraction, edge: Fraction) -> int:
    """Return whether a number lies below an edge (-1), on it (0) or above it (1)."""
    return (x > edge) - (x < edge)
