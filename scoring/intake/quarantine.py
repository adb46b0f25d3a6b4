"""What was wrong with rows: every fault with its place, counted, never silent, never paid.

Faults stay what they are found as: arrays of row numbers, one for each rule of a batch. A table or
a total is made of them when somebody asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa

from scoring.accounts import CODES, RuleTotal
from scoring.columns import Int64s
from scoring.errors import DataError, Problem
from scoring.intake.contracts import CONSEQUENCES
from scoring.intake.rowset import RowSet

__all__ = ["ASIDE", "FIRST", "Entry", "Outcome", "Quarantine", "RuleTotal", "spelled"]

Outcome = Literal["row", "field", "emptied", "filled", "filtered", "repeated", "superseded"]
"""What a fault or a cleaning rule comes to for a row; the words of `CONSEQUENCES`."""

ASIDE: tuple[Outcome, ...] = ("row", "filtered", "repeated", "superseded")
"""Consequences for which a row is no interaction of the run; the first counts, if there are two."""

FIRST = 20
"""Row numbers, and values where they are shown, that are remembered of each rule."""


class Entry(NamedTuple):
    """Rows of one file that broke one rule in one column, or to which one was applied.

    Attributes:
        rows: int64[n], row numbers from 1.
        values: what stands in the first rows, where values are shown: texts, at most one a row.
        imported: whether file and rows are those of the export, which the import has read.
    """

    file: str
    column: str | None
    rule: str
    reason: str
    consequence: Outcome
    rows: Int64s
    values: Sequence[str] = ()
    imported: bool = False


_Key = tuple[str, str, str, str, str]


@dataclass(slots=True)
class _Running:
    """Running total of one rule, column, file and reason."""

    count: int = 0
    first: dict[int, str | None] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        rows = entry.rows
        self.count += int(rows.size)
        if rows.size > FIRST:
            rows = np.partition(rows, FIRST)[:FIRST]
        told = dict(zip(entry.rows[: len(entry.values)].tolist(), entry.values, strict=True))
        for row in rows.tolist():
            self.first.setdefault(row, told.get(row))
        self.first = dict(sorted(self.first.items())[:FIRST])


@dataclass(slots=True, init=False)
class Quarantine:
    """Collects faults while batches are read; what it holds does not depend on their order.

    Attributes:
        entries: every fault, where rows are kept; else none.
        keep_rows: false keeps counts, the first row numbers of each rule and one bit a row set
            aside: enough for a report, in little memory.
        show_values: whether the first values that broke a rule may be kept and shown.
        recurring: ids that stand in more than one file with other contents, told by the reader.
    """

    entries: list[Entry]
    keep_rows: bool
    show_values: bool
    recurring: int
    _totals: dict[_Key, _Running]
    _aside: dict[tuple[Outcome, bool, str], RowSet]

    def __init__(
        self, entries: Sequence[Entry] = (), *, keep_rows: bool = True, show_values: bool = False
    ) -> None:
        """Start with entries, as those of an import."""
        self.entries = []
        self.keep_rows, self.show_values, self.recurring = keep_rows, show_values, 0
        self._totals, self._aside = {}, {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Take rows in; an entry without rows is nothing."""
        if not entry.rows.size:
            return
        if self.keep_rows:
            self.entries.append(entry._replace(values=()))
        if not self.show_values:
            entry = entry._replace(values=())
        key = (entry.consequence, entry.rule, entry.column or "", entry.reason, entry.file)
        self._totals.setdefault(key, _Running()).add(entry)
        if entry.consequence in ASIDE or (entry.imported and entry.consequence == "field"):
            own = (entry.consequence, entry.imported, entry.file)
            self._aside.setdefault(own, RowSet()).add(entry.rows)

    @property
    def rows(self) -> int:
        """Count the rows in quarantine, each once however many rules it broke."""
        return sum(self.rows_by_file().values())

    @property
    def blanked(self) -> int:
        """Count the fields that were blanked."""
        return sum(self.counts("field").values())

    def rows_by_file(self) -> dict[str, int]:
        """Count the rows in quarantine by file."""
        found: Counter[str] = Counter()
        for (consequence, _, file), rows in self._aside.items():
            if consequence == "row":
                found[file] += rows.count()
        return dict(sorted(found.items()))

    def imported_aside(self) -> dict[Outcome, int]:
        """Count the rows of the export that never became interactions, each once, by consequence.

        They are not among the rows of the interactions: rows in are those and these.
        """
        found: dict[Outcome, int] = dict.fromkeys(ASIDE, 0)
        for (_, consequence), rows in self.imported_by_file().items():
            found[consequence] += rows
        return found

    def imported_by_file(self) -> dict[tuple[str, Outcome], int]:
        """Count the same rows by the export's file and the consequence, those that occur."""
        found: dict[tuple[str, Outcome], int] = {}
        for file in sorted({file for _, imported, file in self._aside if imported}):
            before = RowSet()
            for consequence in ASIDE:
                rows = self._aside.get((consequence, True, file), RowSet())
                if count := rows.count(before):
                    found[file, consequence] = count
                before |= rows
        return found

    def imported_blanked(self) -> int:
        """Count the rows of the export that became interactions with a field of them blanked."""
        rows = 0
        for consequence, imported, file in self._aside:
            if imported and consequence == "field":
                aside = RowSet()
                for word in ASIDE:
                    aside |= self._aside.get((word, True, file), RowSet())
                rows += self._aside[consequence, True, file].count(aside)
        return rows

    def counts(self, consequence: Outcome = "row") -> dict[str, int]:
        """Count the faults by rule; a row that broke two rules counts under both."""
        found: Counter[str] = Counter()
        for (came_to, rule, *_), total in self._totals.items():
            if came_to == consequence:
                found[rule] += total.count
        return dict(sorted(found.items()))

    def totals(self, shown: int = 5) -> list[RuleTotal]:
        """Return what each rule came to, by column, reason and file.

        Args:
            shown: how many row numbers to name, at most 20.

        Returns:
            Ordered by consequence (as in `CONSEQUENCES`), rule, column, reason and file.
        """
        order = {word: i for i, word in enumerate(CONSEQUENCES)}
        found = sorted(self._totals.items(), key=lambda item: (order[item[0][0]], item[0]))
        return [_total(key, running, shown) for key, running in found]

    def table(self) -> Any:
        """Return every fault and application: code, file, row, column, rule, reason, imported.

        Ordered by file, row, column, rule and code; words are dictionaries. Empty where rows are
        not kept.
        """
        entries = self.entries
        sizes = [entry.rows.size for entry in entries]
        words: dict[str, list[str | None]] = {
            "code": [CODES.get(e.consequence, e.consequence) for e in entries],
            "file": [e.file for e in entries],
            "column": [e.column for e in entries],
            "rule": [e.rule for e in entries],
            "reason": [e.reason for e in entries],
        }
        coded = {name: _coded(said) for name, said in words.items()}
        rows: Int64s = np.concatenate([np.empty(0, np.int64), *(e.rows for e in entries)])
        which = np.repeat(np.arange(len(entries)), sizes)
        by = ("reason", "code", "rule", "column")
        order = np.lexsort([*(coded[n][0][which] for n in by), rows, coded["file"][0][which]])
        rows, which = rows[order], which[order]
        imported = np.array([e.imported for e in entries], np.bool_)
        columns = {name: _spread(*coded[name], which) for name in words}
        made = {"code": columns["code"], "file": columns["file"], "row": pa.array(rows)}
        made |= {name: columns[name] for name in ("column", "rule", "reason")}
        return pa.table(made | {"imported": pa.array(imported[which])})

    def check(self, quarantine_max: Decimal, rows_in: int) -> None:
        """Refuse to go on when too large a share of the rows is in quarantine.

        Raises:
            DataError: `too-many-bad-rows`, with the counts per rule.
        """
        if Fraction(self.rows) > Fraction(quarantine_max) * rows_in:
            raise DataError(
                Problem(
                    "too-many-bad-rows",
                    "conventions.quarantine_max",
                    f"rows in quarantine: {self.rows:,} of {rows_in:,}, more than the share of "
                    f"{quarantine_max} that the plan allows: {spelled(self.counts())}",
                    "Mend the export, or allow a larger share in the plan.",
                )
            )


def _total(key: _Key, running: _Running, shown: int) -> RuleTotal:
    consequence, rule, column, reason, file = key
    first = list(running.first.items())[:shown]
    values = tuple(value for _, value in first if value is not None)
    places = tuple(row for row, _ in first)
    return RuleTotal(consequence, rule, column or None, reason, file, running.count, places, values)


def _coded(words: Sequence[str | None]) -> tuple[Int64s, list[str]]:
    """Return the rank of each word among the sorted words, -1 for none, and those words."""
    known = sorted({word for word in words if word is not None})
    rank = {word: i for i, word in enumerate(known)}
    codes = [-1 if word is None else rank[word] for word in words]
    return np.array(codes, np.int64), known


def _spread(codes: Int64s, words: list[str], which: Int64s) -> Any:
    """Return a dictionary array that repeats each entry's word for its rows."""
    each = codes[which].astype(np.int32)
    indices = pa.array(np.maximum(each, 0), mask=each < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


def spelled(counts: Mapping[str, int]) -> str:
    """Write counts per rule for a message: `null-id 3, out-of-range 12`."""
    return ", ".join(f"{rule} {count}" for rule, count in counts.items())
