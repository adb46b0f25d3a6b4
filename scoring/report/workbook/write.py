"""A workbook of a run: everybody by rank, each region, every pay line, findings, what it is.

It is reproducible to the byte: the last day of the period stands for the clock. It is written
beside its place and then renamed; another file is never overwritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from xlsxwriter.exceptions import FileCreateError

from scoring import disk
from scoring.errors import Problem, UsageError, counted
from scoring.opening import led_to
from scoring.placing import placed_file
from scoring.report.opened import Opened, span
from scoring.report.tongue import Tongue
from scoring.report.workbook.about import Told, write_about
from scoring.report.workbook.book import Book, added, begun, parts_of
from scoring.report.workbook.cells import Notes, text_of
from scoring.report.workbook.figures import figures
from scoring.report.workbook.findings import finding_columns, findings, write_findings
from scoring.report.workbook.names import sheet_names
from scoring.report.workbook.payouts import (
    Above,
    Totals,
    pay_lines,
    payout_columns,
    sheets_needed,
    totals,
    write_payouts,
)
from scoring.report.workbook.ranking import Layout, layout_of, wanted, write_ranking
from scoring.report.workbook.ranking_columns import ranking_columns
from scoring.report.workbook.whom import Whom, whom
from scoring.report.workbook.words import Voice

_SUFFIX = ".xlsx"


class Written(NamedTuple):
    """A workbook that is there.

    Attributes:
        file: where.
        agents: how many are in it.
        lines: pay lines in it; None where pay is not shown.
        sheets: how many it has.
        repeat: the same bytes stood there before.
    """

    file: Path
    agents: int
    lines: int | None
    sheets: int
    repeat: bool

    def summary(self) -> str:
        """Say in a line what was written."""
        again = ": written before, the same bytes again" if self.repeat else ""
        parts = [counted(self.agents, "agent")]
        parts += [] if self.lines is None else [counted(self.lines, "pay line")]
        return f"{self.file}{again}\n{', '.join([*parts, counted(self.sheets, 'sheet')])}"


class _Pay(NamedTuple):
    """The pay lines of a workbook, and what they come to."""

    rows: Any
    found: Totals


class _Contents(NamedTuple):
    """What a workbook holds; pay and findings are left out where they are not for everybody."""

    people: Whom
    layout: Layout
    pay: _Pay | None
    findings: Any | None

    def wanted(self, voice: Voice) -> list[tuple[str, str]]:
        """Return the names that the sheets should have, each with the key of what it holds."""
        ranking = list(wanted(self.layout, voice))
        keys = ["ranking"] * self.layout.whole
        keys += ["region"] * (len(ranking) - len(keys))
        found = [(voice.sheet("about"), "about"), *zip(ranking, keys, strict=True)]
        if self.pay is not None:
            found += [(voice.sheet("payouts"), "payouts")] * sheets_needed(self.pay.rows)
        if self.findings is not None:
            found += [(voice.sheet("findings"), "findings")] * parts_of(self.findings.num_rows)
        return found


def write_workbook(
    opened: Opened,
    out: Path,
    tongues: Sequence[Tongue],
    *,
    anonymous: bool = False,
    manager: str | None = None,
) -> Written:
    """Write a run as a workbook that people read.

    Args:
        opened: the run.
        out: the file, which ends in .xlsx.
        tongues: one language or both, in the order in which they stand.
        anonymous: name nobody, and leave out what would tell them.
        manager: only this manager's people.

    Raises:
        UsageError: nobody has that manager, or the file lies in the run, or is called otherwise.
        IntegrityError: a table is not the one that was written.
        ReconciliationError: the pay lines do not come to the totals of the run.
        ConflictError: another file stands there.
        StorageError: the disk or a permission stood in the way.
    """
    _require_place(opened, out)
    voice = Voice(tuple(tongues))
    people = whom(opened, voice, anonymous=anonymous, manager=manager)
    contents = _contents(opened, people)
    scratch = disk.scratch_place()
    with _scratch(scratch), TemporaryDirectory(dir=scratch, prefix="plaudit-") as folder:
        draft = Path(folder) / f"workbook{_SUFFIX}"
        sheets = _compose(opened, draft, voice, contents)
        data = draft.read_bytes()
    repeat = not placed_file(out, data)
    lines = None if contents.pay is None else contents.pay.rows.num_rows
    return Written(out, len(people.cards), lines, sheets, repeat)


def _contents(opened: Opened, people: Whom) -> _Contents:
    pay = None
    if not people.anonymous:
        rows = pay_lines(opened, people)
        pay = _Pay(rows, totals(opened, rows, people))
    whole = not people.anonymous and not people.part
    return _Contents(people, layout_of(people), pay, findings(opened) if whole else None)


def _compose(opened: Opened, draft: Path, voice: Voice, contents: _Contents) -> int:
    """Write all sheets into a file, and return how many they are."""
    period = span(opened)
    title = text_of(voice.label(opened.plan.title), Notes())
    footer = f"&L{period.name} · {opened.run_id}&R&P / &N"
    last = period.end - timedelta(days=1)
    with begun(draft, title, last, footer) as book:
        said = contents.wanted(voice)
        names = sheet_names(name for name, _ in said)
        sheets = list(zip(names, (key for _, key in said), strict=True))
        (about,) = added(book, names[:1])
        columns = _write(book, opened, voice, contents, sheets)
        write_about(book, about, opened, contents.people, voice, Told(sheets[1:], columns))
    return len(names)


def _write(
    book: Book,
    opened: Opened,
    voice: Voice,
    contents: _Contents,
    sheets: Sequence[tuple[str, str]],
) -> list[tuple[str, Sequence[Any]]]:
    """Write what stands after the first sheet, and return the columns that it has to explain."""
    people, found = contents.people, figures(opened, contents.people)

    def named(*keys: str) -> list[str]:
        return [name for name, key in sheets if key in keys]

    ranking = ranking_columns(book, opened, found, people, voice)
    write_ranking(book, named("ranking", "region"), contents.layout, ranking, found, people)
    columns: list[tuple[str, Sequence[Any]]] = [("ranking", ranking)]
    if contents.pay is not None:
        paid = payout_columns(book, opened, voice)
        above = Above(book, voice, contents.pay.found, people.part)
        write_payouts(book, named("payouts"), paid, contents.pay.rows, people, above)
        columns.append(("payouts", paid))
    if contents.findings is not None:
        told = finding_columns(book, opened, voice)
        write_findings(book, named("findings"), told, contents.findings)
        columns.append(("findings", told))
    return columns


@contextmanager
def _scratch(place: Path) -> Iterator[None]:
    """Turn what the system refuses, and what the library makes of it, into a StorageError."""
    with disk.storage(place, disk.SCRATCH_HINT):
        try:
            yield
        except FileCreateError as error:
            (cause,) = error.args
            raise cause from error


def _require_place(opened: Opened, out: Path) -> None:
    if out.suffix.lower() != _SUFFIX:
        what = f"a workbook is named with {_SUFFIX} at its end"
        raise UsageError(Problem("file-name", str(out), what, f"Name it {out.stem}{_SUFFIX}."))
    if led_to(out).is_relative_to(led_to(opened.run)):
        what = "lies in the run, which holds its own files alone"
        raise UsageError(Problem("file-in-run", str(out), what, "Name a file outside of it."))
