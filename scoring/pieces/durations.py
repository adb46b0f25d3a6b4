"""The time between two stamps of each row: every second, or what a calendar is open of it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Column, Int64s
from scoring.flow import Roster
from scoring.kernels.choice import Kernels
from scoring.pieces.holding import worked_off_hold
from scoring.plan.calendars import NONE, WALL
from scoring.plan.durations import ByRegion, Elapsed
from scoring.worktime.hours import WorkingHours
from scoring.worktime.timeline import Int32s, timeline, years_of


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
    return elapsed.start, elapsed.end, calendar, elapsed.reversed, elapsed.holds


def took(
    elapsed: Elapsed,
    stamps: tuple[Column, Column],
    region: Column,
    held: Int64s | None,
    roster: Roster,
    kernels: Kernels,
) -> Took:
    """Reckon the time between two stamps of each row.

    Args:
        elapsed: what the plan says of it.
        stamps: the earlier stamp and the later one.
        region: the region of each row; read where the plan counts by region.
        held: int64[rows], as in `Facts`; read where the plan takes time on hold off.
        roster: the roster, which carries calendars and holds.
        kernels: the kernels that do the work.

    Raises:
        ValueError: a calendar that the roster does not carry.
    """
    start, end = stamps
    known = start.known & end.known
    covered = np.ones(known.size, np.bool_)
    names, calendar = _calendars(elapsed, region)
    own = _own(names, roster.calendars)
    if NONE in names:
        covered = np.array([name != NONE for name in names], np.bool_)[calendar]
    if elapsed.calendar == WALL:
        seconds = np.empty(known.size, np.int64)
        kernels.elapsed_seconds(start.values, end.values, seconds)
    else:
        seconds = _worked(own, calendar, (start.values, end.values), known & covered, kernels)
    if elapsed.holds == "subtract" and held is not None:
        rows = np.flatnonzero((held >= 0) & known & covered)
        of = np.broadcast_to(calendar, known.shape)[rows]
        between = (start.values[rows], end.values[rows])
        seconds[rows] = worked_off_hold(own, of, between, held[rows], roster.holds)
    backward = known & (end.values < start.values)
    if elapsed.reversed == "zero":
        seconds = np.where(backward, 0, seconds)
    left_out = backward if elapsed.reversed == "exclude" else np.zeros_like(backward)
    return Took(Column("whole", seconds, known), left_out, covered)


def _calendars(elapsed: Elapsed, region: Column) -> tuple[list[str], Int32s]:
    """Return the names that a duration has for a calendar, and the place of each row's."""
    said = elapsed.calendar
    if not isinstance(said, ByRegion):
        return [said], np.zeros(1, np.int32)
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


def _worked(
    own: tuple[WorkingHours | None, ...],
    calendar: Int32s,
    stamps: tuple[Int64s, Int64s],
    counted: Bools,
    kernels: Kernels,
) -> Int64s:
    """Count working time, with calendars laid out over the years that the stamps need.

    The years of the first row that counts are tried first, since a batch seldom needs others.
    Which years are laid out changes no result.
    """
    seconds = np.zeros(counted.size, np.int64)
    first = int(counted.argmax()) if counted.size else 0
    if not counted[first : first + 1].any():
        return seconds
    years = years_of(*(stamp[first : first + 1] for stamp in stamps))
    if not kernels.open_seconds(*stamps, counted, calendar, *timeline(own, *years), seconds):
        years = years_of(*(stamp[counted] for stamp in stamps))
        kernels.open_seconds(*stamps, counted, calendar, *timeline(own, *years), seconds)
    return seconds
