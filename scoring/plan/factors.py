"""Factors: numbers that pay is multiplied by, each read from one thing known of an agent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.conditions import Filter
from scoring.plan.curves import Curve
from scoring.plan.nodes import Name, Node, Number, Text


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


Factor = Annotated[
    TierFactor | ScoreFactor | MeasureFactor | RosterFactor, Field(discriminator="on")
]
"""A number by which pay is multiplied."""
