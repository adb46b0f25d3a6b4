"""Charts as SVG, drawn from exact numbers: a picture is a view, nothing is computed with it.

Colours come from the page by class, so that a chart follows light, dark and paper; every chart says
in words what it shows, and what differs by colour differs by place or by letter as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup, escape

SHADES = 5
"""Colours for tiers, from the best (0) to the lowest."""
_THIN = 32
"""Widths of a thin bar, as the style of the site has them."""


class Mark(NamedTuple):
    """A place on a scale: where a tier begins, and what it is called."""

    at: Decimal
    name: str
    shade: int


class Scale(NamedTuple):
    """What a score can be, for drawing: from the lowest to the highest that is shown."""

    low: Decimal
    high: Decimal

    def x(self, value: Decimal, width: float) -> float:
        """Return how far along a width a value is, kept within it."""
        part = float((value - self.low) / (self.high - self.low))
        return min(max(part, 0.0), 1.0) * width


def shade(place: int, tiers: int) -> int:
    """Return the colour of a tier by its place from the best: the ends are always the ends."""
    return 0 if tiers < 2 else round(place * (SHADES - 1) / (tiers - 1))


def gauge(scale: Scale, marks: Sequence[Mark], score: Decimal, said: str, words: str) -> Markup:
    """Draw a score on its scale, with the tiers side by side below it.

    Args:
        scale: the ends of the scale.
        marks: where each tier begins, from the lowest; none where tiers do not go by the score.
        score: the score.
        said: the score as people read it.
        words: what the picture shows, in words.
    """
    width = 600
    parts = []
    for place, mark in enumerate(marks):
        begin = scale.x(mark.at, width)
        end = scale.x(marks[place + 1].at, width) if place + 1 < len(marks) else width
        parts.append(_rect(begin, 30, max(end - begin - 1, 0), 14, f"f{mark.shade}"))
        if end - begin > 12 * len(mark.name):
            parts.append(_text((begin + end) / 2, 60, mark.name, "b", "middle"))
        if place:
            parts.append(_text(begin, 75, _plain(mark.at), "s", "middle"))
    if not marks:
        parts.append(_rect(0, 30, width, 14, "off"))
    x = scale.x(score, width)
    parts.append(f'<path class="ptr" d="M{_n(x)} 28l-7 -9h14z"/>')
    anchor = "start" if x < 40 else "end" if x > width - 40 else "middle"
    parts.append(_text(min(max(x, 0), width), 14, said, "b", anchor))
    return _svg(width, 80, words, parts)


class Beside(NamedTuple):
    """What a bar stands beside: the points at the target, and the mean of others; None if none."""

    target: Decimal | None
    mean: Decimal | None


def bar(scale: Scale, value: Decimal, beside: Beside, words: str) -> Markup:
    """Draw a part of the score as a bar: a wedge below it at the target, a line at the mean.

    The bar runs from where zero is on the scale: what is below zero lies before it.
    """
    width, edge = 160, 5
    begin, end = sorted((scale.x(Decimal(0), width), scale.x(value, width)))
    parts = [_rect(edge, 4, width, 10, "off"), _rect(edge + begin, 4, end - begin, 10, "on")]
    if beside.mean is not None:
        x = _n(edge + scale.x(beside.mean, width))
        parts.append(f'<path class="tick" d="M{x} 1V17"/>')
    if beside.target is not None:
        x = _n(edge + scale.x(beside.target, width))
        parts.append(f'<path class="ptr" d="M{x} 13l5 8h-10z"/>')
    return _svg(width + 2 * edge, 22, words, parts)


def thin(scale: Scale, value: Decimal) -> str:
    """Return the class that draws a score as a thin bar under its number, which says it in words.

    A picture in each of a thousand rows would take a browser as long as all else in them.
    """
    return f"bar w{round(scale.x(value, _THIN))}"


class Column(NamedTuple):
    """A column of a distribution: its name, its length, what stands above it, and its colour."""

    name: str
    agents: int
    said: str
    shade: int


def columns(counts: Sequence[Column], words: str) -> Markup:
    """Draw how many there are of each, side by side."""
    each, high = 92, 120
    most = max((column.agents for column in counts), default=0) or 1
    parts = []
    for place, column in enumerate(counts):
        x, tall = place * each + 10, column.agents / most * high
        parts.append(_rect(x, 20 + high - tall, each - 24, tall, f"f{column.shade}"))
        middle = x + (each - 24) / 2
        parts.append(_text(middle, 14 + high - tall, column.said, "", "middle"))
        parts.append(_text(middle, high + 38, column.name, "b", "middle"))
    return _svg(max(each * len(counts), 1), high + 46, words, parts)


def trend(scale: Scale, points: Sequence[tuple[str, Decimal | None, str]], words: str) -> Markup:
    """Draw scores from period to period, the last one now; a period without one leaves a gap.

    What is drawn is at least a tenth of the scale, so that a hair's breadth looks like one.
    """
    width, high, edge = 600, 110, 60
    step = (width - 2 * edge) / max(len(points) - 1, 1)
    values = [value for _, value, _ in points if value is not None]
    near = _near(scale, values)
    parts, run = [], list[str]()
    for place, (name, value, said) in enumerate(points):
        x = edge + place * step
        parts.append(_text(x, high + 34, name, "s", "middle"))
        if value is None:
            run.append("M")
            continue
        y = 24 + (high - 20) - near.x(value, high - 20)
        begins = not run or run[-1] == "M"
        run = [*(r for r in run if r != "M"), f"{'M' if begins else 'L'}{_n(x)} {_n(y)}"]
        parts.append(f'<circle class="dot" cx="{_n(x)}" cy="{_n(y)}" r="4"/>')
        parts.append(_text(x, y - 9, said, "b", "middle"))
    path = "".join(part for part in run if part != "M")
    return _svg(width, high + 42, words, [f'<path class="path" d="{path}"/>', *parts])


def _near(scale: Scale, values: Sequence[Decimal]) -> Scale:
    if not values:
        return scale
    least, most = (scale.high - scale.low) / 10, max(values) - min(values)
    middle, half = (max(values) + min(values)) / 2, max(least, most) / 2
    return Scale(middle - half, middle + half)


def _svg(width: float, height: float, words: str, parts: Sequence[str]) -> Markup:
    size = f'width="{_n(width)}" height="{_n(height)}" viewBox="0 0 {_n(width)} {_n(height)}"'
    return Markup(f'<svg role="img" {size} aria-label="{escape(words)}">{"".join(parts)}</svg>')  # noqa: S704 - every text in it was escaped


def _rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    size = f'width="{_n(width)}" height="{_n(height)}"'
    return f'<rect class="{kind}" x="{_n(x)}" y="{_n(y)}" {size} rx="2"/>'


def _text(x: float, y: float, said: str, kind: str, anchor: str) -> str:
    place = f'x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {place}>{escape(said)}</text>'


def _n(number: float) -> str:
    """Write a coordinate: a tenth is finer than a screen."""
    return f"{number:.1f}".removesuffix(".0")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
