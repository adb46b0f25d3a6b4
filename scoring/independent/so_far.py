"""Totals so far once more: what the run before had reached, and what came in its period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from scoring.independent.events import MONTHS
from scoring.independent.measures import measured
from scoring.independent.numbers import ZERO
from scoring.independent.periods import period_days
from scoring.independent.records import Measured
from scoring.independent.rows import Tree


class Reached(NamedTuple):
    """How a total of one agent comes about.

    Attributes:
        how: `fresh`, it begins with the period; `given`, it opens with a number for the agent;
            `new`, the agent was not in the run before; `carried`, from that run.
        before: what is given, or what had been reached before the period of that run; None where
            it is not known.
        came: what came in that period; None where it is not known.
    """

    how: str
    before: Fraction | None = ZERO
    came: Fraction | None = ZERO

    @property
    def total(self) -> Fraction | None:
        """Add both up, if both are known."""
        if self.before is None or self.came is None:
            return None
        return self.before + self.came


def totals_of(
    plan: Tree, period: str, agent: Tree, earlier: Tree, given: Iterable[Tree]
) -> dict[str, Reached]:
    """Say how every total so far of a plan comes about for one agent.

    Args:
        plan: the plan as nested text.
        period: its name.
        agent: the agent.
        earlier: what an earlier run says, by agent id; a total that was not known is None there.
        given: agent_id, name and value of what comes ready.
    """
    before = earlier.get(agent["agent_id"], {}).get("measures", {})
    ready = {g["name"]: g["value"] for g in given if g["agent_id"] == agent["agent_id"]}
    return {
        name: _reached(name, said, period, before, ready)
        for name, said in plan["measures"].items()
        if said["kind"] == "so_far"
    }


def total_value(plan: Tree, said: Tree, reached: Reached) -> Measured:
    """Return a total as the measure that it is."""
    if reached.total is None:
        return Measured(None, None, 0, {}, "unknown_before")
    return measured(plan, said, reached.total, 1, {})


def _reached(
    name: str, said: Tree, period: str, before: Mapping[str, Fraction | None], ready: Tree
) -> Reached:
    first, months = period_days(period)[0], MONTHS[said["since"]]
    begun = dt.date(first.year, (first.month - 1) // months * months + 1, 1)
    if "opening" in said:
        opened = period_days(said["opening"]["in"])[0]
        if opened == first and said["opening"]["reached"] != "zero":
            number = ready.get(said["opening"]["reached"]["given"])
            return Reached("given", None if number is None else Fraction(number))
        begun = max(begun, opened)
    if begun >= first:
        return Reached("fresh")
    if name not in before:
        return Reached("new")
    total, came = (_exact(before.get(key)) for key in (name, said["of"]))
    return Reached("carried", total, came)


def _exact(number: Fraction | None) -> Fraction | None:
    return None if number is None else Fraction(number)
