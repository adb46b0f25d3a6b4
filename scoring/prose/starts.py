"""What a pay line starts from, in words: a base, an amount by band, or money for each unit."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.amounts import AnyAmounts
from scoring.plan.curves import Slices, Table
from scoring.plan.model import Plan
from scoring.plan.nodes import Money
from scoring.plan.starts import (
    BaseTimes,
    Hurdle,
    LookupAmounts,
    MeasureAmounts,
    Rates,
    ScoreAmounts,
    Weight,
)
from scoring.prose.columns import column
from scoring.prose.conditions import and_missing, listed
from scoring.prose.curves import curve, slices, table
from scoring.prose.factors import READ, SCORE, WORD
from scoring.prose.lookups import rows
from scoring.prose.said import Said, choices, chosen, say, sentences
from scoring.prose.telling import Block, Clause, amounts, measure_named, passage, phrase, reason

_COEFFICIENT = Said("coefficient", "绩效系数")
_AMOUNT = Said("amount", "金额")
_VALUE = Said("value", "指标值")

choices(MeasureAmounts, "on", READ)


@phrase.register
def _base_times(node: BaseTimes, _plan: Plan) -> Said:
    return say(
        "{base} × {rate} × {coefficient}",
        "{base} × {rate} × {coefficient}",
        base=column(node.column),
        rate=node.rate,
        coefficient=_COEFFICIENT,
    )


@passage.register
def _based(node: BaseTimes, plan: Plan) -> Iterator[Block]:
    yield Clause(Said("The coefficient:", "绩效系数："), node.at("coefficient"))
    yield from passage(node.coefficient, plan)


@phrase.register
def _amount_of_score(_node: ScoreAmounts, _plan: Plan) -> Said:
    return Said("the amount of the score", "综合得分对应的金额")


@passage.register
def _by_score(node: ScoreAmounts, plan: Plan) -> Iterator[Block]:
    yield Clause(Said("The amount goes by the score:", "金额按综合得分确定："), node.place)
    yield from _amounts(node.amounts, plan, SCORE)


@phrase.register
def _amount_of_measure(node: MeasureAmounts, plan: Plan) -> Said:
    measure = measure_named(node.measure, plan)
    return say("the amount of {measure}", "{measure}对应的金额", measure=measure)


@passage.register
def _by_measure(node: MeasureAmounts, plan: Plan) -> Iterator[Block]:
    en = "The amount goes by the {on} of {measure}; without it, it is {missing}."
    zh = "金额按{measure}的{on}确定；无数据时为 {missing}。"
    measure, on = measure_named(node.measure, plan), chosen(node, "on")
    said = say(en, zh, measure=measure, on=on, missing=amounts(node.missing))
    yield Clause(said, node.place)
    yield from _amounts(node.amounts, plan, Said(node.on, WORD[node.on]))


def _amounts(said: AnyAmounts, plan: Plan, x: Said) -> Iterator[Block]:
    if isinstance(said, Table):
        yield from table(said, plan, x, _AMOUNT)
    else:
        yield from curve(said, plan, x, _AMOUNT)


@phrase.register
def _amount_of_row(_node: LookupAmounts, _plan: Plan) -> Said:
    return Said("the amount that is looked up", "查表所得金额")


@passage.register
def _by_lookup(node: LookupAmounts, _plan: Plan) -> Iterator[Block]:
    yield Clause(Said("The amount is looked up:", "金额查表确定："), node.place)
    yield from rows(node, _AMOUNT, amounts)


@phrase.register
def _money_for_units(node: Rates, plan: Plan) -> Said:
    measure = measure_named(node.measure, plan)
    if isinstance(node.rates, Table):
        return say("{measure} × its rate", "{measure} × 费率", measure=measure)
    return say("each slice of {measure} × its rate", "{measure}分段 × 各段费率", measure=measure)


@passage.register
def _rates(node: Rates, plan: Plan) -> Iterator[Block]:
    en = "For each unit of {measure} there is money; without a value, the amount is {missing}."
    zh = "按{measure}的数量计发；无数据时金额为 {missing}。"
    measure = measure_named(node.measure, plan)
    yield Clause(say(en, zh, measure=measure, missing=amounts(node.missing)), node.place)
    if node.after is not None:
        en = "The slices begin after what {before} says was reached before."
        before = measure_named(node.after, plan)
        said = say(en, "分段从{before}所示的前期累计数之后起算。", before=before)
        yield Clause(said, node.at("after"))
    if node.prorated is not None:
        en = "For each person the edges are multiplied by {factor}; where that is 0, the amount is "
        en += "{missing}."
        zh = "对每名员工，各档界限乘以 {factor}；该系数为零时金额为 {missing}。"
        part, missing = phrase(node.prorated, plan), amounts(node.missing)
        yield Clause(say(en, zh, factor=part, missing=missing), node.at("prorated"))
    yield from _money(node.rates, plan)
    if node.hurdle is not None:
        yield from passage(node.hurdle, plan)


@passage.register
def _hurdle(node: Hurdle, plan: Plan) -> Iterator[Block]:
    en, zh = "These rates hold where {held}.", "以上费率须符合：{held}。"
    held = say(en, zh, held=phrase(node.when, plan))
    yield Clause(sentences(held, and_missing(node.when)), node.place)
    yield from listed(node.when, plan)
    yield Clause(Said("For others these hold instead:", "其他人适用以下费率："))
    yield from _money(node.closed, plan)
    yield reason(node.why, plan)


def _money(said: Table[Money] | Slices[Money], plan: Plan) -> Iterator[Block]:
    if isinstance(said, Slices):
        yield from slices(said, _VALUE, _AMOUNT)
        return
    en = "By bands: all of the value has the rate of the band that it lies in."
    yield Clause(Said(en, "落入哪一档，全部数量均按该档费率计。"))
    yield from table(said, plan, _VALUE, Said("rate", "费率"))


@phrase.register
def _bare(_node: Weight, _plan: Plan) -> Said:
    return Said("weight", "权数")


@passage.register
def _weight(node: Weight, plan: Plan) -> Iterator[Block]:
    yield Clause(Said("The weight:", "权数："), node.at("weight"))
    yield from passage(node.weight, plan)
