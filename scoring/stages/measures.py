"""Facts to values: what rows contribute to each measure, merged by addition, rounded once.

A tally is whole numbers only, so batches may come in any order and any split. The value is the
first rounding node: an exact fraction on one side, units at the measure's places on the other.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from scoring.columns import Bools, Column, Int64s, Words, chosen
from scoring.exact import fixed
from scoring.exact.fixed import INT64_MAX, Exact, Mode
from scoring.flow import (
    EXCLUSIONS,
    MEASURED,
    Contribution,
    Facts,
    Fate,
    Fates,
    Histogram,
    Place,
    Roster,
    Tally,
    Value,
    Values,
)
from scoring.kernels.reference import (
    group_count,
    group_histogram,
    group_sum,
    merge_histograms,
    select_nearest_rank,
)
from scoring.pieces.outcomes import (
    CODE,
    CODES,
    HIT,
    USED,
    Batch,
    Codes,
    open_batch,
    outcome,
    quantity,
    row_measures,
)
from scoring.pieces.periods import period_codes
from scoring.plan.model import (
    Count,
    Duration,
    Given,
    Kept,
    Mean,
    Measure,
    Plan,
    Quantile,
    Quantity,
    Ratio,
    RowMeasure,
    Share,
    Sum,
)
from scoring.vocabulary import COMPANY_PLACES, INTERACTION_COLUMNS

_GIVEN_PLACES = 9  # as `Roster.given` holds them
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}


def tally(plan: Plan, roster: Roster, facts: Facts) -> Tally:
    """Add up what a batch of facts contributes to every measure of a plan.

    Args:
        plan: the plan.
        roster: its agents.
        facts: a batch; one that fits the processor's cache goes fastest.

    Raises:
        ValueError: an agent's index that is not on the roster, or a column at other places than
            its contract says.
        PlanError: a filter's test that its column cannot answer.
    """
    batch = open_batch(plan, roster, facts)
    used = np.zeros(batch.rows, np.bool_)
    measures = {}
    for name, measure in row_measures(plan).items():
        codes = outcome(plan, measure, batch)
        measures[name] = _contribution(plan, measure, codes, batch)
        used |= codes <= HIT
    return Tally(measures, _fates(plan, facts, _became(facts.agent, used, batch)))


def empty(plan: Plan, roster: Roster) -> Tally:
    """Return the tally of no facts at all."""
    return tally(plan, roster, Facts(np.zeros(0, np.int64), {}))


def add(a: Tally, b: Tally) -> Tally:
    """Return the tally of the facts of both, exact whatever the size of the sums."""
    measures = {name: _add(found, b.measures[name]) for name, found in a.measures.items()}
    fates = dict(a.fates)
    for fate, rows in b.fates.items():
        fates[fate] = fates.get(fate, 0) + rows
    return Tally(measures, fates)


def values(plan: Plan, roster: Roster, tally: Tally) -> Values:
    """Round what was tallied, and what came ready, to one value a measure and agent.

    Args:
        plan: the plan.
        roster: its agents, with the values given ready.
        tally: what all facts contribute.

    Returns:
        Every measure of the plan, in its order.

    Raises:
        ValueError: a tally of another plan.
    """
    return {
        name: _given(plan, measure, roster)
        if isinstance(measure, Given)
        else _measured(plan, measure, tally.measures[name])
        for name, measure in plan.measures.items()
    }


def _contribution(plan: Plan, measure: RowMeasure, codes: Codes, batch: Batch) -> Contribution:
    counts = group_count(batch.agent, codes, batch.agents, CODES)[:, :-1]
    volume, used = counts[USED] + counts[HIT], codes <= HIT
    numerator: Exact = volume
    denominator: Exact = volume
    histogram = None
    match measure:
        case Sum() | Mean():
            numerator = _total(plan, measure.of, used, batch)
        case Ratio():
            numerator = _total(plan, measure.numerator, used, batch)
            denominator = _total(plan, measure.denominator, used, batch)
        case Share() | Kept():
            numerator = counts[HIT].copy()
        case Quantile():
            numerator = np.zeros_like(volume)
            histogram = _histogram(plan, measure.of, used, batch)
    excluded = {reason: counts[CODE[reason]].copy() for reason in EXCLUSIONS}
    occurred = {reason: rows for reason, rows in excluded.items() if rows.any()}
    return Contribution(numerator, denominator, volume, occurred, histogram)


def _total(plan: Plan, of: Quantity, used: Bools, batch: Batch) -> Exact:
    """Add up a quantity over the rows in use, in Python integers where int64 could wrap."""
    value = np.where(used, _checked(plan, of, batch).values, 0)
    if batch.rows * fixed.largest(value) <= INT64_MAX:
        return group_sum(batch.agent, value, batch.agents)[:-1]
    total = np.zeros(batch.agents, object)
    np.add.at(total, batch.agent, fixed.wide(value))
    return fixed.narrow(total[:-1])


def _histogram(plan: Plan, of: Quantity, used: Bools, batch: Batch) -> Histogram:
    rows = np.flatnonzero(used & (batch.agent < batch.agents - 1))
    return Histogram(*group_histogram(batch.agent[rows], _checked(plan, of, batch).values[rows]))


def _checked(plan: Plan, of: Quantity, batch: Batch) -> Column:
    """Return a quantity's column, at the places from which its value will be read."""
    column = quantity(of, batch)
    if column.places != _places(plan, of) and column.known.any():
        raise ValueError(f"'{of}' has {column.places} places, not those of its contract")
    return column


def _places(plan: Plan, of: Quantity) -> int:
    """Return the places in which a quantity is added up."""
    if isinstance(of, Duration):
        return 0
    if of in plan.columns:
        return COMPANY_PLACES if plan.columns[of] == "decimal" else 0
    return INTERACTION_COLUMNS[of].places


def _became(agent: Int64s, used: Bools, batch: Batch) -> Int64s:
    """Say what became of each row: the place of the word in `MEASURED`."""
    credited = agent >= 0
    in_no_period = np.full(batch.rows, bool(batch.period), np.bool_)
    undated = in_no_period.copy()
    for codes in batch.period.values():
        in_no_period &= codes != USED
        undated &= codes == CODE["no_stamp"]
    holds = {
        "used": credited & used,
        "unattributed": agent == -1,
        "not_in_plan": agent < -1,
        "no_stamp": undated,
        "outside_period": in_no_period,
        "no_measure": credited,
    }
    found: Int64s = np.select([holds[word] for word in MEASURED], range(len(MEASURED)))
    return found


def _fates(plan: Plan, facts: Facts, became: Int64s) -> Fates:
    """Count rows by file, period and what became of them."""
    periods: tuple[str | None, ...] = (None,)
    where = np.zeros(became.size, np.int64)
    if "created_at" in facts.columns:
        stamps, said = facts.columns["created_at"], plan.conventions
        where, names = period_codes(stamps, plan.cycle, said.zone)
        periods = (*names, None)  # the last is that of code -1
        where = where % len(periods)
    counts = np.bincount(where * len(MEASURED) + became, minlength=len(periods) * len(MEASURED))
    return {
        Fate(Place(facts.file, periods[cell // len(MEASURED)]), MEASURED[cell % len(MEASURED)]): n
        for cell, n in enumerate(counts.tolist())
        if n
    }


def _add(a: Contribution, b: Contribution) -> Contribution:
    nothing = np.zeros_like(a.volume)
    histogram = None
    if a.histogram is not None and b.histogram is not None:
        histogram = Histogram(*merge_histograms(*a.histogram, *b.histogram))
    return Contribution(
        fixed.narrow(fixed.add(a.numerator, b.numerator)),
        fixed.narrow(fixed.add(a.denominator, b.denominator)),
        a.volume + b.volume,
        {
            reason: a.excluded.get(reason, nothing) + b.excluded.get(reason, nothing)
            for reason in EXCLUSIONS
            if reason in a.excluded or reason in b.excluded
        },
        histogram,
    )


def _measured(plan: Plan, measure: Measure, found: Contribution) -> Value:
    numerator, denominator = _fraction(plan, measure, found)
    averaged = isinstance(measure, Mean | Quantile)
    undefined = found.volume == 0 if averaged else np.asarray(denominator == 0, np.bool_)
    why = "no_facts" if averaged else "zero_denominator"
    few = _too_few(measure.volume_min, found.volume)
    status = chosen(found.volume.size, "known", (undefined, why), *few)
    units = _rounded(plan.conventions.rounding, measure.places, status, (numerator, denominator))
    known = status.are("known")
    return Value(units, known, status, numerator, denominator, found.volume, found.excluded)


def _given(plan: Plan, measure: Given, roster: Roster) -> Value:
    n = len(roster.agent_ids)
    nothing = np.zeros(n, np.int64)
    absent = (nothing, nothing, np.zeros(n, np.bool_))
    numerator, volume, known = roster.given.get(measure.given, absent)
    denominator = np.full(n, 10**_GIVEN_PLACES, np.int64)
    few = _too_few(measure.volume_min, volume)
    status = chosen(n, "known", *few, (~known, "not_given"))
    units = _rounded(plan.conventions.rounding, measure.places, status, (numerator, denominator))
    return Value(units, status.are("known"), status, numerator, denominator, volume, {})


def _too_few(volume_min: int, volume: Int64s) -> list[tuple[Bools, str]]:
    few = volume < volume_min
    return [(few, "below_volume"), (few & (volume == 0), "no_facts")]


def _rounded(mode: Mode, places: int, status: Words, fraction: tuple[Exact, Exact]) -> Exact:
    """Divide once, where the value is known; 0 elsewhere."""
    known = status.are("known")
    numerator = np.where(known, fraction[0], 0)
    denominator = np.where(known, fraction[1], 1)
    return fixed.divide(fixed.multiply(numerator, 10**places), denominator, mode)


def _fraction(plan: Plan, measure: Measure, found: Contribution) -> tuple[Exact, Exact]:
    """Return the exact value before rounding, as numerators over denominators."""
    match measure:
        case Count():
            return found.numerator, np.ones_like(found.volume)
        case Sum():
            unit = _unit(plan, measure.of, measure.unit)
            return found.numerator, np.full(found.volume.size, unit, np.int64)
        case Mean():
            unit = _unit(plan, measure.of, measure.unit)
            return found.numerator, fixed.multiply(found.denominator, unit)
        case Quantile() if found.histogram is not None:
            unit = _unit(plan, measure.of, measure.unit)
            selected = _selected(measure, found.volume, found.histogram)
            return selected, np.full(found.volume.size, unit, np.int64)
        case Ratio():
            above, below = (
                10 ** _places(plan, c) for c in (measure.denominator, measure.numerator)
            )
            numerator = fixed.multiply(found.numerator, measure.per * above)
            return _over_positive(numerator, fixed.multiply(found.denominator, below))
        case Share() | Kept():
            return fixed.multiply(found.numerator, measure.per), found.denominator
        case _:
            raise ValueError(f"what was tallied is not what a {measure.kind} is made of")


def _over_positive(numerator: Exact, denominator: Exact) -> tuple[Exact, Exact]:
    """Move the sign of a denominator to the numerator."""
    sign = np.where(denominator < 0, np.int64(-1), np.int64(1))
    return fixed.multiply(numerator, sign), fixed.multiply(denominator, sign)


def _selected(measure: Quantile, volume: Int64s, histogram: Histogram) -> Int64s:
    """Return the value at the ceil(q x n)-th place of each agent's ordered values."""
    q = Fraction(measure.q)
    rank = fixed.divide(fixed.multiply(volume, q.numerator), q.denominator, "ceiling")
    return select_nearest_rank(*histogram, rank.astype(np.int64))


def _unit(plan: Plan, of: Quantity, unit: str) -> int:
    """Return how many of a quantity's own units make one of the measure's."""
    timed = isinstance(of, Duration) or of.endswith("_s")
    own: int = 10 ** _places(plan, of)
    return own * (_SECONDS[unit] if timed else 1)
