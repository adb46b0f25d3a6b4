"""Columns of a run's tables as arrays of agents: numbers, words, and the values of measures."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s, Words, words_of
from scoring.errors import IntegrityError, Problem
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Value, Values
from scoring.outputs.arrow import units_of
from scoring.outputs.schemas import PLACES_MAX
from scoring.outputs.stored import stored_columns
from scoring.plan.model import Plan

_COLUMNS = ("agent_id", "measure", "value", "value_before_gates", "volume", "status")


class Rows(NamedTuple):
    """A table of measures, and whose rows it must have: agents in order, each with all measures.

    Attributes:
        run: the run.
        name: the file.
        agent_ids: text[n], whose values they are.
        number: int64[n], which of the agent's stretches; None where they are of agents.
    """

    run: Path
    name: str
    agent_ids: tuple[str, ...]
    number: Int64s | None = None


def values_in(plan: Plan, rows: Rows) -> Values:
    """Return the values that a run stores, as they were before the gates at measures.

    What stands behind a value is not restored: each is a fraction of its own units.

    Args:
        plan: the run's plan.
        rows: the table.

    Raises:
        IntegrityError: another table than a run of these agents and this plan has.
    """
    columns = _COLUMNS if rows.number is None else (*_COLUMNS, "segment")
    table, names = stored_columns(rows.run, rows.name, columns), sorted(plan.measures)
    _require_in_order(rows, table, names)
    found = {}
    for place, name in enumerate(names):
        own = pa.array(np.arange(place, table.num_rows, len(names)))
        found[name] = _value(plan, name, table.take(own), rows.run / rows.name)
    return {name: found[name] for name in plan.measures}


def _require_in_order(rows: Rows, table: Any, names: list[str]) -> None:
    """Require a row of each measure for each agent, by agent and measure."""
    n, m = len(rows.agent_ids), len(names)
    ids = pa.array(rows.agent_ids, pa.string())
    asked = {
        "agent_id": ids.take(pa.array(np.repeat(np.arange(n), m))),
        "measure": pa.array(names, pa.string()).take(pa.array(np.tile(np.arange(m), n))),
    }
    if rows.number is not None:
        asked["segment"] = pa.array(np.repeat(rows.number, m))
    if any(not _one(table[name]).equals(column) for name, column in asked.items()):
        what = "has other rows than one for each agent and measure of the plan, in order"
        raise IntegrityError(differs(rows.run / rows.name, what))


def _value(plan: Plan, name: str, table: Any, where: Path) -> Value:
    places = plan.measures[name].places
    units, known = numbers_in(table["value"], places, where)
    before, changed = numbers_in(table["value_before_gates"], places, where)
    units, known = fixed.where(~changed, units, before), known | changed
    status = words_in(table["status"])
    if "voided" in status.words:  # by a gate, which comes only after what is restored
        status = words_of(["known" if word == "voided" else word for word in status])
    return Value(
        units=units,
        known=known,
        status=status,
        numerator=units,
        denominator=fixed.filled(units.size, 10**places),
        volume=_one(table["volume"]).to_numpy(),
        excluded={},
    )


def numbers_in(column: Any, places: int, where: Path) -> tuple[Exact, Bools]:
    """Return a column of numbers in units of 10**-places, 0 where null, and where it is not null.

    Raises:
        IntegrityError: a number with more places than these.
    """
    units, known = units_of(_one(column))
    step = 10 ** (PLACES_MAX - places)
    if np.any(units % step):
        raise IntegrityError(differs(where, "has a number finer than the plan rounds to"))
    return fixed.narrow(units // step), known


def words_in(column: Any) -> Words:
    """Return a column of text."""
    coded = pc.dictionary_encode(_one(column))
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return Words(codes.astype(np.int32), tuple(coded.dictionary.to_pylist()))


def _one(column: Any) -> Any:
    """Return the one piece that a column is, or an empty one."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def differs(where: Path, what: str) -> Problem:
    """Say that a table does not fit what the run was made of."""
    hint = "Do not pay from this run; run the period again."
    return Problem("figure-differs", str(where), what, hint)
