"""Exact arithmetic on whole numbers: rounding division, allocation, decimals as integers.

A decimal is an integer and a number of places: 90.25 at two places is 9025. Arrays are int64
where a bound shows that nothing can wrap, and object arrays of Python integers otherwise; the
functions here choose, so that a stage writes plain arithmetic and stays exact.

Rounding modes carry the names that Java's `RoundingMode` and Python's `decimal` share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Exact: TypeAlias = npt.NDArray[np.int64] | npt.NDArray[np.object_]
Mode = Literal["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"]
INT64_MAX = 2**63 - 1


def scaled(value: Decimal, places: int) -> int:
    """Return `value` as an integer of 10**-places units; a value with more places is an error."""
    num, den = value.as_integer_ratio()  # exact at any length; scaleb would round to a context
    shifted = int(num * 10**places)
    if shifted % den:
        raise ValueError(f"{value} has more decimal places than {places}")
    return shifted // den


def text(units: int, places: int) -> str:
    """Write an integer of 10**-places units as a decimal: 9025 at 2 places is "90.25"."""
    sign, digits = ("-" if units < 0 else ""), str(abs(units)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def largest(values: Exact) -> int:
    """Return max |x| as a Python integer; 0 for an empty array."""
    if values.size == 0:
        return 0
    return max(abs(int(values.max())), abs(int(values.min())))


def sum_of(values: npt.NDArray[np.int64]) -> int:
    """Add int64 values up, in Python integers where their sum could wrap."""
    safe = values.size * largest(values) <= INT64_MAX
    return int(values.sum()) if safe else sum(values.tolist())


def narrow(values: Exact) -> Exact:
    """Return an int64 array where every element fits, the array itself otherwise."""
    fits = values.dtype == object and largest(values) <= INT64_MAX
    return values.astype(np.int64) if fits else values


def wide(values: Exact) -> npt.NDArray[np.object_]:
    """Return the array with Python integers as elements."""
    return values.astype(object)


def add(a: Exact, b: Exact) -> Exact:
    """Return a + b, exact: int64 where the bounds fit, Python integers otherwise."""
    if largest(a) + largest(b) <= INT64_MAX:
        return np.add(narrow(a), narrow(b))
    return np.add(wide(a), wide(b))


def multiply(a: Exact, b: Exact | int) -> Exact:
    """Return a * b, exact: int64 where the bounds fit, Python integers otherwise."""
    other = np.array(b, dtype=object) if isinstance(b, int) else b
    if max(largest(a), 1) * max(largest(other), 1) <= INT64_MAX:
        return np.multiply(narrow(a), narrow(other))
    return np.multiply(wide(a), wide(other))


class _Rest(NamedTuple):
    """What a division leaves, element by element, and where it stands to one half."""

    some: Any
    tie: Any
    beyond: Any
    odd: Any
    minus: Any


# For each mode: does the quotient's magnitude grow by one?
_GROWS: dict[str, Callable[[_Rest], Any]] = {
    "half_up": lambda r: r.beyond | r.tie,
    "half_down": lambda r: r.beyond,
    "half_even": lambda r: r.beyond | (r.tie & r.odd),
    "up": lambda r: r.some,
    "down": lambda r: np.zeros_like(r.some),
    "ceiling": lambda r: r.some & ~r.minus,
    "floor": lambda r: r.some & r.minus,
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
    below = np.array(den, dtype=object) if isinstance(den, int) else den
    if below.size and int(below.min()) <= 0:
        raise ValueError("a denominator must be positive")
    # Twice the remainder is compared with the denominator, so the denominator needs the room.
    kind = np.int64 if max(2 * largest(below), largest(num)) <= INT64_MAX else object
    n, d = num.astype(kind), below.astype(kind)
    quotient, remainder = abs(n) // d, abs(n) % d
    minus = np.asarray(n < 0, dtype=bool)
    rest = _Rest(
        some=np.asarray(remainder > 0, dtype=bool),
        tie=np.asarray(2 * remainder == d, dtype=bool),
        beyond=np.asarray(2 * remainder > d, dtype=bool),
        odd=np.asarray(quotient % 2 == 1, dtype=bool),
        minus=minus,
    )
    grown = quotient + _GROWS[mode](rest)
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
