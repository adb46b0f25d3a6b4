"""What came in, held against what the exporting system states: rows, sums and days, to the cent.

A disagreement of one row or one unit ends the run, since it says that something was lost, doubled
or changed on the way. Where the data was imported, the export itself is held to the figures: its
rows and sums as the import read them, before anything was left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from scoring.errors import DataError, Problem, ReconciliationError, counted
from scoring.exact.period import instant_us, zone
from scoring.intake.delivered import IMPORT
from scoring.intake.folder import FileInfo, Folder, check_unchanged
from scoring.intake.parts import batches_of
from scoring.intake.stated import Controls, Covered, Stated, read_controls
from scoring.intake.sums import ExactSum, decimal_text

__all__ = [
    "Controls",
    "Found",
    "FoundTable",
    "check_controls",
    "found_in",
    "hold_to_controls",
    "read_controls",
]

_BEGAN = "created_at"
_HINT = "Export anew, or ask for the right figures: something was lost, doubled or changed."
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FLOOR = {"s": 1_000_000, "ms": 1_000, "us": 1}


@dataclass(frozen=True, slots=True)
class FoundTable:
    """What was counted in one table.

    Attributes:
        rows: all of them.
        sums: of each column of numbers, the exact sum as a plain decimal, nulls left out.
        unread: of each column, the values that are no number and are in no sum.
    """

    rows: int
    sums: Mapping[str, str]
    unread: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What was counted in a data folder, or in an export while it was imported.

    Attributes:
        tables: by the words of `controls.yaml`, such as `interactions`; None where the folder has
            no such table. A table that is not in it is not held to anything.
        first_us, last_us: the earliest and the latest `created_at` in UTC microseconds; None where
            there is none.
        aside: rows of the interactions that an import read and did not write.
    """

    tables: Mapping[str, FoundTable | None]
    first_us: int | None
    last_us: int | None
    aside: int = 0


def hold_to_controls(folder: Folder) -> None:
    """Make sure that a data folder has what the exporting system states, if it states anything.

    Raises:
        ReconciliationError: every figure that disagrees, all at once.
        DataError: an import's report that does not say what it read.
        StorageError, IntegrityError: a file that cannot be read, or that changed meanwhile.
    """
    if folder.controls is None:
        return
    if problems := check_controls(folder.controls, found_in(folder, folder.controls)):
        raise ReconciliationError(problems)


def check_controls(controls: Controls, found: Found) -> list[Problem]:
    """Return every figure that disagrees: what is stated, what was found, and the difference."""
    problems = list(_period(controls.period, found))
    for name, stated in controls.tables.items():
        if name in found.tables:
            aside = found.aside if name == "interactions" else 0
            problems += _table(name, stated, found.tables[name], aside)
    return problems


def _table(name: str, stated: Stated, found: FoundTable | None, aside: int) -> Iterator[Problem]:
    if found is None:
        what = f"{name}: stated {counted(stated.rows, 'row')}, found no such table"
        yield Problem("controls-disagree", str(stated.at("rows")), what, "Put the table there.")
        return
    for figure, said in stated.figures.items():
        is_rows = figure == "rows"
        place = str(stated.at("rows") if is_rows else stated.at("sums", figure))
        there = str(found.rows) if is_rows else found.sums.get(figure)
        if there is None:
            what = f"{name}, {figure}: stated {said}, found no such column of numbers"
            yield Problem("controls-disagree", place, what, _HINT)
        elif difference := Fraction(there) - Fraction(said):
            what = f"{name}, {figure}: stated {said}, found {there}, difference "
            what += decimal_text(difference) + _unread(found.unread.get(figure, 0))
            what += _left_out(aside, is_rows and difference == aside)
            yield Problem("controls-disagree", place, what, _HINT)


def _unread(count: int) -> str:
    return f"; values that are no number and in no sum: {count}" if count else ""


def _left_out(aside: int, explains: bool) -> str:
    """Say that an import left rows out; they count, since the system exported them."""
    if not aside:
        return ""
    said = f"; found counts all that the import read, {counted(aside, 'row')} that it left out too"
    return said + (", and the figure stated is short of just these" if explains else "")


def _period(covered: Covered, found: Found) -> Iterator[Problem]:
    if found.first_us is None or found.last_us is None:
        return
    end = covered.last + dt.timedelta(days=1)
    start_us, end_us = instant_us(covered.first, covered.zone), instant_us(end, covered.zone)
    if start_us <= found.first_us and found.last_us < end_us:
        return
    first, last = (_day_of(us, covered.zone) for us in (found.first_us, found.last_us))
    before, after = max((covered.first - first).days, 0), max((last - covered.last).days, 0)
    what = (
        f"interactions, {_BEGAN}: stated from {covered.first} to {covered.last}, found from "
        f"{first} to {last} ({covered.zone}), difference {counted(before, 'day')} before and "
        f"{counted(after, 'day')} after"
    )
    hint = "Export the days stated, or ask for the right ones."
    yield Problem("controls-disagree", str(covered.place), what, hint)


def _day_of(us: int, zone_name: str) -> dt.date:
    """Return the local day of an instant; one beyond the calendar becomes its nearest day."""
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    try:
        return (epoch + dt.timedelta(microseconds=us)).astimezone(zone(zone_name)).date()
    except OverflowError:
        return dt.date.min if us < 0 else dt.date.max


def found_in(folder: Folder, controls: Controls) -> Found:
    """Count in a data folder what the exporting system states figures of.

    Args:
        folder: the data folder, opened.
        controls: says which tables and columns; no other is read.

    Raises:
        DataError: an import's report that does not say what it read.
        StorageError, IntegrityError: a file that cannot be read, or that changed meanwhile.
    """
    began = _Span()
    report, columns = folder.import_report, {n: list(s.sums) for n, s in controls.tables.items()}
    imported = None if report is None else _as_read(report)
    stated = columns.pop("interactions", [])
    tables: dict[str, FoundTable | None] = {}
    tables["interactions"] = interactions = _counted(
        folder.parts, stated if imported is None else [], began
    )
    for name, sums in columns.items():
        info = folder.others.get(f"{name}.parquet")
        tables[name] = None if info is None else _counted((info,), sums, _Span())
    if imported is not None:
        tables["interactions"] = imported
    check_unchanged(folder.files)
    aside = 0 if imported is None else imported.rows - interactions.rows
    return Found(tables, began.first, began.last, aside)


class _Span:
    """The earliest and the latest stamp seen, in UTC microseconds."""

    def __init__(self) -> None:
        self.first: int | None = None
        self.last: int | None = None

    def add(self, array: Any) -> None:
        if not pa.types.is_timestamp(array.type):
            return  # nothing but nulls
        ends = pc.min_max(array.view(pa.int64()))
        first, last = ends["min"].as_py(), ends["max"].as_py()
        if first is not None:
            first, last = (_microseconds(n, array.type.unit) for n in (first, last))
            self.first = first if self.first is None else min(self.first, first)
            self.last = last if self.last is None else max(self.last, last)


def _microseconds(number: int, unit: str) -> int:
    return number // 1000 if unit == "ns" else number * _FLOOR[unit]


def _counted(files: tuple[FileInfo, ...], columns: list[str], began: _Span) -> FoundTable:
    """Add up columns over the files of one table; a column that it lacks has no sum."""
    sums = {n: ExactSum() for n in columns if n in files[0].schema.names}
    names = [*sums, *(n for n in (_BEGAN,) if n in files[0].schema.names)]
    for info in files if names else ():
        for batch in batches_of(info, names):
            for name, total in sums.items():
                total.add(batch.column(name))
            if _BEGAN in names:
                began.add(batch.column(_BEGAN))
    texts = {name: decimal_text(total.total) for name, total in sums.items()}
    unread = {name: total.unread for name, total in sums.items()}
    return FoundTable(sum(info.rows for info in files), texts, unread)


def _as_read(report: Any) -> FoundTable:
    """Return what the import says that it read."""
    rows, sums = report.get("rows_in"), report.get("sums")
    known = type(rows) is int and isinstance(sums, dict)
    if not known or not all(isinstance(s, str) and _PLAIN.fullmatch(s) for s in sums.values()):
        what = "does not say what the import read, and the export is held to the figures stated"
        hint = "Import the export anew."
        raise DataError(Problem("bad-import-report", IMPORT, what, hint))
    return FoundTable(rows, sums, {})
