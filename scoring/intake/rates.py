"""Rates of exchange, from `fx.parquet`: the one of the day, or the latest of the days before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from scoring.beside import RATE_PLACES, Rate
from scoring.errors import DataError, Problem
from scoring.exact.period import Period
from scoring.flow import Roster
from scoring.intake.canonical import Rows
from scoring.intake.folder import FX
from scoring.pieces.exchange import currencies_needed
from scoring.plan.exchange import Exchange, day_of_rate
from scoring.plan.model import Plan

_SHOWN = 5
_EPOCH = dt.date(1970, 1, 1)


class Quote(NamedTuple):
    """One row of the table: a rate between two currencies."""

    source: str
    target: str
    rate: Rate


def assign_rates(rows: Rows | None, plan: Plan, period: Period, roster: Roster) -> dict[str, Rate]:
    """Return the rate into each currency that the plan converts to, of the day that it names.

    Args:
        rows: the rates without a fault, each pair and day once; None where there is no table.
        plan: the plan.
        period: the period, whose first or last day the plan may name.
        roster: the agents of the plan.

    Raises:
        DataError: every pair that is needed and has no rate then, with the days that there are.
    """
    if plan.exchange is None:
        return {}
    table = [] if rows is None else _rows(rows)
    found = latest_rates(table, plan.exchange, period)
    missing = [code for code in currencies_needed(plan, roster) if code not in found]
    if missing:
        last = day_of_rate(plan.exchange, period)
        raise DataError([_missing(plan.exchange, code, last, table) for code in missing])
    return found


def latest_rates(table: Iterable[Quote], exchange: Exchange, period: Period) -> dict[str, Rate]:
    """Return the rate into each currency: of the day, or the latest of the days before it."""
    last = day_of_rate(exchange, period)
    first = last - dt.timedelta(days=exchange.days_back)
    timely = [row for row in table if first <= row.rate.day <= last]
    in_order = sorted(timely, key=lambda row: row.rate.day)
    return {row.target: row.rate for row in in_order if row.source == exchange.named}


def _rows(rows: Rows) -> list[Quote]:
    texts = [rows.texts[name].to_pylist() for name in ("from_currency", "to_currency", "source")]
    rate, up = rows.numbers["rate"], 10 ** (RATE_PLACES - rows.numbers["rate"].places)
    numbers = zip(rows.numbers["on"].values.tolist(), rate.values.tolist(), strict=True)
    return [
        Quote(source, target, Rate(units * up, _EPOCH + dt.timedelta(days=day), publisher))
        for source, target, publisher, (day, units) in zip(*texts, numbers, strict=True)
    ]


def _missing(exchange: Exchange, code: str, last: dt.date, table: Iterable[Quote]) -> Problem:
    """Say which rate is not there, and what there is of the pair."""
    pair, back = f"{exchange.named} to {code}", exchange.days_back
    looked = f"on {last}" + (f" or in the {back} days before it" if back else "")
    days = sorted(r.rate.day for r in table if (r.source, r.target) == (exchange.named, code))
    there = ", ".join(str(day) for day in islice(reversed(days), _SHOWN))
    more = f" and {len(days) - _SHOWN} more" if len(days) > _SHOWN else ""
    has = f"it has {there}{more}" if days else "it has no day of this pair"
    what = f"no rate of {pair} {looked} ({exchange.place}): {has}"
    hint = "Add the rate, or look further back (days_back)."
    if any((row.source, row.target) == (code, exchange.named) for row in table):
        hint += f" Rates of {code} to {exchange.named} are not turned round."
    return Problem("missing-rate", FX, what, hint)
