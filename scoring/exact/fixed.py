"""Exact arithmetic on whole numbers: rounding division, allocation, decimals as integers.

A decimal is an integer and a number of places: 90.25 at two places is 9025. Arrays are int64
where a bound shows that nothing can wrap, and object arrays of Python integers otherwise; the
functions here choose, so that a stage writes plain arithmetic and stays exact.

Rounding modes carry the names that Java's `RoundingMode` and Python's `decimal` share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Exact: TypeAlias = npt.NDArray[np.int64] | npt.NDArray[np.object_]
Mode = Literal["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"]
INT64_MAX = 2**63 - 1


def scaled(value: Decimal, places: int) -> int:
    """Return `value` as an integer of 10**-places units; a value with more places is an error."""
    shifted = value.scaleb(places)
    whole = int(shifted)
    if whole != shifted:
        raise ValueError(f"{value} has more than {places} decimal places")
    return whole


def text(units: int, places: int) -> str:
    """Write an integer of 10**-places units as a decimal: 9025 at 2 places is "90.25"."""
    sign, digits = ("-" if units < 0 else ""), str(abs(units)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def largest(values: Exact) -> int:
    """Return max |x| as a Python integer; 0 for an empty array."""
    if values.size == 0:
        return 0
    return max(abs(int(values.max())), abs(int(values.min())))


def narrow(values: Exact) -> Exact:
    """Return an int64 array where every element fits, the array itself otherwise."""
    if values.dtype == np.int64 or largest(values) > INT64_MAX:
        return values
    return values.astype(np.int64)


def wide(values: Exact) -> npt.NDArray[np.object_]:
    """Return the array with Python integers as elements."""
    return values.astype(object)


def add(a: Exact, b: Exact) -> Exact:
    """Return a + b, exact: int64 where the bounds fit, Python integers otherwise."""
    if largest(a) + largest(b) <= INT64_MAX:
        return narrow(a) + narrow(b)
    return wide(a) + wide(b)


def multiply(a: Exact, b: Exact | int) -> Exact:
    """Return a * b, exact: int64 where the bounds fit, Python integers otherwise."""
    if largest(a) * (abs(b) if isinstance(b, int) else largest(b)) <= INT64_MAX and (
        not isinstance(b, int) or abs(b) <= INT64_MAX
    ):
        return narrow(a) * (b if isinstance(b, int) else narrow(b))
    return wide(a) * (b if isinstance(b, int) else wide(b))


# For each mode: does the magnitude grow by one, given where the remainder stands to one half?
_STEPS: dict[str, Callable[..., npt.NDArray[np.bool_]]] = {
    "half_up": lambda tie, beyond, rest, odd, minus: beyond | tie,
    "half_down": lambda tie, beyond, rest, odd, minus: beyond,
    "half_even": lambda tie, beyond, rest, odd, minus: beyond | (tie & odd),
    "up": lambda tie, beyond, rest, odd, minus: rest,
    "down": lambda tie, beyond, rest, odd, minus: rest & False,
    "ceiling": lambda tie, beyond, rest, odd, minus: rest & ~minus,
    "floor": lambda tie, beyond, rest, odd, minus: rest & minus,
}


def divide(num: Exact, den: Exact | int, mode: Mode = "half_up") -> Exact:
    """Return num / den rounded once to a whole number.

    Args:
        num: numerators, any shape.
        den: denominators, positive, same shape or one number.
        mode: what a remainder does; `half_up` rounds halves away from zero.

    Raises:
        ValueError: a denominator that is zero or negative.
    """
    den_array = np.asarray(den, dtype=None if not isinstance(den, int) else object)
    if den_array.size and int(den_array.min()) <= 0:
        raise ValueError("a denominator must be positive")
    fits = 2 * largest(den_array) <= INT64_MAX and largest(num) <= INT64_MAX
    n = narrow(num) if fits else wide(num)
    d = den_array.astype(np.int64 if fits else object)
    minus = (n < 0).astype(bool)
    quotient, remainder = abs(n) // d, abs(n) % d
    tie, beyond = (2 * remainder == d).astype(bool), (2 * remainder > d).astype(bool)
    rest, odd = (remainder > 0).astype(bool), (quotient % 2 == 1).astype(bool)
    grown = quotient + _STEPS[mode](tie=tie, beyond=beyond, rest=rest, odd=odd, minus=minus)
    return narrow(np.where(minus, -grown, grown))


def divide_one(num: int, den: int, mode: Mode = "half_up") -> int:
    """Return num / den rounded once, for single numbers of any size; den must be positive."""
    return int(divide(np.array([num], dtype=object), den, mode)[0])


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` by `weights` so that the parts sum to it: the largest-remainder method.

    Every part gets the whole units of its exact share; the units left over go to the largest
    remainders, equal remainders to the earlier part, so callers order by agent id. A negative
    total mirrors the positive one. Source: Hamilton's method.

    Raises:
        ValueError: weights that are negative or sum to zero.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must not be negative and must sum to more than zero")
    if total < 0:
        return [-part for part in allocate(-total, weights)]
    parts = [total * w // whole for w in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
