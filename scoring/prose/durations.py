"""Durations in words: between which stamps, by which calendar, and what becomes of odd ones."""

from __future__ import annotations

from scoring.plan.calendars import NONE, WALL
from scoring.plan.durations import ByRegion, Duration, Elapsed, Quantity
from scoring.plan.model import Plan
from scoring.prose.columns import column
from scoring.prose.said import NOTHING, Said, choices, chosen, joined, quoted, say, sentences
from scoring.prose.telling import phrase

choices(
    Elapsed,
    "reversed",
    {
        "exclude": (
            "A contact with the two in the wrong order is left out and counted.",
            "两个时间先后颠倒的记录不计入，另行统计。",
        ),
        "zero": (
            "A contact with the two in the wrong order counts as no time at all.",
            "两个时间先后颠倒的记录，时长按零计。",
        ),
        "negative": (
            "A contact with the two in the wrong order counts as negative time.",
            "两个时间先后颠倒的记录，时长按负数计。",
        ),
    },
)
choices(
    Elapsed,
    "holds",
    {
        "subtract": ("Time on hold is taken off.", "挂起时间予以扣除。"),
        "ignore": ("Time on hold counts like any other.", "挂起时间照常计入。"),
    },
)


@phrase.register
def _duration(node: Duration, plan: Plan) -> Said:
    return phrase(node.elapsed, plan)


@phrase.register
def _elapsed(node: Elapsed, _plan: Plan) -> Said:
    parts = {"start": column(node.start), "end": column(node.end)}
    return say("the time from {start} to {end}", "从{start}到{end}的时长", **parts)


def quantity(of: Quantity, plan: Plan) -> Said:
    """Name what is added up or ordered."""
    return column(of) if isinstance(of, str) else phrase(of, plan)


def clock(of: Quantity, plan: Plan) -> Said:
    """Say by which hours a duration is counted, and what becomes of odd ones; nothing of others."""
    if isinstance(of, str):
        return NOTHING
    node = of.elapsed
    said = node.calendar
    hours = _hours(said) if isinstance(said, str) else phrase(said, plan)
    counted = say("Counted in whole seconds: {hours}.", "按整秒计时：{hours}。", hours=hours)
    held = NOTHING if node.holds is None else chosen(node, "holds")
    return sentences(counted, chosen(node, "reversed"), held)


def _hours(name: str) -> Said:
    if name == WALL:
        return Said("every second counts, day and night", "昼夜连续计时")
    if name == NONE:
        return Said("no contact is counted", "不计入")
    en = "only the working time of the calendar {name} counts"
    return say(en, "仅计日历{name}的工作时间", name=quoted(name))


@phrase.register
def _by_region(node: ByRegion, _plan: Plan) -> Said:
    each = [
        say(
            "in {region}, {hours}", "{region}地区{hours}", region=quoted(region), hours=_hours(name)
        )
        for region, name in node.within.items()
    ]
    en = "in any other region and without one, {hours}"
    rest = say(en, "其他地区及未填地区的{hours}", hours=_hours(node.otherwise))
    return joined([*each, rest], "; ", "；")
