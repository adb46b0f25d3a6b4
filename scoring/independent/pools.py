"""Pools once more: one fund at a time, in fractions, filled up to the caps round by round."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from scoring.independent.bases import paid_on
from scoring.independent.numbers import ZERO, rounded, shown, written
from scoring.independent.pay import Minor, add_line
from scoring.independent.ranking import group_of
from scoring.independent.records import Entered, Outcome, Path, PoolRow, PoolShare
from scoring.independent.rows import Tree, passes


class MixedCurrenciesError(ValueError):
    """Agents share in a pool whose fund is not for their currency, or for one alone."""


class _Pool(NamedTuple):
    """The pool of one group and currency.

    Attributes:
        members: who shares, by agent id.
        counted: whom the line's `where` takes in.
        fund: in minor units.
        how: how it came about, where the plan does not name it.
        unit: a minor unit of the currency.
        loss: the fund is below zero, and is deducted.
    """

    plan: Tree
    said: Tree
    path: Path
    group: str
    currency: str
    members: list[Outcome]
    fund: int
    how: str
    unit: Fraction
    loss: bool

    @property
    def whose(self) -> str:
        if self.said["pool"]["per"] == "overall":
            return "overall"
        return f"{self.said['pool']['per']} {self.group}" if self.group else "no group"


class _Due(NamedTuple):
    """What is due to one member: its part of what is left once others stopped at their caps."""

    units: Fraction
    formula: str
    capped: bool


def pool_agents(
    plan: Tree,
    outcomes: Iterable[Outcome],
    period: str,
    minor_places: Minor,
    only: Outcome | None = None,
) -> list[PoolRow]:
    """Share every pool of a plan among those who entered it, and add their lines.

    Args:
        plan: the plan.
        outcomes: everybody.
        period: its name.
        minor_places: decimal places of each currency.
        only: the agent whose pools are shared, and to whom alone a line is added; None for all.

    Raises:
        MixedCurrenciesError: agents share in a pool whose fund is not for their currency.
    """
    everybody = sorted(outcomes, key=lambda out: str(out.agent["agent_id"]))
    rows = []
    for i, said in enumerate([] if plan["pay"] == "none" else plan["pay"]):
        if "pool" in said:
            rows += [
                _share(pool, period, minor_places, only)
                for pool in _pools(plan, said, ("pay", i), everybody, minor_places)
                if only is None or any(out is only for out in pool.members)
            ]
    return rows


def _pools(
    plan: Tree, said: Tree, path: Path, everybody: list[Outcome], minor_places: Minor
) -> Iterator[_Pool]:
    fund, per = said["pool"]["fund"], said["pool"]["per"]
    counted = [
        out
        for out in everybody
        if passes(said.get("where", {}), out.agent) and out.agent["currency"] in minor_places
    ]
    members = [out for out in everybody if said["name"] in out.entered]
    if "groups" in fund:
        for out in members:
            if _group(per, out) not in fund["groups"]:
                out.unpaid[said["name"]] = "no-fund-for-group"
        members = [out for out in members if _group(per, out) in fund["groups"]]
    _require_one_currency(said, members, counted)
    own_of, near_of = _by_pool(per, members), _by_pool(per, counted)
    for group, currency in _keys(said, members, counted):
        own, near = own_of.get((group, currency), []), near_of.get((group, currency), [])
        unit = Fraction(1, 10 ** minor_places[currency])
        amount, how = _fund(plan, fund, group, currency, (own, near))
        minor = rounded(amount / unit, 0, plan["conventions"]["rounding"])
        yield _Pool(plan, said, path, group, currency, own, int(minor), how, unit, minor < 0)


def _group(per: str, out: Outcome) -> str:
    return "" if per == "overall" else group_of(out, per)


def _at(per: str, out: Outcome) -> tuple[str, str]:
    return _group(per, out), out.agent["currency"]


def _by_pool(per: str, several: list[Outcome]) -> dict[tuple[str, str], list[Outcome]]:
    found: dict[tuple[str, str], list[Outcome]] = {}
    for out in several:
        found.setdefault(_at(per, out), []).append(out)
    return found


def _named(fund: Tree, group: str) -> Tree | None:
    """Return the money that a fund names for a group; None where it comes from the payroll."""
    if "groups" in fund:
        named: Tree | None = fund["groups"].get(group, {})
    else:
        named = next((fund[key] for key in ("amount", "per_head", "rate") if key in fund), None)
    return named


def _require_one_currency(said: Tree, members: list[Outcome], counted: list[Outcome]) -> None:
    fund, per = said["pool"]["fund"], said["pool"]["per"]
    if "percent" not in fund:
        named = [(_named(fund, _group(per, out)) or {}, out) for out in members]
        if any(out.agent["currency"] not in money for money, out in named):
            raise MixedCurrenciesError(said["name"])
        return
    several = [*members, *(counted if fund["payroll"] == "all" else ())]
    keys = {_at(per, out) for out in several}
    if len(keys) > len({group for group, _ in keys}):
        raise MixedCurrenciesError(said["name"])


def _keys(said: Tree, members: list[Outcome], counted: list[Outcome]) -> list[tuple[str, str]]:
    """Return the pools of a line in order: those that it names, or those that agents are in."""
    fund, per = said["pool"]["fund"], said["pool"]["per"]
    if "groups" in fund:
        return sorted((group, code) for group in fund["groups"] for code in fund["groups"][group])
    if "amount" in fund and per == "overall":
        return sorted(("", code) for code in fund["amount"])
    named = _named(fund, "")
    keys = {_at(per, out) for out in [*members, *counted]}
    return sorted(key for key in keys if named is None or key[1] in named)


def _fund(
    plan: Tree, fund: Tree, group: str, currency: str, people: tuple[list[Outcome], list[Outcome]]
) -> tuple[Fraction, str]:
    """Return a fund, not rounded, and how it came about."""
    members, counted = people
    if "percent" in fund:
        several = counted if fund["payroll"] == "all" else members
        paid = [paid_on(plan, out.agent, based=True) for out in several]
        whole = sum((one.base for one in paid if one.base is not None and not one.mixed), ZERO)
        return whole * Fraction(fund["percent"]) / 100, f"{fund['percent']} % of {shown(whole)}"
    money = _named(fund, group) or {}
    amount = Fraction(money[currency])
    if "per_head" in fund:
        heads = len(counted if fund["heads"] == "all" else members)
        return amount * heads, f"{shown(amount)} for each of {heads}"
    if "rate" in fund:
        return _of_result(fund, amount, counted)
    return amount, ""


def _of_result(fund: Tree, rate: Fraction, counted: list[Outcome]) -> tuple[Fraction, str]:
    name = fund["measure"]
    found = [out.measures[name].value for out in counted if name in out.measures]
    value = found[0] if found else None
    if value is None:
        return ZERO, f"{name} is not known"
    if value < 0 and fund["below_zero"] == "nothing":
        return ZERO, f"{name} {shown(value)} is below zero"
    return value * rate, f"{name} {shown(value)} x {shown(rate)}"


def _share(pool: _Pool, period: str, minor_places: Minor, only: Outcome | None) -> PoolRow:
    """Give each member the whole units that are due, and the units left over by the fractions.

    A fund below zero is shared as one above it would be, and taken from its members.
    """
    sign = -1 if pool.loss else 1
    due = _due(pool._replace(fund=abs(pool.fund)))
    amounts = [math.floor(one.units) for one in due]
    left = _total([one.units for one in due]) - sum(amounts)
    rests = [one.units - units for one, units in zip(due, amounts, strict=True)]
    first = sorted(range(len(due)), key=lambda i: (-rests[i], i))[: int(left)]
    for i in first:
        amounts[i] += 1
    odd, capped = set(first), {i for i, one in enumerate(due) if one.capped}
    if pool.said["pool"].get("left_over") == "return":
        for i, most in enumerate(_mosts(pool)):
            if amounts[i] > most:
                amounts[i], odd, capped = most, odd - {i}, capped | {i}
    row = PoolRow(
        line=pool.said["name"],
        group=None if pool.said["pool"]["per"] == "overall" else pool.group,
        currency=pool.currency,
        fund=pool.fund,
        members=len(pool.members),
        shared=sign * sum(amounts),
        returned=pool.fund - sign * sum(amounts),
        odd=len(odd),
    )
    alike = Counter(_entry(pool, out) for out in pool.members)
    for i, out in enumerate(pool.members):
        if only is None or out is only:
            said = PoolShare(row, sign * amounts[i], i in odd, i in capped)
            words = due[i].formula + _odd(pool, alike[_entry(pool, out)]) * (i in odd)
            _pay(pool, out, said, words, (period, minor_places))
    return row


def _total(units: Sequence[Fraction]) -> Fraction:
    return sum(units, ZERO)


def _mosts(pool: _Pool) -> list[int]:
    """Return the most that each may get, in whole minor units."""
    return [math.floor((_own(pool, out).most or ZERO) / pool.unit) for out in pool.members]


def _own(pool: _Pool, out: Outcome) -> Entered:
    return out.entered[pool.said["name"]]


def _weight(pool: _Pool, out: Outcome) -> Fraction:
    return max(_own(pool, out).share, ZERO)


def _due(pool: _Pool) -> list[_Due]:
    """Return what is due to each; what exceeds a cap goes to those who are below theirs."""
    weights = [_weight(pool, out) for out in pool.members]
    caps = _mosts(pool) if pool.said["pool"].get("left_over") == "share" else []
    stopped: dict[int, str] = {}
    while True:
        free = [i for i in range(len(weights)) if i not in stopped]
        left = pool.fund - sum(caps[i] for i in stopped)
        whole = _total([weights[i] for i in free])
        units = {i: left * weights[i] / whole if whole else ZERO for i in free}
        fund = _left(pool, [caps[i] for i in stopped])
        beyond = [i for i in units if caps and units[i] > caps[i]]
        if not beyond:
            break
        stopped |= {i: _part(pool, fund, weights[i], whole, units[i]) for i in beyond}
    found = []
    for i, weight in enumerate(weights):
        if i in stopped:
            words = stopped[i] + _beyond(pool, caps[i], left if not whole else 0)
            found.append(_Due(Fraction(caps[i]), words, capped=True))
        elif whole:
            words = _part(pool, fund, weight, whole, units[i])
            found.append(_Due(units[i], words, capped=False))
        else:
            words = "a share of zero gets nothing;" if stopped else "all shares are zero,"
            found.append(_Due(ZERO, f"{words} {fund} is {_back(pool)}", capped=False))
    return found


def _part(pool: _Pool, fund: str, weight: Fraction, whole: Fraction, units: Fraction) -> str:
    return f"{fund} x {shown(weight)} / {shown(whole)} = {shown(units * pool.unit)}"


def _left(pool: _Pool, taken: list[int]) -> str:
    """Say what is shared once those who are due more have stopped at their most."""
    fund = shown(pool.fund * pool.unit)
    if not taken:
        return fund
    return f"({fund} - {shown(sum(taken) * pool.unit)} of {len(taken)} at their most)"


def _beyond(pool: _Pool, most: int, returned: int) -> str:
    """Say where that goes which exceeds the most of a member."""
    words = f", more than {shown(most * pool.unit)}, the most; "
    if not returned:
        return f"{words}what exceeds it is shared by the others"
    rest = f"{shown(returned * pool.unit)} of the fund is {_back(pool)}"
    return f"{words}as all who have a share are at theirs, {rest}"


def _back(pool: _Pool) -> str:
    """Say what becomes of what nobody gets; of a loss it is what nobody bears."""
    return "not deducted" if pool.loss else "returned"


def _pay(
    pool: _Pool, out: Outcome, found: PoolShare, formula: str, paid_in: tuple[str, Minor]
) -> None:
    """Add the line of one member, and say how it came about."""
    period, minor_places = paid_in
    name, places = pool.said["name"], minor_places[pool.currency]
    out.pooled[name] = found
    out.payable = True
    add_line(pool.plan, out, period, name, found.amount, pool.said["pay_code"], pool.path)
    amount = f"{written(found.amount * pool.unit, places)} {pool.currency}"
    n = len(pool.members)
    fund = f"fund {shown(pool.fund * pool.unit)} ({pool.how}); " if pool.how else ""
    words = f"{pool.whose}, {n} member{'' if n == 1 else 's'}: {fund}{formula}"
    if found.capped and pool.said["pool"]["left_over"] == "return":
        most, back = shown(abs(found.amount) * pool.unit), _back(pool)
        words += f"; what exceeds {most}, the most, is {back}"
    if found.amount < 0:
        words += "; a loss, and so deducted"
    out.note("pool", "pool", words, amount, (*pool.path, "pool"))
    out.note("line", name, "the part of the pool", amount, pool.path)


def _entry(pool: _Pool, out: Outcome) -> tuple[Fraction, Fraction | None]:
    return _weight(pool, out), _own(pool, out).most


def _odd(pool: _Pool, alike: int) -> str:
    """Name the odd unit, and say that agent ids decided where others are due the same."""
    places = len(str(pool.unit.denominator)) - 1
    words = f"; an odd {written(pool.unit, places)} {pool.currency} by the largest fraction"
    return words + (f", by agent id among {alike} with the same" if alike > 1 else "")
