"""Tables, lines, slices, amounts, deductions and powers for people: each row says its range."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from scoring.plan.amounts import AnyAmounts
from scoring.plan.curves import (
    AnyCurve,
    At,
    Band,
    Deduction,
    Filled,
    Line,
    Point,
    Power,
    RunningSlices,
    Slices,
    Table,
)
from scoring.plan.model import Plan
from scoring.plan.nodes import Money
from scoring.prose.said import Part, Said, choices, chosen, say, sentences
from scoring.prose.telling import Block, Clause, Grid, amounts, named_number, tells

choices(
    Line,
    "below",
    {
        "hold": ("{held}, held", "{held}（保持不变）"),
        "extrapolate": ("on along the line of the next two", "沿其后两点的直线延伸"),
    },
)
choices(
    Line,
    "above",
    {
        "hold": ("{held}, held", "{held}（保持不变）"),
        "extrapolate": ("on along the line of the last two", "沿其前两点的直线延伸"),
    },
)
for _kind in (Table, Line, RunningSlices, Filled):
    choices(_kind, "crossed", {"missing": ("there is no value", "视为无数据")})
choices(
    Deduction,
    "side",
    {
        "below": (
            "for each {every} by which the {x} falls short of {beyond}, {costs} is taken off",
            "{x}低于{beyond}的，每差 {every} 扣 {costs}",
        ),
        "above": (
            "for each {every} by which the {x} goes over {beyond}, {costs} is taken off",
            "{x}高于{beyond}的，每超 {every} 扣 {costs}",
        ),
    },
)
choices(
    Deduction,
    "part",
    {
        "ceil": ("a step that is only begun costs all of it", "不足一档的按一档扣"),
        "floor": ("a step that is only begun costs nothing", "不足一档的不扣"),
        "exact": ("a step that is only begun costs its part", "不足一档的按比例扣"),
    },
)
choices(Deduction, "least", {"none": ("There is no lower limit.", "扣分不设下限。")})

# What an edge says, by the band that owns it: the first band, one between two, and the last.
_EDGES = {
    "upper": (
        Said("below {high}", "低于{high}"),
        Said("{low} or more, below {high}", "{low}（含）至{high}（不含）"),
        Said("{low} or more", "{low}（含）以上"),
    ),
    "lower": (
        Said("{high} or less", "不高于{high}"),
        Said("above {low}, {high} or less", "{low}（不含）至{high}（含）"),
        Said("above {low}", "高于{low}"),
    ),
}


def curve(said: AnyCurve | AnyAmounts, plan: Plan, x: Said, gives: Said) -> Iterator[Block]:
    """Yield how a curve is read, and its rows.

    Args:
        said: the curve.
        plan: the plan, which says to which band an edge belongs.
        x: what is looked up.
        gives: what comes out.
    """
    match said:
        case Table():
            en = "By bands: all of a band has the {gives} of its row."
            yield Clause(say(en, "区间计分：落入哪一档，即取该档的{gives}。", gives=gives))
            yield from table(said, plan, x, gives)
        case Line():
            yield from _line(said, x, gives)
        case Slices():
            yield from slices(said, x, gives)
        case Filled():
            yield from _filled(said, x, gives)
        case Deduction():
            yield Clause(_deduction(said, x))
        case Power():
            yield Clause(_power(said, x, gives))


def _edge(at: At) -> Part:
    """Write where an edge lies: a number as it is, an anchor by its name."""
    return named_number(at) if isinstance(at, str) else at


@tells(Line, Point)
def _line(said: Line[Any], x: Said, gives: Said) -> Iterator[Block]:
    en = "In a straight line: what lies between two rows is in proportion."
    zh = "按直线：相邻两行之间，{gives}按比例折算。"
    if len(said.points) == 1:
        en, zh = "In a step: it changes at one point.", "按分界：{gives}以一点为界。"
    yield Clause(say(en, zh, gives=gives))
    first, last = said.points[0], said.points[-1]
    rows: list[tuple[Part, Part]] = [
        (say("below {x}", "低于{x}", x=_edge(first.x)), _beyond(said, "below", first.left)),
        *(row for point in said.points for row in _at(point)),
        (say("above {x}", "高于{x}", x=_edge(last.x)), _beyond(said, "above", last.right)),
    ]
    yield Grid((x, gives), tuple(rows), _numbers(first.gives))
    yield from _crossed(said, gives)


def _at(point: Point[Any]) -> Iterator[tuple[Part, Part]]:
    """Yield what a line comes to at a point, and on either side of it where it jumps."""
    edge = _edge(point.x)
    if point.before is not None:
        yield say("just below {x}", "紧邻{x}之下", x=edge), _given(point.before)
    exactly = edge if point.before is None and point.then is None else _exactly(edge)
    yield exactly, _given(point.gives)
    if point.then is not None:
        yield say("just above {x}", "紧邻{x}之上", x=edge), _given(point.then)


def _exactly(edge: Part) -> Said:
    return say("exactly {x}", "恰为{x}", x=edge)


def _beyond(line: Line[Any], key: str, held: Decimal | Money) -> Part:
    said = getattr(line, key)
    if isinstance(said, str):
        return say(*chosen(line, key), held=_given(held))
    return _given(said)


def _given(gift: Decimal | str | Money) -> Part:
    """Write what a row gives: a number or a tier as it is, an amount in each currency."""
    return amounts(gift) if isinstance(gift, dict) else gift


def _numbers(gift: Decimal | str | Money) -> frozenset[int]:
    """Return the columns of numbers where the rows give such as this."""
    return frozenset({1} if isinstance(gift, Decimal) else ())


def _crossed(
    said: Table[Any] | Line[Any] | RunningSlices | Filled[Any], gives: Said
) -> Iterator[Block]:
    """Yield what becomes of agents whose anchors do not lie in the order of the rows."""
    if said.crossed is None:
        return
    en = "Where an agent's named numbers do not lie in this order, or two are equal, {then}."
    zh = "员工的参照值不符合以上顺序或有相等的，{then}。"
    if isinstance(said.crossed, Decimal):
        told = say("what comes out is {x}", "{gives}为 {x}", gives=gives, x=said.crossed)
    else:
        told = chosen(said, "crossed")
    yield Clause(say(en, zh, then=told))


@tells(Slices, RunningSlices)
def slices(said: Slices[Any], x: Said, gives: Said) -> Iterator[Block]:
    """Yield how slices earn, and the rate of each."""
    en = (
        "By slices: the part of the {x} within each row is multiplied by the row's rate; added up "
        "they are the {gives}. What is below the first row earns nothing."
    )
    zh = "分段累计：{x}落在各段内的部分乘以该段费率，合计为{gives}；首段以下不计。"
    yield Clause(say(en, zh, x=x, gives=gives))
    edges = [_edge(band.lower) for band in said.bands]
    ranges = [
        *(say("{low} to {high}", "{low}至{high}", low=a, high=b) for a, b in pairwise(edges)),
        say("above {low}", "{low}以上", low=edges[-1]),
    ]
    rates = [_given(band.gives) for band in said.bands]
    heads = (say("part of the {x}", "{x}区段", x=x), Said("rate", "费率"))
    yield Grid(heads, tuple(zip(ranges, rates, strict=True)), frozenset({1}))
    if isinstance(said, RunningSlices) and said.start_at is not None:
        en = (
            "The {x} goes on from what was there before, {start}: it earns what both earn "
            "together, less what {start} earns alone."
        )
        zh = "{x}自起始量{start}之后接续计段：按两者合计所得，减去起始量单独所得。"
        yield Clause(say(en, zh, x=x, start=_edge(said.start_at)))
    if isinstance(said, RunningSlices):
        yield from _crossed(said, gives)


@tells(Filled)
def _filled(said: Filled[Any], x: Said, gives: Said) -> Iterator[Block]:
    en = (
        "By amounts: a row that the {x} has passed gives all of its amount, and the row it lies in "
        "gives as much of it as is passed; added up they are the {gives}. Nothing comes below the "
        "first row, and nothing more beyond the last."
    )
    zh = (
        "分段定额：{x}越过的各段计该段全部数额，所处的一段按已越过的比例折算，合计为{gives}；"
        "首段以下不计，末段以上不再增加。"
    )
    yield Clause(say(en, zh, x=x, gives=gives))
    edges = [*(_edge(band.lower) for band in said.bands), _edge(said.to)]
    ranges = [say("{low} to {high}", "{low}至{high}", low=a, high=b) for a, b in pairwise(edges)]
    given = [_given(band.gives) for band in said.bands]
    heads = (say("the {x}", "{x}", x=x), Said("amount", "数额"))
    numbers = _numbers(said.bands[0].gives)
    yield Grid(heads, tuple(zip(ranges, given, strict=True)), numbers)
    yield from _crossed(said, gives)


@tells(Deduction)
def _deduction(said: Deduction, x: Said) -> Said:
    parts: dict[str, Part] = {"every": said.every, "costs": said.costs}
    steps = say(*chosen(said, "side"), x=x, beyond=_edge(said.beyond), **parts)
    en, zh = (
        "By deduction, from {start}: {steps}; {part}.",
        "扣分制：基准 {start}，{steps}；{part}。",
    )
    rule = say(en, zh, start=said.start, steps=steps, part=chosen(said, "part"))
    if isinstance(said.least, Decimal):
        en = "At least {x} is left."
        return sentences(rule, say(en, "最低计 {x}。", x=said.least))
    return sentences(rule, chosen(said, "least"))


@tells(Power)
def _power(said: Power, x: Said, gives: Said) -> Said:
    en = (
        "By a power, for the {gives}: {x} ÷ {one_at}, to the power {above} from {one_at} on and to "
        "the power {below} below it, rounded half up to {places} decimal places; 0 where the {x} "
        "is 0 or less."
    )
    zh = (
        "幂函数：{gives} = {x} ÷ {one_at}，达到 {one_at} 的取其 {above} 次方，低于 {one_at} "
        "的取其 {below} 次方，四舍五入保留 {places} 位小数；{x}为 0 或负数的计 0。"
    )
    parts: dict[str, Part] = {"above": said.above, "below": said.below, "places": said.places}
    return say(en, zh, x=x, gives=gives, one_at=said.one_at, **parts)


@tells(Table, Band)
def table(said: Table[Any], plan: Plan, x: Said, gives: Said) -> Iterator[Block]:
    """Yield a table by lower edges as ranges, each with what it gives: a number, a tier, money."""
    edges = [_edge(band.lower) for band in said.bands]
    first, between, last = _EDGES[plan.conventions.boundary]
    ranges = [
        say(*first, high=edges[0]),
        *(say(*between, low=low, high=high) for low, high in pairwise(edges)),
        say(*last, low=edges[-1]),
    ]
    cells = [_given(gift) for gift in (said.below, *(band.gives for band in said.bands))]
    yield Grid((x, gives), tuple(zip(ranges, cells, strict=True)), _numbers(said.below))
    yield from _crossed(said, gives)
