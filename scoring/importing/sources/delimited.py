"""Reads a delimited export as text, a block at a time: every row has every column, or it is said.

Nothing is inferred: all columns arrive as text, empty text stays empty, and no word means null
until a profile says so. Lines above the header are passed over as they stand, whatever quotes and
delimiters they hold; the header and the rows under it are read by the rules of quoting.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from scoring.columns import Bools
from scoring.errors import DataError, Problem, counted
from scoring.importing.blocks import Block, Compression
from scoring.importing.profile.profiles import SEPARATORS, Csv
from scoring.importing.sources.original import Original, Watched
from scoring.importing.sources.packing import START_BYTES, Unpacked, has_checksum, refuse_nested
from scoring.importing.sources.quotes import Quotes
from scoring.importing.sources.source import SourceFile
from scoring.importing.sources.text import STAND_IN, Detector, Encoding, Utf8, declared

BLOCK_BYTES = 4 << 20
HEADER_BYTES_MAX = 1 << 20


class _Body(io.RawIOBase):
    """The rows under the header, as UTF-8, with an eye on their quotes."""

    def __init__(self, text: Utf8, head: int, quotes: Quotes) -> None:
        super().__init__()
        self._text = text
        self._head = head
        self.quotes = quotes
        self.empty = True

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self._head:
            self._text.read(self._head)
            self._head = 0
        read = self._text.read(size)
        self.quotes.see(read)
        self.empty &= not read
        return read


class _Header(NamedTuple):
    """The column names, and how many bytes of UTF-8 and lines they and what is above them take."""

    names: list[str]
    bytes: int
    lines: int


class Delimited(SourceFile):
    """A delimited file with a line of column names, packed or not."""

    kind = "csv"

    def __init__(self, original: Original, dialect: Csv, compression: Compression) -> None:
        """Find the encoding and read the header.

        Raises:
            DataError: no text, another encoding, or no header; or damage on the way there.
            IntegrityError: the file changes meanwhile.
            StorageError: the system does not let it be read.
        """
        super().__init__(original)
        self.compression = compression
        self._delimiter = SEPARATORS.get(dialect.delimiter, dialect.delimiter)
        self._sign = self._delimiter if self._delimiter.isascii() else STAND_IN
        self._above = dialect.header_row - 1
        self._notes: list[str] = []
        self._encoding = self._find_encoding(dialect.encoding)
        self.encoding = self._encoding.said
        self.header, self._head, self._lines = self._read_header()

    def _blocks(
        self, watched: Watched, places: Mapping[str, int], notes: list[str]
    ) -> Iterator[Block]:
        quotes = Quotes(self._sign, self._lines + 1)
        body, first, blank = _Body(self._text(watched), self._head, quotes), 1, 0
        for read in self._batches(body):
            rows = np.arange(first, first + read.num_rows, dtype=np.int64)
            first += read.num_rows
            filled = _filled(read)
            blank += read.num_rows - int(filled.sum())
            batch = read if filled.all() else read.filter(pa.array(filled))
            texts = {name: self._texts(batch, place) for name, place in places.items()}
            yield Block(rows[filled], texts)
        self._check_quotes(quotes)
        notes += self._notes
        if blank:
            notes.append(f"{counted(blank, 'blank line')} passed over")

    def _check_quotes(self, quotes: Quotes) -> None:
        """Refuse a text in which a row could be a part of another one."""
        hint = "Export the file again: it is cut off, or a quote in it is not doubled."
        closed = quotes.closed()
        if quotes.fault:
            what = f"text follows a closing quotation mark on line {quotes.fault:,}"
            raise self._fault("stray-quote", what, hint)
        if not closed:
            raise self._fault("unclosed-quote", "a quotation mark is never closed", hint)

    def _texts(self, batch: pa.RecordBatch, place: int) -> pa.StringArray:
        texts = batch.column(place)
        if self._sign != self._delimiter:
            texts = pc.replace_substring(texts, STAND_IN, self._delimiter)
        return texts

    def _batches(self, body: _Body) -> Iterator[pa.RecordBatch]:
        names = [f"c{place}" for place in range(len(self.header))]
        wrong: list[Any] = []

        def refuse(row: Any) -> str:
            wrong.append(row)
            return "error"

        try:
            yield from arrow_csv.open_csv(
                pa.PythonFile(body, mode="r"),
                arrow_csv.ReadOptions(
                    column_names=names, block_size=BLOCK_BYTES, use_threads=False
                ),
                arrow_csv.ParseOptions(
                    delimiter=self._sign,
                    newlines_in_values=True,
                    # A blank line comes as a row of empty texts, so that rows keep their numbers.
                    ignore_empty_lines=False,
                    invalid_row_handler=refuse,
                ),
                arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    null_values=[],
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid as error:
            if not body.empty:
                raise self._unreadable(wrong, str(error)) from None

    def _unreadable(self, wrong: list[Any], message: str) -> DataError:
        """Say what the parser met, without the row's text, which may name people."""
        if wrong:
            row = wrong[0]
            where = f"{self.name} row {row.number}" if (row.number or 0) > 0 else self.name
            columns = counted(row.actual_columns, "column")
            what = f"{columns} where the header names {row.expected_columns}"
            hint = "Check the delimiter, and that text holding it is quoted."
            return DataError(Problem("wrong-column-count", where, what, hint))
        what = "the text cannot be split into rows"
        if "straddling" in message:
            what = f"a row is longer than {BLOCK_BYTES >> 20} MB"
        return self._fault("unreadable-csv", what, "Is a quotation mark left open?")

    def _text(self, watched: Watched) -> Utf8:
        source = Unpacked(watched, self.compression, self.name)
        return Utf8(source, self._encoding, self.name, self._delimiter)

    def _find_encoding(self, said: str) -> Encoding:
        with self._original.reading() as watched:
            start = Unpacked(watched, self.compression, self.name).read(START_BYTES)
        refuse_nested(start, self.compression, self.name)
        if self.compression == "zstd" and not self._has_checksum():
            self._notes.append("it is packed without a checksum: damage could stay unnoticed")
        if said != "detect":
            return declared(start, said, self.name)
        found = self._detected(Detector(start, self.name))
        self._notes.append(f"its encoding was not declared, and was found to be {found.said}")
        return found

    def _detected(self, detector: Detector) -> Encoding:
        if detector.encoding is not None:
            return detector.encoding
        with self._original.reading() as watched:
            if detector.is_utf8(Unpacked(watched, self.compression, self.name)):
                self._original.settle(watched)
                return Encoding("utf-8", 0)
        with self._original.reading() as watched:
            found = detector.gb18030(Unpacked(watched, self.compression, self.name))
            self._original.settle(watched)
        return found

    def _has_checksum(self) -> bool:
        with self._original.reading() as watched:
            return has_checksum(watched.read(START_BYTES))

    def _read_header(self) -> _Header:
        with self._original.reading() as watched:
            start = self._text(watched).read(HEADER_BYTES_MAX)
        text = codecs.getincrementaldecoder("utf-8")().decode(start)
        lines, taken = iter(io.StringIO(text, newline="")), list[str]()
        for line in islice(lines, self._above):
            taken.append(line)
        try:
            names = next(csv.reader(_noted(lines, taken), delimiter=self._sign, strict=True), [])
        except csv.Error:
            names = []
        if not any(names):
            raise self._fault("no-header", self._headless, "Is it a CSV file?")
        if self._above:
            self._notes.append(f"{counted(self._above, 'line')} above the header passed over")
        written = [name.replace(self._sign, self._delimiter) for name in names]
        return _Header(written, len("".join(taken).encode()), len(taken))

    @property
    def _headless(self) -> str:
        if self._above:
            return f"line {self._above + 1:,} holds no column names"
        return "no line of column names begins it"


def _noted(lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    """Pass lines on, and keep those that were asked for."""
    for line in lines:
        taken.append(line)
        yield line


def _filled(batch: pa.RecordBatch) -> Bools:
    """Say which rows hold anything; nearly always the first column settles it."""
    filled = np.zeros(batch.num_rows, dtype=np.bool_)
    for column in batch.columns:
        filled |= pc.binary_length(column).to_numpy() > 0
        if filled.all():
            break
    return filled
