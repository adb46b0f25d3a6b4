"""Tells what a file is from its bytes: a name may end in anything, and often does.

What is known and not read is refused with the way to make it readable; what is not known is held
to be delimited text, and its encoding and header decide whether it is.
"""

from __future__ import annotations

import zipfile
from typing import NamedTuple

from scoring.errors import DataError, Problem
from scoring.importing.blocks import Compression, Kind
from scoring.importing.sources.original import Original, Watched
from scoring.importing.sources.packing import GZIP, START_BYTES, is_zstd

_UNPACK = "Unpack it first, then give what is in it."
_AS_WORKBOOK = "Open it, remove its password if it has one, and save it as .xlsx."
_ALIEN: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "a workbook of the old kind, or one with a password", _AS_WORKBOOK),
    (b"PARE", "an encrypted Parquet file", "Write it without encryption."),
    (b"ARROW1", "an Arrow file", "Write it as Parquet."),
    (b"Obj\x01", "an Avro file", "Write it as Parquet."),
    (b"SQLite format 3", "a database", "Export its table as CSV or Parquet."),
    (b"%PDF", "a PDF document", "Export the table as CSV, .xlsx or Parquet."),
    (b"BZh", "packed with bzip2", _UNPACK),
    (b"\xfd7zXZ", "packed with xz", _UNPACK),
    (b"7z\xbc\xaf", "a 7-Zip archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
)


class Found(NamedTuple):
    """What a file is, and how it is packed as a whole."""

    kind: Kind
    compression: Compression


def recognise(original: Original) -> Found:
    """Tell what a file is from its first bytes, and a zip archive from what is in it.

    Raises:
        DataError: nothing is in it, or it is of a known kind that is not read.
        IntegrityError: it changes meanwhile.
        StorageError: the system does not let it be read.
    """
    with original.reading() as watched:
        start = watched.read(START_BYTES)
        if start.startswith(b"PK\x03\x04"):
            _check_workbook(watched, original.name)
            return Found("xlsx", "none")
    if not start:
        what = "there is nothing in it: it has 0 bytes"
        raise _refused(original.name, what, "Export the file again.", "empty-file")
    for mark, said, hint in _ALIEN:
        if start.startswith(mark):
            raise _refused(original.name, f"this is {said}, which is not read", hint)
    if start.startswith(b"PAR1"):
        return Found("parquet", "none")
    if start.startswith(GZIP):
        return Found("csv", "gzip")
    return Found("csv", "zstd" if is_zstd(start) else "none")


def _check_workbook(watched: Watched, name: str) -> None:
    """Check that a zip archive is a workbook, by the parts in it."""
    try:
        with zipfile.ZipFile(watched.file) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        what = "this zip archive is cut off or damaged"
        raise _refused(name, what, "Copy or export the file again.", "damaged-file") from None
    if "xl/workbook.bin" in parts or "content.xml" in parts:
        raise _refused(name, "this is a workbook of another kind, which is not read", _AS_WORKBOOK)
    if "[Content_Types].xml" not in parts or not any(p.startswith("xl/") for p in parts):
        raise _refused(name, "this is a zip archive, which is not read", _UNPACK)


def _refused(name: str, what: str, hint: str, code: str = "unread-kind") -> DataError:
    return DataError(Problem(code, name, what, hint))
