"""What a calendar says against itself, each contradiction at its line and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from scoring.errors import Problem
from scoring.intake.typed import unknown_zone
from scoring.plan.nodes import Node, Place
from scoring.worktime.hours import Span

if TYPE_CHECKING:
    from scoring.intake.calendars import Break, Calendar, Exceptional, WorkingDay

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RESERVED = ("wall", "none")
"""What a plan writes where it names no calendar."""


def lint_calendar(calendar: Calendar, stem: str) -> Iterator[Problem]:
    """Yield every contradiction of a calendar.

    Args:
        calendar: what the file says.
        stem: the name of the file, without its ending.
    """
    if calendar.calendar != stem:
        what = f"the calendar is named '{calendar.calendar}' and its file '{stem}'"
        yield Problem("calendar-name", str(calendar.at("calendar")), what, "Give both one name.")
    if calendar.calendar in RESERVED:
        what = f"a calendar is called '{calendar.calendar}', which means something else in a plan"
        yield Problem("reserved-name", str(calendar.at("calendar")), what, "Call it otherwise.")
    yield from unknown_zone(calendar.zone, calendar.at("zone"))
    for week in (calendar.hours, *(later.hours for later in calendar.effective)):
        for weekday in WEEKDAYS:
            yield from _overlaps(getattr(week, weekday), week, weekday)
    days: list[WorkingDay | Exceptional | Break] = [*calendar.working_days, *calendar.exceptions]
    for day in (*days, *calendar.breaks):
        yield from _overlaps(day.hours, day)
    yield from _repeated_days(calendar)
    yield from _later_weeks(calendar)
    if not any(_hours_anywhere(calendar)):
        what = "the calendar has no hours on any day"
        yield Problem("never-open", str(calendar.at("hours")), what, "Write when work is done.")


def _overlaps(
    spans: Sequence[Span] | Literal["closed"], node: Node, key: str = "hours"
) -> Iterator[Problem]:
    """Say which spans share a second with one that starts earlier, or stands earlier."""
    if isinstance(spans, str):
        return
    order = sorted(range(len(spans)), key=lambda i: (spans[i].start, i))
    reached = 0
    for i in order:
        if spans[i].start < reached:
            what = "the span overlaps another of the same day"
            hint = "Write spans that touch at most: [09:00-12:00, 12:00-18:00]."
            yield Problem("overlapping-spans", str(node.at(key, i)), what, hint)
        reached = max(reached, spans[i].end)


def _repeated_days(calendar: Calendar) -> Iterator[Problem]:
    """Say which exceptional days are written twice; no day is a holiday and worked."""
    first: dict[Any, Place] = {}
    for key in ("holidays", "working_days", "exceptions"):
        for i, said in enumerate(getattr(calendar, key)):
            place = calendar.at(key, i)
            if said.day in first:
                what = f"{said.day} is written twice, first in line {first[said.day].line}"
                yield Problem("repeated-day", str(place), what, "Keep one of the two.")
            first.setdefault(said.day, place)


def _later_weeks(calendar: Calendar) -> Iterator[Problem]:
    for i, (before, week) in enumerate(pairwise(calendar.effective), start=1):
        if week.start <= before.start:
            what = f"a week from {week.start} stands after one from {before.start}"
            hint = "Write the weeks in the order in which they begin, each day once."
            yield Problem("weeks-out-of-order", str(calendar.at("effective", i)), what, hint)


def _hours_anywhere(calendar: Calendar) -> Iterator[bool]:
    for week in (calendar.hours, *(later.hours for later in calendar.effective)):
        yield any(week.spans())
    yield bool(calendar.working_days)
    yield any(day.hours != "closed" for day in calendar.exceptions)
