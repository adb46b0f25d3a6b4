"""Which delimiter a text has, and which of its lines names the columns.

Both are told from the first lines. What they cannot tell (that every row has as many columns,
that every byte is text) is checked when the whole file is read.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from scoring.importing.sources.original import opened

HEAD_BYTES = 1 << 18
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_BOOK, _PARQUET = b"PK\x03\x04", b"PAR1"
_SIGNS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", "^": "^", "~": "~", "¦": "¦"}
_LINES_ABOVE_MAX = 30


class Dialect(NamedTuple):
    """What the beginning of a file looks like.

    Attributes:
        kind: csv, xlsx or parquet, by its first bytes.
        delimiter: as a profile writes it; comma where no other fits better.
        header_row: the line with the column names, counted from one.
        looks_like_data: whether that line looks like the rows under it.
    """

    kind: str
    delimiter: str = "comma"
    header_row: int = 1
    looks_like_data: bool = False


def dialect_of(path: Path) -> Dialect:
    """Look at the beginning of a file.

    Raises:
        DataError: there is no such file.
        StorageError: the system does not let it be read.
    """
    first = path
    if path.is_dir():  # its parts are alike; what is wrong with one is said when all are opened
        first = min((one for one in path.iterdir() if one.is_file()), default=path)
    if first.is_dir():
        return Dialect("parquet")
    with opened(first, first.name) as file:
        start = file.read(HEAD_BYTES)
    if start.startswith(_BOOK):
        return Dialect("xlsx")
    if start.startswith(_PARQUET):
        return Dialect("parquet")
    text = _as_text(_unpacked(start))
    records = {sign: _records(text, sign) for sign in _SIGNS}
    sign = max(_SIGNS, key=lambda one: _fitness(records[one]))
    width = _usual_width(records[sign])
    row, head, below = _header(text, sign, width)
    return Dialect("csv", _SIGNS[sign], row, looks_like_data=_alike(head, below))


def _unpacked(start: bytes) -> bytes:
    """Return the beginning of what was packed; a broken end is for the reading to report."""
    try:
        if start.startswith(_GZIP):
            with gzip.GzipFile(fileobj=io.BytesIO(start)) as stream:
                return stream.read1(HEAD_BYTES)
        if start.startswith(_ZSTD):
            with pa.CompressedInputStream(pa.BufferReader(start), "zstd") as stream:
                return bytes(stream.read(HEAD_BYTES))
    except (OSError, EOFError):
        return b""
    return start


def _as_text(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[: len(start) // 2 * 2].decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        # The last characters may be cut in two.
        for cut in range(4):
            try:
                return start[: len(start) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return start.decode("latin-1")


def _records(text: str, sign: str) -> list[list[str]]:
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error:
        return []
    # The last record may be cut off.
    return [record for record in (found[:-1] if len(found) > 2 else found) if record]


def _fitness(records: list[list[str]]) -> tuple[bool, float, int]:
    """Rank a delimiter: several columns, and the same number in as many records as possible."""
    width = _usual_width(records)
    if width < 2:
        return False, 0.0, 0
    alike = sum(len(record) == width for record in records)
    return True, round(alike / len(records), 1), width


def _usual_width(records: list[list[str]]) -> int:
    widths = Counter(len(record) for record in records)
    return max(widths, key=lambda width: (widths[width], width)) if widths else 1


def _header(text: str, sign: str, width: int) -> tuple[int, list[str], list[list[str]]]:
    """Find the first line from which on the records are as wide as they usually are."""
    lines = text.splitlines(keepends=True)
    for above in range(min(len(lines), _LINES_ABOVE_MAX)):
        if not lines[above].strip():
            continue
        rest = _records("".join(lines[above : above + 60]), sign)
        if rest and len(rest[0]) == width and sum(map(bool, map(str.strip, rest[0]))) > width // 2:
            return above + 1, rest[0], rest[1:]
    rest = _records(text, sign)
    return 1, rest[0] if rest else [], rest[1:]


def _alike(head: list[str], below: list[list[str]]) -> bool:
    """Say whether a line of names holds numbers or dates where the rows under it do too."""
    rows = [record for record in below if len(record) == len(head)]
    figures = [
        place
        for place, name in enumerate(head)
        if rows and all(_figure(record[place]) for record in rows[:20])
    ]
    return any(_figure(head[place]) for place in figures)


def _figure(text: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[0-9][-0-9.,:/ ]*", text.strip()))
