"""Amounts in an agent's currency once more: named in it, or converted by one day's rate."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from scoring.independent.numbers import shown
from scoring.independent.periods import period_days
from scoring.independent.records import Outcome
from scoring.independent.rows import Tree


def rate_of(plan: Tree, period: str, out: Outcome) -> Tree | None:
    """Return the row by which amounts become the agent's: of the day, or the latest before it."""
    said, first_and_end = plan.get("exchange"), period_days(period)
    if said is None:
        return None
    days = {"period_start": first_and_end[0], "period_end": first_and_end[1] - dt.timedelta(1)}
    day = days[said["on"]] if said["on"] in days else dt.date.fromisoformat(said["on"])
    pair = said["from"], out.agent["currency"]
    rows = [r for r in out.around.rates if (r["from_currency"], r["to_currency"]) == pair]
    for back in range(int(said["days_back"]) + 1):
        for row in rows:
            if row["on"] == day - dt.timedelta(back):
                return row
    return None


def named_in(plan: Tree, out: Outcome, money: Tree) -> str:
    """Return in which currency an amount is read: the agent's, or that which is converted."""
    currency: str = out.agent["currency"]
    return currency if currency in money else plan["exchange"]["from"]


def in_currency(plan: Tree, out: Outcome, money: Tree) -> tuple[Fraction, str]:
    """Return an amount of the plan in the agent's currency, and how it was converted, if it was."""
    code = named_in(plan, out, money)
    return exchanged(out, Fraction(money[code]), code)


def exchanged(out: Outcome, named: Fraction, source: str) -> tuple[Fraction, str]:
    """Return an amount of one currency in the agent's, and how it was converted, if it was."""
    currency, row = out.agent["currency"], out.rate
    if source == currency:
        return named, ""
    if row is None:
        raise ValueError("an amount without a rate, for which an agent is not paid the line")
    rate = Fraction(row["rate"])
    amount = named * rate
    by = f"{source} to {currency} on {row['on']}, {row['source']}"
    return amount, f"{shown(named)} {source} x {shown(rate)} ({by}) = {shown(amount)} {currency}"
