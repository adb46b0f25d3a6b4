"""Pools in words: whose fund it is, how much, how it is shared, and what becomes of the rest."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Plan
from scoring.plan.pools import (
    EachAmount,
    EachTimesBase,
    FundAmount,
    FundByGroup,
    FundOfPayroll,
    FundOfResult,
    FundPerHead,
    Pool,
)
from scoring.plan.starts import BaseTimes
from scoring.prose.columns import column
from scoring.prose.said import Said, all_of, choices, chosen, joined, quoted, say, sentences
from scoring.prose.telling import Block, Clause, Grid, amounts, measure_named, passage, phrase

choices(
    Pool,
    "per",
    {
        "overall": ("All who get this line share one fund.", "发放此项的全体员工共享一个奖金池。"),
        "region": ("Each region has a fund of its own.", "每个地区各设一个奖金池。"),
        "team": ("Each team has a fund of its own.", "每个团队各设一个奖金池。"),
        "role": ("Each role has a fund of its own.", "每个岗位各设一个奖金池。"),
        "manager": (
            "Each manager's people have a fund of their own.",
            "每位主管名下各设一个奖金池。",
        ),
    },
)
choices(
    Pool,
    "each_most",
    {"none": ("There is no limit to what one agent gets of it.", "个人所得不设上限。")},
)
_ON = (
    "what exceeds it is shared by the others, by their shares, until nobody is above it; where all "
    "who have a share are at it, what is left is returned"
)
choices(
    Pool,
    "left_over",
    {
        "share": (
            _ON,
            "超出部分由未达上限者按份额继续分配，直至无人超限；有份额者均达上限的，余额退回",
        ),
        "return": ("what exceeds it is returned", "超出部分退回，不再分配"),
    },
)
choices(
    FundPerHead,
    "heads",
    {
        "all": ("everyone of the group whom the line is for", "此项适用的组内全体员工"),
        "paid": ("everyone of the group who gets the line", "组内实际发放此项的员工"),
    },
)
choices(
    FundOfPayroll,
    "payroll",
    {
        "all": ("everyone of the group whom the line is for", "此项适用的组内全体员工"),
        "paid": ("everyone of the group who gets the line", "组内实际发放此项的员工"),
    },
)


@passage.register
def _pool(node: Pool, plan: Plan) -> Iterator[Block]:
    yield Clause(sentences(chosen(node, "per"), phrase(node.fund, plan)), node.place)
    if isinstance(node.fund, FundByGroup):
        heads = (Said("group", "分组"), Said("fund", "奖金池"))
        rows = tuple((name, amounts(money)) for name, money in node.fund.groups.items())
        yield Grid(heads, rows, frozenset())
        en = "Whoever is in another group does not get the line."
        yield Clause(Said(en, "其他分组的员工不发放此项。"))
    en = (
        "Each gets fund × own share ÷ sum of the shares, in whole units of the currency; the units "
        "left over go one by one to the largest fractions, by agent id where they are equal. Where "
        "nobody is in a group, or all shares are zero, its fund is returned."
    )
    zh = (
        "个人所得 = 奖金池 × 个人份额 ÷ 份额合计，取币种最小单位的整数；余下的最小单位依小数部分"
        "由大到小逐一分配，相同的按员工编号顺序。组内无人或份额全为零的，奖金池退回。"
    )
    yield Clause(Said(en, zh))
    if isinstance(node.each_most, str):
        yield Clause(chosen(node, "each_most"), node.at("each_most"))
    elif node.left_over is not None:
        en, zh = "Nobody gets more than {limit}; {rest}.", "个人所得不超过{limit}；{rest}。"
        limit, rest = phrase(node.each_most, plan), chosen(node, "left_over")
        yield Clause(say(en, zh, limit=limit, rest=rest), node.at("each_most"))
    if isinstance(node.fund, FundOfResult) and node.fund.below_zero == "shared":
        en = "Of a loss, what would be returned is not deducted."
        yield Clause(Said(en, "分摊亏损时，应退回的部分不予扣减。"))


@phrase.register
def _amount(node: FundAmount, _plan: Plan) -> Said:
    return say("The fund is {money}.", "奖金池为{money}。", money=amounts(node.amount))


@phrase.register
def _by_group(node: FundByGroup, _plan: Plan) -> Said:
    names = all_of(quoted(name) for name in node.groups)
    return say("There are funds for {names}:", "下列分组设有奖金池（{names}）：", names=names)


@phrase.register
def _per_head(node: FundPerHead, _plan: Plan) -> Said:
    en = "The fund is {money} for each head; {heads} counts."
    zh = "奖金池为每人{money}，人数按{heads}计。"
    return say(en, zh, money=amounts(node.per_head), heads=chosen(node, "heads"))


@phrase.register
def _payroll(node: FundOfPayroll, _plan: Plan) -> Said:
    en = "The fund is {percent} % of the bases of pay, added up over {payroll}, and rounded once."
    zh = "奖金池为{payroll}基数合计的 {percent}%，一次性舍入。"
    return say(en, zh, percent=node.percent, payroll=chosen(node, "payroll"))


@phrase.register
def _most(node: EachAmount, _plan: Plan) -> Said:
    return amounts(node.amount)


@phrase.register
def _most_of_base(node: EachTimesBase, plan: Plan) -> Said:
    starts = [line.start for line in plan.lines if line.pool and line.pool.each_most is node]
    rates = [start.rate for start in starts if isinstance(start, BaseTimes)]
    return joined([node.times_base, column("bonus_base"), *rates], " × ", " × ")


choices(
    FundOfResult,
    "below_zero",
    {
        "nothing": ("Where that is below zero, there is no fund.", "结果为负的，不设奖金池。"),
        "shared": (
            "Where that is below zero, the loss is shared and deducted.",
            "结果为负的，按份额分摊扣减。",
        ),
    },
)


@phrase.register
def _result(node: FundOfResult, plan: Plan) -> Said:
    en = "The fund is {rate} for each unit of {measure}, rounded once."
    zh = "奖金池为{measure}每一单位{rate}，一次性舍入。"
    said = say(en, zh, rate=amounts(node.rate), measure=measure_named(node.measure, plan))
    return sentences(said, chosen(node, "below_zero"))
