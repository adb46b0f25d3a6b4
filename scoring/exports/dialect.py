"""Rows as bytes and bytes as rows: written by hand, read back by Python's own reader."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence

from scoring.exports.profiles import LINE_ENDS, SEPARATORS, File

Rows = Sequence[Sequence[str]]
_CODECS = {"utf-16": "utf-16-le"}
_MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16": codecs.BOM_UTF16_LE}
_BREAKING = ('"', "\r", "\n", "\0")


def refusal(cell: str, file: File) -> str:
    """Say why a cell cannot be written in a dialect, or nothing where it can."""
    if any(sign in cell for sign in _BREAKING):
        return "holds a quote or a break of line"
    if file.quoting == "never" and SEPARATORS[file.delimiter] in cell:
        return "holds the delimiter, and the file has no quotes"
    try:
        cell.encode(_codec(file))
    except UnicodeEncodeError:
        return f"holds a character that {file.encoding} does not have"
    return ""


def written(rows: Rows, file: File) -> bytes:
    """Write rows of cells that can all be written, each line ended."""
    delimiter, end = SEPARATORS[file.delimiter], LINE_ENDS[file.line_end]
    lines = (delimiter.join(_quoted(cell, file) for cell in row) for row in rows)
    text = "".join(f"{line}{end}" for line in lines)
    return (_MARKS[file.encoding] if file.bom else b"") + text.encode(_codec(file))


def read_back(data: bytes, file: File) -> list[list[str]]:
    """Read what was written, by the csv module of Python.

    Raises:
        ValueError: bytes that are not of this dialect.
    """
    mark = _MARKS[file.encoding] if file.bom else b""
    if not data.startswith(mark):
        raise ValueError("no byte-order mark")
    text = data.removeprefix(mark).decode(_codec(file))
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=SEPARATORS[file.delimiter],
        quoting=csv.QUOTE_NONE if file.quoting == "never" else csv.QUOTE_MINIMAL,
        strict=True,
    )
    try:
        return list(reader)
    except csv.Error as error:
        raise ValueError(str(error)) from error


def _codec(file: File) -> str:
    return _CODECS.get(file.encoding, file.encoding)


def _quoted(cell: str, file: File) -> str:
    needed = file.quoting == "where_needed" and SEPARATORS[file.delimiter] in cell
    return f'"{cell}"' if needed or file.quoting == "always" else cell
