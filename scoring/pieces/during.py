"""When rows count: the period of each agent, and within it the dates of a measure that has some."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

import numpy as np

from scoring.columns import Int64s
from scoring.exact.period import Period, instant_us
from scoring.flow import Finding, Roster
from scoring.plan.measuring import During, RowMeasure
from scoring.plan.model import Plan

Spans: TypeAlias = tuple[Int64s, Int64s]
"""The first microsecond and the first one after: int64[agents + 1] each, that of nobody last."""

Dates: TypeAlias = tuple[dt.date, dt.date]


class Bounds(NamedTuple):
    """When rows of each agent count.

    Attributes:
        period: the period of each agent, or the stretch of it that is measured.
        dates: by first and last day, when these days are for each agent.
    """

    period: Spans
    dates: Mapping[Dates, Spans]


def dates_of(said: During) -> Dates:
    """Return what tells the dates of one measure from those of another."""
    return said.first, said.last


def bounds_of(plan: Plan, roster: Roster) -> Bounds:
    """Return when rows of a roster's agents count, for all measures of a plan."""
    period = np.append(roster.starts_us, 0), np.append(roster.ends_us, 0)
    asked = {dates_of(said): said for _, said in _dated(plan)}
    return Bounds(period, {dates: _spans(plan, roster, said) for dates, said in asked.items()})


def _spans(plan: Plan, roster: Roster, said: During) -> Spans:
    """Return when days begin and end, in the zone that an agent's period has."""
    conventions, region = plan.conventions, roster.columns["region"]
    zones = [conventions.zone] * (len(region.words) + 1)
    if conventions.period_zone == "region":
        zones[:-1] = [conventions.zones.get(name, conventions.zone) for name in region.words]
    codes = np.append(region.codes, -1)
    days = said.first, said.last + dt.timedelta(1)
    begins, ends = (np.array([instant_us(day, zone) for zone in zones], np.int64) for day in days)
    return begins[codes], ends[codes]


def _dated(plan: Plan) -> Iterator[tuple[str, During]]:
    for name, measure in plan.measures.items():
        if isinstance(measure, RowMeasure) and measure.during is not None:
            yield name, measure.during


def unmet(plan: Plan, period: Period) -> Iterator[Finding]:
    """Tell of measures whose dates lie outside of the period, so that no row counts."""
    for name, said in _dated(plan):
        if said.last < period.first or said.first >= period.end:
            why = f"counts {said.first} to {said.last} alone, and none of it is in {period.name}"
            yield Finding("dates-not-met", plan.place.file, None, None, name, why)
