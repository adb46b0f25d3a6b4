"""A calendar to start from: a week of hours, and the public holidays of a country, for review.

Holidays come from the package `holidays`. What it knows is written into a file that people read
and correct, and a run reads the file alone: no holiday of a run changes with a package.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any, NamedTuple

from scoring.errors import Problem, UsageError, shortened
from scoring.exact.period import YEARS, zone
from scoring.intake.calendar_lint import RESERVED, WEEKDAYS
from scoring.intake.calendars import span_of

_YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")
_HOURS_HINT = 'Write days and spans: --hours "monday-friday 09:00-12:00,13:00-18:00".'


class Asked(NamedTuple):
    """What a draft is asked for.

    Attributes:
        name: the calendar's name, which its file has as well.
        country: ISO 3166-1 alpha-2, such as CN.
        subdivision: a part of the country with holidays of its own, as the package calls it.
        years: such as 2026 or 2026-2027.
        zone: the time zone of the hours.
        hours: days and spans, each such as "monday-friday 09:00-12:00,13:00-18:00".
    """

    name: str
    country: str
    subdivision: str | None
    years: str
    zone: str
    hours: Sequence[str]


def draft_calendar(asked: Asked) -> str:
    """Write a calendar in YAML, with what a person has to check in comments.

    Raises:
        UsageError: with everything that was asked and cannot be given.
    """
    problems: list[Problem] = []
    week, years = _week(asked.hours, problems), _years(asked.years, problems)
    if not _NAME.fullmatch(asked.name) or asked.name in RESERVED:
        what = f"'{shortened(asked.name)}' cannot be the name of a calendar"
        hint = "Call the file by letters a-z, digits and hyphens, such as north.yaml."
        problems.append(Problem("bad-name", "--out", what, hint))
    try:
        zone(asked.zone)
    except ValueError as error:
        hint = "Write a zone such as Asia/Shanghai or UTC."
        problems.append(Problem("unknown-zone", "--zone", str(error), hint))
    found = _public(asked, years, problems)
    if problems:
        raise UsageError(problems)
    return "\n".join([*_head(asked), *_hours(week), *_days(asked, week, years, found), ""])


def _week(said: Sequence[str], problems: list[Problem]) -> dict[str, str]:
    """Return the spans of each weekday that has some, as they are written."""
    week: dict[str, str] = {}
    for text in said:
        days, _, spans = text.strip().partition(" ")
        first, _, last = days.partition("-")
        words = [part.strip() for part in spans.split(",")]
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            what = f"'{shortened(days)}' names no weekdays"
            problems.append(Problem("bad-hours", "--hours", what, _HOURS_HINT))
            continue
        try:
            for word in words:
                span_of(word)
        except ValueError as error:
            what = f"'{shortened(spans)}': {error}"
            problems.append(Problem("bad-hours", "--hours", what, _HOURS_HINT))
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        for i in range(start, end + 1 if end >= start else end + 8):
            week[WEEKDAYS[i % 7]] = f"[{', '.join(words)}]"
    if not said:
        problems.append(Problem("no-hours", "--hours", "no hours were given", _HOURS_HINT))
    return week


def _years(said: str, problems: list[Problem]) -> range:
    found = _YEARS.fullmatch(said)
    first = int(found[1]) if found else 0
    last = int(found[2] or first) if found else 0
    if not YEARS[0] <= first <= last <= YEARS[1]:
        what = f"'{shortened(said)}' is no year and no span of years"
        problems.append(Problem("bad-years", "--years", what, "Write 2026, or 2026-2027."))
        return range(0)
    return range(first, last + 1)


def _public(asked: Asked, years: range, problems: list[Problem]) -> Any:
    """Return the package's holidays of a country, None where it has no such country."""
    import holidays  # noqa: PLC0415 - half a second that only this command spends

    countries = holidays.list_supported_countries()
    if asked.country not in countries:
        what = f"no country is '{shortened(asked.country)}' to the package of holidays"
        upper = asked.country.upper()  # never another country that is near by its letters
        hint = f"Did you mean '{upper}'?" if upper in countries else "Write a code such as CN."
        problems.append(Problem("unknown-country", "COUNTRY", what, hint))
        return None
    parts = countries[asked.country]
    if asked.subdivision is not None and asked.subdivision not in parts:
        what = f"{asked.country} has no subdivision '{shortened(asked.subdivision)}'"
        hint = f"Known: {', '.join(parts) or 'none'}."
        problems.append(Problem("unknown-subdivision", "--subdivision", what, hint))
        return None
    # Names in the country's own language: left open, they would follow the machine's.
    own = holidays.country_holidays(asked.country).default_language
    part = asked.subdivision
    found = holidays.country_holidays(asked.country, subdiv=part, years=years, language=own)
    if years and not found.start_year <= years[0] <= years[-1] <= found.end_year:
        what = f"the package knows holidays of {found.start_year} to {found.end_year}"
        problems.append(Problem("bad-years", "--years", what, "Ask for these years."))
    return found


def _head(asked: Asked) -> Iterator[str]:
    where = asked.country + (f", {asked.subdivision}" if asked.subdivision else "")
    yield f"# A draft: the public holidays of {where}, by holidays {version('holidays')}."
    yield "# Hold it against what the government and the company announce; then it is yours."
    yield f"calendar: {asked.name}"
    yield f"zone: {asked.zone}"


def _hours(week: Mapping[str, str]) -> Iterator[str]:
    yield "hours:"
    yield from (f"  {day}: {week.get(day, 'closed')}" for day in WEEKDAYS)


def _days(asked: Asked, week: Mapping[str, str], years: range, found: Any) -> Iterator[str]:
    worked = sorted(d for d in getattr(found, "weekend_workdays", ()) if d.year in years)
    names = {day: name for day, name in found.items() if day.year in years and day not in worked}
    yield "# check: half days and bank holidays are not listed; years to come may be estimates."
    yield from _listed("holidays", [_day(day, names[day]) for day in sorted(names)])
    if worked:
        yield "# check: days that are worked instead (调休), with the hours of an ordinary day."
    else:
        yield f"# check: the package names no days of {asked.years} that are worked instead (调休)."
    usual = next(hours for hours in week.values())
    extra = [f"{_day(day, '调休')[:-1]}, hours: {usual}}}" for day in worked]
    yield from _listed("working_days", extra)


def _day(day: dt.date, name: str) -> str:
    return f"{{day: {day.isoformat()}, name: {json.dumps(name, ensure_ascii=False)}}}"


def _listed(key: str, items: Sequence[str]) -> Iterator[str]:
    yield f"{key}:" if items else f"{key}: []"
    yield from (f"  - {item}" for item in items)
