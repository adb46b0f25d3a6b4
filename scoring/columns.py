"""Columns of whole numbers, as intake hands them on: facts and roster rows look the same.

Text is codes into `words`, truth is 0 and 1, a decimal is units of 10**-places, a stamp is UTC
microseconds. What is null has `known` false and a value nobody reads.
"""

from __future__ import annotations

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
