"""Factors: numbers that pay is multiplied by, each read from one thing known of an agent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.conditions import Filter, When
from scoring.plan.curves import Curve
from scoring.plan.lookups import Lookup
from scoring.plan.nodes import Label, Name, Node, Number, Text


class TierFactor(Node):
    """A number for each tier."""

    on: Literal["tier"]
    gives: dict[Text, Number] = Field(min_length=1)


class ScoreFactor(Node):
    """A number from the score, through a table or a line."""

    on: Literal["score"]
    curve: Curve


class MeasureFactor(Node):
    """A number from a measure's value or attainment, through a curve."""

    on: Literal["value", "attainment"]
    measure: Name = Field(description="the measure that the curve reads")
    curve: Curve = Field(description="from what is read to the factor")
    missing: Number = Field(
        description="the factor without a value, or without an anchor that is asked for"
    )


class RosterFactor(Node):
    """A number for the agents of a filter; others take 1."""

    on: Literal["roster"]
    where: Filter = Field(description="conditions on roster columns")
    times: Number = Field(description="the factor of those for whom they hold")


class LookupFactor(Lookup[Number]):
    """A number by several columns: that of the row whose words are the agent's."""


class Brake(Node):
    """Where its condition holds, the factor is at most this."""

    when: When
    most: Number = Field(ge=0)
    why: Label = Field(description="printed on the statement")


class Bounded(Node):
    """A factor within bounds."""

    name: Name
    factor: Factor
    least: Number | None = Field(default=None, ge=0, description="it is never less than this")
    most: Number | None = Field(default=None, ge=0, description="it is never more than this")
    brakes: tuple[Brake, ...] = Field(
        default=(), description="what holds it down for some agents; after `least` and `most`"
    )


class Section(Bounded):
    """A part of a factor that is made of several."""

    share: Number | None = Field(
        default=None, gt=0, le=1, description="with add: its part of the whole; they sum to 1"
    )


class SectionsFactor(Node):
    """Several factors as one: added up by their shares, or multiplied."""

    on: Literal["sections"]
    combine: Literal["add", "multiply"] = Field(
        description="add: the sum of share x factor; multiply: the product of the factors"
    )
    sections: tuple[Section, ...] = Field(min_length=2)


Factor = Annotated[
    TierFactor | ScoreFactor | MeasureFactor | RosterFactor | LookupFactor | SectionsFactor,
    Field(discriminator="on"),
]
"""A number by which pay is multiplied."""

Bounded.model_rebuild()
Section.model_rebuild()
SectionsFactor.model_rebuild()
