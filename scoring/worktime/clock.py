"""Working time between two instants, the hours of a stretch, and when so much of it has passed.

For people and other programs: one question at a time, in Python integers. Rows of a run are
answered by `kernels`, from the same intervals.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from scoring.exact.period import MICROSECONDS, YEARS
from scoring.worktime.hours import DAY_US, END_US, WorkingHours, open_between

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_ONE_US = dt.timedelta(microseconds=1)
_STRETCH_US = 400 * DAY_US


def open_seconds(
    hours: WorkingHours,
    start: dt.datetime,
    end: dt.datetime,
    *,
    if_reversed: Literal["zero", "negative"],
) -> int:
    """Return the whole seconds of working time from one instant to another, rounded down.

    Args:
        hours: the calendar, as `load_calendar` reads it.
        start: an instant with its time zone.
        end: another, which ought to be later.
        if_reversed: what an end before the start gives: nothing, or what lies between them as a
            negative number.

    Raises:
        ValueError: a stamp without a time zone, or out of the years that a calendar may name.
    """
    start_us, end_us = _instant(start), _instant(end)
    between = sum(i.end - i.start for i in open_between(hours, *sorted((start_us, end_us))))
    if end_us >= start_us:
        return between // MICROSECONDS
    return 0 if if_reversed == "zero" else -between // MICROSECONDS


def open_intervals(
    hours: WorkingHours, start: dt.datetime, end: dt.datetime
) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return when work is done from one instant up to another, as half-open stretches in UTC.

    Args:
        hours: the calendar, as `load_calendar` reads it.
        start: an instant with its time zone.
        end: one that is not earlier.

    Raises:
        ValueError: a stamp without a time zone, out of the years, or an end before the start.
    """
    found = open_between(hours, _instant(start), _instant(end))
    return [(_stamp(i.start), _stamp(i.end)) for i in found]


def deadline(hours: WorkingHours, start: dt.datetime, seconds: int) -> dt.datetime:
    """Return the first instant at which so many seconds of working time have passed since `start`.

    Time that is used up at the close of a day ends there, not at the next opening. For 0 seconds
    it is the first instant from `start` on at which work is done: `start` itself, where it is.

    Args:
        hours: the calendar, as `load_calendar` reads it.
        start: an instant with its time zone.
        seconds: working time, 0 or more.

    Raises:
        ValueError: a stamp without a time zone or out of the years, a negative number, or hours
            that end before so much time has passed.
    """
    if seconds < 0:
        raise ValueError("a deadline lies 0 seconds ahead, or more")
    reached, left = _instant(start), seconds * MICROSECONDS
    while reached < END_US:
        until = min(reached + _STRETCH_US, END_US)
        for opened in open_between(hours, reached, until):
            if left <= opened.end - opened.start:
                return _stamp(opened.start + left)
            left -= opened.end - opened.start
        reached = until
    raise ValueError(f"calendar '{hours.name}' has no such time left before {YEARS[1] + 1}")


def _instant(stamp: dt.datetime) -> int:
    if stamp.tzinfo is None:
        raise ValueError("give an instant with its time zone")
    return (stamp - _EPOCH) // _ONE_US


def _stamp(us: int) -> dt.datetime:
    return _EPOCH + us * _ONE_US
