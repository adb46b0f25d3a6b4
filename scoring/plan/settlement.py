"""Settlement: from what is earned to what is paid now, and what is kept for later.

Earned lines stay as they are; settlement adds signed lines beside them, and keeps a balance of
whatever is not paid now. The next run reads the balances of the one before.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.plan.nodes import Money, Name, Node, Number, Truth, Whole
from scoring.plan.pay import PayCode

PeriodName = Annotated[
    str, Field(pattern=r"^[0-9]{4}(-([0-9]{2}|Q[1-4]|H[12]))?$", examples=["2026-10"])
]


class Adjust(Node):
    """Amounts that somebody decided on beside the plan are paid, each as a line of its own."""

    pay_code: PayCode = Field(description="the code of those whose row names none")


class Holdback(Node):
    """A share of some lines that is held now and released some periods later."""

    lines: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="the pay lines and awards of which a share is held; what is not above zero "
        "is not held"
    )
    share: Number = Field(gt=0, le=1, description="the share of each, rounded once")
    release_after: Whole = Field(
        ge=1,
        le=120,
        description="how many periods later it is released: 3, held in July of a "
        "monthly plan, is paid in October",
    )
    release_to: Literal["employed", "everyone"] = Field(
        description="employed: whoever is not employed on the last day of that period has "
        "forfeited it, by the roster's `leave_date` also outside of the plan; everyone: whoever is "
        "still in the plan, employed to its end or not"
    )
    pay_code: PayCode


class Draw(Node):
    """An amount that is paid each period, whatever is earned: an advance, or a guarantee."""

    amount: Money = Field(description="for each period, in the currency of the agent")
    recoverable: Truth = Field(
        description="true: what is paid beyond what was earned is owed, and taken from what later "
        "periods earn beyond the draw; false: nothing is owed"
    )
    pay_code: PayCode


class Least(Node):
    """The least amount that is worth a payment."""

    amount: Money = Field(description="in each currency paid")


class Settlement(Node):
    """What becomes of earned lines before they are paid, and what is carried from run to run."""

    starts: PeriodName = Field(
        description="the first period of the chain: there all balances are zero, and each later "
        "period needs `--previous` with the run of the period directly before"
    )
    adjustments: Literal["ignore"] | Adjust = Field(
        description="the rows of adjustments.parquet for the period: paid, or left alone"
    )
    holdback: Literal["none"] | Holdback
    draw: Literal["none"] | Draw
    negative: Literal["carry", "pay", "refuse"] = Field(
        description="a sum below zero: kept as a balance for the next period; paid as it is, which "
        "payroll deducts; or no run at all (exit 3)"
    )
    minimum: Literal["none"] | Least = Field(
        description="a sum above zero and below this is kept for the next period"
    )
    pay_code: PayCode = Field(
        description="the code of what is carried to another period, and of what comes from one: "
        "what an earlier version of the plan has carried is still to be paid"
    )
