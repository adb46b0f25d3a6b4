"""Recognition and development: who is honoured, and what follows for a person besides money."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Plan
from scoring.plan.recognition import (
    Action,
    Award,
    BreakBy,
    Budget,
    By,
    CoolDown,
    EachComponent,
    Prize,
)
from scoring.prose.conditions import and_missing, conditions, listed
from scoring.prose.said import (
    NOTHING,
    Said,
    any_of,
    choices,
    chosen,
    counted,
    joined,
    quoted,
    say,
    sentences,
)
from scoring.prose.telling import Block, Clause, amounts, measure_named, passage, phrase

choices(
    Award,
    "per",
    {
        "overall": ("overall", "全体"),
        "region": ("in each region", "每个地区"),
        "team": ("in each team", "每个团队"),
        "role": ("in each role", "每个岗位"),
        "manager": ("among the reports of each manager", "每位直接上级的下属"),
    },
)
choices(Award, "tiers", {"any": ("Every tier is eligible.", "各等级均可参评。")})
choices(
    Award,
    "ties",
    {
        "expand": (
            "Of those who are equal at the last place, all get it.",
            "末位并列者全部获奖。",
        ),
        "none": (
            "Of those who are equal at the last place and for whom there is no room, none gets it.",
            "末位并列且名额不足的，并列者均不获奖。",
        ),
        "share": (
            "Of those who are equal at the last place, all get it and share what money is left.",
            "末位并列者全部获奖，平分剩余名额的奖金。",
        ),
    },
)
choices(
    Award,
    "amount",
    {"none": ("It is an honour without money.", "此为荣誉奖，不发奖金。")},
)
choices(
    Budget,
    "over",
    {
        "scale": (
            "Where they come to more, every amount is cut in proportion to come to exactly this.",
            "合计超出的，所有奖金按比例削减，使总额恰为预算。",
        ),
        "refuse": (
            "Where they come to more, the run ends and pays nobody.",
            "合计超出的，本次计算中止，不予发放。",
        ),
    },
)


@passage.register
def _award(node: Award, plan: Plan) -> Iterator[Block]:
    en = "{top} {per}, for the best by {by}; whoever has no such number is not in the race."
    zh = "{per}取{by}最优的前 {top}；没有该数值的不参评。"
    top = counted(node.length, "place", "名")
    who = say(en, zh, top=top, per=chosen(node, "per"), by=_merit(node.by, plan))
    rest = NOTHING if node.cool_down is None else phrase(node.cool_down, plan)
    yield Clause(sentences(who, _alone(node), _eligible(node, plan), rest, _enough(node)))
    if node.when is not None:
        en = "Besides, this must hold: {held}."
        held = say(en, "此外须符合：{held}。", held=phrase(node.when, plan))
        yield Clause(sentences(held, and_missing(node.when)))
        yield from listed(node.when, plan)
    budget = NOTHING if node.budget is None else phrase(node.budget, plan)
    yield Clause(sentences(_ties(node, plan), _prize(node, plan), budget))


def _merit(by: By, plan: Plan) -> Said:
    """Name what agents are put in order by."""
    if not isinstance(by, str):
        return phrase(by, plan)
    fixed = {"score": Said("the score", "综合得分"), "agent_id": Said("the agent id", "员工编号")}
    return fixed.get(by) or measure_named(by, plan)


def _alone(node: Award) -> Said:
    """Say what becomes of those who are in no group."""
    if node.per == "overall":
        return NOTHING
    en = "Those whom the roster puts into none are a group of their own."
    return Said(en, "花名册未填的员工自成一组。")


def _eligible(node: Award, plan: Plan) -> Said:
    tiers = chosen(node, "tiers") if node.tiers == "any" else NOTHING
    if not isinstance(node.tiers, str):
        en = "Only tier {tiers} is eligible."
        zh = "仅限等级为{tiers}的员工参评。"
        tiers = say(en, zh, tiers=any_of(map(quoted, node.tiers)))
    if node.where is None:
        return tiers
    en = "Only those of whom this holds are: {held}."
    held = say(en, "参评者还须符合：{held}。", held=conditions(node.where, plan))
    return sentences(tiers, held)


def _enough(node: Award) -> Said:
    if node.least is None:
        return NOTHING
    en = "With fewer than {n} there, nobody there is honoured."
    zh = "参评者少于 {n}的，该范围内不评奖。"
    return say(en, zh, n=counted(node.least, "candidate", "人"))


def _ties(node: Award, plan: Plan) -> Said:
    if isinstance(node.ties, BreakBy):
        return phrase(node.ties, plan)
    return chosen(node, "ties")


@phrase.register
def _break_by(node: BreakBy, plan: Plan) -> Said:
    en = (
        "Between equal ones decides: {chain}; of each the better goes first, and a missing one "
        "last."
    )
    zh = "并列的，依次比较：{chain}；较优者在前，缺失者在后。"
    chain = joined([_merit(by, plan) for by in node.break_by], ", then ", "、")
    return say(en, zh, chain=chain)


@phrase.register
def _cool_down(node: CoolDown, _plan: Plan) -> Said:
    en = "Whoever has won it in the {n} before is not in the race; wins count from {since}."
    zh = "此前 {n}内获过此奖的不参评；自 {since} 起的获奖计入。"
    return say(en, zh, n=counted(node.periods, "period", "个周期"), since=node.since)


def _prize(node: Award, plan: Plan) -> Said:
    if node.prizes is not None:
        return sentences(_ladder(node, node.prizes, plan), _equal(node))
    if not isinstance(node.amount, dict):
        return chosen(node, "amount")
    en = "The prize is {amount}, in the currency of the winner, under the pay code {code}."
    zh = "奖金：{amount}（按获奖者发薪币种），工资项目代码 {code}。"
    return say(en, zh, amount=amounts(node.amount), code=node.pay_code or "")


def _ladder(node: Award, prizes: tuple[Prize, ...], plan: Plan) -> Said:
    en = "The prizes are {rungs}, in the currency of the winner, under the pay code {code}."
    zh = "奖金：{rungs}（按获奖者发薪币种），工资项目代码 {code}。"
    rungs, first = [], 1
    for prize in prizes:
        last = first + prize.places - 1
        place = say("place {n}", "第 {n} 名", n=first)
        if last > first:
            place = say("each of places {n} to {m}", "第 {n} 至 {m} 名每人", n=first, m=last)
        rungs.append(say("{x} for {place}", "{place} {x}", x=phrase(prize, plan), place=place))
        first = last + 1
    return say(en, zh, rungs=joined(rungs, "; ", "；"), code=node.pay_code or "")


def _equal(node: Award) -> Said:
    """Say which prize of a ladder those get who are equal."""
    if isinstance(node.ties, BreakBy):
        return NOTHING
    if node.ties == "share":
        en = "Those who are equal share the prizes of the places that they have together."
        return Said(en, "并列者合并其所占各名次的奖金后平分。")
    en = "Those who are equal have the same place, and each of them gets its prize."
    return Said(en, "并列者名次相同，每人按该名次领奖。")


@phrase.register
def _rung(node: Prize, _plan: Plan) -> Said:
    return amounts(node.amount)


@phrase.register
def _budget(node: Budget, _plan: Plan) -> Said:
    en, zh = "All winners together get at most {x}.", "全部获奖者的奖金合计不超过 {x}。"
    return sentences(say(en, zh, x=amounts(node.amount)), chosen(node, "over"))


@passage.register
def _action(node: Action, plan: Plan) -> Iterator[Block]:
    each = NOTHING if node.each_component is None else phrase(node.each_component, plan)
    if node.when is None:
        yield Clause(each)
        return
    en, zh = "This follows if {held}.", "{held}的，予以安排。"
    if node.each_component is not None:
        en, zh = "If {held}, this follows for single parts.", "{held}的，按考核项安排。"
    follows = say(en, zh, held=phrase(node.when, plan))
    yield Clause(sentences(follows, and_missing(node.when), each))
    yield from listed(node.when, plan)


@phrase.register
def _each_component(node: EachComponent, _plan: Plan) -> Said:
    en = "Each part of the score with fewer than {x} points gets one of its own."
    return say(en, "得分低于 {x} 的每个考核项各安排一次。", x=node.below)
