"""Who is in the plan, once more: the roster's rows of one agent, cut to a period, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from scoring.independent.measures import Tree, bounds_us, passes, period_days

TEXTS = ("name", "team", "region", "manager_id", "role", "currency", "cost_center")


def person_of(plan: Tree, period: str, rows: Iterable[Tree]) -> dict[str, Any] | None:
    """Return one agent as the period sees the agent; None for an agent outside of the plan.

    Args:
        plan: the plan as nested text.
        period: its name.
        rows: the agent's roster rows, with days as dates, and base and fte as exact numbers.
    """
    first, end = period_days(period)
    days = [first + dt.timedelta(n) for n in range((end - first).days)]
    held = [row for row in rows if any(_holds_on(row, day) for day in days)]
    employed = [day for day in days if any(_holds_on(r, day) and _employed(r, day) for r in held)]
    if not employed:
        return None
    held.sort(key=lambda row: row["from_date"])
    row = held[0 if plan["conventions"]["roster_as_of"] == "period_start" else -1]
    if not _applies(plan["applies_to"], row, end):
        return None
    zone = plan["conventions"]["zone"]
    if plan["conventions"]["period_zone"] == "region":
        zone = plan["conventions"]["zones"][row["region"]]
    starts_us, ends_us = bounds_us(period, zone)
    base, fte = row.get("bonus_base"), row.get("fte")
    return {name: row.get(name) for name in ("agent_id", *TEXTS)} | {
        "bonus_base": None if base is None else Fraction(base),
        "fte": Fraction(1) if fte is None else Fraction(fte),
        "employed_days": len(employed),
        "starts_us": starts_us,
        "ends_us": ends_us,
    }


def _holds_on(row: Tree, day: dt.date) -> bool:
    last = row.get("to_date")
    return bool(row["from_date"] <= day and (last is None or day <= last))


def _employed(row: Tree, day: dt.date) -> bool:
    hired, left = row.get("hire_date"), row.get("leave_date")
    return (hired is None or hired <= day) and (left is None or day <= left)


def _applies(who: Tree, row: Tree, end: dt.date) -> bool:
    least = who.get("service_days_min")
    if least is not None:
        hired = row.get("hire_date")
        if hired is None or (end - hired).days < int(least):
            return False
    return passes(who.get("where", {}), row)
