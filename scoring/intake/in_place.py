"""Arrow's buffers read where they lie: columns of whole numbers, and text as codes.

What `canonical` brings into the same form it also explains; here a column either enters whole
and without loss, or not at all, and nobody is told why.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scoring.columns import Bools, Column, Int64s
from scoring.exact.fixed import INT64_MAX
from scoring.intake.canonical import ENTRIES
from scoring.intake.fields import Declared
from scoring.intake.physical import family_of
from scoring.kernels.choice import Kernels


def known_in(array: Any, kernels: Kernels) -> Bools:
    """Return bool[rows], false where the array is null."""
    if not array.null_count:
        return _all_known(len(array))
    validity = array.buffers()[0]
    known = np.zeros(len(array), np.bool_)  # a column of nulls may have no bitmap
    if validity is not None:
        kernels.unpack(np.frombuffer(validity, np.uint8), array.offset, known)
    return known


@lru_cache(maxsize=8)  # batches are of one size, but for the last of a file
def _all_known(rows: int) -> Bools:
    known = np.ones(rows, np.bool_)
    known.flags.writeable = False
    return known


def column_in(array: Any, declared: Declared, kernels: Kernels) -> Column | None:
    """Return a column of numbers, truths, stamps or days; None if a value would be lost.

    Args:
        array: an Arrow array of a type that the contract takes.
        declared: what the contract says of the column.
        kernels: the kernels that do the work.
    """
    known = known_in(array, kernels)
    values = _values(array, known, declared.places, kernels)
    kind = "whole" if declared.kind == "day" else declared.kind
    return None if values is None else Column(kind, values, known, declared.places)


def codes_in(array: Any) -> Int64s:
    """Return the indices of a dictionary's array; what stands for a null is any number."""
    indices = array.indices
    return _buffer(indices, indices.type.to_pandas_dtype()).astype(np.int64)


def _values(array: Any, known: Bools, places: int, kernels: Kernels) -> Int64s | None:
    kind, rows = array.type, len(array)
    if array.null_count == rows:
        return np.zeros(rows, np.int64)
    if pa.types.is_boolean(kind):
        truths = np.empty(rows, np.int64)
        kernels.unpack(np.frombuffer(array.buffers()[1], np.uint8), array.offset, truths)
        return truths
    if pa.types.is_decimal128(kind) or pa.types.is_float64(kind):
        return _decimals(array, known, places, kernels)
    if pa.types.is_integer(kind):
        whole = _buffer(array, kind.to_pandas_dtype()).astype(np.int64, copy=False)
        return _scaled(whole, known, places, kernels) if places else whole
    if pa.types.is_timestamp(kind) and kind.unit == "us":
        return _buffer(array, np.int64)
    return _entered(array, places)


def _decimals(array: Any, known: Bools, places: int, kernels: Kernels) -> Int64s | None:
    kind, rows = array.type, len(array)
    out = np.empty(rows, np.int64)
    if pa.types.is_float64(kind):
        enters = kernels.whole_doubles(_buffer(array, np.float64), known, 10.0**places, out)
    else:
        words = np.frombuffer(array.buffers()[1], np.int64)[2 * array.offset :][: 2 * rows]
        enters = kernels.narrow_decimals(words, known, 10 ** (places - kind.scale), out)
    return out if enters else None


def _scaled(whole: Int64s, known: Bools, places: int, kernels: Kernels) -> Int64s | None:
    """Bring whole numbers to units of a decimal; what stands for a null may well wrap."""
    factor = 10**places
    limit = INT64_MAX // factor
    return whole * factor if kernels.all_within(whole, known, -limit, limit) else None


def _buffer(array: Any, kind: Any) -> npt.NDArray[Any]:
    """Return the numbers of an array as they lie there, those of nulls among them."""
    return np.frombuffer(array.buffers()[1], kind)[array.offset : array.offset + len(array)]


def _entered(array: Any, places: int) -> Int64s | None:
    """Bring a rarer type in by the canonical way; what is clipped there is out of all bounds."""
    values, _, faults = ENTRIES[family_of(array.type)](array, places)
    return None if any(mask.any() for mask in faults.values()) else values
