"""Conditions in words: what must hold of a row or of a person, and of one number of an agent."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.conditions import AgentNumber, Test, When
from scoring.plan.model import Plan
from scoring.prose.columns import FLAGS, column
from scoring.prose.said import NOTHING, Said, any_of, choices, chosen, joined, quoted, say
from scoring.prose.telling import Item, measure_named, member_named, phrase

choices(
    When,
    "missing",
    {
        "holds": ("Without that number it counts as met.", "该数值缺失时，视为满足条件。"),
        "fails": ("Without that number it counts as not met.", "该数值缺失时，视为不满足条件。"),
    },
)


def conditions(tests: tuple[Test, ...], plan: Plan) -> Said:
    """Say what must hold, all of it together."""
    return joined([phrase(test, plan) for test in tests], ", and ", "，且")


def rows(where: tuple[Test, ...] | None, plan: Plan) -> Said:
    """Say which contacts are looked at."""
    if where is None:
        return Said("all contacts", "全部服务记录")
    held = conditions(where, plan)
    return say("the contacts where {held}", "{held}的服务记录", held=held)


@phrase.register
def _test(node: Test, _plan: Plan) -> Said:
    flag = FLAGS.get(node.column, {})
    if node.one_of is not None and len(node.one_of) == 1 and node.one_of[0] in flag:
        held = [flag[node.one_of[0]], *_asked(node, skip_words=True)]
    else:
        held = list(_asked(node))
    return joined(held, " and ", "且")


def _asked(node: Test, *, skip_words: bool = False) -> Iterator[Said]:
    name = column(node.column)
    if node.one_of is not None and not skip_words:
        words = any_of(map(quoted, node.one_of))
        yield say("{name} is {words}", "{name}为{words}", name=name, words=words)
    if node.none_of is not None:
        words = any_of(map(quoted, node.none_of))
        en = "{name} is known and is not {words}"
        yield say(en, "{name}有值且不为{words}", name=name, words=words)
    if bounds := list(_bounds(node)):
        both_of = joined(bounds, " and ", "且")
        yield say("{name} is {bounds}", "{name}{bounds}", name=name, bounds=both_of)
    if node.present is not None:
        state = Said("is known", "有值") if node.present else Said("is not known", "为空")
        yield say("{name} {state}", "{name}{state}", name=name, state=state)


def _bounds(node: Test | When) -> Iterator[Said]:
    if node.at_least is not None:
        yield say("at least {x}", "不低于 {x}", x=node.at_least)
    if node.below is not None:
        yield say("below {x}", "低于 {x}", x=node.below)


@phrase.register
def _when(node: When, plan: Plan) -> Said:
    """Say what must hold; several conditions are named, and stand in a list of their own."""
    if node.all_of is not None:
        return Said("all of these hold", "同时满足以下各项")
    if node.any_of is not None:
        return Said("at least one of these holds", "至少满足以下一项")
    if node.where is not None:
        return conditions(node.where, plan)
    if node.tier is not None:
        tiers = any_of(map(quoted, node.tier))
        return say("the tier is {tiers}", "等级为{tiers}", tiers=tiers)
    is_, bounds = Said("is", ""), joined(_bounds(node), " and ", "且")
    if node.component is not None:
        is_ = Said("are", "")
    number = number_of(node, plan)
    return say("{number} {is_} {bounds}", "{number}{bounds}", number=number, is_=is_, bounds=bounds)


def whole(node: When, plan: Plan) -> Said:
    """Say what must hold in one phrase, conditions within conditions in brackets."""
    parts = node.all_of or node.any_of
    if parts is None:
        return phrase(node, plan)
    each = [whole(part, plan) for part in parts]
    each = [
        say("({x})", "（{x}）", x=one) if part.all_of or part.any_of else one
        for one, part in zip(each, parts, strict=True)
    ]
    return joined(each, *((" and ", "且") if node.all_of else (" or ", "或")))


@phrase.register
def number_of(node: AgentNumber, plan: Plan) -> Said:
    """Name the number of an agent that is asked for."""
    if node.measure is not None:
        return measure_named(node.measure, plan)
    if node.component is not None:
        name = member_named(node.component, plan)
        return say("the points of {name}", "{name}的得分", name=name)
    if node.volume is not None:
        name = measure_named(node.volume, plan)
        return say("the number of facts behind {name}", "{name}的样本数", name=name)
    if node.improved is not None:
        score = node.improved == "score"
        name = Said("the score", "综合得分") if score else measure_named(node.improved, plan)
        en = "the improvement of {name} on the earlier run (better is above 0)"
        return say(en, "{name}较上期的改善幅度（变好为正）", name=name)
    return _of_a_condition(node, plan)


def _of_a_condition(node: AgentNumber, plan: Plan) -> Said:
    """Name a number that conditions alone may ask for."""
    if not isinstance(node, When):
        return NOTHING
    if node.attainment is not None:
        name = measure_named(node.attainment, plan)
        en = "the attainment of {name}, in percent of its target and not rounded,"
        return say(en, "{name}的达成率（目标值的百分比，不舍入）", name=name)
    if node.earlier is not None:
        score = node.earlier == "score"
        name = Said("the score", "综合得分") if score else measure_named(node.earlier, plan)
        return say("{name} in the earlier run", "上期的{name}", name=name)
    if node.group is not None:
        name = member_named(node.group, plan)
        return say("the score of the group {name}", "考核组{name}的得分", name=name)
    return Said("the score", "综合得分") if node.score is not None else NOTHING


def and_missing(node: When) -> Said:
    """Say what a condition does where its number is missing; nothing where none may be."""
    return NOTHING if node.missing is None else chosen(node, "missing")


def listed(node: When, plan: Plan, depth: int = 1) -> Iterator[Item]:
    """Yield the conditions within a condition, each in a line of its own."""
    for part in node.all_of or node.any_of or ():
        several = part.all_of is not None or part.any_of is not None
        mark = Said(":", "：") if several else _short(part)
        yield Item(say("{held}{mark}", "{held}{mark}", held=phrase(part, plan), mark=mark), depth)
        yield from listed(part, plan, depth + 1)


def _short(node: When) -> Said:
    if node.missing is None:
        return NOTHING
    if node.missing == "holds":
        return Said(" (met without that number)", "（数值缺失时视为满足）")
    return Said(" (not met without that number)", "（数值缺失时视为不满足）")


def asks_score(node: When) -> bool:
    """Tell whether a condition, or one within it, asks for the score."""
    return node.score is not None or any(map(asks_score, node.all_of or node.any_of or ()))
