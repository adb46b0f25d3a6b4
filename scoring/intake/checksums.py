"""Whether a Parquet file's pages carry checksums: without them a flipped bit is read as a number.

The library checks them where they are, and tells nobody where they are not. So the header of a
column's first page is looked at here: fields 1 to 3 of it, whole numbers, are always there, and
field 4 is the checksum.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow.parquet as pq

from scoring.flow import Finding
from scoring.intake.files import FileInfo

_HEAD = re.compile(rb"(?:\x15[\x80-\xff]{0,4}[\x00-\x7f]){3}\x15")
"""Thrift's compact protocol: three times the next field of 32 bits, and then one more of them.

A number's bytes have the highest bit set, all but the last.
"""

_HEAD_BYTES = 3 * (1 + 5) + 1


def unprotected(files: Iterable[FileInfo], listed: Collection[str]) -> list[Finding]:
    """Tell of files in which a flipped bit could not be noticed.

    Args:
        files: the files of a data folder.
        listed: names of those whose digests were handed over with them, as an import does.

    Raises:
        OSError, pyarrow.ArrowException: a file that cannot be read after all.
    """
    code = "unprotected-input"
    why = "its pages carry no checksums and nobody handed over its digest: damage cannot be noticed"
    return [
        Finding(code, file.name, None, None, "checksums", why)
        for file in files
        if file.schema is not None and file.name not in listed and not has_checksums(file.path)
    ]


def has_checksums(path: Path) -> bool:
    """Say whether the first page of every column, in every row group, carries a checksum."""
    with path.open("rb") as file:
        return all(_HEAD.match(_read(file, at)) for at in _first_pages(pq.read_metadata(path)))


def _first_pages(footer: Any) -> Iterator[int]:
    """Yield where the first page of each column begins; that of its dictionary comes first."""
    for group in map(footer.row_group, range(footer.num_row_groups)):
        for column in map(group.column, range(group.num_columns)):
            dictionary = column.dictionary_page_offset if column.has_dictionary_page else None
            yield column.data_page_offset if dictionary is None else dictionary


def _read(file: BinaryIO, at: int) -> bytes:
    file.seek(at)
    return file.read(_HEAD_BYTES)
