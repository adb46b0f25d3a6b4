"""Sorts more rows than memory holds: sorted runs on the disk, merged a little of each at a time.

Rows are gathered until they fill the budget, sorted, and written as a run. To merge, a part of
each run is held. The least of their last rows is the cut: below it nothing can come any more, so
all that is held below it is sorted and handed on, and the runs are read further.
"""

from __future__ import annotations

import errno
import itertools
import os
import secrets
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc

from scoring import disk

BUDGET = 96 << 20
RUNS_MAX = 64
"""How many runs are merged at once; more are merged in levels."""

_SHARES = 4
"""A merge copies what it holds twice, and the caller works on what it was given."""
_UNREADABLE = "a temporary file does not read back as it was written"


class Sorter:
    """Rows to be sorted, in memory or in a folder of the same disk as the output.

    Use it in a `with` statement: what it wrote is gone afterwards, whatever happened.

    Attributes:
        rows: how many were added.
    """

    def __init__(self, folder: Path, keys: tuple[str, ...], budget_bytes: int = BUDGET) -> None:
        """Start with no rows.

        Args:
            folder: where runs may be written; it exists.
            keys: the columns to sort by, all ascending; the last numbers the rows, so that no
                two are equal in all of them.
            budget_bytes: how much of the rows to hold in memory. A few times as much is needed
                for a moment.
        """
        self.rows = 0
        self._folder = folder
        self._keys = keys
        self._budget = budget_bytes
        self._size = max(1, budget_bytes // _SHARES)
        self._gathered: list[Any] = []
        self._bytes = 0
        self._runs: list[_Written] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def add(self, table: Any) -> None:
        """Take rows, an Arrow table of the same schema each time.

        Raises:
            StorageError: the folder has no room, or may not be written.
        """
        if table.num_rows == 0:
            return
        self.rows += table.num_rows
        self._gathered.append(table)
        self._bytes += table.nbytes
        if self._bytes > self._budget:
            self._runs.append(self._write(self._sorted_rest()))

    def sorted(self) -> Iterator[Any]:
        """Give all rows once, as Arrow tables, ordered by the keys.

        Text is ordered by its UTF-8 bytes, nulls come last. Rows that are equal in the first key
        stand in one table, but for those where it is null. Tables have about a quarter of the
        budget; more only where one value of the first key has more rows.

        Raises:
            StorageError: the folder has no room for a merge in levels, or cannot be read.
        """
        rest = self._sorted_rest() if self._gathered else None
        try:
            if rest is not None and not self._runs:
                yield from _gathered(
                    _merged([_Run(rest, self._keys, self._size)], self._keys), self._size
                )
                return
            if rest is not None:
                self._runs.append(self._write(rest))
            self._level()
            yield from self._merge(self._runs)
        finally:
            self.close()

    def close(self) -> None:
        """Remove what was written; what was not handed on is lost."""
        self._gathered = []
        for run in self._runs:
            run.path.unlink(missing_ok=True)
        self._runs = []

    def _sorted_rest(self) -> Iterator[Any]:
        """Give what was gathered in order, piece by piece, and forget it."""
        table = pa.concat_tables(self._gathered)
        self._gathered, self._bytes = [], 0
        return _slices(table, self._keys, self._size)

    def _level(self) -> None:
        """Merge neighbouring runs until few enough are left to merge them all at once."""
        at = 0
        while len(self._runs) > RUNS_MAX:
            count = min(RUNS_MAX, len(self._runs) - RUNS_MAX + 1)
            at = at if at + count <= len(self._runs) else 0
            old = self._runs[at : at + count]
            self._runs[at : at + count] = [self._write(self._merge(old))]
            for run in old:
                run.path.unlink()
            at += 1

    def _merge(self, written: list[_Written]) -> Iterator[Any]:
        """Merge runs, holding of each as much as it is longer than others, so that all keep up."""
        total = sum(one.rows for one in written)
        runs = [
            _Run(self._read(one), self._keys, self._size * one.rows // total) for one in written
        ]
        return _gathered(_merged(runs, self._keys), self._size)

    def _write(self, tables: Iterable[Any]) -> _Written:
        """Write sorted tables as a run whose batches are small enough to hold one of each run."""
        path = self._folder / f"{secrets.token_hex(8)}.run"
        try:
            with disk.storage(self._folder):
                rows = _write_run(path, tables, self._size // RUNS_MAX)
        except BaseException:  # an interrupt must clean up as well as an error
            path.unlink(missing_ok=True)
            raise
        # What is freed here would otherwise stay with the allocator, beside what comes next.
        pa.default_memory_pool().release_unused()
        return _Written(path, rows)

    def _read(self, run: _Written) -> Iterator[Any]:
        options = pa.ipc.IpcReadOptions(use_threads=False)
        rows = 0
        with disk.storage(self._folder), pa.OSFile(os.fspath(run.path)) as file:
            try:
                for batch in pa.ipc.open_stream(file, options=options):
                    rows += batch.num_rows
                    yield pa.Table.from_batches([batch])
            except pa.ArrowInvalid as error:
                raise OSError(errno.EIO, _UNREADABLE) from error
            if rows != run.rows:  # a stream that was cut short between two batches just ends
                raise OSError(errno.EIO, _UNREADABLE)


class _Written(NamedTuple):
    """A run on the disk."""

    path: Path
    rows: int


def _write_run(path: Path, tables: Iterable[Any], most: int) -> int:
    """Write tables in batches of at most about `most` bytes, and return how many rows they had."""
    tables = iter(tables)
    first = next(tables)
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    rows = 0
    with (
        pa.OSFile(os.fspath(path), "wb") as file,
        pa.ipc.new_stream(file, first.schema, options=options) as stream,
    ):
        for table in itertools.chain([first], tables):
            rows += table.num_rows
            for batch in table.to_batches(max_chunksize=_rows_in(table, most)):
                stream.write_batch(batch)
    return rows


def _rows_in(table: Any, size: int) -> int:
    """Return how many rows of a table have about `size` bytes."""
    rows, held = int(table.num_rows), int(table.nbytes)
    return max(1, size * rows // max(1, held))


def _order(table: Any, keys: tuple[str, ...]) -> Any:
    """Return the order of a table's rows; rows equal in all keys keep theirs."""
    return pc.sort_indices(table, sort_keys=[(key, "ascending") for key in keys])


def _slices(table: Any, keys: tuple[str, ...], size: int) -> Iterator[Any]:
    """Sort a table and give it piece by piece, so that no second one is ever whole."""
    table = table.combine_chunks()
    order = _order(table, keys)
    step = _rows_in(table, size)
    for start in range(0, table.num_rows, step):
        yield table.take(order.slice(start, step))


def _gathered(tables: Iterable[Any], size: int) -> Iterator[Any]:
    """Put small tables together, so that each is worth the caller's work."""
    parts: list[Any] = []
    held = 0
    for table in tables:
        parts.append(table)
        held += table.nbytes
        if held >= size:
            yield pa.concat_tables(parts).combine_chunks() if len(parts) > 1 else table
            parts, held = [], 0
    if parts:
        yield pa.concat_tables(parts).combine_chunks()


Keys = tuple[tuple[bool, Any], ...]
"""The keys of a row, each behind whether it is null: they compare as the rows are ordered."""


class _Cut(NamedTuple):
    """Up to where rows may be handed on: below a value of the first key, so that it stays whole.

    Where that is null, which is last and may be torn: up to a row, and this row too.
    """

    keys: Keys

    @property
    def torn(self) -> bool:
        return self.keys[0][0]

    def takes(self, keys: Keys) -> bool:
        return keys <= self.keys if self.torn else keys[0] < self.keys[0]


class _Part(NamedTuple):
    """Some rows of a run, of which there is at least one, and the keys of its first and last."""

    table: Any
    first: Keys
    last: Keys
    size: int


class _Run:
    """A sorted run, of which a few parts are held.

    Attributes:
        parts: the rows to hand on next.
        more: whether there may be more to read.
    """

    def __init__(self, tables: Iterator[Any], keys: tuple[str, ...], share: int) -> None:
        self.parts: deque[_Part] = deque()
        self.more = True
        self._tables = tables
        self._keys = keys
        self._share = share

    def fill(self) -> None:
        """Read until its share of bytes is held, one row at least, or to the end."""
        held = sum(part.size for part in self.parts)
        while self.more and (held < self._share or not self.parts):
            held += self._read()

    def read_past(self, key: tuple[bool, Any]) -> None:
        """Read until a row with another first key is held, or to the end."""
        while self.more and self.parts[-1].last[0] == key:
            self._read()

    def take(self, cut: _Cut | None) -> list[Any]:
        """Return the rows up to a cut, all where there is none, and let go of them."""
        taken = []
        while self.parts and (cut is None or cut.takes(self.parts[0].first)):
            table, _, last, _ = self.parts.popleft()
            if cut is not None and not cut.takes(last):
                count = self._count(table, cut)
                self.parts.appendleft(self._part(table.slice(count)))
                table = table.slice(0, count)
            taken.append(table)
        return taken

    def _count(self, table: Any, cut: _Cut) -> int:
        """Count the rows up to a cut, by halves: they come before all others."""
        rows = range(table.num_rows)
        return bisect_left(rows, True, key=lambda row: not cut.takes(_keys(table, self._keys, row)))

    def _read(self) -> int:
        table = next(self._tables, None)
        if table is None:
            self.more = False
            return 0
        self.parts.append(self._part(table))
        return self.parts[-1].size

    def _part(self, table: Any) -> _Part:
        first, last = (_keys(table, self._keys, row) for row in (0, table.num_rows - 1))
        return _Part(table, first, last, table.nbytes)


def _keys(table: Any, keys: tuple[str, ...], row: int) -> Keys:
    """Return the keys of one row as values of Python, which orders text by code points."""
    cells = [table.column(key)[row] for key in keys]
    return tuple((not cell.is_valid, _plain(cell)) for cell in cells)


def _plain(cell: Any) -> Any:
    """Return a value that compares; a stamp as a number, since calendars end before stamps do."""
    return cell.value if pa.types.is_temporal(cell.type) else cell.as_py()


def _merged(runs: list[_Run], keys: tuple[str, ...]) -> Iterator[Any]:
    """Merge sorted runs, holding about their shares of bytes."""
    while runs:
        for run in runs:
            run.fill()
        runs = [run for run in runs if run.parts]
        unread = [run for run in runs if run.more]
        cut = _Cut(min(run.parts[-1].last for run in unread)) if unread else None
        parts = [run.take(cut) for run in runs]
        if any(parts):
            yield _together(parts, keys)
        elif cut is not None:
            for run in unread:
                run.read_past(cut.keys[0])


def _together(runs: list[list[Any]], keys: tuple[str, ...]) -> Any:
    """Return the sorted rows of some runs as one sorted table."""
    table = pa.concat_tables([table for run in runs for table in run]).combine_chunks()
    return table.take(_order(table, keys)) if sum(map(bool, runs)) > 1 else table
