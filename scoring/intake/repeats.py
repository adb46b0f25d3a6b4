"""Ids that stand on more than one row, over all parts of a table.

Ids that increase from row to row cannot repeat, so a table written in order costs one look at
its id column and no memory. Otherwise ids meet by a 64-bit hash first, and only those whose hash
is there twice are compared as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Ids = Callable[[], Iterator[Any]]
"""Starts reading anew: an iterator over Arrow arrays of text or int64 ids, nulls among them."""


def repeated_ids(ids: Ids) -> Any:
    """Return the ids that more than one row has, as an Arrow array; None where there is none."""
    if _increase(ids()):
        return None
    hashes = np.sort(np.concatenate([_hashes(array.drop_null()) for array in ids()]))
    twice = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    if twice.size == 0:
        return None
    counts = pa.chunked_array([_among(array.drop_null(), twice) for array in ids()]).value_counts()
    found = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
    return found if len(found) else None


def _increase(arrays: Iterator[Any]) -> bool:
    last = None
    for array in arrays:
        known = array.drop_null()
        if len(known) == 0:
            continue
        first = known[0].as_py()
        if last is not None and not last < first:
            return False
        if not pc.all(pc.less(known.slice(0, len(known) - 1), known.slice(1)), min_count=0).as_py():
            return False
        last = known[len(known) - 1].as_py()
    return True


def _hashes(array: Any) -> npt.NDArray[np.uint64]:
    if pa.types.is_integer(array.type):
        return np.asarray(array.to_numpy(zero_copy_only=False)).view(np.uint64)
    texts = array.to_numpy(zero_copy_only=False)
    return np.asarray(pd.util.hash_array(texts, categorize=False), np.uint64)


def _among(array: Any, hashes: npt.NDArray[np.uint64]) -> Any:
    return array.filter(pa.array(np.isin(_hashes(array), hashes)))
