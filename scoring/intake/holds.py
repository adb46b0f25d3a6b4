"""When interactions were on hold: `holds.parquet`, joined to the rows by their ids.

What is written twice or overlaps counts once, in whatever order and however often it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.beside import Holds
from scoring.columns import Int64s
from scoring.errors import DataError
from scoring.flow import Finding
from scoring.intake.canonical import plain_text
from scoring.intake.folder import HOLDS, Folder
from scoring.intake.small import read_small
from scoring.plan.calendars import durations
from scoring.plan.model import Plan
from scoring.worktime.hours import Interval, united

NONE = -1


class HeldRows:
    """The holds of a folder, and which of their interactions were met.

    Batches may be joined by several threads: each only says of an interaction that it was met.
    """

    def __init__(self, ids: list[str], holds: Holds) -> None:
        """Take the ids of the interactions on hold, each once, in the order of `holds`."""
        self.holds = holds
        self._ids = pa.array(ids, pa.string())
        self._met = np.zeros(len(ids), np.bool_)

    def places_of(self, ids: Any) -> Int64s:
        """Find each row's place among the interactions that were on hold.

        Args:
            ids: an Arrow array, the interactions' ids as text or whole numbers.

        Returns:
            int64[rows], -1 where a row was never on hold.
        """
        found = pc.index_in(plain_text(ids, None), value_set=self._ids, skip_nulls=True)
        places: Int64s = found.fill_null(NONE).to_numpy(zero_copy_only=False).astype(np.int64)
        self._met[places[places != NONE]] = True
        return places

    def findings(self) -> Iterator[Finding]:
        """Tell of interactions on hold that no row was; complete once every batch was joined."""
        if unmet := int((~self._met).sum()):
            why = f"interactions on hold that are no row, or in quarantine: {unmet:,}"
            yield Finding("unknown-interaction", HOLDS, None, "interaction_id", "holds", why)


def read_holds(folder: Folder, plan: Plan) -> HeldRows | None:
    """Read when interactions were on hold; None where the plan subtracts nothing.

    Raises:
        DataError: a fault in the table.
        StorageError: what the system does not let be read.
    """
    if not any(of.elapsed.holds == "subtract" for _, of in durations(plan)):
        return None
    rows, problems = read_small(folder, HOLDS)
    if problems:
        raise DataError(problems)
    edges = [rows.numbers[name].values.tolist() for name in ("from_at", "to_at")]
    told = zip(rows.texts["interaction_id"].to_pylist(), *edges, strict=True)
    by_id: dict[str, list[Interval]] = {}
    for name, begins, ends in sorted(told):
        if begins < ends:
            by_id.setdefault(name, []).append(Interval(begins, ends))
    return HeldRows(list(by_id), holds_of([united(spans) for spans in by_id.values()]))


def holds_of(spans: list[list[Interval]]) -> Holds:
    """Lay out the spans on hold of several interactions, one interaction behind the other."""
    first = np.cumsum([0, *(len(own) for own in spans)], dtype=np.int64)
    edges = np.array([i for own in spans for i in own], np.int64).reshape(-1, 2)
    return Holds(first, edges[:, 0], edges[:, 1])
