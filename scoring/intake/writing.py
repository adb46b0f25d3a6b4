"""Writes the contract's tables: one physical type a kind, the same bytes for the same rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scoring.columns import Column
from scoring.intake.physical import written

ROW_GROUP = 131_072
"""Rows of a row group: few enough to hold, and part of what makes the bytes the same."""


def arrow_of(column: Column) -> Any:
    """Return a column as an Arrow array of the type in which its kind is written.

    Decimals pass through no float, and text comes from its words.
    """
    absent = ~column.known
    kind = written(column.kind, column.places)
    if column.kind == "text":
        codes = pa.array(np.where(absent, 0, column.values), mask=absent)
        return pa.array(column.words, kind).take(codes)
    if column.kind == "decimal":
        return _decimals(column, kind)
    values = column.values.astype(bool) if column.kind == "boolean" else column.values
    return pa.array(values, mask=absent).cast(kind)


def write_table(path: Path, table: Any) -> None:
    """Write a table whole; its bytes depend on the rows alone, not on how they lie in memory."""
    with parquet_writer(path, table.schema) as writer:
        for start in range(0, max(1, table.num_rows), ROW_GROUP):
            write_group(writer, table.slice(start, ROW_GROUP))


def parquet_writer(path: Path, schema: Any) -> Any:
    """Open a Parquet file to write: a checksum a page, so that a flipped bit is an error."""
    return pq.ParquetWriter(path, schema, compression="zstd", write_page_checksum=True)


def write_group(writer: Any, rows: Any) -> None:
    """Write at most `ROW_GROUP` rows as a row group of their own.

    Where the chunks of a column begin decides where its pages end, so each becomes one chunk.
    """
    writer.write_table(rows.combine_chunks(), row_group_size=ROW_GROUP)


def _decimals(column: Column, kind: Any) -> Any:
    """Write units as decimals of 128 bits, the low word first."""
    words = np.empty((column.values.size, 2), "<i8")
    words[:, 0], words[:, 1] = column.values, column.values >> 63
    bits = np.packbits(column.known, bitorder="little")
    buffers = [pa.py_buffer(bits.tobytes()), pa.py_buffer(words.tobytes())]
    return pa.Array.from_buffers(kind, column.values.size, buffers)
