"""Recognition and development: awards and actions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.conditions import When
from scoring.plan.nodes import Label, Money, Name, Node, Text, Whole
from scoring.plan.pay import PayCode


class Award(Node):
    """Recognition for the best, with or without money."""

    name: Name
    title: Label
    top: Whole = Field(ge=1, description="how many places")
    per: Literal["overall", "region", "team"] = Field(description="places overall or in each group")
    by: Name = Field(description="score, or the name of a measure")
    tiers: Annotated[tuple[Text, ...], Field(min_length=1)] | Literal["any"] = Field(
        description="tiers that are eligible"
    )
    ties: Literal["all", "none", "agent_id"] = Field(
        description="equal at the last place: all get it, none of them, or the first by agent id"
    )
    amount: Literal["none"] | Money = Field(
        description="in the currency of the winner; none is an honour without money"
    )
    pay_code: PayCode | None = Field(default=None, description="required with money")


class Action(Node):
    """A development outcome: training, review, promotion eligibility."""

    name: Name
    title: Label
    when: When
