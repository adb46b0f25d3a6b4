"""How values become points, and points the score."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import NodePlaces, Plan
from scoring.plan.structure import Component, TargetFromFile
from scoring.prose.curves import curve
from scoring.prose.said import NOTHING, Said, choices, chosen, counted, quoted, say, sentences
from scoring.prose.telling import Block, Clause, Grid, measure_named, passage, phrase, reason, tells

choices(
    Component,
    "on",
    {
        "value": ("The value is looked up as it is.", "按指标值计分。"),
        "attainment": (
            "What is looked up is attainment in percent: {formula}.",
            "按达成率（%）计分：{formula}。",
        ),
    },
)


@passage.register
def _component(node: Component, plan: Plan) -> Iterator[Block]:
    name = measure_named(node.measure, plan)
    en, zh = "Reads {name} and has the weight {weight}.", "考核指标：{name}；权重：{weight}。"
    reads = say(en, zh, name=name, weight=node.weight)
    lower = plan.measures[node.measure].better == "lower"
    formula = Said("100 × value ÷ target", "100 × 指标值 ÷ 目标值")
    if lower:
        formula = Said(
            "100 × target ÷ value; a value of 0 or less is above every row",
            "100 × 目标值 ÷ 指标值；指标值不大于 0 的，视为高于最高一行",
        )
    how = chosen(node, "on")
    yield Clause(sentences(reads, say(how.en, how.zh, formula=formula), _target(node, plan)))
    x = Said("value", "指标值") if node.on == "value" else Said("attainment", "达成率")
    yield from curve(node.curve, plan, x, Said("points", "得分"))
    yield reason(node.why, plan)


def _target(node: Component, plan: Plan) -> Said:
    if node.target is None:
        return NOTHING
    said = node.target
    target = phrase(said, plan) if isinstance(said, TargetFromFile) else said
    if node.on == "value":
        en = "The target, {target}, is shown beside it and decides nothing."
        return say(en, "目标值（{target}）仅供对照，不影响得分。", target=target)
    told = say("The target is {target}.", "目标值：{target}。", target=target)
    if not isinstance(said, TargetFromFile):
        return told
    en = "Whoever has no target counts as without a value."
    return sentences(told, Said(en, "没有目标值的，按无数据处理。"))


@phrase.register
def _target_from_file(node: TargetFromFile, _plan: Plan) -> Said:
    en = (
        "the one named {name} in targets.parquet, the agent's own before the team's, the role's, "
        "the region's and the one for all"
    )
    zh = "取自 targets.parquet 中名为{name}的数值，依次以本人、团队、岗位、地区、全体的为准"
    return say(en, zh, name=quoted(node.named))


def score(plan: Plan) -> Iterator[Block]:
    """Yield how the points of all components become one score."""
    en = (
        "The score is the weighted mean of the points: points times weight, added up, and divided "
        "by the weights of the parts that have points."
    )
    zh = "综合得分为各考核项得分的加权平均：得分乘以权重后合计，再除以有得分各项的权重之和。"
    yield Clause(say(en, zh), plan.at("components"))
    heads = (Said("part", "考核项"), Said("measure", "考核指标"), Said("weight", "权重"))
    rows = [
        (part.name, phrase(plan.measures[part.measure].title, plan), part.weight)
        for part in plan.components
    ]
    yield Grid(heads, tuple(rows), frozenset({2}))
    yield from places(plan.conventions.places)


@tells(NodePlaces)
def places(node: NodePlaces) -> Iterator[Block]:
    """Yield to how many places points and score are rounded."""
    en = (
        "The points of a part are rounded to {points}; the score is rounded to {score}, once, and "
        "gates, tiers and ranks compare it so."
    )
    zh = "各项得分保留 {points}；综合得分一次性舍入，保留 {score}，否决、等级与排名均以此为准。"
    each = {
        key: counted(number, "decimal place", "位小数")
        for key, number in (("points", node.points), ("score", node.score))
    }
    yield Clause(say(en, zh, **each), node.place)
