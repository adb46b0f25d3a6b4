"""Proration (在职折算): for every agent, the exact part of the period that counts."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from scoring.exact import fixed, ratios
from scoring.exact.fixed import Exact
from scoring.exact.fractions import Fraction, cancelled
from scoring.exact.money import AMOUNT_PLACES
from scoring.exact.ratios import Ratios
from scoring.flow import Roster, Value, Values
from scoring.plan.model import Plan
from scoring.plan.proration import ByMeasure, CalendarDays, Form, Months, WorkingDays


def part_served(said: CalendarDays | WorkingDays | Months, roster: Roster) -> Ratios:
    """Return what part of the period each agent served, by days or months: Exact[n] over one.

    Args:
        said: the form of proration.
        roster: the agents, with their days employed, and what else of their service it counts.
    """
    return _with_fte(said, served_of(said, roster), ratios.units(roster.fte, AMOUNT_PLACES))


def served_of(said: CalendarDays | WorkingDays | Months, roster: Roster) -> Ratios:
    """Return the same without fte: days or months as they were counted, nothing cancelled."""
    if isinstance(said, CalendarDays):
        return Ratios(roster.employed_days, roster.period.days)
    served, most = roster.served[said.served]
    if isinstance(said, WorkingDays) and isinstance(said.out_of, Decimal):
        return _at_most(said.most, ratios.times(Ratios(served, 1), _over(said.out_of)))
    return Ratios(served, most)


def part_of(said: Form, plan: Plan, known: tuple[Roster, Values], fte: Ratios) -> Ratios:
    """Return the factor of a form of proration for every agent, that of a measure among them.

    Args:
        said: the form.
        plan: the plan, which has the places of the measures.
        known: the agents, and their measures.
        fte: what each is paid on.
    """
    roster, values = known
    if isinstance(said, ByMeasure):
        return _with_fte(said, _measured(said, plan, values), fte)
    return _with_fte(said, served_of(said, roster), fte)


def _measured(said: ByMeasure, plan: Plan, values: Values) -> Ratios:
    measure, value = plan.measures[said.measure], values[said.measure]
    above, there = _not_below_0(value), value.known
    if isinstance(said.out_of, Decimal):
        part = ratios.times(ratios.units(above, measure.places), _over(said.out_of))
    else:
        other, places = values[said.out_of], plan.measures[said.out_of].places
        there = there & other.known & np.asarray(other.units > 0, dtype=bool)
        below = fixed.where(there, other.units, 1)
        finer = 10 ** max(places - measure.places, 0), 10 ** max(measure.places - places, 0)
        top, bottom = (fixed.multiply(*pair) for pair in zip((above, below), finer, strict=True))
        part = ratios.over(*cancelled(Fraction(top, bottom)))
    return ratios.where(there, _at_most(said.most, part), ratios.number(said.missing))


def _at_most(most: Decimal | None, part: Ratios) -> Ratios:
    return part if most is None else ratios.lesser(part, ratios.number(most))


def _over(number: Decimal) -> Ratios:
    """Return 1 / a positive number."""
    num, den = number.as_integer_ratio()
    return Ratios(fixed.narrow(np.array(den, dtype=object)), num)


def _not_below_0(value: Value) -> Exact:
    above = value.known & np.asarray(value.units > 0, dtype=bool)
    return fixed.where(above, value.units, 0)


def _with_fte(said: Form, part: Ratios, fte: Ratios) -> Ratios:
    return part if said.fte == "ignore" else ratios.times(part, fte)
