"""What a run holds of an agent who is in its plan no more, and for whom it keeps balances."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from scoring.ledger.identity import read_manifest
from scoring.ledger.verify import read_verified
from scoring.outputs.others import Rows
from scoring.outputs.recompute import CARDS
from scoring.outputs.schemas import BALANCES, PREVIOUS_BALANCES
from scoring.outputs.stored import of_agent, stored_rows
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
    own = of_agent(agent_id)
    stored = stored_rows(run, BALANCES, own)
    if not stored or stored_rows(run, CARDS, own):
        return None
    said = manifest["identity"]["parameters"]
    plan = f"inputs/{said['plan_file']}"
    read_verified(run, plan)  # what is read next is what was written
    return Outside(
        run_id=manifest["run_id"],
        period=said["period"],
        plan=read_yaml(run / plan),
        roster=stored_rows(run, "inputs/roster.parquet", own),
        opened=stored_rows(run, PREVIOUS_BALANCES, own) if PREVIOUS_BALANCES in listed else [],
        stored=stored,
    )
