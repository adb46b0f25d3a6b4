"""Moves once more: the days of one agent under each roster row, and whose facts are when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from scoring.independent.periods import period_days
from scoring.independent.rows import Tree, instant


class Worked(NamedTuple):
    """The days of a period on which one roster row employs an agent."""

    row: Tree
    first: dt.date
    last: dt.date


def worked_in(period: str, held: Iterable[Tree]) -> list[Worked]:
    """Return the stretches of one agent, in or out of the plan, from rows in order."""
    begin, end = period_days(period)
    found = []
    for row in held:
        first = max(d for d in (row["from_date"], row.get("hire_date"), begin) if d is not None)
        closing = end - dt.timedelta(1)
        last = min(d for d in (row.get("to_date"), row.get("leave_date"), closing) if d is not None)
        if first <= last:
            found.append(Worked(row, first, last))
    return found


def stretches_in(
    plan: Tree, period: str, worked: Sequence[Worked], inside: Sequence[bool]
) -> list[dict[str, Any]]:
    """Return the days and the instants of every stretch that is in the plan.

    Args:
        plan: the plan as nested text.
        period: its name.
        worked: the agent's stretches.
        inside: for each, whether the plan applies to its row.
    """
    begin, end = period_days(period)
    found: list[dict[str, Any]] = []
    for i, one in enumerate(worked):
        if inside[i]:
            later = worked[i + 1].first if i + 1 < len(worked) else end
            starts = _midnight(plan, one.row, begin if i == 0 else one.first)
            ends = _midnight(plan, one.row, later)
            if i + 1 < len(worked) and inside[i + 1]:
                ends = _midnight(plan, worked[i + 1].row, later)
            found.append(
                {
                    "row": one.row,
                    "first_day": one.first,
                    "last_day": one.last,
                    "employed_days": (one.last - one.first).days + 1,
                    "employed": [(one.first, one.last)],
                    "starts_us": starts,
                    "ends_us": ends,
                }
            )
    return found


def _midnight(plan: Tree, row: Tree, day: dt.date) -> int:
    zone = plan["conventions"]["zone"]
    if plan["conventions"]["period_zone"] == "region":
        zone = plan["conventions"]["zones"][row["region"]]
    return instant(dt.datetime.combine(day, dt.time(), ZoneInfo(zone))) or 0
