"""The rows of a sheet, as they come: what every cell holds as text, and what kind of value it was.

A cell's number is a date only through its style, so the text of a date is written here, where the
style is known. The size that a sheet claims for itself is not believed: programs write it wrong.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from openpyxl.utils.datetime import from_excel, from_ISO8601

from scoring.importing.sources.package import Package, Sheet, local, unescaped
from scoring.importing.sources.values import plain

COLUMNS_MAX, ROWS_MAX = 16_384, 1 << 31
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DAY_MS = 86_400_000
_EXACT_DIGITS = 15

Sort = Literal["text", "date", "number", "long", "other", "error", "uncached"]
"""What a cell holds; `long` is a number of more digits than a spreadsheet keeps."""


class Cell(NamedTuple):
    """What a cell holds, as text, and of what sort it was."""

    text: str
    sort: Sort


class Row(NamedTuple):
    """A row of a sheet: its number, counted from one, and its cells by column from zero."""

    number: int
    cells: dict[int, Cell]
    hidden: bool


class SheetReader:
    """Reads the rows of one sheet, each once.

    Attributes:
        merged: the first and last row of every area of merged cells; known after the last row.
    """

    def __init__(self, package: Package, sheet: Sheet) -> None:
        """Hold what is to be read."""
        self._package, self._sheet = package, sheet
        self._target = _Target(Cells(package))
        self.merged = self._target.merged

    def rows(self) -> Iterator[Row]:
        """Yield the rows in order; rows that were never written do not come.

        Raises:
            ValueError: rows out of order, or a cell that is none.
        """
        last = 0
        for _ in self._package.feed(self._sheet, self._target):
            ready, self._target.ready = self._target.ready, []
            for row in ready:
                if not last < row.number < ROWS_MAX:
                    raise ValueError("rows out of order")
                last = row.number
                yield row


class Cells:
    """Writes what a cell holds as text, by the styles and texts of its workbook."""

    def __init__(self, package: Package) -> None:
        """Hold the workbook's styles and texts."""
        self._package = package

    def read(self, kind: str, style: int, raw: str, *, formula: bool) -> Cell:
        """Return what a cell holds.

        Args:
            kind: the type of the cell, as the sheet names it.
            style: the number of its style.
            raw: what stands in it.
            formula: whether a formula stands behind it.

        Raises:
            ValueError: it does not hold what its type says.
        """
        if kind in ("inlineStr", "str"):
            return Cell(unescaped(raw), "text")
        if not raw:
            return Cell("", "uncached" if formula else "other")
        if kind == "s":
            return Cell(self._package.strings[int(raw)], "text")
        if kind == "n":
            return self._number(raw, style)
        return _special(kind, raw)

    def _number(self, raw: str, style: int) -> Cell:
        if style in self._package.durations:
            return Cell(_duration(float(raw)), "other")
        if style in self._package.dates:
            return self._moment(raw, float(raw))
        if _WHOLE.fullmatch(raw):
            digits = len(raw.lstrip("-").rstrip("0"))
            return Cell(raw, "long" if digits > _EXACT_DIGITS else "number")
        number = float(raw)
        if not math.isfinite(number):
            raise ValueError("a number without end")
        long = number.is_integer() and abs(number) >= 10**_EXACT_DIGITS
        return Cell(plain(number), "long" if long else "number")

    def _moment(self, raw: str, number: float) -> Cell:
        # A spreadsheet knows no date before its first: it shows #### and keeps the number.
        if number < 0:
            return Cell(raw, "error")
        try:
            return Cell(_written(from_excel(number, self._package.epoch)), "date")
        except (OverflowError, ValueError):
            return Cell(raw, "error")


def _special(kind: str, raw: str) -> Cell:
    if kind == "b":
        return Cell("true" if raw in ("1", "true") else "false", "other")
    if kind == "e":
        return Cell(raw, "error")
    if kind == "d":
        return Cell(_written(from_ISO8601(raw)), "date")  # type: ignore[no-untyped-call]
    raise ValueError("a cell of an unknown type")


def _written(moment: object) -> str:
    if isinstance(moment, dt.datetime):
        return f"{moment:%H:%M:%S}".join((f"{moment.date().isoformat()} ", _fraction(moment)))
    if isinstance(moment, dt.time):
        return f"{moment:%H:%M:%S}{_fraction(moment)}"
    if isinstance(moment, dt.date):
        return f"{moment.isoformat()} 00:00:00"
    raise ValueError("neither a date nor a time")


def _fraction(moment: dt.datetime | dt.time) -> str:
    return f".{moment.microsecond // 1000:03}" if moment.microsecond else ""


def _duration(days: float) -> str:
    milliseconds = round(days * _DAY_MS)
    sign, milliseconds = ("-" if milliseconds < 0 else ""), abs(milliseconds)
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    text = f"{sign}{minutes // 60}:{minutes % 60:02}:{second:02}"
    return f"{text}.{fraction:03}" if fraction else text


class _Target:
    """Takes a sheet's XML, element by element, and keeps the rows that are complete."""

    def __init__(self, cells: Cells) -> None:
        self.ready: list[Row] = []
        self.merged: list[tuple[int, int]] = []
        self._cells = cells
        self._row = Row(0, {}, hidden=False)
        self._column = -1
        self._kind, self._style, self._formula = "n", 0, False
        self._parts: list[str] = []
        self._open = self._aside = self._inside = False
        self._columns: dict[str, int] = {}
        self._locals: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._local(tag)
        if not self._inside:
            self._start_outside(name, attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._open = True
        elif name == "t":
            self._open = not self._aside
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self._aside = True

    def data(self, text: str) -> None:
        if self._open:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        name = self._local(tag)
        if name in ("v", "t"):
            self._open = False
        elif not self._inside:
            return
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self.ready.append(self._row)
        elif name == "rPh":
            self._aside = False
        elif name == "sheetData":
            self._inside = False

    def close(self) -> None:
        """Nothing is left open."""

    def _start_outside(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheetData":
            self._inside = True
        elif name == "mergeCell":
            rows = [int(end.strip("$" + _LETTERS)) for end in attributes["ref"].split(":")]
            self.merged.append((rows[0], rows[-1]))

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._row.number + 1))
        self._row = Row(number, {}, attributes.get("hidden") in ("1", "true"))
        self._column = -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", "0"))
        self._formula = False
        self._parts = []
        place = attributes.get("r")
        self._column = self._column + 1 if place is None else self._column_of(place)
        if not 0 <= self._column < COLUMNS_MAX:
            raise ValueError("a column that no sheet has")

    def _end_cell(self) -> None:
        raw = "".join(self._parts)
        cell = self._cells.read(self._kind, self._style, raw, formula=self._formula)
        if cell.text or cell.sort == "uncached":
            self._row.cells[self._column] = cell

    def _column_of(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        found = self._columns.get(letters)
        if found is None:
            found = -1
            for letter in letters:
                found = (found + 1) * 26 + _LETTERS.index(letter)
            self._columns[letters] = found
        return found

    def _local(self, tag: str) -> str:
        name = self._locals.get(tag)
        if name is None:
            name = self._locals[tag] = local(tag)
        return name


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
