"""Which band or line of the plan's curve gave the points of a component, in a few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.again.on_curves import Lies, curves_of
from scoring.plan.curves import (
    At,
    Curve,
    Deduction,
    Line,
    Point,
    Power,
    RunningSlices,
    Table,
    knots,
    line_of,
)
from scoring.plan.structure import Component, On, Relative
from scoring.report.beside_edges import beside
from scoring.report.tongue import Tongue

_LINES = ("interpolated", "filled")
_PLACES = ("whole", *_LINES)
"""Curves that are told by where a number lies on them, and not by how it is reckoned with."""


class Told(NamedTuple):
    """A number on its curve, about to be told.

    Attributes:
        tongue: the language.
        lies: where it lies.
        on: what the curve reads.
        upper: an edge of a table belongs to the band above it.
    """

    tongue: Tongue
    lies: Lies
    on: On
    upper: bool

    @property
    def word(self) -> str:
        """Return the plan's word for what is read."""
        return self.on.relative if isinstance(self.on, Relative) else self.on

    @property
    def sign(self) -> str:
        """Return what stands behind a number that is read."""
        return "%" if self.on == "attainment" else ""

    @property
    def exactly(self) -> bool:
        """Tell whether the number is exactly at a turn of the curve."""
        return self.lies.last == self.lies.after

    def text(self, at: At) -> str:
        """Return the number of an edge of the curve, which may have a name there."""
        return self.lies.anchors[at] if isinstance(at, str) else f"{at:f}"

    def edge(self, at: At) -> str:
        """Write an edge of the curve."""
        return f"{self.tongue.number(self.text(at))}{self.sign}"

    def plain(self, number: Decimal) -> str:
        """Write a number of the plan that is not read from a curve."""
        return self.tongue.number(f"{number:f}")

    def points(self, number: Decimal) -> str:
        """Write points that the plan gives."""
        key = "curve_point" if number == 1 else "curve_points"
        return self.tongue(key, number=self.plain(number))

    def step(self, number: Decimal) -> str:
        """Write how much of what is read a step is."""
        text = self.plain(number)
        return self.tongue("curve_percent", number=text) if self.sign else text


def told_by_curve(tongue: Tongue, said: Component, lies: Lies, points: str, *, upper: bool) -> str:
    """Say where the number that a component was read by lies on its curve.

    Args:
        tongue: the language.
        said: the component.
        lies: where its number lies.
        points: the points that came out, exact.
        upper: an edge of a table belongs to the band above it.
    """
    reading, curve = curves_of(said)[lies.curve]
    told = Told(tongue, lies, reading.on, upper)
    if lies.x is None and not _flat_above(curve):
        return tongue("endless_attainment", gives=told.points(_shortest(points)))
    words = _WORDS[curve.mode](told, curve)
    if isinstance(curve, Deduction) and _at_least(told, curve, points):
        words = tongue("off_least", said=words, least=told.plain(Decimal(curve.least)))
    if reading.on == "value":
        return tongue("reads_value", said=words) if _by_place(told, curve) else words
    return _read(told, curve, words)


def tells_attainment(said: Component, lies: Lies) -> bool:
    """Tell whether the words of `told_by_curve` have the attainment in them."""
    return curves_of(said)[lies.curve][0].on == "attainment" and lies.x is not None


def _shortest(text: str) -> Decimal:
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _flat_above(curve: Curve) -> bool:
    """Tell whether one number holds beyond the last turn, however far."""
    return curve.mode in _PLACES and getattr(curve, "above", None) != "extrapolate"


def _by_place(told: Told, curve: Curve) -> bool:
    """Tell whether words say where a number lies, and not what is reckoned with it."""
    if isinstance(curve, Deduction):
        return not _taken(told, curve)
    if isinstance(curve, RunningSlices):
        return curve.start_at is None and not told.lies.after
    return curve.mode in _PLACES


def _read(told: Told, curve: Curve, words: str) -> str:
    """Put before it what was read: the attainment, or the place among others."""
    tongue, on, x = told.tongue, told.on, told.lies.x
    named = told.exactly and curve.mode in _LINES
    if isinstance(on, Relative) and told.lies.equal:
        return tongue(
            "only_equal" if named else "reads_equal", x=told.plain(on.all_equal), said=words
        )
    if x is None or (named and told.word != "z_score"):
        return tongue(f"only_{told.word}", said=words)
    edges = list(_edges(told, curve, x))
    if told.word == "z_score":
        return _deviates(tongue, x, edges, words)
    text = f"{tongue.number(beside(x, edges))}{told.sign}"
    return tongue(f"reads_{told.word}", x=text, said=words)


def _deviates(tongue: Tongue, x: Fraction, edges: Sequence[Fraction], words: str) -> str:
    """Say on which side of the mean it lies: the engine's number is larger where it is better."""
    if not x:
        return tongue("reads_mean", said=words)
    key = "reads_better" if x > 0 else "reads_worse"
    text = beside(x, [*edges, Fraction(0)]).removeprefix("-")
    return tongue(f"{key}_one" if text == "1" else key, x=tongue.number(text), said=words)


def _edges(told: Told, curve: Curve, x: Fraction) -> Iterator[Fraction]:
    """Yield where what is said of a number changes, each step of a deduction around it too."""
    if isinstance(curve, Power):
        yield from (Fraction(curve.one_at), Fraction(0))
    for at, _ in knots(curve):
        yield Fraction(told.text(at))
    if isinstance(curve, Deduction) and curve.part != "exact":
        beyond, every = Fraction(told.text(curve.beyond)), Fraction(curve.every)
        steps = (x - beyond) // every
        yield from (beyond + steps * every, beyond + (steps + 1) * every)


def _on_table(told: Told, curve: Table[Decimal]) -> str:
    bands, side = curve.bands, "upper" if told.upper else "lower"
    band = told.lies.last if told.upper else told.lies.after - 1
    if band < 0:
        parts = {"high": told.edge(bands[0].lower), "gives": told.points(curve.below)}
        return told.tongue(f"band_first_{side}", **parts)
    parts = {"low": told.edge(bands[band].lower), "gives": told.points(bands[band].gives)}
    if band == len(bands) - 1:
        return told.tongue(f"band_last_{side}", **parts)
    return told.tongue(f"band_{side}", high=told.edge(bands[band + 1].lower), **parts)


def _on_line(told: Told, curve: Line[Decimal]) -> str:
    points, lies, tongue = curve.points, told.lies, told.tongue
    if told.exactly:
        point = points[lies.last]
        return tongue("turn_at", low=told.edge(point.x), gives=told.points(point.gives))
    if lies.last < 0:
        words = tongue("turn_before", high=told.edge(points[0].x))
        return _outside(told, words, points[:2], (curve.below, points[0].left))
    if lies.after < len(points):
        return tongue("turn_between", **_leg(told, *points[lies.last : lies.after + 1]))
    words = tongue("turn_beyond", low=told.edge(points[-1].x))
    return _outside(told, words, points[-2:], (curve.above, points[-1].right))


def _leg(told: Told, left: Point[Decimal], right: Point[Decimal]) -> dict[str, str]:
    """Write a line by its ends; where it jumps there, by what holds on this side of the jump."""
    return {
        "low": told.edge(left.x),
        "first": told.points(left.right),
        "high": told.edge(right.x),
        "second": told.points(right.left),
    }


def _outside(
    told: Told, words: str, ends: Sequence[Point[Decimal]], gives: tuple[Decimal | str, Decimal]
) -> str:
    """Say what comes outside of the points: the line goes on, or one number holds there."""
    says, held = gives
    if says == "extrapolate":
        return told.tongue("drawn_on", said=words, **_leg(told, *ends))
    flat = held if isinstance(says, str) else says
    return told.tongue("turn_held", said=words, gives=told.points(flat))


def _in_slices(told: Told, curve: RunningSlices) -> str:
    if curve.start_at is not None:
        return told.tongue("slices_on", start=told.edge(curve.start_at))
    last = told.lies.after - 1  # a slice that begins here has nothing in it yet
    if last < 0:
        return told.tongue("slices_none", high=told.edge(curve.bands[0].lower))
    band = curve.bands[last]
    parts = {"rate": told.plain(band.gives), "step": told.step(Decimal(1))}
    key = "slices_several" if last else "slices_one"
    return told.tongue(key, low=told.edge(band.lower), **parts)


def _deducted(told: Told, curve: Deduction) -> str:
    parts = {"edge": told.edge(curve.beyond), "start": told.points(curve.start)}
    if not _taken(told, curve):
        return told.tongue(f"nothing_off_{curve.side}", **parts)
    parts |= {"step": told.step(curve.every), "costs": told.plain(curve.costs)}
    return told.tongue(f"off_{curve.side}_{curve.part}", **parts)


def _taken(told: Told, curve: Deduction) -> bool:
    """Tell whether the number lies on the side that costs points."""
    return told.lies.last < 0 if curve.side == "below" else told.lies.after > 0


def _at_least(told: Told, curve: Deduction, points: str) -> bool:
    """Tell whether a deduction ended at the least that is left."""
    return _taken(told, curve) and curve.least != "none" and Decimal(points) == curve.least


def _raised(told: Told, curve: Power) -> str:
    what = told.tongue(f"power_{told.word}")
    if told.lies.x is not None and told.lies.x <= 0:
        return told.tongue("power_none", what=what, gives=told.points(Decimal(0)))
    power = curve.above if told.lies.last >= 0 else curve.below
    parts = {"one": told.edge(curve.one_at), "power": told.plain(power)}
    return told.tongue("power_of", what=what, **parts)


_WORDS: Mapping[str, Callable[[Told, Any], str]] = {
    "whole": _on_table,
    "interpolated": _on_line,
    "filled": lambda told, curve: _on_line(told, line_of(curve)),
    "marginal": _in_slices,
    "deduct": _deducted,
    "power": _raised,
}
