"""Which calendars a plan counts by, and what it says of them against itself."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.plan.durations import ByRegion, Duration
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.served import calendars_of_service

WALL, NONE = "wall", "none"
"""What stands for a calendar and is none: every second counts, or such rows are left out."""


def durations(plan: Plan) -> Iterator[tuple[str, Duration]]:
    """Yield every duration that a measure is made of, with its path."""
    for name, measure in plan.measures.items():
        of = getattr(measure, "of", None)
        if isinstance(of, Duration):
            yield f"measures.{name}.of.elapsed", of


def calendars_named(plan: Plan) -> dict[str, Place]:
    """Return the calendars that a plan counts by, each with the first place that names it."""
    found: dict[str, Place] = {}
    for _, of in durations(plan):
        for name, place in _named(of):
            if name not in (WALL, NONE):
                found.setdefault(name, place)
    for name, place in calendars_of_service(plan):
        found.setdefault(name, place)
    return found


def regions_read(plan: Plan) -> set[str]:
    """Return the columns by which the plan chooses calendars."""
    said = [of.elapsed.calendar for _, of in durations(plan)]
    return {calendar.by for calendar in said if isinstance(calendar, ByRegion)}


def _named(of: Duration) -> Iterator[tuple[str, Place]]:
    said = of.elapsed.calendar
    if isinstance(said, ByRegion):
        yield from ((name, said.at("in", region)) for region, name in said.within.items())
        yield said.otherwise, said.at("otherwise")
    else:
        yield said, of.elapsed.at("calendar")


def calendars_make_sense(plan: Plan) -> Iterator[Problem]:
    """Say which durations are counted for no row at all."""
    for path, of in durations(plan):
        if all(name == NONE for name, _ in _named(of)):
            what = f"{path}.calendar leaves every row out"
            hint = "Name a calendar of the data folder, or write wall to count every second."
            yield Problem("no-calendar", str(of.elapsed.at("calendar")), what, hint)
