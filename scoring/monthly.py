"""The main job: a plan, a data folder and a period in; a published run out.

Everything is computed before anything is written, so that whatever goes wrong leaves no run.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from scoring import engine
from scoring.accounts import became
from scoring.done import Done
from scoring.errors import DataError, IntegrityError, Problem, UsageError
from scoring.exact.period import PERIOD_FORMS, Period, parse_period
from scoring.flow import Finding, Result, Values
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
from scoring.ledger.chain import Link, require_unforked
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
from scoring.ledger.publish import publish_all
from scoring.opening import led_to
from scoring.outputs.balances import balances_table, openings_in, openings_table
from scoring.outputs.earlier import earlier_of, previous_table
from scoring.outputs.previous import Previous, open_previous
from scoring.outputs.reports import reports_table
from scoring.outputs.schemas import BALANCES, COMPANY, PREVIOUS, PREVIOUS_BALANCES, REPORTS
from scoring.outputs.tables import result_blocks, table_files
from scoring.outputs.winners import winner_tables, winners_of
from scoring.pieces.reports import measured_agents, with_earlier
from scoring.plan.load import load_plan
from scoring.plan.model import AppliesTo, Plan

Model = TypeVar("Model")


def run_period(
    plan_path: Path,
    data: Path,
    period_name: str,
    runs: Path,
    threads: int | None = None,
    previous: Path | None = None,
) -> Done:
    """Run a plan over a data folder for one period, and publish the result.

    Args:
        plan_path: the plan's file.
        data: the data folder.
        period_name: the period, such as 2026-10; it has the length of the plan's cycle.
        runs: the folder that holds all runs.
        threads: how many cores read a large export; None for all there are. What comes out does
            not depend on it.
        previous: the run of an earlier period that the plan looks back at.

    Returns:
        The published run; the same again finds itself and says so.

    Raises:
        PlauditError: any of the tree in `errors.py`; then nothing was written.
    """
    keep_apart(data, runs)
    plan, plan_bytes = read_plan(plan_path)
    period = period_for(plan, period_name)
    earlier = open_previous(previous, plan, period)
    folder = open_folder(data)
    check_needs(folder, plan)
    hold_to_controls(folder)
    job = Job(plan, plan_path.name, plan_bytes, period, folder, threads or cores(), earlier)
    (done,) = publish_reckoned(runs, [reckon(job)])
    return done


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def keep_apart(data: Path, runs: Path) -> None:
    """Refuse to put runs into the data folder, which would not be one any more."""
    folder, place = led_to(data), led_to(runs)
    if folder in (place, *place.parents):
        what = "the runs would lie inside the data folder, and it could not be read again"
        hint = "Name a folder beside it, such as RUNS."
        raise UsageError(Problem("runs-in-data", str(runs), what, hint))


class Membership(NamedTuple):
    """What a company's file says of a plan that is run by it.

    Attributes:
        company: the company's name.
        file: the bytes of its file, as they were read and are published.
        covers: whom the plan covers.
        told: what was found about the plans together; it is no part of the run.
    """

    company: str
    file: bytes
    covers: AppliesTo
    told: tuple[Finding, ...] = ()


class Job(NamedTuple):
    """What a run is made from; the plan's bytes are those that were read and are published."""

    plan: Plan
    plan_file: str
    plan_bytes: bytes
    period: Period
    folder: Folder
    threads: int
    previous: Previous | None = None
    member: Membership | None = None


class Reckoned(NamedTuple):
    """A run that is computed and not yet published.

    Attributes:
        job: what it is made from.
        result: everything it decides.
        intake: what became of the rows.
        identity: what gives it its name.
        files: its files, without the manifest and the environment.
        rows: how many rows the tables among them have.
    """

    job: Job
    result: Result
    intake: Intake
    identity: dict[str, Json]
    files: dict[str, bytes]
    rows: dict[str, int]


def reckon(job: Job) -> Reckoned:
    """Compute everything that a run decides, and lay its files out; nothing is written."""
    result, intake, quarantine = _compute(job)
    files, rows = _files(job, result, quarantine)
    return Reckoned(job, result, intake, _identity(job), files, rows)


def publish_reckoned(runs: Path, reckoned: Sequence[Reckoned]) -> list[Done]:
    """Publish runs together, and return them in their order; all were computed before."""
    made, tell = list[tuple[str, str, dict[str, bytes]]](), list[tuple[Finding, ...]]()
    for job, result, intake, own, files, rows in reckoned:
        if result.balances is not None:
            before = job.previous.run_id if continued(job) and job.previous else None
            require_unforked(runs, Link(job.plan.plan, job.period.name, run_id(own), before))
        found = already_run(runs, job.plan.plan, intake.by_period, run_id(own))
        tell.append(tuple(found))
        files[MANIFEST] = build_manifest(own, intake, result, files, rows)
        files[ENVIRONMENT] = environment((*(job.member.told if job.member else ()), *found))
        made.append((job.period.name, run_id(own), files))
    return [
        Done(path, already, one.job.plan, one.result, one.intake, beside)
        for (path, already), one, beside in zip(
            publish_all(runs, made), reckoned, tell, strict=True
        )
    ]


def read_plan(path: Path) -> tuple[Plan, bytes]:
    """Read a plan and the bytes that it was read from.

    Raises:
        PlanError: what is wrong with it.
        IntegrityError: it was saved while it was read.
    """
    return with_bytes(path, load_plan)


def with_bytes(path: Path, load: Callable[[Path], Model]) -> tuple[Model, bytes]:
    """Load a file, and return the bytes that were loaded beside it.

    Raises:
        IntegrityError: it was saved while it was read.
    """
    before = _stamp(path)
    loaded = load(path)
    data = path.read_bytes()
    if _stamp(path) != before:
        what, hint = "it was saved while it was read", "Run the same again."
        raise IntegrityError(Problem("input-changed", path.name, what, hint))
    return loaded, data


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file does; None where there is none, which `load_plan` says."""
    if not path.is_file():
        return None
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def named_period(name: str) -> Period:
    """Read the period that the command was given.

    Raises:
        UsageError: it is none.
    """
    try:
        return parse_period(name)
    except ValueError as error:
        raise UsageError(Problem("bad-period", "--period", str(error), PERIOD_FORMS)) from error


def period_for(plan: Plan, name: str) -> Period:
    """Read the period that the command was given, which has the length of the plan's cycle.

    Raises:
        UsageError: it is none, or of another length.
    """
    period = named_period(name)
    if period.cycle != plan.cycle:
        what = f"{name} is a {period.cycle}, and the plan's cycle is a {plan.cycle}"
        raise UsageError(Problem("wrong-cycle", f"{plan.place.file}, cycle", what, PERIOD_FORMS))
    return period


def _compute(job: Job) -> tuple[Result, Intake, Quarantine]:
    if job.folder.rows < choice.WORTH_COMPILED:
        return _reckoned(job, None)
    with Ids(job.folder, job.threads) as ids:
        return _reckoned(job, ids)


def _reckoned(job: Job, ids: Ids | None) -> tuple[Result, Intake, Quarantine]:
    plan, period, folder = job.plan, job.period, job.folder
    kernels = kernels_for(folder.rows)
    covers = None if job.member is None else job.member.covers
    roster, known_agents, about_roster = read_roster(folder, plan, period, covers)
    held = read_holds(folder, plan)
    if held is not None:
        roster = dataclasses.replace(roster, holds=held.holds)
    about_earlier = list[Finding]()
    if job.previous is not None:
        agents = measured_agents(roster).agent_ids
        earlier, about_earlier = earlier_of(job.previous, plan, agents)
        winners = winners_of(job.previous, plan, period, roster.agent_ids)
        roster = with_earlier(roster, dataclasses.replace(earlier, winners=winners))
        if continued(job):
            openings, outside = openings_in(job.previous, roster.agent_ids)
            settling = roster.settling._replace(openings=openings, outside=outside)
            roster = dataclasses.replace(roster, settling=settling)
    quarantine = Quarantine()
    aside = take_imported(folder, quarantine)
    all_measured = measured_agents(roster)
    bounds = (all_measured.starts_us, all_measured.ends_us)
    calendar = Calendar(plan.cycle, plan.conventions.zone)
    books = Books(calendar, len(all_measured.agent_ids), bounds, kernels)
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
    told = [*about_roster, *about_earlier, *findings_under(folder, plan), *_not_read(folder, plan)]
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
    job: Job, result: Result, quarantine: Quarantine
) -> tuple[dict[str, bytes], dict[str, int]]:
    """Lay out the run's tables and the copies of the small inputs; count the rows of each."""
    tables = result_blocks(job.plan, result, with_raw(quarantine.table(), job.folder))
    if (earlier := result.roster.earlier) is not None:
        tables[PREVIOUS] = [previous_table(earlier, job.plan, result.roster.agent_ids)]
    tables |= _balances(job, result)
    if (reports := reports_table(job.plan, result)) is not None:
        tables[REPORTS] = [reports]
    tables |= {name: [kept] for name, kept in winner_tables(job.plan, result).items()}
    copies = {f"inputs/{name}": table for name, table in canonical_tables(job.folder).items()}
    as_they_are = {f"inputs/{name}": data for name, data in copied_files(job.folder).items()}
    check_unchanged(job.folder.others.values())  # the copies are of the files that were reckoned
    files, rows = table_files(tables | copies)
    files |= as_they_are
    files[f"inputs/{job.plan_file}"] = job.plan_bytes
    if job.member is not None:
        files[COMPANY] = job.member.file
    return files, rows


def continued(job: Job) -> bool:
    """Tell whether a run opens with the balances of the one that was named."""
    rule = job.plan.settlement
    return job.previous is not None and rule is not None and rule.starts != job.period.name


def _balances(job: Job, result: Result) -> dict[str, list[Any]]:
    """Return the table of balances, and what was taken from an earlier one, where there are any."""
    if result.balances is None:
        return {}
    settling = result.roster.settling
    agents = (*result.roster.agent_ids, *settling.outside)
    tables = {BALANCES: [balances_table(result.balances, agents)]}
    if continued(job):
        tables[PREVIOUS_BALANCES] = [openings_table(settling.openings, agents)]
    return tables


def _identity(job: Job) -> dict[str, Json]:
    sources = [Source(f.name, f.sha256, f.bytes, f.rows) for f in job.folder.files]
    check_unchanged(job.folder.files)  # digests are of the rows that were reckoned, or of none
    parameters = plan_parameters(job.plan, job.period) | {"plan_file": job.plan_file}
    besides: dict[str, Json] = {}
    if job.previous is not None:
        besides["previous"] = job.previous.identity()
    if job.member is not None:
        besides["company"] = {"name": job.member.company, "sha256": digest(job.member.file)}
    return identity(sources, digest(job.plan_bytes), parameters, job.folder.import_report, besides)
