"""What a case says of service: days employed, and what else a plan prorates by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np

from scoring.cases.model import Case, Cases, Given
from scoring.columns import Int64s
from scoring.errors import Problem, shortened
from scoring.exact.period import Period, parse_period
from scoring.exact.service import Spans, epoch_day, months_of, months_served
from scoring.plan.model import Plan
from scoring.plan.proration import Months, Served, WorkingDays
from scoring.plan.served import served_asked


def days_of(said: Given, period: Period) -> int:
    """Return how many days an agent is employed, by their number or by the first and the last."""
    if said.employed_days is not None:
        return said.employed_days
    first, last = _employed(said, period)
    return (last - first).days + 1


def _employed(said: Given, period: Period) -> tuple[dt.date, dt.date]:
    last = period.end - dt.timedelta(1) if said.employed_to is None else said.employed_to
    return said.employed_from or period.first, last


def served_of(
    plan: Plan, facts: Sequence[Given], period: Period
) -> dict[Served, tuple[Int64s, int]]:
    """Count what the plan asks of service: months by the days employed, working days as stated.

    Args:
        plan: the plan.
        facts: what is given of each agent; `service_fits` found nothing wrong.
        period: the period.
    """
    spans = [tuple(map(epoch_day, _employed(f, period))) for f in facts]
    first, last = np.array(spans, np.int64).T
    days = Spans(np.arange(len(facts)), first, last, len(facts))
    stated = [f.working_days for f in facts if f.working_days is not None]
    found: dict[Served, tuple[Int64s, int]] = {}
    for served, form in served_asked(plan).items():
        if isinstance(form, Months):
            months = months_served(days, period, form.full_from, form.february_from)
            found[served] = months, len(months_of(period))
        else:
            working = np.array([said.employed for said in stated], np.int64)
            found[served] = working, stated[0].period
    return found


def service_fits(plan: Plan, cases: Cases) -> Iterator[Problem]:
    """Yield what cases say of service that the plan cannot count, or does not ask for."""
    asked = served_asked(plan).values()
    working = any(isinstance(form, WorkingDays) for form in asked)
    months = any(isinstance(form, Months) for form in asked)
    for case in cases.cases:
        try:
            period = parse_period(case.period or cases.period)
        except ValueError:
            continue  # told already
        called = f"case '{shortened(case.name)}'"
        for facts in case.given.values():
            yield from _days_fit(called, facts, period, by_months=months)
            yield from _working_days_fit(called, facts, asked=working)
        yield from _period_is_one(called, case)


def _days_fit(called: str, facts: Given, period: Period, *, by_months: bool) -> Iterator[Problem]:
    spanned = facts.employed_from is not None or facts.employed_to is not None
    place, first_and_last = str(facts.at("employed_days")), "employed_from and employed_to"
    if facts.employed_days is not None and spanned:
        what = f"{called} says the days employed twice, by number and by date"
        yield Problem("said-twice", place, what, f"Write employed_days, or {first_and_last}.")
    elif facts.employed_days is not None and by_months:
        what = f"{called} says how many days are employed, and the plan counts by months"
        yield Problem("days-not-said", place, what, f"Write {first_and_last}.")
    first, last = _employed(facts, period)
    if spanned and not period.first <= first <= last < period.end:
        key = "employed_to" if facts.employed_from is None else "employed_from"
        what = f"{called}: {first} to {last} is not within {period.name}"
        hint = "Write days of the period, the first one first."
        yield Problem("days-outside-period", str(facts.at(key)), what, hint)


def _working_days_fit(called: str, facts: Given, *, asked: bool) -> Iterator[Problem]:
    said = facts.working_days
    if asked and said is None:
        what = f"{called}: the plan prorates by working days, and an agent has none stated"
        hint = "Write working_days: {employed: 12, period: 22}, counted by the calendar."
        yield Problem("working-days-not-said", str(facts.place), what, hint)
    if said is not None and not asked:
        what = f"{called} states working days, and the plan does not prorate by them"
        yield Problem("working-days-not-asked", str(said.place), what, "Leave them out.")
    if said is not None and said.employed > said.period:
        what = f"{called}: {said.employed} working days of {said.period}"
        yield Problem("too-many-days", str(said.at("employed")), what, "Correct one of the two.")


def _period_is_one(called: str, case: Case) -> Iterator[Problem]:
    stated = [facts.working_days for facts in case.given.values() if facts.working_days]
    for said in stated[1:]:
        if said.period != stated[0].period:
            what = f"{called}: the period has {stated[0].period} working days, and {said.period}"
            hint = "Write the same number for every agent: those of the calendar."
            yield Problem("two-periods", str(said.at("period")), what, hint)
