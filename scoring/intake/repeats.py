"""Ids that stand on more than one row, over all parts of a table.

Ids that increase from row to row cannot repeat, so a table written in order costs one look at
its id column and no memory. Otherwise ids meet by a 64-bit hash first, and only those whose hash
is there twice are compared as they are, with what else stands in their rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s
from scoring.intake.canonical import Rows, encoded
from scoring.intake.rowset import RowSet

Hashes = npt.NDArray[np.uint64]


class Batch(NamedTuple):
    """Rows of one file with their ids: Arrow text or int64, nulls among them."""

    file: str
    ids: Any
    rows: Rows


@dataclass(frozen=True, slots=True)
class Repeats:
    """Rows whose id another row has as well.

    Attributes:
        alike: by file, rows whose every copy has the same contents in all columns.
        apart: by file, rows of which some copy has other contents.
        across: how many ids stand in more than one file with other contents.
    """

    alike: Mapping[str, RowSet] = field(default_factory=dict)
    apart: Mapping[str, RowSet] = field(default_factory=dict)
    across: int = 0


_NOWHERE = RowSet()


def masks_of(repeats: Repeats, file: str, rows: Int64s) -> tuple[Bools, Bools]:
    """Return bool[rows] for `alike` and for `apart`, of rows of one file."""
    return repeats.alike.get(file, _NOWHERE).has(rows), repeats.apart.get(file, _NOWHERE).has(rows)


def find_repeats(
    ids: Callable[[], Iterator[Any]], batches: Callable[[], Iterator[Batch]]
) -> Repeats:
    """Find the rows whose id more than one row has.

    Args:
        ids: starts reading anew: Arrow arrays of ids, text or int64.
        batches: starts reading anew, rows and all; asked only where an id may be repeated.
    """
    if _increase(ids()):
        return Repeats()
    hashes = np.sort(np.concatenate([_hashes(array.drop_null()) for array in ids()]))
    again = hashes[1:][hashes[1:] == hashes[:-1]]
    twice = again[np.append(True, again[1:] != again[:-1])[: again.size]]  # each of them once
    del hashes, again  # the largest things held; the rows come next
    return _compared(batches(), twice) if twice.size else Repeats()


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


class _Maybe(NamedTuple):
    """Rows whose id may be repeated: by file, row number, id and contents."""

    file: Int64s
    places: Int64s
    ids: Any
    contents: Hashes


def _compared(batches: Iterator[Batch], twice: Hashes) -> Repeats:
    """Compare the rows whose id may be repeated: first their ids, then what they hold."""
    names: list[str] = []
    parts: list[_Maybe] = []
    for batch in batches:
        if batch.file not in names:
            names.append(batch.file)
        parts.append(_maybe(batch, len(names) - 1, twice))
    file = np.concatenate([part.file for part in parts])
    places = np.concatenate([part.places for part in parts])
    contents = np.concatenate([part.contents for part in parts])
    coded = pa.chunked_array([part.ids for part in parts]).combine_chunks().dictionary_encode()
    code: Int64s = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    repeated = np.bincount(code)[code] > 1
    differ = _differ(code, contents)
    return Repeats(
        alike=_by_file(names, file, places, repeated & ~differ[code]),
        apart=_by_file(names, file, places, repeated & differ[code]),
        across=int((differ & _differ(code, file)).sum()),
    )


def _maybe(batch: Batch, number: int, twice: Hashes) -> _Maybe:
    maybe: Bools = batch.ids.is_valid().to_numpy(zero_copy_only=False).copy()
    maybe[maybe] = _among(_hashes(batch.ids.drop_null()), twice)
    rows = batch.rows.keep(maybe)
    file = np.full(rows.places_in_file.size, number, np.int64)
    ids = batch.ids.filter(pa.array(maybe))
    return _Maybe(file, rows.places_in_file, ids, content_hashes(rows))


def _among(hashes: Hashes, increasing: Hashes) -> Bools:
    """Say which are among others that increase; `np.isin` would sort those for every batch."""
    at = np.searchsorted(increasing, hashes)
    found: Bools = increasing[np.minimum(at, increasing.size - 1)] == hashes
    return found


def _differ(code: Int64s, values: npt.NDArray[Any]) -> Bools:
    """Say for each code whether its values differ."""
    order = np.lexsort([values, code])
    code, values = code[order], values[order]
    changes = np.flatnonzero((code[1:] == code[:-1]) & (values[1:] != values[:-1]))
    differ = np.zeros(int(code[-1]) + 1 if code.size else 0, np.bool_)
    differ[code[changes]] = True
    return differ


def _by_file(names: list[str], file: Int64s, places: Int64s, mask: Bools) -> dict[str, RowSet]:
    found = {}
    for i, name in enumerate(names):
        own = places[mask & (file == i)]
        if own.size:
            found[name] = RowSet()
            found[name].add(own)
    return found


def content_hashes(rows: Rows) -> Hashes:
    """Return one 64-bit number a row: equal contents give equal numbers, whatever their types.

    It says which copies are alike, and nothing is set aside or kept by it. What could not enter
    counts as empty.
    """
    hashes = np.zeros(rows.places_in_file.size, np.uint64)
    for name in sorted({*rows.numbers, *rows.texts}):
        column = encoded(rows.texts[name]) if name in rows.texts else rows.numbers[name]
        values: Int64s = column.values  # noqa: PD011 - whole numbers, not a frame
        if name in rows.texts:
            words = _hashes(pa.array(column.words, pa.string()))
            mixed = np.append(words, np.uint64(0))[values]  # a null is code -1, the last entry
        else:
            mixed = np.asarray(pd.util.hash_array(values), np.uint64)
        hashes = (hashes ^ np.where(column.known, mixed, np.uint64(1))) * _ODD
        hashes ^= hashes >> np.uint64(29)
    return hashes


_ODD = np.uint64(0x9E3779B97F4A7C15)  # spreads the bits of a 64-bit number over all of it


def _hashes(array: Any) -> Hashes:
    if pa.types.is_integer(array.type):
        return np.asarray(array.to_numpy(zero_copy_only=False)).view(np.uint64)
    texts = array.to_numpy(zero_copy_only=False)
    return np.asarray(pd.util.hash_array(texts, categorize=False), np.uint64)
