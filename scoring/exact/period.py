"""Periods: half-open spans of local calendar days, and the instants at which they begin and end.

A period is written `2026-10` (month), `2026-Q4` (quarter), `2026-H2` (half-year) or `2026`
(year). Zones come from the pinned `tzdata` package, never from the machine, so that the same
run gives the same bytes after an update of the operating system.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo

MICROSECONDS = 1_000_000
PERIOD_FORMS = "Write 2026-10 for a month, 2026-Q4, 2026-H2 or 2026."
"""How a period is written, for the messages that refuse another."""
_FORM = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:(?P<month>[0-9]{2})|Q(?P<quarter>[1-4])|H(?P<half>[12])))?"
)
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z][A-Za-z0-9_+\-]*)*")
_ZONE_CHARACTERS_MAX = 100  # far above the longest name, and below what a file system refuses
YEARS = (1900, 2200)
_PERIOD_SHOWN = 20  # longer than any period's name
MONTHS_IN = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
"""How many months a period of each cycle has."""
_NAMES = {
    "month": "{year:04}-{number:02}",
    "quarter": "{year:04}-Q{number}",
    "half_year": "{year:04}-H{number}",
    "year": "{year:04}",
}


class Period(NamedTuple):
    """A named span of days: `first` belongs to it, `end` is the first day after it."""

    name: str
    cycle: str
    first: dt.date
    end: dt.date

    @property
    def days(self) -> int:
        """Count the calendar days of the period."""
        return (self.end - self.first).days

    @property
    def number(self) -> int:
        """Number the periods of one length, so that the one right after has one more."""
        return (self.first.year * 12 + self.first.month - 1) // MONTHS_IN[self.cycle]


def parse_period(name: str) -> Period:
    """Read a period's name; a name that is not one raises ValueError; `PERIOD_FORMS` helps."""
    found = _FORM.fullmatch(name)
    shown = name if len(name) <= _PERIOD_SHOWN else f"{name[:_PERIOD_SHOWN]}…"
    month = int(found["month"] or 1) if found else 0
    if found and not YEARS[0] <= int(found["year"]) <= YEARS[1]:
        raise ValueError(f"'{name}' is not a period of the years allowed, {YEARS[0]} to {YEARS[1]}")
    if found is None or not 1 <= month <= 12:
        raise ValueError(f"'{shown}' is not a period")
    if found["quarter"]:
        cycle, month = "quarter", 3 * int(found["quarter"]) - 2
    elif found["half"]:
        cycle, month = "half_year", 6 * int(found["half"]) - 5
    else:
        cycle = "month" if found["month"] else "year"
    first = dt.date(int(found["year"]), month, 1)
    after = first.month - 1 + MONTHS_IN[cycle]
    end = dt.date(first.year + after // 12, after % 12 + 1, 1)
    return Period(name, cycle, first, end)


def period_around(day: dt.date, cycle: str) -> Period:
    """Return the period of a cycle that a day belongs to."""
    number = (day.month - 1) // MONTHS_IN[cycle] + 1
    return parse_period(_NAMES[cycle].format(year=day.year, number=number))


def period_numbered(number: int, cycle: str) -> Period:
    """Return the period of a cycle that has a number, as `Period.number` gives it."""
    year, month = divmod(number * MONTHS_IN[cycle], 12)
    return period_around(dt.date(year, month + 1, 1), cycle)


@cache
def zone(name: str) -> ZoneInfo:
    """Load a time zone from the pinned tzdata package; an unknown name raises ValueError."""
    shown = name if len(name) <= _ZONE_CHARACTERS_MAX else f"{name[:_ZONE_CHARACTERS_MAX]}…"
    if shown != name or not _ZONE.fullmatch(name):
        raise ValueError(f"'{shown}' is not the name of a time zone")
    *folders, leaf = name.split("/")
    try:
        with (
            resources.files(".".join(["tzdata", "zoneinfo", *folders]))
            .joinpath(leaf)
            .open("rb") as f
        ):
            return ZoneInfo.from_file(f, key=name)
    except (ModuleNotFoundError, FileNotFoundError, IsADirectoryError, ValueError) as error:
        raise ValueError(f"'{name}' is not the name of a time zone") from error


def instant_us(day: dt.date, zone_name: str) -> int:
    """Return the UTC microsecond at which `day` begins in a zone.

    Where midnight falls into a gap, the day begins at the first instant after it; where it
    comes twice, at the first of the two.
    """
    tz = zone(zone_name)
    naive = dt.datetime.combine(day, dt.time())
    start = naive.replace(tzinfo=tz, fold=0)
    utc = start.astimezone(dt.UTC)
    if utc.astimezone(tz).replace(tzinfo=None) != naive:  # midnight is in a gap: fold=1 is after it
        utc = _first_instant(day, tz)
    return (utc - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def _first_instant(day: dt.date, tz: ZoneInfo) -> dt.datetime:
    """Find the first UTC minute whose local date is `day` (the gap's end)."""
    midnight = dt.datetime.combine(day, dt.time())
    utc = midnight.replace(tzinfo=tz, fold=1).astimezone(
        dt.UTC
    )  # before the gap's end, by its width
    while utc.astimezone(tz).date() < day:
        utc += dt.timedelta(minutes=1)
    return utc
