"""What an import found and did, row by row: counted at once, listed on disk, in order at the end.

A file of many million rows may break a rule in each of them, so nothing here grows with the rows
but one bit for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s
from scoring.importing.spill import Sorter

ROW_BITS = 40
"""A place is a file's index and a row of it, in one number that orders as the two do."""

LISTED = {
    "quarantine": "row",
    "blank": "field",
    "emptied": "emptied",
    "filled": "filled",
    "filtered": "filtered",
    "repeated": "repeated",
    "superseded": "superseded",
}
"""What an action comes to in the list of faults; `keep` and `error` only count."""


class Said(NamedTuple):
    """A rule that was broken or applied.

    Attributes:
        column: the contract's column; empty for the row as a whole.
        rule: its name.
        action: `quarantine`, `blank`, `error`, `keep`, or a key of `LISTED`.
        reason: why, without a personal value.
    """

    column: str
    rule: str
    action: str
    reason: str


def places(file: int | Int64s, rows: Int64s) -> Int64s:
    """Return the places of rows of a file, as one number each."""
    at: Int64s = (np.asarray(file, np.int64) << ROW_BITS) + rows
    return at


def apart(at: Int64s) -> tuple[Int64s, Int64s]:
    """Return the file's index and the row of each place."""
    return at >> ROW_BITS, at & ((1 << ROW_BITS) - 1)


class Log:
    """Takes down what was found and done.

    Attributes:
        counts: rows by what was said of them.
        first: the first place of each.
    """

    def __init__(self, folder: Path) -> None:
        """Start empty; what does not fit into memory goes to the folder."""
        self.counts: dict[Said, int] = {}
        self.first: dict[Said, int] = {}
        self._numbers: dict[Said, int] = {}
        self._sorter = Sorter(folder, ("at", "said"), budget_bytes=32 << 20)
        self._rejected: dict[int, Bools] = {}

    def note(self, said: Said, at: Int64s) -> None:
        """Take down the places of which something is said; no places are nothing."""
        if not at.size:
            return
        self.counts[said] = self.counts.get(said, 0) + at.size
        self.first[said] = min(self.first.get(said, int(at[0])), int(at.min()))
        if said.action == "quarantine":
            self._reject(at)
        if said.action in LISTED:
            number = self._numbers.setdefault(said, len(self._numbers))
            column = pa.array(np.full(at.size, number, np.int64))
            self._sorter.add(pa.table({"at": pa.array(at), "said": column}))

    @property
    def rejected(self) -> int:
        """Count the rows that were set aside, each once."""
        return sum(int(rows.sum()) for rows in self._rejected.values())

    def is_rejected(self, file: int, rows: Int64s) -> Bools:
        """Say which rows of a file were set aside: bool[rows]."""
        marks = self._rejected.get(file, np.zeros(0, np.bool_))
        within = rows < marks.size
        result = np.zeros(rows.size, np.bool_)
        result[within] = marks[rows[within]]
        return result

    def counted(self, action: str) -> int:
        """Count the rows of an action that takes each row once."""
        return sum(n for said, n in self.counts.items() if said.action == action)

    def listed(self) -> Iterator[tuple[Int64s, list[Said]]]:
        """Yield the places in order, and what is said of each, ordered by column and rule."""
        numbered = list(self._numbers)
        order = sorted(range(len(numbered)), key=lambda n: numbered[n])
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        for table in self._sorter.sorted():
            ranked = rank[table.column("said").to_numpy()]
            at = table.column("at").to_numpy()
            by = np.lexsort((ranked, at))
            yield at[by], [numbered[order[n]] for n in ranked[by].tolist()]

    def close(self) -> None:
        """Remove what was put on disk."""
        self._sorter.close()

    def _reject(self, at: Int64s) -> None:
        files, rows = apart(at)
        for file in np.unique(files).tolist():
            own = rows[files == file]
            marks = self._rejected.get(file, np.zeros(0, np.bool_))
            if own.max() >= marks.size:
                grown = np.zeros(max(int(own.max()) + 1, 2 * marks.size), np.bool_)
                grown[: marks.size] = marks
                marks = grown
            marks[own] = True
            self._rejected[file] = marks


def fault_table(at: Int64s, said: list[Said], files: list[str], columns: dict[str, Any]) -> Any:
    """Lay out faults as the contract ImportFaults has them.

    Args:
        at: places.
        said: what is said of each.
        files: the names of the files, by index.
        columns: the export's own name for each column of the contract.
    """
    distinct = list(dict.fromkeys(said))
    number = {one: i for i, one in enumerate(distinct)}
    which = pa.array([number[one] for one in said], pa.int32())
    words = {
        "column": [columns.get(one.column) for one in distinct],
        "rule": [one.rule for one in distinct],
        "reason": [one.reason for one in distinct],
        "consequence": [LISTED[one.action] for one in distinct],
    }
    file, row = apart(at)
    spread = {name: pc.take(pa.array(w, pa.string()), which) for name, w in words.items()}
    names = pc.take(pa.array(files, pa.string()), pa.array(file))
    return pa.table({"file": names, "row": pa.array(row), **spread})
