"""The funds of pools: which groups have one, in which currency, and how much it is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words
from scoring.exact import fixed, ratios, sharing
from scoring.exact.fixed import Exact
from scoring.exact.money import MINOR_PLACES
from scoring.exact.ratios import Ratios
from scoring.flow import Roster, Values
from scoring.pieces.bases import Based, paid_on
from scoring.plan.model import Plan
from scoring.plan.nodes import Money
from scoring.plan.pay import PayLine
from scoring.plan.pools import (
    FundAmount,
    FundByGroup,
    FundOfPayroll,
    FundOfResult,
    FundPerHead,
    Pool,
)
from scoring.pools import Entered

_COLUMN = {"manager": "manager_id"}
_ONE: Exact = np.array(1, dtype=np.int64)


class Groups(NamedTuple):
    """Every agent's place: the groups in the order of their names, and then the currencies.

    Attributes:
        group: int64[n], the agent's group.
        names: the groups; the agents without one are together in the first, which has no name.
        currency: int64[n], the agent's currency; -1 where it has none.
        codes: the currencies, those of the fund among them.
    """

    group: Int64s
    names: tuple[str, ...]
    currency: Int64s
    codes: tuple[str, ...]

    @property
    def key(self) -> Int64s:
        """Return int64[n]: one number for the group and the currency, of those who have one."""
        return self.group * len(self.codes) + self.currency

    @property
    def places(self) -> Int64s:
        """Return the decimal places of each currency's minor unit."""
        return np.array([MINOR_PLACES.get(code, 0) for code in self.codes], dtype=np.int64)


class Funded(NamedTuple):
    """One line with its pools.

    Attributes:
        plan, line, pool, roster, values: what is shared, among whom, and what was measured.
        entered: who shares, and with what.
        groups: where everybody is.
        rows: int64[g], the key of each pool, increasing.
    """

    plan: Plan
    line: PayLine
    pool: Pool
    roster: Roster
    values: Values
    entered: Entered
    groups: Groups
    rows: Int64s

    @property
    def group(self) -> Int64s:
        """Return the group of each pool."""
        return self.rows // max(len(self.groups.codes), 1)

    @property
    def currency(self) -> Int64s:
        """Return the currency of each pool."""
        return self.rows % max(len(self.groups.codes), 1)

    def pools_of(self, agents: Int64s) -> Int64s:
        """Return the pool of each of some agents; -1 where there is none."""
        groups = self.groups
        place = np.full(len(groups.names) * len(groups.codes) + 1, -1, dtype=np.int64)
        place[self.rows] = np.arange(self.rows.size)
        found = np.where(groups.currency >= 0, groups.key, place.size - 1)[agents]
        return place[found]

    def group_words(self) -> Words:
        """Return the name of each pool's group; none where all share one fund."""
        if self.pool.per == "overall":
            return Words(np.full(self.rows.size, -1, dtype=np.int32), ())
        return Words(self.group.astype(np.int32), self.groups.names)

    def whose(self, group: int) -> str:
        """Say whose pool it is."""
        if self.pool.per == "overall":
            return "overall"
        name = self.groups.names[group]
        return f"of {self.pool.per} {name}" if name else f"without a {self.pool.per}"


def funded(plan: Plan, roster: Roster, values: Values, entered: Entered) -> Funded:
    """Find out which pools a line has."""
    line = plan.lines[entered.line]
    if line.pool is None:
        raise TypeError("a line without a pool shares nothing")
    groups = _groups(line.pool, roster)
    rows = np.unique(np.array([*_rows(line.pool, groups, entered)], dtype=np.int64))
    return Funded(plan, line, line.pool, roster, values, entered, groups, rows)


def sharing_in(one: Funded) -> Int64s:
    """Return the places of those who share among those who enter: their groups have a fund."""
    who = one.entered.who
    if not isinstance(one.pool.fund, FundByGroup):
        return np.arange(who.size)
    return np.flatnonzero(np.isin(one.groups.group[who], one.group))


def _groups(pool: Pool, roster: Roster) -> Groups:
    fund, currency = pool.fund, roster.columns["currency"]
    codes = tuple(sorted({*currency.words, *(code for money in _moneys(pool) for code in money)}))
    known = [codes.index(word) if word in MINOR_PLACES else -1 for word in currency.words]
    recoded = np.array([*known, -1], dtype=np.int64)
    own = recoded[currency.codes]
    if pool.per == "overall":
        return Groups(np.zeros(own.size, dtype=np.int64), ("",), own, codes)
    column = roster.columns[_COLUMN.get(pool.per, pool.per)]
    named = fund.groups if isinstance(fund, FundByGroup) else ()
    names = tuple(sorted({"", *column.words, *named}))
    number = {name: i for i, name in enumerate(names)}
    place = np.array([*(number[word] for word in column.words), 0], dtype=np.int64)
    return Groups(place[column.codes], names, own, codes)


def _moneys(pool: Pool) -> list[Money]:
    """Return every amount of the fund."""
    match pool.fund:
        case FundAmount(amount=amount):
            return [amount]
        case FundPerHead(per_head=amount) | FundOfResult(rate=amount):
            return [amount]
        case FundByGroup(groups=groups):
            return list(groups.values())
        case FundOfPayroll():
            return []


def _rows(pool: Pool, groups: Groups, entered: Entered) -> Iterator[int]:
    """Yield the key of each pool: of those that the plan names, and of those that agents are in."""
    fund, size = pool.fund, len(groups.codes)
    number = {code: i for i, code in enumerate(groups.codes)}
    if isinstance(fund, FundByGroup):
        for name, money in fund.groups.items():
            at = groups.names.index(name)
            yield from (at * size + number[code] for code in money)
        return
    if isinstance(fund, FundAmount) and pool.per == "overall":
        yield from (number[code] for code in fund.amount)
        return
    there = entered.counted & (groups.currency >= 0)
    for money in _moneys(pool):
        there &= np.isin(groups.currency, [number[code] for code in money])
    yield from np.unique(groups.key[there]).tolist()


def fund_of(one: Funded, who: Int64s) -> Exact:
    """Return the fund of each pool in minor units.

    Args:
        one: the line and its pools.
        who: int64[m], the agents who share.
    """
    fund, groups = one.pool.fund, one.groups
    if isinstance(fund, FundByGroup):
        pairs = zip(one.group.tolist(), one.currency.tolist(), strict=True)
        named = ((groups.names[group], groups.codes[code]) for group, code in pairs)
        return fixed.exact([_minor(fund.groups[name], code) for name, code in named])
    if isinstance(fund, FundOfPayroll):
        return _of_payroll(one, fund, who)
    if isinstance(fund, FundOfResult):
        return _of_result(one, fund)
    money = fund.amount if isinstance(fund, FundAmount) else fund.per_head
    each = fixed.exact([_minor(money, code) if code in money else 0 for code in groups.codes])
    if isinstance(fund, FundAmount):
        return each[one.currency]
    heads = np.bincount(_counted(one, fund.heads, who)[1], minlength=one.rows.size)
    return fixed.multiply(each[one.currency], heads)


def _minor(money: Money, code: str) -> int:
    return fixed.scaled(money[code], MINOR_PLACES[code])


def _counted(one: Funded, whose: str, who: Int64s) -> tuple[Int64s, Int64s]:
    """Return the agents who count for a fund, and the pool of each."""
    agents = np.flatnonzero(one.entered.counted) if whose == "all" else who
    place = one.pools_of(agents)
    return agents[place >= 0], place[place >= 0]


def _of_payroll(one: Funded, fund: FundOfPayroll, who: Int64s) -> Exact:
    """Take the percent of the bases of pay, and round once to the currency's minor unit."""
    agents, place = _counted(one, fund.payroll, who)
    on = paid_on(one.plan, one.roster)
    based = _based(on)[agents]
    each = ratios.within(ratios.picked(on.base, agents[based]), place[based], one.rows.size)
    total = Ratios(sharing.sums(place[based], each.num, one.rows.size), each.den)
    part = ratios.times(ratios.times(total, ratios.number(fund.percent)), Ratios(_ONE, 100))
    return ratios.rounded(part, one.groups.places[one.currency], one.plan.conventions.rounding)


def _based(on: Based) -> Bools:
    """Say who has a base that can be added up: one, in one currency."""
    return on.has_base & on.one_currency


def without_base(one: Funded, who: Int64s) -> int:
    """Count those of a payroll who add nothing to it, as they have no base."""
    fund = one.pool.fund
    if not isinstance(fund, FundOfPayroll):
        return 0
    agents, _ = _counted(one, fund.payroll, who)
    return int(np.count_nonzero(~_based(paid_on(one.plan, one.roster))[agents]))


def _of_result(one: Funded, fund: FundOfResult) -> Exact:
    """Take the share of what any agent of the group has as the result, rounded once."""
    value, measure = one.values[fund.measure], one.plan.measures[fund.measure]
    agents, place = _counted(one, "all", one.entered.who)
    first = np.zeros(one.rows.size, dtype=np.int64)
    first[place[::-1]] = agents[::-1]
    units = fixed.where(value.known[first], value.units[first], 0)
    if fund.below_zero == "nothing":
        units = fixed.where(np.asarray(units > 0, dtype=bool), units, 0)
    rates = ratios.numbers([fund.rate.get(code, Decimal(0)) for code in one.groups.codes])
    part = ratios.times(ratios.units(units, measure.places), ratios.picked(rates, one.currency))
    return ratios.rounded(part, one.groups.places[one.currency], one.plan.conventions.rounding)


def without_result(one: Funded) -> int:
    """Count the pools whose fund comes from a result that is not there."""
    fund = one.pool.fund
    if not isinstance(fund, FundOfResult):
        return 0
    agents, place = _counted(one, "all", one.entered.who)
    known = np.zeros(one.rows.size, dtype=bool)
    known[place] = one.values[fund.measure].known[agents]
    return int(np.count_nonzero(~known))
