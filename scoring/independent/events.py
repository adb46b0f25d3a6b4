"""Ledgers of points once more: day by day, event by event, from the rows as they were read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.independent.measures import measured
from scoring.independent.numbers import ZERO
from scoring.independent.periods import period_days
from scoring.independent.records import Measured
from scoring.independent.rows import Tree

DAY = dt.timedelta(days=1)
MONTHS = {"quarter": 3, "half_year": 6, "year": 12}


class Move(NamedTuple):
    """What moved a category in a month, and where it stood then.

    Attributes:
        month: such as 2026-10.
        points: what its events added, or what was given back.
        given_back: whether it is that.
        stands: what the category has come to, within its limits.
    """

    month: str
    points: Fraction
    given_back: bool
    stands: Fraction


@dataclass
class Ledger:
    """What a ledger of one agent is made of.

    Attributes:
        start: the balance before any event.
        carried: whether it is that of an earlier run.
        events: the events that count, day by day, in the order of their ids.
        categories: what each category has come to.
        moves: how each category came to it.
        unlimited: the start and all categories, before the ledger's own limits.
        balance: the same within them.
    """

    start: Fraction
    carried: bool
    events: list[Tree] = field(default_factory=list)
    categories: dict[str, Fraction] = field(default_factory=dict)
    moves: dict[str, list[Move]] = field(default_factory=dict)
    unlimited: Fraction = ZERO
    balance: Fraction = ZERO


def ledgers_of(
    plan: Tree, period: str, agent: Tree, events: Iterable[Tree], earlier: Tree
) -> dict[str, Ledger]:
    """Keep every ledger of a plan for one agent.

    Args:
        plan: the plan as nested text.
        period: its name.
        agent: the agent.
        events: rows of `events.parquet`, with days as dates and points as exact numbers.
        earlier: what an earlier run says, by agent id.
    """
    own = [event for event in events if event["agent_id"] == agent["agent_id"]]
    before = earlier.get(agent["agent_id"], {}).get("measures", {})
    return {
        name: _kept(said, period, own, before.get(name))
        for name, said in plan["measures"].items()
        if said["kind"] == "events"
    }


def ledger_value(plan: Tree, said: Tree, ledger: Ledger) -> Measured:
    """Return a ledger's balance as the measure that it is."""
    return measured(plan, said, ledger.balance, len(ledger.events), {})


def _kept(said: Tree, period: str, own: list[Tree], before: Any) -> Ledger:
    start = said["start"]
    carried = not isinstance(start, str) and before is not None
    fresh = start if isinstance(start, str) else start["previous_or"]
    ledger = Ledger(Fraction(before if carried else fresh), carried)
    for category in said["categories"]:
        ledger.categories[category], ledger.moves[category] = ZERO, []
    day, end = _first_day(said["since"], period), period_days(period)[1]
    month: dict[str, list[Fraction]] = {}
    while day < end:
        for event in sorted(own, key=lambda e: str(e["event_id"])):
            if event["on"] == day and event["category"] in said["categories"]:
                ledger.events.append(event)
                month.setdefault(event["category"], []).append(Fraction(event["points"]))
        if (day + DAY).day == 1:  # the month is over
            for category in said["categories"]:
                _close(ledger, said, category, f"{day:%Y-%m}", month.get(category, []))
            month = {}
        day += DAY
    ledger.unlimited = ledger.start + sum(ledger.categories.values(), ZERO)
    ledger.balance = _within(ledger.unlimited, said["least"], said["most"])
    return ledger


def _close(ledger: Ledger, said: Tree, category: str, month: str, points: list[Fraction]) -> None:
    """Add a month's points to a category, within its limits, and give back what it recovers."""
    rule, stands = said["categories"][category], ledger.categories[category]
    if points:
        moved = sum(points, ZERO)
        stands = _within(stands + moved, rule.get("least", "none"), rule.get("most", "none"))
        ledger.moves[category].append(Move(month, moved, given_back=False, stands=stands))
    if "recovery" in rule and stands < 0 and not any(p < 0 for p in points):
        before, stands = stands, min(ZERO, stands + Fraction(rule["recovery"]))
        ledger.moves[category].append(Move(month, stands - before, given_back=True, stands=stands))
    ledger.categories[category] = stands


def _first_day(since: str, period: str) -> dt.date:
    """Return the first day whose events count: that of the period, or of a longer span round it."""
    first = period_days(period)[0]
    if since == "period":
        return first
    months = MONTHS[since]
    return dt.date(first.year, (first.month - 1) // months * months + 1, 1)


def _within(x: Fraction, least: str, most: str) -> Fraction:
    x = x if least == "none" else max(x, Fraction(least))
    return x if most == "none" else min(x, Fraction(most))
