"""Factors of pay in words: by tier, by score, by a measure, or for some agents."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.factors import (
    Bounded,
    Brake,
    LookupFactor,
    MeasureFactor,
    RosterFactor,
    ScoreFactor,
    Section,
    SectionsFactor,
    TierFactor,
)
from scoring.plan.model import Plan
from scoring.plan.pay import Multiplier
from scoring.prose.conditions import and_missing, conditions, listed
from scoring.prose.curves import curve
from scoring.prose.lookups import rows
from scoring.prose.said import (
    Said,
    both,
    choices,
    chosen,
    joined,
    quoted,
    say,
    sentences,
)
from scoring.prose.telling import (
    Block,
    Clause,
    Grid,
    introduced,
    measure_named,
    passage,
    phrase,
    reason,
    tells,
)

SCORE = Said("score", "综合得分")
_FACTOR = Said("factor", "系数")

READ = {
    "value": ("value", "指标值"),
    "attainment": (
        "attainment, in percent of its target and not rounded,",
        "达成率（%，不舍入）",
    ),
}
"""What of a measure is read, by factors and by amounts."""
choices(MeasureFactor, "on", READ)
choices(
    SectionsFactor,
    "combine",
    {
        "add": (
            "It is the sum of these parts, each its share × its factor:",
            "由以下各部分相加：各部分占比 × 其系数。",
        ),
        "multiply": ("It is the product of these parts:", "由以下各部分相乘："),
    },
)


@passage.register
def _by_tier(node: TierFactor, _plan: Plan) -> Iterator[Block]:
    yield Clause(Said("It goes by the tier:", "按等级确定："), node.place)
    heads = (Said("tier", "等级"), _FACTOR)
    yield Grid(heads, tuple(node.gives.items()), frozenset({1}))


@passage.register
def _by_score(node: ScoreFactor, plan: Plan) -> Iterator[Block]:
    yield Clause(Said("It goes by the score:", "按综合得分确定："), node.place)
    yield from curve(node.curve, plan, SCORE, _FACTOR)


@passage.register
def _by_measure(node: MeasureFactor, plan: Plan) -> Iterator[Block]:
    en = "It goes by the {on} of {measure}; without it, it is {missing}."
    zh = "按{measure}的{on}确定；无数据时为 {missing}。"
    measure, on = measure_named(node.measure, plan), chosen(node, "on")
    yield Clause(say(en, zh, measure=measure, on=on, missing=node.missing), node.place)
    yield from curve(node.curve, plan, Said(node.on, WORD[node.on]), _FACTOR)


WORD = {"value": "指标值", "attainment": "达成率"}
"""What a measure is read by, in Chinese."""


@passage.register
def _by_roster(node: RosterFactor, plan: Plan) -> Iterator[Block]:
    en = "It is {times} for everyone of whom this holds: {held}; for others it is 1."
    zh = "{held}的员工为 {times}，其他人为 1。"
    held = conditions(node.where, plan)
    yield Clause(say(en, zh, times=node.times, held=held), node.place)


@passage.register
def _by_lookup(node: LookupFactor, _plan: Plan) -> Iterator[Block]:
    yield Clause(Said("It is looked up:", "查表确定："), node.place)
    yield from rows(node, _FACTOR, both)


@passage.register
def _of_sections(node: SectionsFactor, plan: Plan) -> Iterator[Block]:
    yield Clause(chosen(node, "combine"), node.place)
    for section in node.sections:
        yield from bounded(section, plan)


def _limits(node: Bounded) -> list[Said]:
    """Say within which limits a factor is kept, in one phrase; none where it has none."""
    each = (("at least {x}", "不低于 {x}", node.least), ("at most {x}", "不高于 {x}", node.most))
    said = [say(en, zh, x=limit) for en, zh, limit in each if limit is not None]
    return [say("{limits}.", "{limits}。", limits=joined(said, " and ", "，"))] if said else []


@tells(Multiplier, Section, Brake)
def bounded(node: Bounded, plan: Plan) -> Iterator[Block]:
    """Yield a factor with its name, its share and its bounds."""
    title = node.title if isinstance(node, Multiplier) else None
    said = say("{name}:", "{name}：", name=introduced(node.name, title))
    if isinstance(node, Section) and node.share is not None:
        en, zh = "{name}, with a share of {share}:", "{name}（占比 {share}）："
        said = say(en, zh, name=quoted(node.name), share=node.share)
    yield Clause(joined([said, *_limits(node)], " ", ""), node.place)
    yield from passage(node.factor, plan)
    for brake in node.brakes:
        en, zh = "It is at most {x} where {held}.", "{held}的，不高于 {x}。"
        held = say(en, zh, x=brake.most, held=phrase(brake.when, plan))
        yield Clause(sentences(held, and_missing(brake.when)), brake.place)
        yield from listed(brake.when, plan)
        yield reason(brake.why, plan)
