"""What a plan says of proration: divisors that hold, measures and anchors that are there."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from scoring.errors import Problem, nearest, shortened
from scoring.plan.calendars import NONE, WALL
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.proration import WorkingDays
from scoring.plan.served import by_measure, prorations

_TOTALS = frozenset({"count", "sum", "given", "events"})
"""Kinds of measures that can be twice as large after twice as many days."""


def _divisors_are_said_whole(plan: Plan) -> Iterator[Problem]:
    """Ask for the most where the quotient can exceed 1, and refuse it where it cannot."""
    for path, form in prorations(plan):
        if not isinstance(form, WorkingDays):
            continue
        fixed = isinstance(form.out_of, Decimal)
        if fixed and form.most is None:
            what = f"{path} divides by {form.out_of}, which some periods exceed, and lacks 'most'"
            hint = "Write most: 1 where a full period is paid once, or a larger number."
            yield Problem("missing-key", str(form.place), what, hint)
        if not fixed and form.most is not None:
            what = f"{path}.most is said, and no more than all days of a period are worked"
            yield Problem("most-not-read", str(form.at("most")), what, "Remove it.")


def _calendars_have_working_days(plan: Plan) -> Iterator[Problem]:
    for path, form in prorations(plan):
        if isinstance(form, WorkingDays) and form.calendar in (WALL, NONE):
            what = f"{path}.calendar is {form.calendar}, which has no working days"
            hint = "Name a calendar of the data folder, or write by: calendar_days."
            yield Problem("no-calendar", str(form.at("calendar")), what, hint)


def _measures_are_there(plan: Plan) -> Iterator[Problem]:
    for path, form in by_measure(plan):
        named = [("measure", form.measure)]
        named += [("out_of", form.out_of)] if isinstance(form.out_of, str) else []
        for key, name in named:
            if name not in plan.measures:
                yield _unknown("measure", name, list(plan.measures), form.at(key), f"{path}.{key}")
        if form.measure == form.out_of:
            what = f"{path} divides {form.measure} by itself"
            hint = "Write the number, or the measure, that it is a part of."
            yield Problem("divided-by-itself", str(form.at("out_of")), what, hint)


def _unknown(kind: str, name: str, known: list[str], place: Place, path: str) -> Problem:
    hint = nearest(name, known) or f"Known: {', '.join(map(shortened, known)) or 'none'}."
    return Problem(f"unknown-{kind}", str(place), f"{path} names no {kind}: '{name}'", hint)


def _prorated_anchors_are_there(plan: Plan) -> Iterator[Problem]:
    for name, measure in plan.measures.items():
        said, path = measure.prorated, f"measures.{name}.prorated.anchors"
        if said is None:
            continue
        for i, word in enumerate(said.anchors):
            if word not in measure.anchors:
                yield _unknown("anchor", word, list(measure.anchors), said.at("anchors", i), path)
            elif word in said.anchors[:i]:
                what = f"{path} names '{word}' twice"
                place = str(said.at("anchors", i))
                yield Problem("duplicate-name", place, what, "Name each once.")


def totals_are_owed_in_part(plan: Plan) -> Iterator[Problem]:
    """Yield prorated anchors of measures that do not grow with the days: a share, a mean."""
    for name, measure in plan.measures.items():
        if measure.prorated is not None and measure.kind not in _TOTALS:
            kind = measure.kind
            what = (
                f"measures.{name}.prorated: a measure of kind {kind} is no larger after more days"
            )
            hint = "Remove it, unless less shall be asked of whoever serves a part of the period."
            yield Problem("prorated-level", str(measure.prorated.place), what, hint)


PRORATION_RULES = (
    _divisors_are_said_whole,
    _calendars_have_working_days,
    _measures_are_there,
    _prorated_anchors_are_there,
)
PRORATION_NOTICES = (totals_are_owed_in_part,)
