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


def sum_of(values: Exact) -> int:
    """Add values up, in Python integers where their sum could wrap."""
    safe = values.dtype == np.int64 and values.size * largest(values) <= INT64_MAX
    return int(values.sum()) if safe else sum(values.tolist())


def narrow(values: Exact) -> Exact:
    """Return an int64 array where every element fits, the array itself otherwise."""
    fits = values.dtype == object and largest(values) <= INT64_MAX
    return values.astype(np.int64) if fits else values


def exact(numbers: Sequence[int]) -> Exact:
    """Return an array of whole numbers: int64 where all of them fit."""
    return narrow(np.array(numbers, dtype=object))


def wide(values: Exact) -> npt.NDArray[np.object_]:
    """Return the array with Python integers as elements."""
    return values.astype(object)


def alike(a: Exact, b: Exact) -> tuple[Exact, Exact]:
    """Return both with elements of one type, Python integers where either has them."""
    return (a, b) if a.dtype == b.dtype else (wide(a), wide(b))


def total(several: Sequence[Exact]) -> Exact:
    """Add up arrays of the same shape, exactly."""
    first, *others = several
    for one in others:
        first = add(first, one)
    return first


def spread(values: Exact, n: int) -> Exact:
    """Return n numbers: those that there are, or the one that stands for everybody."""
    return values[np.zeros(n, dtype=np.int64)] if values.size == 1 else values


def levels(values: Exact) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return each value's place among the different ones, the smallest first, and their counts.

    Whole numbers that lie close together are counted; others are sorted.

    Args:
        values: Exact[n].

    Returns:
        int64[n] places from 0, and int64 counts, one for each different value.
    """
    least, most = (int(values.min()), int(values.max())) if values.size else (0, 0)
    if values.dtype == object or most - least >= 4 * values.size:
        _, place, count = np.unique(values, return_inverse=True, return_counts=True)
        return place, count
    found = np.bincount(values - least)
    there = found > 0
    return (np.cumsum(there) - 1)[values - least], found[there]


def filled(n: int, number: int) -> Exact:
    """Return the same number n times."""
    return np.full(n, number, dtype=np.int64 if abs(number) <= INT64_MAX else object)


def where(chosen: npt.NDArray[np.bool_], a: Exact, b: Exact | int) -> Exact:
    """Return a where chosen, b elsewhere; a number that int64 cannot hold keeps its digits."""
    if isinstance(b, int):
        return narrow(np.where(chosen, a if abs(b) <= INT64_MAX else wide(a), b))
    return narrow(np.where(chosen, *alike(a, b)))


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
    """What a division of magnitudes leaves, element by element."""

    quotient: Any
    twice: Any
    den: Any
    minus: Any


# For each mode: does the quotient's magnitude grow by one? Twice the remainder is held against
# the denominator, so that nothing is halved.
_GROWS: dict[str, Callable[[_Rest], Any]] = {
    "half_up": lambda r: r.twice >= r.den,
    "half_down": lambda r: r.twice > r.den,
    "half_even": lambda r: (r.twice > r.den) | ((r.twice == r.den) & (r.quotient % 2 == 1)),
    "up": lambda r: r.twice > 0,
    "down": lambda r: np.zeros(r.twice.shape, dtype=bool),
    "ceiling": lambda r: (r.twice > 0) & ~r.minus,
    "floor": lambda r: (r.twice > 0) & r.minus,
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
    n, d = abs(num.astype(kind, copy=False)), below.astype(kind, copy=False)
    quotient, minus = n // d, np.asarray(num < 0, dtype=bool)
    grows = _GROWS[mode](_Rest(quotient, 2 * (n - quotient * d), d, minus))
    grown = quotient + np.asarray(grows, dtype=bool)
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


def allocate_each(totals: Exact, weights: Sequence[int]) -> list[Exact]:
    """Split every total by the same weights, each as `allocate` splits one.

    Args:
        totals: Exact[n], of either sign.
        weights: not negative; they sum to more than zero.

    Returns:
        For each weight its parts, Exact[n]; the parts of an element sum to its total.
    """
    whole, size = sum(weights), narrow(np.abs(totals))
    shares = [multiply(size, weight) for weight in weights]
    parts = [share // whole for share in shares]
    rests = np.stack([share % whole for share in shares])
    left = add(size, multiply(total(parts), -1))
    order = np.argsort(-rests, axis=0, kind="stable")
    turn = np.argsort(order, axis=0, kind="stable")  # whose turn it is, by the largest remainder
    grown = [add(part, (turn[i] < left).astype(np.int64)) for i, part in enumerate(parts)]
    return [where(np.asarray(totals < 0, dtype=bool), multiply(part, -1), part) for part in grown]
