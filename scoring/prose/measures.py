"""What is measured: each kind of measure in a sentence, then what every measure says."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.conditions import Test
from scoring.plan.kinds import Count, Given, Kept, Mean, Quantile, Ratio, Share, Sum
from scoring.plan.measuring import MeasureBase, Neutral, RepeatRate, RowMeasure
from scoring.plan.model import Plan, Promise
from scoring.prose.columns import column
from scoring.prose.conditions import conditions, rows
from scoring.prose.durations import clock, quantity
from scoring.prose.said import (
    NOTHING,
    Said,
    all_of,
    any_of,
    choices,
    chosen,
    counted,
    lasting,
    quoted,
    say,
    sentences,
)
from scoring.prose.telling import Block, Clause, Grid, passage, phrase, promise_number

choices(
    MeasureBase,
    "better",
    {"higher": ("higher is better", "越高越好"), "lower": ("lower is better", "越低越好")},
)
choices(
    MeasureBase,
    "missing",
    {
        "exclude": (
            "the part that reads it is left out and the other weights are scaled up",
            "对应考核项不计分，其余权重按比例放大",
        ),
        "zero": ("the part that reads it gets 0 points", "对应考核项计 0 分"),
        "hold": (
            "the agent's score is held until a person decides",
            "该员工的得分暂缓，由人工裁定",
        ),
    },
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


@phrase.register
def _neutral(node: Neutral, _plan: Plan) -> Said:
    en = "the part that reads it gets {points} points"
    return say(en, "对应考核项计 {points} 分", points=node.neutral)


def _told(node: MeasureBase, plan: Plan, *what: Said) -> Iterator[Block]:
    """Yield what a measure is, and what every measure says."""
    yield Clause(sentences(*what))
    en, zh = "Unit: {unit}; {places}; {better}.", "单位：{unit}；保留 {places}；{better}。"
    places = counted(node.places, "decimal place", "位小数")
    shown = say(en, zh, unit=node.unit, places=places, better=chosen(node, "better"))
    yield Clause(sentences(shown, _dated(node), _few(node.volume_min), _without(node, plan)))


def _dated(node: MeasureBase) -> Said:
    if not isinstance(node, RowMeasure):
        return NOTHING
    en = "What is dated by {stamp} within the period counts."
    return say(en, "按{stamp}归入考核期。", stamp=column(node.period_on))


def _few(least: int) -> Said:
    if least == 0:
        return Said("There is no least number of facts.", "样本数不设下限。")
    en = "With fewer than {n} there is no value."
    return say(en, "样本少于 {n}的，视为无数据。", n=counted(least, "fact", "个"))


def _without(node: MeasureBase, plan: Plan) -> Said:
    said = node.missing
    then = phrase(said, plan) if isinstance(said, Neutral) else chosen(node, "missing")
    return say("Without a value, {then}.", "无数据时，{then}。", then=then)


@passage.register
def _count(node: Count, plan: Plan) -> Iterator[Block]:
    what = say("The number of {rows}.", "统计{rows}的条数。", rows=rows(node.where, plan))
    return _told(node, plan, what)


@passage.register
def _sum(node: Sum, plan: Plan) -> Iterator[Block]:
    en, zh = "The sum of {of} over {rows}.", "{of}：取{rows}的合计。"
    what = say(en, zh, of=quantity(node.of, plan), rows=rows(node.where, plan))
    return _told(node, plan, what, _currency(node.currency), clock(node.of, plan))


@passage.register
def _mean(node: Mean, plan: Plan) -> Iterator[Block]:
    en, zh = "The mean of {of} over {rows} that have it.", "{of}：取{rows}的平均值（为空的不计）。"
    what = say(en, zh, of=quantity(node.of, plan), rows=rows(node.where, plan))
    return _told(node, plan, what, _currency(node.currency), clock(node.of, plan))


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
    return _told(node, plan, Said(what.en[0].upper() + what.en[1:], what.zh), clock(node.of, plan))


@passage.register
def _share(node: Share, plan: Plan) -> Iterator[Block]:
    en = "Of {rows}, the share where {hits}, times {per}."
    zh = "在{rows}中，{hits}的占比，乘以 {per}。"
    hits = conditions(node.hits, plan)
    what = say(en, zh, rows=rows(node.where, plan), hits=hits, per=node.per)
    return _told(node, plan, what, _empty(node.hits, plan))


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
    return _told(node, plan, what, clock(node.of, plan))


@passage.register
def _ratio(node: Ratio, plan: Plan) -> Iterator[Block]:
    en = "The sum of {above} divided by the sum of {under}, over {rows}, times {per}."
    zh = "在{rows}中，{above}合计除以{under}合计，乘以 {per}。"
    above, under = column(node.numerator), column(node.denominator)
    what = say(en, zh, above=above, under=under, rows=rows(node.where, plan), per=node.per)
    return _told(node, plan, what)


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
    return _told(node, plan, what, say(en, zh, beyond=chosen(node, "beyond_data")))


@passage.register
def _given(node: Given, plan: Plan) -> Iterator[Block]:
    en = "A value that comes ready for each agent, such as a rating: {name} in given.parquet."
    zh = "直接给定的数值（如上级评分），取自 given.parquet 中的{name}。"
    return _told(node, plan, say(en, zh, name=quoted(node.given)))


choices(
    Promise,
    "by",
    {
        "priority": ("priority", "优先级"),
        "category": ("category", "问题类别"),
        "channel": ("channel", "渠道"),
        "region": ("region", "地区"),
    },
)
choices(
    Promise,
    "otherwise",
    {"none": ("no promise: left out and counted", "无承诺：不计入，另行统计")},
)


@passage.register
def _promise(node: Promise, _plan: Plan) -> Iterator[Block]:
    by = chosen(node, "by")
    en = "The time owed goes by the {by} of the contact; exactly in time is in time."
    yield Clause(say(en, "承诺时限按服务记录的{by}确定，恰好到时视为按时。", by=by))
    rest = node.otherwise
    last = lasting(rest) if isinstance(rest, int) else chosen(node, "otherwise")
    rows = [(word, lasting(seconds)) for word, seconds in node.within.items()]
    heads = (by, Said("time owed", "承诺时限"))
    yield Grid(heads, (*rows, (Said("any other, or none", "其他或未填"), last)))
