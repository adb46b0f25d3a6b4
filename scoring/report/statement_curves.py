"""Which band or line of the plan's curve gave the points of a component, in a few words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.again.on_curves import Lies, curves_of
from scoring.plan.curves import (
    At,
    Deduction,
    Line,
    Point,
    Power,
    RunningSlices,
    Table,
    line_of,
)
from scoring.plan.structure import Component, On, Relative
from scoring.report.tongue import Tongue

_PLACES = ("whole", "interpolated", "filled")
"""Curves that are told by where a number lies on them, and not by how it is reckoned with."""


class Came(NamedTuple):
    """What came out for a component: its points, exact, and its attainment as it is shown."""

    points: str
    attainment: str


class Told(NamedTuple):
    """A number on its curve, about to be told.

    Attributes:
        tongue: the language.
        lies: where it lies.
        upper: an edge of a table belongs to the band above it.
        sign: what stands behind a number that is read.
    """

    tongue: Tongue
    lies: Lies
    upper: bool
    sign: str

    def edge(self, at: At) -> str:
        """Write an edge of the curve, by its number where it has a name."""
        text = self.lies.anchors[at] if isinstance(at, str) else f"{at:f}"
        return f"{self.tongue.number(text)}{self.sign}"

    def plain(self, number: Decimal) -> str:
        """Write a number of the plan that is not read from a curve."""
        return self.tongue.number(f"{number:f}")


def told_by_curve(tongue: Tongue, said: Component, lies: Lies, came: Came, *, upper: bool) -> str:
    """Say where the number that a component was read by lies on its curve.

    Args:
        tongue: the language.
        said: the component.
        lies: where its number lies.
        came: what came out of it.
        upper: an edge of a table belongs to the band above it.
    """
    reading, curve = curves_of(said)[lies.curve]
    told = Told(tongue, lies, upper, "%" if reading.on == "attainment" else "")
    words = _WORDS[curve.mode](told, curve)
    if isinstance(curve, Deduction) and _at_least(told, curve, came.points):
        words = tongue("off_least", said=words, least=told.plain(Decimal(curve.least)))
    if reading.on == "value":
        return tongue("reads_value", said=words) if curve.mode in _PLACES else words
    return _read(told, reading.on, came, words)


def _read(told: Told, on: On, came: Came, words: str) -> str:
    """Put before it what was read: the attainment, or the place among others."""
    if isinstance(on, Relative):
        x = (told.lies.place or "").rstrip("0").rstrip(".")
        return told.tongue(f"reads_{on.relative}", x=told.tongue.number(x), said=words)
    key = "reads_attainment" if came.attainment else "reads_unbounded"
    return told.tongue(key, x=came.attainment, said=words)


def _on_table(told: Told, curve: Table[Decimal]) -> str:
    bands, side = curve.bands, "upper" if told.upper else "lower"
    band = told.lies.last if told.upper else told.lies.after - 1
    if band < 0:
        return told.tongue(f"band_first_{side}", high=told.edge(bands[0].lower))
    low = told.edge(bands[band].lower)
    if band == len(bands) - 1:
        return told.tongue(f"band_last_{side}", low=low)
    return told.tongue(f"band_{side}", low=low, high=told.edge(bands[band + 1].lower))


def _on_line(told: Told, curve: Line[Decimal]) -> str:
    points, lies, tongue = curve.points, told.lies, told.tongue
    if lies.last == lies.after:
        return tongue("turn_at", low=told.edge(points[lies.last].x))
    if lies.last < 0:
        words = tongue("turn_before", high=told.edge(points[0].x))
        return _drawn_on(told, words, points[:2]) if curve.below == "extrapolate" else words
    if lies.after < len(points):
        return tongue("turn_between", **_leg(told, *points[lies.last : lies.after + 1]))
    words = tongue("turn_beyond", low=told.edge(points[-1].x))
    return _drawn_on(told, words, points[-2:]) if curve.above == "extrapolate" else words


def _leg(told: Told, left: Point[Decimal], right: Point[Decimal]) -> dict[str, str]:
    """Write a line by its ends; where it jumps there, by what holds on this side of the jump."""
    return {
        "low": told.edge(left.x),
        "first": told.plain(left.right),
        "high": told.edge(right.x),
        "second": told.plain(right.left),
    }


def _drawn_on(told: Told, words: str, ends: Sequence[Point[Decimal]]) -> str:
    return told.tongue("drawn_on", said=words, **_leg(told, *ends))


def _in_slices(told: Told, curve: RunningSlices) -> str:
    if curve.start_at is not None:
        return told.tongue("slices_on", start=told.edge(curve.start_at))
    last = told.lies.after - 1  # a slice that begins here has nothing in it yet
    if last < 0:
        return told.tongue("slices_none", high=told.edge(curve.bands[0].lower))
    band = curve.bands[last]
    parts = {"low": told.edge(band.lower), "rate": told.plain(band.gives)}
    return told.tongue("slices_several" if last else "slices_one", **parts)


def _deducted(told: Told, curve: Deduction) -> str:
    edge, lies = told.edge(curve.beyond), told.lies
    beyond = lies.last < 0 if curve.side == "below" else lies.after > 0
    if not beyond:
        return told.tongue(f"nothing_off_{curve.side}", edge=edge)
    step = told.tongue(f"each_{curve.part}", every=f"{told.plain(curve.every)}{told.sign}")
    parts = {"start": told.plain(curve.start), "costs": told.plain(curve.costs)}
    return told.tongue(f"off_{curve.side}", step=step, edge=edge, **parts)


def _at_least(told: Told, curve: Deduction, points: str) -> bool:
    """Tell whether a deduction ended at the least that is left."""
    taken = told.lies.last < 0 if curve.side == "below" else told.lies.after > 0
    return taken and curve.least != "none" and Decimal(points) == curve.least


def _raised(told: Told, curve: Power) -> str:
    power = curve.above if told.lies.last >= 0 else curve.below
    parts = {"one": told.edge(curve.one_at), "power": told.plain(power)}
    return told.tongue("power_of", what=told.tongue("power_what"), **parts)


_WORDS: Mapping[str, Callable[[Told, Any], str]] = {
    "whole": _on_table,
    "interpolated": _on_line,
    "filled": lambda told, curve: _on_line(told, line_of(curve)),
    "marginal": _in_slices,
    "deduct": _deducted,
    "power": _raised,
}
