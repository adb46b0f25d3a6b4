"""What the import set aside, blanked and counted: faults go on to the quarantine of every run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from scoring.columns import Column, Int64s
from scoring.errors import DataError, Problem
from scoring.intake.canonical import Rows, encoded, enter
from scoring.intake.checks import faults_in, reason_of
from scoring.intake.contracts import ImportFaults, Terms, terms_of
from scoring.intake.delivered import IMPORT
from scoring.intake.files import IMPORT_FAULTS, check_unchanged
from scoring.intake.folder import Folder
from scoring.intake.gate import Gate
from scoring.intake.parts import batches_of
from scoring.intake.quarantine import Entry, Outcome, Quarantine, RuleTotal
from scoring.kernels import reference

_TERMS = terms_of(ImportFaults)
_WORDS = ("file", "column", "rule", "reason", "consequence")


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
        return f"{f'{self.rule} {self.column}'.rstrip()}: {self.count:,} ({self.action})"


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


def take_imported(folder: Folder, quarantine: Quarantine) -> Mapping[Outcome, int]:
    """Put what the import met into the quarantine, by the export's own file and rows.

    A run starts its quarantine with it. The table is read batch by batch, as long as it may be.

    Returns:
        Rows of the export that never became interactions, each once, by what became of them:
        `row`, `filtered`, `repeated` or `superseded`. The rows that went in are `folder.rows` and
        these.

    Raises:
        DataError: a table of faults that does not keep its contract.
        StorageError, IntegrityError: a file that cannot be read, or that changed meanwhile.
    """
    if IMPORT_FAULTS in folder.others:
        info = folder.others[IMPORT_FAULTS]
        terms, wrong = _TERMS.only(info.schema.names), Quarantine(keep_rows=False)
        gate, first_row = Gate(terms, reference), 1
        for batch in batches_of(info, list(terms.columns)):
            rows = enter(batch, terms.columns.values(), first_row)
            first_row += batch.num_rows
            if gate.through(batch, {}) is not None or not _check(rows, terms, wrong):
                _take(rows, quarantine)
        check_unchanged([info])
        if problems := [_problem(total) for total in wrong.totals()]:
            raise DataError(problems)
    return quarantine.imported_aside()


def _check(rows: Rows, terms: Terms, wrong: Quarantine) -> bool:
    """Hold a batch of the table against its contract; say whether something is wrong with it."""
    found = faults_in(rows, terms)
    for fault in found:
        reason = reason_of(fault.rule, terms.columns[fault.column])
        places = rows.places_in_file[fault.mask]
        wrong.add(Entry(IMPORT_FAULTS, fault.column, fault.rule, reason, "row", places))
    return bool(found)


def _problem(total: RuleTotal) -> Problem:
    rest = total.count - len(total.places)
    more = f" and {rest:,} more" if rest else ""
    what = f"row {', '.join(map(str, total.places))}{more}: {total.reason}"
    where = f"{total.file}, column {total.column}"
    return Problem(total.rule, where, what, "Import the export anew.")


def _take(rows: Rows, quarantine: Quarantine) -> None:
    """Make one entry of all rows that say the same words."""
    words = [encoded(rows.texts[name]) for name in _WORDS]
    key = np.zeros(rows.places_in_file.size, np.int64)
    for word in words:  # codes of a batch are few, so that their product is far from 2**63
        key = np.unique(key * (len(word.words) + 1) + word.values + 1, return_inverse=True)[1]
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    numbers: Int64s = rows.numbers["row"].values[order]
    for at, own in zip(order[starts].tolist(), np.split(numbers, starts[1:]), strict=True):
        file, column, rule, reason, consequence = (_word(one, at) for one in words)
        said = cast("Outcome", consequence)
        quarantine.add(Entry(str(file), column, str(rule), str(reason), said, own, imported=True))


def _word(column: Column, at: int) -> str | None:
    return column.words[column.values[at]] if column.known[at] else None
