"""Factors of pay in words: by tier, by score, by a measure, or for some agents."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.factors import MeasureFactor, RosterFactor, ScoreFactor, TierFactor
from scoring.plan.model import Plan
from scoring.prose.conditions import conditions
from scoring.prose.curves import curve
from scoring.prose.said import Said, choices, chosen, say
from scoring.prose.telling import Block, Clause, Grid, measure_named, passage

SCORE = Said("score", "综合得分")
_FACTOR = Said("factor", "系数")

choices(
    MeasureFactor,
    "on",
    {
        "value": ("value", "指标值"),
        "attainment": (
            "attainment, in percent of its target and not rounded,",
            "达成率（%，不舍入）",
        ),
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


@passage.register
def _by_roster(node: RosterFactor, plan: Plan) -> Iterator[Block]:
    en = "It is {times} for everyone of whom this holds: {held}; for others it is 1."
    zh = "{held}的员工为 {times}，其他人为 1。"
    held = conditions(node.where, plan)
    yield Clause(say(en, zh, times=node.times, held=held), node.place)
