"""An agent's place among others as its own value changes, and where that turns a curve.

The others stay as they are. A place only rises or only falls with the value, but for one value:
that of all others, where they are equal.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, isqrt

from scoring.independent.numbers import ZERO


@dataclass(frozen=True, slots=True)
class Places:
    """The others of a group, and how an agent is placed among them.

    Attributes:
        form: min_max, percentile, rank or z_score.
        others: their values, in order, with the sign that makes more the better.
        sign: that sign: -1 where a lower value is better.
        all_equal: what is read where all are equal, or nobody else is there.
        total: the sum of their values.
        squares: the sum of the squares of them.
    """

    form: str
    others: tuple[Fraction, ...]
    sign: int
    all_equal: Fraction
    total: Fraction
    squares: Fraction

    def at(self, value: Fraction) -> Fraction:
        """Return the place of a value; better is more, but for a rank, of which 1 is the best."""
        own, count = self.sign * value, len(self.others)
        least = min(own, self.others[0]) if count else own
        most = max(own, self.others[-1]) if count else own
        if least == most:
            return self.all_equal
        if self.form == "min_max":
            return 100 * (own - least) / (most - least)
        if self.form == "percentile":
            return Fraction(100 * bisect_left(self.others, own), count)
        if self.form == "rank":
            return Fraction(1 + count - bisect_right(self.others, own))
        mean = (self.total + own) / (count + 1)
        variance = (self.squares + own**2) / (count + 1) - mean**2
        square = (own - mean) ** 2 / variance
        units = isqrt(int(square * 10**24))
        units += square * 10**24 >= (units + Fraction(1, 2)) ** 2
        return Fraction(units if own >= mean else -units, 10**12)

    def turns(self, knots: Iterable[Fraction], unit: int, now: int, far: int) -> Iterator[int]:
        """Yield the values at which the place reaches or leaves a knot of a curve.

        Args:
            knots: where the curve turns.
            unit: how many units one is; values are whole numbers of them.
            now: the value to begin at.
            far: the value to end at.
        """
        low, high = sorted((now, far))
        ends = {self.sign * edge * unit for edge in (self.others[:1] + self.others[-1:])}
        near = {n for edge in ends for n in range(floor(edge) - 1, ceil(edge) + 2)}
        parts = sorted({low, high, *(n for n in near if low < n < high)})
        yield from parts
        for a, b in pairwise(parts):
            for knot in knots:
                yield from self._crossings(knot, unit, a, b)

    def _crossings(self, knot: Fraction, unit: int, a: int, b: int) -> Iterator[int]:
        """Yield the values beside which the place comes to a knot, and goes beyond it."""
        way = 1 if self.at(Fraction(b, unit)) > self.at(Fraction(a, unit)) else -1
        for touching in (True, False):  # at the knot, and beyond it
            low, high = a, b
            if self._past(knot, unit, a, way, touching=touching):
                continue
            if not self._past(knot, unit, b, way, touching=touching):
                continue
            while high - low > 1:
                middle = (low + high) // 2
                past = self._past(knot, unit, middle, way, touching=touching)
                low, high = (low, middle) if past else (middle, high)
            yield from (low - 1, low, high, high + 1)

    def _past(self, knot: Fraction, unit: int, n: int, way: int, *, touching: bool) -> bool:
        far = way * (self.at(Fraction(n, unit)) - knot)
        return far > 0 or (touching and far == 0)


def places_of(form: str, values: Iterable[Fraction], better: str, all_equal: Fraction) -> Places:
    """Put the values of the others in order."""
    sign = -1 if better == "lower" else 1
    others = tuple(sorted(sign * value for value in values))
    total, squares = sum(others, ZERO), sum((x**2 for x in others), ZERO)
    return Places(form, others, sign, all_equal, total, squares)
