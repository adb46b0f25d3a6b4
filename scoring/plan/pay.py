"""What is paid: the bonus that a score earns, and its limits."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.conditions import Filter
from scoring.plan.curves import Curve, Table
from scoring.plan.nodes import Money, Name, Node, Number, Text

Step = Literal["multipliers", "cap", "proration", "floor"]
PayCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", examples=["BONUS01"])]


class TierCoefficient(Node):
    """A coefficient for each tier."""

    on: Literal["tier"]
    gives: dict[Text, Number] = Field(min_length=1)


class ScoreCoefficient(Node):
    """A coefficient from the score, through a table or a line."""

    on: Literal["score"]
    curve: Curve


Coefficient = Annotated[TierCoefficient | ScoreCoefficient, Field(discriminator="on")]


class BaseTimes(Node):
    """Base of pay x rate x coefficient."""

    column: Literal["bonus_base"] = Field(description="the roster column that holds the base")
    rate: Number = Field(gt=0, description="the share of the base that is at stake")
    coefficient: Coefficient


class AmountTable(Node):
    """An amount for each band of the score, in each currency paid."""

    amounts: Table[Money]


class Multiplier(Node):
    """A factor on the bonus: fixed for the agents of a filter, or read from a measure."""

    name: Name
    where: Filter | None = Field(default=None, description="roster conditions; others take 1")
    times: Number | None = Field(default=None, description="the factor, with `where`")
    measure: Name | None = Field(default=None, description="the measure that the curve reads")
    curve: Curve | None = Field(default=None, description="from the measure's value to the factor")
    missing: Number | None = Field(default=None, description="the factor without a value")


class TimesBase(Node):
    """A limit as a multiple of base x rate."""

    times_base: Number = Field(ge=0)


class InMoney(Node):
    """A limit as an amount in each currency paid."""

    amount: Money


class Proration(Node):
    """Pay for the part of the period in which the agent was employed."""

    by: Literal["calendar_days"] = Field(description="days employed / days of the period")
    fte: Literal["apply", "ignore"] = Field(description="multiply by the roster's fte, or not")


class Bonus(Node):
    """The pay line that the score earns."""

    pay_code: PayCode = Field(description="the code of the line in the payroll system")
    pay: BaseTimes | AmountTable = Field(description="what the steps below start from")
    multipliers: Literal["none"] | tuple[Multiplier, ...] = Field(
        description="factors on the amount, all of them multiplied"
    )
    cap: Literal["none"] | TimesBase | InMoney = Field(description="the most that an agent gets")
    proration: Literal["none"] | Proration
    floor: Literal["none"] | TimesBase | InMoney = Field(
        description="the least that a payable agent gets; a vetoed agent gets nothing"
    )
