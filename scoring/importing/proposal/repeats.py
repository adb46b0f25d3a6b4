"""Ids that stand in several rows: the same row twice, or the states of one ticket over time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from scoring.columns import Int64s
from scoring.importing.proposal.exports import Texts
from scoring.importing.proposal.figures import View

SEEN_MAX = 2_000_000
_MIX = np.int64(-7046029254386353131)  # odd, so that no two hashes fall together by being mixed


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


def _hashes(text: Any) -> Int64s:
    coded = text.dictionary_encode()
    words = np.fromiter(map(hash, coded.dictionary.to_pylist()), np.int64, len(coded.dictionary))
    return words[np.asarray(coded.indices, np.int64)]
