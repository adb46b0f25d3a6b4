"""Columns of whole numbers, as intake hands them on: facts and roster rows look the same.

Text is codes into `words`, truth is 0 and 1, a decimal is units of 10**-places, a stamp is UTC
microseconds. What is null has `known` false and a value nobody reads. `Words` are what stages
say of agents in text: the same codes, read like a tuple.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Kind = Literal["text", "boolean", "whole", "decimal", "stamp"]
Int64s = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        kind: what the integers mean.
        values: int64[rows].
        known: bool[rows], false where the source is null.
        places: decimal places of `values`; 0 unless `kind` is decimal.
        words: the words that text codes point to; empty unless `kind` is text.
    """

    kind: Kind
    values: Int64s
    known: Bools
    places: int = 0
    words: tuple[str, ...] = ()


def text_column(items: list[str | None]) -> Column:
    """Encode words, sorted, so that codes do not depend on the order of rows."""
    words = tuple(sorted({item for item in items if item is not None}))
    code = {word: i for i, word in enumerate(words)}
    values = np.array([code.get(item, -1) if item is not None else -1 for item in items], np.int64)
    return Column("text", values, values >= 0, 0, words)


def whole_column(items: Sequence[int | None]) -> Column:
    """Hold whole numbers, some of which may be missing."""
    known = np.array([item is not None for item in items], dtype=bool)
    return Column("whole", np.array([item or 0 for item in items], dtype=np.int64), known)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Text, one element an agent or a line, held as codes; it reads like a tuple.

    Attributes:
        codes: int32[n], -1 where there is no word.
        words: what the codes point to, each word once.
    """

    codes: npt.NDArray[np.int32]
    words: tuple[str, ...]

    def __len__(self) -> int:
        """Count the elements."""
        return self.codes.size

    def __getitem__(self, i: int) -> str | None:
        """Return one element."""
        code = int(self.codes[i])
        return None if code < 0 else self.words[code]

    def __iter__(self) -> Iterator[str | None]:
        """Yield the elements."""
        known = (*self.words, None)
        return (known[code] for code in self.codes.tolist())

    def tolist(self) -> list[str | None]:
        """Return the elements."""
        return list(self)

    def are(self, *words: str | None) -> Bools:
        """Return bool[n]: the element is one of these."""
        asked = set(words)
        table = np.array([word in asked for word in (*self.words, None)], np.bool_)
        return table[self.codes]

    def count(self, word: str | None) -> int:
        """Count the elements that are this word."""
        return int(np.count_nonzero(self.are(word)))

    def different(self) -> list[str | None]:
        """Return each element once."""
        return self.taken(np.unique(self.codes, return_index=True)[1]).tolist()

    def taken(self, rows: Int64s | Bools | slice) -> Words:
        """Return the elements of some rows."""
        return Words(self.codes[rows], self.words)

    def column(self) -> Column:
        """Return the same as a column that filters test."""
        codes = self.codes.astype(np.int64)
        return Column("text", codes, codes >= 0, 0, self.words)


def words_of(items: Iterable[str | None]) -> Words:
    """Encode text in the order in which its words come."""
    code: dict[str | None, int] = {None: -1}
    codes = [code.setdefault(item, len(code) - 1) for item in items]
    return Words(np.array(codes, np.int32), tuple(word for word in code if word is not None))


def always(word: str, n: int) -> Words:
    """Return the same word n times."""
    return Words(np.zeros(n, np.int32), (word,))


def chosen(n: int, otherwise: str, *cases: tuple[Bools, str]) -> Words:
    """Return the word of the last case that holds for an element, or `otherwise`."""
    words = tuple(dict.fromkeys((otherwise, *(word for _, word in cases))))
    codes = np.zeros(n, np.int32)
    for holds, word in cases:
        codes[holds] = words.index(word)
    return Words(codes, words)


def kinds_of(columns: Sequence[Words], n: int) -> tuple[Int64s, Int64s]:
    """Number the different rows that columns of n elements have together.

    Numbers are made anew column by column, so that no key can pass int64, however many words.

    Returns:
        int64[kinds], where each kind of row is first met, and int64[n], the kind of each row.
    """
    first, kind = np.zeros(min(n, 1), np.int64), np.zeros(n, np.int64)
    for column in columns:
        key = kind * (len(column.words) + 1) + column.codes + 1
        _, first, kind = np.unique(key, return_index=True, return_inverse=True)
    return first, kind


def joined(parts: Sequence[Words]) -> Words:
    """Put words one after the other."""
    code = {word: i for i, word in enumerate(dict.fromkeys(w for p in parts for w in p.words))}
    recoded = [np.array([*(code[w] for w in p.words), -1], np.int32)[p.codes] for p in parts]
    return Words(np.concatenate([np.empty(0, np.int32), *recoded]), tuple(code))
