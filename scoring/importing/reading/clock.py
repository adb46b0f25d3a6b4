"""From the text of a date to UTC microseconds, strictly: what does not fit is said, not guessed.

Every format of the profile is tried on every text. A text that two of them read as different
instants is torn: there is no right one. Local times that a change of the clock skips or repeats
are marked, so that the profile decides what becomes of them.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.exact.period import MICROSECONDS, zone
from scoring.importing.reading.formats import DIGITS, DIRECTIVES, EPOCHS, NAMES, Pattern
from scoring.importing.reading.scan import Cursor

_HOUR_US = 3600 * MICROSECONDS
_DAY_US = 24 * _HOUR_US
_LIMITS = {"hour": 23, "minute": 59, "second": 59}
_EPOCH_DIGITS = {"unix_s": 11, "unix_ms": 14}  # both end in the year 5138
# Offsets are looked up by the hour from 1990 to 2100, which is all that the contract takes.
_FIRST_HOUR, _HOURS = 175_320, 964_248
_UNSEEN, _CHANGING = -(10**6), 10**6


class Local(NamedTuple):
    """Stamps as one format reads them.

    Attributes:
        us: int64[rows], microseconds since 1970 of the wall clock, or of UTC where the format is
            fixed; 0 where not read.
        fits: bool[rows].
    """

    us: Int64s
    fits: Bools


class Stamps(NamedTuple):
    """Stamps in UTC, and why others are none; of one row at most one mark is set.

    Attributes:
        us: int64[rows], UTC microseconds, meaningless where not known.
        known: bool[rows].
        unread: bool[rows], no format fits.
        torn: bool[rows], two formats fit and name different times.
        gap: bool[rows], the clock was put forward over this local time: it never was.
        overlap: bool[rows], the clock was put back over it: it was twice.
    """

    us: Int64s
    known: Bools
    unread: Bools
    torn: Bools
    gap: Bools
    overlap: Bools


def read_stamps(
    texts: Any, patterns: tuple[Pattern, ...], zone_name: str, *, day_end: bool
) -> Stamps:
    """Read stamps by the formats that a profile lists.

    Args:
        texts: string[rows], none null.
        patterns: each is tried on every text.
        zone_name: the zone of the wall clock, for formats that do not fix the instant.
        day_end: a date without a time is the last microsecond of its day, not the first.
    """
    us = np.zeros(len(texts), np.int64)
    fits, torn, gap, overlap = np.zeros((4, len(texts)), np.bool_)
    for one in patterns:
        found = read_local(texts, one)
        local = found.us + (_DAY_US - 1) if day_end and not one.timed else found.us
        utc = _as_it_stands(local) if one.fixed else to_utc(local, zone_name)
        # Two local times may come to one instant where one of them is in a gap.
        other = (us != utc.us) | (gap != utc.gap) | (overlap != utc.overlap)
        torn |= fits & found.fits & other
        us = np.where(found.fits, utc.us, us)
        gap, overlap = gap | (found.fits & utc.gap), overlap | (found.fits & utc.overlap)
        fits |= found.fits
    gap, overlap = gap & ~torn, overlap & ~torn
    return Stamps(us, fits & ~torn & ~gap & ~overlap, ~fits, torn, gap, overlap)


def read_local(texts: Any, one: Pattern) -> Local:
    """Read stamps by one format.

    Args:
        texts: string[rows], none null.
        one: the format.
    """
    cursor, part = Cursor(texts), {}
    if one.pieces[0] in EPOCHS:
        return _read_epoch(cursor, one.pieces[0])
    for piece in one.pieces:
        if piece in DIRECTIVES:
            part[DIRECTIVES[piece]] = _read_piece(cursor, piece)
        else:
            cursor.text(piece)
    us, valid = _instant(part, cursor.ended())
    return Local(np.where(valid, us, 0), valid)


def _read_piece(cursor: Cursor, piece: str) -> Int64s:
    if piece in DIGITS:
        return cursor.digits(DIGITS[piece])
    if piece in NAMES:
        return cursor.name(NAMES[piece])
    if piece == "%f":
        return cursor.fraction()
    return cursor.offset() if piece == "%z" else cursor.unpadded()


def _read_epoch(cursor: Cursor, unit: str) -> Local:
    whole, _ = cursor.run(_EPOCH_DIGITS[unit])
    fraction = cursor.decimals(len(str(EPOCHS[unit])) - 1)
    fits = cursor.ended()
    return Local(np.where(fits, whole * EPOCHS[unit] + fraction, 0), fits)


def _instant(part: dict[str, Int64s], fits: Bools) -> tuple[Int64s, Bools]:
    """Return microseconds, and whether there is such a day and time of day."""
    year = part["year"] if "year" in part else 1900 + part["short_year"]
    if "short_year" in part:  # the window of POSIX: 69 is 1969, 68 is 2068
        year = year + 100 * (part["short_year"] < 69)
    month = next(part[k] for k in ("month", "short_month", "long_month") if k in part)
    fits = fits & (month >= 1) & (month <= 12) & (year >= 1)
    since_1970 = np.where(fits, (year - 1970) * 12 + month - 1, 0)
    first, after = (
        (since_1970 + more).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        for more in (0, 1)
    )
    length = after - first
    fits &= (part["day"] >= 1) & (part["day"] <= length)
    days = first + part["day"] - 1
    for name in ("short_weekday", "long_weekday"):
        if name in part:
            fits &= part[name] == (days + 3) % 7  # 1970-01-01 was a Thursday
    for name, limit in _LIMITS.items():
        if name in part:
            fits &= part[name] <= limit
    seconds, hours_fit = _time_of_day(part)
    us = (days * 86_400 + seconds) * MICROSECONDS + part.get("fraction", 0)
    return us, fits & hours_fit


def _time_of_day(part: dict[str, Int64s]) -> tuple[Any, Any]:
    """Return the seconds since midnight, and whether a clock shows such an hour."""
    hour: Any = part.get("hour", 0)
    fits: Any = True
    if "half_hour" in part:
        fits = (part["half_hour"] >= 1) & (part["half_hour"] <= 12)
        hour = part["half_hour"] % 12 + 12 * part["half"]
    wall = hour * 3600 + part.get("minute", 0) * 60 + part.get("second", 0)
    return wall - part.get("offset", 0), fits


class Instants(NamedTuple):
    """Wall-clock times in UTC.

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

    Offsets are asked once for each hour, and remembered; only hours in which the clock changes are
    looked at stamp by stamp.

    Args:
        local: int64[rows], microseconds of the wall clock, in the years 1 to 9999.
        zone_name: a zone of the pinned time-zone data.
    """
    hours = local // _HOUR_US - _FIRST_HOUR
    within = (hours >= 0) & (hours < _HOURS)
    offset = np.full(local.size, _CHANGING, np.int64)
    offset[within] = _offsets_of_hours(hours[within], zone_name)
    before = offset * MICROSECONDS
    gap, overlap = np.zeros((2, local.size), np.bool_)
    changing = np.flatnonzero(offset == _CHANGING)
    if changing.size:
        each, where = np.unique(local[changing], return_inverse=True)
        exact = _offsets(each, zone_name)[where]
        before[changing] = exact[:, 0]
        gap[changing], overlap[changing] = exact[:, 0] < exact[:, 1], exact[:, 0] > exact[:, 1]
    return Instants(local - before, gap, overlap)


def _as_it_stands(us: Int64s) -> Instants:
    none = np.zeros(us.size, np.bool_)
    return Instants(us, none, none)


@cache
def _remembered(zone_name: str) -> Int64s:
    """Return int32[hours from 1990 to 2100], offsets in seconds, not one of them known at first."""
    zone(zone_name)
    return np.full(_HOURS, _UNSEEN, np.int32)


def _offsets_of_hours(hours: Int64s, zone_name: str) -> Int64s:
    """Return int64[rows]: offsets in seconds, or `_CHANGING` where the clock is put within it."""
    table = _remembered(zone_name)
    found = table[hours]
    unseen = np.unique(hours[found == _UNSEEN])
    if unseen.size:
        start = (unseen + _FIRST_HOUR) * _HOUR_US
        first, last = _offsets(start, zone_name), _offsets(start + _HOUR_US - 1, zone_name)
        steady = (first == last).all(axis=1) & (first[:, 0] == first[:, 1])
        table[unseen] = np.where(steady, first[:, 0] // MICROSECONDS, _CHANGING)
        found = table[hours]
    return found.astype(np.int64)


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
