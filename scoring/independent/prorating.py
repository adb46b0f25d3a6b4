"""Proration once more: the days of one agent are walked, and what counts is divided, in fractions.

working days    a day counts on which the calendar, as it is written, opens at all
months          a month counts with so many days employed
by measure      the quotient of two values, or of a value and a number
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.independent.bases import Based
from scoring.independent.numbers import ZERO, shown
from scoring.independent.periods import period_days
from scoring.independent.records import Around, Measured
from scoring.independent.rows import Tree
from scoring.independent.worktime import works_on

Days = Iterable[tuple[dt.date, dt.date]]


class Part(NamedTuple):
    """What a number is multiplied by, and how that is reckoned."""

    factor: Fraction
    words: str


def part_of(
    said: Tree,
    agent: Tree,
    around: Around,
    measures: Mapping[str, Measured],
    on: Based | None = None,
) -> Part:
    """Return the part of a period that counts for one agent.

    Args:
        said: the form of proration.
        agent: with `employed_days`, `fte` and, as pairs of first and last day, `employed`.
        around: has the period and the calendars.
        measures: the agent's, for a form that reads one.
        on: what the agent is paid on, for pay; else the agent's own fte counts.
    """
    by = said["by"]
    if by == "calendar_days":
        first, end = period_days(around.period)
        days, total = agent["employed_days"], (end - first).days
        part = Part(Fraction(days, total), f"{days} / {total} days")
    elif by == "working_days":
        part = _by_working_days(said, agent, around)
    elif by == "months":
        months = months_employed(said, agent, around.period)
        served = sum(counts for _, _, counts in months)
        part = Part(Fraction(served, len(months)), f"{served} / {len(months)} months")
    else:
        part = _by_measure(said, measures)
    if said["fte"] == "ignore":
        return part
    if on is None:
        on = Based(None, Fraction(agent["fte"]))
    how = on.fte_words or shown(on.fte)
    return Part(part.factor * on.fte, f"{part.words} x {how} fte")


def calendars_in(said: Any) -> set[str]:
    """Return the calendars whose working days a plan, or a part of it, counts of service."""
    if isinstance(said, Mapping):
        own = {said["calendar"]} if said.get("by") == "working_days" else set[str]()
        return own.union(*map(calendars_in, said.values()))
    if isinstance(said, list | tuple):
        return set[str]().union(*map(calendars_in, said))
    return set()


def _by_working_days(said: Tree, agent: Tree, around: Around) -> Part:
    calendar = around.calendars[said["calendar"]]
    days = len(working_days(calendar, agent["employed"]))
    if said["out_of"] != "period":
        called = f"{days} / {said['out_of']} working days"
        return _limited(said, Part(Fraction(days) / Fraction(said["out_of"]), called))
    first, end = period_days(around.period)
    total = len(working_days(calendar, [(first, end - dt.timedelta(1))]))
    return Part(Fraction(days, total), f"{days} / {total} working days")


def working_days(calendar: Tree, spans: Days) -> list[dt.date]:
    """Return the days of some spans on which a calendar opens."""
    return [day for first, last in spans for day in _each(first, last) if works_on(calendar, day)]


def months_employed(said: Tree, agent: Tree, period: str) -> list[tuple[str, int, bool]]:
    """Return every month of a period, the days employed in it, and whether it counts."""
    first, end = period_days(period)
    days = dict.fromkeys((f"{day:%Y-%m}" for day in _each(first, end - dt.timedelta(1))), 0)
    for begins, ends in agent["employed"]:
        for day in _each(begins, ends):
            days[f"{day:%Y-%m}"] += 1
    least = {True: int(said["february_from"]), False: int(said["full_from"])}
    return [(month, n, n >= least[month.endswith("-02")]) for month, n in days.items()]


def _by_measure(said: Tree, measures: Mapping[str, Measured]) -> Part:
    above, name = measures[said["measure"]].value, said["measure"]
    other = measures.get(said["out_of"])
    below = Fraction(said["out_of"]) if other is None else other.value
    if above is None or below is None or below <= 0:
        lacks = name if above is None else said["out_of"]
        why = "no value" if above is None or below is None else "is not above 0"
        return Part(Fraction(said["missing"]), f"{said['missing']}: {lacks} {why} (missing)")
    number = shown(above) if above >= 0 else f"0 ({name} is {shown(above)})"
    called = name if other is None else f"{name} / {said['out_of']}"
    return _limited(said, Part(max(above, ZERO) / below, f"{number} / {shown(below)} ({called})"))


def _limited(said: Tree, part: Part) -> Part:
    """Hold a factor to the most that the plan allows."""
    if part.factor <= Fraction(said["most"]):
        return part
    return Part(Fraction(said["most"]), f"{said['most']}, the most for {part.words}")


def _each(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(n) for n in range((last - first).days + 1)]
