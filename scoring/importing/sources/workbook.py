"""Reads one sheet of a workbook as text, and says what a spreadsheet may have done to it.

A workbook can look right and be wrong: dates that were read with day and month exchanged beside
others left as text, results of formulas that were never worked out, long numbers that lost their
last digits, rows that a filter hides. Nothing of that is put right; all of it is counted.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

import numpy as np
import pyarrow as pa
from openpyxl.utils import get_column_letter

from scoring.errors import counted, shortened
from scoring.importing.blocks import Block
from scoring.importing.profile.profiles import Xlsx
from scoring.importing.sources.original import Original, Watched
from scoring.importing.sources.package import Package, Sheet
from scoring.importing.sources.sheet import Row, SheetReader
from scoring.importing.sources.source import SourceFile

BLOCK_CHARACTERS = 8 << 20
BLOCK_ROWS = 32_768

_WHAT = "this workbook"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    EOFError,
    # A part or a shared text that is not there, a number that is none, and what no workbook
    # has: a password on a part, an unknown way of packing, a document type.
    LookupError,
    ValueError,
    RuntimeError,
)


class Workbook(SourceFile):
    """One sheet of a workbook."""

    kind = "xlsx"

    def __init__(self, original: Original, said: Xlsx) -> None:
        """Find the sheet and read its header.

        Raises:
            DataError: a damaged workbook, no such sheet, or no header in it.
            IntegrityError: the file changes meanwhile.
            StorageError: the system does not let it be read.
        """
        super().__init__(original)
        self._asked = said
        self._about: list[str] = []
        with original.reading() as watched, self._package(watched) as package:
            self._sheet = self._find(package.sheets)
            self.header = self._read_header(package)

    @contextmanager
    def _package(self, watched: Watched) -> Iterator[Package]:
        with self._undamaged(_WHAT, *_DAMAGE), closing(Package(watched.file, self.name)) as package:
            yield package

    def _find(self, sheets: list[Sheet]) -> Sheet:
        hidden = sum(sheet.hidden for sheet in sheets)
        if hidden:
            self._about.append(f"{counted(hidden, 'hidden sheet')} among its {len(sheets):,}")
        shown = [sheet for sheet in sheets if not sheet.hidden]
        found = [sheet for sheet in sheets if sheet.name == self._asked.sheet]
        if not found and self._asked.sheet == "first":
            found = shown[:1] or sheets[:1]
        if not found:
            names = ", ".join(shortened(sheet.name) for sheet in sheets[:20])
            what = f"it has no sheet '{self._asked.sheet}'; its sheets are: {names}"
            hint = "Write one of them, or first, into the profile's xlsx block."
            raise self._fault("missing-sheet", what, hint)
        if found[0].hidden:
            self._about.append("the sheet that was read is hidden")
        return found[0]

    def _read_header(self, package: Package) -> list[str]:
        wanted = self._asked.header_row
        above = 0
        for row in SheetReader(package, self._sheet).rows():
            if row.number >= wanted:
                break
            above += any(cell.text for cell in row.cells.values())
        else:
            row = Row(0, {}, hidden=False)
        if row.number != wanted or not any(cell.text for cell in row.cells.values()):
            what = (
                f"row {wanted:,} of its sheet '{shortened(self._sheet.name)}' has no column names"
            )
            hint = "Write the row that has them as header_row into the profile's xlsx block."
            raise self._fault("no-header", what, hint)
        if above:
            self._about.append(f"{counted(above, 'row')} above the header passed over")
        named = {place: cell.text for place, cell in row.cells.items()}
        return [named.get(place, "") for place in range(max(named) + 1)]

    def _blocks(
        self, watched: Watched, places: Mapping[str, int], notes: list[str]
    ) -> Iterator[Block]:
        watched.read_through()
        watched.file.seek(0)
        seen = _Seen(self.header, sorted(set(places.values())))
        with self._package(watched) as package:
            reader = SheetReader(package, self._sheet)
            yield from self._gathered(reader, places, seen)
            merged = sum(last >= self._asked.header_row for _, last in reader.merged)
        notes += [*self._about, *seen.notes(), *_merged(merged)]

    def _gathered(
        self, reader: SheetReader, places: Mapping[str, int], seen: _Seen
    ) -> Iterator[Block]:
        rows: list[int] = []
        texts: dict[str, list[str]] = {name: [] for name in places}
        size = 0
        for row in reader.rows():
            number = row.number - self._asked.header_row
            if number < 1 or not seen.add(row, number):
                continue
            rows.append(number)
            for name, place in places.items():
                text = row.cells[place].text if place in row.cells else ""
                texts[name].append(text)
                size += len(text)
            if len(rows) == BLOCK_ROWS or size > BLOCK_CHARACTERS:
                yield _block(rows, texts)
                rows, texts, size = [], {name: [] for name in places}, 0
        yield _block(rows, texts)


@dataclass
class _Seen:
    """What was met in a sheet and somebody should know.

    Attributes:
        header: the column names.
        used: the columns that are handed on; what stands in others is nobody's concern.
    """

    header: list[str]
    used: list[int]
    rows: int = 0
    last: int = 0
    hidden: int = 0
    outside: int = 0
    sorts: dict[int, Counter[str]] = field(default_factory=dict)
    unnamed: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.sorts = {place: Counter() for place in self.used}
        self.nameless = [place for place, name in enumerate(self.header) if not name.strip()]

    def add(self, row: Row, number: int) -> bool:
        """Take note of a row; say whether it holds anything."""
        if not any(cell.text or cell.sort == "uncached" for cell in row.cells.values()):
            return False
        self.rows += 1
        self.last = number
        self.hidden += row.hidden
        for place, counts in self.sorts.items():
            if place in row.cells:
                counts[row.cells[place].sort] += 1
        for place in self.nameless:
            self.unnamed[place] += place in row.cells
        self.outside += sum(place >= len(self.header) for place in row.cells)
        return True

    def notes(self) -> list[str]:
        """Say what was met, a sentence each."""
        return [*self._rows(), *self._columns(), *self._cells(), *self._halved()]

    def _rows(self) -> Iterator[str]:
        if self.last > self.rows:
            yield f"{counted(self.last - self.rows, 'blank row')} passed over"
        if self.hidden:
            yield f"{counted(self.hidden, 'hidden row')} read like the others"

    def _columns(self) -> Iterator[str]:
        for place in self.nameless:
            held = counted(self.unnamed[place], "value") if self.unnamed[place] else "no value"
            yield f"column {get_column_letter(place + 1)} has no name and {held}"
        if self.outside:
            yield (
                f"{counted(self.outside, 'cell')} to the right of the last column name left behind"
            )

    def _cells(self) -> Iterator[str]:
        for sort, what in (
            ("error", "with an error such as #N/A or an impossible date, read as text"),
            ("uncached", "with a formula that was never worked out, read as no value"),
            ("long", "with a number of more than 15 digits, of which the last may be lost"),
        ):
            for place, counts in self.sorts.items():
                if counts[sort]:
                    yield f"column '{self.header[place]}': {counted(counts[sort], 'cell')} {what}"

    def _halved(self) -> Iterator[str]:
        for place, counts in self.sorts.items():
            if counts["date"] and counts["text"]:
                yield (
                    f"column '{self.header[place]}': {counted(counts['date'], 'cell')} with dates "
                    f"and {counts['text']:,} with text: where these are dates too, a spreadsheet "
                    "may have read only those whose day could be a month, and exchanged the two"
                )


def _merged(areas: int) -> Iterator[str]:
    if areas:
        yield f"{counted(areas, 'area')} of merged cells: only the first cell of each has a value"


def _block(rows: list[int], texts: dict[str, list[str]]) -> Block:
    columns = {name: pa.array(column, pa.string()) for name, column in texts.items()}
    return Block(np.array(rows, dtype=np.int64), columns)
