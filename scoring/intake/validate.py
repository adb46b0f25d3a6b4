"""A data folder held against the contracts, and against a plan where one is given; no scoring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from scoring.errors import DataError, Problem, ReconciliationError
from scoring.flow import Place
from scoring.intake.controls import hold_to_controls
from scoring.intake.folder import ROSTER, Folder, open_folder
from scoring.intake.imported import RuleCount, import_rules, take_imported
from scoring.intake.needs import check_needs
from scoring.intake.quality import FRESH_DAYS, Imported, Regions, Sums, quality, sums_of
from scoring.intake.quarantine import Quarantine
from scoring.intake.reader import Seen, read_batches
from scoring.intake.reconcile import Books, Calendar, about_agents, about_rows, rows_stated
from scoring.intake.report import SHOWN, Account, FileReport, Report, rule_reports
from scoring.intake.small import check_small
from scoring.intake.stints import Stint, look_alikes, overlaps, stints_of
from scoring.plan.model import Plan

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
    stints = _check_small(folder)
    agents = {agent: i for i, agent in enumerate(sorted({s.agent_id for s in stints}))}
    calendar = Calendar(plan.cycle, plan.conventions.zone) if plan else _MONTHS
    books, sums = Books(calendar, len(agents)), Sums(fresh_days)
    regions = Regions(stints, agents)

    def observe(seen: Seen) -> None:
        books.see(seen)
        sums.add(sums_of(seen, regions, fresh_days))

    quarantine = Quarantine(keep_rows=False, show_values=show_values)
    aside = take_imported(folder, quarantine)
    clean = unattributed = 0
    for facts in read_batches(
        folder,
        known_agents=agents,
        scales=plan.scales if plan else {},
        company_columns=plan.columns if plan else folder.company,
        quarantine=quarantine,
        observe=observe,
    ):
        clean += facts.agent.size
        unattributed += int((facts.agent == -1).sum())
    imported, counts = folder.import_report is not None, import_rules(folder.import_report)
    by_file, by_period = _accounts(books, quarantine)
    _check(by_file, clean, quarantine.rows)
    return Report(
        path=str(path),
        plan=plan.plan if plan else None,
        rows_in=rows_stated(folder, aside),
        clean=clean,
        quarantined=quarantine.rows,
        left_out={word: rows for word, rows in aside.items() if word != "row" and rows},
        blanked=quarantine.blanked,
        unattributed=unattributed,
        agents=len(agents),
        rules=tuple(rule_reports(quarantine.totals(SHOWN), counts, imported=imported)),
        by_file=by_file,
        by_period=by_period,
        calendar=f"{_CYCLES[calendar.cycle]} in {calendar.zone} by created_at",
        quality=quality(sums, folder.columns, _imported(quarantine, aside["row"], counts)),
        files=tuple(FileReport(f.name, f.rows, f.bytes, f.sha256) for f in folder.files),
        findings=(
            *folder.findings,
            *look_alikes(agents),
            *about_rows(books, quarantine),
            *about_agents(books),
        ),
        problems=_refused(quarantine, plan, folder.rows + aside["row"]),
    )


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
        if rule.action in ("blank", "quarantine") and rule.rule != "blank-where":
            faults[rule.column] += rule.count
    return Imported(aside, quarantine.imported_blanked(), faults)


def _accounts(
    books: Books, quarantine: Quarantine
) -> tuple[tuple[Account, ...], tuple[Account, ...]]:
    """Say what became of the rows, by file and by period."""
    cells: dict[Place, Counter[str]] = {
        place: Counter(rows_in=rows) for place, rows in books.places(quarantine).items()
    }
    for (place, word), rows in books.set_aside(quarantine).items():
        cells[place]["quarantined" if word == "quarantined" else "left_out"] += rows
    by_file: dict[tuple[bool, str], Counter[str]] = {}
    by_period: dict[tuple[bool, str], Counter[str]] = {}
    for place, cell in cells.items():
        by_file.setdefault((place.imported, place.file), Counter()).update(cell)
        key = place.period is None, place.period or ""
        by_period.setdefault(key, Counter()).update(cell)
    return _told(by_file), _told(by_period)


def _check(by_file: tuple[Account, ...], clean: int, quarantined: int) -> None:
    """Hold the rows counted as they came in against those that went on and those set aside."""
    counted = sum(a.clean for a in by_file), sum(a.quarantined for a in by_file)
    if counted != (clean, quarantined):
        what = f"clean and quarantined are {clean} and {quarantined}, and were counted as {counted}"
        hint = "This is a fault of the engine. Please report it."
        raise ReconciliationError(Problem("rows-unaccounted", "interactions", what, hint))


def _told(lines: Mapping[tuple[bool, str], Counter[str]]) -> tuple[Account, ...]:
    return tuple(
        Account(
            name=name or None,
            rows_in=line["rows_in"],
            clean=line["rows_in"] - line["quarantined"] - line["left_out"],
            quarantined=line["quarantined"],
            left_out=line["left_out"],
        )
        for (_, name), line in sorted(lines.items())
    )


def _check_small(folder: Folder) -> list[Stint]:
    """Check the small tables for what no plan is needed for, and return the roster's rows."""
    read = check_small(folder)
    problems = [problem for _, found in read.values() for problem in found]
    stints = stints_of(read[ROSTER][0])
    problems += overlaps(stints)
    if problems:
        raise DataError(problems)
    return stints
