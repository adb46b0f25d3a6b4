"""What each agent served of a period, beside calendar days: working days, or months, as asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s
from scoring.errors import DataError, Problem
from scoring.exact.period import Period
from scoring.exact.service import Spans, days_served, epoch_day, months_of, months_served
from scoring.intake.calendars import Calendar
from scoring.intake.files import CALENDARS
from scoring.intake.members import Chosen
from scoring.intake.stints import Stints
from scoring.plan.model import Plan
from scoring.plan.proration import Served
from scoring.plan.served import calendars_of_service, served_asked
from scoring.worktime.hours import WorkingHours, working_days

Counted = dict[Served, tuple[Int64s, int]]


class Service(NamedTuple):
    """What was served: by the agents of a plan, and by each of their stretches."""

    agents: Counted
    stretches: Counted


def service_of(
    plan: Plan,
    period: Period,
    employed: tuple[Stints, Chosen],
    calendars: Mapping[str, Calendar],
) -> Service:
    """Count what the plan asks of its agents' service; nothing where it asks for calendar days.

    Args:
        plan: the plan.
        period: the period.
        employed: the rows of the whole roster, and who of it is in the plan.
        calendars: those of the data folder.

    Raises:
        DataError: a calendar that says nothing of the period, or has no working day in it.
    """
    asked = served_asked(plan)
    if not asked:
        return Service({}, {})
    named = sorted({name for name, _ in calendars_of_service(plan)})
    hours = {name: calendars[name].working_hours() for name in named}
    problems = [_about(calendars[name], hours[name], period) for name in named]
    if found := [problem for problem in problems if problem is not None]:
        raise DataError(found)
    stints, chosen = employed
    if chosen.stretches is None:
        return Service(served_by(asked, period, hours, _spans(stints, chosen, period)), {})
    of, first, last = chosen.stretches.of, chosen.stretches.first, chosen.stretches.last
    agents = Spans(of, first, last, chosen.members.agent.size)
    each = Spans(np.arange(of.size), first, last, of.size)
    return Service(served_by(asked, period, hours, agents), served_by(asked, period, hours, each))


def served_by(
    asked: Iterable[Served], period: Period, calendars: Mapping[str, WorkingHours], spans: Spans
) -> Counted:
    """Return what was served of each kind that is asked for, and how much the period has of it.

    Args:
        asked: what is counted.
        period: the period.
        calendars: by name, those whose working days are asked for.
        spans: the days employed.
    """
    found: Counted = {}
    for served in asked:
        match served:
            case ("working_days", str(name)):
                marks = working_days(calendars[name], period.first, period.end)
                days = np.array(marks, np.bool_)
                found[served] = days_served(spans, period, days), int(np.count_nonzero(days))
            case ("months", int(full), int(february)):
                months = months_served(spans, period, full, february)
                found[served] = months, len(months_of(period))
    return found


def _spans(stints: Stints, chosen: Chosen, period: Period) -> Spans:
    """Return the days employed of those in the plan, under whichever row."""
    begin, end = epoch_day(period.first), epoch_day(period.end)
    index = np.full(len(stints.agent_ids), -1, np.int64)
    index[chosen.members.agent] = np.arange(chosen.members.agent.size)
    worked = stints.days_in(begin, end) > 0
    at = np.flatnonzero(worked & (index[stints.agent] >= 0))
    first = np.maximum(np.maximum(stints.first[at], stints.hired[at]), begin)
    last = np.minimum(np.minimum(stints.last[at], stints.left[at]), end - 1)
    return Spans(index[stints.agent[at]], first, last, chosen.members.agent.size)


def _about(calendar: Calendar, hours: WorkingHours, period: Period) -> Problem | None:
    """Say what speaks against counting the working days of a period by a calendar."""
    where = f"{CALENDARS}/{calendar.calendar}.yaml"
    years = {period.first.year, (period.end - dt.timedelta(days=1)).year}
    missing = sorted(years - calendar.years()) if calendar.years() else []
    if missing:
        what = f"names no day of {missing[0]}, and the plan prorates by its days in {period.name}"
        hint = f"Add the holidays of {missing[0]}; `plaudit calendar` writes a year of them."
        return Problem("calendar-without-days", where, what, hint)
    if not any(working_days(hours, period.first, period.end)):
        what = f"has no working day in {period.name}, and the plan prorates by them"
        return Problem("no-working-days", where, what, "Correct its hours or its holidays.")
    return None
