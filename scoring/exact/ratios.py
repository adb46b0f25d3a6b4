"""Fractions of many agents over one denominator: exact products, limits and one rounding.

A denominator that everybody shares keeps int64 in reach where one for each agent would not: what
all numerators have in common with it is cancelled before anything is multiplied.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

import numpy as np

from scoring.exact import fixed
from scoring.exact.fixed import Exact, Mode

Den: TypeAlias = int | Exact
"""A denominator that all share, or one for each."""

_SHARED_BITS = 96
"""How long a shared denominator may get; beyond it each keeps its own."""


class Ratios(NamedTuple):
    """Fractions num / den.

    Attributes:
        num: Exact[n], or one number for everybody.
        den: positive, the same for all of them, or Exact[n].
    """

    num: Exact
    den: Den


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
    """Bring fractions with positive denominators of their own to one, if that is not too long.

    Args:
        num: Exact[n].
        den: Exact[n], mostly few different ones: those of the pieces of a line, or of a table. Of
            targets by agent there may be many.
    """
    place, count = fixed.levels(den)
    different = np.empty(count.size, dtype=object)
    different[place] = den
    common = 1
    for one in different.tolist():
        common = math.lcm(common, one)
        if common.bit_length() > _SHARED_BITS:
            return Ratios(*_cancelled(num, den))
    up = fixed.exact([common // one for one in different.tolist()])
    return Ratios(fixed.multiply(num, up[place]), common)


def times(a: Ratios, b: Ratios) -> Ratios:
    """Return a x b, after what one's numerators share with the other's denominator is gone."""
    a, b = Ratios(*_cancelled(a.num, b.den)), Ratios(*_cancelled(b.num, a.den))
    # The denominators have changed places: each stands under the other's numerators now.
    return Ratios(fixed.multiply(a.num, b.num), _product(a.den, b.den))


def plus(a: Ratios, b: Ratios) -> Ratios:
    """Return a + b."""
    x, y, den = _alike(a, b)
    return Ratios(fixed.add(x, y), den)


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
    return Ratios(a.num[at], a.den if isinstance(a.den, int) else a.den[at])


def within(several: Ratios, group: np.ndarray, groups: int) -> Ratios:
    """Bring the fractions of each group to one denominator, however long it gets.

    They can be added up or set against each other then, and one group's denominators leave those
    of the others short.

    Args:
        several: n fractions.
        group: int64[n], from 0 to groups - 1.
        groups: how many groups there are.

    Returns:
        Exact[n] numerators, over one denominator for all or Exact[groups], one for each group.
    """
    if isinstance(several.den, int):
        return several
    own = fixed.wide(several.den)
    common = np.ones(groups, dtype=object)
    np.lcm.at(common, group, own)
    up = fixed.narrow(common[group] // own)
    return Ratios(fixed.multiply(several.num, up), fixed.narrow(common))


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


def stepped(a: Ratios, places: Exact, steps: Exact, mode: Mode) -> Exact:
    """Round each to a whole multiple of its own step, once, as whole units of its places.

    Args:
        a: the fractions.
        places: Exact[n], not negative.
        steps: Exact[n], above zero, in units of 10**-places.
        mode: what a remainder does.
    """
    in_steps = times(a, Ratios(np.ones(steps.shape, np.int64), steps))
    return fixed.multiply(rounded(in_steps, places, mode), steps)


def _product(a: Den, b: Den) -> Den:
    if isinstance(a, int):
        return a * b if isinstance(b, int) else fixed.multiply(b, a)
    return fixed.multiply(a, b)


def _cancelled(num: Exact, den: Den) -> tuple[Exact, Den]:
    """Divide both by what every numerator has in common with the denominator, or each with its."""
    if not isinstance(den, int):
        shared = np.gcd(*fixed.alike(num, den))
        return fixed.narrow(num // shared), fixed.narrow(den // shared)
    common = int(np.gcd.reduce(num.ravel()))
    if common == 0:  # nothing but zeros, or nobody
        return num, 1
    once = math.gcd(den, common)
    return (num // once if once > 1 else num), den // once


def _alike(a: Ratios, b: Ratios) -> tuple[Exact, Exact, Den]:
    """Bring both to one denominator, the least there is, and to one type."""
    if isinstance(a.den, int) and isinstance(b.den, int):
        den: Den = math.lcm(a.den, b.den)
        x, y = fixed.multiply(a.num, den // a.den), fixed.multiply(b.num, den // b.den)
    else:
        x, y = fixed.multiply(a.num, b.den), fixed.multiply(b.num, a.den)
        den = _product(a.den, b.den)
    return *fixed.alike(x, y), den
