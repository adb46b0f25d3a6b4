"""An agent beside the others of a group: exact fractions, better is always more.

Sources: min-max scaling and the percent rank of the others; standard scores by the deviation of
the whole group (not of a sample), rounded half up at 12 places.
"""

from __future__ import annotations

from math import isqrt
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.pieces.curves import places_of
from scoring.plan.structure import Relative

Z_PLACES = 12


class Fractions(NamedTuple):
    """Exact[n] numerators and positive denominators."""

    num: Exact
    den: Exact


def relative(
    said: Relative, units: Exact, known: Bools, group: Int64s, *, lower: bool
) -> Fractions:
    """Return each agent's place among the others of its group that have a value.

    Args:
        said: what is asked.
        units: Exact[n], the values.
        known: bool[n], who has one; what the others get nobody reads.
        group: int64[n] from 0, the agents that are compared with each other.
        lower: whether less is better.
    """
    own = units[known] if not lower else fixed.multiply(units[known], -1)
    num, den = _FORMS[said.relative](own, _Grouped(own, group[known]))
    equal = _Grouped(own, group[known]).equal
    places = places_of([said.all_equal])
    num = fixed.where(~equal, num, fixed.scaled(said.all_equal, places))
    den = fixed.where(~equal, den, 10**places)
    return Fractions(_spread(num, known, 0), _spread(den, known, 1))


def all_equal(values: Exact, group: Int64s) -> Bools:
    """Return bool[n]: all of a value's group are equal to it, or nobody else is there.

    Args:
        values: Exact[n], of those that have one.
        group: int64[n] from 0, the agents that are compared with each other.
    """
    return _Grouped(values, group).equal


def groups_of(words: Words | None, n: int) -> Int64s:
    """Number the groups by a column of the roster; who has none there is in the first of them."""
    if words is None:
        return np.zeros(n, dtype=np.int64)
    return np.where(words.are(None, ""), 0, words.codes.astype(np.int64) + 1)


def _spread(some: Exact, known: Bools, otherwise: int) -> Exact:
    whole = np.full(known.size, otherwise, dtype=object)
    whole[known] = some
    return fixed.narrow(whole)


class _Grouped:
    """Values of groups, sorted by group and value, with what each group comes to."""

    def __init__(self, values: Exact, group: Int64s) -> None:
        level, _ = fixed.levels(values)
        self.order = np.lexsort((level, group))
        self.values, self.level = values[self.order], level[self.order]
        of = group[self.order]
        self.begins = np.flatnonzero(np.diff(of, prepend=-1))
        self.size = np.diff(self.begins, append=of.size)
        self.back = np.empty_like(self.order)
        self.back[self.order] = np.arange(of.size)

    def each(self, of_group: Exact) -> Exact:
        """Return what is said of each group for every one of its members, in their own order."""
        return of_group[np.repeat(np.arange(self.size.size), self.size)[self.back]]

    @property
    def least(self) -> Exact:
        """Return the worst value of each group."""
        return self.values[self.begins]

    @property
    def most(self) -> Exact:
        """Return the best value of each group."""
        return self.values[self.begins + self.size - 1]

    @property
    def equal(self) -> Bools:
        """Return bool[n]: all of the group are equal, or the agent is alone."""
        return np.asarray(self.each(self.least) == self.each(self.most), dtype=bool)

    def worse(self) -> Int64s:
        """Count, for every member, those of the group that are worse."""
        new = np.ones(self.level.size, dtype=bool)
        new[1:] = np.diff(self.level) != 0
        new[self.begins] = True
        starts = np.flatnonzero(new)
        first = np.repeat(starts, np.diff(starts, append=self.level.size))
        return (first - np.repeat(self.begins, self.size))[self.back]

    def better(self) -> Int64s:
        """Count, for every member, those of the group that are better."""
        mirrored = _Grouped(fixed.multiply(self.values, -1), self._group())
        return mirrored.worse()[self.back]

    def _group(self) -> Int64s:
        return np.repeat(np.arange(self.size.size), self.size)


def _min_max(own: Exact, among: _Grouped) -> tuple[Exact, Exact]:
    least, most = among.each(among.least), among.each(among.most)
    above = fixed.add(own, fixed.multiply(least, -1))
    return fixed.multiply(above, 100), fixed.add(most, fixed.multiply(least, -1))


def _percentile(_own: Exact, among: _Grouped) -> tuple[Exact, Exact]:
    others = among.each(among.size) - 1
    return fixed.multiply(among.worse(), 100), others


def _rank(own: Exact, among: _Grouped) -> tuple[Exact, Exact]:
    return among.better() + 1, np.ones(own.shape, dtype=np.int64)


def _z_score(own: Exact, among: _Grouped) -> tuple[Exact, Exact]:
    """Return (n x - sum) / sqrt(n sum of squares - sum squared), each rounded at 12 places."""
    scale = 10**Z_PLACES
    values = among.values.tolist()
    found: list[int] = []
    for begin, size in zip(among.begins.tolist(), among.size.tolist(), strict=True):
        some = values[begin : begin + size]
        total = sum(some)
        spread = size * sum(x * x for x in some) - total * total
        found += [_over_root(size * x - total, spread, scale) for x in some]
    units = fixed.exact(found)[among.back] if found else np.zeros(0, np.int64)
    return units, np.full(own.shape, scale, dtype=np.int64)


def _over_root(num: int, square: int, scale: int) -> int:
    """Return num x scale / sqrt(square), rounded half away from zero: the root of one fraction."""
    if square == 0:
        return 0
    # Half up of a root: floor(x + 1/2) = floor((2x + 1) / 2), and 2x is a root of whole numbers.
    doubled = isqrt(4 * num * num * scale * scale // square)
    half_up = (doubled + 1) // 2
    return half_up if num >= 0 else -half_up


_FORMS = {
    "min_max": _min_max,
    "percentile": _percentile,
    "rank": _rank,
    "z_score": _z_score,
}
