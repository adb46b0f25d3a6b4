"""What the import set aside, blanked and counted: faults go on to the quarantine of every run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

import numpy as np

from scoring.errors import DataError, Problem
from scoring.intake.contracts import Consequence
from scoring.intake.delivered import IMPORT
from scoring.intake.folder import IMPORT_FAULTS, Folder, check_unchanged
from scoring.intake.quarantine import Entry
from scoring.intake.small import read_small


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one column broke one rule on import, and what it came to.

    Attributes:
        rule: the rule's stable name; `blank-where` is a condition that the profile sets.
        column: the contract's column.
        action: `blank`, `quarantine` or `keep`.
        count: rows.
    """

    rule: str
    column: str
    action: str
    count: int

    def __str__(self) -> str:
        """Say it in one line: rule, column, count, action."""
        return f"{self.rule} {self.column}: {self.count:,} ({self.action})"


def import_rules(report: Any) -> tuple[RuleCount, ...]:
    """Return what an import counted, by rule and column; nothing where there is no report.

    Raises:
        DataError: a report whose rules are no such list.
    """
    try:
        return tuple(_rule_count(**rule) for rule in (report or {}).get("rules", ()))
    except (AttributeError, TypeError) as error:
        hint = "Import the export anew."
        what = "does not list what the import counted"
        raise DataError(Problem("bad-import-report", IMPORT, what, hint)) from error


def _rule_count(*, rule: Any, column: Any, action: Any, count: Any) -> RuleCount:
    if [*map(type, (rule, column, action, count))] != [str, str, str, int]:
        raise TypeError("a rule has a name, a column, an action and a whole number")
    return RuleCount(rule, column, action, count)


def imported_faults(folder: Folder) -> list[Entry]:
    """Return the faults that the import met, by the export's own file and rows.

    A run starts its quarantine with them. Rows among them never were in the interactions, so the
    rows that went in are `folder.rows` and these.

    Raises:
        DataError: a table of faults that does not keep its contract.
    """
    if IMPORT_FAULTS not in folder.others:
        return []
    rows, problems = read_small(folder, IMPORT_FAULTS)
    check_unchanged([folder.others[IMPORT_FAULTS]])
    if problems:
        raise DataError(problems)
    names = ("file", "column", "rule", "reason", "consequence")
    keys = zip(*(rows.texts[name].to_pylist() for name in names), strict=True)
    faults = sorted(
        zip(keys, rows.numbers["row"].values.tolist(), strict=True),
        key=lambda fault: tuple(word or "" for word in fault[0]),
    )
    entries = []
    for (file, column, rule, reason, consequence), group in groupby(faults, key=lambda f: f[0]):
        numbers = np.array([row for _, row in group], np.int64)
        said = cast("Consequence", consequence)
        entries.append(Entry(file, column, rule, reason, said, numbers))
    return entries


def rows_set_aside(entries: list[Entry]) -> int:
    """Count the rows of the export that the import set aside, each once."""
    rows = {(e.file, row) for e in entries if e.consequence == "row" for row in e.rows.tolist()}
    return len(rows)
