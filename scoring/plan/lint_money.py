"""What a plan says of money beside its amounts: conversion, steps of rounding, shares of parts."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.exact.money import MINOR_PLACES
from scoring.plan.lint_pay import Amount, amounts_of, currency_hint, fault_of
from scoring.plan.model import Plan
from scoring.plan.pay import PayLine
from scoring.plan.paying import named_moneys, names_currency


def _exchanged_currency_is_one(plan: Plan) -> Iterator[Problem]:
    said = plan.exchange
    if said is not None and said.named not in MINOR_PLACES:
        what = f"exchange.from: no currency is '{said.named}'"
        hint = currency_hint(said.named)
        yield Problem("unknown-currency", str(said.at("from")), what, hint)


def _every_amount_can_be_converted(plan: Plan) -> Iterator[Problem]:
    if plan.exchange is None or plan.exchange.named not in MINOR_PLACES:
        return
    named = plan.exchange.named
    for said in (amount for line in plan.lines for amount in amounts_of(line)):
        fund = ".pool.fund." in said.path  # a pool is in its own currency
        if said.money and named not in said.money and not fund:
            what = f"{said.path} has no amount in {named}, from which exchange converts"
            hint = f"Add {named}: N, or convert from a currency that every amount names."
            yield Problem("currency-not-covered", str(said.node.at(said.key)), what, hint)


def _steps_can_be_paid(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        if line.rounding is not None:
            path = f"pay.{line.name}.rounding.to"
            yield from _steps(Amount(path, line.rounding.to, line.rounding, "to"))


def _steps(said: Amount) -> Iterator[Problem]:
    for currency, step in said.money.items():
        if problem := fault_of(said, currency, step):
            yield problem
        elif not step:
            what = f"{said.path}.{currency} is 0, of which nothing is a multiple"
            hint = "Write the amount that a payment is a multiple of, such as 1 or 100."
            yield Problem("zero-step", str(said.at(currency)), what, hint)


def _paid_currencies_have_steps(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        if line.rounding is not None:
            yield from _without_step(line)


def _without_step(line: PayLine) -> Iterator[Problem]:
    to = {} if line.rounding is None else line.rounding.to
    every = dict.fromkeys(currency for money in named_moneys(line) for currency in money)
    paid = [code for code in every if names_currency(line, code)]
    if missing := [code for code in paid if code not in to]:
        what = f"pay.{line.name}.rounding.to does not say to what {', '.join(missing)} is rounded"
        hint = "Name every currency in which the line is paid."
        yield Problem("currency-not-covered", str((line.rounding or line).at("to")), what, hint)


def _shares_are_a_whole(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        if line.split is not None and (whole := sum(line.split.values())) != 1:
            what = f"the shares of pay.{line.name}.split sum to {whole}"
            hint = "Make them sum to exactly 1, such as 0.6 and 0.4."
            yield Problem("split-sum", str(line.at("split")), what, hint)


def _held_lines_are_whole(plan: Plan) -> Iterator[Problem]:
    if plan.settlement is None or isinstance(plan.settlement.holdback, str):
        return
    split = {line.name for line in plan.lines if line.split is not None}
    for i, name in enumerate(plan.settlement.holdback.lines):
        if name in split:
            what = f"settlement.holdback.lines holds a share of '{name}', which is split"
            hint = "Hold lines that one cost centre pays, or leave the split out."
            place = str(plan.settlement.holdback.at("lines", i))
            yield Problem("split-held", place, what, hint)


MONEY_RULES = (
    _exchanged_currency_is_one,
    _every_amount_can_be_converted,
    _steps_can_be_paid,
    _paid_currencies_have_steps,
    _shares_are_a_whole,
    _held_lines_are_whole,
)


def _exchange_is_used(plan: Plan) -> Iterator[Problem]:
    if plan.exchange is not None and not any(named_moneys(line) for line in plan.lines):
        what = "exchange converts nothing: no line of pay names an amount in money"
        yield Problem("unused-exchange", str(plan.exchange.place), what, "Remove it, or use it.")


MONEY_NOTICES = (_exchange_is_used,)
