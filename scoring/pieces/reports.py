"""Agents who are measured beside those of a plan: their managers' measures are taken over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from scoring.columns import Int64s, Words, joined
from scoring.flow import Earlier, Roster, Value, Values
from scoring.priors import Adjusted


def measured_agents(roster: Roster) -> Roster:
    """Return the agents who are measured: those of the plan, and behind them the reports beside it.

    Everything that facts are held against is there for all of them, and what an earlier run says;
    targets are those of the plan's agents alone.
    """
    beside = roster.beside
    if beside is None:
        return roster
    columns = {
        name: joined([words, beside.columns[name]]) for name, words in roster.columns.items()
    }
    given = {name: tuple(map(_joined, of, beside.given[name])) for name, of in roster.given.items()}
    arrays = ("bonus_base", "has_base", "fte", "employed_days", "starts_us", "ends_us")
    return replace(
        roster,
        agent_ids=(*roster.agent_ids, *beside.agent_ids),
        columns=columns,
        given=given,
        earlier=_both(roster.earlier, beside.earlier),
        beside=None,
        **{name: _joined(getattr(roster, name), getattr(beside, name)) for name in arrays},
    )


def with_earlier(roster: Roster, earlier: Earlier) -> Roster:
    """Hand what an earlier run says of all who are measured to the plan's agents and the others."""
    size = len(roster.agent_ids)
    beside = roster.beside
    if beside is not None:
        beside = replace(beside, earlier=earlier_taken(earlier, slice(size, None)))
    return replace(roster, earlier=earlier_taken(earlier, slice(0, size)), beside=beside)


def earlier_taken(earlier: Earlier, agents: slice | Int64s) -> Earlier:
    """Return what an earlier run says of some of the agents."""
    values = {name: (of[agents], known[agents]) for name, (of, known) in earlier.values.items()}
    score, scored = earlier.score[agents], earlier.scored[agents]
    there = None if earlier.there is None else earlier.there[agents]
    return replace(earlier, score=score, scored=scored, values=values, there=there)


def _both(own: Earlier | None, beside: Earlier | None) -> Earlier | None:
    if own is None or beside is None:
        return own
    values = {
        name: (_joined(of, beside.values[name][0]), _joined(known, beside.values[name][1]))
        for name, (of, known) in own.values.items()
    }
    score, scored = _joined(own.score, beside.score), _joined(own.scored, beside.scored)
    there = None
    if own.there is not None and beside.there is not None:
        there = _joined(own.there, beside.there)
    return replace(own, score=score, scored=scored, values=values, there=there)


def _joined(a: Any, b: Any) -> Any:
    return np.concatenate([a, b])


def of_agents(values: Values, agents: slice | Int64s) -> Values:
    """Return the values of some of the agents who were measured."""
    return {
        name: Value(*(_some(getattr(value, field.name), agents) for field in fields(value)))
        for name, value in values.items()
    }


def _some(of: Any, agents: slice | Int64s) -> Any:
    match of:
        case np.ndarray():
            return of[agents]
        case Words():
            return of.taken(agents)
        case Mapping():
            return {key: _some(part, agents) for key, part in of.items()}
        case Adjusted():
            return Adjusted(*(_some(getattr(of, field.name), agents) for field in fields(of)))
        case _:
            return of
