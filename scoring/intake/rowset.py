"""A set of row numbers at one bit a row: exact counts of rows, however many there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from scoring.columns import Bools, Int64s

_BITS = 12
_ROWS = 1 << _BITS

Page: TypeAlias = npt.NDArray[np.uint8]


@dataclass(slots=True)
class RowSet:
    """Row numbers, each in it or not; only stretches of a file that have some cost memory.

    Attributes:
        pages: stretches of 4,096 rows by their number, one bit a row.
    """

    pages: dict[int, Page] = field(default_factory=dict)

    def add(self, rows: Int64s) -> None:
        """Take row numbers in, in any order and as often as they come; none is below zero."""
        page_of = rows >> _BITS
        if rows.size and (page_of[1:] < page_of[:-1]).any():
            order = np.argsort(page_of, kind="stable")
            rows, page_of = rows[order], page_of[order]
        numbers, starts = np.unique(page_of, return_index=True)
        for number, own in zip(numbers.tolist(), np.split(rows, starts[1:]), strict=False):
            here = np.zeros(_ROWS, np.bool_)
            here[own & (_ROWS - 1)] = True
            bits = np.packbits(here)
            before = self.pages.get(number)
            self.pages[number] = bits if before is None else before | bits

    def __or__(self, other: RowSet) -> RowSet:
        """Return the rows that are in either."""
        pages = dict(self.pages)
        for number, bits in other.pages.items():
            pages[number] = pages[number] | bits if number in pages else bits
        return RowSet(pages)

    def count(self, but: RowSet | None = None) -> int:
        """Count the rows, those of another set left out."""
        others = {} if but is None else but.pages
        left = (bits & ~others[n] if n in others else bits for n, bits in self.pages.items())
        return sum(int(np.bitwise_count(bits).sum()) for bits in left)

    def has(self, rows: Int64s) -> Bools:
        """Say for each row number whether it is in it."""
        found = np.zeros(rows.size, np.bool_)
        if not self.pages:
            return found
        for number in np.unique(rows >> _BITS).tolist():
            if number in self.pages:
                here = rows >> _BITS == number
                bits = np.unpackbits(self.pages[number]).view(np.bool_)
                found[here] = bits[rows[here] & (_ROWS - 1)]
        return found
