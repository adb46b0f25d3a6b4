"""A company's file once more: which file of a plan holds for a period, day by day."""

from __future__ import annotations

import datetime as dt

from scoring.independent.periods import period_days
from scoring.independent.rows import Tree


def entry_of(company: Tree, plan: str) -> Tree | None:
    """Return what a company's file says of a plan: its versions, and whom it covers."""
    return next((entry for entry in company["plans"] if entry["plan"] == plan), None)


def file_of(company: Tree, plan: str, period: str) -> str | None:
    """Return the file of the version that holds for a period; None where none does.

    A version holds on a day if it has begun, none after it has, and it has not ended. One that
    does not hold on every day of the period leaves days without a version, and then none is
    returned, unless another holds on those.
    """
    first, end = period_days(period)
    days = [first + dt.timedelta(n) for n in range((end - first).days)]
    entry = entry_of(company, plan)
    found = [None if entry is None else _file_on(entry, day) for day in days]
    return None if None in found else found[0 if company["as_of"] == "period_start" else -1]


def _file_on(entry: Tree, day: dt.date) -> str | None:
    begun = [v for v in entry["versions"] if dt.date.fromisoformat(v["from"]) <= day]
    if not begun:
        return None
    last = max(begun, key=lambda version: version["from"])
    ended = last.get("to") is not None and dt.date.fromisoformat(last["to"]) < day
    return None if ended else str(last["file"])
