"""Who is in the plan, once more: the roster's rows of one agent, cut to a period, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.independent.moves import Worked, stretches_in, worked_in
from scoring.independent.periods import bounds_us, period_days
from scoring.independent.rows import Tree, passes

TEXTS = ("name", "team", "region", "manager_id", "role", "shift", "currency", "cost_center")


def person_of(
    plan: Tree, period: str, rows: Iterable[Tree], covers: Tree | None = None
) -> dict[str, Any] | None:
    """Return one agent as the period sees the agent; None for an agent outside of the plan.

    Args:
        plan: the plan as nested text.
        period: its name.
        rows: the agent's roster rows, with days as dates, and base and fte as exact numbers.
        covers: whom a company's file says that the plan covers, where there is one.
    """
    _, end = period_days(period)
    held = rows_in(period, rows)
    employed = [s for s in stretches(period, held) if not s.why]
    if not employed:
        return None
    if plan["conventions"]["roster_as_of"] == "segments":
        return _by_stretch(plan, period, held, covers)
    row = row_of(plan, period, held)
    if not all(_applies(who, row, end) for who in (plan["applies_to"], covers or {})):
        return None
    zone = plan["conventions"]["zone"]
    if plan["conventions"]["period_zone"] == "region":
        zone = plan["conventions"]["zones"][row["region"]]
    starts_us, ends_us = bounds_us(period, zone)
    return (
        asked_of(row, end)
        | _paid_by(row)
        | {
            "employed_days": sum(stretch.days for stretch in employed),
            "starts_us": starts_us,
            "ends_us": ends_us,
            "left": left_by(period, held),
        }
    )


def _paid_by(row: Tree) -> dict[str, Any]:
    base, fte = row.get("bonus_base"), row.get("fte")
    return {
        "bonus_base": None if base is None else Fraction(base),
        "fte": Fraction(1) if fte is None else Fraction(fte),
    }


def _by_stretch(
    plan: Tree, period: str, held: Sequence[Tree], covers: Tree | None
) -> dict[str, Any] | None:
    """Return an agent who is in the plan by stretch: the last row, and the days of all of them."""
    _, end = period_days(period)
    worked = worked_in(period, held)
    found = stretches_in(plan, period, worked, _inside(plan, period, worked, covers))
    if not found:
        return None
    parts = [asked_of(one["row"], end) | _paid_by(one["row"]) | one for one in found]
    whole = parts[-1] | {
        "employed_days": sum(part["employed_days"] for part in parts),
        "starts_us": parts[0]["starts_us"],
        "ends_us": parts[-1]["ends_us"],
        "left": left_by(period, held),
    }
    return whole | ({"segments": parts} if len(parts) > 1 else {})


def _inside(plan: Tree, period: str, worked: Sequence[Worked], covers: Tree | None) -> list[bool]:
    """Say of each stretch whether the plan applies to its row."""
    _, end = period_days(period)
    whom = (plan["applies_to"], covers or {})
    return [all(_applies(who, one.row, end) for who in whom) for one in worked]


def reports_to(plan: Tree, period: str, agent: str, rows: Iterable[Tree]) -> set[str]:
    """Return the ids of those employed in a period whose row has an agent as the manager.

    Args:
        plan: the plan as nested text.
        period: its name.
        agent: the id of the manager.
        rows: the roster's rows of everybody, with days as dates.
    """
    theirs: dict[str, list[Tree]] = {}
    for row in rows:
        theirs.setdefault(row["agent_id"], []).append(row)
    found = set()
    for who, own in theirs.items():
        if any(row["manager_id"] == agent for row in own):
            held = rows_in(period, own)
            employed = any(not stretch.why for stretch in stretches(period, held))
            if employed and row_of(plan, period, held)["manager_id"] == agent:
                found.add(who)
    return found


def asked_of(row: Tree, end: dt.date) -> dict[str, Any]:
    """Return what filters may ask of a roster row, for a period that ends before a day."""
    hired = row.get("hire_date")
    tenure = None if hired is None else (end - hired).days
    return {name: row.get(name) for name in ("agent_id", *TEXTS)} | {"tenure_days": tenure}


class Stretch(NamedTuple):
    """Days in a row that count as employed, or that do not for one reason."""

    first: dt.date
    last: dt.date
    why: str  # why the days do not count; empty where they do

    @property
    def days(self) -> int:
        """Return how many days there are."""
        return (self.last - self.first).days + 1


def rows_in(period: str, rows: Iterable[Tree]) -> list[Tree]:
    """Return the roster rows of one agent that hold on a day of the period, in order."""
    first, end = period_days(period)
    last = end - dt.timedelta(1)
    held = [row for row in rows if row["from_date"] <= last and not _ended(row, first)]
    return sorted(held, key=lambda row: row["from_date"])


def row_of(plan: Tree, period: str, held: Sequence[Tree], covers: Tree | None = None) -> Tree:
    """Return the row that holds for all of the period: its first or its last.

    Where agents are scored by stretch, it is the last one that is in the plan.
    """
    if plan["conventions"]["roster_as_of"] == "segments":
        worked = worked_in(period, held)
        inside = _inside(plan, period, worked, covers)
        own = [one.row for one, counts in zip(worked, inside, strict=True) if counts]
        return own[-1] if own else held[-1]
    return held[0 if plan["conventions"]["roster_as_of"] == "period_start" else -1]


def stretches(period: str, held: Sequence[Tree]) -> list[Stretch]:
    """Return the days of a period as stretches that count as employed, or why they do not."""
    found = list[Stretch]()
    for day in _days(period):
        why = _uncounted(held, day)
        if found and found[-1].why == why:
            found[-1] = found[-1]._replace(last=day)
        else:
            found.append(Stretch(day, day, why))
    return found


def left_by(period: str, held: Sequence[Tree]) -> bool:
    """Tell whether the agent is not employed on the last day of the period."""
    return bool(stretches(period, held)[-1].why)


def _uncounted(held: Sequence[Tree], day: dt.date) -> str:
    """Say why a day does not count; nothing where a row that holds on it employs the agent."""
    rows = [row for row in held if _holds_on(row, day)]
    if any(_employed(row, day) for row in rows):
        return ""
    asked = rows or held
    if not asked or any(_employed(row, day) for row in asked):
        return "no roster row"
    hired, left = asked[0].get("hire_date"), asked[-1].get("leave_date")
    if hired is not None and day < hired:
        return f"before the hire date {hired}"
    return f"after the leave date {left}" if left is not None and left < day else "not employed"


def _days(period: str) -> list[dt.date]:
    first, end = period_days(period)
    return [first + dt.timedelta(n) for n in range((end - first).days)]


def _holds_on(row: Tree, day: dt.date) -> bool:
    return bool(row["from_date"] <= day) and not _ended(row, day)


def _ended(row: Tree, day: dt.date) -> bool:
    last = row.get("to_date")
    return last is not None and bool(last < day)


def _employed(row: Tree, day: dt.date) -> bool:
    hired, left = row.get("hire_date"), row.get("leave_date")
    return (hired is None or hired <= day) and (left is None or day <= left)


def _applies(who: Tree, row: Tree, end: dt.date) -> bool:
    least, asked = who.get("service_days_min"), asked_of(row, end)
    tenure = asked["tenure_days"]
    if least is not None and (tenure is None or tenure < int(least)):
        return False
    return passes(who.get("where", {}), asked)
