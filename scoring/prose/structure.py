"""How values become points: components and what they read, and what is different for some."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.measuring import Missing
from scoring.plan.model import Plan
from scoring.plan.structure import (
    Component,
    Group,
    MemberBase,
    Override,
    Reading,
    Relative,
    Rounded,
)
from scoring.prose.conditions import conditions
from scoring.prose.curves import curve
from scoring.prose.said import NOTHING, Said, choices, chosen, counted, say, sentences
from scoring.prose.telling import Block, Clause, measure_named, passage, phrase, reason, tells

for _block in (Component, Reading):
    choices(
        _block,
        "on",
        {
            "value": ("The value is looked up as it is.", "按指标值计分。"),
            "attainment": (
                "What is looked up is attainment in percent: {formula}.",
                "按达成率（%）计分：{formula}。",
            ),
        },
    )
choices(
    Relative,
    "relative",
    {
        "min_max": (
            "100 × the distance from the worst ÷ the distance between the worst and the best",
            "100 × 与最差者之差 ÷ 最优者与最差者之差",
        ),
        "percentile": (
            "100 × the others who are worse ÷ all others",
            "100 × 表现更差的其他人数 ÷ 其他人数",
        ),
        "rank": (
            "the rank, 1 for the best; equal ones share it",
            "名次（最优者为 1，相同者并列）",
        ),
        "z_score": (
            "the standard deviations above the mean (below 0: worse), at 12 decimal places",
            "优于平均值的标准差倍数（劣于平均值为负，保留 12 位小数）",
        ),
    },
)
choices(
    Relative,
    "among",
    {
        "all": ("all agents", "全体"),
        "region": ("the agents of the same region", "同一地区"),
        "team": ("the agents of the same team", "同一团队"),
        "role": ("the agents of the same role", "同一岗位"),
    },
)
choices(
    Component,
    "missing",
    {
        "exclude": (
            "it is left out and the other weights are scaled up",
            "本项不计分，其余权重按比例放大",
        ),
        "zero": ("it gets 0 points", "本项计 0 分"),
        "hold": (
            "the agent's score is held until a person decides",
            "该员工的得分暂缓，由人工裁定",
        ),
    },
)
_POINTS = Said("points", "得分")


@passage.register
def _component(node: Component, plan: Plan) -> Iterator[Block]:
    readings = node.readings
    if len(readings) == 1:
        yield Clause(sentences(_reads(readings[0], plan), weighs(node)))
        yield from _scores(readings[0], plan)
    else:
        en = "Of these readings the one with the {end} points counts; one without is left out."
        zh = "本项有以下多种计分方式，取得分{end}者；无数据的不参与比较。"
        end = Said("fewest", "最低") if node.best_of is None else Said("most", "最高")
        yield Clause(sentences(say(en, zh, end=end), _enough(node), weighs(node)))
        for number, reading in enumerate(readings, start=1):
            mark = Said(f"Reading {number}.", f"方式 {number}：")
            yield Clause(sentences(mark, _reads(reading, plan)), reading.place)
            yield from _scores(reading, plan)
    own = sentences(_without(node), _rounded(node, plan))
    if own.en:
        yield Clause(own)
    yield from overrides(node, plan)
    yield reason(node.why, plan)


def _enough(node: Component) -> Said:
    if node.scored_min is None:
        return NOTHING
    en = "With fewer than {n} that have a value, there is none here."
    n = counted(node.scored_min, "reading", "种")
    return say(en, "有数据的计分方式少于 {n}的，本项视为无数据。", n=n)


def weighs(node: MemberBase | Override) -> Said:
    """Say what a member weighs in the group above it; nothing where all weigh alike."""
    weight = possible = NOTHING
    if node.weight is not None:
        weight = say("Its weight is {x}.", "权重：{x}。", x=node.weight)
    if node.possible is not None:
        possible = say("At most {x} points are possible.", "满分：{x}。", x=node.possible)
        if node.possible == 0:
            possible = Said("Its points come on top of what is possible.", "附加分，不计入满分。")
    return sentences(weight, possible)


@tells(Reading)
def _reads(node: Reading, plan: Plan) -> Said:
    """Say which measure is read, and what of it is looked up."""
    name = measure_named(node.measure, plan)
    reads = say("Reads {name}.", "考核指标：{name}。", name=name)
    if isinstance(node.on, Relative):
        return sentences(reads, phrase(node.on, plan))
    formula = Said("100 × value ÷ target", "100 × 指标值 ÷ 目标值")
    if plan.measures[node.measure].better == "lower":
        formula = Said(
            "100 × target ÷ value; a value of 0 or less is above every row",
            "100 × 目标值 ÷ 指标值；指标值不大于 0 的，视为高于最高一行",
        )
    how = chosen(node, "on")
    return sentences(reads, say(how.en, how.zh, formula=formula))


@phrase.register
def _relative(node: Relative, _plan: Plan) -> Said:
    en = (
        "What is looked up is the agent's place among {among} who have a value: {how}. So others' "
        "work decides with it. Where all of them are equal, or there is one alone, {equal} is "
        "looked up."
    )
    zh = (
        "按相对位次计分：在{among}有数据的员工中比较，{how}。结果同时取决于他人表现；"
        "全部相同或仅一人时，按 {equal} 查表。"
    )
    among, how = chosen(node, "among"), chosen(node, "relative")
    return say(en, zh, among=among, how=how, equal=node.all_equal)


def _scores(node: Reading, plan: Plan) -> Iterator[Block]:
    return curve(node.curve, plan, _looked_up(node), _POINTS)


def _looked_up(node: Reading) -> Said:
    if isinstance(node.on, Relative):
        return Said("place", "相对位次")
    return Said("value", "指标值") if node.on == "value" else Said("attainment", "达成率")


def _without(node: Component) -> Said:
    """Say what a component does without a value, where it has a word of its own."""
    if node.missing is None:
        return NOTHING
    return say("Without a value, {then}.", "无数据时，{then}。", then=instead(node, node.missing))


def instead(node: Component | Group, said: Missing) -> Said:
    """Say what stands in for the points of a component, or for the score of a group."""
    if isinstance(said, str):
        return chosen(node, "missing")
    return say("it gets {x} points", "计 {x} 分", x=said.neutral)


def _rounded(node: Component, plan: Plan) -> Said:
    return NOTHING if node.points is None else phrase(node.points, plan)


@phrase.register
def _own_places(node: Rounded, _plan: Plan) -> Said:
    en = "Its points are rounded to {places}: {mode}."
    places = counted(node.places, "decimal place", "位小数")
    mode = chosen(node, "rounding")
    return say(en, "本项得分保留 {places}：{mode}。", places=places, mode=mode)


def overrides(node: Component | Group, plan: Plan) -> Iterator[Block]:
    """Yield what is different for some agents: for whom, and what."""
    if not node.overrides:
        return
    en = "For some agents it is different. Whoever is in several of these has the one that names "
    zh = "对以下员工另有规定；同时符合多条的，以列明条件最多的一条为准。"
    yield Clause(Said(en + "the most columns.", zh))
    for override in node.overrides:
        yield from passage(override, plan)
        if override.curve is not None and isinstance(node, Component):
            yield from curve(override.curve, plan, _looked_up(node.readings[0]), _POINTS)


@passage.register
def _override(node: Override, plan: Plan) -> Iterator[Block]:
    """Yield for whom it is and what it says; its curve is told by the component that it is of."""
    held = conditions(node.where, plan)
    what = sentences(weighs(node), _off(node), _own_curve(node))
    what = Said(what.en[0].lower() + what.en[1:], what.zh)
    yield Clause(say("Where {held}: {what}", "{held}的：{what}", held=held, what=what), node.place)


def _off(node: Override) -> Said:
    if not node.off:
        return NOTHING
    return Said("It is left out, and the others are scaled up.", "不计分，其余各项按比例放大。")


def _own_curve(node: Override) -> Said:
    if node.curve is None:
        return NOTHING
    return Said("The points go by these rows instead.", "得分改按以下规则。")
