"""A roster from an export that carries none: its agents, and what all rows of each agree on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s
from scoring.importing.profiles import Derived
from scoring.intake.canonical import Rows, encoded
from scoring.intake.checks import faults_in
from scoring.intake.contracts import Roster, declared, schema_of


class RosterFault(NamedTuple):
    """A roster column that some agents cannot have, and a row of each of them.

    Attributes:
        rule: `roster-conflict`, an agent's rows disagree (the row of the second value), or
            `roster-text`, the contract refuses the text (the agent's first row).
        rows: int64[agents], row numbers of the export, in order.
    """

    column: str
    rule: str
    rows: Int64s


class Made(NamedTuple):
    """A derived roster.

    Attributes:
        table: Arrow, the contract's types, one row an agent, ordered by agent id.
        faults: what agents cannot have; such fields are null.
    """

    table: Any
    faults: list[RosterFault]


def derive_roster(said: Derived, agents: Any, texts: Mapping[str, Any], places: Int64s) -> Made:
    """Make one roster row for each agent.

    Args:
        said: the profile's roster block.
        agents: string[rows], the agent of each row that counts; null has none.
        texts: string[rows] of each column of the export that the roster needs.
        places: int64[rows], the row numbers, increasing.
    """
    coded = encoded(agents)
    count = len(coded.words)
    owned = np.flatnonzero(coded.values >= 0)
    first = places[owned][np.unique(coded.values[owned], return_index=True)[1]]
    columns: dict[str, Any] = {"agent_id": pa.array(coded.words, pa.string())}
    faults = []
    for name, column in said.columns.items():
        agreed, torn = _agreed(coded.values, encoded(texts[column.source]), count, places)
        columns[name] = agreed
        faults.append(RosterFault(name, "roster-conflict", torn))
    rows = Rows(first, {}, columns, {})
    faults += _refused(rows, said)
    rows.texts["from_date"] = pa.repeat(pa.scalar(said.from_date, pa.date32()), count)
    order = [name for name in declared(Roster) if name in rows.texts]
    return Made(pa.table({name: rows.texts[name] for name in order}), faults)


def _refused(rows: Rows, said: Derived) -> list[RosterFault]:
    """Blank the texts that the contract refuses, and say which."""
    columns = ["agent_id", *said.columns]
    schema = schema_of(Roster).select_columns(columns)
    schema.checks = []  # they speak of days that a derived roster does not have
    found = faults_in(rows, schema, {n: c for n, c in declared(Roster).items() if n in columns})
    masks: dict[str, Bools] = {}
    for fault in found:
        masks[fault.column] = masks.get(fault.column, False) | fault.mask
    for name, mask in masks.items():
        rows.blank(name, mask)
    return [RosterFault(name, "roster-text", rows.places_in_file[m]) for name, m in masks.items()]


def lacking(said: Derived) -> list[str]:
    """List the contract's roster columns that a derived roster does not have."""
    have = {"agent_id", "from_date", *said.columns}
    return [name for name in declared(Roster) if name not in have]


def _agreed(agents: Int64s, column: Any, count: int, places: Int64s) -> tuple[Any, Int64s]:
    """Return the one value of each agent's rows, and the rows where a second one appears."""
    both = np.flatnonzero((agents >= 0) & column.known)
    words = len(column.words) + 1
    pairs, first = np.unique(agents[both] * words + column.values[both], return_index=True)
    owner, word = np.divmod(pairs, words)
    several: Bools = np.bincount(owner, minlength=count) > 1
    code = np.full(count, -1, np.int64)
    code[owner] = word
    code[several] = -1
    values = pc.take(pa.array(column.words, pa.string()), pa.array(code, mask=code < 0))
    return values, _second_rows(owner, places[both][first], several)


def _second_rows(owner: Int64s, seen: Int64s, several: Bools) -> Int64s:
    """Return the row at which each torn agent's second value appears, in order."""
    torn = several[owner]
    order = np.lexsort((seen[torn], owner[torn]))
    owners, rows = owner[torn][order], seen[torn][order]
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    return np.sort(rows[starts + 1])
