"""What is scored: components and their weights."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scoring.plan.curves import Curve
from scoring.plan.nodes import Label, Name, Node, Number


class TargetFromFile(Node):
    """A target that differs by agent, team, role or region, from `targets.parquet`."""

    named: Name = Field(description="its name in the file, such as target or benchmark")


class Component(Node):
    """A weighted part of the score."""

    name: Name
    measure: Name = Field(description="the measure it scores")
    weight: Number = Field(gt=0, le=1, description="the weights of a plan sum to 1")
    target: Number | TargetFromFile | None = Field(
        default=None, description="the target that attainment is read against"
    )
    on: Literal["value", "attainment"] = Field(
        description="what the curve reads: the value, or 100 x value / target (target over value "
        "where lower is better)"
    )
    curve: Curve = Field(description="from value or attainment to points")
    why: Label = Field(description="printed on the statement")
