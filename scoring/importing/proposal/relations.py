"""Which facts tie columns to each other, and rows to an id, counted in bounded memory.

A stamp and a duration that lead to another stamp prove the unit; a column that is the same in all
rows of an agent is the agent's; one that follows the calendar says nothing new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, permutations
from typing import Any

import numpy as np

from scoring.columns import Int64s
from scoring.importing.proposal.exports import Texts
from scoring.importing.proposal.figures import MILLION, Figures, View
from scoring.importing.reading.texts import coded

_PARENTS_MAX = 20_000
SEEN_MAX = 2_000_000
_MIX = np.int64(-7046029254386353131)  # odd, so that no two hashes fall together by being mixed
UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
_DAY = 86_400 * MILLION
_LOW = 2**31 - 1
_FEW = 1 << 20
_LEAST_SECONDS = 10
_CALENDAR = ("hour", "weekday", "month", "month_of_year", "quarter", "quarter_of_year", "year")
CALENDAR = (*_CALENDAR, "week", "week_from_sunday", "day_of_month", "day")
"""Parts of a date that a column may merely repeat."""


class Pairs:
    """Different pairs of whole numbers, up to a cap: beyond it they are of no interest."""

    def __init__(self, most: int) -> None:
        """Begin with none."""
        self._seen: Int64s = np.empty(0, np.int64)
        self._most = most
        self.capped = False

    def add(self, one: Int64s, other: Int64s) -> None:
        """Take pairs; neither number is negative, and the second is below 2**31."""
        if self.capped:
            return
        self._seen = np.union1d(self._seen, (one << 31) | other)
        self.capped = self._seen.size > self._most

    def __len__(self) -> int:
        return int(self._seen.size)

    def sides(self) -> tuple[int, int]:
        """Return how many different numbers stand first, and how many second."""
        return int(np.unique(self._seen >> 31).size), int(np.unique(self._seen & _LOW).size)

    def alone(self) -> int:
        """Return how many first numbers have only one second."""
        return int((np.unique(self._seen >> 31, return_counts=True)[1] == 1).sum())


class Relations:
    """All that is counted of pairs of columns.

    Attributes:
        both: rows with both stamps i and j; `before` of them i is earlier, `same` equal;
            `day_before` and `same_day` by days.
        spans: rows where stamp i and number n in a unit lead to stamp j, by (n, unit, i, j), within
            a second; `nearly` within one unit, as where parts of a unit are cut off; `tried` of
            how many.
        within: rows where created and number n end at or before j, by (n, unit, i, j).
        least, most: of each number, in millionths; `zeros` and `negative` count rows, and
            `uneven` rows that are no whole seconds, by (n, unit); `beside` those with stamp s.
        rows: of word w of flag f by (f, w); `filled` and `zero` of column c there by (f, w, c).
        crossed: rows by (f, word, g, word) of two flags.
        pairs: different pairs of words, by (a, c); `calendar` by (stamp, part, c).
        parents: rows by (a, b) and the words of these two small vocabularies.
        limits: least and most of number n by (f, w, n).
    """

    def __init__(
        self,
        agents: Mapping[int, int],
        flags: Iterable[int],
        texts: Iterable[int],
        small: Mapping[int, int],
    ) -> None:
        """Say which columns to hold against which.

        Args:
            agents: columns that may name the agent, and how many each would name.
            flags: columns of few words.
            texts: columns of words or names.
            small: columns of few different values, and how many they have.
        """
        self._agents, self._small = dict(agents), dict(small)
        self._flags, self._texts = list(flags), list(texts)
        self.both: Counter[tuple[int, int]] = Counter()
        self.before: Counter[tuple[int, int]] = Counter()
        self.same: Counter[tuple[int, int]] = Counter()
        self.day_before: Counter[tuple[int, int]] = Counter()
        self.same_day: Counter[tuple[int, int]] = Counter()
        self.spans: Counter[tuple[int, str, int, int]] = Counter()
        self.nearly: Counter[tuple[int, str, int, int]] = Counter()
        self.tried: Counter[tuple[int, str, int, int]] = Counter()
        self.within: Counter[tuple[int, str, int, int]] = Counter()
        self.beside: Counter[tuple[int, int]] = Counter()
        self.least: dict[int, int] = {}
        self.most: dict[int, int] = {}
        self.zeros: Counter[int] = Counter()
        self.negative: Counter[int] = Counter()
        self.uneven: Counter[tuple[int, str]] = Counter()
        self.rows: Counter[tuple[int, int]] = Counter()
        self.filled: Counter[tuple[int, int, int]] = Counter()
        self.zero: Counter[tuple[int, int, int]] = Counter()
        self.crossed: Counter[tuple[int, int, int, int]] = Counter()
        self.pairs: dict[tuple[int, int], Pairs] = {}
        self.calendar: dict[tuple[int, str, int], Pairs] = {}
        self.parents: dict[tuple[int, int], Counter[tuple[int, int]]] = {}
        self.limits: dict[tuple[int, int, int], tuple[int, int]] = {}

    def add(self, view: View) -> None:
        """Take one block."""
        self._order(view)
        for n, number in view.numbers.items():
            self._number(n, number)
            self._lead(n, number, view)
            for s, stamp in view.stamps.items():
                self.beside[n, s] += int((number.known & stamp.known).sum())
        for f in self._flags:
            self._flag(f, view)
        self._pairs(view)
        self._calendar(view)

    def calendar_stamps(self, c: int) -> set[int]:
        """Return the stamps that a column was held against."""
        return {s for s, _, other in self.calendar if other == c}

    def _order(self, view: View) -> None:
        for i, j in permutations(view.stamps, 2):
            one, other = view.stamps[i], view.stamps[j]
            both = one.known & other.known
            first, second = one.values[both], other.values[both]
            self.both[i, j] += int(both.sum())
            self.before[i, j] += int((first < second).sum())
            self.same[i, j] += int((first == second).sum())
            self.day_before[i, j] += int((first // _DAY < second // _DAY).sum())
            self.same_day[i, j] += int((first // _DAY == second // _DAY).sum())

    def _number(self, n: int, number: Figures) -> None:
        values = number.values[number.known]
        if not values.size:
            return
        self.least[n] = min(self.least.get(n, int(values.min())), int(values.min()))
        self.most[n] = max(self.most.get(n, int(values.max())), int(values.max()))
        self.zeros[n] += int((values == 0).sum())
        self.negative[n] += int((values < 0).sum())
        for unit, seconds in UNITS.items():
            self.uneven[n, unit] += int((values * seconds % MILLION != 0).sum())

    def _lead(self, n: int, number: Figures, view: View) -> None:
        for i, j in permutations(view.stamps, 2):
            start, end = view.stamps[i], view.stamps[j]
            known = number.known & start.known & end.known
            span = end.values[known] - start.values[known]
            value = np.clip(number.values[known], -(10**12), 10**12)
            for unit, seconds in UNITS.items():
                # What is no longer than the tolerance leads from any stamp to itself.
                moved = np.abs(value * seconds) >= _LEAST_SECONDS * MILLION
                self.tried[n, unit, i, j] += int(moved.sum())
                far = span - value * seconds
                self.spans[n, unit, i, j] += int((moved & (np.abs(far) <= MILLION)).sum())
                near = (np.abs(far) < seconds * MILLION) & (np.abs(value) >= 10 * MILLION)
                self.nearly[n, unit, i, j] += int((moved & near).sum())
                self.within[n, unit, i, j] += int((moved & (far >= 0)).sum())

    def _flag(self, f: int, view: View) -> None:
        codes = view.codes[f]
        for word, rows in _tally(codes):
            self.rows[f, word] += rows
        for c, filled in view.filled.items():
            for word, rows in _tally(codes[filled]):
                self.filled[f, word, c] += rows
        for n, number in view.numbers.items():
            for word, rows in _tally(codes[number.known & (number.values == 0)]):
                self.zero[f, word, n] += rows
            self._limit(f, n, codes[number.known], number.values[number.known])
        for g in self._flags:
            if g != f:
                for word, other, rows in _joint(codes, view.codes[g]):
                    self.crossed[f, word, g, other] += rows

    def _limit(self, f: int, n: int, codes: Int64s, values: Int64s) -> None:
        for word in np.unique(codes[codes >= 0]).tolist():
            here = values[codes == word]
            least, most = self.limits.get((f, word, n), (int(here[0]), int(here[0])))
            self.limits[f, word, n] = min(least, int(here.min())), max(most, int(here.max()))

    def _pairs(self, view: View) -> None:
        for a, people in self._agents.items():
            for c in self._texts:
                # Two values for most of them: whatever it is, it is not the agent's.
                pairs = self.pairs.setdefault((a, c), Pairs(2 * people))
                if a != c and not pairs.capped:
                    known = (view.codes[a] >= 0) & (view.codes[c] >= 0)
                    pairs.add(view.codes[a][known], view.codes[c][known])
        worded = [c for c in self._small if c in self._texts]
        for a, b in combinations(worded, 2):
            if self._small[a] * self._small[b] > _PARENTS_MAX:
                continue
            found = self.parents.setdefault((a, b), Counter())
            for word, other, rows in _joint(view.codes[a], view.codes[b]):
                found[word, other] += rows

    def _calendar(self, view: View) -> None:
        for s, stamp in view.stamps.items():
            parts = _parts(stamp.values)
            for c in self._small:
                known = stamp.known & (view.codes[c] >= 0)
                for name in CALENDAR:
                    # More pairs than words: some word stands for two parts, and is no calendar's.
                    pairs = self.calendar.setdefault((s, name, c), Pairs(self._small[c]))
                    if not pairs.capped:
                        pairs.add(parts[name][known], view.codes[c][known])


class _Distinct:
    """Counts different hashes, up to a cap."""

    def __init__(self) -> None:
        self.seen: Int64s = np.empty(0, np.int64)

    def add(self, hashes: Int64s) -> None:
        if self.seen.size < SEEN_MAX:
            self.seen = np.union1d(self.seen, hashes)[:SEEN_MAX]


class Repeats:
    """For columns that may be the id: how many versions of its rows there are.

    Attributes:
        ids: different ids; `rows` with one; `whole` different rows in all columns.
        versions: different pairs of an id and a value of a stamp or number, by (id, column).
    """

    def __init__(self, keys: Iterable[int], columns: Iterable[int]) -> None:
        """Say which columns may be ids, and which columns make up a row."""
        self._keys, self._columns = list(keys), list(columns)
        self._ids = {key: _Distinct() for key in self._keys}
        self._whole = {key: _Distinct() for key in self._keys}
        self._versions: dict[tuple[int, int], _Distinct] = {}
        self.rows = dict.fromkeys(self._keys, 0)

    def add(self, texts: Texts, view: View) -> None:
        """Take one block."""
        if not self._keys:
            return
        every = np.zeros(view.rows, np.int64)
        for column in self._columns:
            every = every * _MIX + _hashes(texts[column])
        for key in self._keys:
            known = view.filled[key]
            ids = _hashes(texts[key])[known]
            self.rows[key] += int(known.sum())
            self._ids[key].add(ids)
            self._whole[key].add(every[known])
            for column, figures in (view.stamps | view.numbers).items():
                found = self._versions.setdefault((key, column), _Distinct())
                both = figures.known[known]
                found.add((ids * _MIX + figures.values[known])[both])

    def ids(self, key: int) -> int:
        """Return how many different ids there are."""
        return int(self._ids[key].seen.size) if key in self._ids else 0

    def whole(self, key: int) -> int:
        """Return how many different rows there are."""
        return int(self._whole[key].seen.size) if key in self._whole else 0

    def versions(self, key: int, column: int) -> int:
        """Return how many different values a column has within the ids, summed over them."""
        found = self._versions.get((key, column))
        return int(found.seen.size) if found is not None else 0


def _tally(values: Int64s) -> Iterator[tuple[int, int]]:
    """Yield every whole number that is not negative, and how often it stands."""
    values = values[values >= 0]
    if values.size and int(values.max()) < _FEW:
        counts = np.bincount(values)
        found = np.flatnonzero(counts)
        yield from zip(found.tolist(), counts[found].tolist(), strict=True)
    elif values.size:
        found, counts = np.unique(values, return_counts=True)
        yield from zip(found.tolist(), counts.tolist(), strict=True)


def _joint(one: Int64s, other: Int64s) -> Iterator[tuple[int, int, int]]:
    """Yield every pair of codes, and how often it stands; -1 is no code."""
    both = (one >= 0) & (other >= 0)
    width = int(other.max(initial=0)) + 1
    for joint, rows in _tally(one[both] * width + other[both]):
        yield joint // width, joint % width, rows


def _parts(us: Int64s) -> dict[str, Any]:
    """Return the parts of a date, each as a whole number that is never negative."""
    days = us // _DAY
    date = days.astype("datetime64[D]")
    months = date.astype("datetime64[M]").astype(np.int64) + 12 * 1970
    # 1970-01-01 was a Thursday.
    return {
        "hour": us % _DAY // (3600 * MILLION),
        "weekday": (days + 3) % 7,
        "month": months,
        "month_of_year": months % 12,
        "quarter": months // 3,
        "quarter_of_year": months % 12 // 3,
        "year": months // 12,
        "week": (days + 3) // 7 + 100_000,
        "week_from_sunday": (days + 4) // 7 + 100_000,
        "day_of_month": (date - date.astype("datetime64[M]")).astype(np.int64),
        "day": days + 1_000_000,
    }


def _hashes(text: Any) -> Int64s:
    found = coded(text)
    words = np.fromiter(map(hash, found.words.to_pylist()), np.int64, len(found.words))
    return words[found.codes]
