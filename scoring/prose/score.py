"""How points become the score: groups and groups of groups, and what is added at the end."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import NodePlaces, Plan
from scoring.plan.structure import Adjust, Combine, Component, Group, Member, ScoreRule
from scoring.prose.said import NOTHING, Part, Said, choices, chosen, counted, joined, say, sentences
from scoring.prose.structure import instead, overrides, weighs
from scoring.prose.telling import (
    Block,
    Clause,
    Grid,
    bounds,
    measure_named,
    numbered,
    passage,
    phrase,
    reason,
    tells,
    unbounded,
)

_COMBINE = {
    "weighted_mean": (
        "{what} is the weighted mean: Σ weight × points ÷ Σ weight of the parts that count.",
        "{what}为各项得分的加权平均：得分乘以权重后合计，再除以计分各项的权重之和。",
    ),
    "mean": (
        "{what} is the mean of the points of the parts that count.",
        "{what}为计分各项得分的算术平均。",
    ),
    "percent_of_possible": (
        "{what} is 100 × the points of the parts that count ÷ the points possible in them.",
        "{what}为 100 × 计分各项得分之和 ÷ 其满分之和。",
    ),
    "sum": (
        "{what} is the sum of the points of all parts.",
        "{what}为各项得分之和。",
    ),
}
for _rule in (Group, ScoreRule):
    choices(_rule, "combine", _COMBINE)
choices(
    Group,
    "missing",
    {
        "exclude": (
            "it is left out above and the others are scaled up",
            "本组不计分，上一级其余各项按比例放大",
        ),
        "zero": ("it gets 0 points", "本组计 0 分"),
        "hold": (
            "the agent's score is held until a person decides",
            "该员工的得分暂缓，由人工裁定",
        ),
    },
)
choices(
    Group,
    "places",
    {
        "exact": (
            "The score of the group is not rounded.",
            "该组得分不舍入，按精确值参与上一级计算。",
        )
    },
)
choices(
    Adjust,
    "missing",
    {
        "nothing": ("nothing is added", "不作加减"),
        "hold": ("the score is held until a person decides", "得分暂缓，由人工裁定"),
    },
)
unbounded(Adjust)
unbounded(ScoreRule)


@passage.register
def _group(node: Group, plan: Plan) -> Iterator[Block]:
    what = Said("The score of the group", "该组得分")
    yield Clause(sentences(_combined(node, what), weighs(node)))
    yield from _members(node.members, node.combine, plan)
    without = instead(node, node.missing)
    yield Clause(sentences(_enough(node, without), _places(node)))
    yield from overrides(node, plan)
    yield reason(node.why, plan)


def _combined(node: Group | ScoreRule, what: Said) -> Said:
    return say(*chosen(node, "combine"), what=what)


def _places(node: Group) -> Said:
    if isinstance(node.places, str):
        return chosen(node, "places")
    en = "The score of the group is rounded to {places}, once."
    places = counted(node.places, "decimal place", "位小数")
    return say(en, "该组得分一次性舍入，保留 {places}。", places=places)


def _enough(node: Group | ScoreRule, without: Said) -> Said:
    """Say how much must count for there to be a score, and what becomes of it with less."""
    en, zh = (
        "At least {parts} must count{least}; with less, {without}.",
        ("至少须有 {parts}计分{least}；不足的，{without}。"),
    )
    parts = counted(node.scored_min, "part", "项")
    least = NOTHING
    if node.weight_min is not None:
        of = Said("the weights", "权重")
        if node.combine == "percent_of_possible":
            of = Said("the points possible", "满分")
        least = say(
            ", with {x} of {of}", "，且占全部{of}的比例不低于 {x}", x=node.weight_min, of=of
        )
    return say(en, zh, parts=parts, least=least, without=without)


def _members(members: tuple[Member, ...], combine: Combine, plan: Plan) -> Iterator[Block]:
    """Yield the members of a group or of the score, with what each weighs."""
    heads = [Said("number", "编号"), Said("part", "考核项"), Said("measure", "考核指标")]
    key, head = _WEIGHED.get(combine, ("", NOTHING))
    if key:
        heads.append(head)
    rows = [
        (*row, getattr(member, key)) if key else row
        for member in members
        for row in [_row(member, plan)]
    ]
    yield Grid(tuple(heads), tuple(rows), frozenset({3}) if key else frozenset())


_WEIGHED = {
    "weighted_mean": ("weight", Said("weight", "权重")),
    "percent_of_possible": ("possible", Said("points possible", "满分")),
}


def _row(member: Member, plan: Plan) -> tuple[Part, ...]:
    number = next(n for n, other in numbered(plan.components) if other.name == member.name)
    part = member.name if member.title is None else phrase(member.title, plan)
    return number, part, read_by(member, plan)


def read_by(member: Member, plan: Plan) -> Said:
    """Name the measures that a component reads; a group is called one."""
    if not isinstance(member, Component):
        return Said("a group", "考核组")
    names = dict.fromkeys(reading.measure for reading in member.readings)
    return joined([phrase(plan.measures[name].title, plan) for name in names], " / ", " / ")


def score(plan: Plan) -> Iterator[Block]:
    """Yield how the points of all components become one score."""
    if plan.score is None:
        what = Said("The score", "综合得分")
        yield Clause(say(*_COMBINE["weighted_mean"], what=what), plan.at("components"))
        yield from _members(plan.components, "weighted_mean", plan)
    else:
        yield from passage(plan.score, plan)
    yield from places(plan.conventions.places, plan)


@passage.register
def _score_rule(node: ScoreRule, plan: Plan) -> Iterator[Block]:
    yield Clause(_combined(node, Said("The score", "综合得分")), node.place)
    yield from _members(plan.components, node.combine, plan)
    none = Said("there is no score, and the agent is not ranked", "无综合得分，不参与排名")
    yield Clause(_enough(node, none))
    for adjust in node.adjust:
        yield from passage(adjust, plan)
    en = "The score keeps within its bounds: {bounds}."
    yield Clause(say(en, "综合得分的上下限：{bounds}。", bounds=bounds(node)))


@passage.register
def _adjust(node: Adjust, plan: Plan) -> Iterator[Block]:
    en = (
        "Then {name} is added: the value of {measure} as it is, taken off where it is below zero; "
        "{bounds}. Without a value, {missing}."
    )
    zh = "加减项{name}：再加{measure}的指标值（负值为扣减），{bounds}。无数据时，{missing}。"
    measure, missing = measure_named(node.measure, plan), chosen(node, "missing")
    parts = {"measure": measure, "bounds": bounds(node), "missing": missing}
    yield Clause(say(en, zh, name=f"“{node.name}”", **parts), node.place)
    yield reason(node.why, plan)


@tells(NodePlaces)
def places(node: NodePlaces, plan: Plan) -> Iterator[Block]:
    """Yield to how many places points and score are rounded."""
    en = (
        "The points of a part are rounded to {points}{own}; the score is rounded to {score}, once, "
        "and gates, tiers and ranks compare it so."
    )
    zh = (
        "各项得分保留 {points}{own}；综合得分一次性舍入，保留 {score}，否决、等级与排名均以此为准。"
    )
    each = {
        key: counted(number, "decimal place", "位小数")
        for key, number in (("points", node.points), ("score", node.score))
    }
    own = any(part.points is not None for part in plan.parts)
    except_for = Said(" where it says nothing else", "（该项另有规定的除外）") if own else NOTHING
    yield Clause(say(en, zh, own=except_for, **each), node.place)
