"""Powers of fractions, rounded half up: decimals at a precision that suffices, or whole numbers.

x ** u is irrational for nearly every x. Decimals of enough digits give its rounded value unless
it lies within their error of the middle between two results, and there whole numbers decide:
with u = p / q, x ** u >= y exactly where x ** p >= y ** q.
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.fractions import Fraction, cancelled

_GUARD = 16
"""Digits kept beyond the places of the result."""
_NEAR = Decimal(1).scaleb(-_GUARD // 2)
"""How near to the middle whole numbers decide: far more than decimals of those digits err."""


class Power(NamedTuple):
    """The exponent u and the places of what x ** u is rounded to.

    Attributes:
        exponent: positive, with few places: they decide how long the whole numbers get.
        places: decimal places of the result, 0 to 12.
    """

    exponent: Decimal
    places: int


def powers(x: Fraction, power: Power) -> Exact:
    """Raise each number to the power, once for each different number.

    Args:
        x: fractions, not negative.
        power: the exponent, and the places of the result.

    Returns:
        Exact[n], whole units of 10**-places, halves rounded away from zero.

    Raises:
        ValueError: a number below zero, or an exponent that is not above zero.
    """
    if x.num.size and int(x.num.min()) < 0:
        raise ValueError("a power needs numbers that are not negative")
    if power.exponent <= 0:
        raise ValueError("an exponent must be above zero")
    lowest = cancelled(x)
    num, _ = fixed.levels(lowest.num)
    den, others = fixed.levels(lowest.den)
    place, count = fixed.levels(num * others.size + den)
    first = np.zeros(count.size, dtype=np.int64)
    first[place] = np.arange(place.size)
    pairs = zip(lowest.num[first].tolist(), lowest.den[first].tolist(), strict=True)
    return fixed.exact([_power(above, below, power) for above, below in pairs])[place]


def _power(num: int, den: int, power: Power) -> int:
    """Raise num / den to the power, in units of its places, half up."""
    if num == 0:
        return 0
    with decimal.localcontext(_context(num, den, power)) as context:
        scaled = (Decimal(num) / Decimal(den)) ** power.exponent
        scaled = scaled.scaleb(power.places)
        below = int(scaled.to_integral_value(rounding=decimal.ROUND_FLOOR))
        past_middle = scaled - below - Decimal("0.5")
        near = context.abs(past_middle) < _NEAR
    up = _reaches(num, den, power, below) if near else past_middle > 0
    return below + up


def _context(num: int, den: int, power: Power) -> decimal.Context:
    """Return a context with digits for the whole part, the places and the guard."""
    ahead = max(0, len(str(num)) - len(str(den)) + 1)  # digits of num / den before the point
    digits = int(ahead * power.exponent) + 1 + power.places + _GUARD
    return decimal.Context(
        prec=digits + len(str(power.exponent)),
        rounding=decimal.ROUND_HALF_EVEN,
        Emin=decimal.MIN_EMIN,
        Emax=decimal.MAX_EMAX,
        traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
    )


def _reaches(num: int, den: int, power: Power, below: int) -> bool:
    """Tell whether (num / den) ** u is at least (below + 1/2) units, in whole numbers."""
    p, q = power.exponent.as_integer_ratio()
    middle, units = 2 * below + 1, 2 * 10**power.places
    return bool(num**p * units**q >= middle**q * den**p)
