"""Ranks once more: one more than the agents before, by the score and by what breaks ties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scoring.independent.chance import rank_interval
from scoring.independent.numbers import ZERO
from scoring.independent.records import Outcome
from scoring.independent.rows import Tree

Key = tuple[Any, ...]
COLUMNS = {"region": "region", "team": "team", "role": "role", "manager": "manager_id"}


def within(plan: Tree) -> str:
    """Return the kind of group in which agents are ranked beside the rank overall."""
    return str(plan.get("ranking", {}).get("within", "region"))


def group_of(out: Outcome, among: str) -> str:
    """Return the name of an agent's group; those without one are together."""
    return "" if among == "all" else out.agent.get(COLUMNS[among]) or ""


def key_of(plan: Tree, out: Outcome) -> Key:
    """Return what agents are ordered by, the best first: the score, and what breaks ties."""
    ties = plan.get("ranking", {}).get("break_ties", "none")
    return (-(out.score or ZERO), *([] if ties == "none" else [_tie(plan, out, t) for t in ties]))


def _tie(plan: Tree, out: Outcome, tie: Any) -> Any:
    if tie == "agent_id":
        return out.agent["agent_id"]
    if "component" in tie:
        number, lower = out.components[tie["component"]].points, False
    else:
        number = out.measures[tie["measure"]].value
        lower = plan["measures"][tie["measure"]]["better"] == "lower"
    if number is None:
        return (1, ZERO)  # what is missing comes last
    return (0, number if lower else -number)


def place_of(own: Any, keys: Iterable[Any], ranking: str) -> int:
    """Return the rank among keys, the least being best: competition 1, 1, 3 or dense 1, 1, 2."""
    better = [key for key in keys if key < own]
    return 1 + len(set(better) if ranking == "dense" else better)


def rank_agents(plan: Tree, outcomes: Iterable[Outcome]) -> None:
    """Rank every agent with a score, overall and within the group that the plan names."""
    scored = [out for out in outcomes if out.score is not None]
    for out in scored:
        rank_agent(plan, out, scored)


def rank_agent(plan: Tree, out: Outcome, outcomes: Iterable[Outcome]) -> tuple[int, int]:
    """Rank one agent among all; return how many have a score, overall and in the group."""
    group = group_of(out, within(plan))
    scored = [o for o in outcomes if o.score is not None]
    near = [key_of(plan, o) for o in scored if group_of(o, within(plan)) == group]
    if out.score is not None:
        ranking, own = plan["conventions"]["rank"], key_of(plan, out)
        out.rank = place_of(own, (key_of(plan, o) for o in scored), ranking)
        out.rank_in = place_of(own, near, ranking)
        rank_interval(out, scored)
    return len(scored), len(near)
