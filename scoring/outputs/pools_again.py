"""Pools once more for one agent: the others enter with the shares that the run stores of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from scoring.exact.money import MINOR_PLACES
from scoring.independent.exchange import rate_of
from scoring.independent.pay import most_of
from scoring.independent.pools import pool_agents
from scoring.independent.records import Entered, Outcome
from scoring.outputs.others import Rows
from scoring.outputs.schemas import MEMBERS, POOLS


def share_again(
    read: Callable[[str], Rows], plan: Any, period: str, everybody: Sequence[Outcome]
) -> dict[str, Rows]:
    """Share the pools of one agent again, and return the stored rows of those pools.

    Args:
        read: reads a table that only some runs have.
        plan: the run's plan as nested text.
        period: its period.
        everybody: the agent, and then the others.
    """
    own, *others = everybody
    if not own.entered:
        return {POOLS: []}
    lines = {said["name"]: said for said in plan["pay"]}
    of = {out.agent["agent_id"]: out for out in others}
    for row in read(MEMBERS):
        if row["line"] in own.entered and row["agent_id"] in of:
            out = of[row["agent_id"]]
            share = Fraction(int(row["numerator"]), int(row["denominator"]))
            out.rate = rate_of(plan, period, out)
            out.entered[row["line"]] = Entered(share, most_of(plan, lines[row["line"]], out))
    pool_agents(plan, everybody, period, MINOR_PLACES, only=own)
    shared = {(one.pool.line, one.pool.group, one.pool.currency) for one in own.pooled.values()}
    rows = [r for r in read(POOLS) if (r["line"], r["group"], r["currency"]) in shared]
    return {POOLS: rows}
