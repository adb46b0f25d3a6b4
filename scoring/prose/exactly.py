"""How it is reckoned exactly: the choices where two readings would give different results."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Conventions, Plan, Scale
from scoring.plan.pay import LineRounding
from scoring.plan.structure import Rounded
from scoring.prose.columns import column
from scoring.prose.said import NOTHING, WORDS, Said, choices, chosen, joined, say
from scoring.prose.telling import Block, Clause, Grid, passage, phrase

choices(
    Conventions,
    "rounding",
    {
        "half_up": (
            "to the nearest; exactly half goes away from zero (0.5 becomes 1, -0.5 becomes -1)",
            "四舍五入（0.5 进为 1，-0.5 进为 -1）",
        ),
        "half_even": (
            "to the nearest; exactly half goes to the even digit (0.5 becomes 0, 1.5 becomes 2)",
            "四舍六入五成双（0.5 舍为 0，1.5 进为 2）",
        ),
        "half_down": (
            "to the nearest; exactly half goes towards zero (0.5 becomes 0, -0.5 becomes 0)",
            "五舍六入（0.5 舍为 0，-0.5 舍为 0）",
        ),
        "up": (
            "always away from zero (0.1 becomes 1, -0.1 becomes -1)",
            "一律向远离零的方向进位（0.1 进为 1，-0.1 进为 -1）",
        ),
        "down": (
            "always towards zero (0.9 becomes 0, -0.9 becomes 0)",
            "一律舍去尾数（0.9 舍为 0，-0.9 舍为 0）",
        ),
        "ceiling": (
            "always upwards (0.1 becomes 1, -0.9 becomes 0)",
            "一律向上取整（0.1 进为 1，-0.9 取为 0）",
        ),
        "floor": (
            "always downwards (0.9 becomes 0, -0.1 becomes -1)",
            "一律向下取整（0.9 舍为 0，-0.1 取为 -1）",
        ),
    },
)
WORDS[Rounded, "rounding"] = WORDS[LineRounding, "mode"] = WORDS[Conventions, "rounding"]
choices(
    Conventions,
    "boundary",
    {
        "upper": (
            "A number exactly on an edge belongs to the band above it.",
            "恰好等于分界值的，归入上一档（较高的区间）。",
        ),
        "lower": (
            "A number exactly on an edge belongs to the band below it.",
            "恰好等于分界值的，归入下一档（较低的区间）。",
        ),
    },
)
choices(
    Conventions,
    "denominators",
    {
        "known": (
            "A contact whose tested columns are empty is left out of a share.",
            "被检验字段为空的服务记录，不计入占比的分子与分母。",
        ),
        "all": (
            "A contact whose tested columns are empty counts in a share as no hit.",
            "被检验字段为空的服务记录，计入占比的分母，视为未达成。",
        ),
    },
)
choices(
    Conventions,
    "roster_as_of",
    {
        "period_start": (
            "Whoever moved within the period is counted where the first day finds them.",
            "考核期内调动的员工，以期初第一天的花名册为准。",
        ),
        "period_end": (
            "Whoever moved within the period is counted where the last day finds them.",
            "考核期内调动的员工，以期末最后一天的花名册为准。",
        ),
        "segments": (
            "Whoever moved within the period is counted in each place for the days there.",
            "考核期内调动的员工，按各段在职日期分段计算。",
        ),
    },
)
choices(
    Conventions,
    "period_zone",
    {
        "plan": (
            "The period goes by midnight in {zone}, for everyone.",
            "考核期起止以 {zone} 时区的零点为准，全员一致。",
        ),
        "region": (
            "The period goes by midnight in the zone of the agent's region; without, in {zone}.",
            "考核期起止以员工所在地区时区的零点为准；未填地区的，以 {zone} 为准。",
        ),
    },
)
choices(
    Plan,
    "columns",
    {
        "text": ("text", "文本"),
        "boolean": ("yes or no", "是否"),
        "whole": ("whole number", "整数"),
        "decimal": ("decimal number", "小数"),
        "stamp": ("date and time", "日期时间"),
    },
)


@passage.register
def _conventions(node: Conventions, plan: Plan) -> Iterator[Block]:
    en, zh = "Every rounding goes {mode}{own}.", "各处舍入规则：{mode}{own}。"
    own = NOTHING
    if any(part.points is not None for part in plan.parts):
        own = Said("; where a part says it, by its own rule", "；考核项另有规定的从其规定")
    if any(line.rounding is not None for line in plan.lines):
        pay = Said("; where a line of pay says it, by its own rule", "；奖金项另有规定的从其规定")
        own = joined([own, pay], "", "")
    yield Clause(say(en, zh, mode=chosen(node, "rounding"), own=own), node.at("rounding"))
    for key in ("boundary", "denominators", "roster_as_of"):
        yield Clause(chosen(node, key), node.at(key))
    order = [WORDS[Conventions, "order"][step] for step in node.order]
    en, zh = "Pay goes through its steps in this order: {order}.", "奖金计算顺序：{order}。"
    yield Clause(say(en, zh, order=joined(order, ", ", "、")), node.at("order"))
    en = "If more than {share} of all rows are set aside as faulty, nothing is reckoned."
    zh = "因数据问题被隔离的行数占比超过 {share} 时，停止核算。"
    yield Clause(say(en, zh, share=node.quarantine_max), node.at("quarantine_max"))
    where = chosen(node, "period_zone")
    yield Clause(say(*where, zone=node.zone), node.at("period_zone"))
    if node.zones:
        heads = (Said("region", "地区"), Said("time zone", "时区"))
        yield Grid(heads, tuple(node.zones.items()))


def columns(plan: Plan) -> Iterator[Block]:
    """Yield what ratings may be, and the company's own columns."""
    for name, scale in plan.scales.items():
        what = say("{name} {scale}", "{name}{scale}", name=column(name), scale=phrase(scale, plan))
        yield Clause(Said(what.en[0].upper() + what.en[1:], what.zh), plan.at("scales", name))
    if plan.columns:
        en = "The plan reads columns of the company's own:"
        yield Clause(Said(en, "本方案使用以下企业自有字段："), plan.at("columns"))
        heads = (Said("column", "字段"), Said("holds", "类型"))
        yield Grid(
            heads,
            tuple((name, WORDS[Plan, "columns"][kind]) for name, kind in plan.columns.items()),
        )


@phrase.register
def _scale(node: Scale, _plan: Plan) -> Said:
    en = "goes from {lowest} to {highest}; any other is set aside as faulty."
    zh = "的取值范围为 {lowest} 至 {highest}，超出范围的作为问题数据隔离。"
    return say(en, zh, lowest=node.lowest, highest=node.highest)
