"""Pools: each fund is shared by what the steps of its line came to, to the minor unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words, always, joined
from scoring.errors import DataError, Problem
from scoring.exact import fixed, ratios, sharing
from scoring.exact.fixed import Exact
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.exact.ratios import Ratios
from scoring.flow import Finding, Roster
from scoring.lines import PayLines, joined_lines
from scoring.plan.model import Plan
from scoring.plan.nodes import Money
from scoring.plan.pay import PayLine
from scoring.plan.pools import FundAmount, FundByGroup, FundOfPayroll, FundPerHead, Pool
from scoring.pools import Entered, Members, Pools, Shared

_COLUMN = {"manager": "manager_id"}


class Pooled(NamedTuple):
    """What the pools pay.

    Attributes:
        lines: one line for each agent who shares in a pool, zero amounts included.
        payable: bool[n], who has one.
        shared: the pools and their members; None where the plan has none.
        findings: a finding for each pool that nobody shares, and for agents without a fund.
    """

    lines: PayLines
    payable: Bools
    shared: Shared | None
    findings: tuple[Finding, ...]


class _Groups(NamedTuple):
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
        """Return int64[n]: one number for the group and the currency of each agent."""
        return self.group * len(self.codes) + self.currency


class _Round(NamedTuple):
    """One line with its pools: `rows` are the keys of the pools, increasing."""

    plan: Plan
    line: PayLine
    pool: Pool
    roster: Roster
    entered: Entered
    groups: _Groups
    rows: Int64s

    @property
    def group(self) -> Int64s:
        """Return the group of each pool."""
        return self.rows // len(self.groups.codes)

    @property
    def currency(self) -> Int64s:
        """Return the currency of each pool."""
        return self.rows % len(self.groups.codes)

    def place(self, key: Int64s) -> Int64s:
        """Return the pool of each key; a key that has none gets one that is not its own."""
        return np.minimum(np.searchsorted(self.rows, key), max(self.rows.size - 1, 0))


def share_pools(plan: Plan, roster: Roster, entered: Sequence[Entered]) -> Pooled:
    """Share every pool of a plan.

    A share below zero counts as none. Where all shares of a pool are zero, or nobody is in it, its
    fund is returned.

    Raises:
        DataError: agents share in a pool whose fund is not for their currency, or for one alone.
    """
    rounds = [_round(plan, roster, one) for one in entered]
    if problems := [problem for one in rounds for problem in _other_currencies(one)]:
        raise DataError(problems)
    found = [_shared(one) for one in rounds]
    payable = np.zeros(len(roster.agent_ids), dtype=bool)
    for lines, _, _ in found:
        payable[lines.agent] = True
    findings = [finding for _, _, told in found for finding in told]
    parts = [part for _, part, _ in found]
    together = _together(parts) if parts else None
    lines = joined_lines(*(lines for lines, _, _ in found))
    return Pooled(lines, payable, together, tuple(findings))


def _round(plan: Plan, roster: Roster, entered: Entered) -> _Round:
    line = plan.lines[entered.line]
    if line.pool is None:
        raise TypeError("a line without a pool shares nothing")
    groups = _groups(line.pool, roster)
    rows = np.unique(np.array([*_rows(line.pool, groups, entered)], dtype=np.int64))
    return _Round(plan, line, line.pool, roster, entered, groups, rows)


# Groups, and which pools there are.


def _groups(pool: Pool, roster: Roster) -> _Groups:
    fund, currency = pool.fund, roster.columns["currency"]
    codes = tuple(sorted({*currency.words, *(code for money in _moneys(pool) for code in money)}))
    recoded = np.array([*(codes.index(word) for word in currency.words), -1], dtype=np.int64)
    own = recoded[currency.codes]
    if pool.per == "overall":
        return _Groups(np.zeros(own.size, dtype=np.int64), ("",), own, codes)
    column = roster.columns[_COLUMN.get(pool.per, pool.per)]
    named = fund.groups if isinstance(fund, FundByGroup) else ()
    names = tuple(sorted({"", *column.words, *named}))
    number = {name: i for i, name in enumerate(names)}
    place = np.array([*(number[word] for word in column.words), 0], dtype=np.int64)
    return _Groups(place[column.codes], names, own, codes)


def _moneys(pool: Pool) -> list[Money]:
    """Return every amount of the fund."""
    match pool.fund:
        case FundAmount(amount=amount):
            return [amount]
        case FundPerHead(per_head=amount):
            return [amount]
        case FundByGroup(groups=groups):
            return list(groups.values())
        case _:
            return []


def _rows(pool: Pool, groups: _Groups, entered: Entered) -> Iterator[int]:
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


def _other_currencies(one: _Round) -> Iterator[Problem]:
    """Yield a problem for each group with agents who are paid in a currency that has no fund."""
    groups, fund = one.groups, one.pool.fund
    if isinstance(fund, FundOfPayroll):
        yield from _mixed(one, fund)
        return
    who = _of_named_groups(one)
    lacking = who[one.rows[one.place(groups.key[who])] != groups.key[who]] if one.rows.size else who
    for key in np.unique(groups.key[lacking]).tolist():
        group, code = divmod(key, len(groups.codes))
        what = (
            f"pay.{one.line.name}: agents {_of(one, group)} are paid in {groups.codes[code]}, in "
            "which their pool has no fund"
        )
        hint = "Name the fund in that currency, too, or leave them out with `where`."
        yield Problem("mixed-currencies", "roster.parquet", what, hint)


def _mixed(one: _Round, fund: FundOfPayroll) -> Iterator[Problem]:
    groups = one.groups
    counted = np.zeros(groups.group.size, dtype=bool)
    counted[one.entered.who] = True
    if fund.payroll == "all":
        counted |= one.entered.counted & (groups.currency >= 0)
    keys = np.unique(groups.key[counted])
    of = keys // len(groups.codes)
    for group in np.unique(of[1:][np.diff(of) == 0]).tolist():
        codes = [groups.codes[key % len(groups.codes)] for key in keys[of == group].tolist()]
        what = (
            f"pay.{one.line.name}: the payroll {_of(one, group)} is in {', '.join(codes)}, and a "
            "pool has one currency"
        )
        hint = "Part the pools with `per`, or leave agents out with `where`."
        yield Problem("mixed-currencies", "roster.parquet", what, hint)


def _of(one: _Round, group: int) -> str:
    """Say whose pool it is."""
    if one.pool.per == "overall":
        return "overall"
    name = one.groups.names[group]
    return f"of {one.pool.per} {name}" if name else f"without a {one.pool.per}"


def _of_named_groups(one: _Round) -> Int64s:
    """Return those who share in a pool: of groups that the plan names, where it names some."""
    if not isinstance(one.pool.fund, FundByGroup):
        return one.entered.who
    named = np.unique(one.group)
    return one.entered.who[np.isin(one.groups.group[one.entered.who], named)]


# Funds, and what each gets of them.


def _funds(one: _Round, who: Int64s) -> Exact:
    """Return the fund of each pool in minor units."""
    fund, groups = one.pool.fund, one.groups
    if isinstance(fund, FundByGroup):
        pairs = zip(one.group.tolist(), one.currency.tolist(), strict=True)
        named = ((groups.names[group], groups.codes[code]) for group, code in pairs)
        return fixed.exact([_minor(fund.groups[name], code) for name, code in named])
    if isinstance(fund, FundOfPayroll):
        return _of_payroll(one, fund, who)
    money = fund.amount if isinstance(fund, FundAmount) else fund.per_head
    each = fixed.exact([_minor(money, code) if code in money else 0 for code in groups.codes])
    if isinstance(fund, FundAmount):
        return each[one.currency]
    heads = np.bincount(_counted(one, fund.heads, who)[1], minlength=one.rows.size)
    return fixed.multiply(each[one.currency], heads)


def _minor(money: Money, code: str) -> int:
    return fixed.scaled(money[code], MINOR_PLACES[code])


def _counted(one: _Round, whose: str, who: Int64s) -> tuple[Int64s, Int64s]:
    """Return the agents who count for a fund, and the pool of each."""
    agents = np.flatnonzero(one.entered.counted) if whose == "all" else who
    key = one.groups.key[agents]
    place = one.place(key)
    own = one.rows[place] == key if one.rows.size else np.zeros(agents.size, dtype=bool)
    return agents[own], place[own]


def _of_payroll(one: _Round, fund: FundOfPayroll, who: Int64s) -> Exact:
    """Take the percent of the bases of pay, and round once to the currency's minor unit."""
    agents, place = _counted(one, fund.payroll, who)
    based = one.roster.has_base[agents]
    bases = one.roster.bonus_base[agents[based]]
    total = ratios.units(sharing.sums(place[based], bases, one.rows.size), AMOUNT_PLACES)
    part = ratios.times(ratios.times(total, ratios.number(fund.percent)), Ratios(_ONE, 100))
    places = np.array([MINOR_PLACES.get(code, 0) for code in one.groups.codes], dtype=np.int64)
    return ratios.rounded(part, places[one.currency], one.plan.conventions.rounding)


_ONE: Exact = np.array(1, dtype=np.int64)


def _shared(one: _Round) -> tuple[PayLines, Shared, list[Finding]]:
    """Share the pools of a line."""
    who, entered, groups = _of_named_groups(one), one.entered, one.groups
    at = np.searchsorted(entered.who, who)
    share = _not_negative(ratios.picked(entered.share, at))
    place = one.place(groups.key[who])
    fund = _funds(one, who)
    found = sharing.share(place, _weights(share), fund, _caps(one, at, who))
    n = one.rows.size
    members = Members(
        agent=who,
        pool=place,
        share=share.num,
        under=fixed.filled(who.size, share.den) if isinstance(share.den, int) else share.den,
        amount=found.amount,
        odd=found.odd,
        capped=found.capped,
    )
    pools = Pools(
        line=always(one.line.name, n),
        group=_words(one),
        currency=Words(one.currency.astype(np.int32), groups.codes),
        fund=fund,
        members=np.bincount(place, minlength=n),
        shared=sharing.sums(place, found.amount, n),
        returned=found.returned,
        odd=np.bincount(place[found.odd], minlength=n),
    )
    idle = sharing.sums(place, share.num, n) == 0
    told = [*_returned(one, pools, np.asarray(idle, dtype=bool)), *_without_fund(one, who)]
    return _lines(one, who, found.amount), Shared(pools, members), told


def _not_negative(share: Ratios) -> Ratios:
    return share._replace(num=fixed.where(np.asarray(share.num > 0, dtype=bool), share.num, 0))


def _weights(share: Ratios) -> Exact:
    """Return shares as whole numbers of one unit."""
    if isinstance(share.den, int):
        return share.num
    return ratios.over(share.num, share.den).num


def _caps(one: _Round, at: Int64s, who: Int64s) -> sharing.Caps | None:
    """Return the most that each may get, in whole minor units; a part of one is not paid."""
    if one.entered.most is None or one.pool.left_over is None:
        return None
    places = np.array([MINOR_PLACES.get(code, 0) for code in one.groups.codes], dtype=np.int64)
    most = ratios.picked(one.entered.most, at)
    own = places[one.groups.currency[who]]
    return sharing.Caps(ratios.rounded(most, own, "floor"), one.pool.left_over)


def _words(one: _Round) -> Words:
    """Return the name of each pool's group; none where all share one fund."""
    if one.pool.per == "overall":
        return Words(np.full(one.rows.size, -1, dtype=np.int32), ())
    return Words(one.group.astype(np.int32), one.groups.names)


def _lines(one: _Round, who: Int64s, minor: Exact) -> PayLines:
    line = one.line
    return PayLines(
        agent=who,
        line=always(line.name, who.size),
        amount_minor=minor,
        currency=one.roster.columns["currency"].taken(who),
        pay_code=always(line.pay_code, who.size),
        cost_center=one.roster.columns["cost_center"].taken(who),
        origin=always(line.place.origin, who.size),
    )


def _returned(one: _Round, pools: Pools, idle: Bools) -> Iterator[Finding]:
    """Yield a finding for each pool that nobody shares, though it has a fund."""
    for i in np.flatnonzero(idle & np.asarray(pools.fund != 0, dtype=bool)).tolist():
        code = one.groups.codes[int(one.currency[i])]
        fund = f"{fixed.text(int(pools.fund[i]), MINOR_PLACES[code])} {code}"
        why = "all shares are zero" if pools.members[i] else "nobody is in it"
        whose = _of(one, int(one.group[i]))
        reason = f"the pool {whose} of {fund} is returned whole: {why}"
        yield Finding("pool-not-shared", one.line.place.file, None, None, one.line.name, reason)


def _without_fund(one: _Round, who: Int64s) -> Iterator[Finding]:
    if lacking := one.entered.who.size - who.size:
        reason = f"{lacking} agents of groups for which the pool names no fund: not paid"
        yield Finding("no-fund-for-group", one.line.place.file, None, None, one.line.name, reason)


def _together(parts: Sequence[Shared]) -> Shared:
    """Put the pools of several lines one after the other."""
    before = np.cumsum([0, *(len(part.pools) for part in parts)]).tolist()
    shifted = [part.members.pool + rows for part, rows in zip(parts, before, strict=False)]
    pools, members = [part.pools for part in parts], [part.members for part in parts]
    return Shared(
        Pools(
            line=joined([one.line for one in pools]),
            group=joined([one.group for one in pools]),
            currency=joined([one.currency for one in pools]),
            fund=_row(one.fund for one in pools),
            members=_row(one.members for one in pools),
            shared=_row(one.shared for one in pools),
            returned=_row(one.returned for one in pools),
            odd=_row(one.odd for one in pools),
        ),
        Members(
            agent=_row(one.agent for one in members),
            pool=_row(shifted),
            share=_row(one.share for one in members),
            under=_row(one.under for one in members),
            amount=_row(one.amount for one in members),
            odd=np.concatenate([one.odd for one in members]),
            capped=np.concatenate([one.capped for one in members]),
        ),
    )


def _row(parts: Iterable[Exact]) -> Any:
    return fixed.narrow(np.concatenate(list(parts)))
