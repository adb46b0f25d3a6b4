"""Tables and lines as tables for people: every row says from where to where."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from scoring.plan.curves import Band, Curve, Line, Point, Table
from scoring.plan.model import Plan
from scoring.prose.said import Part, Said, choices, chosen, say
from scoring.prose.telling import Block, Clause, Grid, amounts, tells

_HELD = {"hold": (", as at {x}", "（同 {x} 处）")}
choices(Line, "below", _HELD)
choices(Line, "above", _HELD)

# What an edge says, by the band that owns it: the first band, one between two, and the last.
_EDGES = {
    "upper": (
        Said("below {high}", "低于 {high}"),
        Said("{low} or more, below {high}", "{low}（含）至 {high}（不含）"),
        Said("{low} or more", "{low}（含）以上"),
    ),
    "lower": (
        Said("{high} or less", "不高于 {high}"),
        Said("above {low}, {high} or less", "{low}（不含）至 {high}（含）"),
        Said("above {low}", "高于 {low}"),
    ),
}


@tells(Line, Point)
def curve(said: Curve, plan: Plan, x: Said, gives: Said) -> Iterator[Block]:
    """Yield how a curve is read, and its rows.

    Args:
        said: the curve.
        plan: the plan, which says to which band an edge belongs.
        x: what is looked up.
        gives: what comes out.
    """
    if isinstance(said, Table):
        en = "By bands: all of a band has the {gives} of its row."
        yield Clause(say(en, "区间计分：落入哪一档，即取该档的{gives}。", gives=gives))
        yield from table(said, plan, x, gives)
        return
    en = "In a straight line: between two rows the {gives} are in proportion."
    yield Clause(say(en, "线性计分：相邻两行之间，{gives}按比例折算。", gives=gives))
    first, last = said.points[0], said.points[-1]
    rows: list[tuple[Part, Part]] = [
        (say("below {x}", "低于 {x}", x=first.x), _beyond(said, "below", first)),
        *((point.x, point.gives) for point in said.points),
        (say("above {x}", "高于 {x}", x=last.x), _beyond(said, "above", last)),
    ]
    yield Grid((x, gives), tuple(rows), frozenset({1}))


def _beyond(line: Line, key: str, point: Point[Decimal]) -> Part:
    said = getattr(line, key)
    if isinstance(said, Decimal):
        return said
    held = chosen(line, key)
    return say("{gives}" + held.en, "{gives}" + held.zh, gives=point.gives, x=point.x)


@tells(Table, Band)
def table(said: Table[Any], plan: Plan, x: Said, gives: Said) -> Iterator[Block]:
    """Yield a table by lower edges as ranges, each with what it gives: a number, a tier, money."""
    edges = [band.lower for band in said.bands]
    first, between, last = _EDGES[plan.conventions.boundary]
    ranges = [
        say(*first, high=edges[0]),
        *(say(*between, low=low, high=high) for low, high in pairwise(edges)),
        say(*last, low=edges[-1]),
    ]
    given = [said.below, *(band.gives for band in said.bands)]
    cells = [amounts(gift) if isinstance(gift, dict) else gift for gift in given]
    numbers = frozenset({1} if isinstance(said.below, Decimal) else ())
    yield Grid((x, gives), tuple(zip(ranges, cells, strict=True)), numbers)
