"""Which override holds for an agent: of those that match, the one that names most columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.errors import PlanError, Problem, counted
from scoring.flow import Roster
from scoring.pieces.filters import agents_pass
from scoring.plan.structure import Member


def holding(member: Member, roster: Roster) -> Int64s:
    """Return int64[n]: the place of the override that holds for each agent, -1 where none does.

    Raises:
        PlanError: an agent whom two overrides match that name as many columns.
    """
    n = len(roster.agent_ids)
    held = np.full(n, -1, dtype=np.int64)
    if not member.overrides:
        return held
    named = np.zeros(n, dtype=np.int64)
    ties: list[tuple[int, int, int]] = []
    for place, override in enumerate(member.overrides):
        matches = agents_pass(override.where, roster)
        weight = len(override.where)
        for other in np.unique(held[matches & (named == weight)]).tolist():
            both = matches & (named == weight) & (held == other)
            ties.append((other, place, int(np.count_nonzero(both))))
        better = matches & (weight > named)
        held[better], named[better] = place, weight
    if ties:
        raise PlanError([_tie(member, *tie) for tie in ties])
    return held


def _tie(member: Member, first: int, second: int, agents: int) -> Problem:
    one, other = member.overrides[first], member.overrides[second]
    what = (
        f"{member.name}.overrides: {counted(agents, 'agent')} match two overrides that name as "
        f"many columns, this one and that of line {one.place.line}"
    )
    hint = "Name one more column in the one that shall win, or part the two."
    return Problem("override-tie", str(other.place), what, hint)


def holding_any(member: Member, roster: Roster, places: Sequence[int]) -> Bools:
    """Return bool[n]: one of these overrides holds for the agent."""
    if not places:
        return np.zeros(len(roster.agent_ids), dtype=bool)
    return np.isin(holding(member, roster), places)
