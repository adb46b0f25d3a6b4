"""What becomes of a row under a measure: used, a hit, or left out for the first reason that holds.

The order of reasons is part of what a plan means: the period first, then the measure's `where`,
then what its kind needs. What several measures of a batch ask alike (a period by a stamp, equal
filters, a duration) is computed once, when the batch is opened.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.accounts import EXCLUSIONS
from scoring.columns import Bools, Column, Int64s
from scoring.flow import Facts, Roster
from scoring.kernels.choice import Kernels
from scoring.pieces.durations import Took, said_of, took
from scoring.pieces.during import Bounds, Dates, Spans, dates_of
from scoring.pieces.filters import passes, tested_known
from scoring.pieces.keys import Keying, Keys
from scoring.plan.conditions import Test
from scoring.plan.durations import SECONDS, Duration, Quantity
from scoring.plan.kinds import Kept, Mean, Quantile, Ratio, Share, Sum
from scoring.plan.measuring import RepeatRate, RowMeasure
from scoring.plan.model import Plan, Promise
from scoring.vocabulary import COMPANY_PLACES, INTERACTION_COLUMNS

Codes = npt.NDArray[np.int8]
USED, HIT = 0, 1
"""Codes of rows that count; a hit is used, too."""

CODE = {reason: HIT + 1 + i for i, reason in enumerate(EXCLUSIONS)}
"""The code of each reason for leaving a row out."""

CODES = HIT + 1 + len(EXCLUSIONS)
"""How many codes there are."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Facts, opened for a plan.

    Attributes:
        rows: how many rows.
        agents: agents in the plan, and one more for the rows of nobody in the plan.
        agent: int64[rows], 0..agents-1.
        columns: the facts' columns.
        period: stamp to codes int8[rows]: USED, no_stamp or outside_period.
        dated: stamp and dates to bool[rows], whether it lies on one of the days.
        passed: filter, by what it says, to bool[rows].
        elapsed: duration, by what it says, to the time that each row took.
        keys: columns to the keys of their texts.
        kernels: the kernels that do the work.
    """

    rows: int
    agents: int
    agent: Int64s
    columns: Mapping[str, Column]
    period: Mapping[str, Codes]
    dated: Mapping[tuple[str, Dates], Bools]
    passed: Mapping[Hashable, Bools]
    elapsed: Mapping[Hashable, Took]
    keys: Mapping[tuple[str, ...], Keys]
    kernels: Kernels


def row_measures(plan: Plan) -> dict[str, RowMeasure]:
    """Return the measures over interactions, by name, in the plan's order."""
    return {name: m for name, m in plan.measures.items() if isinstance(m, RowMeasure)}


def open_batch(
    plan: Plan,
    roster: Roster,
    bounds: Bounds,
    facts: Facts,
    kernels: Kernels,
    keying: Keying | None = None,
) -> Batch:
    """Compute what the plan's measures share over a batch of facts.

    Args:
        plan: the plan.
        roster: its agents, with calendars and holds.
        bounds: when rows of each agent count, those of nobody last.
        facts: the batch.
        kernels: the kernels that do the work.
        keying: makes the keys; one that is kept from batch to batch saves work.

    Raises:
        ValueError: an agent's index that is not on the roster.
        PlanError: a test that its column cannot answer.
    """
    rows, nobody = facts.agent.size, bounds.period[0].size - 1
    if rows and int(facts.agent.max()) >= nobody:
        raise ValueError("a row is credited to an agent who is not on the roster")
    agent = np.where(facts.agent < 0, nobody, facts.agent)
    measures = list(row_measures(plan).values())
    columns, keying = facts.columns, keying or Keying(kernels)
    return Batch(
        rows=rows,
        agents=nobody + 1,
        agent=agent,
        columns=columns,
        period={
            name: _period(_column(name, columns, rows), alike(bounds.period), agent, kernels)
            for name in {m.period_on for m in measures}
        },
        dated={
            (name, dates): _inside(
                _column(name, columns, rows), alike(bounds.dates[dates]), agent, kernels
            )
            for name, dates in {
                (m.period_on, dates_of(m.during)) for m in measures if m.during is not None
            }
        },
        passed={
            _said(tests): passes(tests, columns, rows, kernels)
            for tests in {_said(t): t for m in measures for t in _filters(m)}.values()
        },
        elapsed={
            said: _took(duration, roster, facts, kernels)
            for said, duration in {
                said_of(d.elapsed): d for m in measures for d in _durations(m)
            }.items()
        },
        keys={
            by: keying.keys(by, columns, rows)
            for by in {m.by for m in measures if isinstance(m, RepeatRate)}
        },
        kernels=kernels,
    )


def alike(bounds: Spans) -> Spans:
    """Return the bounds of one agent where they are those of all; nobody's are not looked at."""
    starts, ends = bounds
    own = slice(0, -1) if starts.size > 1 else slice(None)
    if all((edges[own] == edges[0]).all() for edges in bounds):
        return starts[:1], ends[:1]
    return bounds


def outcome(plan: Plan, measure: RowMeasure, batch: Batch) -> Codes:
    """Return for each row USED, HIT or the CODE of the first reason that leaves it out.

    Args:
        plan: the plan, for its promises and conventions.
        measure: one of its row measures.
        batch: the facts, opened for the plan.

    Returns:
        int8[rows].
    """
    kernels = batch.kernels
    codes = _of_kind(plan, measure, batch)
    if isinstance(measure, Sum | Mean | Quantile | Kept) and isinstance(measure.of, Duration):
        _timed(codes, batch.elapsed[said_of(measure.of.elapsed)], kernels)
    if measure.where is not None:
        kernels.leave_out(batch.passed[_said(measure.where)], CODE["filtered"], codes)
    if measure.during is not None:
        within = batch.dated[measure.period_on, dates_of(measure.during)]
        kernels.leave_out(within, CODE["outside_dates"], codes)
    kernels.overrule(batch.period[measure.period_on], codes)
    return codes


def quantity(of: Quantity, batch: Batch) -> Column:
    """Return the column of a quantity, a computed one where it is a duration."""
    if isinstance(of, Duration):
        return batch.elapsed[said_of(of.elapsed)].seconds
    return _column(of, batch.columns, batch.rows)


def places_of(plan: Plan, of: Quantity) -> int:
    """Return the places in which a quantity is added up."""
    if isinstance(of, Duration):
        return 0
    if of in plan.columns:
        return COMPANY_PLACES if plan.columns[of] == "decimal" else 0
    return INTERACTION_COLUMNS[of].places


def unit_of(plan: Plan, of: Quantity, unit: str) -> int:
    """Return how many of a quantity's own units make one of the measure's."""
    timed = isinstance(of, Duration) or of.endswith("_s")
    own: int = 10 ** places_of(plan, of)
    return own * (SECONDS[unit] if timed else 1)


def stamps(measure: RowMeasure, batch: Batch) -> Column:
    """Return the stamps that date the rows of a measure."""
    return _column(measure.period_on, batch.columns, batch.rows)


def looked_for(measure: RepeatRate, batch: Batch) -> Bools:
    """Return bool[rows]: the rows that others of the measure look for, by its filter."""
    if measure.among is None:
        return np.ones(batch.rows, np.bool_)
    return batch.passed[_said(measure.among)]


def _column(name: str, columns: Mapping[str, Column], rows: int) -> Column:
    """Return a column; one that the data lacks is null in every row."""
    if name in columns:
        return columns[name]
    return Column("whole", np.zeros(rows, np.int64), np.zeros(rows, np.bool_))


def _said(tests: tuple[Test, ...]) -> Hashable:
    """Return what a filter says without where it stands, so that equal filters are one."""
    return tuple((t.column, t.one_of, t.none_of, t.at_least, t.below, t.present) for t in tests)


def _filters(measure: RowMeasure) -> list[tuple[Test, ...]]:
    hits = measure.hits if isinstance(measure, Share) else None
    among = measure.among if isinstance(measure, RepeatRate) else None
    return [tests for tests in (measure.where, hits, among) if tests is not None]


def _durations(measure: RowMeasure) -> list[Duration]:
    of = measure.of if isinstance(measure, Sum | Mean | Quantile | Kept) else None
    return [of] if isinstance(of, Duration) else []


def _took(duration: Duration, roster: Roster, facts: Facts, kernels: Kernels) -> Took:
    said, rows = duration.elapsed, facts.agent.size
    names = (said.start, said.end, "region")
    start, end, region = (_column(name, facts.columns, rows) for name in names)
    return took(said, (start, end), region, facts.held, roster, kernels)


def _inside(stamp: Column, bounds: Spans, agent: Int64s, kernels: Kernels) -> Bools:
    lies_in = np.empty(agent.size, np.bool_)
    kernels.inside(stamp.values, *bounds, agent, lies_in)
    return lies_in


def _period(stamp: Column, bounds: Spans, agent: Int64s, kernels: Kernels) -> Codes:
    codes = np.zeros(agent.size, np.int8)
    kernels.leave_out(_inside(stamp, bounds, agent, kernels), CODE["outside_period"], codes)
    kernels.leave_out(stamp.known, CODE["no_stamp"], codes)
    return codes


def _timed(codes: Codes, took: Took, kernels: Kernels) -> None:
    """Leave out rows that run backward, where the plan says so, and those without a calendar."""
    kernels.take_out(took.left_out, CODE["negative_duration"], codes)
    if not took.covered.all():
        covered = took.covered | (codes == CODE["no_promise"])
        kernels.leave_out(covered, CODE["no_calendar"], codes)


def _of_kind(plan: Plan, measure: RowMeasure, batch: Batch) -> Codes:
    """Return the codes that the measure's kind gives, before period and filter."""
    match measure:
        case Sum() | Mean():
            return _needing_money(measure, batch)
        case Quantile() | Ratio() | RepeatRate():  # whether it repeats shows in the end
            return _needing(_read(measure, batch), batch)
        case Share():
            return _hits(measure, plan.conventions.denominators == "known", batch)
        case Kept():
            return _kept(measure, plan.promises[measure.within], batch)
        case _:
            return np.zeros(batch.rows, np.int8)


def _read(measure: Quantile | Ratio | RepeatRate, batch: Batch) -> Bools:
    """Say for each row whether all that the measure reads is there."""
    match measure:
        case Quantile():
            return quantity(measure.of, batch).known
        case Ratio():
            above, below = quantity(measure.numerator, batch), quantity(measure.denominator, batch)
            return above.known & below.known
        case _:
            return batch.keys[measure.by].known


def _needing(known: Bools, batch: Batch) -> Codes:
    codes = np.zeros(batch.rows, np.int8)
    batch.kernels.leave_out(known, CODE["null_value"], codes)
    return codes


def _needing_money(measure: Sum | Mean, batch: Batch) -> Codes:
    codes = _needing(quantity(measure.of, batch).known, batch)
    if measure.currency is not None:
        ours = (Test(column="cost_currency", one_of=(measure.currency,)),)
        paid_so = passes(ours, batch.columns, batch.rows, batch.kernels)
        batch.kernels.leave_out(paid_so, CODE["other_currency"], codes)
    return codes


def _hits(measure: Share, only_known: bool, batch: Batch) -> Codes:
    codes = batch.passed[_said(measure.hits)].astype(np.int8)  # true is HIT, false is USED
    if only_known:
        known = tested_known(measure.hits, batch.columns, batch.rows)
        batch.kernels.leave_out(known, CODE["null_value"], codes)
    return codes


def _kept(measure: Kept, promise: Promise, batch: Batch) -> Codes:
    """Hold each row's duration against the time owed to its class."""
    kernels = batch.kernels
    took, start = quantity(measure.of, batch), measure.of.elapsed.start
    by = _column(promise.by, batch.columns, batch.rows)
    owed, promised = _owed(promise, by)
    codes = np.zeros(batch.rows, np.int8)
    kernels.kept_within(took.values, by.values, by.known, owed, codes)
    without_end = CODE["unanswered"] if measure.unanswered == "exclude" else USED
    kernels.leave_out(took.known, without_end, codes)
    kernels.leave_out(_column(start, batch.columns, batch.rows).known, CODE["null_value"], codes)
    if not promised.all():
        there = np.where(by.known, by.values, len(by.words))
        kernels.leave_out(promised[there], CODE["no_promise"], codes)
    return codes


def _owed(promise: Promise, by: Column) -> tuple[Int64s, Bools]:
    """Return the seconds owed to each class, and whether anything is; the last is null's."""
    otherwise = None if promise.otherwise == "none" else promise.otherwise
    within = [promise.within.get(word, otherwise) for word in by.words] + [otherwise]
    owed = np.array([seconds or 0 for seconds in within], np.int64)
    return owed, np.array([seconds is not None for seconds in within], np.bool_)
