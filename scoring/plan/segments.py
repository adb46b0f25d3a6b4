"""Agents who move within the period: each stretch of days scored by itself, and how they join."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scoring.plan.nodes import Node


class SegmentRule(Node):
    """How the stretches of an agent come to one score, for `roster_as_of: segments`.

    A stretch is the days of the period that an agent is employed under one roster row; what that
    means for measures, conditions and pay stands under [moves](#moves-within-the-period).
    """

    weigh_by: Literal["days", "equally"] = Field(
        description="what a stretch weighs: the days employed in it, or as much as any other"
    )
    without_score: Literal["exclude", "hold"] = Field(
        description="a stretch without a score: the others make the score (exclude), or there is "
        "none (hold). One that a component holds holds the score either way"
    )
    paid_on: Literal["by_days", "last"] | None = Field(
        default=None,
        description="the base of pay and the fte of an agent with several stretches: their mean, "
        "each by its days (by_days), or those of the last (last); required where the plan pays",
    )
