"""What a pay line starts from: a base of pay, an amount in money, or money for each unit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.amounts import Amounts, AnyAmounts, moneys_in
from scoring.plan.conditions import When
from scoring.plan.curves import Slices, Table
from scoring.plan.factors import Factor
from scoring.plan.lookups import Lookup
from scoring.plan.nodes import Label, Money, Name, Node, Number
from scoring.plan.proration import ByDays

MoneyRates = Annotated[Table[Money] | Slices[Money], Field(discriminator="mode")]
_MISSING = "the amount without a value"


class BaseTimes(Node):
    """Base of pay x rate x coefficient."""

    column: Literal["bonus_base"] = Field(description="the roster column that holds the base")
    rate: Number = Field(gt=0, description="the share of the base that is at stake")
    coefficient: Factor


class ScoreAmounts(Node):
    """An amount by the score, in each currency paid."""

    on: Literal["score"]
    amounts: Amounts


class MeasureAmounts(Node):
    """An amount by a measure's value or attainment, in each currency paid."""

    on: Literal["value", "attainment"]
    measure: Name
    amounts: Amounts
    missing: Money = Field(description=f"{_MISSING}, or without a target")


class LookupAmounts(Lookup[Money]):
    """An amount by several columns: that of the row whose words are the agent's."""


class Hurdle(Node):
    """What must be reached before the rates of the line hold (rates that open)."""

    when: When = Field(description="the rates hold where this does")
    closed: MoneyRates = Field(description="the rates of everybody else")
    why: Label = Field(description="printed on the statement")


class Rates(Node):
    """So much money for each unit of a measure: a piece rate, or a share of a turnover.

    `whole`: the rate of the band that the value lies in, for all of it. `marginal`: each slice at
    the rate of its own band.
    """

    measure: Name = Field(description="its value is what is paid for")
    after: Name | None = Field(
        default=None,
        description="with slices: the measure that says what was reached before, such as one of "
        "`kind: so_far`; the slices begin there",
    )
    rates: MoneyRates = Field(description="money for one unit, in each currency paid")
    hurdle: Hurdle | None = None
    prorated: ByDays | None = Field(
        default=None,
        description="the edges of the rates for whoever serves a part of the period; left out, "
        "they are the same for everybody",
    )
    missing: Money = Field(description=_MISSING)


class Weight(Node):
    """A bare number, by which the fund of a pool is shared."""

    weight: Factor = Field(description="the number; it is no money, and only a pool makes it some")


Start = BaseTimes | ScoreAmounts | MeasureAmounts | LookupAmounts | Rates | Weight
"""What a line starts from."""


def tables_of(start: Start) -> list[tuple[str, AnyAmounts | Slices[Money]]]:
    """Return all money by a number that a line starts from, with its path in `start`."""
    match start:
        case BaseTimes() | LookupAmounts() | Weight():
            return []
        case Rates():
            closed = [] if start.hurdle is None else [("hurdle.closed", start.hurdle.closed)]
            return [("rates", start.rates), *closed]
    return [("amounts", start.amounts)]


def moneys_of(start: Start) -> list[tuple[str, Money, Node, str]]:
    """Return every amount that a line starts from: its path, itself, and the node that has it."""
    found: list[tuple[str, Money, Node, str]] = []
    for path, table in tables_of(start):
        for where, money, node, key in moneys_in(table):
            found.append((f"{path}.{where}", money, node, key))
    if isinstance(start, LookupAmounts):
        for i, row in enumerate(start.rows, start=1):
            found.append((f"rows[{i}].gives", row.gives, row, "gives"))
        if not isinstance(start.otherwise, str):
            found.append(("otherwise", start.otherwise, start, "otherwise"))
    if isinstance(start, MeasureAmounts | Rates):
        found.append(("missing", start.missing, start, "missing"))
    return found
