"""What a run holds of an agent who is in its plan no more, and for whom it keeps balances."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.errors import IntegrityError, Problem
from scoring.ledger.identity import read_manifest
from scoring.ledger.verify import read_verified
from scoring.outputs.arrow import FROM_MEMORY
from scoring.outputs.others import Rows
from scoring.outputs.recompute import CARDS
from scoring.outputs.schemas import BALANCES, PREVIOUS_BALANCES
from scoring.plan.load import read_yaml


class Outside(NamedTuple):
    """An agent outside of the plan of a run.

    Attributes:
        run_id, period, plan: of the run.
        roster: the agent's rows of the roster; none where it has no such agent.
        opened, stored: the balances as they were taken from the earlier run, and as the run has
            them.
    """

    run_id: str
    period: str
    plan: Any
    roster: Rows
    opened: Rows
    stored: Rows


def outside_of(run: Path, agent_id: str) -> Outside | None:
    """Return an agent outside of the plan who has balances in a run; None where there are none.

    Raises:
        IntegrityError: a file of the run is not the one that was written.
    """
    manifest = read_manifest(run)
    listed = {entry["name"] for entry in manifest["outputs"]}
    if BALANCES not in listed:
        return None
    stored = _of_agent(run, BALANCES, agent_id)
    if not stored or _of_agent(run, CARDS, agent_id):
        return None
    said = manifest["identity"]["parameters"]
    plan = f"inputs/{said['plan_file']}"
    read_verified(run, plan)  # what is read next is what was written
    return Outside(
        run_id=manifest["run_id"],
        period=said["period"],
        plan=read_yaml(run / plan),
        roster=_of_agent(run, "inputs/roster.parquet", agent_id),
        opened=_of_agent(run, PREVIOUS_BALANCES, agent_id) if PREVIOUS_BALANCES in listed else [],
        stored=stored,
    )


def _of_agent(run: Path, name: str, agent_id: str) -> Rows:
    data = pa.BufferReader(read_verified(run, name))
    try:
        table = pq.read_table(data, filters=[("agent_id", "=", agent_id)], **FROM_MEMORY)
    except (pa.ArrowException, OSError) as error:
        what = "is not a readable Parquet file"
        raise IntegrityError(Problem("unreadable-file", str(run / name), what, "")) from error
    rows: Rows = table.to_pylist()
    return rows
