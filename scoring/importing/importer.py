"""From a CSV export to a data folder, through a profile: everything accounted for, or nothing.

The export is read once, in blocks; each block becomes the contract's columns and is held against
contract and profile. What no block can see alone (an id that stands twice, an agent's roster row)
comes at the end.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Column, Int64s
from scoring.errors import DataError, Problem, ReconciliationError, counted, nearest, shortened
from scoring.importing.convert import convert
from scoring.importing.delimited import Export
from scoring.importing.delivery import deliver
from scoring.importing.derive import derive_roster, lacking
from scoring.importing.profile_lint import company_kinds, declared_columns, used_sources
from scoring.importing.profiles import SEPARATORS, Loaded, Profile, load_profile, proven_on
from scoring.importing.report import ImportReport, RosterReport
from scoring.importing.verdicts import Judge, Verdict
from scoring.intake.canonical import Rows
from scoring.intake.contracts import with_company
from scoring.intake.delivered import IMPORT, DeliveredFile
from scoring.intake.imported import RuleCount
from scoring.intake.writing import arrow_of, write_table
from scoring.shipped import find_profile

_CONSEQUENCES = {"quarantine": "row", "blank": "field"}


class _Read(NamedTuple):
    """The whole export in canonical form, with what was found in it."""

    rows: Rows
    rejected: Bools
    roster_texts: dict[str, Any]
    blanked: Counter[str]


def import_export(profile: str | Path, source: Path, out: Path) -> ImportReport:
    """Turn a ticket system's CSV export into a data folder.

    Args:
        profile: a path, or the name of a shipped profile.
        source: the export.
        out: the folder to make; it is there whole afterwards, or not at all.

    Raises:
        PlanError: the profile cannot be used.
        DataError: the export cannot be read, lacks a column or has one that the profile does not
            know, or breaks a rule that the profile calls an error.
        ConflictError: something else stands at `out`.
        ReconciliationError: rows written and rejected do not sum to the rows read.
        StorageError: the disk or a permission stood in the way.
    """
    loaded = load_profile(find_profile(profile))
    export = Export(source, SEPARATORS[loaded.profile.csv.delimiter])
    _check_header(export, loaded.profile)
    judge = Judge(
        loaded.profile,
        with_company(company_kinds(loaded.profile))[0],
        declared_columns(loaded.profile),
    )
    read = _read(export, judge)
    rejected = read.rejected | _repeated(read.rows, judge)
    roster = _roster(read, ~rejected, judge)
    judge.raise_errors(export.name)
    if rejected.all():
        what = f"no row of it can be used; it has {counted(rejected.size, 'row')}"
        hint = "Is it the export that the profile was written for?"
        raise DataError(Problem("no-rows-left", export.name, what, hint))
    tables = {"interactions.parquet": _interactions(read.rows, ~rejected, judge)}
    if roster is not None:
        tables["roster.parquet"] = roster
    totals = judge.totals()
    if faults := [v for v in totals if v.action in _CONSEQUENCES]:
        tables["import-faults.parquet"] = _faults(faults, export.name, loaded.profile)
    report = _report(loaded, export, tables, rejected, _counts(totals, read.blanked))
    _reconcile(report, tables["interactions.parquet"].num_rows)
    report, new = deliver(out, lambda folder: _write(folder, tables, report))
    return replace(report, out=out, new=new)


def _write(folder: Path, tables: dict[str, Any], report: ImportReport) -> ImportReport:
    """Write the tables, and last the report, which lists them as they were written."""
    files = []
    for name, table in sorted(tables.items()):
        write_table(folder / name, table)
        with (folder / name).open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        size = (folder / name).stat().st_size
        files.append(DeliveredFile(name, table.num_rows, size, sha256))
    report = replace(report, files=tuple(files))
    (folder / IMPORT).write_text(report.to_json(), encoding="utf-8")
    return report


def _check_header(export: Export, profile: Profile) -> None:
    """Refuse a header that lacks a column, has one twice, or has one that nobody mentions."""
    used = used_sources(profile)
    known = {*used, *profile.ignore}
    problems = []
    for name in dict.fromkeys(export.header):
        if name not in known:
            hint = nearest(name, sorted(known)) or "Use it in the profile, or list it in ignore."
            what = f"the column '{shortened(name)}' is not in the profile {profile.profile}"
            problems.append(Problem("unknown-column", export.name, what, hint))
    for name in (*used, *profile.ignore):
        if name not in export.header:
            strangers = [column for column in export.header if column not in known]
            hint = nearest(name, strangers) or "Is it the export that the profile was written for?"
            what = f"there is no column '{shortened(name)}'"
            problems.append(Problem("missing-column", export.name, what, hint))
        elif name in used and export.header.count(name) > 1:
            what = f"the column '{shortened(name)}' stands in the header more than once"
            hint = "Export it once: which of them is meant cannot be told."
            problems.append(Problem("repeated-column", export.name, what, hint))
    if problems:
        raise DataError(problems)


def _read(export: Export, judge: Judge) -> _Read:
    profile = judge.profile
    for_roster = [] if profile.roster == "none" else list(profile.roster.columns.values())
    parts: list[Rows] = []
    rejected: list[Bools] = []
    texts: dict[str, list[Any]] = {column.source: [] for column in for_roster}
    blanked: Counter[str] = Counter()
    for block in export.blocks(used_sources(profile), trim=profile.trim):
        converted = convert(block, profile, judge.declared)
        rejected.append(judge.judge(converted.rows))
        parts.append(converted.rows)
        blanked.update(converted.blanked)
        for name, kept in texts.items():
            kept.append(block.columns[name])
    joined = {name: _without(pa.concat_arrays(t), profile.nulls) for name, t in texts.items()}
    return _Read(_joined(parts), np.concatenate(rejected), joined, blanked)


def _joined(parts: list[Rows]) -> Rows:
    first = parts[0]
    numbers = {
        name: Column(
            column.kind,
            np.concatenate([part.numbers[name].values for part in parts]),
            np.concatenate([part.numbers[name].known for part in parts]),
            column.places,
        )
        for name, column in first.numbers.items()
    }
    texts = {name: pa.concat_arrays([part.texts[name] for part in parts]) for name in first.texts}
    return Rows(np.concatenate([part.places_in_file for part in parts]), numbers, texts, {})


def _without(text: Any, words: Iterable[str]) -> Any:
    """Return text, null where it is one of the words."""
    null = pc.is_in(text, value_set=pa.array(list(words), pa.string()))
    return pc.if_else(null, pa.scalar(None, pa.string()), text)


def _repeated(rows: Rows, judge: Judge) -> Bools:
    """Say which rows share their id with another: all of them, since none is the right one."""
    ids = rows.texts["interaction_id"]
    counts = pc.value_counts(ids.drop_null())
    twice = pc.filter(counts.field("values"), pc.greater(counts.field("counts"), 1))
    mask: Bools = np.asarray(pc.is_in(ids, value_set=twice), np.bool_)
    judge.leave_out("interaction_id", "repeated-id", rows.places_in_file[mask])
    return mask


def _roster(read: _Read, kept: Bools, judge: Judge) -> Any:
    """Derive the roster from the rows that are written; None where the profile wants none."""
    said = judge.profile.roster
    if said == "none":
        return None
    chosen = pa.array(kept)
    texts = {name: text.filter(chosen) for name, text in read.roster_texts.items()}
    agents = read.rows.texts["agent_id"].filter(chosen)
    made = derive_roster(said, agents, texts, read.rows.places_in_file[kept])
    for fault in made.faults:
        action = said.columns[fault.column].conflict
        judge.note(f"roster.{fault.column}", fault.rule, action, fault.rows)
    return made.table


def _interactions(rows: Rows, kept: Bools, judge: Judge) -> Any:
    """Return the table in the contract's order of columns, ids increasing."""
    rows = rows.keep(kept)
    order = pc.sort_indices(rows.texts["interaction_id"])
    arrays = {
        name: (rows.texts[name] if name in rows.texts else arrow_of(rows.numbers[name])).take(order)
        for name in judge.declared
    }
    return pa.table(arrays)


def _faults(verdicts: list[Verdict], file: str, profile: Profile) -> Any:
    """Return one row a fault, ordered by row, column and rule."""
    sizes = [v.rows.size for v in verdicts]
    words = {
        "column": [_source_of(v.column, profile) for v in verdicts],
        "rule": [v.rule for v in verdicts],
        "reason": [v.reason for v in verdicts],
        "consequence": [_CONSEQUENCES[v.action] for v in verdicts],
    }
    which = np.repeat(np.arange(len(sizes)), sizes)
    rows: Int64s = np.concatenate([v.rows for v in verdicts])
    spread = {name: pa.array(said, pa.string()).take(which) for name, said in words.items()}
    file_column = pa.repeat(pa.scalar(file), rows.size)
    table = pa.table({"file": file_column, "row": pa.array(rows), **spread})
    return table.sort_by([("row", "ascending"), ("column", "ascending"), ("rule", "ascending")])


def _source_of(column: str, profile: Profile) -> str | None:
    """Return the export's name for what a column is made from; None for a blank name."""
    if column.startswith("roster.") and profile.roster != "none":
        return profile.roster.columns[column.removeprefix("roster.")].source or None
    source = profile.readings[column].source
    return (source if isinstance(source, str) else " + ".join(source))[:120] or None


def _counts(totals: list[Verdict], blanked: Counter[str]) -> tuple[RuleCount, ...]:
    found = [RuleCount(v.rule, v.column, v.action, int(v.rows.size)) for v in totals]
    found += [RuleCount("blank-where", name, "blank", n) for name, n in blanked.items()]
    return tuple(sorted(found, key=lambda r: (r.rule, r.column, r.action)))


def _report(
    loaded: Loaded,
    export: Export,
    tables: dict[str, Any],
    rejected: Bools,
    rules: tuple[RuleCount, ...],
) -> ImportReport:
    profile = loaded.profile
    roster = None
    if profile.roster != "none":
        roster = RosterReport(tables["roster.parquet"].num_rows, tuple(lacking(profile.roster)))
    return ImportReport(
        profile=profile.profile,
        profile_sha256=loaded.sha256,
        proven=proven_on(profile),
        source=export.name,
        source_sha256=export.digest.sha256,
        source_bytes=export.digest.bytes,
        rows_in=rejected.size,
        rows_written=tables["interactions.parquet"].num_rows,
        rows_rejected=int(rejected.sum()),
        rules=rules,
        columns=tuple(tables["interactions.parquet"].column_names),
        ignored=profile.ignore,
        roster=roster,
        out=Path(),
    )


def _reconcile(report: ImportReport, written: int) -> None:
    """Raise ReconciliationError where a row was lost or made."""
    if report.rows_in != written + report.rows_rejected:
        what = f"rows in {report.rows_in}, written {written}, rejected {report.rows_rejected}"
        raise ReconciliationError(Problem("rows-do-not-add-up", report.source, what, ""))
