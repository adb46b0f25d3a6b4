"""Rows counted as they come in, before anything is decided about them: what all else is held to.

`Books` watches the reader. It counts each row by the file it stands in and the period it began
in; what stages make of the rows is counted elsewhere, and the two must agree for every file and
period. Rows that an import left out stand in the export's own file, and nobody knows their period
any more; every other row stands in the Parquet file that it was delivered in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.accounts import Fate, Fates, Place
from scoring.columns import Bools, Column, Int64s
from scoring.errors import Problem, ReconciliationError
from scoring.flow import Finding, Roster
from scoring.intake.contracts import Interactions, declared
from scoring.intake.delivered import IMPORT
from scoring.intake.folder import ROSTER, Folder
from scoring.intake.quarantine import Outcome, Quarantine
from scoring.intake.reading import AGENT, Seen
from scoring.kernels import reference
from scoring.kernels.choice import Kernels
from scoring.pieces.periods import period_codes

RATED = "rated_agent_id"
_BEGAN = declared(Interactions)["created_at"]
_BECAME = {"row": "quarantined"}


class Calendar(NamedTuple):
    """How periods are told apart: month, quarter, half_year or year, by the clock of a zone."""

    cycle: str
    zone: str


class Books:
    """What came in, counted batch by batch; the order of the batches does not matter.

    Attributes:
        came: rows by place, faulty ones among them.
        changed: rows that are credited to another agent than the one whom the customer rated.
        met: bool[agents], who has a row that can be used within the bounds.
    """

    def __init__(
        self,
        calendar: Calendar,
        agents: int,
        bounds: tuple[Int64s, Int64s] | None = None,
        kernels: Kernels = reference,
    ) -> None:
        """Open books.

        Args:
            calendar: how to tell periods apart.
            agents: how many agents a row may be credited to.
            bounds: int64[agents] each, UTC microseconds from which and before which a row of the
                agent must begin to be met; None for any time.
            kernels: the kernels that do the work.
        """
        self.calendar, self.kernels = calendar, kernels
        self.bounds = bounds or _any_time(agents)
        self.came: Counter[Place] = Counter()
        self.changed = 0
        self.met: Bools = np.zeros(agents, np.bool_)
        self._aside: Counter[Place] = Counter()
        self._lock = Lock()

    def see(self, seen: Seen) -> None:
        """Count a batch: the observer of those that are read, on whichever thread."""
        began = seen.rows.numbers["created_at"]
        believed = _believed(began) if seen.faults else began
        codes, periods = period_codes(believed, *self.calendar, self.kernels)
        places = [Place(seen.file, period) for period in (*periods, None)]
        counts = np.zeros((len(places), 2), np.int64)  # no period, -1, is the last place
        self.kernels.count_cells(codes, seen.kept.astype(np.int64), counts)
        changed = _changed(seen) if RATED in seen.rows.texts else 0
        with self._lock:
            self.changed += changed
            for at in np.flatnonzero(counts.any(axis=1)).tolist():
                aside, kept = counts[at].tolist()
                self.came[places[at]] += aside + kept
                if aside:
                    self._aside[places[at]] += aside
        credited = np.where(seen.kept, seen.agent, -1) if seen.faults else seen.agent
        self.kernels.mark(credited, began.values, *self.bounds, self.met)

    def places(self, quarantine: Quarantine) -> Mapping[Place, int]:
        """Return every row that came in by place, those that an import left out among them."""
        left_out = Counter[Place]()
        for (file, _), rows in quarantine.imported_by_file().items():
            left_out[Place(file, None, imported=True)] += rows
        return self.came + left_out

    def set_aside(self, quarantine: Quarantine) -> Fates:
        """Return the rows that are no facts, by their fate.

        They are `quarantined`, here or by the import, or the import's rules left them out:
        `filtered`, `repeated`, `superseded`.
        """
        fates = {Fate(place, "quarantined"): rows for place, rows in self._aside.items()}
        for (file, consequence), rows in quarantine.imported_by_file().items():
            became = _BECAME.get(consequence, consequence)
            fates[Fate(Place(file, None, imported=True), became)] = rows
        return fates


def _any_time(agents: int) -> tuple[Int64s, Int64s]:
    ends = np.iinfo(np.int64)
    return np.full(agents, ends.min), np.full(agents, ends.max)


def _believed(began: Column) -> Column:
    """Return the stamps that keep the contract; one out of its bounds says no period."""
    low, high = _BEGAN.low or 0, _BEGAN.high or 0
    values: Int64s = began.values
    known = began.known & (low <= values) & (values <= high)
    return Column(began.kind, values, known)


def _changed(seen: Seen) -> int:
    """Count the rows whose rated agent is known and is not the one credited."""
    rated, credited = (seen.rows.texts[name].cast(pa.string()) for name in (RATED, AGENT))
    same = pc.fill_null(pc.equal(rated, credited), fill_value=False)
    return int(pc.and_(rated.is_valid(), pc.invert(same)).true_count)


def rows_stated(folder: Folder, aside: Mapping[Outcome, int]) -> int:
    """Return how many rows came in, by what the files say of themselves.

    Args:
        folder: the data folder, whose footers state the rows of its interactions.
        aside: the rows that an import left out, by what became of them.

    Raises:
        ReconciliationError: an import that states another number of rows than it delivered and
            left out.
    """
    there = folder.rows + sum(aside.values())
    report = folder.import_report
    stated = report.get("rows_in", there) if isinstance(report, Mapping) else there
    if stated != there:
        what = f"states rows in {stated}, of which {folder.rows} are here and it lists"
        what += f" {there - folder.rows} as left out"
        raise ReconciliationError(Problem("rows-unaccounted", IMPORT, what, "Import again."))
    return there


def about_rows(books: Books, quarantine: Quarantine) -> list[Finding]:
    """Tell what is no fault and yet a person should know of the rows; counts, never who."""
    told = []
    if books.changed:
        why = f"rows credited to another agent than the one who was rated: {books.changed:,}"
        told.append(Finding("agent-changed", "interactions", None, RATED, "agent-changed", why))
    if quarantine.recurring:
        why = f"ids that recur with other contents in another file: {quarantine.recurring:,}"
        told.append(Finding("id-recurs", "interactions", None, None, "repeated-id", why))
    return told


def about_agents(books: Books, roster: Roster | None = None) -> list[Finding]:
    """Tell how many agents have no interactions: those of a plan in its period, or all of them."""
    agents = slice(None) if roster is None else slice(0, len(roster.agent_ids))
    without = int(np.count_nonzero(~books.met[agents]))
    if not without:
        return []
    who = "agents of the roster without an interaction in the data"
    if roster is not None:
        who = f"agents in the plan without an interaction in {roster.period.name}"
    rule = "no-interactions"
    return [Finding(rule, ROSTER, None, "agent_id", rule, f"{who}: {without:,}")]
