"""Time on hold, taken off: what of a row's time was neither on hold nor outside of its hours.

Only the rows that were ever on hold come here. A row's time is rounded down once, after what was
on hold has been taken off in microseconds.
"""

from __future__ import annotations

import numpy as np

from scoring.beside import Holds
from scoring.columns import Int64s
from scoring.exact.period import MICROSECONDS
from scoring.worktime.hours import WorkingHours
from scoring.worktime.timeline import Int32s, Timeline, timeline, years_of


def worked_off_hold(
    own: tuple[WorkingHours | None, ...],
    calendar: Int32s,
    stamps: tuple[Int64s, Int64s],
    held: Int64s,
    holds: Holds,
) -> Int64s:
    """Return the whole seconds of working time that were not on hold, rounded down.

    Args:
        own: the calendars; None is time on the wall.
        calendar: int32[rows], each row's place in `own`.
        stamps: int64[rows] each, UTC µs, the earlier stamp and the later one; where they run
            backward, what lies between them counts below zero.
        held: int64[rows], each row's place in `holds`.
        holds: when interactions were on hold.

    Returns:
        int64[rows], seconds.
    """
    if held.size == 0:
        return np.zeros(0, np.int64)
    low, high = np.minimum(*stamps), np.maximum(*stamps)
    years = timeline(own, *years_of(low, high))
    worked = _open(years, calendar, low, high)
    spans = holds.first[held + 1] - holds.first[held]
    row = np.repeat(np.arange(held.size), spans)
    # The places of each row's spans: one after the other from the first of them on.
    before = np.cumsum(spans) - spans
    at = holds.first[held][row] + np.arange(row.size) - before[row]
    start = np.clip(holds.start_us[at], low[row], high[row])
    end = np.clip(holds.end_us[at], low[row], high[row])
    np.subtract.at(worked, row, _open(years, calendar[row], start, end))
    return np.where(stamps[1] < stamps[0], -worked, worked) // MICROSECONDS


def _open(years: Timeline, calendar: Int32s, start_us: Int64s, end_us: Int64s) -> Int64s:
    """Return int64[rows], what each row's calendar was open between two stamps, µs."""
    return _open_until(years, calendar, end_us) - _open_until(years, calendar, start_us)


def _open_until(years: Timeline, calendar: Int32s, stamp_us: Int64s) -> Int64s:
    edges = [*years.bucket[:, 0].tolist(), years.interval.shape[0]]
    passed = np.zeros(stamp_us.size, np.int64)
    for i in range(years.bucket.shape[0]):
        rows, own = np.flatnonzero(calendar == i), years.interval[edges[i] : edges[i + 1]]
        stamp = stamp_us[rows]
        at = own[np.searchsorted(own[:, 0], stamp, side="right") - 1]
        passed[rows] = at[:, 2] + np.minimum(stamp, at[:, 1]) - at[:, 0]
    return passed
