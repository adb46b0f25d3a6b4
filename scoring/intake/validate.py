"""A data folder held against the contracts, and against a plan where one is given; no scoring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from scoring.accounts import Place
from scoring.errors import DataError, Problem, ReconciliationError
from scoring.flow import Finding
from scoring.intake.controls import hold_to_controls
from scoring.intake.folder import ROSTER, Folder, open_folder
from scoring.intake.imported import RuleCount, import_rules, take_imported
from scoring.intake.needs import check_needs, findings_under
from scoring.intake.quality import FRESH_DAYS, Imported, Regions, Sums, quality, sums_of
from scoring.intake.quarantine import Outcome, Quarantine
from scoring.intake.reader import Asked, Seen, read_batches
from scoring.intake.reconcile import Books, Calendar, about_agents, about_rows, rows_stated
from scoring.intake.report import SHOWN, Account, FileReport, Report, rule_reports
from scoring.intake.shown import with_kept
from scoring.intake.small import check_small
from scoring.intake.stints import Stints, look_alikes, overlaps, stints_of
from scoring.plan.model import Plan

_Line = tuple[bool, str | None]
_MONTHS = Calendar("month", "UTC")
_CYCLES = {"month": "months", "quarter": "quarters", "half_year": "half-years", "year": "years"}


def validate(
    path: Path,
    plan: Plan | None = None,
    *,
    fresh_days: int = FRESH_DAYS,
    show_values: bool = False,
) -> Report:
    """Read a data folder in full and report on it, without computing anything.

    Args:
        path: the data folder.
        plan: also check that the data has what this plan reads, on its scales and columns.
        fresh_days: how many days back from the newest stamp a row counts as fresh.
        show_values: show what stands in the first places that broke a rule.

    Returns:
        The report; with `problems` where the plan would refuse so many rows in quarantine.

    Raises:
        DataError: every file fault; a fault in a small table.
        ReconciliationError: imported data that is not what the import delivered; data that is not
            what `controls.yaml` states.
        IntegrityError: a file that changed meanwhile.
    """
    folder = open_folder(path)
    if plan is not None:
        check_needs(folder, plan)
    hold_to_controls(folder)
    quarantine = Quarantine(keep_rows=False, show_values=show_values)
    found = _read(folder, plan, quarantine, _Watch(_check_small(folder), plan, fresh_days))
    return _report(path, folder, plan, found)


class _Watch:
    """Sees every batch that is read, and keeps what the report tells of them."""

    def __init__(self, stints: Stints, plan: Plan | None, fresh_days: int) -> None:
        """Take the roster's rows, and how periods are told apart."""
        self.agents = {agent: i for i, agent in enumerate(stints.agent_ids)}
        self.calendar = Calendar(plan.cycle, plan.conventions.zone) if plan else _MONTHS
        self.books = Books(self.calendar, len(self.agents))
        self.sums = Sums(fresh_days)
        self._regions = Regions(stints)

    def see(self, seen: Seen) -> None:
        """Count a batch."""
        self.books.see(seen)
        self.sums.add(sums_of(seen, self._regions, self.sums.fresh_days))


class _Found(NamedTuple):
    """What was read: `aside` are the rows that the import left out."""

    watch: _Watch
    quarantine: Quarantine
    aside: Mapping[Outcome, int]
    clean: int
    unattributed: int


def _read(folder: Folder, plan: Plan | None, quarantine: Quarantine, watch: _Watch) -> _Found:
    aside = take_imported(folder, quarantine)
    clean = unattributed = 0
    asked = Asked(
        known_agents=watch.agents,
        scales=plan.scales if plan else {},
        company_columns=plan.columns if plan else folder.company,
        quarantine=quarantine,
        observe=watch.see,
    )
    for facts in read_batches(folder, asked):
        clean += facts.agent.size
        unattributed += int((facts.agent == -1).sum())
    return _Found(watch, quarantine, aside, clean, unattributed)


def _report(path: Path, folder: Folder, plan: Plan | None, found: _Found) -> Report:
    watch, quarantine, aside = found.watch, found.quarantine, found.aside
    counts = import_rules(folder.import_report)
    rules = rule_reports(
        quarantine.totals(SHOWN), counts, imported=folder.import_report is not None
    )
    if quarantine.show_values:
        rules = with_kept(rules, folder)
    by_file, by_period = _accounts(watch.books, quarantine)
    _check(by_file, found.clean, quarantine.rows)
    return Report(
        path=str(path),
        plan=plan.plan if plan else None,
        rows_in=rows_stated(folder, aside),
        clean=found.clean,
        quarantined=quarantine.rows,
        left_out={word: rows for word, rows in aside.items() if word != "row" and rows},
        blanked=quarantine.blanked,
        unattributed=found.unattributed,
        agents=len(watch.agents),
        rules=tuple(rules),
        by_file=by_file,
        by_period=by_period,
        calendar=f"{_CYCLES[watch.calendar.cycle]} in {watch.calendar.zone} by created_at",
        quality=quality(watch.sums, folder.columns, _imported(quarantine, aside["row"], counts)),
        files=tuple(FileReport(f.name, f.rows, f.bytes, f.sha256) for f in folder.files),
        findings=tuple(_findings(folder, plan, watch, quarantine)),
        problems=_refused(quarantine, plan, folder.rows + aside["row"]),
    )


def _findings(
    folder: Folder, plan: Plan | None, watch: _Watch, quarantine: Quarantine
) -> Iterator[Finding]:
    yield from folder.findings if plan is None else findings_under(folder, plan)
    yield from look_alikes(watch.agents)
    yield from about_rows(watch.books, quarantine)
    yield from about_agents(watch.books)


def _refused(quarantine: Quarantine, plan: Plan | None, rows: int) -> tuple[Problem, ...]:
    """Say why a run would refuse the rows, if it would."""
    if plan is None:
        return ()
    try:
        quarantine.check(plan.conventions.quarantine_max, rows)
    except DataError as error:
        return tuple(error.problems)
    return ()


def _imported(quarantine: Quarantine, aside: int, counts: tuple[RuleCount, ...]) -> Imported:
    """Gather what the import found that the rows here do not show any more."""
    faults: Counter[str] = Counter()
    for rule in counts:
        if rule.action in ("blank", "quarantine", "keep"):
            faults[rule.column] += rule.count
    kept = sum(rule.count for rule in counts if rule.action == "keep")
    return Imported(aside, quarantine.imported_blanked(), kept, faults)


def _accounts(
    books: Books, quarantine: Quarantine
) -> tuple[tuple[Account, ...], tuple[Account, ...]]:
    """Say what became of the rows, by file and by period."""
    cells: dict[Place, Counter[str]] = {
        place: Counter(rows_in=rows) for place, rows in books.places(quarantine).items()
    }
    for (place, word), rows in books.set_aside(quarantine).items():
        cells[place]["quarantined" if word == "quarantined" else "left_out"] += rows
    by_file: dict[_Line, Counter[str]] = {}
    by_period: dict[_Line, Counter[str]] = {}
    for place, cell in cells.items():
        by_file.setdefault((place.imported, place.file), Counter()).update(cell)
        by_period.setdefault((False, place.period), Counter()).update(cell)
    return _told(by_file), _told(by_period)


def _check(by_file: tuple[Account, ...], clean: int, quarantined: int) -> None:
    """Hold the rows counted as they came in against those that went on and those set aside."""
    counted = sum(a.clean for a in by_file), sum(a.quarantined for a in by_file)
    if counted != (clean, quarantined):
        what = f"clean and quarantined are {clean} and {quarantined}, and were counted as {counted}"
        hint = "This is a fault of the engine. Please report it."
        raise ReconciliationError(Problem("rows-unaccounted", "interactions", what, hint))


def _told(lines: Mapping[_Line, Counter[str]]) -> tuple[Account, ...]:
    ordered = sorted(lines.items(), key=lambda line: (line[0][0], not line[0][1], line[0][1] or ""))
    return tuple(
        Account(
            name=name,
            imported=imported,
            rows_in=line["rows_in"],
            clean=line["rows_in"] - line["quarantined"] - line["left_out"],
            quarantined=line["quarantined"],
            left_out=line["left_out"],
        )
        for (imported, name), line in ordered
    )


def _check_small(folder: Folder) -> Stints:
    """Check the small tables for what no plan is needed for, and return the roster's rows."""
    read = check_small(folder)
    problems = [problem for _, found in read.values() for problem in found]
    stints = stints_of(read[ROSTER][0])
    problems += overlaps(stints)
    if problems:
        raise DataError(problems)
    return stints
