"""Points that are added and deducted for what happened (加减分): which events count, and how."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.measuring import FactMeasure
from scoring.plan.nodes import Node, Number, Text

POINT_PLACES = 4
"""Places of the points of an event, as the contract of `events.parquet` holds them."""

Proof = Literal["evidence", "approver"]


class EventCategory(Node):
    """What the events of one category come to; it begins at 0."""

    least: Number | None = Field(
        default=None, le=0, description="never below this; without it there is no lower limit"
    )
    most: Number | None = Field(
        default=None, ge=0, description="never above this; without it there is no upper limit"
    )
    recovery: Number | None = Field(
        default=None,
        gt=0,
        description="points given back at the end of each month without a deduction, up to 0",
    )


class Carried(Node):
    """A balance that goes on from the earlier run that `--previous` names."""

    previous_or: Number = Field(description="the start of agents without a value in that run")


class EventLedger(FactMeasure):
    """A balance of points added and deducted (加减分), from `events.parquet`.

    How it is kept stands under [ledgers](#ledgers).
    """

    kind: Literal["events"]
    start: Number | Carried = Field(description="the balance before any event")
    since: Literal["period", "quarter", "half_year", "year"] = Field(
        description="the first day whose events count: that of the period, or of the quarter, "
        "half-year or year that it begins in"
    )
    categories: dict[Text, EventCategory] = Field(
        min_length=1, description="the categories whose events count, with their limits"
    )
    otherwise: Literal["refuse", "ignore"] = Field(
        description="an event whose category no ledger of the plan names: an error (exit 3), or "
        "left out and counted"
    )
    needs: Literal["none"] | Annotated[tuple[Proof, ...], Field(min_length=1)] = Field(
        description="what every event that counts must have; one without is an error (exit 3)"
    )
    least: Number | Literal["none"] = Field(description="the lowest that the balance goes")
    most: Number | Literal["none"] = Field(description="the highest that the balance goes")


def fresh_start(ledger: EventLedger) -> Number:
    """Return the balance of an agent without any event and without an earlier run."""
    return ledger.start.previous_or if isinstance(ledger.start, Carried) else ledger.start
