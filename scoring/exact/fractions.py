"""Fractions of many agents, each with a denominator of its own, or one that all of them share.

Where everybody shares a denominator it is an array of one element, so that int64 stays in reach;
`ratios.py` has what money needs, where that is always so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scoring.exact import fixed
from scoring.exact.fixed import Exact, Mode


class Fraction(NamedTuple):
    """Fractions num / den.

    Attributes:
        num: Exact[n].
        den: positive: Exact[n], or Exact[1] for everybody.
    """

    num: Exact
    den: Exact

    @property
    def dens(self) -> Exact:
        """Return the denominators, one for each."""
        return fixed.spread(self.den, self.num.size)


def of_units(num: Exact, places: int) -> Fraction:
    """Read integers of 10**-places units."""
    return Fraction(num, fixed.exact([10**places]))


def plus(a: Fraction, b: Fraction) -> Fraction:
    """Return a + b; what the denominators share is not multiplied twice."""
    if a.den.size == b.den.size == 1:
        x, y = int(a.den[0]), int(b.den[0])
        common = math.lcm(x, y)
        num = fixed.add(fixed.multiply(a.num, common // x), fixed.multiply(b.num, common // y))
        return Fraction(num, fixed.exact([common]))
    num = fixed.add(fixed.multiply(a.num, b.den), fixed.multiply(b.num, a.den))
    return cancelled(Fraction(num, fixed.multiply(a.den, b.den)))


def times(a: Fraction, whole: Exact) -> Fraction:
    """Return a x whole numbers, one for each."""
    return Fraction(fixed.multiply(a.num, whole), a.den)


def over(a: Fraction, whole: Exact) -> Fraction:
    """Return a / positive whole numbers, one for each or one for all."""
    return Fraction(a.num, fixed.multiply(a.den, whole))


def cancelled(a: Fraction) -> Fraction:
    """Return the same in lowest terms."""
    shared = np.gcd(*fixed.alike(a.num, a.dens))
    shared = np.where(shared == 0, 1, shared)
    return Fraction(fixed.narrow(a.num // shared), fixed.narrow(a.dens // shared))


def where(chosen: npt.NDArray[np.bool_], a: Fraction, b: Fraction) -> Fraction:
    """Return a where chosen, b elsewhere."""
    num = fixed.where(chosen, *fixed.alike(a.num, b.num))
    if a.den.size == b.den.size == 1 and a.den[0] == b.den[0]:
        return Fraction(num, a.den)
    return Fraction(num, fixed.where(chosen, *fixed.alike(a.dens, b.dens)))


def rounded(a: Fraction, places: int, mode: Mode) -> Exact:
    """Round each to the same number of decimal places, once, as whole units of them."""
    den: Exact | int = int(a.den[0]) if a.den.size == 1 else a.den
    return fixed.divide(fixed.multiply(a.num, 10**places), den, mode)


def total(several: Sequence[Fraction]) -> Fraction:
    """Add up fractions of the same agents."""
    first, *others = several
    for one in others:
        first = plus(first, one)
    return first
