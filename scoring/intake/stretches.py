"""Stretches of files: so many row groups as make work for one thread, wherever they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.intake.files import FileInfo, check_unchanged, unreadable

ROWS = 1 << 20
"""Rows of a stretch, at least, where a file has as many."""


class Stretch(NamedTuple):
    """Row groups of a file that lie side by side; `first_row` counts from 1 within the file."""

    part: FileInfo
    groups: list[int]
    first_row: int


def stretches(parts: Iterable[FileInfo]) -> Iterator[Stretch]:
    """Cut files into stretches.

    Raises:
        DataError, StorageError: a file that cannot be read after all.
        IntegrityError: a file that changed meanwhile.
    """
    for part in parts:
        footer = _footer(part)
        groups: list[int] = []
        first_row = next_row = 1
        for group in range(footer.num_row_groups):
            groups.append(group)
            next_row += footer.row_group(group).num_rows
            if next_row - first_row >= ROWS:
                yield Stretch(part, groups, first_row)
                groups, first_row = [], next_row
        if groups:
            yield Stretch(part, groups, first_row)


def _footer(part: FileInfo) -> Any:
    try:
        footer = pq.read_metadata(part.path)
    except (OSError, pa.ArrowException) as error:
        check_unchanged([part])
        raise unreadable(part.name, error) from error
    check_unchanged([part])
    return footer
