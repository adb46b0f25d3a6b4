"""The workbook as the library writes it: its formats, and tables in as many sheets as they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from xlsxwriter import Workbook

from scoring.layout import cells_of
from scoring.report.workbook.cells import Notes, guarded, number_of, text_of

ROWS = 1_048_576
"""Rows of a sheet."""
_EVERYWHERE = "A1:XFD1048576"
_LINE_HEIGHT = 18
"""Of a line of a heading, in points."""
_A4 = 9
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Cell = str | int | None
Line = TypeVar("Line")


class Look(NamedTuple):
    """How cells are written: a number or text, in which format, and as text for want of digits."""

    number: bool
    format: Any
    as_text: Any


class Above(Protocol):
    """Writes what stands above the headings of a sheet, and returns how many rows it takes."""

    def __call__(self, sheet: Any) -> int:
        """Write it."""


class Column(NamedTuple, Generic[Line]):
    """A column of a table.

    Attributes:
        heading: what stands above it, on one or several lines.
        meaning: what it means, for the first sheet.
        width: in characters.
        look: how its cells are written, for each line.
        value: what stands in it, for each line.
        bars: draw a bar in each cell.
    """

    heading: str
    meaning: str
    width: int
    look: Callable[[Line], Look]
    value: Callable[[Line], Cell]
    bars: bool = False


class Book(NamedTuple):
    """A workbook that is being written.

    Attributes:
        workbook: the library's.
        notes: what had to be changed, counted.
        formats: those that were made, by what they say.
        footer: what stands below each printed page.
    """

    workbook: Any
    notes: Notes
    formats: dict[tuple[tuple[str, Any], ...], Any]
    footer: str

    def format(self, **said: Any) -> Any:
        """Return a format, the same for the same words."""
        key = tuple(sorted(said.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(said)
        return self.formats[key]

    def text(self, **said: Any) -> Look:
        """Return the look of texts: they stay text, whatever is typed into their cells."""
        made = self.format(num_format="@", valign="top", **said)
        return Look(number=False, format=made, as_text=made)

    def number(self, places: int, *, grouped: bool = False, **said: Any) -> Look:
        """Return the look of numbers with so many places."""
        code = ("#,##0" if grouped else "0") + (f".{'0' * places}" if places else "")
        as_text = self.format(num_format="@", valign="top", align="right", italic=True)
        return Look(True, self.format(num_format=code, valign="top", **said), as_text)

    def write(self, sheet: Any, row: int, column: int, value: Cell, look: Look) -> None:
        """Write a cell, exactly or as text; nothing is no cell."""
        if value is None:
            return
        number = number_of(value) if look.number else None
        if number is not None:
            sheet.write_number(row, column, number, look.format)
            return
        self.notes["digits"] += look.number
        made = look.as_text if look.number else look.format
        sheet.write_string(row, column, guarded(text_of(str(value), self.notes)), made)

    def write_ours(self, sheet: Any, row: int, column: int, text: str, **said: Any) -> None:
        """Write words of ours, which may have several lines."""
        made = self.format(valign="top", **said)
        lines = (text_of(line, self.notes) for line in text.split("\n"))
        sheet.write_string(row, column, guarded("\n".join(lines)), made)


@contextmanager
def begun(draft: Path, title: str, last: date, footer: str) -> Iterator[Book]:
    """Open a workbook at a path, and finish it unless something stands in the way.

    Args:
        draft: the file, in a folder of its own for what waits to be written.
        title: of the document.
        last: the day that stands for the clock, so that the same run gives the same bytes.
        footer: what stands below each printed page.
    """
    workbook = Workbook(str(draft), _OPTIONS | {"tmpdir": str(draft.parent)})
    workbook.use_zip64()
    created = datetime.combine(last, time(), UTC)
    workbook.set_properties({"title": title, "author": "Plaudit", "created": created})
    try:
        yield Book(workbook, Notes(), {}, footer)
        workbook.close()
    finally:
        workbook.fileclosed = True
        for sheet in workbook.worksheets():
            sheet._opt_close()  # noqa: SLF001 - the library leaves them open where it did not finish


class Table(Generic[Line]):
    """Lines below headings, in one sheet or in as many as their number needs."""

    def __init__(
        self, book: Book, sheets: Sequence[Any], columns: Sequence[Column[Line]], *, frozen: int
    ) -> None:
        """Begin with headings in each sheet.

        Args:
            book: the workbook.
            sheets: empty sheets, enough of them.
            columns: the columns.
            frozen: how many columns stay where they are.
        """
        self.book, self.sheets, self.columns = book, sheets, columns
        self.frozen = frozen
        self.top = 0
        self.count = 0

    def head(self, above: Above | None = None) -> None:
        """Write what stands above the headings, and the headings."""
        for sheet in self.sheets:
            self.top = above(sheet) if above is not None else 0
            sheet.set_row(self.top, _LINE_HEIGHT * max(map(_lines_of, self.columns)))
            for place, column in enumerate(self.columns):
                sheet.set_column(place, place, column.width)
                self.book.write_ours(sheet, self.top, place, column.heading, **_HEADING)

    @property
    def room(self) -> int:
        """Return how many lines a sheet has room for."""
        return ROWS - self.top - 1

    def add(self, line: Line) -> None:
        """Write a line."""
        part, below = divmod(self.count, self.room)
        sheet, row = self.sheets[part], self.top + 1 + below
        for place, column in enumerate(self.columns):
            self.book.write(sheet, row, place, column.value(line), column.look(line))
        self.count += 1

    def finish(self) -> None:
        """Freeze the headings, let the columns be filtered, draw bars, and lay out for print."""
        for part, sheet in enumerate(self.sheets):
            lines = min(self.count - part * self.room, self.room)
            last = self.top + max(lines, 0)
            sheet.freeze_panes(self.top + 1, self.frozen)
            sheet.autofilter(self.top, 0, last, len(self.columns) - 1)
            for place, column in enumerate(self.columns):
                if column.bars and lines > 0:
                    sheet.conditional_format(self.top + 1, place, last, place, _BARS)
            laid_out(sheet, self.book.footer)
            sheet.repeat_rows(self.top)


def _lines_of(column: Column[Any]) -> int:
    """Return how many lines a heading takes, with room for words that do not fit to the edge."""
    return sum(
        -(-6 * (cells_of(line) + 1) // (5 * column.width)) for line in column.heading.split("\n")
    )


def parts_of(lines: int, above: int = 0) -> int:
    """Return how many sheets a table needs whose headings stand below so many rows."""
    return max(1, -(-lines // (ROWS - above - 1)))


def laid_out(sheet: Any, footer: str) -> None:
    """Lay a sheet out for paper: across, as wide as a page, with its place in the run below."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(footer)
    sheet.ignore_errors({"number_stored_as_text": _EVERYWHERE})


def added(book: Book, names: Iterable[str]) -> list[Any]:
    """Add sheets with these names."""
    return [book.workbook.add_worksheet(name) for name in names]


_HEADING: Mapping[str, Any] = {
    "bold": True,
    "text_wrap": True,
    "bottom": 1,
    "bg_color": "#E8ECF1",
}
_BARS: Mapping[str, Any] = {
    "type": "data_bar",
    "data_bar_2010": True,
    "bar_solid": True,
    "bar_color": "#C9DDF2",
    "bar_negative_color": "#F8CBAD",
}
