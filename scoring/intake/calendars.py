"""Calendars of working hours (工作时间): one YAML file each, in `calendars` of a data folder.

A week of hours, and what is otherwise: holidays, days that are worked instead (调休), days with
hours of their own, breaks, and weeks that take over on a day. What the hours come to in UTC is
reckoned in `worktime`.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from scoring.intake.calendar_lint import WEEKDAYS, lint_calendar
from scoring.intake.typed import Day, day_or_raw, read_typed
from scoring.plan.nodes import Node, Text
from scoring.worktime.hours import DAY_SECONDS, Span, Spans, WorkingHours

_TIME = r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?"
_SPAN = re.compile(rf"{_TIME}-(?:{_TIME}|24:00(?::00)?)")


def span_of(text: str) -> Span:
    """Read a span of hours; ValueError says how one is written."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError("write a span of hours such as 09:00-12:00, or 22:00-06:00 over midnight")
    hour, minute, second, end_hour, end_minute, end_second = (int(p or 0) for p in found.groups())
    start = 3600 * hour + 60 * minute + second
    end = 3600 * end_hour + 60 * end_minute + end_second if found[4] else DAY_SECONDS
    if end == start:
        raise ValueError("end a span at another time than it starts; a whole day is 00:00-24:00")
    return Span(start, end if end > start else end + DAY_SECONDS)


def _span(raw: Any) -> Any:
    return span_of(raw) if isinstance(raw, str) else raw


SpanText = Annotated[
    Span,
    BeforeValidator(_span),
    WithJsonSchema({"type": "string", "description": "a span of hours such as 09:00-12:00"}),
]
Hours = Annotated[tuple[SpanText, ...], Field(min_length=1)]
WeekdayHours = Literal["closed"] | Hours
_HOURS = "hours such as [09:00-12:00, 13:00-18:00], or closed"


class Week(Node):
    """The hours of an ordinary week; every day is written."""

    monday: WeekdayHours = Field(description=_HOURS)
    tuesday: WeekdayHours = Field(description=_HOURS)
    wednesday: WeekdayHours = Field(description=_HOURS)
    thursday: WeekdayHours = Field(description=_HOURS)
    friday: WeekdayHours = Field(description=_HOURS)
    saturday: WeekdayHours = Field(description=_HOURS)
    sunday: WeekdayHours = Field(description=_HOURS)

    def spans(self) -> tuple[Spans, ...]:
        """Return the spans of the seven days from Monday on; of a closed day none."""
        said = [getattr(self, day) for day in WEEKDAYS]
        return tuple(() if hours == "closed" else hours for hours in said)


class Holiday(Node):
    """A day on which the hours of its weekday do not hold."""

    day: Day = Field(description="the local day, such as 2026-10-01")
    name: Text = Field(description="what people call it")


class WorkingDay(Node):
    """A day worked with hours of its own, whatever its weekday: 调休."""

    day: Day = Field(description="the local day, such as 2026-10-10")
    name: Text = Field(description="why it is worked")
    hours: Hours = Field(description="the hours of the day, such as [09:00-18:00]")


class Exceptional(Node):
    """A day whose own hours stand in for those of its weekday."""

    day: Day = Field(description="the local day, such as 2026-12-31")
    name: Text = Field(description="why it is another day than usual")
    hours: WeekdayHours = Field(description=f"the hours of the day: {_HOURS}")


def _on(raw: Any) -> Any:
    if isinstance(raw, str) and raw != "every_day" and raw not in WEEKDAYS:
        try:
            day_or_raw(raw)
        except ValueError as error:
            raise ValueError(f"{error}, a weekday such as monday, or every_day") from error
    return raw


On = Annotated[
    str,
    BeforeValidator(_on),
    WithJsonSchema({"type": "string", "description": "a day such as 2026-01-31, or monday"}),
]


class Break(Node):
    """Hours that are cut out of whatever is open then."""

    on: On = Field(description="a local day such as 2026-10-12, a weekday, or every_day")
    name: Text = Field(description="what it is for")
    hours: Hours = Field(description="the hours that do not count, such as [12:00-13:00]")


class LaterWeek(Node):
    """The hours of each weekday from a day on."""

    start: Day = Field(alias="from", description="the first local day on which they hold")
    hours: Week = Field(description="the hours of each weekday from then on")


class Calendar(Node):
    """One calendar of working hours."""

    calendar: Annotated[
        str,
        Field(pattern=r"^[a-z][a-z0-9-]{0,62}$", examples=["north"]),
    ] = Field(description="its name, which is the name of its file without .yaml")
    zone: Text = Field(description="the time zone of its days and hours, such as Asia/Shanghai")
    hours: Week = Field(description="the hours of each weekday")
    effective: tuple[LaterWeek, ...] = Field(
        default=(),
        description="weeks that take the place of `hours` from a day on; none if left out",
    )
    holidays: tuple[Holiday, ...] = Field(description="days on which they do not hold; [] for none")
    working_days: tuple[WorkingDay, ...] = Field(
        description="days worked with hours of their own, such as a Saturday before a long "
        "holiday; [] for none"
    )
    exceptions: tuple[Exceptional, ...] = Field(
        default=(), description="days with other hours than their weekday's; none if left out"
    )
    breaks: tuple[Break, ...] = Field(
        default=(), description="hours cut out of a day, or of days; none if left out"
    )

    def years(self) -> set[int]:
        """Return the years of which the calendar names a day: nothing where none is special."""
        years = [h.day.year for h in self.holidays] + [w.day.year for w in self.working_days]
        return {*years, *(e.day.year for e in self.exceptions)}

    def working_hours(self) -> WorkingHours:
        """Return the calendar ready to be reckoned with."""
        days = {h.day: () for h in self.holidays} | {d.day: d.hours for d in self.working_days}
        days |= {d.day: () if d.hours == "closed" else d.hours for d in self.exceptions}
        weeks = [(dt.date.min, self.hours), *((w.start, w.hours) for w in self.effective)]
        return WorkingHours(
            name=self.calendar,
            zone=self.zone,
            weeks=tuple((first, week.spans()) for first, week in weeks),
            days=tuple(sorted(days.items())),
            breaks=tuple((on, b.hours) for b in self.breaks for on in _days_of(b.on)),
        )


def _days_of(on: str) -> list[dt.date | int]:
    named: list[dt.date | int] = [i for i, d in enumerate(WEEKDAYS) if on in (d, "every_day")]
    return named or [dt.date.fromisoformat(on)]


def read_calendar(path: Path, name: str) -> Calendar:
    """Read a calendar and check all that it says.

    Args:
        path: the file.
        name: its path within the data folder, for messages.

    Raises:
        DataError: with every problem found, each at `file:line:column`.
        StorageError: what the system does not let be read.
    """
    return read_typed(path, name, Calendar, lambda said: lint_calendar(said, path.stem))


def load_calendar(path: Path) -> WorkingHours:
    """Read a calendar of working hours from its file.

    Args:
        path: the file, which is named after the calendar.

    Raises:
        DataError: with every problem found, each at `file:line:column`.
        StorageError: what the system does not let be read.
    """
    return read_calendar(path, path.name).working_hours()
