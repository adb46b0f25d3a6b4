"""Tallies to values: what was counted and added up, rounded once to one value an agent.

The value is the first rounding node: an exact fraction on one side, units at the measure's places
on the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from scoring.columns import Bools, Int64s, Words, chosen
from scoring.errors import counted
from scoring.exact import fixed
from scoring.exact.fixed import Exact, Mode
from scoring.flow import Contribution, Finding, Roster, Tally, Value, Values
from scoring.kernels import reference
from scoring.kernels.choice import Kernels
from scoring.pieces.adjusting import adjusted
from scoring.pieces.fractions import rounded_where
from scoring.pieces.items import earned
from scoring.pieces.ledgers import balance
from scoring.pieces.outcomes import places_of, unit_of
from scoring.pieces.repeats import settle
from scoring.pieces.results import result_of
from scoring.pieces.runs import select
from scoring.pieces.so_far import reached
from scoring.plan.durations import SECONDS
from scoring.plan.events import EventLedger
from scoring.plan.kinds import (
    Count,
    Given,
    Kept,
    Mean,
    Measure,
    Quantile,
    Ratio,
    Result,
    Share,
    Sum,
)
from scoring.plan.measuring import RepeatRate, RowMeasure
from scoring.plan.model import Plan
from scoring.plan.so_far import SoFar
from scoring.waiting import Reach


def values(
    plan: Plan, roster: Roster, tally: Tally, kernels: Kernels = reference, threads: int = 1
) -> Values:
    """Round what was tallied, and what came ready, to one value a measure and agent.

    Args:
        plan: the plan.
        roster: its agents, with the values given ready and the results of their company.
        tally: what all facts contribute.
        kernels: the kernels that select quantiles.
        threads: how many parts of the agents they look at together.

    Returns:
        Every measure of the plan but its rollups, in its order.

    Raises:
        ValueError: a tally of another plan.
    """
    found: dict[str, Value] = {}
    for name, measure in plan.measures.items():
        match measure:
            case Given():
                found[name] = _given(plan, measure, roster)
            case Result():
                found[name] = _result(plan, measure, roster)
            case EventLedger():
                found[name] = _kept(plan, name, measure, roster)
            case SoFar():
                found[name] = _so_far(plan, name, measure, roster)
            case RowMeasure():
                found[name] = _measured(plan, measure, tally.measures[name], (kernels, threads))
    return adjusted(plan, roster, tally, found)


def uncovered(plan: Plan, values: Values) -> Iterator[Finding]:
    """Tell which repeat rates look beyond the data, how far these reach, and how many rows it is.

    Args:
        plan: the plan.
        values: the values of its measures.

    Yields:
        A finding for each such measure.
    """
    for name, measure in plan.measures.items():
        reach = values[name].reach
        if isinstance(measure, RepeatRate) and reach is not None and reach.beyond:
            became = "left out" if measure.beyond_data == "exclude" else "judged by what is there"
            why = f"{counted(reach.beyond, 'row')} {became}: {_beyond(measure, reach)}"
            yield Finding("beyond-data", "interactions", None, measure.period_on, name, why)


def _beyond(measure: RepeatRate, reach: Reach) -> str:
    unit = next(u for u, s in reversed(SECONDS.items()) if measure.within % s == 0)
    span = f"{measure.within // SECONDS[unit]:,} {unit}"
    back = measure.look == "back"
    edge = reach.first_us if back else reach.last_us
    stamp = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=edge or 0)
    side, ends = ("before", "begin") if back else ("after", "end")
    return f"the {span} {side} reach beyond the data, which {ends} at {stamp:%Y-%m-%d %H:%M:%S} UTC"


_How = tuple[Kernels, int]


def _measured(plan: Plan, measure: Measure, found: Contribution, how: _How) -> Value:
    reach = None
    if isinstance(measure, RepeatRate):
        found, reach = settle(measure, found, *how)
    numerator, denominator = _fraction(plan, measure, found, how)
    averaged = isinstance(measure, Mean | Quantile)
    undefined = found.volume == 0 if averaged else np.asarray(denominator == 0, np.bool_)
    why = "no_facts" if averaged else "zero_denominator"
    few = _too_few(measure.volume_min, found.volume)
    status = chosen(found.volume.size, "known", (undefined, why), *few)
    units = _rounded(plan.conventions.rounding, measure.places, status, (numerator, denominator))
    known = status.are("known")
    value = Value(units, known, status, numerator, denominator, found.volume, found.excluded, reach)
    return replace(value, bands=_bands(found))


def _bands(found: Contribution) -> dict[int, dict[str, Exact]]:
    return {i: {"items": n, "amount": s} for i, (n, s) in enumerate(found.bands)}


def _given(plan: Plan, measure: Given, roster: Roster) -> Value:
    n = len(roster.agent_ids)
    nothing = np.zeros(n, np.int64)
    absent = (nothing, nothing, np.zeros(n, np.bool_))
    numerator, volume, known = roster.given.get(measure.given, absent)
    denominator = np.full(n, 10**roster.given_places, np.int64)
    few = _too_few(measure.volume_min, volume)
    status = chosen(n, "known", *few, (~known, "not_given"))
    units = _rounded(plan.conventions.rounding, measure.places, status, (numerator, denominator))
    return Value(units, status.are("known"), status, numerator, denominator, volume, {})


def _result(plan: Plan, measure: Result, roster: Roster) -> Value:
    n = len(roster.agent_ids)
    numerator, known = result_of(measure, roster.results, roster.columns, n)
    denominator = fixed.filled(n, 10**roster.results.places)
    status = chosen(n, "known", (~known, "not_given"))
    units = _rounded(plan.conventions.rounding, measure.places, status, (numerator, denominator))
    return Value(units, known, status, numerator, denominator, known.astype(np.int64), {})


def _kept(plan: Plan, name: str, ledger: EventLedger, roster: Roster) -> Value:
    kept = balance(name, ledger, ledger.places, roster)
    fraction = kept.numerator, kept.denominator
    few = _too_few(ledger.volume_min, kept.volume)
    status = chosen(kept.volume.size, "known", *few)
    units = _rounded(plan.conventions.rounding, ledger.places, status, fraction)
    return Value(units, status.are("known"), status, *fraction, kept.volume, {})


def _so_far(plan: Plan, name: str, measure: SoFar, roster: Roster) -> Value:
    numerator, denominator, known = reached(name, measure, roster)
    status = chosen(known.size, "known", (~known, "unknown_before"))
    fraction = numerator, denominator
    units = _rounded(plan.conventions.rounding, measure.places, status, fraction)
    return Value(units, known, status, *fraction, known.astype(np.int64), {})


def _too_few(volume_min: int, volume: Int64s) -> list[tuple[Bools, str]]:
    few = volume < volume_min
    return [(few, "below_volume"), (few & (volume == 0), "no_facts")]


def _rounded(mode: Mode, places: int, status: Words, fraction: tuple[Exact, Exact]) -> Exact:
    """Divide once, where the value is known; 0 elsewhere."""
    return rounded_where(status.are("known"), fraction, places, mode)


def _fraction(plan: Plan, measure: Measure, found: Contribution, how: _How) -> tuple[Exact, Exact]:
    """Return the exact value before rounding, as numerators over denominators."""
    match measure:
        case Count():
            return found.numerator, np.ones_like(found.volume)
        case Sum():
            return _summed(measure, found, unit_of(plan, measure.of, measure.unit))
        case Mean():
            unit = unit_of(plan, measure.of, measure.unit)
            return found.numerator, fixed.multiply(found.denominator, unit)
        case Quantile() if found.runs or not found.volume.any():
            unit = unit_of(plan, measure.of, measure.unit)
            selected = select(found.runs, _rank(measure, found.volume), *how)
            return selected, np.full(found.volume.size, unit, np.int64)
        case Ratio():
            above, below = (
                10 ** places_of(plan, c) for c in (measure.denominator, measure.numerator)
            )
            numerator = fixed.multiply(found.numerator, measure.per * above)
            return numerator, fixed.multiply(found.denominator, below)
        case Share() | Kept() | RepeatRate():
            return fixed.multiply(found.numerator, measure.per), found.denominator
        case _:
            raise ValueError(f"what was tallied is not what a {measure.kind} is made of")


def _summed(measure: Sum, found: Contribution, unit: int) -> tuple[Exact, Exact]:
    """Return the sum of the rows, or of what each of them earns by the curve it goes through."""
    if (said := measure.through) is not None:
        together = earned(said.curve, unit, found.bands, rate=said.gives == "rate")
        return together.num, together.dens
    return found.numerator, np.full(found.volume.size, unit, np.int64)


def _rank(measure: Quantile, volume: Int64s) -> Int64s:
    """Return the place of the value among each agent's: the ceil(q x n)-th."""
    q = Fraction(measure.q)
    rank = fixed.divide(fixed.multiply(volume, q.numerator), q.denominator, "ceiling")
    return rank.astype(np.int64)
