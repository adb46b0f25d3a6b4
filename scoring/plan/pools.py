"""Pools: a fund for each group, shared by what the steps of a pay line come to."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scoring.plan.nodes import Money, Name, Node, Number, Text

Whose = Literal["all", "paid"]
_WHOSE = "of everybody in the group whom the line's `where` takes in, or of those who get the line"


class FundAmount(Node):
    """The same amount for each group."""

    amount: Money = Field(description="the fund of each group, in each currency paid")


class FundByGroup(Node):
    """An amount for each group by name."""

    groups: dict[Text, Money] = Field(
        min_length=1, description="the fund of each group; who is in another one gets no line"
    )


class FundPerHead(Node):
    """An amount for each head of the group."""

    per_head: Money = Field(description="what each head adds to the fund, in each currency paid")
    heads: Whose = Field(description=f"which heads count: {_WHOSE}")


class FundOfPayroll(Node):
    """A percent of what the group has as bases of pay, rounded once."""

    percent: Number = Field(gt=0, le=100, description="percent of the sum of the bases of pay")
    payroll: Whose = Field(description=f"whose bases are added up: {_WHOSE}")


class FundOfResult(Node):
    """A share of a number of the company, or of the region or the team that the fund is for."""

    measure: Name = Field(description="a measure of `kind: result`: of all, or of these groups")
    rate: Money = Field(description="money for each unit of it; what that is, is rounded once")
    below_zero: Literal["nothing", "shared"] = Field(
        description="where the number is below zero, there is no fund, or the loss is shared"
    )


Fund = FundAmount | FundByGroup | FundPerHead | FundOfPayroll | FundOfResult


class EachAmount(Node):
    """The most as an amount, in each currency paid."""

    amount: Money


class EachTimesBase(Node):
    """The most as a multiple of base x rate."""

    times_base: Number = Field(ge=0)


class Pool(Node):
    """A fund that the agents of a group share by what the steps of the line come to.

    Each gets the whole minor units of the exact share, and the units left over go to the largest
    fractions, by agent id where they are equal. Where nobody is in a group, or all shares are
    zero, its fund is returned; where all who have a share are at `each_most`, what is left of it.
    Of a fund below zero that part is not deducted.
    """

    per: Literal["overall", "region", "team", "role", "manager"] = Field(
        description="whose fund it is: each group has its own"
    )
    fund: Fund = Field(description="how much is shared")
    each_most: Literal["none"] | EachAmount | EachTimesBase = Field(
        description="the most that one agent gets of it"
    )
    left_over: Literal["share", "return"] | None = Field(
        default=None,
        description="what exceeds `each_most` is shared by the others until all are at it, or "
        "returned; required there",
    )
