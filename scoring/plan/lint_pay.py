"""What a plan says about money: known currencies, whole minor units, limits that can hold."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.errors import Problem, nearest
from scoring.exact.fixed import scaled
from scoring.exact.money import MINOR_PLACES
from scoring.plan.curves import Deduction, Line, Power
from scoring.plan.model import Plan
from scoring.plan.nodes import Node, Place
from scoring.plan.pay import (
    AmountTable,
    BaseTimes,
    Bonus,
    InMoney,
    Multiplier,
    TierCoefficient,
    TimesBase,
)

AMOUNT_MAX = 10**10
"""The most that a plan may name in money; a roster's base of pay has the same bound."""
FACTOR_MAX = 10**6
"""The most that all factors together may make of a base or an amount: piece rates on a base of 1
have room, and more is a slip of the hand."""


class _Amount(NamedTuple):
    """Amounts by currency somewhere in the plan: the node and key that hold them."""

    path: str
    money: Mapping[str, Decimal]
    node: Node
    key: str

    def at(self, currency: str) -> Place:
        return self.node.at(self.key, currency)


def currency_hint(word: str) -> str:
    """Say what to write for a word that is no currency; of three letters none is a near miss."""
    near = nearest(word, list(MINOR_PLACES), cutoff=0.85)
    return near or "Write an ISO 4217 code such as CNY."


def _amounts(plan: Plan) -> Iterator[_Amount]:
    for award in plan.awards:
        if not isinstance(award.amount, str):
            yield _Amount(f"awards.{award.name}.amount", award.amount, award, "amount")
    if isinstance(plan.bonus, str):
        return
    if isinstance(plan.bonus.pay, AmountTable):
        yield from _banded(plan.bonus.pay)
    for name, limit in (("cap", plan.bonus.cap), ("floor", plan.bonus.floor)):
        if isinstance(limit, InMoney):
            yield _Amount(f"bonus.{name}.amount", limit.amount, limit, "amount")


def _banded(pay: AmountTable) -> Iterator[_Amount]:
    table = pay.amounts
    yield _Amount("bonus.pay.amounts.below", table.below, table, "below")
    for i, band in enumerate(table.bands, start=1):
        yield _Amount(f"bonus.pay.amounts.bands[{i}].gives", band.gives, band, "gives")


def _amounts_are_payable(plan: Plan) -> Iterator[Problem]:
    for said in _amounts(plan):
        if not said.money:
            what = f"{said.path} names no currency"
            place = str(said.node.at(said.key))
            yield Problem("missing-currency", place, what, "Write it as in {CNY: 500}.")
        for currency, amount in said.money.items():
            if problem := _amount(said, currency, amount):
                yield problem


def _amount(said: _Amount, currency: str, amount: Decimal) -> Problem | None:
    place, path = str(said.at(currency)), f"{said.path}.{currency}"
    if currency not in MINOR_PLACES:
        what = f"{path}: no currency is '{currency}'"
        return Problem("unknown-currency", place, what, currency_hint(currency))
    if amount < 0:
        return Problem("negative-amount", place, f"{path} is {amount}", "Write 0 or more.")
    if amount > AMOUNT_MAX:
        hint = f"Write at most {AMOUNT_MAX}."
        return Problem("number-too-large", place, f"{path} is {amount}", hint)
    try:
        scaled(amount, MINOR_PLACES[currency])
    except ValueError:
        places = MINOR_PLACES[currency]
        what = f"{path} is {amount}, and {currency} has {places} decimal places"
        return Problem("too-many-places", place, what, "Write an amount that can be paid out.")
    return None


def _bands_pay_the_same_currencies(plan: Plan) -> Iterator[Problem]:
    if isinstance(plan.bonus, str) or not isinstance(plan.bonus.pay, AmountTable):
        return
    rows = [a for a in _amounts(plan) if a.path.startswith("bonus.")]
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
    if isinstance(plan.bonus, str):
        return
    cap, floor = plan.bonus.cap, plan.bonus.floor
    for name, limit in (("cap", cap), ("floor", floor)):
        if isinstance(limit, TimesBase) and isinstance(plan.bonus.pay, AmountTable):
            what = f"bonus.{name}.times_base has no base: the bonus is paid from amounts"
            hint = f"Write {name}: {{amount: {{…}}}} or {name}: none."
            yield Problem("limit-without-base", str(limit.place), what, hint)
    if _above(floor, cap):
        hint = "Lower the floor, or raise the cap."
        yield Problem(
            "floor-above-cap", str(plan.bonus.at("floor")), "bonus.floor is above bonus.cap", hint
        )


def _above(floor: Any, cap: Any) -> bool:
    if isinstance(floor, TimesBase) and isinstance(cap, TimesBase):
        return floor.times_base > cap.times_base
    if isinstance(floor, InMoney) and isinstance(cap, InMoney):
        return any(n > cap.amount[c] for c, n in floor.amount.items() if c in cap.amount)
    return False


def _multipliers(bonus: Bonus) -> tuple[Multiplier, ...]:
    return () if isinstance(bonus.multipliers, str) else bonus.multipliers


def _multipliers_are_clear(plan: Plan) -> Iterator[Problem]:
    if isinstance(plan.bonus, str):
        return
    fixed, read = {"where", "times"}, {"measure", "curve", "missing"}
    for m in _multipliers(plan.bonus):
        said = {k for k in fixed | read if getattr(m, k) is not None}
        if said not in (fixed, read):
            found = ", ".join(
                k for k in ("where", "times", "measure", "curve", "missing") if k in said
            )
            what = f"bonus.multipliers.{m.name} has {found or 'no factor'}"
            hint = "Write where and times, or measure, curve and missing."
            yield Problem("multiplier-not-clear", str(m.place), what, hint)


def _factors(plan: Plan) -> Iterator[tuple[str, Decimal, Place]]:
    """Yield every number that the bonus is multiplied by."""
    if isinstance(plan.bonus, str):
        return
    coefficient = getattr(plan.bonus.pay, "coefficient", None)
    if isinstance(coefficient, TierCoefficient):
        for tier, n in coefficient.gives.items():
            yield f"bonus.pay.coefficient.gives.{tier}", n, coefficient.at("gives", tier)
    elif isinstance(plan.bonus.pay, BaseTimes):
        yield from _given_by("bonus.pay.coefficient.curve", getattr(coefficient, "curve", None))
    for m in _multipliers(plan.bonus):
        path = f"bonus.multipliers.{m.name}"
        yield from (
            (f"{path}.{k}", n, m.at(k)) for k in ("times", "missing") if (n := getattr(m, k))
        )
        yield from _given_by(f"{path}.curve", m.curve)


def _given_by(path: str, curve: Any) -> Iterator[tuple[str, Decimal, Place]]:
    """Yield every number that a curve gives, or comes to; its edges are none."""
    if curve is None or isinstance(curve, Power):
        return
    keys = ("start", "least") if isinstance(curve, Deduction) else ("below", "above")
    rows = getattr(curve, "bands", getattr(curve, "points", ()))
    said = [(curve, key) for key in keys]
    said += [(row, key) for row in rows for key in ("before", "gives", "then")]
    for node, key in said:
        if isinstance(number := getattr(node, key, None), Decimal):
            word = "from" if key == "start" else key
            yield f"{path}.{word}", number, node.at(word)


def _curves(plan: Plan) -> Iterator[tuple[str, Any]]:
    """Yield every curve that gives a factor."""
    if isinstance(plan.bonus, str):
        return
    coefficient = getattr(plan.bonus.pay, "coefficient", None)
    yield "bonus.pay.coefficient.curve", getattr(coefficient, "curve", None)
    yield from ((f"bonus.multipliers.{m.name}.curve", m.curve) for m in _multipliers(plan.bonus))


def _factors_do_not_fall_without_end(plan: Plan) -> Iterator[Problem]:
    for path, curve in _curves(plan):
        falls = None
        if isinstance(curve, Deduction) and curve.least == "none":
            falls = "least"
        if isinstance(curve, Line) and len(curve.points) > 1:
            (first, second), (before, last) = curve.points[:2], curve.points[-2:]
            if curve.below == "extrapolate" and second.left > first.right:
                falls = "below"
            elif curve.above == "extrapolate" and last.left < before.right:
                falls = "above"
        if falls is not None:
            what = f"{path}.{falls} is {getattr(curve, falls)}, so that the factor falls below 0"
            hint = "Write a number of 0 or more: a bonus adds to pay."
            yield Problem("negative-factor", str(curve.at(falls)), what, hint)


def _factors_are_not_negative(plan: Plan) -> Iterator[Problem]:
    for path, factor, place in _factors(plan):
        if factor < 0:
            what = f"{path} is {factor}"
            yield Problem(
                "negative-factor", str(place), what, "Write 0 or more: a bonus adds to pay."
            )


def _factors_are_not_too_large(plan: Plan) -> Iterator[Problem]:
    large = [said for said in (*_factors(plan), *_shares(plan)) if said[1] > FACTOR_MAX]
    for path, factor, place in large:
        hint = f"Write at most {FACTOR_MAX}."
        yield Problem("number-too-large", str(place), f"{path} is {factor}", hint)
    if not large and not isinstance(plan.bonus, str) and _most(plan, plan.bonus) > FACTOR_MAX:
        what = f"the factors of bonus can make more than {FACTOR_MAX} times of what they start from"
        hint = "Lower the rate, the coefficients, the multipliers or the floor."
        yield Problem("number-too-large", str(plan.bonus.place), what, hint)


def _shares(plan: Plan) -> Iterator[tuple[str, Decimal, Place]]:
    """Yield every number that the base is multiplied by before, or to find a limit."""
    if isinstance(plan.bonus, str):
        return
    if isinstance(plan.bonus.pay, BaseTimes):
        yield "bonus.pay.rate", plan.bonus.pay.rate, plan.bonus.pay.at("rate")
    for name, limit in (("cap", plan.bonus.cap), ("floor", plan.bonus.floor)):
        if isinstance(limit, TimesBase):
            yield f"bonus.{name}.times_base", limit.times_base, limit.at("times_base")


def _most(plan: Plan, bonus: Bonus) -> Fraction:
    """Return what the largest factors make of 1, whatever the order of the steps."""
    rate = bonus.pay.rate if isinstance(bonus.pay, BaseTimes) else Decimal(1)
    floor = bonus.floor.times_base if isinstance(bonus.floor, TimesBase) else Decimal(1)
    largest = {"pay": Fraction(floor)}
    for path, factor, _ in _factors(plan):
        _, step, name, *_ = path.split(".")
        key = "pay" if step == "pay" else name
        largest[key] = max(largest.get(key, Fraction(1)), Fraction(factor))
    started = max(Fraction(rate) * max(largest.pop("pay"), Fraction(1)), Fraction(1))
    return math.prod(largest.values(), start=started)


def _awards_of_money_have_a_code(plan: Plan) -> Iterator[Problem]:
    for award in plan.awards:
        path = f"awards.{award.name}"
        if award.amount != "none" and award.pay_code is None:
            hint = "Write pay_code: with the code of the payroll system."
            what = f"{path} pays money and has no pay_code"
            yield Problem("missing-pay-code", str(award.at("amount")), what, hint)
        if award.amount == "none" and award.pay_code is not None:
            what = f"{path} has a pay_code and pays nothing"
            yield Problem("pay-code-not-used", str(award.at("pay_code")), what, "Remove it.")


PAY_RULES = (
    _amounts_are_payable,
    _bands_pay_the_same_currencies,
    _limits_can_hold,
    _multipliers_are_clear,
    _factors_are_not_negative,
    _factors_do_not_fall_without_end,
    _factors_are_not_too_large,
    _awards_of_money_have_a_code,
)
