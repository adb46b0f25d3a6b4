"""Recognition and development: awards and actions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.conditions import AgentNumber, Filter, When
from scoring.plan.nodes import Label, Money, Name, Node, Number, Text, Whole
from scoring.plan.pay import PayCode

By = Name | AgentNumber
"""What agents are put in order by: `score`, a measure's name, or another number of the agent."""


class BreakBy(Node):
    """Further numbers that put equal agents in order, one after the other."""

    break_by: Annotated[tuple[By, ...], Field(min_length=1)] = Field(
        description="`score`, measures' names and [agent numbers](#agent-number), the better first "
        "and a missing one last; the last of them is `agent_id`, which decides what is left"
    )


class Award(Node):
    """Recognition for the best, with or without money."""

    name: Name
    title: Label
    top: Whole = Field(ge=1, description="how many places")
    per: Literal["overall", "region", "team", "role", "manager"] = Field(
        description="places overall or in each group; those who are in none are a group too"
    )
    by: By = Field(
        description="score, the name of a measure, or an [agent number](#agent-number); whoever "
        "has no such number is not in the race"
    )
    tiers: Annotated[tuple[Text, ...], Field(min_length=1)] | Literal["any"] = Field(
        description="tiers that are eligible"
    )
    where: Filter | None = Field(default=None, description="roster columns of who is eligible")
    when: When | None = Field(default=None, description="what else must hold to be eligible")
    least: Whole | None = Field(
        default=None,
        ge=2,
        description="with fewer candidates than this in a group, nobody there is honoured",
    )
    ties: Literal["expand", "none", "share"] | BreakBy = Field(
        description="equal at the last place: expand: all get it; none: none of them; share: all "
        "get it, and share the money of the places that are left; or `break_by`"
    )
    amount: Literal["none"] | Money = Field(
        description="in the currency of the winner; none is an honour without money"
    )
    pay_code: PayCode | None = Field(default=None, description="required with money")


class EachComponent(Node):
    """An action for each component that is short of some points."""

    below: Number = Field(description="the points under which a component needs it")


class Action(Node):
    """A development outcome: training, review, promotion eligibility.

    It concerns agents with a score. With both keys, the condition must hold, and then each
    component that is short gets an action of its own.
    """

    name: Name
    title: Label
    when: When | None = Field(default=None, description="whom it concerns")
    each_component: EachComponent | None = Field(
        default=None, description="one action for each component that is short of points"
    )
