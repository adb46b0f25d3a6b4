"""A Parquet file of a data folder, batch by batch: pages checked, nothing held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.errors import DataError
from scoring.intake.files import FileInfo, check_unchanged, unreadable

BATCH_ROWS = 65_536


def batches_of(
    part: FileInfo, columns: list[str] | None, groups: list[int] | None = None
) -> Iterator[Any]:
    """Read a file's rows; pages are checked where the file carries checksums.

    No checksum covers the header of a page: where a column gives fewer rows than the footer says,
    the library ends early and says nothing.

    Args:
        part: the file, as it was when the folder was opened.
        columns: those to read, None for all of them.
        groups: the row groups to read, None for all of them.

    Raises:
        DataError, StorageError: a file that cannot be read after all.
        IntegrityError: a file that changed meanwhile.
    """
    rows = 0
    try:
        with pq.ParquetFile(part.path, page_checksum_verification=True) as file:
            for batch in file.iter_batches(
                BATCH_ROWS, row_groups=groups, columns=columns, use_threads=False
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


def _check_rows(rows: int, footer: Any, groups: list[int] | None) -> None:
    which = range(footer.num_row_groups) if groups is None else groups
    said = sum(footer.row_group(group).num_rows for group in which)
    if rows != said:
        raise pa.ArrowInvalid(f"{rows:,} rows come out of it, and its footer says {said:,}")
