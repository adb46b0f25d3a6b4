"""One agent of a published run, reckoned once more from what the run holds and nothing else.

Stored are the exact fractions of the measures; from them `scoring.independent` goes the whole way
to the pay, with the run's own copies of plan, roster and targets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.errors import IntegrityError, Problem, UsageError
from scoring.exact.money import MINOR_PLACES
from scoring.flow import EXCLUSIONS
from scoring.independent.measures import measured
from scoring.independent.pay import act_on_agent, award_agents, pay_agent
from scoring.independent.people import person_of, rows_in
from scoring.independent.ranking import rank_agent
from scoring.independent.records import Measured, Outcome, Part
from scoring.independent.score import score_agent
from scoring.independent.tiers import tier_agent
from scoring.ledger.identity import read_manifest
from scoring.ledger.verify import read_verified
from scoring.plan.load import read_yaml

Rows: TypeAlias = list[dict[str, Any]]
Stored = TypeVar("Stored")
CARDS, MEASURES, COMPONENTS = "scorecards.parquet", "measures.parquet", "components.parquet"
_CLASSES = ("priority", "category", "channel")
PAYOUTS, AWARDS, ACTIONS = "payouts.parquet", "awards.parquet", "actions.parquet"


class Recomputed(NamedTuple):
    """One agent of a run, as stored and as reckoned once more.

    Attributes:
        run_id: the run.
        period: its period.
        plan: the run's copy of the plan: nested text that knows its lines.
        outcome: everything reckoned once more.
        stored: the agent's own rows of each table, by file name.
        ranked: how many agents have a score, overall and in the agent's group.
        roster: the agent's rows of the run's roster that hold in the period, by their first day.
        targets: the run's targets that may concern the agent.
    """

    run_id: str
    period: str
    plan: Any
    outcome: Outcome
    stored: Mapping[str, Rows]
    ranked: tuple[int, int]
    roster: Sequence[Mapping[str, Any]]
    targets: Rows


def recompute(run: Path, agent_id: str) -> Recomputed:
    """Reckon one agent of a run once more.

    Raises:
        UsageError: the run has no such agent.
        IntegrityError: a file of the run is not the one that was written.
    """
    manifest = read_manifest(run)
    said = manifest["identity"]["parameters"]
    period = said["period"]
    plan = _plan(run, f"inputs/{said['plan_file']}")
    stored = _stored(run, agent_id)
    if not stored[CARDS]:
        raise UsageError(_unknown_agent(run, agent_id))
    measures = _measures(plan, stored[MEASURES])
    roster = rows_in(period, _rows(run, "inputs/roster.parquet", agent_id))
    person = _person(run, plan, period, roster)
    targets = _concerning(person, _optional(manifest, run, "inputs/targets.parquet"))
    outcome = score_agent(plan, person, measures, targets)
    everybody = [outcome, *_others(run, plan, agent_id)]
    ranked = rank_agent(plan, outcome, everybody)
    tier_agent(plan, outcome, everybody)
    pay_agent(plan, outcome, period, MINOR_PLACES)
    award_agents(plan, everybody, period, MINOR_PLACES)
    act_on_agent(plan, outcome)
    return Recomputed(manifest["run_id"], period, plan, outcome, stored, ranked, roster, targets)


def _plan(run: Path, name: str) -> Any:
    read_verified(run, name)  # what is read next is what was written
    return read_yaml(run / name)


def _unknown_agent(run: Path, agent_id: str) -> Problem:
    outside = bool(_rows(run, "inputs/roster.parquet", agent_id))
    why = "the agent is on the roster but not in the plan" if outside else "nobody has this id"
    hint = "List the agents with `plaudit rank RUN`."
    return Problem("unknown-agent", str(run / CARDS), f"{why} in this run", hint)


def _stored(run: Path, agent_id: str) -> Mapping[str, Rows]:
    tables = (CARDS, MEASURES, COMPONENTS, PAYOUTS, AWARDS, ACTIONS)
    return {name: _rows(run, name, agent_id) for name in tables}


def _rows(run: Path, name: str, agent_id: str | None = None, filters: Any = None) -> Rows:
    """Read a table of the run: every row, those of an agent, or those that pass a filter."""
    filters = filters if agent_id is None else [("agent_id", "=", agent_id)]
    data = pa.BufferReader(read_verified(run, name))
    try:
        table = pq.read_table(data, filters=filters, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        what = "is not a readable Parquet file"
        raise IntegrityError(Problem("unreadable-file", str(run / name), what, "")) from error
    rows: Rows = table.to_pylist()
    return rows


def _optional(manifest: Mapping[str, Any], run: Path, name: str) -> Rows:
    listed = any(entry["name"] == name for entry in manifest["outputs"])
    return _rows(run, name) if listed else []


def _concerning(person: Mapping[str, Any], targets: Rows) -> Rows:
    """Keep the targets that are set for the agent, or for a level that the agent is in.

    A promise to a class of interactions is owed to customers and no target of an agent.
    """
    targets = [t for t in targets if all(t.get(name) is None for name in _CLASSES)]
    own = {level: person[level] for level in ("team", "role", "region")}
    own |= {"agent": person["agent_id"], "all": None}
    return [t for t in targets if t["level"] == "all" or own.get(t["level"]) == t["level_id"]]


def _person(
    run: Path, plan: Any, period: str, rows: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any]:
    person = person_of(plan, period, rows)
    if person is None:
        what = "scores an agent whom the run's own roster and plan leave out"
        hint = "Do not pay from this run; run the period again."
        raise IntegrityError(Problem("figure-differs", str(run / CARDS), what, hint))
    return person


def _measures(plan: Any, rows: Rows) -> dict[str, Measured]:
    """Turn the stored fractions into values again, in the plan's order."""
    stored = {row["measure"]: row for row in rows}
    return {
        name: _measured(plan, said, stored[name])
        for name, said in plan["measures"].items()
        if name in stored
    }


def _measured(plan: Any, measure: Any, row: Mapping[str, Any]) -> Measured:
    excluded = {r: row[f"excluded_{r}"] for r in EXCLUSIONS if row[f"excluded_{r}"]}
    if row["status"] == "not_given":
        return Measured(None, None, row["volume"], excluded, "not_given")
    empty = row["volume"] == 0 and measure["kind"] in {"mean", "quantile"}
    under = 0 if empty else int(row["denominator"])
    exact = Fraction(int(row["numerator"]), under) if under else None
    return measured(plan, measure, exact, row["volume"], excluded)


def _others(run: Path, plan: Any, agent_id: str) -> Iterator[Outcome]:
    """Return the other agents with what ranks, tiers and awards go by, as it is stored."""
    ties = plan.get("ranking", {}).get("break_ties", "none")
    chain = [tie for tie in ties if isinstance(tie, dict)] if isinstance(ties, list) else []
    asked = {a["by"] for a in plan.get("awards", ())} - {"score"}
    asked |= {tie["measure"] for tie in chain if "measure" in tie}
    values = _by_agent(_some(run, MEASURES, "measure", asked), "measure", _stored_value)
    asked = {tie["component"] for tie in chain if "component" in tie}
    parts = _by_agent(_some(run, COMPONENTS, "component", asked), "component", _stored_part)
    for card in _rows(run, CARDS):
        agent = card["agent_id"]
        if agent != agent_id:
            score, low, high = (_exact(card[key]) for key in ("score", "score_low", "score_high"))
            other = Outcome(card | {"cost_center": None}, values.get(agent, {}))
            other.components = parts.get(agent, {})
            other.status, other.tier, other.score = card["status"], card["tier"] or "", score
            other.score_low, other.score_high = low, high
            other.excluded = card["tier_by"] == "excluded"
            yield other


def _some(run: Path, name: str, column: str, asked: set[str]) -> Rows:
    """Read the rows of a table that have one of some names; nothing where none is asked for."""
    return _rows(run, name, filters=[(column, "in", sorted(asked))]) if asked else []


def _by_agent(rows: Rows, key: str, read: Callable[[Any], Stored]) -> dict[str, dict[str, Stored]]:
    found: dict[str, dict[str, Stored]] = {}
    for row in rows:
        found.setdefault(row["agent_id"], {})[row[key]] = read(row)
    return found


def _exact(stored: Any) -> Fraction | None:
    return None if stored is None else Fraction(stored)


def _stored_value(row: Mapping[str, Any]) -> Measured:
    value = _exact(row["value"])
    return Measured(value, value, row["volume"], {}, row["status"])


def _stored_part(row: Mapping[str, Any]) -> Part:
    return Part(Fraction(row["weight"]), _exact(row["points"]), row["reason"], None, None, None)
