"""Reads a delimited export as text, a block at a time: every row has every column, or it is said.

Nothing is inferred: all columns arrive as text, empty text stays empty, and no word means null
until a profile says so. The digest is taken of the very bytes that were parsed, and they are all
the bytes of the file: it is looked at before and after, and no other kind of file is taken.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from scoring.errors import DataError, IntegrityError, Problem, ReconciliationError, counted
from scoring.opening import ABSENT, irregular, refusal

BLOCK_BYTES = 8 << 20
HEADER_BYTES_MAX = 1 << 20


_AS_UTF8 = "Save it as UTF-8 first, as `iconv -f gb18030 -t utf-8` does from another encoding."


class _Stamp(NamedTuple):
    """Which file it is, and what changes when somebody writes to it."""

    file: tuple[int, int]
    bytes: int
    changed_ns: int


class Digest(NamedTuple):
    """What was read: enough to know the file again."""

    sha256: str
    bytes: int


class Block(NamedTuple):
    """Some rows of the export.

    Attributes:
        first_row: the number of its first data row, counted from one.
        columns: string[rows] for each column asked for, by its name in the export.
    """

    first_row: int
    columns: dict[str, pa.StringArray]


class _Watched(io.RawIOBase):
    """Passes a file's bytes on, and keeps their digest and the parity of their quotes."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._sha256 = hashlib.sha256()
        self._bytes = 0
        self._quotes = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        piece = _piece(self._file, size)
        self._ended |= size < 0 or len(piece) < size
        self._sha256.update(piece)
        self._bytes += len(piece)
        self._quotes += piece.count(b'"')
        return piece

    @property
    def quotes_balance(self) -> bool:
        return self._quotes % 2 == 0

    def digest(self) -> Digest:
        return Digest(self._sha256.hexdigest(), self._bytes)

    def has_read(self, size: int) -> bool:
        """Say whether the file was read to its end, and had so many bytes."""
        return self._ended and self._bytes == size


class Export:
    """A delimited file with a header row, open for one pass.

    Attributes:
        name: the file's name, for messages and reports.
        header: the column names as written; a name may be blank, or stand twice.
    """

    def __init__(self, path: Path, delimiter: str) -> None:
        """Read the header.

        Raises:
            DataError: no such file, no regular file, no text, or no header.
            StorageError: the system does not let it be read.
        """
        self.name = path.name
        self._path, self._delimiter = path, delimiter
        self.header, self._stamp = self._read_header()
        self.digest = Digest("", 0)

    def blocks(self, wanted: list[str], *, trim: bool) -> Iterator[Block]:
        """Yield the rows as text; `digest` holds once all of them were taken.

        Args:
            wanted: the columns to hand on; each stands in the header once.
            trim: drop white space at both ends of every text.

        Raises:
            DataError: a row with too few or too many columns, an unclosed quote, bytes that are
                not UTF-8, or no rows at all.
            IntegrityError: the file changed since its header was read.
            ReconciliationError: not every byte of the file was read.
        """
        places = {name: self.header.index(name) for name in wanted}
        with _opened(self._path) as file:
            watched, row = _Watched(file), 1
            self._check_unchanged(file)
            for batch in self._batches(watched, sorted(places.values())):
                texts = {name: batch.column(f"c{place}") for name, place in places.items()}
                if trim:
                    texts = {name: pc.utf8_trim_whitespace(t) for name, t in texts.items()}
                if batch.num_rows:
                    yield Block(row, texts)
                row += batch.num_rows
            self._check_unchanged(file)
        self.digest = watched.digest()
        self._check_end(watched, row - 1)

    def _check_unchanged(self, file: BinaryIO) -> None:
        if _stamp(file) != self._stamp:
            hint = "Import again once nothing writes to it."
            what = "changed while it was read"
            raise IntegrityError(Problem("input-changed", self.name, what, hint))

    def _check_end(self, watched: _Watched, rows: int) -> None:
        if not watched.has_read(self._stamp.bytes):
            what = f"{watched.digest().bytes} of its {self._stamp.bytes} bytes were read"
            hint = "Copy the file to a local disk, then import it from there."
            raise ReconciliationError(Problem("bytes-do-not-add-up", self.name, what, hint))
        if not watched.quotes_balance:
            what = (
                "a quotation mark is never closed: the file is cut off, or a quote is not doubled"
            )
            raise self._fault("unclosed-quote", what, "Export the file again.")
        if rows == 0:
            raise self._fault(
                "no-rows", "there is a header and nothing under it", "Is it complete?"
            )

    def _batches(self, watched: _Watched, places: list[int]) -> Iterator[pa.RecordBatch]:
        names = [f"c{place}" for place in range(len(self.header))]
        wrong: list[Any] = []

        def refuse(row: Any) -> str:
            wrong.append(row)
            return "error"

        try:
            yield from arrow_csv.open_csv(
                pa.PythonFile(watched, mode="r"),
                arrow_csv.ReadOptions(
                    column_names=names,
                    skip_rows_after_names=1,
                    block_size=BLOCK_BYTES,
                    use_threads=False,
                ),
                arrow_csv.ParseOptions(
                    delimiter=self._delimiter, newlines_in_values=True, invalid_row_handler=refuse
                ),
                arrow_csv.ConvertOptions(
                    include_columns=[names[place] for place in places],
                    column_types=dict.fromkeys(names, pa.string()),
                    null_values=[],
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid as error:
            raise self._unreadable(wrong, str(error)) from None

    def _unreadable(self, wrong: list[Any], message: str) -> DataError:
        """Say what the parser met, without the row's text, which may name people."""
        if wrong:
            row = wrong[0]
            where = (
                f"{self.name} row {row.number - 1}" if row.number and row.number > 0 else self.name
            )
            columns = counted(row.actual_columns, "column")
            what = f"{columns} where the header names {row.expected_columns}"
            hint = "Check the delimiter, and that text holding it is quoted."
            return DataError(Problem("wrong-column-count", where, what, hint))
        if "UTF8" in message:
            return self._fault("not-utf8", "some bytes are not UTF-8 text", _AS_UTF8)
        return self._fault(
            "unreadable-csv", "the text cannot be split into rows", "Is a quotation mark left open?"
        )

    def _read_header(self) -> tuple[list[str], _Stamp]:
        with _opened(self._path) as file:
            stamp, start = _stamp(file), _piece(file, HEADER_BYTES_MAX)
        text = start.decode("utf-8-sig", errors="replace")
        try:
            header = next(csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter), [])
        except csv.Error:
            header = []
        if not header or "\0" in text:
            raise self._fault("no-header", "no line of column names begins it", "Is it a CSV file?")
        if any("\N{REPLACEMENT CHARACTER}" in name for name in header):
            raise self._fault("not-utf8", "its header is not UTF-8 text", _AS_UTF8)
        return header, stamp

    def _fault(self, code: str, what: str, hint: str) -> DataError:
        return DataError(Problem(code, self.name, what, hint))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        found = irregular(path)
        if not found:
            with path.open("rb") as file:
                yield file
            return
    except ABSENT as error:
        what = f"the file cannot be opened: {(error.strerror or 'unknown').lower()}"
        hint = "Check the path and its spelling."
        raise DataError(Problem("missing-file", path.name, what, hint)) from None
    except OSError as error:
        raise refusal(path.name, error) from error
    what = f"this is {found}, and an export is read from a file that can be read twice"
    hint = "Save it as a file first, then give that file."
    raise DataError(Problem("not-a-file", path.name, what, hint))


def _piece(file: BinaryIO, size: int) -> bytes:
    """Read so many bytes, fewer only at the end of the file; a negative size means all."""
    pieces, left = [], size
    while left and (piece := file.read(left)):
        pieces.append(piece)
        left -= len(piece) if size > 0 else 0
    return b"".join(pieces)


def _stamp(file: BinaryIO) -> _Stamp:
    now = os.fstat(file.fileno())
    return _Stamp((now.st_dev, now.st_ino), now.st_size, now.st_mtime_ns)
