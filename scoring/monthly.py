"""The main job: a plan, a data folder and a period in; a published run out.

Everything is computed before anything is written, so that whatever goes wrong leaves no run.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from scoring import engine
from scoring.columns import Words
from scoring.errors import DataError, IntegrityError, Problem, UsageError, counted, spelt_out
from scoring.exact import fixed
from scoring.exact.money import MINOR_PLACES
from scoring.exact.period import PERIOD_FORMS, Period, parse_period
from scoring.flow import MEASURED, Finding, Result, Values, became
from scoring.intake.controls import hold_to_controls
from scoring.intake.folder import Folder, check_unchanged, open_folder
from scoring.intake.holds import read_holds
from scoring.intake.ids import Ids
from scoring.intake.imported import take_imported
from scoring.intake.needs import about_calendars, check_needs, columns_read, findings_under
from scoring.intake.quarantine import Quarantine
from scoring.intake.raw import with_raw
from scoring.intake.reader import Asked, read_streams
from scoring.intake.reconcile import Books, Calendar, about_agents, about_rows, rows_stated
from scoring.intake.small import copied_files
from scoring.intake.tables import canonical_tables, read_roster
from scoring.kernels import choice
from scoring.kernels.choice import kernels_for
from scoring.ledger.earlier import already_run
from scoring.ledger.identity import ENVIRONMENT, MANIFEST, Json, digest, run_id
from scoring.ledger.manifest import (
    Intake,
    Source,
    build_manifest,
    environment,
    identity,
    plan_parameters,
)
from scoring.ledger.publish import publish
from scoring.opening import led_to
from scoring.outputs.tables import result_blocks, table_files
from scoring.plan.load import load_plan
from scoring.plan.model import Plan


class Done(NamedTuple):
    """A published run, and what to tell about it.

    Attributes:
        path: the run's folder.
        already: the same run had been published before.
        plan: the plan it was run by.
        result: everything it decided.
        intake: what became of the rows.
        beside: what was found in other runs; it is no part of this one.
    """

    path: Path
    already: bool
    plan: Plan
    result: Result
    intake: Intake
    beside: tuple[Finding, ...] = ()

    def summary(self) -> str:
        """Say in a few lines what came in, who was scored and what is paid."""
        return "\n".join(_summary(self))

    def findings(self) -> str:
        """List what a person should know: a line each, as in `findings.parquet`, then the rest."""
        told = (*self.result.findings, *self.beside)
        return "\n".join(spelt_out(f"  {f.code:<22}{f.rule:<26}{f.reason}") for f in told)


def run_period(
    plan_path: Path, data: Path, period_name: str, runs: Path, threads: int | None = None
) -> Done:
    """Run a plan over a data folder for one period, and publish the result.

    Args:
        plan_path: the plan's file.
        data: the data folder.
        period_name: the period, such as 2026-10; it has the length of the plan's cycle.
        runs: the folder that holds all runs.
        threads: how many cores read a large export; None for all there are. What comes out does
            not depend on it.

    Returns:
        The published run; the same again finds itself and says so.

    Raises:
        PlauditError: any of the tree in `errors.py`; then nothing was written.
    """
    _keep_apart(data, runs)
    job = _job(plan_path, data, period_name, threads or cores())
    result, intake, quarantine = _compute(job)
    files, rows = _files(job, result, quarantine)
    own = _identity(job)
    beside = tuple(already_run(runs, job.plan.plan, intake.by_period, run_id(own)))
    files[MANIFEST] = build_manifest(own, intake, result, files, rows)
    files[ENVIRONMENT] = environment(beside)
    path, already = publish(runs, job.period.name, run_id(own), files)
    return Done(path, already, job.plan, result, intake, beside)


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _keep_apart(data: Path, runs: Path) -> None:
    """Refuse to put runs into the data folder, which would not be one any more."""
    folder, place = led_to(data), led_to(runs)
    if folder in (place, *place.parents):
        what = "the runs would lie inside the data folder, and it could not be read again"
        hint = "Name a folder beside it, such as RUNS."
        raise UsageError(Problem("runs-in-data", str(runs), what, hint))


class _Job(NamedTuple):
    """What a run is made from; the plan's bytes are those that were read and are published."""

    plan: Plan
    plan_file: str
    plan_bytes: bytes
    period: Period
    folder: Folder
    threads: int


def _job(plan_path: Path, data: Path, period_name: str, threads: int) -> _Job:
    """Read the plan and open the folder; nothing is computed before all of it fits together."""
    before = _stamp(plan_path)
    plan = load_plan(plan_path)
    plan_bytes = plan_path.read_bytes()
    if _stamp(plan_path) != before:
        what, hint = "the plan was saved while it was read", "Run the same again."
        raise IntegrityError(Problem("input-changed", plan_path.name, what, hint))
    period = _period(plan, period_name)
    folder = open_folder(data)
    check_needs(folder, plan)
    hold_to_controls(folder)
    return _Job(plan, plan_path.name, plan_bytes, period, folder, threads)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file does; None where there is none, which `load_plan` says."""
    if not path.is_file():
        return None
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _period(plan: Plan, name: str) -> Period:
    try:
        period = parse_period(name)
    except ValueError as error:
        raise UsageError(Problem("bad-period", "--period", str(error), PERIOD_FORMS)) from error
    if period.cycle != plan.cycle:
        what = f"{name} is a {period.cycle}, and the plan's cycle is a {plan.cycle}"
        raise UsageError(Problem("wrong-cycle", f"{plan.place.file}, cycle", what, PERIOD_FORMS))
    return period


def _compute(job: _Job) -> tuple[Result, Intake, Quarantine]:
    if job.folder.rows < choice.WORTH_COMPILED:
        return _reckoned(job, None)
    with Ids(job.folder, job.threads) as ids:
        return _reckoned(job, ids)


def _reckoned(job: _Job, ids: Ids | None) -> tuple[Result, Intake, Quarantine]:
    plan, period, folder = job.plan, job.period, job.folder
    kernels = kernels_for(folder.rows)
    roster, known_agents, about_roster = read_roster(folder, plan, period)
    held = read_holds(folder, plan)
    if held is not None:
        roster = dataclasses.replace(roster, holds=held.holds)
    quarantine = Quarantine()
    aside = take_imported(folder, quarantine)
    bounds = (roster.starts_us, roster.ends_us)
    calendar = Calendar(plan.cycle, plan.conventions.zone)
    books = Books(calendar, len(roster.agent_ids), bounds, kernels)
    asked = Asked(
        known_agents=known_agents,
        scales=plan.scales,
        company_columns=plan.columns,
        quarantine=quarantine,
        observe=books.see,
        columns=columns_read(plan),
        kernels=kernels,
        ids=ids,
        held=held,
    )
    streams = read_streams(folder, asked)
    values, measured = engine.measure(plan, roster, streams, kernels, job.threads)
    quarantine.check(plan.conventions.quarantine_max, folder.rows + aside["row"])
    rows = became(measured)
    _check_period(period, folder, rows)
    result = engine.run(plan, values, roster)
    told = [*about_roster, *findings_under(folder, plan), *_not_read(folder, plan)]
    told += [*about_calendars(folder, plan, period), *_about_rows(rows, result.values, quarantine)]
    told += [*about_rows(books, quarantine), *about_agents(books, roster)]
    told += held.findings() if held else ()
    intake = Intake(
        rows_in=rows_stated(folder, aside),
        places=books.places(quarantine),
        fates={**measured, **books.set_aside(quarantine)},
        faults=quarantine.totals(),
        import_report=folder.import_report,
    )
    return dataclasses.replace(result, findings=(*told, *result.findings)), intake, quarantine


def _check_period(period: Period, folder: Folder, rows: Mapping[str, int]) -> None:
    if rows.get("used", 0) or rows.get("no_measure", 0) or not rows.get("outside_period", 0):
        return
    days = f"{period.first} up to but not {period.end}"
    what = f"no row lies in {period.name}, {days}; rows there are: {folder.rows:,}"
    hint = "Name the period that the export covers, or export the period that you name."
    raise DataError(Problem("no-rows-in-period", "interactions", what, hint))


def _not_read(folder: Folder, plan: Plan) -> list[Finding]:
    """Tell which columns are there and were not read: a fault in one of them costs no row."""
    left = ", ".join(name for name in folder.columns if name not in columns_read(plan))
    why = f"columns that the plan does not use, so that no row is judged by them: {left}"
    return [Finding("not-read", "interactions", None, None, "columns", why)] if left else []


def _about_rows(rows: Mapping[str, int], values: Values, quarantine: Quarantine) -> list[Finding]:
    """Turn counts that a person should see into findings; the manifest has all of them."""
    told = [
        Finding("quarantined", "interactions", None, None, rule, f"rows set aside: {count:,}")
        for rule, count in quarantine.counts().items()
    ]
    told += [
        Finding("blanked", "interactions", None, None, rule, f"fields blanked: {count:,}")
        for rule, count in quarantine.counts("field").items()
    ]
    if rows.get("unattributed", 0):
        why = f"rows that name no agent, reported and not scored: {rows['unattributed']:,}"
        told.append(Finding("unattributed", "interactions", None, "agent_id", "rows", why))
    for name, value in values.items():
        few = value.status.count("below_volume")
        if few:
            why = f"agents with fewer facts than volume_min, so that the value is missing: {few:,}"
            told.append(Finding("below-volume", "interactions", None, None, name, why))
    return told


def _files(
    job: _Job, result: Result, quarantine: Quarantine
) -> tuple[dict[str, bytes], dict[str, int]]:
    """Lay out the run's tables and the copies of the small inputs; count the rows of each."""
    tables = result_blocks(job.plan, result, with_raw(quarantine.table(), job.folder))
    copies = {f"inputs/{name}": table for name, table in canonical_tables(job.folder).items()}
    as_they_are = {f"inputs/{name}": data for name, data in copied_files(job.folder).items()}
    check_unchanged(job.folder.others.values())  # the copies are of the files that were reckoned
    files, rows = table_files(tables | copies)
    files |= as_they_are
    files[f"inputs/{job.plan_file}"] = job.plan_bytes
    return files, rows


def _identity(job: _Job) -> dict[str, Json]:
    sources = [Source(f.name, f.sha256, f.bytes, f.rows) for f in job.folder.files]
    check_unchanged(job.folder.files)  # digests are of the rows that were reckoned, or of none
    parameters = plan_parameters(job.plan, job.period) | {"plan_file": job.plan_file}
    return identity(sources, digest(job.plan_bytes), parameters, job.folder.import_report)


_BECAME = {
    "filtered": "filtered out by the import",
    "repeated": "repeats that the import dropped",
    "superseded": "superseded by later rows in the import",
    "not_in_plan": "of agents not in the plan",
    "no_stamp": "without the stamp that dates them",
    "outside_period": "outside the period",
    "no_measure": "used by no measure",
}


_ALWAYS = ("used", "quarantined")
_ORDER = (*MEASURED, "filtered", "repeated", "superseded", "quarantined")


def _summary(done: Done) -> list[str]:
    standing, intake = done.result.standing, done.intake
    rows = dict.fromkeys(_ORDER, 0) | became(intake.fates)
    kept = ", ".join(
        f"{_BECAME.get(word, word)} {n:,}" for word, n in rows.items() if n or word in _ALWAYS
    )
    lines = [
        f"{done.plan.title.en} ({done.plan.plan}), {done.result.roster.period.name}"
        + (": already done, the same run" if done.already else ""),
        f"rows in {intake.rows_in:,}: {kept}",
        "agents " + ", ".join(f"{word} {n:,}" for word, n in _counts(standing.status)),
    ]
    lines += [
        f"paid {currency} {amount} in {counted(n, 'line')}" for currency, amount, n in totals(done)
    ]
    return lines


def _counts(words: Words) -> list[tuple[str, int]]:
    counts = [(word, words.count(word)) for word in sorted(words.words)]
    return [(word, n) for word, n in counts if n]


def totals(done: Done) -> list[tuple[str, str, int]]:
    """Add up the pay lines per currency: code, amount as text, number of lines."""
    return [
        (currency, fixed.text(minor, MINOR_PLACES[currency]), lines)
        for currency, (minor, lines) in done.result.lines.sums().items()
    ]
