"""What every measure says: how it is shown, how few facts are too few, and its named numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from scoring.plan.measuring import Anchor, During, FactMeasure, MeasureBase, Neutral, RowMeasure
from scoring.plan.model import Plan
from scoring.prose.columns import column
from scoring.prose.prorating import owed_in_part
from scoring.prose.said import (
    NOTHING,
    WORDS,
    Pair,
    Said,
    all_of,
    choices,
    chosen,
    counted,
    joined,
    say,
    sentences,
)
from scoring.prose.telling import Block, Clause, named_number, phrase, tells

choices(
    MeasureBase,
    "better",
    {
        "higher": ("higher is better", "越高越好"),
        "lower": ("lower is better", "越低越好"),
        "inside": ("neither too high nor too low is best", "适中为佳（过高或过低均不佳）"),
    },
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
            "a score that it is part of is held until a person decides",
            "以其计分的得分暂缓，由人工裁定",
        ),
    },
)
choices(
    MeasureBase,
    "anchors",
    {
        "targets": ("as in targets.parquet", "取自 targets.parquet 中的同名数值"),
        "previous": ("the agent's own value in the earlier run", "为本人上期的指标值"),
    },
)


@phrase.register
def _neutral(node: Neutral, _plan: Plan) -> Said:
    en = "the part that reads it gets {points} points"
    return say(en, "对应考核项计 {points} 分", points=node.neutral)


def told(
    node: MeasureBase, plan: Plan, *what: Said, facts: Pair = ("fact", "个")
) -> Iterator[Block]:
    """Yield what a measure is, and what every measure says.

    Args:
        node: the measure.
        plan: the plan.
        what: the sentences that say what it is.
        facts: what its volume counts.
    """
    yield Clause(sentences(*what))
    yield from _adjusted(node, plan)
    en, zh = "Unit: {unit}; {places}; {better}.", "单位：{unit}；保留 {places}；{better}。"
    places = counted(node.places, "decimal place", "位小数")
    shown = say(en, zh, unit=node.unit, places=places, better=chosen(node, "better"))
    few = _few(node.volume_min, facts) if isinstance(node, FactMeasure) else NOTHING
    yield Clause(sentences(shown, _dated(node), few, _without(node, plan)))
    if node.anchors:
        yield _anchors(node, plan)


def _dated(node: MeasureBase) -> Said:
    if not isinstance(node, RowMeasure):
        return NOTHING
    if node.during is not None:
        return _on_days(node, node.during)
    en = "What is dated by {stamp} within the period counts."
    return say(en, "按{stamp}归入考核期。", stamp=column(node.period_on))


@tells(During)
def _on_days(node: RowMeasure, said: During) -> Said:
    en = (
        "What is dated by {stamp} within the period and from {first} to {last}, both days "
        "included, counts."
    )
    zh = "按{stamp}归入考核期，且仅计 {first} 至 {last}（含首尾两日）。"
    days = {"first": said.first.isoformat(), "last": said.last.isoformat()}
    return say(en, zh, stamp=column(node.period_on), **days)


def _few(least: int, facts: Pair) -> Said:
    if least == 0:
        return say("There is no least number of {facts}s.", "样本数不设下限。", facts=facts[0])
    en = "With fewer than {n} there is no value."
    return say(en, "样本少于 {n}的，视为无数据。", n=counted(least, *facts))


def _without(node: MeasureBase, plan: Plan) -> Said:
    said = node.missing
    then = phrase(said, plan) if isinstance(said, Neutral) else chosen(node, "missing")
    return say("Without a value, {then}.", "无数据时，{then}。", then=then)


def _adjusted(node: MeasureBase, plan: Plan) -> Iterator[Block]:
    said = getattr(node, "adjusted", None)
    if said is not None:
        yield Clause(phrase(said, plan))


def _anchors(node: MeasureBase, plan: Plan) -> Clause:
    """Say which numbers have a name, and where each comes from."""
    each = [
        _named(names, said)
        for said in dict.fromkeys(node.anchors.values())
        if (names := [named_number(name) for name, one in node.anchors.items() if one == said])
    ]
    known = say("Numbers by name: {each}.", "参照值：{each}。", each=joined(each, "; ", "；"))
    sources = _sources(set(node.anchors.values()))
    return Clause(sentences(known, *sources, owed_in_part(node, plan)))


def _named(names: list[Said], said: Anchor) -> Said:
    """Say where numbers come from that have one source, or the same value."""
    en = "{names} is {x}" if len(names) == 1 else "{names} are {x}"
    if isinstance(said, Decimal):
        return say(en, "{names}为{x}", names=all_of(names), x=said)
    words = WORDS[MeasureBase, "anchors"][said]
    return say(en, "{names}{x}", names=all_of(names), x=words)


def _sources(said: set[Anchor]) -> Iterator[Said]:
    """Say how numbers that differ by agent are found, and what becomes of whoever lacks one."""
    if "targets" in said:
        en = (
            "Of those in the file the agent's own goes before the team's, the role's, the region's "
            "and the one for all."
        )
        yield Said(en, "文件中的数值依次以本人、团队、岗位、地区、全体的为准。")
    if said & {"targets", "previous"}:
        en = "Whoever lacks a number that a rule below names counts there as without a value."
        yield Said(en, "缺少所需参照值的员工，该处按无数据处理。")
