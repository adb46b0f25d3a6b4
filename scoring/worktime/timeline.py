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
from scoring.worktime.hours import (
    END_US,
    FIRST_US,
    Interval,
    WorkingHours,
    open_between,
    us_of_year,
)

Int32s = npt.NDArray[np.int32]
BUCKET_BITS = 32
"""A bucket is 2**32 µs (72 minutes): the index of a stamp's bucket is a shift, not a division."""

BUCKET_US = 1 << BUCKET_BITS
_NEVER = 2**63 - 1


class Timeline(NamedTuple):
    """The open intervals of several calendars over whole years, one calendar behind the other.

    Each calendar's own begin with an empty one, a bucket before the first year and the same
    instant for all, and end with one that is never reached: whatever stamp of the buckets is
    looked up, an interval starts at it or before, and another after it.

    Attributes:
        interval: int64[intervals, 3], UTC µs at which it opens and at which it closes, and µs
            that the calendar was open before it; the opening never falls within a calendar.
        bucket: int32[calendars, buckets], the last interval that opens where the bucket begins,
            or before; bucket k begins at interval[0, 0] + k x 2**32.
    """

    interval: Int64s
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
    origin = us_of_year(first_year) - BUCKET_US
    starts = np.arange(origin, us_of_year(last_year + 1), BUCKET_US)
    # Whatever a bucket holds is looked up here, so buckets are laid out whole, years or not.
    start, end = max(origin, FIRST_US), min(int(starts[-1]) + BUCKET_US, END_US)
    rows, buckets, base = [], [], 0
    for calendar in calendars:
        wall = [Interval(start, end)]
        opened = wall if calendar is None else open_between(calendar, start, end)
        edges = [Interval(origin, origin), *opened, Interval(_NEVER, _NEVER)]
        own = np.array(edges, np.int64)
        lengths = own[:, 1] - own[:, 0]
        rows.append(np.column_stack([own, np.cumsum(lengths) - lengths]))
        buckets.append(base + np.searchsorted(own[:, 0], starts, side="right") - 1)
        base += len(edges)
    found = Timeline(np.concatenate(rows), np.stack(buckets).astype(np.int32))
    for array in found:
        array.flags.writeable = False
    return found


def years_of(start_us: Int64s, end_us: Int64s) -> tuple[int, int]:
    """Return the years of the earliest and of the latest of some stamps."""
    bounds = [int(edge) for us in (start_us, end_us) for edge in (us.min(), us.max())]
    ends = np.array([min(bounds), max(bounds)], "datetime64[us]").astype("datetime64[Y]")
    first, last = (ends.astype(np.int64) + 1970).tolist()
    return first, last
