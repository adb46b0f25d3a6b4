"""The most that pools can pay: each fund, or what all caps inside it come to, if that is less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s
from scoring.costs.lines import line_most, stake
from scoring.costs.world import World
from scoring.exact import fixed, ratios, sharing
from scoring.exact.fixed import Exact
from scoring.exact.ratios import Ratios
from scoring.pieces.filters import agents_pass
from scoring.pieces.funds import Funded, fund_of, funded
from scoring.pieces.rates import money_of
from scoring.plan.pools import EachAmount, EachTimesBase, FundOfResult
from scoring.pools import Entered


class PoolMost(NamedTuple):
    """The most that the pools of a line can pay in a currency.

    Attributes:
        currency: its code.
        agents: how many may share in one.
        most: in minor units; None where a fund has no bound.
        unspent: what of the funds is returned whatever happens, in minor units.
    """

    currency: str
    agents: int
    most: int | None
    unspent: int


def pools_most(place: int, world: World) -> Iterator[PoolMost]:
    """Yield by currency the most that the pools of a line can pay.

    Args:
        place: the place of the line among those of the plan.
        world: whose pools they are.
    """
    one = _everybody_in(place, world)
    who = one.entered.who[one.pools_of(one.entered.who) >= 0]
    members = np.bincount(one.pools_of(who), minlength=one.rows.size)
    fund, caps = _funds(one), _caps(one, who)
    for i, code in enumerate(one.groups.codes):
        own = (one.currency == i) & (members > 0)
        if not own.any():
            continue
        funds = None if fund is None else fund[own].tolist()
        most = _least(funds, None if caps is None else caps[own].tolist())
        unspent = 0 if funds is None or most is None else sum(funds) - sum(most)
        agents = int(members[own].sum())
        yield PoolMost(code, agents, None if most is None else sum(most), unspent)


def _least(funds: list[int] | None, caps: list[int] | None) -> list[int] | None:
    if funds is None or caps is None:
        return caps if funds is None else funds
    return list(map(min, funds, caps))


def _everybody_in(place: int, world: World) -> Funded:
    """Let everybody share who may, as if the steps had left them something."""
    line = world.plan.lines[place]
    who = line_most(line, world).who
    counted = np.ones(world.size, dtype=bool)
    if line.where is not None:
        counted = agents_pass(line.where, world.roster)
    share = Ratios(fixed.filled(who.size, 1), 1)
    entered = Entered(place, who, share, _each_most(place, world, who), counted)
    return funded(world.plan, world.roster, {}, entered)


def _each_most(place: int, world: World, who: Int64s) -> Ratios | None:
    line = world.plan.lines[place]
    said = "none" if line.pool is None else line.pool.each_most
    if isinstance(said, EachAmount):
        return money_of([said.amount], world.roster.columns["currency"].taken(who))
    if isinstance(said, EachTimesBase):
        own = ratios.picked(stake(line, world).ratio, who)
        return ratios.times(own, ratios.number(said.times_base))
    return None


def _funds(one: Funded) -> Exact | None:
    """Return each fund, with all who may share; None where a result decides, which has no end."""
    return None if isinstance(one.pool.fund, FundOfResult) else fund_of(one, one.entered.who)


def _caps(one: Funded, who: Int64s) -> Exact | None:
    """Return what the caps of all members of each pool come to; each in whole minor units."""
    if one.entered.most is None:
        return None
    most = ratios.picked(one.entered.most, np.flatnonzero(np.isin(one.entered.who, who)))
    places = one.groups.places[one.groups.currency[who]]
    each = ratios.rounded(most, places, "floor")
    return sharing.sums(one.pools_of(who), each, one.rows.size)
