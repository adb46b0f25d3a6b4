"""What a plan says about money: known currencies, whole minor units, limits that can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from scoring.errors import Problem, nearest, shortened
from scoring.exact.fixed import scaled
from scoring.exact.money import MINOR_PLACES
from scoring.plan.amounts import currencies_of, in_one
from scoring.plan.curves import Line, Table
from scoring.plan.lint_factors import falling_end
from scoring.plan.lint_settlement import settlement_amounts
from scoring.plan.model import Plan
from scoring.plan.nodes import Node, Place
from scoring.plan.pay import InMoney, Limit, PayLine, TimesBase
from scoring.plan.paying import limits_of
from scoring.plan.pools import (
    EachAmount,
    EachTimesBase,
    FundAmount,
    FundByGroup,
    FundOfResult,
    FundPerHead,
    Pool,
)
from scoring.plan.recognition import Award
from scoring.plan.starts import BaseTimes, Rates, moneys_of, tables_of

AMOUNT_MAX = 10**10
"""The most that a plan may name in money; a roster's base of pay has the same bound."""


class Amount(NamedTuple):
    """Amounts by currency somewhere in the plan: the node and key that hold them."""

    path: str
    money: Mapping[str, Decimal]
    node: Node
    key: str
    finer: bool = False  # money for one unit, which nobody is paid alone
    group: str | None = None  # whose fund it is, where the key holds several

    @property
    def place(self) -> Place:
        """Return the place of the amount in all its currencies."""
        keys = (self.key,) if self.group is None else (self.key, self.group)
        return self.node.at(*keys)

    def at(self, currency: str) -> Place:
        """Return the place of the amount in a currency."""
        return self.place if self.group is not None else self.node.at(self.key, currency)


def currency_hint(word: str) -> str:
    """Say what to write for a word that is no currency; of three letters none is a near miss."""
    near = nearest(word, list(MINOR_PLACES), cutoff=0.85)
    return near or "Write an ISO 4217 code such as CNY."


def _amounts(plan: Plan) -> Iterator[Amount]:
    for award in plan.awards:
        yield from _won(award)
    yield from (Amount(*said) for said in settlement_amounts(plan))
    for line in plan.lines:
        yield from amounts_of(line)


def amounts_of(line: PayLine) -> Iterator[Amount]:
    """Yield every amount that a line names in money, where it stands."""
    path = f"pay.{line.name}"
    rates = {"rates", "hurdle"} if isinstance(line.start, Rates) else set[str]()
    for where, money, node, key in moneys_of(line.start):
        finer = where.split(".")[0] in rates
        yield Amount(f"{path}.start.{where}", money, node, key, finer)
    for _, where, limit in limits_of(line):
        if isinstance(limit, InMoney):
            yield Amount(f"{where}.amount", limit.amount, limit, "amount")
    if line.pool is not None:
        yield from _amounts_of_pool(f"{path}.pool", line.pool)


def _amounts_of_pool(path: str, pool: Pool) -> Iterator[Amount]:
    fund = pool.fund
    if isinstance(fund, FundAmount):
        yield Amount(f"{path}.fund.amount", fund.amount, fund, "amount")
    elif isinstance(fund, FundPerHead):
        yield Amount(f"{path}.fund.per_head", fund.per_head, fund, "per_head")
    elif isinstance(fund, FundOfResult):
        yield Amount(f"{path}.fund.rate", fund.rate, fund, "rate", finer=True)
    elif isinstance(fund, FundByGroup):
        for name, money in fund.groups.items():
            where = f"{path}.fund.groups.{shortened(name)}"
            yield Amount(where, money, fund, "groups", group=name)
    if isinstance(pool.each_most, EachAmount):
        yield Amount(f"{path}.each_most.amount", pool.each_most.amount, pool.each_most, "amount")


def _won(award: Award) -> Iterator[Amount]:
    path = f"awards.{award.name}"
    if isinstance(award.amount, dict):
        yield Amount(f"{path}.amount", award.amount, award, "amount")
    for i, prize in enumerate(award.prizes or (), start=1):
        yield Amount(f"{path}.prizes[{i}].amount", prize.amount, prize, "amount")
    if award.budget is not None:
        yield Amount(f"{path}.budget.amount", award.budget.amount, award.budget, "amount")


def _amounts_are_payable(plan: Plan) -> Iterator[Problem]:
    for said in _amounts(plan):
        if not said.money:
            what = f"{said.path} names no currency"
            place = str(said.place)
            yield Problem("missing-currency", place, what, "Write it as in {CNY: 500}.")
        for currency, amount in said.money.items():
            if problem := fault_of(said, currency, amount):
                yield problem


def fault_of(said: Amount, currency: str, amount: Decimal) -> Problem | None:
    """Say why an amount cannot be paid in a currency, or nothing."""
    place, path = str(said.at(currency)), f"{said.path}.{currency}"
    if currency not in MINOR_PLACES:
        what = f"{path}: no currency is '{currency}'"
        return Problem("unknown-currency", place, what, currency_hint(currency))
    if amount < 0:
        return Problem("negative-amount", place, f"{path} is {amount}", "Write 0 or more.")
    if amount > AMOUNT_MAX:
        hint = f"Write at most {AMOUNT_MAX}."
        return Problem("number-too-large", place, f"{path} is {amount}", hint)
    if said.finer:
        return None
    try:
        scaled(amount, MINOR_PLACES[currency])
    except ValueError:
        places = MINOR_PLACES[currency]
        what = f"{path} is {amount}, and {currency} has {places} decimal places"
        return Problem("too-many-places", place, what, "Write an amount that can be paid out.")
    return None


def _amounts_do_not_fall_without_end(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        said = getattr(line.start, "amounts", None)
        if not isinstance(said, Line) or len(said.points) == 1:
            continue
        for code in currencies_of(said):
            curve, path = in_one(said, code), f"pay.{line.name}.start.amounts"
            falls = falling_end(curve) if isinstance(curve, Line) else None
            if falls is not None:
                what = f"{path}.{falls} is extrapolate, so that the amount in {code} falls below 0"
                hint = f"Write {falls}: hold, or an amount of 0 or more in each currency."
                yield Problem("negative-amount", str(said.at(falls)), what, hint)
                break


def _slices_alone_begin_after(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        if isinstance(line.start, Rates) and line.start.after is not None:
            for path, table in tables_of(line.start):
                if isinstance(table, Table):
                    what = f"pay.{line.name}.start.after has no meaning for {path}, which is whole"
                    hint = "Write mode: marginal, or remove after."
                    yield Problem("after-without-slices", str(table.place), what, hint)


def _bands_pay_the_same_currencies(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        if not isinstance(line.start, BaseTimes):
            rows = [said for said in amounts_of(line) if ".pool." not in said.path]
            yield from _covered_alike(rows)


def _covered_alike(rows: list[Amount]) -> Iterator[Problem]:
    every = list(dict.fromkeys(currency for row in rows for currency in row.money))
    for row in rows:
        if missing := [c for c in every if c not in row.money]:
            yield Problem(
                "currency-not-covered",
                str(row.node.at(row.key)),
                f"{row.path} has no amount in {', '.join(missing)}, and other rows have",
                "Name every currency in every row, with 0 where nothing is paid.",
            )


def _limits_can_hold(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        yield from _limits_have_a_base(line)
        yield from _floors_are_below_caps(line)


def _limits_have_a_base(line: PayLine) -> Iterator[Problem]:
    for key, path, limit in limits_of(line):
        if isinstance(limit, TimesBase) and not isinstance(line.start, BaseTimes):
            what = f"{path}.times_base has no base: the line does not start from one"
            hint = f"Write {key}: [{{amount: {{…}}}}] or {key}: none."
            yield Problem("limit-without-base", str(limit.place), what, hint)
    most = None if line.pool is None else line.pool.each_most
    if isinstance(most, EachTimesBase) and not isinstance(line.start, BaseTimes):
        what = f"pay.{line.name}.pool.each_most.times_base has no base: the line starts from none"
        hint = "Write each_most: {amount: {…}} or each_most: none."
        yield Problem("limit-without-base", str(most.place), what, hint)


def _floors_are_below_caps(line: PayLine) -> Iterator[Problem]:
    """Compare those that hold for everybody; where others meet, the later step has its way."""
    always = [said for said in limits_of(line) if said[2].when is None]
    for key, path, floor in always:
        for other, above, cap in always:
            if (key, other) == ("floor", "cap") and _above(floor, cap):
                what, hint = f"{path} is above {above}", "Lower the floor, or raise the cap."
                yield Problem("floor-above-cap", str(floor.place), what, hint)


def _above(floor: Limit, cap: Limit) -> bool:
    if isinstance(floor, TimesBase) and isinstance(cap, TimesBase):
        return floor.times_base > cap.times_base
    if isinstance(floor, InMoney) and isinstance(cap, InMoney):
        return any(n > cap.amount[c] for c, n in floor.amount.items() if c in cap.amount)
    return False


def _awards_of_money_have_a_code(plan: Plan) -> Iterator[Problem]:
    for award in plan.awards:
        path = f"awards.{award.name}"
        pays = award.prizes is not None or isinstance(award.amount, dict)
        if pays and award.pay_code is None:
            hint = "Write pay_code: with the code of the payroll system."
            what = f"{path} pays money and has no pay_code"
            place = award.at("amount" if award.prizes is None else "prizes")
            yield Problem("missing-pay-code", str(place), what, hint)
        if award.amount == "none" and not pays and award.pay_code is not None:
            what = f"{path} has a pay_code and pays nothing"
            yield Problem("pay-code-not-used", str(award.at("pay_code")), what, "Remove it.")


PAY_RULES = (
    _amounts_are_payable,
    _bands_pay_the_same_currencies,
    _amounts_do_not_fall_without_end,
    _slices_alone_begin_after,
    _limits_can_hold,
    _awards_of_money_have_a_code,
)
