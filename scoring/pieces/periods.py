"""Stamps to periods: which period of a cycle an instant falls into, by the calendar of a zone."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import pairwise

import numpy as np

from scoring.columns import Column, Int64s
from scoring.exact.period import YEARS, instant_us, period_around
from scoring.kernels.choice import Kernels

_EPOCH_YEAR = 1970
NO_PERIOD = -1
"""The code of a row without a stamp, or with one of a year that has no periods."""


def period_codes(
    stamps: Column, cycle: str, zone: str, kernels: Kernels
) -> tuple[Int64s, tuple[str, ...]]:
    """Find each row's period.

    Args:
        stamps: a column of UTC microseconds.
        cycle: month, quarter, half_year or year.
        zone: the time zone whose midnights part the periods.
        kernels: the kernels that do it.

    Returns:
        int64[rows], codes into the names, `NO_PERIOD` where there is none; and the names of the
        periods of all years that occur, in order.
    """
    codes = np.empty(stamps.values.size, np.int64)
    dated, all_known = stamps.known, bool(stamps.known.all())
    ends = _ends(stamps.values if all_known else stamps.values[dated])
    low, high = _years(ends).tolist()
    if low <= YEARS[0] or high >= YEARS[1]:
        years = _years(stamps.values)
        dated, all_known = dated & (years > YEARS[0]) & (years < YEARS[1]), False
        low, high = max(low, YEARS[0] + 1), min(high, YEARS[1] - 1)
    instants, names = _edges(low, high, cycle, zone)
    first, last = (np.searchsorted(instants, ends, side="right") - 1).tolist()
    if all_known and first == last:  # as rows in the order of time mostly are
        codes[:] = first
    else:
        kernels.spans(stamps.values, dated, instants, codes)
    return codes, names


def _ends(values: Int64s) -> Int64s:
    """Return the first stamp and the last; of none, any instant."""
    return np.array([values.min(), values.max()] if values.size else [0, 0], np.int64)


def _years(values: Int64s) -> Int64s:
    return values.view("M8[us]").astype("M8[Y]").astype(np.int64) + _EPOCH_YEAR


@cache
def _edges(first: int, last: int, cycle: str, zone: str) -> tuple[Int64s, tuple[str, ...]]:
    """Return where the periods of years begin, and their names.

    A year of the zone begins within a day of the one in UTC, so one more on each side will do.
    """
    starts = [start for year in range(first - 1, last + 2) for start in _starts(year, cycle, zone)]
    return np.array([instant for instant, _ in starts], np.int64), tuple(n for _, n in starts)


@cache
def _starts(year: int, cycle: str, zone: str) -> tuple[tuple[int, str], ...]:
    """Return where each period of a year begins, in UTC microseconds, with its name."""
    days = [dt.date(year, month, 1) for month in range(1, 13)]
    periods = [period_around(day, cycle) for day in days]
    begun = [periods[0], *(later for earlier, later in pairwise(periods) if later != earlier)]
    return tuple((instant_us(period.first, zone), period.name) for period in begun)
