"""A data folder held against the contracts, and against a plan where one is given; no scoring."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from scoring.errors import DataError, counted
from scoring.flow import Finding, RuleTotal
from scoring.intake.folder import ROSTER, Folder, open_folder
from scoring.intake.imported import RuleCount, import_rules, take_imported
from scoring.intake.needs import check_needs
from scoring.intake.quarantine import Quarantine
from scoring.intake.reader import read_batches
from scoring.intake.small import check_small
from scoring.intake.stints import look_alikes, overlaps, stints_of
from scoring.plan.model import Plan

_SHOWN = 5  # rows named for each rule with its count


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file that was read."""

    name: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """What is in a data folder.

    Attributes:
        path: the folder.
        plan: the plan it was held against, None without one.
        rows_in: rows of the interactions, and those that the import set aside.
        clean: rows that a run would see.
        quarantined: rows set aside, by the import or here.
        blanked: fields emptied by a fault, in the import or here.
        rules: faults that set rows aside, by rule; a row that broke two counts under both.
        blanked_rules: faults that emptied a field, by rule.
        import_rules: what the import counted, conditions of its profile among it.
        unattributed: clean rows without an agent.
        files: what was read.
        agents: agents on the roster.
        findings: what a person should know of the folder and the roster; counts, never who.
        totals: what each rule came to, with its first rows.
    """

    path: str
    plan: str | None
    rows_in: int
    clean: int
    quarantined: int
    blanked: int
    rules: Mapping[str, int]
    blanked_rules: Mapping[str, int]
    import_rules: tuple[RuleCount, ...]
    unattributed: int
    files: tuple[FileReport, ...]
    agents: int
    findings: tuple[Finding, ...]
    totals: tuple[RuleTotal, ...]

    def to_json(self) -> str:
        """Return the report for a script: keys are stable."""
        listed = {
            "findings": [finding._asdict() for finding in self.findings],
            "totals": [total._asdict() for total in self.totals],
        }
        return json.dumps(asdict(self) | listed, ensure_ascii=False, indent=2, sort_keys=True)

    def to_text(self) -> str:
        """Return the report for a person at a terminal."""
        against = f", against plan {self.plan}" if self.plan else ""
        sums = f"clean {self.clean:,} + quarantined {self.quarantined:,}"
        lines = [f"{self.path}{against}", f"rows in {self.rows_in:,} = {sums}"]
        lines += _told(self.totals, "row")
        lines.append(f"fields blanked {self.blanked:,}")
        lines += _told(self.totals, "field")
        lines += [f"import: {rule}" for rule in self.import_rules]
        lines.append(f"rows without an agent {self.unattributed:,}")
        lines.append(f"agents on the roster {self.agents:,}")
        lines += [f"{f.name}: {_rows(f.rows)}{f.bytes:,} bytes" for f in self.files]
        lines += [f"{told.file}: {told.reason}" for told in self.findings]
        return "\n".join(lines)


def _rows(rows: int) -> str:
    return f"{counted(rows, 'row')}, " if rows else ""


def _told(totals: Iterable[RuleTotal], consequence: str) -> Iterator[str]:
    """Say what each rule set aside or blanked, why, and on which rows first."""
    for total in totals:
        if total.consequence == consequence:
            rest = total.count - len(total.places)
            more = f" and {rest:,} more" if rest else ""
            yield f"  {total.rule} {total.column or ''}: {total.count:,}, {total.reason}"
            yield f"    {total.file} row {', '.join(map(str, total.places))}{more}"


def validate(path: Path, plan: Plan | None = None) -> Report:
    """Read a data folder in full and report on it, without computing anything.

    Args:
        path: the data folder.
        plan: also check that the data has what this plan reads, on its scales and columns.

    Raises:
        DataError: every file fault; a fault in a small table; more rows in quarantine than the
            plan allows.
        ReconciliationError: imported data that is not what the import delivered.
        IntegrityError: a file that changed meanwhile.
    """
    folder = open_folder(path)
    if plan is not None:
        check_needs(folder, plan)
    agents = _check_small(folder)
    quarantine = Quarantine(keep_rows=False)
    aside = sum(take_imported(folder, quarantine).values())
    clean = unattributed = 0
    for facts in read_batches(
        folder,
        known_agents=dict.fromkeys(agents, 0),
        scales=plan.scales if plan else {},
        company_columns=plan.columns if plan else folder.company,
        quarantine=quarantine,
    ):
        clean += facts.agent.size
        unattributed += int((facts.agent == -1).sum())
    rows_in = folder.rows + aside
    if plan is not None:
        quarantine.check(plan.conventions.quarantine_max, rows_in)
    return Report(
        path=str(path),
        plan=plan.plan if plan else None,
        rows_in=rows_in,
        clean=clean,
        quarantined=quarantine.rows,
        blanked=quarantine.blanked,
        rules=quarantine.counts("row"),
        blanked_rules=quarantine.counts("field"),
        import_rules=import_rules(folder.import_report),
        unattributed=unattributed,
        files=tuple(FileReport(f.name, f.rows, f.bytes, f.sha256) for f in folder.files),
        agents=len(agents),
        findings=(*folder.findings, *look_alikes(agents)),
        totals=tuple(quarantine.totals(_SHOWN)),
    )


def _check_small(folder: Folder) -> set[str]:
    """Check the small tables for what no plan is needed for, and return the roster's agents."""
    read = check_small(folder)
    problems = [problem for _, found in read.values() for problem in found]
    problems += overlaps(stints_of(read[ROSTER][0]))
    if problems:
        raise DataError(problems)
    return set(read[ROSTER][0].texts["agent_id"].to_pylist())
