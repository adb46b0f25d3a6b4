"""Whole numbers and words as Arrow columns: nothing is rounded on the way, and no float is met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Words, joined
from scoring.errors import DataError, Problem
from scoring.exact import fixed
from scoring.exact.fixed import Exact

FROM_MEMORY: dict[str, Any] = {
    "page_checksum_verification": True,
    "use_threads": False,
    "pre_buffer": False,
}
"""How bytes in memory are read as Parquet: by the thread that asks. Another one of Arrow's may let
go of the bytes only while the process ends, and end it by a signal (SIGABRT) after all was done."""


def text_array(words: Words) -> Any:
    """Return words as Arrow strings, null where there is none."""
    codes = pa.array(words.codes, mask=words.codes < 0)
    return pa.array(words.words, pa.string()).take(codes)


def text_or_null(words: Words) -> Any:
    """Return words as Arrow strings, null where the word is empty."""
    codes = np.where(words.are(""), np.int32(-1), words.codes)
    return text_array(Words(codes, words.words))


def whole_texts(numbers: Exact) -> Any:
    """Return whole numbers of any length as Arrow strings of digits."""
    if numbers.dtype == np.int64:
        return pa.array(numbers).cast(pa.string())
    return pa.array([str(number) for number in numbers.tolist()], pa.string())


def side_by_side(columns: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Interleave columns of n agents into one of n x columns, the agent's elements together."""
    return np.stack(columns, axis=1).ravel()


def words_side_by_side(columns: Sequence[Words]) -> Words:
    """Interleave words of n agents, the agent's elements together."""
    stacked = joined(columns)
    codes = stacked.codes.reshape(len(columns), -1)
    return Words(codes.T.ravel(), stacked.words)


def decimals(
    units: Exact, known: Bools | None, places: int, digits: int = 38, where: str = "tables"
) -> Any:
    """Build a decimal128 column from integers of 10**-places units, null where not known.

    Args:
        units: the numbers.
        known: where there is one; None where everywhere.
        places: decimal places.
        digits: those of the column, with its places.
        where: the table, and the column where it is known, for the refusal.

    Raises:
        DataError: a number that has more digits than the column.
    """
    if known is not None:
        units = np.where(known, units, 0)
    if fixed.largest(units) >= 10**digits:
        what = f"a number has more than {digits - places} digits before the point"
        hint = "Check the units of the column that the measure or amount comes from."
        raise DataError(Problem("number-too-large", f"the run's {where}", what, hint))
    units = fixed.narrow(units)
    mask = None if known is None else np.packbits(known, bitorder="little").tobytes()
    buffers = [None if mask is None else pa.py_buffer(mask), pa.py_buffer(_little_endian(units))]
    return pa.Array.from_buffers(pa.decimal128(digits, places), len(units), buffers)


def _little_endian(units: Exact) -> Any:
    """Return each number in 16 bytes."""
    if units.dtype == object:
        return b"".join(int(x).to_bytes(16, "little", signed=True) for x in units.tolist())
    words = np.empty((len(units), 2), "<i8")  # the low word, and its sign spread over the high
    words[:, 0] = units
    np.right_shift(units, 63, out=words[:, 1])
    return words


def units_of(column: Any) -> tuple[Exact, Bools]:
    """Return a decimal128 column as whole numbers at its places, and where it is not null.

    The inverse of `decimals`; what is null is 0.
    """
    known: Bools = pc.is_valid(column).to_numpy(zero_copy_only=False)
    if column.null_count == len(column):
        return np.zeros(len(column), np.int64), known
    ends = 2 * (column.offset + len(column))
    words = np.frombuffer(column.buffers()[1], "<i8", ends).reshape(-1, 2)[column.offset :]
    low, high = (np.where(known, word, 0) for word in (words[:, 0], words[:, 1]))
    if np.array_equal(high, low >> 63):
        return low, known
    return fixed.wide(high) * 2**64 + low.view(np.uint64).astype(object), known
