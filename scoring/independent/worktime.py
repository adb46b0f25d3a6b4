"""Working time once more: the seconds of one row, by walking its days on the wall.

A calendar is read as the plain text that it is written in. Nothing is laid out in advance: the
days from two before the first stamp to one after the last are opened, and every stretch between
two changes is asked whether it is worked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

Tree = Mapping[str, Any]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def instant(stamp: dt.datetime | int | None) -> int | None:
    """Return a stamp as UTC microseconds."""
    if isinstance(stamp, dt.datetime):
        return (stamp - EPOCH) // dt.timedelta(microseconds=1)
    return stamp


def _calendar_of(row: Tree, of: Tree) -> str:
    """Return the name of the calendar that a row is counted by; `none` leaves it out."""
    said = of["elapsed"]["calendar"]
    return said if isinstance(said, str) else said["in"].get(row.get("region"), said["otherwise"])


def elapsed(row: Tree, of: Tree, calendars: Tree) -> int | str | None:
    """Return the whole seconds between two stamps, or the reason for leaving the row out."""
    name, said = _calendar_of(row, of), of["elapsed"]
    if name == "none":
        return "no_calendar"
    start, end = instant(row.get(said["from"])), instant(row.get(said["to"]))
    if start is None or end is None:
        return None
    if end < start and said["reversed"] != "negative":
        return "negative_duration" if said["reversed"] == "exclude" else 0
    held = row.get("holds", ()) if said.get("holds") == "subtract" else ()
    calendar = None if name == "wall" else calendars[name]
    between = worked_us(calendar, min(start, end), max(start, end), held)
    return (between if start <= end else -between) // 1_000_000


def worked_us(
    calendar: Tree | None, start_us: int, end_us: int, held: Iterable[tuple[int, int]] = ()
) -> int:
    """Return the microseconds of working time from one UTC microsecond up to a later one.

    Args:
        calendar: the calendar as text; None counts every second.
        start_us: the earlier stamp.
        end_us: the later stamp.
        held: the stretches on hold, which do not count.
    """
    start, end = (EPOCH + dt.timedelta(microseconds=us) for us in (start_us, end_us))
    worked = [(start, end)]
    breaks = [tuple(EPOCH + dt.timedelta(microseconds=us) for us in both) for both in held]
    if calendar is not None:
        worked.clear()
        day = start.astimezone(ZoneInfo(calendar["zone"])).date() - 2 * DAY
        while day <= end.astimezone(ZoneInfo(calendar["zone"])).date() + DAY:
            worked += [_stretch(calendar, day, span) for span in _hours(calendar, day)]
            breaks += [_stretch(calendar, day, span) for span in _breaks(calendar, day)]
            day += DAY
    edges = {start, end, *(edge for stretch in worked + breaks for edge in stretch)}
    total = dt.timedelta()
    for here, there in pairwise(sorted(edge for edge in edges if start <= edge <= end)):
        opened = any(a <= here and there <= b for a, b in worked)
        if opened and not any(a <= here and there <= b for a, b in breaks):
            total += there - here
    return total // dt.timedelta(microseconds=1)


def works_on(calendar: Tree, day: dt.date) -> bool:
    """Tell whether anything is left of the hours that begin on a local day, breaks cut out."""
    worked = [_stretch(calendar, day, span) for span in _hours(calendar, day)]
    near = [day + n * DAY for n in (-1, 0, 1, 2)]
    breaks = [_stretch(calendar, d, span) for d in near for span in _breaks(calendar, d)]
    edges = {edge for stretch in worked + breaks for edge in stretch}
    return any(
        any(a <= here and there <= b for a, b in worked)
        and not any(a <= here and there <= b for a, b in breaks)
        for here, there in pairwise(sorted(edges))
    )


def _hours(calendar: Tree, day: dt.date) -> list[str]:
    """Return the spans that begin on a local day, as they are written."""
    if any(h["day"] == day.isoformat() for h in calendar["holidays"]):
        return []
    for other in (*calendar["working_days"], *calendar.get("exceptions", ())):
        if other["day"] == day.isoformat():
            return [] if other["hours"] == "closed" else other["hours"]
    week = calendar["hours"]
    for later in calendar.get("effective", ()):
        if dt.date.fromisoformat(later["from"]) <= day:
            week = later["hours"]
    spans = week[WEEKDAYS[day.weekday()]]
    return [] if spans == "closed" else spans


def _breaks(calendar: Tree, day: dt.date) -> Iterator[str]:
    for said in calendar.get("breaks", ()):
        if said["on"] in ("every_day", WEEKDAYS[day.weekday()], day.isoformat()):
            yield from said["hours"]


def _stretch(calendar: Tree, day: dt.date, span: str) -> tuple[dt.datetime, dt.datetime]:
    """Return the instants at which a span begins and ends; one that ends first is over midnight."""
    begins, ends = (_time(part) for part in span.split("-"))
    if ends <= begins:
        ends += DAY
    midnight = dt.datetime.combine(day, dt.time())
    zone = ZoneInfo(calendar["zone"])
    return _instant(midnight + begins, zone), _instant(midnight + ends, zone)


def _time(written: str) -> dt.timedelta:
    hour, minute, *second = written.split(":")
    seconds = int(second[0]) if second else 0
    return dt.timedelta(hours=int(hour), minutes=int(minute), seconds=seconds)


def _instant(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the first instant at which the wall shows a time; in a gap, as if it had not begun."""
    around = [zone.utcoffset((wall + side).replace(tzinfo=zone)) for side in (-DAY, DAY)]
    offsets = [offset for offset in around if offset is not None]
    instants = [(wall - offset).replace(tzinfo=dt.UTC) for offset in offsets]
    shown = [i for i in instants if i.astimezone(zone).replace(tzinfo=None) == wall]
    return min(shown, default=instants[0])
