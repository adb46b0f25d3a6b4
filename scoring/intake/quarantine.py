"""What was wrong with rows: every fault with its place, counted, never silent, never paid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s
from scoring.errors import DataError, Problem
from scoring.flow import Finding
from scoring.intake.contracts import Consequence

QUARANTINED = "quarantined"
BLANKED = "blanked"


class Entry(NamedTuple):
    """Rows of one file that broke one rule in one column."""

    file: str
    column: str | None
    rule: str
    reason: str
    consequence: Consequence
    rows: Int64s


@dataclass(slots=True)
class Quarantine:
    """Collects faults while batches are read; what it holds does not depend on their order."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """Take rows in; an entry without rows is nothing."""
        if entry.rows.size:
            self.entries.append(entry)

    @property
    def rows(self) -> int:
        """Count the rows in quarantine, each once however many rules it broke."""
        return sum(self.rows_by_file().values())

    @property
    def blanked(self) -> int:
        """Count the fields that were blanked."""
        return sum(e.rows.size for e in self.entries if e.consequence == "field")

    def rows_by_file(self) -> dict[str, int]:
        """Count the rows in quarantine by file."""
        found: dict[str, list[Int64s]] = {}
        for entry in self.entries:
            if entry.consequence == "row":
                found.setdefault(entry.file, []).append(entry.rows)
        return {name: np.unique(np.concatenate(rows)).size for name, rows in sorted(found.items())}

    def counts(self, consequence: Consequence = "row") -> dict[str, int]:
        """Count the faults by rule; a row that broke two rules counts under both."""
        found: Counter[str] = Counter()
        for entry in self.entries:
            if entry.consequence == consequence:
                found[entry.rule] += int(entry.rows.size)
        return dict(sorted(found.items()))

    def faults(self) -> tuple[Finding, ...]:
        """Return every fault, ordered by file, row, column and rule."""
        found = [
            Finding(
                QUARANTINED if e.consequence == "row" else BLANKED,
                e.file,
                int(row),
                e.column,
                e.rule,
                e.reason,
            )
            for e in self.entries
            for row in e.rows
        ]
        return tuple(sorted(found, key=lambda f: (f.file, f.row, f.column or "", f.rule, f.code)))

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


def spelled(counts: Mapping[str, int]) -> str:
    """Write counts per rule for a message: `null-id 3, out-of-range 12`."""
    return ", ".join(f"{rule} {count}" for rule, count in counts.items())
