"""From an export to a data folder, through a profile: everything accounted for, or nothing.

Rows stream through: blocks of text become the contract's columns, a sorter brings the rows of an
id together, the profile says which of them counts, contract and profile judge it, and tables are
written in the order of the ids. What does not fit into memory waits on disk beside the folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from scoring.errors import DataError, Problem, ReconciliationError, counted
from scoring.importing.aside import write_aside
from scoring.importing.derive import RosterMaker, lacking
from scoring.importing.log import LISTED, Log, fault_table, places
from scoring.importing.passes import Counts, Job, Progress, gather, settle
from scoring.importing.profile.headers import Matched, made, match
from scoring.importing.profile.lint import company_kinds
from scoring.importing.profile.profiles import Loaded, Profile, load_profile, proven_on
from scoring.importing.report import ImportReport, RosterReport
from scoring.importing.sources.opening import SourceFile, open_sources
from scoring.importing.spill import Sorter
from scoring.importing.staged import Stage
from scoring.importing.sums import Sums
from scoring.importing.verdicts import Judge
from scoring.importing.writers import TableWriter
from scoring.intake.contracts import with_company
from scoring.intake.controls import Controls, Found, FoundTable, check_controls, read_controls
from scoring.intake.delivered import IMPORT, DeliveredFile
from scoring.intake.imported import RuleCount
from scoring.placing import placed_folder
from scoring.shipped import find_profile

INTERACTIONS, ROSTER, FAULTS = "interactions.parquet", "roster.parquet", "import-faults.parquet"
CONTROLS = "controls.yaml"
_ROW_STAYS = ("keep", "blank", "emptied", "filled")


def import_export(
    profile: str | Path,
    source: Path | Sequence[Path],
    out: Path,
    *,
    controls: Path | None = None,
    progress: Progress = lambda _what, _rows: None,
) -> ImportReport:
    """Turn a ticket system's export into a data folder.

    Args:
        profile: a path, or the name of a shipped profile.
        source: the export: delimited text, workbooks or Parquet, or folders of them.
        out: the folder to make; it is there whole afterwards, or not at all.
        controls: what the exporting system states of the export; it goes into the folder.
        progress: is told of the rows that are done.

    Raises:
        PlanError: the profile or the controls cannot be used.
        DataError: the export cannot be read, lacks a column or has one that the profile does not
            know, or breaks a rule that the profile calls an error.
        ConflictError: something else stands at `out`.
        ReconciliationError: the rows written and left out do not sum to the rows read.
        StorageError: the disk or a permission stood in the way.
    """
    loaded = load_profile(find_profile(profile))
    stated = None if controls is None else read_controls(controls, controls.name)
    said = loaded.profile
    files = open_sources([source] if isinstance(source, Path) else source, said.csv, said.xlsx)
    matched = match([(file.name, file.header) for file in files], said)

    def write(folder: Path) -> ImportReport:
        work = folder / ".work"
        work.mkdir()
        log = Log(work)
        try:
            job = _job(said, files, matched, log, progress)
            report = _import(job, loaded, folder, work)
            if controls is not None and stated is not None:
                _hold_to(stated, report, job.counts.sums)
                shutil.copyfile(controls, folder / CONTROLS)
            return report
        finally:
            log.close()
            shutil.rmtree(work, ignore_errors=True)

    report, new = placed_folder(out, write)
    return replace(report, out=out, new=new)


def _job(
    profile: Profile,
    files: Sequence[SourceFile],
    matched: Sequence[Matched],
    log: Log,
    progress: Progress,
) -> Job:
    readings = made(profile, matched[0].absent)
    own = {name: kind for name, kind in company_kinds(profile).items() if name in readings}
    terms = with_company(own).only(readings)
    stage = Stage(terms.columns, profile.latest.order if profile.latest else ())
    judge = Judge(profile, terms, log)
    return Job(
        profile, files, matched, readings, stage, judge, Counts(Sums(terms.columns)), progress
    )


def _import(job: Job, loaded: Loaded, folder: Path, work: Path) -> ImportReport:
    roster = None if job.profile.roster == "none" else RosterMaker(job.profile.roster)
    with Sorter(work, job.stage.keys) as sorter:
        for table in gather(job):
            sorter.add(table)
        with TableWriter(folder / INTERACTIONS) as writer:
            for table in sorter.sorted():
                settle(job, table, writer, roster)
    delivered = [writer.delivered]
    if roster is not None:
        delivered.append(_write_roster(job, roster, folder))
    names = [file.name for file in job.files]
    job.judge.raise_errors(names)
    if not writer.rows:
        raise _nothing_left(job, names)
    delivered += _write_faults(job, folder)
    delivered += write_aside(folder, job.files, job.judge.log)
    report = _report(job, loaded, {file.name: file for file in delivered})
    (folder / IMPORT).write_text(report.to_json(), encoding="utf-8")
    return report


def _nothing_left(job: Job, names: Sequence[str]) -> DataError:
    """Say which rules took the rows, the most frequent first: one of them is mostly to blame."""
    rules = sorted(_rules(job), key=lambda rule: -rule.count)
    took = [str(rule) for rule in rules if rule.action not in _ROW_STAYS]
    rows = counted(job.counts.rows_in, "row")
    what = f"no row of it can be used; it has {rows}: {'; '.join(took)}"
    hint = "Is it the export that the profile was written for? Look at these rules in the profile."
    return DataError(Problem("no-rows-left", ", ".join(names), what, hint))


def _write_roster(job: Job, roster: RosterMaker, folder: Path) -> DeliveredFile:
    found = roster.made()
    for fault in found.faults:
        action = (
            roster.said.columns[fault.column].conflict if fault.column != "agent_id" else "blank"
        )
        at = places(fault.files, fault.rows)
        job.judge.note(f"roster.{fault.column}", fault.rule, action, at)
    with TableWriter(folder / ROSTER) as writer:
        writer.add(found.table)
    return writer.delivered


def _write_faults(job: Job, folder: Path) -> list[DeliveredFile]:
    """Write a row for each fault and each use of a cleaning rule, in the order of the export."""
    names = [file.name for file in job.files]
    columns = {name: _source_of(name, job) for name in (*job.judge.declared, *_roster_names(job))}
    if not any(said.action in LISTED for said in job.judge.log.counts):
        return []
    with TableWriter(folder / FAULTS) as writer:
        for at, said in job.judge.log.listed():
            writer.add(fault_table(at, said, names, columns))
    return [writer.delivered]


def _roster_names(job: Job) -> list[str]:
    said = job.profile.roster
    return [] if said == "none" else [f"roster.{name}" for name in said.columns]


def _source_of(column: str, job: Job) -> str | None:
    """Return the export's name for what a column is made from; None for a blank name."""
    if column.startswith("roster.") and job.profile.roster != "none":
        return job.profile.roster.columns[column.removeprefix("roster.")].source or None
    source = getattr(job.readings[column], "source", None)
    return (source if isinstance(source, str) else " + ".join(source or ()))[:120] or None


def _rules(job: Job) -> tuple[RuleCount, ...]:
    found = [
        RuleCount(said.rule, said.column, said.action, count)
        for said, count in job.judge.log.counts.items()
    ]
    return tuple(sorted(found, key=lambda r: (r.rule, r.column, r.action)))


def _report(job: Job, loaded: Loaded, files: Mapping[str, DeliveredFile]) -> ImportReport:
    profile, log = job.profile, job.judge.log
    roster = None
    if profile.roster != "none":
        roster = RosterReport(files[ROSTER].rows, tuple(lacking(profile.roster)))
    left_behind = dict.fromkeys(name for one in job.matched for name in one.left_behind)
    report = ImportReport(
        profile=profile.profile,
        profile_sha256=loaded.sha256,
        proven=proven_on(profile),
        sources=tuple(file.said for file in job.files),
        rows_in=job.counts.rows_in,
        rows_written=files[INTERACTIONS].rows,
        rows_rejected=log.rejected,
        rows_filtered=log.counted("filtered"),
        rows_repeated=log.counted("repeated"),
        rows_superseded=log.counted("superseded"),
        rules=_rules(job),
        columns=tuple(job.judge.declared),
        ignored=profile.ignore,
        left_behind=tuple(left_behind),
        absent=tuple(sorted(job.matched[0].absent)),
        credit=profile.attribution.credit,
        sums=job.counts.sums.texts(),
        roster=roster,
        out=Path(),
        files=tuple(sorted(files.values(), key=lambda file: file.name)),
    )
    _reconcile(report)
    return report


def _hold_to(stated: Controls, report: ImportReport, sums: Sums) -> None:
    """Raise ReconciliationError where the export is not what its system states of it."""
    read = FoundTable(report.rows_in, report.sums, {})
    aside = report.rows_in - report.rows_written
    found = Found({"interactions": read}, sums.first_us, sums.last_us, aside)
    if problems := check_controls(stated, found):
        raise ReconciliationError(problems)


def _reconcile(report: ImportReport) -> None:
    """Raise ReconciliationError where a row was lost or made."""
    if report.rows_in != sum(report.became.values()):
        became = ", ".join(f"{word} {count}" for word, count in report.became.items())
        what = f"rows in {report.rows_in}, {became}"
        where = ", ".join(source.name for source in report.sources)
        raise ReconciliationError(Problem("rows-do-not-add-up", where, what, ""))
