"""What is paid: each line as one formula, then each of its pieces in the plan's order."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Conventions, Plan
from scoring.plan.pay import (
    InMoney,
    Limit,
    PayLine,
    TimesBase,
)
from scoring.plan.paying import limits_of
from scoring.plan.proration import Form
from scoring.plan.starts import BaseTimes
from scoring.prose.columns import column
from scoring.prose.conditions import and_missing, conditions, listed, whole
from scoring.prose.factors import bounded
from scoring.prose.money import parts_of, rounding_of
from scoring.prose.prorating import quotient
from scoring.prose.said import WORDS, Said, choices, chosen, joined, say, sentences
from scoring.prose.telling import Block, Clause, amounts, called, passage, phrase, reason

choices(PayLine, "multipliers", {"none": ("none", "不设")})
choices(PayLine, "cap", {"none": ("none", "不设")})
choices(PayLine, "floor", {"none": ("none", "不设")})
choices(
    PayLine,
    "proration",
    {"none": ("none; whoever is paid is paid for the whole period", "不折算，按整期计发")},
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


@passage.register
def _line(node: PayLine, plan: Plan) -> Iterator[Block]:
    en = "Whoever has a score and no veto gets this line, under the pay code {code}."
    zh = "有综合得分且未被一票否决的员工发放此项（工资项目代码 {code}）。"
    yield Clause(sentences(say(en, zh, code=node.pay_code), _only(node, plan)), node.place)
    if node.when is not None:
        held = say(
            "It is paid only where {held}.",
            "此外须符合：{held}。",
            held=phrase(node.when, plan),
        )
        yield Clause(sentences(held, and_missing(node.when)), node.when.place)
        yield from listed(node.when, plan)
    pooled = node.pool is not None
    word = Said("Share of the pool", "奖金池份额") if pooled else Said("Amount", "金额")
    written = say(
        "{word} = {formula}", "{word} = {formula}", word=word, formula=formula(node, plan)
    )
    yield Clause(written, node.at("start"))
    yield from passage(node.start, plan)
    yield from _steps(node, plan)
    if node.pool is not None:
        yield from passage(node.pool, plan)
        return
    yield rounding_of(node, plan)
    yield from parts_of(node)


def _only(node: PayLine, plan: Plan) -> Said:
    if node.where is None:
        return Said("", "")
    en, zh = "Only those of whom this holds get it: {held}.", "仅限符合以下条件的员工：{held}。"
    return say(en, zh, held=conditions(node.where, plan))


def _steps(node: PayLine, plan: Plan) -> Iterator[Block]:
    for number, step in enumerate(plan.conventions.order, start=1):
        named = WORDS[Conventions, "order"][step]
        said = _step(node, step, plan)
        en, zh = "Step {number}, {named}: {said}.", "第 {number} 步，{named}：{said}。"
        yield Clause(say(en, zh, number=number, named=named, said=said), node.at(step))
        if step == "multipliers" and node.multipliers != "none":
            for multiplier in node.multipliers:
                yield from bounded(multiplier, plan)
        if step in ("cap", "floor") and getattr(node, step) != "none":
            for limit in getattr(node, step):
                yield from _whom(limit, plan)


def _whom(limit: Limit, plan: Plan) -> Iterator[Block]:
    """Yield for whom a limit holds, where not for everybody, and why."""
    if limit.when is not None:
        en = "The limit of {limit} holds where {held}; for others it is left out."
        zh = "{limit} 的限制仅适用于：{held}；其他人不适用。"
        said = say(en, zh, limit=phrase(limit, plan), held=phrase(limit.when, plan))
        yield Clause(sentences(said, and_missing(limit.when)), limit.place)
        yield from listed(limit.when, plan)
    if limit.why is not None:
        yield reason(limit.why, plan)


def _step(node: PayLine, step: str, plan: Plan) -> Said:
    """Say what one step does to the amount."""
    said = getattr(node, step)
    if said == "none":
        return chosen(node, step)
    if step in ("cap", "floor"):
        bound = Said("at most", "不高于") if step == "cap" else Said("at least", "不低于")
        limits = [_limit(limit, plan) for limit in said]
        return joined(
            [say("{bound} {limit}", "{bound} {limit}", bound=bound, limit=x) for x in limits],
            ", ",
            "，",
        )
    if isinstance(said, Form):
        return phrase(said, plan)
    return joined([called(one.name, one.title) for one in said], " × ", " × ")


def formula(node: PayLine, plan: Plan) -> Said:
    """Write a line as one formula, its steps in the plan's order."""
    found = phrase(node.start, plan)
    for step in plan.conventions.order:
        said = getattr(node, step)
        if said == "none":
            continue
        if step in ("cap", "floor"):
            word = "min" if step == "cap" else "max"
            en, zh = "{word}({found}, {limit})", "{word}（{found}，{limit}）"
            for limit in said:
                found = say(en, zh, word=word, found=found, limit=_limit(limit, plan))
        else:
            factor = quotient(said, plan) if isinstance(said, Form) else _step(node, step, plan)
            found = joined([found, factor], " × ", " × ")
    return found


def _limit(limit: Limit, plan: Plan) -> Said:
    """Write a limit with the condition under which it holds, so that nobody reads it as for all."""
    if limit.when is None:
        return phrase(limit, plan)
    en, zh = "{limit} [only where {held}]", "{limit}〔仅限{held}〕"
    return say(en, zh, limit=phrase(limit, plan), held=whole(limit.when, plan))


@phrase.register
def _times_base(node: TimesBase, plan: Plan) -> Said:
    """Write a limit as a multiple of what is at stake in its line: base times rate."""
    starts = [
        line.start for line in plan.lines if any(one is node for _, _, one in limits_of(line))
    ]
    rates = [start.rate for start in starts if isinstance(start, BaseTimes)]
    return joined([node.times_base, column("bonus_base"), *rates], " × ", " × ")


@phrase.register
def _in_money(node: InMoney, _plan: Plan) -> Said:
    each = [amounts({currency: said}) for currency, said in node.amount.items()]
    return joined(each, " or ", " 或 ")
