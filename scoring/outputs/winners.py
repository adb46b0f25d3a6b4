"""Who has won awards with a cool-down: taken from the earlier run, and carried on by this one.

What is taken stands in the run as `inputs/winners.parquet`, and what is handed on to the next as
`winners.parquet`, both by agent and award. Agents who have left are carried on: they may return.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.columns import words_of
from scoring.errors import IntegrityError, Problem
from scoring.exact.period import Period, parse_period
from scoring.flow import Result
from scoring.ledger.verify import read_verified
from scoring.lines import Winners
from scoring.outputs.arrow import FROM_MEMORY, text_array
from scoring.outputs.previous import Previous
from scoring.outputs.schemas import WINNERS, WON_BEFORE, arrow_schema
from scoring.plan.model import Plan
from scoring.plan.past import begun, remembered

_BY_AGENT = [("agent_id", "ascending"), ("award", "ascending")]


def winners_of(
    previous: Previous, plan: Plan, period: Period, agent_ids: tuple[str, ...]
) -> Winners | None:
    """Read who has won before, of the awards whose cool-down has begun.

    Args:
        previous: the earlier run, which was held against the plan when it was opened.
        plan: the plan of the run at hand.
        period: its period.
        agent_ids: the agents in the plan.

    Returns:
        None where no cool-down has begun.

    Raises:
        IntegrityError: a table that is not the one that was written, or that no run writes.
    """
    rested = [a for a in plan.awards if a.cool_down and begun(a.cool_down.since, period)]
    if not rested:
        return None
    table = _read(previous.path)
    table = table.filter(pc.is_in(table["award"], pa.array([award.name for award in rested])))
    _require_earlier(previous.path, table, period)
    at = pc.fill_null(pc.index_in(table["agent_id"], pa.array(agent_ids, pa.string())), -1)
    return Winners(
        agent_ids=tuple(table["agent_id"].to_pylist()),
        agent=at.to_numpy().astype(np.int64),
        award=words_of(table["award"].to_pylist()),
        period=words_of(table["period"].to_pylist()),
    )


def _read(run: Path) -> Any:
    data = pa.BufferReader(read_verified(run, WINNERS))
    try:
        return pq.read_table(data, **FROM_MEMORY).cast(arrow_schema(WINNERS))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise IntegrityError(_altered(run, "is not a readable table of winners")) from error


def _require_earlier(run: Path, table: Any, period: Period) -> None:
    """Require periods of this length that lie before this one; a table made by hand may lie."""
    for word in pc.unique(table["period"]).to_pylist():
        try:
            then = parse_period(word or "")
        except ValueError:
            then = period
        if then.cycle != period.cycle or then.number >= period.number:
            raise IntegrityError(_altered(run, f"says that an award was won in '{word}'"))


def _altered(run: Path, what: str) -> Problem:
    hint = "Check the run with `plaudit verify`; run its period again."
    return Problem("unreadable-file", str(run / WINNERS), what, hint)


def winner_tables(plan: Plan, result: Result) -> dict[str, Any]:
    """Return the tables of winners that a run keeps, by file name: before it, and with it."""
    tables = {}
    before = result.roster.earlier.winners if result.roster.earlier else None
    if before is not None:
        tables[WON_BEFORE] = _table(WON_BEFORE, before, np.ones(before.agent.size, dtype=bool))
    names = [award.name for award in remembered(plan, result.roster.period)]
    if names:
        tables[WINNERS] = _carried(result, names, before)
    return tables


def _carried(result: Result, names: list[str], before: Winners | None) -> Any:
    """Return who has won each award last: those of this run, and of the others who won before."""
    awards, ids = result.awards, result.roster.agent_ids
    own = np.flatnonzero(awards.name.are(*names))
    agents = awards.agent[own]
    new = pa.Table.from_arrays(
        [
            pa.array([ids[agent] for agent in agents.tolist()], pa.string()),
            text_array(awards.name.taken(own)),
            pa.array([result.roster.period.name] * own.size, pa.string()),
        ],
        schema=arrow_schema(WINNERS),
    )
    if before is None:
        return new.sort_by(_BY_AGENT)
    again = np.zeros(before.agent.size, dtype=bool)
    for name, winners in _by_award(names, awards.name.taken(own), agents):
        won = np.zeros(len(ids) + 1, dtype=bool)  # the last one stands for who is not in the plan
        won[winners] = True
        again |= before.award.are(name) & won[before.agent]
    return pa.concat_tables([new, _table(WINNERS, before, ~again)]).sort_by(_BY_AGENT)


def _by_award(names: list[str], award: Any, agents: Any) -> Iterator[tuple[str, Any]]:
    yield from ((name, agents[award.are(name)]) for name in names)


def _table(name: str, winners: Winners, kept: Any) -> Any:
    return pa.Table.from_arrays(
        [
            pa.array(winners.agent_ids, pa.string()).filter(pa.array(kept)),
            text_array(winners.award.taken(kept)),
            text_array(winners.period.taken(kept)),
        ],
        schema=arrow_schema(name),
    )
