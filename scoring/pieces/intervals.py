"""Intervals around what few facts say: Wilson's for a part of them, the normal one for a mean.

Each needs a square root, and no root is ever rounded: between a root and its whole part lies no
number at which a rounding changes its mind, so that a whole number and a mark say all there is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.exact import fixed
from scoring.exact.fixed import INT64_MAX, Exact, Mode

_root: Callable[[Any], Any] = np.frompyfunc(math.isqrt, 1, 1)


class Form(NamedTuple):
    """How an interval is written.

    Attributes:
        z: how wide it is, in standard errors; more than 0.
        places: decimal places.
        mode: what a remainder does.
        per: what a part is multiplied by: 100 for percent.
    """

    z: Decimal
    places: int = 12
    mode: Mode = "half_up"
    per: int = 1


class Bounds(NamedTuple):
    """An interval, each bound rounded once.

    Attributes:
        low, centre, high: Exact[n] in units of 10**-places; 0 where not known.
        known: bool[n].
    """

    low: Exact
    centre: Exact
    high: Exact
    known: Bools


def wilson_interval(hits: Exact, volume: Int64s, form: Form) -> Bounds:
    """Return the Wilson interval of hits in volume facts, correctly rounded.

    With p = hits / n it is (p + z²/2n ± z √(p (1 - p) / n + z²/4n²)) / (1 + z²/n).

    Source: Wilson, E. B. (1927), Probable inference, the law of succession, and statistical
    inference, Journal of the American Statistical Association 22, 209-212.

    Args:
        hits: Exact[n], from 0 to the volume.
        volume: int64[n]; an agent without facts has no interval.
        form: z, and how the bounds are written.
    """
    place, (some_hits, some) = different(hits, volume)
    known = some > 0
    x, n = some_hits * known, fixed.wide(np.where(known, some, 1))
    above, below = (number * number for number in form.z.as_integer_ratio())
    # Both sides of the fraction times 2 n² b², where z is a / b: whole numbers, but for the root.
    rational = n * (2 * x * below + above)
    inside = above * n * (4 * x * (n - x) * below + above * n)
    under = 2 * n * (n * below + above)
    bounds = _rounded(rational, inside, under, form)
    low, centre, high = (np.where(known, bound, 0)[place] for bound in bounds)
    return Bounds(low, centre, high, known[place])


def normal_interval(
    total: Exact, squares: Exact, volume: Int64s, form: Form, unit: int = 1
) -> Bounds:
    """Return mean ± z s / √n, correctly rounded, where s² = Σ(y - mean)² / (n - 1).

    Args:
        total: Exact[n], the sum of what was observed, in its own units.
        squares: Exact[n], the sum of its squares.
        volume: int64[n]; with fewer than two facts there is no interval.
        form: z, and how the bounds are written.
        unit: how many of its own units make one of the mean's.
    """
    known = volume > 1
    n = fixed.wide(np.where(known, volume, 2))
    y, above = fixed.wide(np.where(known, total, 0)), fixed.wide(np.where(known, squares, 0))
    z, of_z = form.z.as_integer_ratio()
    spread = of_z * of_z * (n - 1)  # under the root, and before it
    inside = z * z * (n * above - y * y) * spread
    bounds = _rounded(y * spread, inside, n * unit * spread, form)
    low, centre, high = (np.where(known, bound, 0) for bound in bounds)
    return Bounds(low, centre, high, known)


def different(*columns: Exact) -> tuple[Int64s, tuple[Any, ...]]:
    """Return each element's place among the different ones, and those, as Python integers.

    Where a key of all columns has no room in int64, every element counts as different.

    Args:
        columns: Exact[n] each; elements are alike where all columns are.
    """
    spans = [int(column.max()) - int(column.min()) + 1 if column.size else 1 for column in columns]
    if math.prod(spans) > INT64_MAX or any(column.dtype == object for column in columns):
        return np.arange(columns[0].size), tuple(fixed.wide(column) for column in columns)
    key = np.zeros(columns[0].size, np.int64)
    for column, span in zip(columns, spans, strict=True):
        key = key * span + (column - column.min() if column.size else column)
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return place, tuple(fixed.wide(column[first]) for column in columns)


def _rounded(rational: Any, inside: Any, under: Any, form: Form) -> tuple[Exact, Exact, Exact]:
    """Round (rational - √inside) / under, rational / under, and (rational + √inside) / under.

    All are whole numbers of any length, `under` is more than 0.
    """
    up = form.per * 10**form.places
    # Twice everything, so that the halves of the result's unit are whole numbers over `under`.
    rational, inside, under = 2 * up * rational, 4 * up * up * inside, 2 * under
    root = _root(inside)
    beyond = root * root < inside  # the root lies between two whole numbers
    low, high = rational - root - beyond, rational + root
    halves = (2 * low + beyond, 2 * rational, 2 * high + beyond)
    parts = (fixed.divide(fixed.wide(half), fixed.wide(2 * under), form.mode) for half in halves)
    low, centre, high = parts
    return low, centre, high
