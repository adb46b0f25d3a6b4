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

from scoring.columns import Bools, Column, Int64s
from scoring.flow import EXCLUSIONS, Facts, Roster
from scoring.kernels import reference
from scoring.kernels.reference import inside
from scoring.pieces.durations import Took, said_of, took
from scoring.pieces.filters import passes, tested_known
from scoring.plan.durations import Duration, Quantity
from scoring.plan.model import (
    Kept,
    Mean,
    Plan,
    Promise,
    Quantile,
    Ratio,
    RowMeasure,
    Share,
    Sum,
)
from scoring.plan.nodes import Test

Codes = npt.NDArray[np.int8]
USED, HIT = 0, 1
"""Codes of rows that count; a hit is used, too."""

CODE = {reason: np.int8(HIT + 1 + i) for i, reason in enumerate(EXCLUSIONS)}
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
        passed: filter, by what it says, to bool[rows].
        elapsed: duration, by what it says, to the time that each row took.
    """

    rows: int
    agents: int
    agent: Int64s
    columns: Mapping[str, Column]
    period: Mapping[str, Codes]
    passed: Mapping[Hashable, Bools]
    elapsed: Mapping[Hashable, Took]


def row_measures(plan: Plan) -> dict[str, RowMeasure]:
    """Return the measures over interactions, by name, in the plan's order."""
    return {name: m for name, m in plan.measures.items() if isinstance(m, RowMeasure)}


def open_batch(plan: Plan, roster: Roster, facts: Facts) -> Batch:
    """Compute what the plan's measures share over a batch of facts.

    Raises:
        ValueError: an agent's index that is not on the roster.
        PlanError: a test that its column cannot answer.
    """
    rows, nobody = facts.agent.size, len(roster.agent_ids)
    if rows and int(facts.agent.max()) >= nobody:
        raise ValueError("a row is credited to an agent who is not on the roster")
    agent = np.where(facts.agent < 0, nobody, facts.agent)
    bounds = (np.append(roster.starts_us, 0), np.append(roster.ends_us, 0))
    measures = list(row_measures(plan).values())
    columns = facts.columns
    return Batch(
        rows=rows,
        agents=nobody + 1,
        agent=agent,
        columns=columns,
        period={
            name: _period(_column(name, columns, rows), bounds, agent)
            for name in {m.period_on for m in measures}
        },
        passed={
            _said(tests): passes(tests, columns, rows)
            for tests in {_said(t): t for m in measures for t in _filters(m)}.values()
        },
        elapsed={
            said: _took(duration, roster, facts)
            for said, duration in {
                said_of(d.elapsed): d for m in measures for d in _durations(m)
            }.items()
        },
    )


def outcome(plan: Plan, measure: RowMeasure, batch: Batch) -> Codes:
    """Return for each row USED, HIT or the CODE of the first reason that leaves it out.

    Args:
        plan: the plan, for its promises and conventions.
        measure: one of its row measures.
        batch: the facts, opened for the plan.

    Returns:
        int8[rows].
    """
    codes = _of_kind(plan, measure, batch)
    if isinstance(measure, Sum | Mean | Quantile | Kept) and isinstance(measure.of, Duration):
        codes = _timed(codes, batch.elapsed[said_of(measure.of.elapsed)])
    if measure.where is not None:
        codes = np.where(batch.passed[_said(measure.where)], codes, CODE["filtered"])
    period = batch.period[measure.period_on]
    return np.where(period == USED, codes, period)


def quantity(of: Quantity, batch: Batch) -> Column:
    """Return the column of a quantity, a computed one where it is a duration."""
    if isinstance(of, Duration):
        return batch.elapsed[said_of(of.elapsed)].seconds
    return _column(of, batch.columns, batch.rows)


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
    return [tests for tests in (measure.where, hits) if tests is not None]


def _durations(measure: RowMeasure) -> list[Duration]:
    of = measure.of if isinstance(measure, Sum | Mean | Quantile | Kept) else None
    return [of] if isinstance(of, Duration) else []


def _took(duration: Duration, roster: Roster, facts: Facts) -> Took:
    said, rows = duration.elapsed, facts.agent.size
    names = (said.start, said.end, "region")
    start, end, region = (_column(name, facts.columns, rows) for name in names)
    return took(said, (start, end), region, facts.held, roster, reference)


def _period(stamp: Column, bounds: tuple[Int64s, Int64s], agent: Int64s) -> Codes:
    lies_in = inside(stamp.values, *bounds, agent)
    codes = np.where(lies_in, np.int8(USED), CODE["outside_period"])
    return np.where(stamp.known, codes, CODE["no_stamp"])


def _of_kind(plan: Plan, measure: RowMeasure, batch: Batch) -> Codes:
    """Return the codes that the measure's kind gives, before period and filter."""
    match measure:
        case Sum() | Mean():
            return _needing_money(measure, batch)
        case Quantile():
            return _needing(quantity(measure.of, batch).known)
        case Ratio():
            above, below = quantity(measure.numerator, batch), quantity(measure.denominator, batch)
            return _needing(above.known & below.known)
        case Share():
            return _hits(measure, plan.conventions.denominators == "known", batch)
        case Kept():
            return _kept(measure, plan.promises[measure.within], batch)
        case _:
            return np.full(batch.rows, USED, np.int8)


def _timed(codes: Codes, took: Took) -> Codes:
    """Leave out rows that run backward, where the plan says so, and those without a calendar."""
    backward = took.left_out & (codes <= HIT)
    codes = np.where(backward, CODE["negative_duration"], codes)
    without = ~took.covered & (codes != CODE["no_promise"])
    return np.where(without, CODE["no_calendar"], codes)


def _needing(known: Bools) -> Codes:
    return np.where(known, np.int8(USED), CODE["null_value"])


def _needing_money(measure: Sum | Mean, batch: Batch) -> Codes:
    codes = _needing(quantity(measure.of, batch).known)
    if measure.currency is None:
        return codes
    currency = _column("cost_currency", batch.columns, batch.rows)
    table = np.array([word == measure.currency for word in currency.words] + [False], np.bool_)
    return np.where(table[_words(currency)], codes, CODE["other_currency"])


def _words(text: Column) -> Int64s:
    """Return int64[rows] codes, where null has one of its own after the last word."""
    return np.where(text.known, text.values, len(text.words))


def _hits(measure: Share, only_known: bool, batch: Batch) -> Codes:
    codes = np.where(batch.passed[_said(measure.hits)], np.int8(HIT), np.int8(USED))
    if not only_known:
        return codes
    known = tested_known(measure.hits, batch.columns, batch.rows)
    return np.where(known, codes, CODE["null_value"])


def _kept(measure: Kept, promise: Promise, batch: Batch) -> Codes:
    """Hold each row's duration against the time owed to its class."""
    took, start = quantity(measure.of, batch), measure.of.elapsed.start
    owed, promised = _owed(promise, _column(promise.by, batch.columns, batch.rows))
    codes = np.where(took.values <= owed, np.int8(HIT), np.int8(USED))
    without_end = CODE["unanswered"] if measure.unanswered == "exclude" else np.int8(USED)
    codes = np.where(took.known, codes, without_end)
    codes = np.where(_column(start, batch.columns, batch.rows).known, codes, CODE["null_value"])
    return np.where(promised, codes, CODE["no_promise"])


def _owed(promise: Promise, by: Column) -> tuple[Int64s, Bools]:
    """Return the seconds owed to each row, and whether anything is; null is any other class."""
    otherwise = None if promise.otherwise == "none" else promise.otherwise
    within = [promise.within.get(word, otherwise) for word in by.words] + [otherwise]
    owed = np.array([seconds or 0 for seconds in within], np.int64)
    promised = np.array([seconds is not None for seconds in within], np.bool_)
    classes = _words(by)
    return owed[classes], promised[classes]
