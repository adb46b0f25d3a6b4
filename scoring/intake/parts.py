"""A Parquet file of a data folder, batch by batch: pages checked, nothing held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.errors import DataError
from scoring.intake.files import FileInfo, check_unchanged, unreadable
from scoring.intake.pages import long_columns

BATCH_ROWS = 131_072
_TURN_ROWS = 8 * BATCH_ROWS
"""Row groups are read together up to about so many rows: of one row each, there are many."""

_LONG = 512
"""Bytes: hardly a text that a contract takes is longer, and of these few rows share one."""


def opened(
    path: Path,
    columns: list[str] | None,
    groups: list[int] | None = None,
    *,
    dictionaries: bool = False,
) -> Any:
    """Open a Parquet file so that a long word costs its length once, and not once a row.

    A column of text whose dictionary has a long word is read as a dictionary; others are only
    where that is asked for, since it takes longer unless codes are what is needed.

    Args:
        path: the file.
        columns: those that will be read, None for all of them.
        groups: the row groups that will be read, None for all of them.
        dictionaries: read every column of text as a dictionary.

    Raises:
        OSError, pyarrow.ArrowException: a file that cannot be read after all.
    """
    file = pq.ParquetFile(path, page_checksum_verification=True)
    texts = {
        field.name
        for field in file.schema_arrow
        if (columns is None or field.name in columns)
        and (pa.types.is_string(field.type) or pa.types.is_large_string(field.type))
    }
    long = texts if dictionaries else long_columns(path, file.metadata, texts, _LONG, groups)
    if not long:
        return file
    with file:
        return pq.ParquetFile(
            path,
            metadata=file.metadata,
            page_checksum_verification=True,
            read_dictionary=sorted(long),
        )


def batches_of(
    part: FileInfo,
    columns: list[str] | None,
    groups: list[int] | None = None,
    *,
    dictionaries: bool = False,
) -> Iterator[Any]:
    """Read a file's rows; pages are checked where the file carries checksums.

    No checksum covers the header of a page: where a column gives fewer rows than the footer says,
    the library ends early and says nothing.

    Args:
        part: the file, as it was when the folder was opened.
        columns: those to read, None for all of them.
        groups: the row groups to read, None for all of them.
        dictionaries: read every column of text as a dictionary.

    Raises:
        DataError, StorageError: a file that cannot be read after all.
        IntegrityError: a file that changed meanwhile.
    """
    rows = 0
    try:
        with opened(part.path, columns, groups, dictionaries=dictionaries) as file:
            for some in _in_turn(file.metadata, groups):
                for batch in file.iter_batches(
                    BATCH_ROWS, row_groups=some, columns=columns, use_threads=False
                ):
                    batch.validate(full=True)
                    rows += batch.num_rows
                    yield batch
            _check_rows(rows, file.metadata, groups)
    except (OSError, pa.ArrowException) as error:
        told = unreadable(part.name, error)
        if isinstance(told, DataError):
            check_unchanged([part])
        raise told from error


def _in_turn(footer: Any, groups: list[int] | None) -> Iterator[list[int]]:
    """Give row groups a few at a time: the library keeps the bytes of all that one call reads."""
    some: list[int] = []
    rows = 0
    for group in _numbers(footer, groups):
        some.append(group)
        rows += footer.row_group(group).num_rows
        if rows >= _TURN_ROWS:
            yield some
            some, rows = [], 0
    if some:
        yield some


def _numbers(footer: Any, groups: list[int] | None) -> Iterable[int]:
    return range(footer.num_row_groups) if groups is None else groups


def _check_rows(rows: int, footer: Any, groups: list[int] | None) -> None:
    said = sum(footer.row_group(group).num_rows for group in _numbers(footer, groups))
    if rows != said:
        raise pa.ArrowInvalid(f"{rows:,} rows come out of it, and its footer says {said:,}")
