"""Service within a period: which days and months of it each agent was there, counted.

Whole numbers throughout. Spans of days are looked up in a prefix sum over the days of the period,
so that a million agents cost as much as their spans, whatever the period.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scoring.exact.period import Period

Int64s = npt.NDArray[np.int64]
_EPOCH = dt.date(1970, 1, 1)


class Spans(NamedTuple):
    """Days on which agents are employed; spans of one agent share no day.

    Attributes:
        of: int64[spans], the agent's index.
        first, last: int64[spans], days from 1970-01-01 within the period; both belong to a span.
        agents: how many agents there are.
    """

    of: Int64s
    first: Int64s
    last: Int64s
    agents: int


def days_served(spans: Spans, period: Period, counted: npt.NDArray[np.bool_]) -> Int64s:
    """Return int64[agents]: the days that count within each agent's spans.

    Args:
        spans: the days employed.
        period: the period.
        counted: bool[days of the period], which of them count.
    """
    begin = epoch_day(period.first)
    before = np.concatenate([[0], np.cumsum(counted)])
    each = before[spans.last - begin + 1] - before[spans.first - begin]
    return _by_agent(spans, each)


def months_served(spans: Spans, period: Period, full_from: int, february_from: int) -> Int64s:
    """Return int64[agents]: the months of a period with so many days employed, or more.

    Args:
        spans: the days employed.
        period: the period.
        full_from: the days from which a month counts.
        february_from: the same for a February.
    """
    served = np.zeros(spans.agents, np.int64)
    for first, end in months_of(period):
        begins, ends = epoch_day(first), epoch_day(end)
        within = np.minimum(spans.last, ends - 1) - np.maximum(spans.first, begins) + 1
        days = _by_agent(spans, np.maximum(within, 0))
        served += days >= (february_from if first.month == 2 else full_from)
    return served


def months_of(period: Period) -> list[tuple[dt.date, dt.date]]:
    """Return the months of a period: the first day of each, and the first day after it."""
    found, first = [], period.first
    while first < period.end:
        end = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
        found.append((first, end))
        first = end
    return found


def _by_agent(spans: Spans, days: Int64s) -> Int64s:
    added = np.zeros(spans.agents, np.int64)
    np.add.at(added, spans.of, days)
    return added


def epoch_day(day: dt.date) -> int:
    """Count the days since 1970-01-01."""
    return (day - _EPOCH).days
