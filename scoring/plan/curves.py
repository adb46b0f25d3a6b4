"""From a number to a number: tables, lines, slices, amounts of bands, deductions and powers.

Where a curve reads a measure's value, an edge or a point may name one of the measure's anchors
instead of a number; its rows then stand in the order in which the anchors must lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate
from typing import Annotated, Generic, Literal, TypeAlias, TypeVar

from pydantic import Field

from scoring.plan.nodes import Name, Node, Number, Place, Places

Gives = TypeVar("Gives")
At: TypeAlias = Number | Name
"""Where an edge or a point lies: a number, or an anchor of the measure by name."""

Crossed = Literal["missing"] | Number
_CROSSED = (
    "what it gives to an agent whose anchors are not in this order: a number, or `missing`, as "
    "without a value; required where an anchor may differ by agent"
)


class Band(Node, Generic[Gives]):
    """One row of a table, written by its lower edge."""

    lower: At = Field(alias="from")
    gives: Gives


class Point(Node, Generic[Gives]):
    """A point of a line; the line may jump there, and then says what holds on either side."""

    x: At = Field(alias="at")
    gives: Gives = Field(description="exactly there")
    before: Gives | None = Field(
        default=None, description="what the line comes to from below; as it gives if left out"
    )
    then: Gives | None = Field(
        default=None, description="what it goes on from; as it gives if left out"
    )

    @property
    def left(self) -> Gives:
        """Return where the line from below arrives."""
        return self.gives if self.before is None else self.before

    @property
    def right(self) -> Gives:
        """Return where the line goes on."""
        return self.gives if self.then is None else self.then


class Table(Node, Generic[Gives]):
    """Bands by lower edges: a value takes what its whole band gives; `below` is under the first."""

    mode: Literal["whole"]
    below: Gives
    bands: tuple[Band[Gives], ...] = Field(min_length=1)
    crossed: Crossed | None = Field(default=None, description=_CROSSED)


class Line(Node, Generic[Gives]):
    """A straight line through points; `below` and `above` say what happens outside of them.

    A single point is a step: what lies before it, what is exactly there, and what lies beyond.
    """

    mode: Literal["interpolated"]
    below: Gives | Literal["hold", "extrapolate"]
    points: tuple[Point[Gives], ...] = Field(min_length=1)
    above: Gives | Literal["hold", "extrapolate"]
    crossed: Crossed | None = Field(default=None, description=_CROSSED)


class Slices(Node, Generic[Gives]):
    """Each slice of the value earns at the rate of its own band; nothing under the first edge."""

    mode: Literal["marginal"]
    bands: tuple[Band[Gives], ...] = Field(min_length=1)


class RunningSlices(Slices[Number]):
    """Slices that may go on from what was there before, so that a value straddles their edges."""

    start_at: At | None = Field(
        default=None,
        description=(
            "what was there before, a number or an anchor: the value goes on from it, and earns "
            "what both earn together, less what was there earns alone; the value alone if left out"
        ),
    )
    crossed: Crossed | None = Field(default=None, description=_CROSSED)


class Filled(Node, Generic[Gives]):
    """Each band carries an amount: all of it once the value has passed it, its part within it.

    Nothing comes under the first edge, and nothing more beyond `to`, where the last band ends.
    """

    mode: Literal["filled"]
    bands: tuple[Band[Gives], ...] = Field(min_length=1)
    to: At = Field(description="where the last band ends; nothing more comes beyond it")
    crossed: Crossed | None = Field(default=None, description=_CROSSED)


class Deduction(Node):
    """Points taken off for each step by which a value falls short, or goes over (减分)."""

    mode: Literal["deduct"]
    start: Number = Field(alias="from", description="the points without any deduction")
    beyond: At = Field(description="the value at which deductions begin")
    side: Literal["below", "above"] = Field(description="which side of it costs points")
    every: Number = Field(gt=0, description="how large a step is, in the measure's unit")
    costs: Number = Field(gt=0, description="what each step costs")
    part: Literal["ceil", "floor", "exact"] = Field(
        description="a step that is only begun costs all of it, nothing, or its part"
    )
    least: Number | Literal["none"] = Field(description="what is left at the least")


Exponent = Annotated[Number, Field(gt=0, le=10)]


class Power(Node):
    """A power curve: what is read over `one_at`, to a power from there on and to another below.

    It gives 1 at `one_at`, and 0 for whatever is 0 or less. Powers do not end, so each is rounded
    half up at its places before anything is made of it.
    """

    mode: Literal["power"]
    one_at: Number = Field(gt=0, description="the number that gives 1")
    above: Exponent = Field(description="the exponent from there on, at most two places")
    below: Exponent = Field(description="the exponent below it, at most two places")
    places: Places = Field(description="the decimal places of what it gives")


Curve = Annotated[
    Table[Number] | Line[Number] | RunningSlices | Filled[Number] | Deduction | Power,
    Field(discriminator="mode"),
]
"""From a number to a number, and the plan says in which way."""

RowCurve = Annotated[
    Table[Number] | Line[Number] | Slices[Number] | Filled[Number], Field(discriminator="mode")
]
"""What the value of a row may go through: in each band of it, what it gives lies on a line."""

AnyCurve: TypeAlias = (
    Table[Number] | Line[Number] | Slices[Number] | Filled[Number] | Deduction | Power
)
"""A curve of either kind."""


def knots(curve: AnyCurve) -> Iterator[tuple[Decimal | str, Place]]:
    """Yield where a curve changes, in its order, and where that is written."""
    match curve:
        case Line():
            yield from ((point.x, point.at("at")) for point in curve.points)
        case Deduction():
            yield curve.beyond, curve.at("beyond")
        case Power():
            return
        case Filled():
            yield from ((band.lower, band.at("from")) for band in curve.bands)
            yield curve.to, curve.at("to")
        case _:
            yield from ((band.lower, band.at("from")) for band in curve.bands)


def numbers_in(curve: AnyCurve) -> Iterator[tuple[Decimal | str, Place]]:
    """Yield what may be an anchor: where a curve changes, and what its value goes on from."""
    yield from knots(curve)
    if isinstance(curve, RunningSlices) and curve.start_at is not None:
        yield curve.start_at, curve.at("start_at")


def line_of(curve: Filled[Number]) -> Line[Number]:
    """Return the line through what is earned at each edge: the same, for whoever has lines."""
    edges = [*(band.lower for band in curve.bands), curve.to]
    earned = accumulate((band.gives for band in curve.bands), initial=Decimal(0))
    points = tuple(
        Point[Number](at=at, gives=so_far) for at, so_far in zip(edges, earned, strict=True)
    )
    return Line[Number](mode="interpolated", below="hold", points=points, above="hold")


def anchors_in(curve: Curve) -> list[str]:
    """Return the anchors that a curve names, each once."""
    return list(dict.fromkeys(x for x, _ in numbers_in(curve) if isinstance(x, str)))
