"""Stamps to periods: which period of a cycle an instant falls into, by the calendar of a zone."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import pairwise

import numpy as np

from scoring.columns import Column, Int64s
from scoring.exact.period import YEARS, instant_us, period_around

_EPOCH_YEAR = 1970
NO_PERIOD = -1
"""The code of a row without a stamp, or with one of a year that has no periods."""


def period_codes(stamps: Column, cycle: str, zone: str) -> tuple[Int64s, tuple[str, ...]]:
    """Find each row's period.

    Args:
        stamps: a column of UTC microseconds.
        cycle: month, quarter, half_year or year.
        zone: the time zone whose midnights part the periods.

    Returns:
        int64[rows], codes into the names, `NO_PERIOD` where there is none; and the names of the
        periods that occur, in order.
    """
    codes = np.full(stamps.values.size, NO_PERIOD, np.int64)
    years = stamps.values.view("M8[us]").astype("M8[Y]").astype(np.int64) + _EPOCH_YEAR
    dated = stamps.known & (years > YEARS[0]) & (years < YEARS[1])
    if not dated.any():
        return codes, ()
    first, last = int(years[dated].min()), int(years[dated].max())
    # A year of the zone begins within a day of the one in UTC, so one more on each side will do.
    starts = [start for year in range(first - 1, last + 2) for start in _starts(year, cycle, zone)]
    instants = np.array([instant for instant, _ in starts], np.int64)
    found = np.searchsorted(instants, stamps.values[dated], side="right") - 1
    occurring, codes[dated] = np.unique(found, return_inverse=True)
    return codes, tuple(starts[i][1] for i in occurring)


@cache
def _starts(year: int, cycle: str, zone: str) -> tuple[tuple[int, str], ...]:
    """Return where each period of a year begins, in UTC microseconds, with its name."""
    days = [dt.date(year, month, 1) for month in range(1, 13)]
    periods = [period_around(day, cycle) for day in days]
    begun = [periods[0], *(later for earlier, later in pairwise(periods) if later != earlier)]
    return tuple((instant_us(period.first, zone), period.name) for period in begun)
