"""Pools: each fund is shared by what the steps of its line came to, to the minor unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words, always
from scoring.errors import DataError, Problem
from scoring.exact import fixed, ratios, sharing
from scoring.exact.fixed import Exact
from scoring.exact.money import MINOR_PLACES
from scoring.exact.ratios import Ratios
from scoring.flow import Finding, Roster, Values
from scoring.lines import PayLines, joined_lines
from scoring.pieces.funds import Funded, fund_of, funded, sharing_in, without_base, without_result
from scoring.plan.model import Plan
from scoring.plan.pools import FundOfPayroll
from scoring.pools import Entered, Members, Pools, Shared, joined_pools


class Pooled(NamedTuple):
    """What the pools pay.

    Attributes:
        lines: one line for each agent who shares in a pool, zero amounts included.
        payable: bool[n], who has one.
        shared: the pools and their members; None where the plan has none.
        findings: a finding for each pool of which anything is returned, and for agents without a
            fund.
    """

    lines: PayLines
    payable: Bools
    shared: Shared | None
    findings: tuple[Finding, ...]


def share_pools(plan: Plan, roster: Roster, values: Values, entered: Sequence[Entered]) -> Pooled:
    """Share every pool of a plan.

    A share below zero counts as none. Where all shares of a pool are zero, or nobody is in it, its
    fund is returned.

    Raises:
        DataError: agents share in a pool whose fund is not for their currency, or for one alone.
    """
    several = [funded(plan, roster, values, one) for one in entered]
    if problems := [problem for one in several for problem in _other_currencies(one)]:
        raise DataError(problems)
    found = [_shared(one) for one in several]
    payable = np.zeros(len(roster.agent_ids), dtype=bool)
    for lines, _, _ in found:
        payable[lines.agent] = True
    lines = joined_lines(*(lines for lines, _, _ in found))
    together = joined_pools([shared for _, shared, _ in found]) if found else None
    return Pooled(lines, payable, together, tuple(told for *_, some in found for told in some))


# Whose currency has a fund.


def _other_currencies(one: Funded) -> Iterator[Problem]:
    """Yield a problem for each group with agents who are paid in a currency that has no fund."""
    groups, fund, path = one.groups, one.pool.fund, f"pay.{one.line.name}"
    if isinstance(fund, FundOfPayroll):
        yield from _mixed(one, fund)
        return
    who = one.entered.who[sharing_in(one)]
    lacking = who[one.pools_of(who) < 0]
    for key in np.unique(groups.key[lacking]).tolist():
        group, code = divmod(key, len(groups.codes))
        what = (
            f"{path}: agents of the pool {one.whose(group)} are paid in {groups.codes[code]}, in "
            "which it has no fund"
        )
        hint = "Name the fund in that currency, too, or leave them out with `where`."
        yield Problem("mixed-currencies", "roster.parquet", what, hint)


def _mixed(one: Funded, fund: FundOfPayroll) -> Iterator[Problem]:
    groups = one.groups
    counted = np.zeros(groups.group.size, dtype=bool)
    counted[one.entered.who] = True
    if fund.payroll == "all":
        counted |= one.entered.counted & (groups.currency >= 0)
    keys = np.unique(groups.key[counted])
    of = keys // max(len(groups.codes), 1)
    for group in np.unique(of[1:][np.diff(of) == 0]).tolist():
        codes = [groups.codes[key % len(groups.codes)] for key in keys[of == group].tolist()]
        what = (
            f"pay.{one.line.name}: the payroll of the pool {one.whose(group)} is in "
            f"{', '.join(codes)}, and a pool has one currency"
        )
        hint = "Part the pools with `per`, or leave agents out with `where`."
        yield Problem("mixed-currencies", "roster.parquet", what, hint)


# What each gets.


def _shared(one: Funded) -> tuple[PayLines, Shared, list[Finding]]:
    """Share the pools of a line."""
    at, n = sharing_in(one), one.rows.size
    who = one.entered.who[at]
    share = _not_negative(ratios.picked(one.entered.share, at))
    place, fund = one.pools_of(who), fund_of(one, who)
    weight = ratios.within(share, place, n).num
    found = sharing.share(place, weight, fund, _caps(one, at, who))
    under = fixed.filled(who.size, share.den) if isinstance(share.den, int) else share.den
    members = Members(who, place, share.num, under, found.amount, found.odd, found.capped)
    pools = Pools(
        line=always(one.line.name, n),
        group=one.group_words(),
        currency=Words(one.currency.astype(np.int32), one.groups.codes),
        fund=fund,
        members=np.bincount(place, minlength=n),
        shared=sharing.sums(place, found.amount, n),
        returned=found.returned,
        odd=np.bincount(place[found.odd], minlength=n),
    )
    idle = np.asarray(sharing.sums(place, weight, n) == 0, dtype=bool)
    at_most = np.bincount(place[found.capped], minlength=n)
    told = [*_returned(one, pools, idle), *_left_over(one, pools, idle, at_most)]
    told += _without_fund(one, who)
    return _lines(one, who, found.amount), Shared(pools, members), told


def _not_negative(share: Ratios) -> Ratios:
    return share._replace(num=fixed.where(np.asarray(share.num > 0, dtype=bool), share.num, 0))


def _caps(one: Funded, at: Int64s, who: Int64s) -> sharing.Caps | None:
    """Return the most that each may get, in whole minor units; a part of one is not paid."""
    if one.entered.most is None or one.pool.left_over is None:
        return None
    most = ratios.picked(one.entered.most, at)
    places = one.groups.places[one.groups.currency[who]]
    return sharing.Caps(ratios.rounded(most, places, "floor"), one.pool.left_over)


def _lines(one: Funded, who: Int64s, minor: Exact) -> PayLines:
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


def _returned(one: Funded, pools: Pools, idle: Bools) -> Iterator[Finding]:
    """Yield a finding for each pool that nobody shares, though it has a fund."""
    for i in np.flatnonzero(idle & np.asarray(pools.fund != 0, dtype=bool)).tolist():
        why = "all shares are zero" if pools.members[i] else "nobody is in it"
        back = "is returned whole" if pools.fund[i] > 0 else "is a loss that nobody bears"
        yield _about(one, "pool-not-shared", f"{_named(one, pools, i)} {back}: {why}")


def _left_over(one: Funded, pools: Pools, idle: Bools, at_most: Int64s) -> Iterator[Finding]:
    """Yield a finding for each pool of which caps leave something that nobody gets."""
    for i in np.flatnonzero(~idle & np.asarray(pools.returned != 0, dtype=bool)).tolist():
        code = one.groups.codes[int(one.currency[i])]
        shared, returned = (
            fixed.text(int(amount[i]), MINOR_PLACES[code])
            for amount in (pools.shared, pools.returned)
        )
        back = "returned" if pools.fund[i] > 0 else "not deducted"
        who = f"{at_most[i]} of {pools.members[i]} at their most"
        reason = f"shared {shared}, {back} {returned}, with {who}"
        yield _about(one, "pool-left-over", f"{_named(one, pools, i)}: {reason}")


def _named(one: Funded, pools: Pools, i: int) -> str:
    """Name a pool by its group, its fund and its currency."""
    code = one.groups.codes[int(one.currency[i])]
    fund = fixed.text(int(pools.fund[i]), MINOR_PLACES[code])
    return f"the pool {one.whose(int(one.group[i]))} of {fund} {code}"


def _about(one: Funded, code: str, reason: str) -> Finding:
    return Finding(code, one.line.place.file, None, None, one.line.name, reason)


def _without_fund(one: Funded, who: Int64s) -> Iterator[Finding]:
    if lacking := without_result(one):
        reason = f"{lacking} pools whose result is not known have no fund"
        yield _about(one, "no-result-for-fund", reason)
    if lacking := without_base(one, who):
        reason = f"agents of the payroll without a base of pay, who add nothing to it: {lacking}"
        yield _about(one, "no-base-in-payroll", reason)
    if lacking := one.entered.who.size - who.size:
        reason = f"{lacking} agents of groups for which the pool names no fund: not paid"
        yield _about(one, "no-fund-for-group", reason)
