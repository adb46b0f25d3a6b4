"""From a number to a number: tables by lower edges, and lines through points."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field

from scoring.plan.nodes import Node, Number

Gives = TypeVar("Gives")


class Band(Node, Generic[Gives]):
    """One row of a table, written by its lower edge."""

    lower: Number = Field(alias="from")
    gives: Gives


class Point(Node, Generic[Gives]):
    """A point that a line runs through."""

    x: Number = Field(alias="at")
    gives: Gives


class Table(Node, Generic[Gives]):
    """Bands by lower edges: a value takes what its whole band gives; `below` is under the first."""

    mode: Literal["whole"]
    below: Gives
    bands: tuple[Band[Gives], ...] = Field(min_length=1)


class Line(Node):
    """A straight line through points; `below` and `above` say what happens outside of them."""

    mode: Literal["interpolated"]
    below: Number | Literal["hold"]
    points: tuple[Point[Number], ...] = Field(min_length=2)
    above: Number | Literal["hold"]


Curve = Annotated[Table[Number] | Line, Field(discriminator="mode")]
"""From a number to a number: a table or a line, and the plan says which."""
