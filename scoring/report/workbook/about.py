"""The first sheet: which run this is, who is in it, regions side by side, what columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from scoring.report.opened import Opened, span
from scoring.report.workbook.book import Book, Cell, Column, Look, laid_out
from scoring.report.workbook.ranking_columns import region_name
from scoring.report.workbook.regions import ALL, regions
from scoring.report.workbook.whom import Whom
from scoring.report.workbook.words import Voice

_WIDTHS, _WIDER = (42, 26, 16, 16, 16), (60, 28, 27, 25, 27)
"""Of its columns, in characters: for one language, and for both."""
_BOLD = {"bold": True, "bottom": 1}


class Told(NamedTuple):
    """What the first sheet tells of the others.

    Attributes:
        sheets: their names, each with the key of what it holds.
        columns: the columns of each kind of sheet, by the key of its name.
    """

    sheets: Sequence[tuple[str, str]]
    columns: Sequence[tuple[str, Sequence[Column[Any]]]]


class _Page:
    """Writes one row after the other."""

    def __init__(self, book: Book, sheet: Any, voice: Voice) -> None:
        self.book, self.sheet, self.voice = book, sheet, voice
        self.row = 0
        self.text, self.whole = book.text(align="left"), book.number(0, grouped=True)

    def title(self, text: str) -> None:
        """Write what the workbook is about."""
        self.book.write_ours(self.sheet, self.row, 0, text, bold=True, font_size=16)
        self.row += 2

    def fact(self, label: str, value: Cell, look: Look | None = None) -> None:
        """Write a fact with what it is."""
        self.book.write_ours(self.sheet, self.row, 0, label)
        self.book.write(self.sheet, self.row, 1, value, look or self.text)
        self.row += 1

    def heads(self, *keys: str, numbers: bool = False) -> None:
        """Begin a block; what stands above numbers is on the right."""
        self.row += 1
        for column, key in enumerate(keys):
            right = {"align": "right"} if numbers and column else {}
            text = self.voice.line(key)
            self.book.write_ours(self.sheet, self.row, column, text, **_BOLD, **right)
        self.row += 1

    def cells(self, *cells: tuple[Cell, Look]) -> None:
        """Write a row of a block."""
        for column, (value, look) in enumerate(cells):
            self.book.write(self.sheet, self.row, column, value, look)
        self.row += 1


def write_about(
    book: Book, sheet: Any, opened: Opened, people: Whom, voice: Voice, told: Told
) -> None:
    """Write the first sheet, when all others are written and what had to be changed is counted.

    Args:
        book: the workbook.
        sheet: the sheet, empty.
        opened: the run.
        people: who is shown.
        voice: the languages.
        told: the other sheets.
    """
    page = _Page(book, sheet, voice)
    for place, width in enumerate(_WIDER if len(voice.tongues) > 1 else _WIDTHS):
        sheet.set_column(place, place, width)
    page.title(voice.label(opened.plan.title))
    _identity(page, opened)
    _scope(page, people)
    if not people.part:
        _rows(page, opened)
    _regions(page, opened, people)
    page.heads("sheets")
    for name, key in told.sheets:
        page.fact(name, voice.line(f"sheet_{key}"))
    for key, made in told.columns:
        page.heads(key, "columns")
        for column in made:
            page.fact(column.heading.replace("\n", " / "), column.meaning)
    _notes(page)
    laid_out(sheet, book.footer)


def _identity(page: _Page, opened: Opened) -> None:
    said, voice, period = opened.manifest["identity"], page.voice, span(opened)
    day = page.book.format(num_format="yyyy-mm-dd", align="left")
    page.fact(voice.line("plan"), opened.plan.plan)
    page.fact(voice.line("version"), opened.plan.version, page.book.number(0, align="left"))
    page.fact(voice.line("period"), voice.each(lambda tongue: tongue.period(period), " / "))
    last = period.end - timedelta(days=1)
    for key, date in (("first_day", period.first), ("last_day", last)):
        page.book.write_ours(page.sheet, page.row, 0, voice.line(key))
        page.sheet.write_datetime(page.row, 1, date, day)
        page.row += 1
    page.fact(voice.line("zone"), opened.plan.conventions.zone)
    page.fact(voice.line("run_id"), opened.run_id)
    page.fact(voice.line("digest"), str(opened.manifest["digest"]))
    versions = ", ".join(f"{name} {number}" for name, number in sorted(said["versions"].items()))
    page.fact(voice.line("versions"), versions)


def _scope(page: _Page, people: Whom) -> None:
    voice, count = page.voice, f"{len(people.cards):,}"
    page.fact(
        voice.line("scope"), voice.line("scope_part" if people.part else "scope_all", count=count)
    )
    if people.anonymous:
        page.fact("", voice.line("nameless"))
        page.fact("", voice.line("folded"))
    if people.part:
        page.fact("", voice.line("of_whole_run"))


def _rows(page: _Page, opened: Opened) -> None:
    rows = opened.manifest["rows"]
    page.heads("rows", "lines", numbers=True)
    left = sum(rows["excluded"].values())
    counts = {"in": rows["in"], "used": rows["used"], "excluded": left}
    counts["quarantined"] = rows["quarantined"]
    for word, count in counts.items():
        page.fact(page.voice.line(f"rows_{word}"), count, page.whole)


def _regions(page: _Page, opened: Opened, people: Whom) -> None:
    voice, conventions = page.voice, opened.plan.conventions
    score = page.book.number(conventions.places.score)
    page.heads("by_region", "agents", "scored", "mean", "median", numbers=True)
    few = page.book.text(italic=True, align="right")
    for one in regions(people, conventions.places.score, conventions.rounding):
        name = region_name(one.name, voice) if one.name is not None else voice.line("no_region")
        centre = (
            (text, score) if text is not None else (voice.line("too_few"), few)
            for text in (one.mean, one.median)
        )
        page.cells(
            (voice.line("all") if one.name == ALL else name, page.text),
            (one.agents, page.whole),
            (one.scored, page.whole),
            *centre,
        )


def _notes(page: _Page) -> None:
    """Write what the workbook had to change, as far as it had to."""
    page.heads("notes")
    counts = {key: page.book.notes[key] for key in ("digits", "marked", "cut")}
    said: Iterable[str] = (
        page.voice.line(f"note_{key}", count=f"{count:,}") for key, count in counts.items() if count
    )
    for text in (page.voice.line("note_values"), *said):
        page.cells((text, page.text))
