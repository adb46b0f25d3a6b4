"""Where a plan asks which part of a period an agent served."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.proration import ByMeasure, Form, Months, Served, WorkingDays
from scoring.plan.starts import Rates


def prorations(plan: Plan) -> Iterator[tuple[str, Form]]:
    """Yield every form of proration with its path: of pay, and of the anchors of measures."""
    for name, measure in plan.measures.items():
        if measure.prorated is not None:
            yield f"measures.{name}.prorated.proration", measure.prorated.proration
    for line in plan.lines:
        if isinstance(line.start, Rates) and line.start.prorated is not None:
            yield f"pay.{line.name}.start.prorated", line.start.prorated
        if not isinstance(line.proration, str):
            yield f"pay.{line.name}.proration", line.proration


def calendars_of_service(plan: Plan) -> Iterator[tuple[str, Place]]:
    """Yield the calendars of working days that are counted of service, each with its place."""
    for _, form in prorations(plan):
        if isinstance(form, WorkingDays):
            yield form.calendar, form.at("calendar")


def served_asked(plan: Plan) -> dict[Served, WorkingDays | Months]:
    """Return what is counted of agents' service beside calendar days, each once."""
    said = [form for _, form in prorations(plan) if isinstance(form, WorkingDays | Months)]
    return {form.served: form for form in reversed(said)}


def by_measure(plan: Plan) -> Iterator[tuple[str, ByMeasure]]:
    """Yield the forms that read a measure, each with its path."""
    yield from ((path, form) for path, form in prorations(plan) if isinstance(form, ByMeasure))
