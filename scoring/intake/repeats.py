"""Ids that stand on more than one row, over all parts of a table.

Ids that increase from row to row cannot repeat, so a table written in order costs one look at
its id column and no memory. Otherwise ids meet by a 64-bit hash first, and only those whose hash
is there twice are compared as they are, with what else stands in their rows. What is held does not
grow with the rows, but for one bit a repeated row: the rest waits on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s
from scoring.intake.canonical import Rows
from scoring.intake.copies import Verdicts, joined, judged, lines, together, verdicts
from scoring.intake.hashes import Hashes, bytes_of, content_hashes, hashes_of
from scoring.intake.rowset import RowSet
from scoring.intake.spread import Spread

BUDGET = 12 << 20
"""Bytes to gather before they are reduced or written; a few times as much is held at the peak."""


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
    ids: Callable[[], Iterator[Any]],
    batches: Callable[[], Iterator[Batch]],
    *,
    budget_bytes: int = BUDGET,
) -> Repeats:
    """Find the rows whose id more than one row has.

    Args:
        ids: starts reading anew: Arrow arrays of ids, text or int64.
        batches: starts reading anew, the same rows in the same order; asked only where an id may
            be repeated. The rows of a batch follow one another in their file.
        budget_bytes: how much to gather in memory before it goes to the disk.

    Raises:
        StorageError: the place for temporary files has no room, or may not be written.
    """
    if _increase(ids()):
        return Repeats()
    maybe = _met_twice(ids(), budget_bytes)
    if maybe is None:
        return Repeats()
    with Spread(together, budget_bytes) as copies:
        stretches = _gather(batches(), maybe, copies)
        del maybe  # the largest thing held; the verdicts come next
        return _marked(ids, stretches, map(verdicts, copies.shares()), budget_bytes)


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


class _Sieve(NamedTuple):
    """Lets through every hash that was met twice, and a few of the others.

    Attributes:
        open: bool by the first bits of a hash.
        shift: how many bits come after those.
    """

    open: Bools
    shift: np.uint64

    def passes(self, hashes: Hashes) -> Bools:
        """Say which of the hashes may have been met twice."""
        passed: Bools = self.open[hashes >> self.shift]
        return passed


def _met_twice(ids: Iterator[Any], budget_bytes: int) -> _Sieve | None:
    """Return a sieve for the hashes that are there twice; None where there is none of them."""
    bits = max(1, (3 * budget_bytes).bit_length() - 1)
    sieve = None
    with Spread(_at_most_two, budget_bytes) as spread:
        for array in ids:
            spread.add(pa.table({"hash": hashes_of(bytes_of(array.drop_null()))}))
        for share in spread.shares():
            hashes = share["hash"].to_numpy()
            again = hashes[1:][hashes[1:] == hashes[:-1]]
            if again.size:
                sieve = sieve or _Sieve(np.zeros(1 << bits, np.bool_), np.uint64(64 - bits))
                sieve.open[again >> sieve.shift] = True
    return sieve


def _at_most_two(table: Any) -> Any:
    """Sort hashes and keep two of those that are there more often."""
    hashes = np.sort(table["hash"].to_numpy())
    keep = np.append([True, True], hashes[2:] != hashes[:-2])[: hashes.size]
    return pa.table({"hash": hashes[keep]})


class _Stretch(NamedTuple):
    """Rows that follow one another in a file, `first` being the number of the first of them."""

    file: str
    first: int
    rows: int


def _gather(batches: Iterator[Batch], maybe: _Sieve, copies: Spread) -> list[_Stretch]:
    """Take in the rows whose id may be repeated; return where all the rows are, in their order."""
    stretches: list[_Stretch] = []
    numbers: dict[str, int] = {}
    for file, ids, rows in batches:
        size = rows.places_in_file.size
        if not size:
            continue
        first = int(rows.places_in_file[0])
        last = stretches[-1] if stretches else _Stretch("", 0, 0)
        if (last.file, last.first + last.rows) == (file, first):
            stretches[-1] = last._replace(rows=last.rows + size)
        else:
            stretches.append(_Stretch(file, first, size))
        copies.add(_lines(ids, rows, maybe, numbers.setdefault(file, len(numbers))))
    return stretches


def _lines(ids: Any, rows: Rows, maybe: _Sieve, number: int) -> Any:
    known = bytes_of(ids.drop_null())
    hashes = hashes_of(known)
    passed = maybe.passes(hashes)
    through = _valid(ids)
    through[through] = passed
    contents = content_hashes(rows.keep(through))
    return lines(hashes[passed], known.filter(pa.array(passed)), contents, number)


def _valid(ids: Any) -> Bools:
    valid: Bools = ids.is_valid().to_numpy(zero_copy_only=False).copy()
    return valid


def _marked(
    ids: Callable[[], Iterator[Any]],
    stretches: list[_Stretch],
    parts: Iterator[Verdicts],
    budget_bytes: int,
) -> Repeats:
    """Go through the ids and note which are repeated, as many verdicts at a time as are held."""
    alike: dict[str, RowSet] = {}
    apart: dict[str, RowSet] = {}
    across = 0
    for found in _some(parts, max(1, budget_bytes // 4)):
        across += found.across
        if found.hashes.size or found.shared.size:
            for places, differ in _places(ids(), found):
                _add(alike, stretches, places[~differ])
                _add(apart, stretches, places[differ])
    return Repeats(alike, apart, across)


def _some(parts: Iterator[Verdicts], most: int) -> Iterator[Verdicts]:
    """Join verdicts until there are so many of them."""
    held: list[Verdicts] = []
    count = 0
    for part in parts:
        held.append(part)
        count += part.hashes.size + len(part.ids)
        if count >= most:
            some, held, count = joined(held), [], 0
            yield some
    if held:
        yield joined(held)


def _places(ids: Iterator[Any], found: Verdicts) -> Iterator[tuple[Int64s, Bools]]:
    """Give the rows of repeated ids, counted from 0 through all files; do their copies differ?"""
    before = 0
    for array in ids:
        known = bytes_of(array.drop_null())
        repeated, differ = judged(found, hashes_of(known), known)
        yield before + np.flatnonzero(_valid(array))[repeated], differ[repeated]
        before += len(array)


def _add(marked: dict[str, RowSet], stretches: list[_Stretch], places: Int64s) -> None:
    """Mark rows, counted through all files, in the file where each is."""
    ends = np.cumsum([stretch.rows for stretch in stretches])
    which = np.searchsorted(ends, places, side="right")
    for number in np.unique(which).tolist():
        stretch = stretches[number]
        begin = int(ends[number]) - stretch.rows - stretch.first
        marked.setdefault(stretch.file, RowSet()).add(places[which == number] - begin)
