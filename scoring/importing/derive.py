"""A roster from an export that carries none: its agents, and what all rows of each agree on.

Of each agent's values in a column, the two that appear first are kept, with the place where each
does: that an agent has a second one, and where, is all that the roster needs to know. So neither
the order in which rows come nor how they are split matters, and memory grows with the agents.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s
from scoring.importing.log import apart, places
from scoring.importing.profile.profiles import Derived
from scoring.intake.canonical import Rows
from scoring.intake.checks import faults_in
from scoring.intake.contracts import Roster, declared, terms_of

_PENDING = 65_536
"""How many pairs may wait before they are joined with those already known."""
_NOTHING = pa.table(
    {"agent": pa.nulls(0, pa.string()), "value": pa.nulls(0, pa.string())}
    | {"at": pa.nulls(0, pa.int64())}
)


class RosterFault(NamedTuple):
    """A roster column that some agents cannot have, and a row of each of them.

    Attributes:
        rule: `roster-conflict`, an agent's rows disagree (the row of the second value), or
            `roster-text`, the contract refuses the text (the agent's first row).
        files: int64[agents], indices of the files.
        rows: int64[agents], row numbers of those files, in order of file and row.
    """

    column: str
    rule: str
    files: Int64s
    rows: Int64s


class Made(NamedTuple):
    """A derived roster.

    Attributes:
        table: Arrow, the contract's types, one row an agent, ordered by agent id.
        faults: what agents cannot have; such fields are null.
    """

    table: Any
    faults: list[RosterFault]


class RosterMaker:
    """Gathers rows in any order, and makes one roster row for each agent of them.

    Attributes:
        said: the profile's roster block.
    """

    def __init__(self, said: Derived) -> None:
        """Start with no agents."""
        self.said = said
        self._agents = _Firsts(1)
        names = {column.source for column in said.columns.values()}
        self._values = {name: _Firsts(2) for name in sorted(names)}

    def add(self, agents: Any, texts: Mapping[str, Any], files: Int64s, rows: Int64s) -> None:
        """Take rows.

        Args:
            agents: string[rows], the agent of each row that counts; null has none.
            texts: string[rows] of each column of the export that the roster needs.
            files: int64[rows], the index of each row's file.
            rows: int64[rows], its number there.
        """
        at = pa.array(places(files, rows))
        self._agents.add(pa.table({"agent": agents, "value": agents, "at": at}))
        for name, firsts in self._values.items():
            firsts.add(pa.table({"agent": agents, "value": texts[name], "at": at}))

    def made(self) -> Made:
        """Make the roster of all rows that were taken."""
        known = self._agents.kept()
        agents = known.column("agent").combine_chunks()
        columns: dict[str, Any] = {"agent_id": agents}
        faults = []
        for name, column in self.said.columns.items():
            columns[name], torn = _agreed(agents, self._values[column.source].kept())
            faults.append(_fault(name, "roster-conflict", torn))
        rows = Rows(known.column("at").to_numpy(), {}, columns, {})
        faults += _refused(rows, self.said)
        day = pa.scalar(self.said.from_date, pa.date32())
        rows.texts["from_date"] = pa.repeat(day, len(agents))
        order = [name for name in declared(Roster) if name in rows.texts]
        return Made(pa.table({name: rows.texts[name] for name in order}), faults)


def lacking(said: Derived) -> list[str]:
    """List the contract's roster columns that a derived roster does not have."""
    have = {"agent_id", "from_date", *said.columns}
    return [name for name in declared(Roster) if name not in have]


class _Firsts:
    """The first few values of each agent, by the place where each appears first.

    A value that is among the first few of all rows is so in every part of them that has the row
    where it appears first; so what falls out of a part cannot be missed later.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._parts = [_NOTHING]
        self._waiting = 0
        self._known = 0

    def add(self, rows: Any) -> None:
        """Take rows: agent, value, at; those without agent or value say nothing."""
        both = pc.and_(rows.column("agent").is_valid(), rows.column("value").is_valid())
        part = self._first(rows.filter(both))
        self._parts.append(part)
        self._waiting += part.num_rows
        if self._waiting > max(_PENDING, self._known):
            self.kept()

    def kept(self) -> Any:
        """Return what is known: Arrow agent, value, at, ordered by agent and place."""
        table = self._first(pa.concat_tables(self._parts))
        self._parts, self._waiting, self._known = [table], 0, table.num_rows
        return table

    def _first(self, rows: Any) -> Any:
        seen = rows.group_by(["agent", "value"]).aggregate([("at", "min")])
        seen = seen.rename_columns({"at_min": "at"})
        seen = seen.sort_by([("agent", "ascending"), ("at", "ascending")])
        keep = np.ones(seen.num_rows, np.bool_)
        agent = seen.column("agent").combine_chunks()
        before = pc.equal(agent[self._count :], agent[: -self._count])
        keep[self._count :] = ~np.asarray(before, np.bool_)
        return seen.filter(pa.array(keep))


def _agreed(agents: Any, firsts: Any) -> tuple[Any, Int64s]:
    """Return the one value of each agent, and the places where torn agents' second one stands."""
    owner = np.asarray(pc.index_in(firsts.column("agent"), value_set=agents), np.int64)
    second: Bools = np.diff(owner, prepend=-1) == 0
    several = np.bincount(owner, minlength=len(agents)) > 1
    at = np.full(len(agents), -1, np.int64)
    at[owner[~second]] = np.flatnonzero(~second)
    at[several] = -1
    values = firsts.column("value").combine_chunks().take(pa.array(at, mask=at < 0))
    return values, firsts.column("at").to_numpy()[second]


def _refused(rows: Rows, said: Derived) -> list[RosterFault]:
    """Blank the texts that the contract refuses, and say which."""
    found = faults_in(rows, terms_of(Roster).only(["agent_id", *said.columns]))
    masks: dict[str, Bools] = {}
    for fault in found:
        masks[fault.column] = masks.get(fault.column, False) | fault.mask
    for name, mask in masks.items():
        rows.blank(name, mask)
    return [_fault(name, "roster-text", rows.places_in_file[m]) for name, m in masks.items()]


def _fault(column: str, rule: str, at: Int64s) -> RosterFault:
    return RosterFault(column, rule, *apart(np.sort(at)))
