"""Conditions in words: what must hold of a row or of a person, and of one number of an agent."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.conditions import Test, When
from scoring.plan.model import Plan
from scoring.prose.columns import FLAGS, column
from scoring.prose.said import NOTHING, Said, any_of, choices, chosen, joined, quoted, say
from scoring.prose.telling import component_named, measure_named, phrase

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
    """Say of which number what must hold; a missing one has a sentence of its own."""
    bounds = joined(_bounds(node), " and ", "且")
    return say("{number} {bounds}", "{number}{bounds}", number=_number(node, plan), bounds=bounds)


def _number(node: When, plan: Plan) -> Said:
    """Name the number that a condition asks for, with its verb."""
    if node.measure is not None:
        return say("{name} is", "{name}", name=measure_named(node.measure, plan))
    if node.component is not None:
        name = component_named(node.component, plan)
        return say("the points of {name} are", "{name}的得分", name=name)
    return Said("the score is", "综合得分") if node.score is not None else NOTHING


def if_missing(node: When) -> Said:
    """Say what a condition does where its number is missing."""
    return chosen(node, "missing")
