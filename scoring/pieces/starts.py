"""What a pay line starts from, for all who are paid it: a base, an amount, rates, or a weight."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from scoring.columns import Bools
from scoring.exact import fixed, ratios
from scoring.exact.fixed import Exact
from scoring.exact.ratios import Ratios
from scoring.pieces.conditions import holds
from scoring.pieces.factors import factor, read_measure, rows_of
from scoring.pieces.paid import Paid
from scoring.pieces.prorating import part_of, served_of
from scoring.pieces.rates import amounts, earned, money_of
from scoring.pieces.steps import Kind, Path, Slice
from scoring.plan.proration import ByMeasure, Form
from scoring.plan.starts import (
    BaseTimes,
    LookupAmounts,
    MeasureAmounts,
    Rates,
    ScoreAmounts,
    Weight,
)


def start_of(paid: Paid) -> Ratios:
    """Return the amounts before the steps, in currency units, or the bare numbers of a pool."""
    plan, boundary = paid.plan, paid.plan.conventions.boundary
    match paid.line.start:
        case BaseTimes() as start:
            return _of_base(paid, start)
        case ScoreAmounts() as start:
            score = paid.known.standing.score[paid.who]
            one = np.full(score.shape, 10**plan.conventions.places.score, dtype=np.int64)
            found = amounts(start.amounts, score, one, paid.currency, boundary)
            paid.tell("by_score", ("start", "amounts"), found, of=Ratios(score, one))
            return found
        case MeasureAmounts() as start:
            return _by_measure(paid, start)
        case LookupAmounts() as start:
            row = rows_of(start, paid.known, paid.who)
            found = money_of(list(start.every), paid.currency, row)
            paid.tell("by_lookup", ("start",), found)
            return found
        case Rates() as start:
            return _by_rates(paid, start)
        case Weight() as start:
            found = factor(plan, start.weight, paid.known, paid.who)
            paid.tell("weight", ("start", "weight"), found)
            return found


def _of_base(paid: Paid, start: BaseTimes) -> Ratios:
    """Return base x rate x coefficient."""
    base, rate = ratios.picked(paid.based.base, paid.who), ratios.number(start.rate)
    at_stake = ratios.times(base, rate)
    coefficient = factor(paid.plan, start.coefficient, paid.known, paid.who)
    found = ratios.times(at_stake, coefficient)
    paid.tell("base", ("start",), base)
    paid.tell("rate", ("start", "rate"), at_stake, factor=rate)
    paid.tell("coefficient", ("start", "coefficient"), found, factor=coefficient)
    return found


def _by_measure(paid: Paid, start: MeasureAmounts) -> Ratios:
    """Return the amount of a measure's value or attainment."""
    at = read_measure(paid.plan, start, paid.known, paid.who)[0]
    num, den = fixed.where(at.known, at.num, 0), fixed.where(at.known, at.den, 1)
    boundary = paid.plan.conventions.boundary
    found = amounts(start.amounts, num, den, paid.currency, boundary)
    found = _or_missing(paid, start, at.known, found)
    kind: Kind = "by_value" if start.on == "value" else "by_attainment"
    paid.tell(kind, ("start", "amounts"), found, of=Ratios(num, den), here=at.known)
    return found


def _by_rates(paid: Paid, start: Rates) -> Ratios:
    """Return money for each unit, where there is a value, and one before it where it is asked."""
    measures, boundary = paid.plan.measures, paid.plan.conventions.boundary
    value, known = _units(paid, start.measure)
    units, after = (value, measures[start.measure].places), None
    if start.after is not None:
        before, there = _units(paid, start.after)
        after, known = (before, measures[start.after].places), known & there
    edges, served = _edges(paid, start)
    here, slices = known & served, None if paid.steps is None else list[Slice]()
    found = earned(start.rates, units, after, edges, paid.currency, boundary, slices)
    if start.hurdle is None:
        _tell_slices(paid, slices, ("start", "rates"), here)
    else:
        taken = holds(start.hurdle.when, paid.known.numbers, paid.plan)[paid.who]
        paid.tell("hurdle_open", ("start", "hurdle"), None, here=here & taken)
        _tell_slices(paid, slices, ("start", "rates"), here & taken)
        others = None if slices is None else list[Slice]()
        closed = earned(start.hurdle.closed, units, after, edges, paid.currency, boundary, others)
        paid.tell("hurdle_closed", ("start", "hurdle"), None, here=here & ~taken)
        _tell_slices(paid, others, ("start", "hurdle", "closed"), here & ~taken)
        found = ratios.where(taken, found, closed)
    found = _or_missing(paid, start, here, found)
    paid.tell("by_rates", ("start", "rates"), found, of=ratios.units(*units), here=here)
    return found


def _tell_slices(paid: Paid, slices: list[Slice] | None, path: Path, here: Bools) -> None:
    """Say what each slice of a value comes to, to those who have anything in it."""
    for one in slices or ():
        some = here if one.band is None else here & np.asarray(one.of.num != 0, dtype=bool)
        at: Path = path if one.band is None else (*path, "bands", one.band)
        paid.tell("slice", at, one.amount, factor=one.rate, of=one.of, here=some)


def _edges(paid: Paid, start: Rates) -> tuple[Ratios, Bools]:
    """Return what the edges of rates are multiplied by, and for whom that is above 0."""
    if start.prorated is None:
        one: Exact = np.ones(paid.who.shape, np.int64)
        return Ratios(one, 1), one > 0
    part = part_paid(paid, start.prorated)
    served = np.asarray(part.num > 0, dtype=bool)
    return Ratios(fixed.where(served, part.num, 1), part.den), served


def _units(paid: Paid, measure: str) -> tuple[Exact, Bools]:
    """Return the units of a measure's values, 0 where they are not known."""
    value = paid.known.values[measure]
    known = value.known[paid.who]
    return fixed.where(known, value.units[paid.who], 0), known


def _or_missing(paid: Paid, start: MeasureAmounts | Rates, known: Bools, found: Ratios) -> Ratios:
    return ratios.where(known, found, money_of([start.missing], paid.currency))


def stake(paid: Paid) -> Ratios:
    """Return base x rate, the amount at stake."""
    if not isinstance(paid.line.start, BaseTimes):
        raise TypeError("the line has no base; the lint refuses `times_base` with it")
    base = ratios.picked(paid.based.base, paid.who)
    return ratios.times(base, ratios.number(paid.line.start.rate))


def counted_of(paid: Paid, said: Form) -> Ratios | None:
    """Return the days or months that are counted, over those of the period.

    None where no such count is divided: of a measure, and over a number that stands for any month.
    """
    if isinstance(said, ByMeasure) or isinstance(getattr(said, "out_of", None), Decimal):
        return None
    served = served_of(said, paid.roster)
    return served._replace(num=served.num[paid.who])


def part_paid(paid: Paid, said: Form) -> Ratios:
    """Return the part of the period that is paid."""
    based = isinstance(paid.line.start, BaseTimes)
    fte = paid.based.fte if based else paid.based.fte_of_days
    part = part_of(said, paid.plan, (paid.roster, paid.known.values), fte)
    return ratios.picked(part, paid.who)
