"""Money beside its amounts: conversion by a day's rate, how a line is rounded, and its parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scoring.plan.exchange import Exchange
from scoring.plan.model import Plan
from scoring.plan.pay import LineRounding, PayLine
from scoring.prose.said import Said, choices, chosen, counted, say, sentences
from scoring.prose.telling import Block, Clause, Grid, amounts, passage, phrase

choices(
    Exchange,
    "on",
    {
        "period_start": ("the first day of the period", "考核期第一天"),
        "period_end": ("the last day of the period", "考核期最后一天"),
    },
)


@passage.register
def _exchange(node: Exchange, _plan: Plan) -> Iterator[Block]:
    en = (
        "An amount of money that a line of pay does not name in an agent's currency is converted "
        "from {named} by the rate of {day}."
    )
    zh = "各项奖金中未以员工发薪币种列明的金额，按{day}的汇率由 {named} 折算。"
    yield Clause(say(en, zh, named=node.named, day=_day(node)), node.place)
    yield Clause(sentences(_back(node), _EXACTLY), node.at("days_back"))


def _day(node: Exchange) -> Said:
    if isinstance(node.on, dt.date):
        return Said(str(node.on), f" {node.on} ")
    return chosen(node, "on")


def _back(node: Exchange) -> Said:
    if not node.days_back:
        return Said(
            "Without a rate of that very day nothing is reckoned.", "当天无汇率的，不予核算。"
        )
    en = "Without one, the latest of the {days} before it counts; with none, nothing is reckoned."
    zh = "当天无汇率的，取其前 {days} 内最近一天的汇率；仍无的，不予核算。"
    return say(en, zh, days=counted(node.days_back, "day", "天"))


_EXACTLY = Said(
    "What comes of it is not rounded before the line is. Bases of pay are not converted.",
    "折算结果不单独舍入，随该项一并舍入。奖金基数不折算。",
)


def rounding_of(line: PayLine, plan: Plan) -> Clause:
    """Say how a line is rounded: as the whole plan, or in its own way."""
    if line.rounding is not None:
        return Clause(phrase(line.rounding, plan), line.rounding.place)
    en = (
        "Rounded once, at the end, to the smallest unit of the currency in which the agent is paid."
    )
    return Clause(Said(en, "最后按发薪币种的最小单位一次性舍入。"))


@phrase.register
def _rounding(node: LineRounding, _plan: Plan) -> Said:
    en = (
        "Rounded once, at the end, to a multiple of {steps}: {mode}. In another currency the line "
        "is not paid."
    )
    zh = "最后一次性舍入为 {steps} 的整数倍：{mode}。其他币种不发放此项。"
    return say(en, zh, steps=amounts(node.to), mode=chosen(node, "mode"))


def parts_of(line: PayLine) -> Iterator[Block]:
    """Yield the cost centres that a line is parted between, if it is."""
    if line.split is None:
        return
    en = (
        "The rounded amount is charged to these cost centres in these shares, each a payment of "
        "its own; smallest units left over go to the largest remainders, of equal ones to the "
        "first below."
    )
    zh = (
        "舍入后的金额按以下比例分摊至各成本中心，逐项列支；分摊余下的最小单位依次归余数最大者，"
        "余数相同的归排列在前者。"
    )
    yield Clause(Said(en, zh), line.at("split"))
    heads = (Said("cost centre", "成本中心"), Said("share", "比例"))
    yield Grid(heads, tuple(line.split.items()), frozenset({1}))
