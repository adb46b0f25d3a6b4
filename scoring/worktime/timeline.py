"""Calendars as arrays: open intervals with what was open before them, to be looked up by rows.

The open time between two instants is the difference of two prefix sums, so a row costs two
look-ups whatever lies between its stamps. Several calendars lie one behind the other; time on
the wall is one of them, open at every instant.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scoring.columns import Int64s
from scoring.worktime.hours import Interval, WorkingHours, open_between, us_of_year

Int32s = npt.NDArray[np.int32]
BUCKET_BITS = 32
"""A bucket is 2**32 µs (72 minutes): the index of a stamp's bucket is a shift, not a division."""

BUCKET_US = 1 << BUCKET_BITS
_NEVER = 2**63 - 1


class Timeline(NamedTuple):
    """The open intervals of several calendars over whole years, one calendar behind the other.

    Each calendar's own begin with an empty one, a bucket before the first year and the same
    instant for all, and end with one that is never reached: whatever stamp of the years is
    looked up, an interval starts at it or before, and another after it.

    Attributes:
        open_us: int64[intervals], UTC µs, rising within a calendar.
        close_us: int64[intervals], UTC µs.
        before_us: int64[intervals], what the calendar was open before the interval, µs.
        bucket: int32[calendars, buckets], the last interval that starts where the bucket does,
            or before; bucket k starts at open_us[0] + k x 2**32.
    """

    open_us: Int64s
    close_us: Int64s
    before_us: Int64s
    bucket: Int32s


@lru_cache(maxsize=64)
def timeline(
    calendars: tuple[WorkingHours | None, ...], first_year: int, last_year: int
) -> Timeline:
    """Lay out calendars for the stamps of some years of UTC.

    What is open between two instants does not depend on the years laid out, so batches that
    reach over different years agree. Kept within a process, as time zones are.

    Args:
        calendars: the calendars; None is time on the wall.
        first_year: the year of the earliest stamp that will be looked up.
        last_year: the year of the latest.
    """
    start, end = us_of_year(first_year), us_of_year(last_year + 1)
    origin = start - BUCKET_US
    starts = np.arange(origin, end, BUCKET_US)
    rows: list[list[Interval]] = []
    buckets, base = [], 0
    for calendar in calendars:
        wall = [Interval(start, end)]
        opened = wall if calendar is None else open_between(calendar, start, end)
        own = [Interval(origin, origin), *opened, Interval(_NEVER, _NEVER)]
        opens = np.array([i.start for i in own], np.int64)
        buckets.append(base + np.searchsorted(opens, starts, side="right") - 1)
        rows.append(own)
        base += len(own)
    opens = np.array([i.start for own in rows for i in own], np.int64)
    closes = np.array([i.end for own in rows for i in own], np.int64)
    before = np.concatenate([_before(own) for own in rows])
    found = Timeline(opens, closes, before, np.stack(buckets).astype(np.int32))
    for array in found:
        array.flags.writeable = False
    return found


def _before(own: list[Interval]) -> Int64s:
    lengths = np.array([i.end - i.start for i in own], np.int64)
    return np.cumsum(lengths) - lengths
