"""Calendars of working hours: one YAML file each, in the folder `calendars` of a data folder.

A week of opening hours, the holidays on which they do not hold, and the days that are worked
instead (调休). Spans are half-open: 09:00-12:00 holds its first minute and not 12:00 itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, WithJsonSchema

from scoring.errors import Problem
from scoring.intake.typed import Day, read_typed, unknown_zone
from scoring.plan.nodes import Node, Place, Text

_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)")


class Span(NamedTuple):
    """Minutes of a local day, from `start` up to but not `end`; 1440 is the day's end."""

    start: int
    end: int


def _span(raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    found = _SPAN.fullmatch(raw)
    if found is None:
        raise ValueError("write a span of hours such as 09:00-12:00")
    hour, minute, end_hour, end_minute = (int(part) if part else 0 for part in found.groups())
    end = 60 * end_hour + end_minute if found[3] else 24 * 60
    if end <= 60 * hour + minute:
        raise ValueError(
            "end a span after it starts; hours over midnight are two spans, 22:00-24:00 and "
            "00:00-06:00 on the next day"
        )
    return Span(60 * hour + minute, end)


SpanText = Annotated[
    Span,
    BeforeValidator(_span),
    WithJsonSchema({"type": "string", "description": "a span of hours such as 09:00-12:00"}),
]
Hours = Annotated[tuple[SpanText, ...], Field(min_length=1)]
WeekdayHours = Literal["closed"] | Hours
_HOURS = "hours such as [09:00-12:00, 13:00-18:00], or closed"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Week(Node):
    """The hours of an ordinary week; every day is written."""

    monday: WeekdayHours = Field(description=_HOURS)
    tuesday: WeekdayHours = Field(description=_HOURS)
    wednesday: WeekdayHours = Field(description=_HOURS)
    thursday: WeekdayHours = Field(description=_HOURS)
    friday: WeekdayHours = Field(description=_HOURS)
    saturday: WeekdayHours = Field(description=_HOURS)
    sunday: WeekdayHours = Field(description=_HOURS)


class Holiday(Node):
    """A day on which the hours of its weekday do not hold."""

    day: Day = Field(description="the local day, such as 2026-10-01")
    name: Text = Field(description="what people call it")


class WorkingDay(Node):
    """A day worked with hours of its own, whatever its weekday: 调休."""

    day: Day = Field(description="the local day, such as 2026-10-10")
    name: Text = Field(description="why it is worked")
    hours: Hours = Field(description="the hours of the day, such as [09:00-18:00]")


class Calendar(Node):
    """One calendar of working hours."""

    calendar: Annotated[
        str,
        Field(pattern=r"^[a-z][a-z0-9-]{0,62}$", examples=["north"]),
    ] = Field(description="its name, which is the name of its file without .yaml")
    zone: Text = Field(description="the time zone of its days and hours, such as Asia/Shanghai")
    hours: Week = Field(description="the hours of each weekday")
    holidays: tuple[Holiday, ...] = Field(description="days on which they do not hold; [] for none")
    working_days: tuple[WorkingDay, ...] = Field(
        description="days worked with hours of their own, such as a Saturday before a long "
        "holiday; [] for none"
    )


def read_calendar(path: Path, name: str) -> Calendar:
    """Read a calendar and check all that it says.

    Args:
        path: the file.
        name: its path within the data folder, for messages.

    Raises:
        DataError: with every problem found, each at `file:line:column`.
        StorageError: what the system does not let be read.
    """
    return read_typed(path, name, Calendar, lambda said: _lint(said, path.stem))


def _lint(calendar: Calendar, stem: str) -> Iterator[Problem]:
    if calendar.calendar != stem:
        what = f"the calendar is named '{calendar.calendar}' and its file '{stem}'"
        yield Problem("calendar-name", str(calendar.at("calendar")), what, "Give both one name.")
    yield from unknown_zone(calendar.zone, calendar.at("zone"))
    week = {name: getattr(calendar.hours, name) for name in WEEKDAYS}
    for name, spans in week.items():
        if not isinstance(spans, str):
            places = [calendar.hours.at(name, i) for i in range(len(spans))]
            yield from _overlaps(spans, places)
    for day in calendar.working_days:
        yield from _overlaps(day.hours, [day.at("hours", i) for i in range(len(day.hours))])
    yield from _repeated_days(calendar)
    if set(week.values()) == {"closed"} and not calendar.working_days:
        what = "the calendar has no hours on any day"
        yield Problem("never-open", str(calendar.at("hours")), what, "Write when work is done.")


def _overlaps(spans: Sequence[Span], places: Sequence[Place]) -> Iterator[Problem]:
    """Say which spans share a minute with one that starts earlier, or stands earlier."""
    order = sorted(range(len(spans)), key=lambda i: (spans[i].start, i))
    reached = 0
    for i in order:
        if spans[i].start < reached:
            what = "the span overlaps another of the same day"
            hint = "Write spans that touch at most: [09:00-12:00, 12:00-18:00]."
            yield Problem("overlapping-spans", str(places[i]), what, hint)
        reached = max(reached, spans[i].end)


def _repeated_days(calendar: Calendar) -> Iterator[Problem]:
    """Say which exceptional days are written twice; no day is a holiday and worked."""
    first: dict[Any, Place] = {}
    for key in ("holidays", "working_days"):
        for i, said in enumerate(getattr(calendar, key)):
            place = calendar.at(key, i)
            if said.day in first:
                what = f"{said.day} is written twice, first in line {first[said.day].line}"
                yield Problem("repeated-day", str(place), what, "Keep one of the two.")
            first.setdefault(said.day, place)
