"""From the text of a date to UTC microseconds, strictly: what does not fit is said, not guessed.

A format is written with the directives of strptime, but reads exactly: `%d` is two digits,
`%-d` has no leading zero, month and weekday names are English whatever the machine's language,
and a weekday that contradicts its date does not fit. Local times that a change of the clock
skips or repeats are marked, so that the profile decides what becomes of them.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s
from scoring.errors import shortened
from scoring.exact.period import MICROSECONDS, zone

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_NO_ZERO = r"[1-9]|[12][0-9]|3[01]"
DIRECTIVES = {
    "%Y": ("year", r"[0-9]{4}"),
    "%y": ("short_year", r"[0-9]{2}"),
    "%m": ("month", r"[0-9]{2}"),
    "%-m": ("month", _NO_ZERO),
    "%b": ("short_month", "|".join(name[:3] for name in _MONTHS)),
    "%B": ("long_month", "|".join(_MONTHS)),
    "%d": ("day", r"[0-9]{2}"),
    "%-d": ("day", _NO_ZERO),
    "%a": ("short_weekday", "|".join(name[:3] for name in _DAYS)),
    "%A": ("long_weekday", "|".join(_DAYS)),
    "%H": ("hour", r"[0-9]{2}"),
    "%-H": ("hour", f"0|{_NO_ZERO}"),
    "%I": ("half_hour", r"[0-9]{2}"),
    "%-I": ("half_hour", _NO_ZERO),
    "%p": ("half", "AM|PM|am|pm"),
    "%M": ("minute", r"[0-9]{2}"),
    "%S": ("second", r"[0-9]{2}"),
    "%f": ("fraction", r"[0-9]{1,6}"),
}
"""What a format may be made of: the part of the date that each directive names, and its form."""
_WORDS = {
    "short_month": [name[:3] for name in _MONTHS],
    "long_month": _MONTHS,
    "short_weekday": [name[:3] for name in _DAYS],
    "long_weekday": _DAYS,
}
_YEARS, _HOURS = {"year", "short_year"}, {"hour", "half_hour"}
_MONTH_KEYS = {"month", "short_month", "long_month"}
_DAY_US = 86_400 * MICROSECONDS
_LIMITS = {"hour": 23, "minute": 59, "second": 59}


class Pattern(NamedTuple):
    """A format, ready to read with: the expression and the parts it finds."""

    regex: str
    parts: tuple[str, ...]

    @property
    def timed(self) -> bool:
        """Say whether the format names a time of day."""
        return bool(_HOURS & set(self.parts))


def pattern(text: str) -> Pattern:
    """Compile a format; one that cannot name a day, or names a part twice, raises ValueError."""
    parts, regex = [], ""
    pieces = re.findall(r"%-?.|[^%]+|%", text)
    for piece, after in pairwise([*pieces, ""]):
        if re.match("%-|%f", piece) and after.startswith("%"):
            said = f"where '{piece}' ends cannot be told, with '{shortened(after)}' right after it"
            raise ValueError(said)
        if piece.startswith("%"):
            if piece not in DIRECTIVES:
                raise ValueError(f"'{piece}' is not known; use one of {' '.join(DIRECTIVES)}")
            part, expression = DIRECTIVES[piece]
            parts.append(part)
            regex += f"(?P<{part}>{expression})"
        else:
            regex += re.escape(piece)
    _check(parts)
    return Pattern(rf"\A{regex}\z", tuple(parts))


def _check(parts: list[str]) -> None:
    found = set(parts)
    if len(found) != len(parts):
        raise ValueError("a part of the date is named twice")
    for name, choices in (("year", _YEARS), ("month", _MONTH_KEYS), ("day", {"day"})):
        if len(found & choices) != 1:
            raise ValueError(f"a format names the {name} once")
    if len(found & _HOURS) > 1 or ("half" in found) != ("half_hour" in found):
        raise ValueError("%I and %p go together, and never with %H")
    chain = ["fraction", "second", "minute", "hour"]
    for small, large in pairwise(chain):
        if small in found and not found & {large, "half_hour" if large == "hour" else large}:
            raise ValueError(f"a format with a {small} needs the {large}")


class Local(NamedTuple):
    """Local stamps as read.

    Attributes:
        us: int64[rows], microseconds of the wall clock since 1970, 0 where not read.
        fits: bool[rows], false where no format fits or two of them disagree.
    """

    us: Int64s
    fits: Bools


def read_local(texts: pa.StringArray, patterns: tuple[Pattern, ...], *, day_end: bool) -> Local:
    """Read stamps by the formats that a profile lists.

    Args:
        texts: string[rows]; null fits nothing.
        patterns: tried on every row; a text that two of them read differently fits neither.
        day_end: a date without a time is the last microsecond of its day, not the first.
    """
    us, fits = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.bool_)
    torn = np.zeros(len(texts), np.bool_)
    for one in patterns:
        found = _read(texts, one)
        if day_end and not one.timed:
            found = Local(found.us + _DAY_US - 1, found.fits)
        torn |= fits & found.fits & (us != found.us)
        us = np.where(found.fits, found.us, us)
        fits |= found.fits
    return Local(np.where(torn, 0, us), fits & ~torn)


def _read(texts: pa.StringArray, one: Pattern) -> Local:
    found = pc.extract_regex(texts, one.regex)
    fits = np.asarray(found.is_valid())
    part = {name: _units(pc.struct_field(found, [name]), name) for name in one.parts}
    year = part["year"] if "year" in part else 1900 + part["short_year"]
    if "short_year" in part:  # the window of POSIX: 69 is 1969, 68 is 2068
        year = year + 100 * (part["short_year"] < 69)
    month = next(part[k] + (k != "month") for k in _MONTH_KEYS if k in part)
    fits &= (month >= 1) & (month <= 12) & (year >= 1)
    months = ((year - 1970) * 12 + np.where(fits, month, 1) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (part["day"] - 1)
    fits &= (days.astype("datetime64[M]") == months) & (part["day"] >= 1)
    since = days.astype(np.int64)
    for name in ("short_weekday", "long_weekday"):
        if name in part:
            fits &= part[name] == (since + 3) % 7  # 1970-01-01 was a Thursday
    for name, limit in _LIMITS.items():
        if name in part:
            fits &= part[name] <= limit
    seconds, hours_fit = _time_of_day(part)
    us = (since * 86_400 + seconds) * MICROSECONDS + part.get("fraction", 0)
    fits &= hours_fit
    return Local(np.where(fits, us, 0), fits)


def _time_of_day(part: dict[str, Int64s]) -> tuple[Any, Any]:
    """Return the seconds since midnight, and whether a 12-hour clock shows such an hour."""
    hour: Any = part.get("hour", 0)
    fits: Any = True
    if "half_hour" in part:
        fits = (part["half_hour"] >= 1) & (part["half_hour"] <= 12)
        hour = part["half_hour"] % 12 + 12 * part["half"]
    return hour * 3600 + part.get("minute", 0) * 60 + part.get("second", 0), fits


def _units(found: pa.StringArray, name: str) -> Int64s:
    """Return one part of the date as int64[rows], 0 where nothing was found."""
    if name == "half":
        units = pc.is_in(found, value_set=pa.array(["PM", "pm"]))
    elif name in _WORDS:
        units = pc.index_in(found, value_set=pa.array(_WORDS[name]))
    else:
        text = pc.utf8_rpad(found, 6, "0") if name == "fraction" else found
        units = text.cast(pa.int64())
    return np.asarray(pc.fill_null(units.cast(pa.int64()), 0), np.int64)


class Instants(NamedTuple):
    """Stamps in UTC.

    Attributes:
        us: int64[rows], UTC microseconds, meaningless where marked.
        gap: bool[rows], the clock was put forward over this local time: it never was.
        overlap: bool[rows], the clock was put back over it: it was twice.
    """

    us: Int64s
    gap: Bools
    overlap: Bools


def to_utc(local: Int64s, zone_name: str) -> Instants:
    """Turn wall-clock microseconds of a zone into UTC, marking what the clock skips or repeats.

    Offsets are asked once for each hour that occurs; only hours in which the clock changes are
    looked at stamp by stamp.

    Args:
        local: int64[rows], microseconds of the wall clock.
        zone_name: a zone of the pinned time-zone data.
    """
    hours, row_hour = np.unique(local // (3600 * MICROSECONDS), return_inverse=True)
    start = hours * 3600 * MICROSECONDS
    first, last = _offsets(start, zone_name), _offsets(start + 3599 * MICROSECONDS, zone_name)
    before, after = first[:, 0][row_hour], first[:, 1][row_hour]
    steady = (first == last).all(axis=1) & (first[:, 0] == first[:, 1])
    changing = ~steady[row_hour]
    if changing.any():
        exact = _offsets(local[changing], zone_name)
        before[changing], after[changing] = exact[:, 0], exact[:, 1]
    return Instants(local - before, before < after, before > after)


def _offsets(local: Int64s, zone_name: str) -> Int64s:
    """Return int64[rows, 2]: offsets from UTC in microseconds, before and after a change."""
    tz, epoch = zone(zone_name), dt.datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock has no zone
    result = np.empty((local.size, 2), np.int64)
    for row, us in enumerate(local.tolist()):
        wall = epoch + dt.timedelta(microseconds=us)
        for fold in (0, 1):
            offset = wall.replace(tzinfo=tz, fold=fold).utcoffset() or dt.timedelta()
            result[row, fold] = offset // dt.timedelta(microseconds=1)
    return result
