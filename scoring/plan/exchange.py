"""Rates of exchange: by which day's rate an amount becomes one in an agent's currency."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from scoring.exact.period import Period
from scoring.plan.days import Day
from scoring.plan.nodes import CurrencyCode, Node, Whole

DAYS_BACK_MAX = 366


class Exchange(Node):
    """Amounts that a pay line does not name in an agent's currency, converted by a day's rate.

    The rates come from `fx.parquet`. What comes of it is not rounded; the line's one rounding is.
    """

    named: CurrencyCode = Field(
        alias="from", description="the currency that is converted: every amount of pay names it"
    )
    on: Literal["period_start", "period_end"] | Day = Field(
        description="the day of the rate: the period's first or last, or one for every period"
    )
    days_back: Annotated[Whole, Field(ge=0, le=DAYS_BACK_MAX)] = Field(
        description="how many days before it are looked at where it has no rate, the latest "
        "first; 0: that very day"
    )


def day_of_rate(exchange: Exchange, period: Period) -> dt.date:
    """Return the day whose rate is asked for first."""
    if exchange.on == "period_start":
        return period.first
    return period.end - dt.timedelta(days=1) if exchange.on == "period_end" else exchange.on
