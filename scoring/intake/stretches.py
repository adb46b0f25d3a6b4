"""Stretches of files: so many row groups as make work for one thread, wherever they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyarrow.parquet as pq

from scoring.intake.files import FileInfo

ROWS = 1 << 20
"""Rows of a stretch, at least, where a file has as many."""


class Stretch(NamedTuple):
    """Row groups of a file that lie side by side; `first_row` counts from 1 within the file."""

    part: FileInfo
    groups: list[int]
    first_row: int


def stretches(parts: Iterable[FileInfo]) -> Iterator[Stretch]:
    """Cut files into stretches."""
    for part in parts:
        footer = pq.read_metadata(part.path)
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
