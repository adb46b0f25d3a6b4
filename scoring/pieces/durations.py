"""The time between two stamps of each row: every second, or what a calendar is open of it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Column, Int64s
from scoring.flow import Roster
from scoring.kernels.reference import elapsed_seconds, open_seconds
from scoring.plan.calendars import NONE, WALL
from scoring.plan.model import ByRegion, Elapsed
from scoring.worktime.hours import WorkingHours
from scoring.worktime.timeline import Int32s, Timeline, timeline


class Took(NamedTuple):
    """How long each row took.

    Attributes:
        seconds: whole seconds, null where a stamp is.
        left_out: bool[rows], whose later stamp is before the earlier, where that leaves them out.
        covered: bool[rows], that have a calendar, or need none.
    """

    seconds: Column
    left_out: Bools
    covered: Bools


def said_of(elapsed: Elapsed) -> Hashable:
    """Return what a duration says without where it stands, so that equal ones are one."""
    by = elapsed.calendar
    calendar = (*by.within.items(), by.otherwise) if isinstance(by, ByRegion) else by
    return elapsed.start, elapsed.end, calendar, elapsed.reversed


def took(elapsed: Elapsed, start: Column, end: Column, region: Column, roster: Roster) -> Took:
    """Reckon the time between two stamps of each row.

    Args:
        elapsed: what the plan says of it.
        start: the earlier stamp.
        end: the later stamp.
        region: the region of each row; read where the plan counts by region.
        roster: the roster, which carries the calendars.

    Raises:
        ValueError: a calendar that the roster does not carry.
    """
    known = start.known & end.known
    covered = np.ones(known.size, np.bool_)
    if elapsed.calendar == WALL:
        seconds = elapsed_seconds(start.values, end.values)
    else:
        names, calendar = _calendars(elapsed, region)
        covered = np.array([name != NONE for name in names], np.bool_)[calendar]
        counted = known & covered
        years = _laid_out(_own(names, roster.calendars), start, end, counted)
        # A row that is not counted may hold anything; a stamp of the years stands in for it.
        started = np.where(counted, start.values, years.open_us[0])
        ended = np.where(counted, end.values, years.open_us[0])
        seconds = open_seconds(started, ended, calendar, *years)
    backward = known & (end.values < start.values)
    if elapsed.reversed == "zero":
        seconds = np.where(backward, 0, seconds)
    left_out = backward if elapsed.reversed == "exclude" else np.zeros_like(backward)
    return Took(Column("whole", seconds, known), left_out, covered)


def _calendars(elapsed: Elapsed, region: Column) -> tuple[list[str], Int32s]:
    """Return the names that a duration gives for a calendar, and the place of each row's."""
    said = elapsed.calendar
    if not isinstance(said, ByRegion):
        return [said], np.zeros(region.values.size, np.int32)
    names = sorted({*said.within.values(), said.otherwise})
    by_word = [said.within.get(word, said.otherwise) for word in region.words]
    places = np.array([names.index(name) for name in (*by_word, said.otherwise)], np.int32)
    return names, places[np.where(region.known, region.values, len(region.words))]


def _own(
    names: list[str], calendars: Mapping[str, WorkingHours]
) -> tuple[WorkingHours | None, ...]:
    """Return each calendar by its name; what is none counts as time on the wall."""
    if missing := [n for n in names if n not in (WALL, NONE) and n not in calendars]:
        raise ValueError(f"the roster carries no calendar '{missing[0]}'")
    return tuple(None if name in (WALL, NONE) else calendars[name] for name in names)


def _laid_out(
    calendars: tuple[WorkingHours | None, ...], start: Column, end: Column, counted: Bools
) -> Timeline:
    """Lay the calendars out over the years of the stamps that are counted."""
    bounds = [year for column in (start, end) for year in _years(column.values[counted])]
    return timeline(calendars, min(bounds, default=1970), max(bounds, default=1970))


def _years(stamps: Int64s) -> list[int]:
    if stamps.size == 0:
        return []
    ends = np.array([stamps.min(), stamps.max()], "datetime64[us]")
    years: list[int] = (ends.astype("datetime64[Y]").astype(np.int64) + 1970).tolist()
    return years
