"""Limits of pay: a multiple of base x rate, or an amount of money."""

from __future__ import annotations

from pydantic import Field

from scoring.plan.nodes import Money, Node, Number


class TimesBase(Node):
    """A limit as a multiple of base x rate."""

    times_base: Number = Field(ge=0)


class InMoney(Node):
    """A limit as an amount in each currency paid."""

    amount: Money


Limit = TimesBase | InMoney
