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


class Prize(Node):
    """A rung of a prize ladder: some places one after the other that win the same."""

    places: Whole = Field(ge=1, le=1_000_000_000, description="how many places it is for")
    amount: Money = Field(
        description="what each of them wins, in the currency of the winner: those of every rung"
    )


class Budget(Node):
    """What all winners of an award may cost together, by currency."""

    amount: Money = Field(description="at most so much; every currency that the award pays")
    over: Literal["scale", "refuse"] = Field(
        description="scale: where the winners come to more, every amount is cut in proportion, so "
        "that exactly the budget is paid; refuse: the run ends and says what they come to"
    )


class CoolDown(Node):
    """A rest after an award: whoever has won it lately is not in the race for it."""

    periods: Whole = Field(
        ge=1, le=1000, description="who won it in one of so many periods before is not in the race"
    )
    since: Text = Field(
        description="the first period whose winners count; each later run names the run of the "
        "period right before it with `--previous`"
    )


class Award(Node):
    """Recognition for the best, with or without money.

    What is won stands at `amount`, which is the same for each of `top` places, or at `prizes`.
    """

    name: Name
    title: Label
    top: Whole | None = Field(
        default=None, ge=1, description="how many places; with `prizes`, these say it"
    )
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
    cool_down: CoolDown | None = Field(default=None, description="who won it lately rests")
    amount: Literal["none"] | Money | None = Field(
        default=None,
        description="the same for each place, in the currency of the winner; none is an honour "
        "without money",
    )
    prizes: Annotated[tuple[Prize, ...], Field(min_length=1, max_length=100)] | None = Field(
        default=None, description="in place of `top` and `amount`: what each place wins"
    )
    budget: Budget | None = Field(
        default=None, description="what all winners may cost together; without it there is no limit"
    )
    pay_code: PayCode | None = Field(default=None, description="required with money")

    @property
    def ladder(self) -> tuple[Prize, ...]:
        """Return what each place wins, from the first on; nothing where it is honour alone."""
        if self.prizes is not None:
            return self.prizes
        if not isinstance(self.amount, dict) or self.top is None:
            return ()
        return (Prize.model_construct(places=self.top, amount=self.amount),)

    @property
    def length(self) -> int:
        """Return how many places there are in a group."""
        if self.prizes is not None:
            return sum(prize.places for prize in self.prizes)
        return self.top or 0


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
