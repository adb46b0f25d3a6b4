"""What is paid: lines, each of them from what it starts from through its steps to an amount."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.exact.fixed import Mode
from scoring.plan.conditions import Filter, When
from scoring.plan.factors import Bounded
from scoring.plan.nodes import Label, Money, Name, Node, Number
from scoring.plan.pools import Pool
from scoring.plan.proration import Proration
from scoring.plan.starts import Start

Step = Literal["multipliers", "cap", "proration", "floor"]
PayCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", examples=["BONUS01"])]
CostCenter = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", examples=["CC-A"])]
Share = Annotated[Number, Field(gt=0, le=1)]


class Multiplier(Bounded):
    """A factor on the amount, within bounds where it has some."""

    title: Label | None = Field(
        default=None,
        description="what people call it, in English and Chinese; its name, if left out",
    )


class Bound(Node):
    """What every limit says."""

    when: When | None = Field(
        default=None, description="it limits those for whom this holds; everybody if left out"
    )
    why: Label | None = Field(default=None, description="printed on the statement")


class TimesBase(Bound):
    """A limit as a multiple of base x rate."""

    times_base: Number = Field(ge=0)


class InMoney(Bound):
    """A limit as an amount in each currency paid."""

    amount: Money


Limit = TimesBase | InMoney
Limits = Annotated[tuple[Limit, ...], Field(min_length=1)]


class LineRounding(Node):
    """The one rounding of a line, where it is not that of the whole plan."""

    mode: Mode = Field(description="what a remainder does")
    to: Money = Field(
        min_length=1,
        description="by currency, what the line is paid in whole multiples of; it is paid in no "
        "other currency",
    )


class PayLine(Node):
    """A line of pay, which those with a score and no veto get."""

    name: Name = Field(description="what the line is called in every file; awards are lines too")
    title: Label | None = Field(
        default=None,
        description="what people call it, in English and Chinese; its name, if left out",
    )
    pay_code: PayCode = Field(description="the code of the line in the payroll system")
    where: Filter | None = Field(
        default=None, description="roster columns of who gets it; everybody if left out"
    )
    when: When | None = Field(default=None, description="what else must hold to get it")
    start: Start = Field(description="what the steps below start from")
    multipliers: Literal["none"] | tuple[Multiplier, ...] = Field(
        description="factors on the amount, all of them multiplied"
    )
    cap: Literal["none"] | Limits = Field(description="the most that an agent gets")
    proration: Literal["none"] | Proration
    floor: Literal["none"] | Limits = Field(
        description="the least that an agent gets who gets the line; a vetoed agent gets nothing"
    )
    pool: Pool | None = Field(
        default=None, description="a fund, of which the steps give each agent's share"
    )
    rounding: LineRounding | None = Field(
        default=None,
        description="`conventions.rounding` to the currency's minor unit, if left out",
    )
    split: dict[CostCenter, Share] | None = Field(
        default=None,
        min_length=1,
        description="cost centres with their shares, together 1: each part is a row of its own; "
        "the roster's cost centre, if left out",
    )

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the rows of the line are called: by cost centre where it is split."""
        return (self.name,) if self.split is None else tuple(map(self.part, self.split))

    def part(self, cost_center: str) -> str:
        """Return what the part of a cost centre is called; no name of the plan has a slash."""
        return f"{self.name}/{cost_center}"
