"""What is measured over contacts: each kind of measure in a sentence or two."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.conditions import Test
from scoring.plan.kinds import (
    Count,
    Given,
    Kept,
    Mean,
    Quantile,
    Ratio,
    Result,
    Share,
    Sum,
    Through,
)
from scoring.plan.measuring import RepeatRate
from scoring.plan.model import Plan
from scoring.prose.columns import column
from scoring.prose.conditions import conditions, rows
from scoring.prose.curves import curve
from scoring.prose.durations import clock, quantity
from scoring.prose.measured import told
from scoring.prose.said import (
    NOTHING,
    Said,
    all_of,
    any_of,
    choices,
    chosen,
    lasting,
    quoted,
    say,
)
from scoring.prose.telling import (
    Block,
    passage,
    phrase,
    promise_number,
    tells,
)

choices(
    Kept,
    "unanswered",
    {
        "broken": ("counts as a broken promise", "视为超时"),
        "exclude": ("is left out and counted", "不计入，另行统计"),
    },
)
choices(
    RepeatRate,
    "look",
    {
        "back": (
            "which came before it, so that a repeat counts for whoever takes it",
            "在其之前发生（重复计在再次受理者名下）",
        ),
        "ahead": (
            "which came after it, so that a repeat counts for whoever had the matter before",
            "在其之后发生（重复计在前次受理者名下）",
        ),
    },
)
choices(
    RepeatRate,
    "hits",
    {
        "repeated": ("that have such another contact", "存在此类另一条记录的"),
        "not_repeated": ("that have no such other contact", "不存在此类另一条记录的"),
    },
)
choices(
    RepeatRate,
    "beyond_data",
    {
        "exclude": ("is left out and counted", "不计入，另行统计"),
        "as_seen": ("is judged by what is there", "按现有数据判定"),
    },
)


@passage.register
def _count(node: Count, plan: Plan) -> Iterator[Block]:
    what = say("The number of {rows}.", "统计{rows}的条数。", rows=rows(node.where, plan))
    return told(node, plan, what)


@passage.register
def _sum(node: Sum, plan: Plan) -> Iterator[Block]:
    en, zh = "The sum of {of} over {rows}.", "{of}：取{rows}的合计。"
    if node.through is not None:
        en = (
            "{of} of {rows}: each by itself goes through the table below, and what it {gives} is "
            "added up."
        )
        zh = "{of}：{rows}逐笔套用下表，{gives}后合计。"
        gives = chosen(node.through, "gives")
        what = say(en, zh, of=quantity(node.of, plan), rows=rows(node.where, plan), gives=gives)
        yield from told(node, plan, what, _currency(node.currency))
        yield from _through(node.through, plan)
        return
    what = say(en, zh, of=quantity(node.of, plan), rows=rows(node.where, plan))
    yield from told(node, plan, what, _currency(node.currency), clock(node.of, plan))


choices(
    Through,
    "gives",
    {
        "amount": ("gives", "按所得数额"),
        "rate": ("gives as a rate, times the value,", "以数值乘以所得费率"),
    },
)


@tells(Through)
def _through(said: Through, plan: Plan) -> Iterator[Block]:
    x = Said("value of a row", "单笔数值")
    gives = Said("rates", "费率") if said.gives == "rate" else Said("amounts", "数额")
    yield from curve(said.curve, plan, x, gives)


@passage.register
def _mean(node: Mean, plan: Plan) -> Iterator[Block]:
    en, zh = "The mean of {of} over {rows} that have it.", "{of}：取{rows}的平均值（为空的不计）。"
    what = say(en, zh, of=quantity(node.of, plan), rows=rows(node.where, plan))
    return told(node, plan, what, _currency(node.currency), clock(node.of, plan))


def _currency(currency: str | None) -> Said:
    if currency is None:
        return NOTHING
    en = "Only amounts in {currency} count."
    return say(en, "仅计 {currency} 金额。", currency=currency)


@passage.register
def _quantile(node: Quantile, plan: Plan) -> Iterator[Block]:
    en = (
        "{of} over {rows} that have it, ordered from the smallest: the value at place {q} × n, "
        "rounded up, of n."
    )
    zh = "{of}：将{rows}由小到大排列（为空的不计），取第 {q} × n 个值（向上取整，n 为个数）。"
    what = say(en, zh, of=quantity(node.of, plan), rows=rows(node.where, plan), q=node.q)
    return told(node, plan, Said(what.en[0].upper() + what.en[1:], what.zh), clock(node.of, plan))


@passage.register
def _share(node: Share, plan: Plan) -> Iterator[Block]:
    en = "Of {rows}, the share where {hits}, times {per}."
    zh = "在{rows}中，{hits}的占比，乘以 {per}。"
    hits = conditions(node.hits, plan)
    what = say(en, zh, rows=rows(node.where, plan), hits=hits, per=node.per)
    return told(node, plan, what, _empty(node.hits, plan))


def _empty(hits: tuple[Test, ...], plan: Plan) -> Said:
    """Say what becomes of rows that cannot be tested; only whether a value is there always can."""
    tested = [column(test.column) for test in hits if test.present is None]
    if not tested:
        return NOTHING
    known = plan.conventions.denominators == "known"
    en = "Where {columns} is empty, the contact is left out."
    zh = "{columns}为空的记录不计入。"
    if not known:
        en = "Where {columns} is empty, the contact counts as no hit."
        zh = "{columns}为空的记录计入分母，视为未达成。"
    return say(en, zh, columns=any_of(tested))


@passage.register
def _kept(node: Kept, plan: Plan) -> Iterator[Block]:
    number = promise_number(node.within, plan)
    en = (
        "Of {rows} that were promised a time, the share that kept the promise {promise} "
        "({number}), times {per}. Promised is {of}. One that was never answered {unanswered}."
    )
    zh = (
        "在{rows}中（以有时限承诺的为限），兑现承诺{promise}（{number}）的占比，乘以 {per}。"
        "承诺的是{of}。始终未响应的记录{unanswered}。"
    )
    what = say(
        en,
        zh,
        rows=rows(node.where, plan),
        promise=quoted(node.within),
        number=number,
        per=node.per,
        of=phrase(node.of, plan),
        unanswered=chosen(node, "unanswered"),
    )
    return told(node, plan, what, clock(node.of, plan))


@passage.register
def _ratio(node: Ratio, plan: Plan) -> Iterator[Block]:
    en = "The sum of {above} divided by the sum of {under}, over {rows}, times {per}."
    zh = "在{rows}中，{above}合计除以{under}合计，乘以 {per}。"
    above, under = column(node.numerator), column(node.denominator)
    what = say(en, zh, above=above, under=under, rows=rows(node.where, plan), per=node.per)
    return told(node, plan, what)


@passage.register
def _repeat(node: RepeatRate, plan: Plan) -> Iterator[Block]:
    en = (
        "Of {rows}, the share {hits}, times {per}: another one with the same {by}, {look}, at most "
        "{within} apart (exactly so far is within). Looked for among {among}, whoever had them."
    )
    zh = (
        "在{rows}中，{hits}占比，乘以 {per}。“另一条记录”指{by}相同、{look}、"
        "相隔不超过 {within}（含）的记录，在{among}中查找，不论由谁受理。"
    )
    what = say(
        en,
        zh,
        rows=rows(node.where, plan),
        hits=chosen(node, "hits"),
        per=node.per,
        by=all_of(map(column, node.by)),
        look=chosen(node, "look"),
        within=lasting(node.within),
        among=rows(node.among, plan),
    )
    en = "A contact whose days reach beyond the data {beyond}."
    zh = "查找期限超出数据范围的记录{beyond}。"
    return told(node, plan, what, say(en, zh, beyond=chosen(node, "beyond_data")))


@passage.register
def _given(node: Given, plan: Plan) -> Iterator[Block]:
    en = "A value that comes ready for each agent, such as a rating: {name} in given.parquet."
    zh = "直接给定的数值（如上级评分），取自 given.parquet 中的{name}。"
    return told(node, plan, say(en, zh, name=quoted(node.given)))


choices(
    Result,
    "per",
    {
        "all": ("the company", "公司"),
        "region": ("the agent's region", "员工所在地区"),
        "team": ("the agent's team", "员工所在团队"),
    },
)


@passage.register
def _result(node: Result, plan: Plan) -> Iterator[Block]:
    en = "A number of {whose}, the same for everybody there: {name} in results.parquet."
    zh = "{whose}的数值，所属人员一律相同，取自 results.parquet 中的{name}。"
    named = say(en, zh, whose=chosen(node, "per"), name=quoted(node.result))
    return told(node, plan, named)
