"""Fractions of many agents over one denominator: exact products, limits and one rounding.

A denominator that everybody shares keeps int64 in reach where one for each agent would not: what
all numerators have in common with it is cancelled before anything is multiplied.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from scoring.exact import fixed
from scoring.exact.fixed import Exact, Mode


class Ratios(NamedTuple):
    """Fractions num / den.

    Attributes:
        num: Exact[n], or one number for everybody.
        den: positive, the same for all of them.
    """

    num: Exact
    den: int


def units(num: Exact, places: int) -> Ratios:
    """Read integers of 10**-places units."""
    return Ratios(*_cancelled(num, 10**places))


def numbers(said: Sequence[Decimal]) -> Ratios:
    """Read decimals of any length."""
    pairs = [number.as_integer_ratio() for number in said]
    den = math.lcm(*(below for _, below in pairs))
    return Ratios(fixed.exact([num * (den // below) for num, below in pairs]), den)


def number(said: Decimal) -> Ratios:
    """Read one decimal, the same for everybody."""
    num, den = said.as_integer_ratio()
    return Ratios(fixed.narrow(np.array(num, dtype=object)), den)


def over(num: Exact, den: Exact) -> Ratios:
    """Bring fractions with positive denominators of their own to one that they share.

    Args:
        num: Exact[n].
        den: Exact[n], few different ones: those of the pieces of a line, or of a table.
    """
    place, count = fixed.levels(den)
    different = np.empty(count.size, dtype=object)
    different[place] = den
    common = math.lcm(*different.tolist())
    up = fixed.exact([common // one for one in different.tolist()])
    return Ratios(fixed.multiply(num, up[place]), common)


def times(a: Ratios, b: Ratios) -> Ratios:
    """Return a x b, after what one's numerators share with the other's denominator is gone."""
    a, b = Ratios(*_cancelled(a.num, b.den)), Ratios(*_cancelled(b.num, a.den))
    # The denominators have changed places: each stands under the other's numerators now.
    return Ratios(fixed.multiply(a.num, b.num), a.den * b.den)


def lesser(a: Ratios, b: Ratios) -> Ratios:
    """Return the lesser of each pair."""
    x, y, den = _alike(a, b)
    return Ratios(fixed.narrow(np.minimum(x, y)), den)


def greater(a: Ratios, b: Ratios) -> Ratios:
    """Return the greater of each pair."""
    x, y, den = _alike(a, b)
    return Ratios(fixed.narrow(np.maximum(x, y)), den)


def picked(a: Ratios, at: np.ndarray) -> Ratios:
    """Return the ratios at some places."""
    return Ratios(a.num[at], a.den)


def where(chosen: np.ndarray, a: Ratios, b: Ratios) -> Ratios:
    """Return a where chosen, b elsewhere."""
    x, y, den = _alike(a, b)
    return Ratios(fixed.narrow(np.where(chosen, x, y)), den)


def rounded(a: Ratios, places: Exact, mode: Mode) -> Exact:
    """Round each to its own number of decimal places, once, as whole units of them.

    Args:
        a: the fractions.
        places: Exact[n], not negative.
        mode: what a remainder does.
    """
    most = int(places.max()) if places.size else 0
    up = fixed.exact([10**p for p in range(most + 1)])[places]
    scaled = times(a, Ratios(up, 1))
    return fixed.divide(scaled.num, scaled.den, mode)


def _cancelled(num: Exact, den: int) -> tuple[Exact, int]:
    """Divide both by what every numerator has in common with the denominator."""
    common = int(np.gcd.reduce(num.ravel()))
    if common == 0:  # nothing but zeros, or nobody
        return num, 1
    shared = math.gcd(den, common)
    return (num // shared if shared > 1 else num), den // shared


def _alike(a: Ratios, b: Ratios) -> tuple[Exact, Exact, int]:
    """Bring both to one denominator, the least there is, and to one type."""
    den = math.lcm(a.den, b.den)
    x, y = fixed.multiply(a.num, den // a.den), fixed.multiply(b.num, den // b.den)
    if x.dtype != y.dtype:
        x, y = fixed.wide(x), fixed.wide(y)
    return x, y, den
