"""Ledgers of points: what the events of each agent come to, by category and month after month.

In each month, in order, the points of a category are added to what it has come to, and that is held
within the category's limits. A month without a deduction of the category then gives `recovery`
back, up to 0. The balance is the start and all categories, held within the ledger's own limits.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from scoring.beside import Events
from scoring.columns import Bools, Int64s
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.period import Period, period_around
from scoring.flow import Roster
from scoring.pieces.fractions import limited
from scoring.plan.events import POINT_PLACES, Carried, EventCategory, EventLedger, fresh_start

_EPOCH = dt.date(1970, 1, 1)


class Balance(NamedTuple):
    """What a ledger comes to for every agent.

    Attributes:
        numerator, denominator: Exact[n], the balance as a fraction; every denominator is the same.
        volume: int64[n], how many events were counted.
    """

    numerator: Exact
    denominator: Exact
    volume: Int64s


def span(ledger: EventLedger, period: Period) -> tuple[int, int]:
    """Return the first day whose events count, and the first that does not, from 1970-01-01."""
    since = ledger.since
    first = period.first if since == "period" else period_around(period.first, since).first
    return (first - _EPOCH).days, (period.end - _EPOCH).days


def counted(ledger: EventLedger, events: Events, period: Period) -> Bools:
    """Return bool[events]: it is of a category of the ledger, and lies on one of its days."""
    first, end = span(ledger, period)
    timely: Bools = (events.day >= first) & (events.day < end)
    return timely & events.category.are(*ledger.categories)


def balance(name: str, ledger: EventLedger, places: int, roster: Roster) -> Balance:
    """Keep a ledger for every agent at once.

    Args:
        name: what the plan calls it; an earlier run's balance goes by the same name.
        ledger: what the plan says of it.
        places: decimal places of its value, at which an earlier balance stands.
        roster: the agents, their events, and the earlier run if there is one.
    """
    n, events = len(roster.agent_ids), roster.events
    own = counted(ledger, events, roster.period)
    agent, points = events.agent[own], events.points[own]
    day, words = events.day[own], events.category.taken(own)
    first, end = (_months(np.array([edge])) for edge in span(ledger, roster.period))
    months = np.arange(first[0], end[0])  # periods end where a month does
    total: Exact = np.zeros(n, np.int64)
    for word, said in ledger.categories.items():
        rows = words.are(word)
        kept = _Category(said, agent[rows], _months(day[rows]), points[rows])
        total = fixed.add(total, kept.comes_to(months, n))
    up = max(POINT_PLACES, places)
    total = fixed.add(_start(name, ledger, (places, up), roster), _at(total, POINT_PLACES, up))
    held = limited(total, _units(ledger.least, up), _units(ledger.most, up))
    return Balance(held, fixed.filled(n, 10**up), np.bincount(agent, minlength=n))


class _Category(NamedTuple):
    """The events of one category: what the plan says of it, and their agents, months and points."""

    said: EventCategory
    agent: Int64s
    month: Int64s
    points: Int64s

    def comes_to(self, months: Int64s, n: int) -> Exact:
        """Go through the months in order; return what the category has come to for each agent."""
        said = self.said
        least, most = _units(said.least, POINT_PLACES), _units(said.most, POINT_PLACES)
        recovery = _units(said.recovery, POINT_PLACES)
        order = np.argsort(self.month, kind="stable")
        edges = np.searchsorted(self.month[order], [*months, months[-1] + 1])
        stands: Exact = np.zeros(n, np.int64)
        for begin, end in pairwise(edges.tolist()):
            rows = order[begin:end]
            agent, points = self.agent[rows], self.points[rows]
            if rows.size:
                moved = np.zeros(n, np.int64)
                np.add.at(moved, agent, points)  # 10**7 units an event at most, by its contract
                stands = limited(fixed.add(stands, moved), least, most)
            if recovery is not None:
                calm = np.asarray(stands < 0, np.bool_)
                calm[agent[points < 0]] = False
                given_back = fixed.add(stands, fixed.filled(n, recovery))
                stands = fixed.where(calm, limited(given_back, None, 0), stands)
        return stands


def _start(name: str, ledger: EventLedger, places: tuple[int, int], roster: Roster) -> Exact:
    """Return what each balance begins at: the plan's number, or the earlier run's value."""
    own, up = places
    n = len(roster.agent_ids)
    fresh = fixed.filled(n, fixed.scaled(fresh_start(ledger), up))
    earlier = roster.earlier
    if not isinstance(ledger.start, Carried) or earlier is None or name not in earlier.values:
        return fresh
    units, known = earlier.values[name]
    return fixed.where(known, _at(units, own, up), fresh)


def _units(said: Decimal | str | None, places: int) -> int | None:
    return fixed.scaled(said, places) if isinstance(said, Decimal) else None


def _at(units: Exact, places: int, up: int) -> Exact:
    return fixed.multiply(units, 10 ** (up - places))


def _months(day: Int64s) -> Int64s:
    """Return the month that each day lies in, counted from January 1970."""
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
