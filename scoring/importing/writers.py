"""Writes a table that comes in pieces: the same bytes as if it had come whole."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from scoring.intake.delivered import DeliveredFile
from scoring.intake.writing import ROW_GROUP, parquet_writer, write_group


class TableWriter:
    """A Parquet file that grows by tables, of which at most a row group waits in memory.

    Use it in a `with` statement. Where the block ends in an error, what was written is no
    finished file, and whoever made the folder removes it.

    Attributes:
        rows: how many were added.
        schema: of the file, None until it is known.
    """

    def __init__(self, path: Path, schema: Any = None) -> None:
        """Start with no rows; without a schema, the first table brings it."""
        self.rows = 0
        self.schema = schema
        self._path = path
        self._waiting: list[Any] = []
        self._waiting_rows = 0
        self._writer: Any = None
        self._delivered: DeliveredFile | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        elif self._writer is not None:
            self._writer.close()

    def add(self, table: Any) -> None:
        """Take rows, an Arrow table of the same schema each time.

        Raises:
            OSError: the disk or a permission stood in the way.
        """
        if self.schema is None:
            self.schema = table.schema
        self.rows += table.num_rows
        self._waiting.append(table)
        self._waiting_rows += table.num_rows
        if self._waiting_rows >= ROW_GROUP:
            self._write_full()

    def close(self) -> DeliveredFile:
        """Write what waits, finish the file and say what it is; a file without rows is one too.

        Raises:
            OSError: the disk or a permission stood in the way.
        """
        if self._delivered is None:
            if self._waiting_rows or self._writer is None:
                self._write(self._held())
            self._waiting, self._waiting_rows = [], 0
            self._writer.close()
            with self._path.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            size = self._path.stat().st_size
            self._delivered = DeliveredFile(self._path.name, self.rows, size, sha256)
        return self._delivered

    @property
    def delivered(self) -> DeliveredFile:
        """The finished file: its name, rows, bytes and digest."""
        return self.close()

    def _write_full(self) -> None:
        """Write as many whole row groups as wait."""
        table = self._held()
        whole = table.num_rows - table.num_rows % ROW_GROUP
        for start in range(0, whole, ROW_GROUP):
            self._write(table.slice(start, ROW_GROUP))
        self._waiting, self._waiting_rows = [table.slice(whole)], table.num_rows - whole

    def _held(self) -> Any:
        """Return what waits as one table; it has no columns where no table ever came."""
        empty = (self.schema or pa.schema([])).empty_table()
        return pa.concat_tables(self._waiting or [empty])

    def _write(self, rows: Any) -> None:
        if self._writer is None:
            self._writer = parquet_writer(self._path, rows.schema)
        write_group(self._writer, rows)
