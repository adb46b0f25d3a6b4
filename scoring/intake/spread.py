"""More rows than memory holds, given back a share at a time: all rows of one hash are in one share.

Rows are gathered until they fill the budget and reduced to what is needed of them. Where that is
still much, they go to a file without a name, in the order of their hashes' first bits.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa

from scoring import disk
from scoring.columns import Int64s

SHARE_BITS = 10
_UNREADABLE = "a temporary file does not read back as it was written"


class Spread:
    """Rows by their hash, in memory or on the disk.

    Use it in a `with` statement: what it wrote is gone afterwards, whatever happened. A share is a
    thousandth of the rows, so the budget lasts for some thousand million of them; only a hash that
    very many different rows have in common would take more.

    Attributes:
        written: how many bytes went to the disk.
    """

    def __init__(self, reduced: Callable[[Any], Any], budget_bytes: int) -> None:
        """Start with no rows.

        Args:
            reduced: takes an Arrow table, its column `hash` uint64, and returns one of the same
                schema that says as much. It is asked again of its own tables put together.
            budget_bytes: how much to gather. A few times as much is needed for a moment.
        """
        self.written = 0
        self._reduced = reduced
        self._budget = budget_bytes
        self._gathered: list[Any] = []
        self._bytes = 0
        self._place = disk.scratch_place()
        self._stack = ExitStack()
        self._file = -1
        self._bounds: list[Int64s] = []  # by write: where in the file each share of it begins
        self._schema: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._gathered = []
        self._stack.close()

    def add(self, table: Any) -> None:
        """Take rows, an Arrow table of the same schema each time.

        Raises:
            StorageError: the place for temporary files has no room, or may not be written.
        """
        if table.num_rows == 0:
            return
        self._gathered.append(table)
        self._bytes += table.nbytes
        if self._bytes > self._budget:
            self._reduce()
            if self._bytes > self._budget // 2:
                self._write()

    def shares(self) -> Iterator[Any]:
        """Give all rows once, reduced, the hashes of a share above those of the one before it.

        Raises:
            StorageError: the temporary file cannot be written or read.
        """
        if not self.written:
            if self._gathered:
                self._reduce()
                yield self._gathered.pop()
            return
        if self._gathered:
            self._write()
        for share in range(1 << SHARE_BITS):
            self._collect(share)
            if self._gathered:
                self._reduce()
                yield self._gathered.pop()

    def _collect(self, share: int) -> None:
        """Gather the rows of one share from the file."""
        self._bytes, most = 0, self._budget
        for bounds in self._bounds:
            start, end = bounds[share : share + 2].tolist()
            if end > start:
                self._gathered.append(self._read(start, end - start))
                self._bytes += end - start
            if self._bytes > most:
                self._reduce()
                most = max(most, 2 * self._bytes)  # where little was gained, not again at once

    def _reduce(self) -> None:
        """Reduce what was gathered to one table."""
        self._gathered = [self._reduced(self._whole())]
        self._bytes = self._gathered[0].nbytes
        # What is freed here would otherwise stay with the allocator, beside what comes next.
        pa.default_memory_pool().release_unused()

    def _whole(self) -> Any:
        """Return what was gathered in one piece, and forget it."""
        tables, self._gathered, self._bytes = self._gathered, [], 0
        return pa.concat_tables(tables).combine_chunks()

    def _write(self) -> None:
        """Write what was gathered, share by share, and note where."""
        table = self._whole()
        share = (table["hash"].to_numpy() >> np.uint64(64 - SHARE_BITS)).astype(np.uint16)
        table = table.take(pa.array(np.argsort(share, kind="stable"))).combine_chunks()
        (batch,) = table.to_batches()
        if not self.written:
            self._file = self._stack.enter_context(disk.scratch(self._place))
            self._schema = batch.schema
        bounds, start = [self.written], 0
        with disk.storage(self._place, disk.SCRATCH_HINT):
            for rows in np.bincount(share, minlength=1 << SHARE_BITS).tolist():
                if rows:
                    message = batch.slice(start, rows).serialize()
                    disk.write_all(self._file, message)
                    self.written += message.size
                bounds.append(self.written)
                start += rows
        self._bounds.append(np.array(bounds, np.int64))
        del table, batch
        pa.default_memory_pool().release_unused()

    def _read(self, start: int, size: int) -> Any:
        with disk.storage(self._place, disk.SCRATCH_HINT):
            data = os.pread(self._file, size, start)
            if len(data) != size:
                raise OSError(errno.EIO, _UNREADABLE)
        batch = pa.ipc.read_record_batch(pa.py_buffer(data), self._schema)
        return pa.Table.from_batches([batch])
