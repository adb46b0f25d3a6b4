"""Stretches of agents who are scored by stretch: measured behind the agents, in the same pass.

An agent's own value is over all stretches. The rows of those who have several are taken once more
for each stretch, as those of one more agent, whose bounds leave the rows of the others out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from scoring.columns import Column, Int64s, joined
from scoring.exact import fixed
from scoring.flow import Facts, Roster, Segments, Values
from scoring.pieces.reports import earlier_taken, of_agents
from scoring.plan.measuring import RowMeasure
from scoring.plan.model import Plan

_NOBODY = 2
"""Indexes below 0 that facts may have, of which nobody is an agent of the plan."""


def measured_stretches(roster: Roster) -> Roster:
    """Return those who are measured: the agents, and behind them their stretches, if any."""
    segments = roster.segments
    if segments is None:
        return roster
    parts = segments.roster
    whose = np.concatenate([np.arange(len(roster.agent_ids)), segments.of])
    arrays = ("has_base", "fte", "employed_days", "starts_us", "ends_us")
    earlier = roster.earlier
    return replace(
        roster,
        agent_ids=(*roster.agent_ids, *parts.agent_ids),
        columns={
            name: joined([words, parts.columns[name]]) for name, words in roster.columns.items()
        },
        bonus_base=_both(*fixed.alike(roster.bonus_base, parts.bonus_base)),
        given={
            name: (units[whose], volume[whose], known[whose])
            for name, (units, volume, known) in roster.given.items()
        },
        earlier=None if earlier is None else earlier_taken(earlier, whose),
        **{name: _both(getattr(roster, name), getattr(parts, name)) for name in arrays},
    )


def _both(a: Any, b: Any) -> Any:
    return np.concatenate([a, b])


class Parting:
    """Takes the rows of agents with several stretches apart from batches of facts."""

    def __init__(self, roster: Roster) -> None:
        """Look up where the stretches of each agent stand.

        Args:
            roster: those who are measured, as `measured_stretches` returns them.
        """
        segments, self._most = roster.segments, 0
        if segments is not None and segments.of.size:
            agents = len(roster.agent_ids) - segments.of.size
            self._count = np.bincount(segments.of, minlength=agents + _NOBODY)
            self._first = agents + np.cumsum(self._count) - self._count
            self._most = int(self._count.max())

    def parts(self, facts: Facts) -> Iterator[Facts]:
        """Yield the rows of those agents as the first stretch's of each, as the second's and on."""
        if not self._most:
            return
        stretches = self._count[facts.agent]
        for number in range(self._most):
            at = np.flatnonzero(stretches > number)
            if at.size:
                yield Facts(
                    agent=self._first[facts.agent[at]] + number,
                    columns={name: _taken(column, at) for name, column in facts.columns.items()},
                    file=facts.file,
                    held=None if facts.held is None else facts.held[at],
                )


def _taken(column: Column, at: Int64s) -> Column:
    return replace(column, values=column.values[at], known=column.known[at])


def parted_values(roster: Roster, values: Values) -> tuple[Values, Values]:
    """Part what was measured into the values of agents, and those of their stretches."""
    if roster.segments is None:
        return values, {}
    size = len(roster.agent_ids)
    return of_agents(values, slice(0, size)), of_agents(values, slice(size, None))


def stretch_values(plan: Plan, segments: Segments, own: Values, parts: Values) -> Values:
    """Return every measure of stretches: what is not over rows is the agent's in each of them.

    Args:
        plan: the plan.
        segments: the stretches.
        own: every measure of the agents.
        parts: what was measured of the stretches.
    """
    whole = {n: value for n, value in own.items() if not isinstance(plan.measures[n], RowMeasure)}
    whole = dict(of_agents(whole, segments.of))
    return {name: whole[name] if name in whole else parts[name] for name in own}


def with_stretches(roster: Roster) -> Segments | None:
    """Return the stretches, with what an earlier run says of their agents."""
    segments, earlier = roster.segments, roster.earlier
    if segments is None or earlier is None:
        return segments
    parts = replace(segments.roster, earlier=earlier_taken(earlier, segments.of))
    return replace(segments, roster=parts)
