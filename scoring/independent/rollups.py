"""Rollups once more: the facts of every member, or the members' values, taken together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.independent.measures import valued
from scoring.independent.numbers import ONE, ZERO
from scoring.independent.records import Measured
from scoring.independent.rows import Tree

TOTALS = ("count", "sum")
"""Kinds whose value grows with every member: nothing is divided by how many there are."""


def members_of(
    over: str, agent: Tree, people: Iterable[Tree], reports: Iterable[Tree] = ()
) -> list[str]:
    """Return the ids of those whose values are taken together for an agent.

    Args:
        over: what the rollup says.
        agent: the agent.
        people: the agents in the plan.
        reports: agents outside of it who report to one in it.
    """
    if over == "all":
        return [person["agent_id"] for person in people]
    if over == "reports":
        everybody = (*people, *reports)
        return [p["agent_id"] for p in everybody if p["manager_id"] == agent["agent_id"]]
    own = agent[over]
    return [p["agent_id"] for p in people if own is not None and p[over] == own]


def roll_up(
    plan: Tree,
    people: Sequence[Tree],
    measures: Mapping[str, dict[str, Any]],
    reports: Sequence[Tree] = (),
) -> None:
    """Add every rollup of a plan to each agent's measures, which have all others already.

    So have those of the reports outside of the plan.
    """
    for name, said in plan["measures"].items():
        if said["kind"] == "rollup":
            for agent in people:
                who = members_of(said["over"], agent, people, reports)
                parts = [measures[one][said["of"]] for one in who]
                measures[agent["agent_id"]][name] = rolled_up(plan, said, parts)


def rolled_up(plan: Tree, said: Tree, parts: Sequence[Measured]) -> Measured:
    """Take the members' measures together.

    Args:
        plan: the plan as nested text.
        said: the rollup.
        parts: what it rolls up, of each member.
    """
    kind = plan["measures"][said["of"]]["kind"]
    if not parts:
        return Measured(None, None, 0, {}, "no_members")
    if said["by"] == "macro":
        known = [part.value for part in parts if part.value is not None]
        above, under, volume = sum(known, ZERO), Fraction(len(known)), len(known)
    else:
        sums = [part.sums or (ZERO, ZERO) for part in parts]
        above = sum((top for top, _ in sums), ZERO)
        under = sum((bottom for _, bottom in sums), ZERO)
        if kind in TOTALS:
            under = next((bottom for _, bottom in sums if bottom), ONE)
        volume = sum(part.volume for part in parts)
    exact = above / under if under else None
    averaged = said["by"] == "macro" or kind == "mean"
    return valued(plan, said, exact, volume, "no_facts" if averaged else "zero_denominator")
