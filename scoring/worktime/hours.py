"""Working hours (工作时间) as open intervals of UTC: exact over midnight and changes of the clock.

Hours are written on the wall and time runs in UTC; between the two stands one rule. A time on the
wall that comes twice is the first of the two, and one that is left out (the clock goes forward
over it) moves forward by as much as the clock does. So a shift from 22:00 to 06:00 has seven
hours in the one night, nine in the other, and a span that ends no later than it begins is empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scoring.exact.period import MICROSECONDS, YEARS, zone

EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - subtracted from times that have no zone either
DAY_SECONDS = 86_400
DAY_US = DAY_SECONDS * MICROSECONDS
_ONE_US = dt.timedelta(microseconds=1)


class Span(NamedTuple):
    """Seconds of a local day, from `start` up to but not `end`.

    86400 is the day's end; beyond it the span runs on into the next day.
    """

    start: int
    end: int


Spans = tuple[Span, ...]


class Interval(NamedTuple):
    """UTC microseconds, from `start` up to but not `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """A calendar of working hours, ready to be reckoned with.

    A span belongs to the local day on which it starts: hours that begin on the eve of a holiday
    run into it, and those that would begin on it do not begin. What spans share counts once.

    Attributes:
        name: the calendar's name.
        zone: the time zone of its days and hours.
        weeks: the spans of the seven weekdays from Monday on, each with the first day on which
            the week holds, in that order; the first holds for all days before, too.
        days: local day to the spans that stand in for those of its weekday; () is closed.
        breaks: local day, or weekday (0 is Monday), to spans that are cut out of whatever is
            open then, hours of the day before that run over midnight included.
    """

    name: str
    zone: str
    weeks: tuple[tuple[dt.date, tuple[Spans, ...]], ...]
    days: tuple[tuple[dt.date, Spans], ...] = ()
    breaks: tuple[tuple[dt.date | int, Spans], ...] = ()


def us_of_year(year: int) -> int:
    """Return the UTC microsecond at which a year begins."""
    return (dt.datetime(year, 1, 1) - EPOCH) // _ONE_US  # noqa: DTZ001 - as `EPOCH`


FIRST_US, END_US = us_of_year(YEARS[0]), us_of_year(YEARS[1] + 1)
"""What is reckoned with: the years that a calendar may name."""


def open_between(hours: WorkingHours, start_us: int, end_us: int) -> list[Interval]:
    """Return when work is done from one instant up to another.

    Args:
        hours: the calendar.
        start_us: UTC µs, not before `FIRST_US`.
        end_us: UTC µs, not after `END_US`.

    Returns:
        Intervals in order; no two of them touch, and none is empty.

    Raises:
        ValueError: instants out of the years that a calendar may name.
    """
    if not FIRST_US <= start_us <= end_us <= END_US:
        raise ValueError(f"instants lie between {YEARS[0]} and {YEARS[1]}, the earlier one first")
    # Two days more at each end: hours reach over midnight, and zones over the days of UTC.
    first, last = start_us // DAY_US - 2, end_us // DAY_US + 1
    days = [EPOCH.date() + dt.timedelta(days=n) for n in range(first, last + 1)]
    tz = zone(hours.zone)
    opened = united(_timed(_worked(hours, days), tz))
    breaks = united(_timed(_breaks(hours, days), tz))
    clipped = (
        Interval(max(i.start, start_us), min(i.end, end_us)) for i in without(opened, breaks)
    )
    return [i for i in clipped if i.start < i.end]


def working_days(hours: WorkingHours, first: dt.date, end: dt.date) -> list[bool]:
    """Say of each local day from `first` up to `end` whether it is a working day.

    It is one if anything is left of the hours that begin on it when breaks are cut out. What runs
    over midnight from the day before makes none.
    """
    tz, count = zone(hours.zone), (end - first).days
    days = [first + dt.timedelta(days=n) for n in range(-1, count + 2)]
    breaks = united(_timed(_breaks(hours, days), tz))
    opened = (united(_timed(_worked(hours, [day]), tz)) for day in days[1:-2])
    return [any(without(spans, breaks)) for spans in opened]


def _worked(hours: WorkingHours, days: Iterable[dt.date]) -> Iterator[tuple[dt.date, Span]]:
    named, later = dict(hours.days), list(reversed(hours.weeks[1:]))
    week = hours.weeks[0][1]
    for day in days:
        while later and later[-1][0] <= day:
            week = later.pop()[1]
        yield from ((day, span) for span in named.get(day, week[day.weekday()]))


def _breaks(hours: WorkingHours, days: Iterable[dt.date]) -> Iterator[tuple[dt.date, Span]]:
    if not hours.breaks:
        return
    for day in days:
        for on, spans in hours.breaks:
            if on in (day, day.weekday()):
                yield from ((day, span) for span in spans)


def _timed(spans: Iterable[tuple[dt.date, Span]], tz: ZoneInfo) -> list[Interval]:
    """Turn spans of local days into intervals, in order; an empty one is left out."""
    timed = (
        Interval(on_the_wall(day, span.start, tz), on_the_wall(day, span.end, tz))
        for day, span in spans
    )
    return sorted(i for i in timed if i.start < i.end)


def on_the_wall(day: dt.date, second: int, tz: ZoneInfo) -> int:
    """Return the UTC microsecond at which clocks on the wall show a second of a day.

    `fold=0` is the first of two and, in a gap, reads with the offset from before it (PEP 495):
    that moves the time forward by the gap.
    """
    wall = dt.datetime(day.year, day.month, day.day) + dt.timedelta(seconds=second)  # noqa: DTZ001
    offset = tz.utcoffset(wall.replace(tzinfo=tz, fold=0)) or dt.timedelta()
    return (wall - EPOCH - offset) // _ONE_US


def united(intervals: Iterable[Interval]) -> list[Interval]:
    """Join ordered intervals that overlap or touch, so that what they share counts once."""
    found: list[Interval] = []
    for start, end in intervals:
        if found and start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Interval(start, end))
    return found


def without(intervals: Iterable[Interval], cut: list[Interval]) -> Iterator[Interval]:
    """Yield what is left of intervals; both are in order, and within each no two touch."""
    following = 0
    for start, end in intervals:
        while following < len(cut) and cut[following].end <= start:
            following += 1
        at, reached = following, start
        while at < len(cut) and cut[at].start < end:
            if reached < cut[at].start:
                yield Interval(reached, cut[at].start)
            reached = max(reached, cut[at].end)
            at += 1
        if reached < end:
            yield Interval(reached, end)
