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
    matches = [agents_pass(override.where, roster) for override in member.overrides]
    asks = [len(override.where) for override in member.overrides]
    most = np.zeros(n, dtype=np.int64)
    for match, columns_named in zip(matches, asks, strict=True):
        most = np.where(match, np.maximum(most, columns_named), most)
    ties: list[Problem] = []
    for place, (match, columns_named) in enumerate(zip(matches, asks, strict=True)):
        wins = match & (most == columns_named)
        for other in np.unique(held[wins & (held >= 0)]).tolist():
            agents = int(np.count_nonzero(wins & (held == other)))
            ties.append(_tie(member, other, place, agents))
        held[wins & (held < 0)] = place
    if ties:
        raise PlanError(ties)
    return held


def _tie(member: Member, first: int, second: int, agents: int) -> Problem:
    one, other = member.overrides[first], member.overrides[second]
    what = (
        f"{member.name}.overrides: {counted(agents, 'agent')} match two that name as many columns, "
        f"this one and that of line {one.place.line}"
    )
    hint = "Name one more column in the one that shall win, or part the two."
    return Problem("override-tie", str(other.place), what, hint)


def holding_any(member: Member, roster: Roster, places: Sequence[int]) -> Bools:
    """Return bool[n]: one of these overrides holds for the agent."""
    if not places:
        return np.zeros(len(roster.agent_ids), dtype=bool)
    return np.isin(holding(member, roster), places)
