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
from typing import Any, NamedTuple, Self

import numpy as np
import pyarrow as pa

from scoring import disk

_BITS = 10
SHARES = 1 << _BITS
_UNREADABLE = "a temporary file does not read back as it was written"


class _Piece(NamedTuple):
    """Where in the file some rows of one share are."""

    start: int
    size: int


class Spread:
    """Rows by their hash, in memory or on the disk.

    Use it in a `with` statement: what it wrote is gone afterwards, whatever happened. Rows given
    back number about a thousandth of those on the disk, so memory lasts for some thousand million.

    Attributes:
        written: how many bytes went to the disk.
    """

    def __init__(self, reduced: Callable[[Any], Any], budget_bytes: int) -> None:
        """Start with no rows.

        Args:
            reduced: takes an Arrow table, its `hash` uint64, and returns one of the same schema
                that says no less: it may be asked again of its own tables put together.
            budget_bytes: how much to gather. A few times as much is needed for a moment.
        """
        self.written = 0
        self._reduced = reduced
        self._budget = budget_bytes
        self._gathered: list[Any] = []
        self._bytes = 0
        self._file: int | None = None
        self._stack = ExitStack()
        self._pieces: list[list[_Piece]] = []
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
        if self._file is None:
            if self._gathered:
                self._reduce()
                yield self._gathered.pop()
            return
        if self._gathered:
            self._write()
        for pieces in self._pieces:
            for piece in pieces:
                self._gathered.append(self._read(piece))
                self._bytes += piece.size
                if self._bytes > self._budget:
                    self._reduce()
            if self._gathered:
                self._reduce()
                table, self._bytes = self._gathered.pop(), 0
                yield table

    def _reduce(self) -> None:
        """Reduce what was gathered, which is forgotten first."""
        tables, self._gathered = self._gathered, []
        table = pa.concat_tables(tables).combine_chunks()
        tables.clear()
        self._gathered = [self._reduced(table)]
        self._bytes = self._gathered[0].nbytes

    def _write(self) -> None:
        """Write what was gathered, share by share, and note where."""
        table = pa.concat_tables(self._gathered).combine_chunks()
        self._gathered, self._bytes = [], 0
        first = (table["hash"].to_numpy() >> np.uint64(64 - _BITS)).astype(np.uint16)
        (batch,) = table.take(pa.array(np.argsort(first, kind="stable"))).combine_chunks().to_batches()
        ends = np.cumsum(np.bincount(first, minlength=SHARES)).tolist()
        if self._file is None:
            self._file = self._stack.enter_context(disk.scratch())
            self._pieces = [[] for _ in range(SHARES)]
            self._schema = batch.schema
        start = 0
        with disk.storage(disk.scratch_place()):
            for pieces, end in zip(self._pieces, ends, strict=True):
                if end > start:
                    message = batch.slice(start, end - start).serialize()
                    disk.write_all(self._file, message)
                    pieces.append(_Piece(self.written, message.size))
                    self.written += message.size
                start = end

    def _read(self, piece: _Piece) -> Any:
        if self._file is None:
            raise ValueError("nothing was written")
        with disk.storage(disk.scratch_place()):
            data = os.pread(self._file, piece.size, piece.start)
            if len(data) != piece.size:
                raise OSError(errno.EIO, _UNREADABLE)
        batch = pa.ipc.read_record_batch(pa.py_buffer(data), self._schema)
        return pa.Table.from_batches([batch])
