"""What enters a pool and what comes out of it: one element an agent, one row a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words, joined
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.ratios import Ratios


class Entered(NamedTuple):
    """Who shares in the pool of a pay line, and with what.

    Attributes:
        line: the place of the line among those of the plan, from 0.
        who: int64[m], the agents who share, in the order of their index.
        share: m fractions: what the steps of the line came to.
        most: m fractions of currency units, the most that each may get; None without a cap.
        counted: bool[n], whom the line's `where` takes in.
    """

    line: int
    who: Int64s
    share: Ratios
    most: Ratios | None
    counted: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Pools:
    """Every pool of a run: a pay line, a group and a currency, in that order.

    Attributes:
        line, group, currency: a word for each; without a group where all share one fund.
        fund, shared, returned: Exact[g] in minor units; shared and returned are the fund.
        members: int64[g], who shares in it.
        odd: int64[g], how many minor units went to the largest fractions.
    """

    line: Words
    group: Words
    currency: Words
    fund: Exact
    members: Int64s
    shared: Exact
    returned: Exact
    odd: Int64s

    def __len__(self) -> int:
        """Count the pools."""
        return self.members.size


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """Who shares in a pool: one row an agent and line, by line and then by agent.

    Attributes:
        agent: int64[m].
        pool: int64[m], the row of `Pools`.
        share, under: Exact[m], the agent's share as a fraction.
        amount: Exact[m], minor units.
        odd: bool[m], one of the units that no exact share held is in the amount.
        capped: bool[m], a cap took something away.
    """

    agent: Int64s
    pool: Int64s
    share: Exact
    under: Exact
    amount: Exact
    odd: Bools
    capped: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """The pools of a run, and who shares in them."""

    pools: Pools
    members: Members


def joined_pools(parts: Sequence[Shared]) -> Shared:
    """Put the pools of several lines one after the other; there is at least one line."""
    if len(parts) == 1:
        return parts[0]
    before = np.cumsum([0, *(len(part.pools) for part in parts)]).tolist()
    pools = {
        column.name: _joined([getattr(part.pools, column.name) for part in parts])
        for column in fields(Pools)
    }
    members = {
        column.name: _joined([getattr(part.members, column.name) for part in parts])
        for column in fields(Members)
    }
    shifted = [part.members.pool + rows for part, rows in zip(parts, before, strict=False)]
    return Shared(Pools(**pools), Members(**members | {"pool": _joined(shifted)}))


def _joined(columns: Sequence[Any]) -> Any:
    if isinstance(columns[0], Words):
        return joined(columns)
    return fixed.narrow(np.concatenate(columns))
