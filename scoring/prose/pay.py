"""What is paid: the bonus as one formula, then each of its pieces in the plan's order."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Conventions, Plan
from scoring.plan.pay import (
    AmountTable,
    BaseTimes,
    Bonus,
    InMoney,
    Multiplier,
    Proration,
    ScoreCoefficient,
    TierCoefficient,
    TimesBase,
)
from scoring.prose.columns import column
from scoring.prose.conditions import conditions
from scoring.prose.curves import curve, table
from scoring.prose.said import WORDS, Said, choices, chosen, joined, quoted, say
from scoring.prose.telling import Block, Clause, Grid, amounts, measure_named, passage, phrase

choices(Bonus, "multipliers", {"none": ("none", "不设")})
choices(Bonus, "cap", {"none": ("none", "不设")})
choices(Bonus, "floor", {"none": ("none", "不设")})
choices(
    Bonus,
    "proration",
    {"none": ("none; whoever is paid is paid for the whole period", "不折算，按整期计发")},
)
choices(
    Proration,
    "fte",
    {
        "apply": (
            "calendar days employed ÷ calendar days of the period × full-time equivalent",
            "在职日历天数 ÷ 考核期日历天数 × 全职当量",
        ),
        "ignore": (
            "calendar days employed ÷ calendar days of the period",
            "在职日历天数 ÷ 考核期日历天数",
        ),
    },
)
choices(
    Conventions,
    "order",
    {
        "multipliers": ("multipliers", "调节系数"),
        "cap": ("cap", "上限"),
        "proration": ("proration", "在职折算"),
        "floor": ("floor", "下限"),
    },
)
_COEFFICIENT = Said("coefficient", "绩效系数")
_SCORE = Said("score", "综合得分")


@passage.register
def _bonus(node: Bonus, plan: Plan) -> Iterator[Block]:
    en = "Whoever has a score and no veto gets the bonus, under the pay code {code}."
    zh = "有综合得分且未被一票否决的员工，发放绩效奖金（工资项目代码 {code}）。"
    yield Clause(say(en, zh, code=node.pay_code), node.place)
    whole = formula(node, plan)
    yield Clause(say("Bonus = {formula}", "绩效奖金 = {formula}", formula=whole), node.at("pay"))
    yield from passage(node.pay, plan)
    for number, step in enumerate(plan.conventions.order, start=1):
        named = WORDS[Conventions, "order"][step]
        said = _step(node, step, plan)
        en, zh = "Step {number}, {named}: {said}.", "第 {number} 步，{named}：{said}。"
        yield Clause(say(en, zh, number=number, named=named, said=said), node.at(step))
        if step == "multipliers" and node.multipliers != "none":
            for multiplier in node.multipliers:
                yield from passage(multiplier, plan)
    en = (
        "Rounded once, at the end, to the smallest unit of the currency in which the agent is paid."
    )
    yield Clause(Said(en, "最后按发薪币种的最小单位一次性舍入。"))


def _step(node: Bonus, step: str, plan: Plan) -> Said:
    """Say what one step does to the amount."""
    said = getattr(node, step)
    if said == "none":
        return chosen(node, step)
    if isinstance(said, TimesBase | InMoney):
        bound = Said("at most", "不高于") if step == "cap" else Said("at least", "不低于")
        return say("{bound} {limit}", "{bound} {limit}", bound=bound, limit=phrase(said, plan))
    if isinstance(said, Proration):
        return phrase(said, plan)
    return joined([quoted(multiplier.name) for multiplier in said], " × ", " × ")


def formula(node: Bonus, plan: Plan) -> Said:
    """Write the bonus as one formula, its steps in the plan's order."""
    found = phrase(node.pay, plan)
    for step in plan.conventions.order:
        said = getattr(node, step)
        if said == "none":
            continue
        if isinstance(said, TimesBase | InMoney):
            word = "min" if step == "cap" else "max"
            en, zh = "{word}({found}, {limit})", "{word}（{found}，{limit}）"
            found = say(en, zh, word=word, found=found, limit=phrase(said, plan))
        else:
            factors = [_step(node, step, plan)]
            found = joined([found, *factors], " × ", " × ")
    return found


@phrase.register
def _base_times(node: BaseTimes, _plan: Plan) -> Said:
    parts = {"base": column(node.column), "coefficient": _COEFFICIENT}
    return say(
        "{base} × {rate} × {coefficient}",
        "{base} × {rate} × {coefficient}",
        rate=node.rate,
        **parts,
    )


@passage.register
def _based(node: BaseTimes, plan: Plan) -> Iterator[Block]:
    return passage(node.coefficient, plan)


@passage.register
def _tier_coefficient(node: TierCoefficient, _plan: Plan) -> Iterator[Block]:
    yield Clause(Said("The coefficient goes by the tier:", "绩效系数按等级确定："), node.place)
    heads = (Said("tier", "等级"), _COEFFICIENT)
    yield Grid(heads, tuple(node.gives.items()), frozenset({1}))


@passage.register
def _score_coefficient(node: ScoreCoefficient, plan: Plan) -> Iterator[Block]:
    yield Clause(Said("The coefficient goes by the score:", "绩效系数按综合得分确定："), node.place)
    yield from curve(node.curve, plan, _SCORE, _COEFFICIENT)


@phrase.register
def _amount_by_score(_node: AmountTable, _plan: Plan) -> Said:
    return Said("the amount of the score", "综合得分对应的金额")


@passage.register
def _amount_table(node: AmountTable, plan: Plan) -> Iterator[Block]:
    yield Clause(Said("The amount goes by the score:", "金额按综合得分确定："), node.place)
    yield from table(node.amounts, plan, _SCORE, Said("amount", "金额"))


@passage.register
def _multiplier(node: Multiplier, plan: Plan) -> Iterator[Block]:
    name = quoted(node.name)
    if node.where is not None and node.times is not None:
        en = "{name} is {times} for everyone of whom this holds: {held}; for others it is 1."
        zh = "{name}：{held}的员工为 {times}，其他人为 1。"
        held = conditions(node.where, plan)
        yield Clause(say(en, zh, name=name, times=node.times, held=held), node.place)
    if node.measure is not None and node.curve is not None and node.missing is not None:
        en = "{name} goes by the value of {measure}; without a value it is {missing}."
        zh = "{name}按{measure}的指标值确定；无数据时为 {missing}。"
        measure = measure_named(node.measure, plan)
        said = say(en, zh, name=name, measure=measure, missing=node.missing)
        yield Clause(said, node.place)
        yield from curve(node.curve, plan, Said("value", "指标值"), Said("factor", "系数"))


@phrase.register
def _times_base(node: TimesBase, plan: Plan) -> Said:
    """Write a limit as a multiple of what is at stake: base times rate."""
    base = column("bonus_base")
    if plan.bonus == "none" or not isinstance(plan.bonus.pay, BaseTimes):
        return say("{x} × {base}", "{x} × {base}", x=node.times_base, base=base)
    rate = plan.bonus.pay.rate
    return say(
        "{x} × {base} × {rate}", "{x} × {base} × {rate}", x=node.times_base, base=base, rate=rate
    )


@phrase.register
def _in_money(node: InMoney, _plan: Plan) -> Said:
    return amounts(node.amount)


@phrase.register
def _proration(node: Proration, _plan: Plan) -> Said:
    return chosen(node, "fte")
