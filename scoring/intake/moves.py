"""Whose facts are when: the bounds of each agent's period, and of the stretches within it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s, Words
from scoring.errors import DataError, Problem
from scoring.exact.period import Period, instant_us
from scoring.intake.folder import ROSTER
from scoring.intake.members import Stretches
from scoring.plan.model import Plan


def bounds(plan: Plan, period: Period, region: Words) -> tuple[Int64s, Int64s]:
    """Return the instants at which each agent's period begins and ends."""
    zones = _zones(plan, region)
    starts, ends = (
        np.array([instant_us(day, zone) for zone in zones]) for day in (period.first, period.end)
    )
    return starts[region.codes], ends[region.codes]


def _zones(plan: Plan, region: Words) -> list[str]:
    """Return the zone of each region, by its code, and last that of nobody's."""
    said = plan.conventions
    if said.period_zone == "plan":
        return [said.zone] * (len(region.words) + 1)
    _check_zones(said.zones, region)
    return [said.zones.get(name, said.zone) for name in (*region.words, "")]


def _check_zones(zones: Mapping[str, str], region: Words) -> None:
    without = [name for name in region.different() if name not in zones]
    if without:
        agents = sum(map(region.count, without))
        names = ", ".join(sorted(f"'{r}'" if r else "no region" for r in without)[:5])
        what = f"regions without a zone in the plan: {names}; agents in them: {agents:,}"
        hint = "Name their zones under conventions.zones, or write period_zone: plan."
        raise DataError(Problem("no-zone", f"{ROSTER}, column region", what, hint))


def edges(plan: Plan, stretches: Stretches) -> tuple[Int64s, Int64s]:
    """Return the instants between which facts are a stretch's: int64[stretches] each, UTC µs.

    A stretch begins at midnight of its first day, in the zone of its own region. It ends where the
    next one of the plan begins, in whichever zone that is, so that no instant is in two or none.
    """
    region = stretches.rows.texts["region"]
    zones = _zones(plan, region)

    def midnights(days: Int64s) -> Int64s:
        pairs, at = np.unique(np.stack([days, region.codes]), axis=1, return_inverse=True)
        found = [instant_us(_day(day), zones[code]) for day, code in pairs.T.tolist()]
        return np.array(found, np.int64)[at.reshape(-1)]

    starts, ends = midnights(stretches.begin), midnights(stretches.end)
    # A single day far in the west, and the next one far in the east, which is over before it.
    starts[:-1] = np.where(stretches.next_in[:-1], np.minimum(starts[:-1], starts[1:]), starts[:-1])
    return starts, np.where(stretches.next_in, np.roll(starts, -1), ends)


def _day(number: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(number)


class Places(NamedTuple):
    """Where stretches stand among those of their agents.

    Attributes:
        first, last: int64[agents], the first and the last of each.
        number: int64[stretches], from 1.
        several: int64[some], those of agents who have more than one.
    """

    first: Int64s
    last: Int64s
    number: Int64s
    several: Int64s


def places(stretches: Stretches) -> Places:
    """Return where stretches stand."""
    of = stretches.of
    first = np.flatnonzero(np.diff(of, prepend=-1))
    last = np.flatnonzero(np.diff(of, append=-1))
    number = np.arange(of.size) - first[of] + 1
    return Places(first, last, number, np.flatnonzero((last - first)[of] > 0))
