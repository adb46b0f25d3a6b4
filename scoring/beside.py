"""What a data folder holds beside its interactions: waits, events, results, and rates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s, Words, words_of


class Holds(NamedTuple):
    """When interactions were on hold, one interaction behind the other.

    Attributes:
        first: int64[interactions + 1], where each one's spans begin, and the last one's end.
        start_us, end_us: int64[spans], UTC µs, half-open; those of an interaction are in order
            and do not touch.
    """

    first: Int64s
    start_us: Int64s
    end_us: Int64s


class Events(NamedTuple):
    """Points that were added and deducted: an event an element, in any order.

    Attributes:
        agent: int64[events], the agent's index.
        day: int64[events], the day on which it happened, counted from 1970-01-01.
        category: text[events].
        points: int64[events] in units of 10**-4; below zero a deduction.
    """

    agent: Int64s
    day: Int64s
    category: Words
    points: Int64s


class Results(NamedTuple):
    """Numbers of the company, its regions and its teams.

    Attributes:
        of: by level and name, what each region or team has in units of 10**-places; the company's
            own number stands under None.
        places: decimal places of the table.
    """

    of: Mapping[tuple[str, str], Mapping[str | None, int]]
    places: int


RATE_PLACES = 12
"""Decimal places of a rate of exchange, as its table has them."""


class Rate(NamedTuple):
    """What one unit of the plan's currency becomes in another.

    Attributes:
        units: above zero, in units of 10**-RATE_PLACES.
        day: the day that it is of.
        source: who published it.
    """

    units: int
    day: dt.date
    source: str


NO_HOLDS = Holds(np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))
NO_EVENTS = Events(*(np.zeros(0, np.int64),) * 2, words_of(()), np.zeros(0, np.int64))
NO_RESULTS = Results(MappingProxyType({}), 0)
