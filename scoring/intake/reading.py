"""What a reading of the interactions is asked for, reads with and shows: records, and no work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa

from scoring.columns import Bools, Int64s
from scoring.intake.canonical import Rows
from scoring.intake.checks import RowFault
from scoring.intake.fields import Terms
from scoring.intake.gate import Numbered
from scoring.intake.holds import HeldRows
from scoring.intake.ids import Ids
from scoring.intake.physical import Kind
from scoring.intake.quarantine import FIRST, Quarantine
from scoring.intake.raw import json_texts
from scoring.intake.repeats import Repeats
from scoring.kernels import reference
from scoring.kernels.choice import Kernels
from scoring.plan.model import Scale

ID, AGENT = "interaction_id", "agent_id"
UNATTRIBUTED, NOT_IN_PLAN, UNKNOWN = -1, -2, -3


class Seen(NamedTuple):
    """A batch as it came in, and what was found in it: for whoever counts rows, used or not.

    Attributes:
        file: the file it is from.
        rows: every row of the batch, nothing blanked.
        agent: int64[rows], as in `Facts`; -3 for an agent who is not on the roster.
        faults: what was wrong, each over all of `rows`.
        kept: bool[rows], the rows that go on as facts.
    """

    file: str
    rows: Rows
    agent: Int64s
    faults: list[RowFault]
    kept: Bools


class Came(NamedTuple):
    """Rows of a batch as the file has them.

    Attributes:
        file: the file.
        places: int64[rows], their row numbers, from 1, increasing.
        batch: an Arrow record batch.
        well: whether the gate found nothing against the contract in any of them.
    """

    file: str
    places: Int64s
    batch: Any
    well: bool = False

    def values(self, column: str, places: Int64s) -> tuple[str, ...]:
        """Write out what stands in the first of these rows."""
        at = pa.array(np.searchsorted(self.places, places[:FIRST]))
        return tuple(json_texts(self.batch.column(column).take(at)).to_pylist())

    def only(self, mask: Bools) -> Came:
        """Return the rows of a mask."""
        chosen = self.batch.filter(pa.array(mask))
        return self._replace(places=self.places[mask], batch=chosen)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a data folder.

    Attributes:
        known_agents: every agent of the roster, with the index in the plan or -2.
        scales: the plan's rating scales, by column; what is outside is `out-of-scale`.
        company_columns: the `x_` columns to read, with their kinds; `folder.company` for all.
        quarantine: takes the faults; complete once the last batch is out.
        observe: is shown every batch as it came in.
        columns: the columns of the contract that are read; None for all of them.
        kernels: the kernels that do the work.
        ids: the look at the ids, where one was begun; it spares a large export a second one.
        held: when interactions were on hold, where somebody asks.
    """

    known_agents: Mapping[str, int]
    scales: Mapping[Literal["csat"], Scale]
    company_columns: Mapping[str, Kind]
    quarantine: Quarantine
    observe: Callable[[Seen], None] | None = None
    columns: Collection[str] | None = None
    kernels: Kernels = reference
    ids: Ids | None = None
    held: HeldRows | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What every batch is read with; pandas serves one thread at a time."""

    asked: Asked
    terms: Terms
    repeats: Repeats
    agents: Numbered
    pandas: Lock
