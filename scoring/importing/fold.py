"""Rows that share an id become one, as the profile's `repeats` says, or break a rule together.

Rows come sorted by id, and within an id by the order that the profile names, so that the last of
an id is the one before the next id begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.importing.profile.profiles import Latest, Profile
from scoring.importing.profile.readings import Event
from scoring.importing.staged import AT, COUNTS, VALUE, Stage, alike


class Folded(NamedTuple):
    """One row an id, but for ids whose rows cannot be told apart or joined.

    Attributes:
        rows: int64[n], the positions of the rows that stand for an id, in order.
        taken: for each column, int64[n], the position that its value is taken from; -1 for none.
        torn: bool[n], rows that share an id with others and have nothing to decide by.
        repeated: int64, positions of rows that are identical to one that stands.
        superseded: int64, positions of rows that a later row of their id replaces.
    """

    rows: Int64s
    taken: Mapping[str, Int64s]
    torn: Bools
    repeated: Int64s
    superseded: Int64s

    def part(self, span: slice) -> Folded:
        """Return some of the rows that stand; what was dropped is told with the whole."""
        taken = {name: rows[span] for name, rows in self.taken.items()}
        return self._replace(rows=self.rows[span], taken=taken, torn=self.torn[span])


def events_of(profile: Profile) -> dict[str, Event]:
    """Return the columns that are taken from a certain row of an id, and from which."""
    said = {name: getattr(reading, "event", None) for name, reading in profile.readings.items()}
    return {name: event for name, event in said.items() if event is not None}


def fold(table: Any, stage: Stage, profile: Profile) -> Folded:
    """Fold the rows of each id into one.

    Args:
        table: rows as `Stage.lay_out` made them, sorted by `Stage.keys`; all rows of an id.
        stage: their layout.
        profile: what it says of rows that share an id, and of events.
    """
    ids = table.column(VALUE + "interaction_id")
    starts = np.ones(table.num_rows, np.bool_)
    starts[1:] = ~alike(table, [VALUE + "interaction_id"])
    starts |= np.asarray(ids.is_null().to_numpy(), np.bool_)  # no id is nobody's repeat
    first = np.flatnonzero(starts)
    size = np.diff(np.append(first, table.num_rows))
    stands, torn = _standing(table, stage, profile, first, size)
    group = np.repeat(np.arange(first.size), size)
    rows = np.flatnonzero(torn[group] | _marked(stands, table.num_rows))
    away = np.flatnonzero(~torn[group] & ~_marked(stands, table.num_rows))
    taken = dict.fromkeys(stage.declared, rows)
    for name, event in events_of(profile).items():
        if name in taken:
            picked = _picked(table, name, event, first)[group[rows]]
            taken[name] = np.where(torn[group[rows]], rows, picked)
    nothing = np.zeros(0, np.int64)
    latest = profile.latest is not None
    return Folded(
        rows=rows,
        taken=taken,
        torn=torn[group[rows]],
        repeated=nothing if latest else away,
        superseded=away if latest else nothing,
    )


def _marked(positions: Int64s, size: int) -> Bools:
    mask = np.zeros(size, np.bool_)
    mask[positions] = True
    return mask


def _standing(
    table: Any, stage: Stage, profile: Profile, first: Int64s, size: Int64s
) -> tuple[Int64s, Bools]:
    """Return the position that stands for each id, and which ids have nothing to decide by."""
    several: Bools = size > 1
    if profile.repeats == "error" or not several.any():
        return first, several
    contents = [name for name in table.column_names if name != AT]
    if profile.latest is not None:
        return _last(table, stage, profile.latest, contents, first, size)
    same = np.append(True, alike(table, contents))
    same[first] = True
    return first, several & ~np.logical_and.reduceat(same, first)


def _last(
    table: Any, stage: Stage, said: Latest, contents: list[str], first: Int64s, size: Int64s
) -> tuple[Int64s, Bools]:
    last = first + size - 1
    several: Bools = size > 1
    order = [VALUE + name for name in stage.order]
    unordered = np.zeros(table.num_rows, np.bool_)
    for name in order:
        unordered |= np.asarray(table.column(name).is_null().to_numpy(), np.bool_)
    torn = several & np.logical_or.reduceat(unordered, first)
    if said.ties == "fault":
        torn |= _tied_apart(table, order, contents, first, last)
    return last, torn


def _tied_apart(
    table: Any, order: list[str], contents: list[str], first: Int64s, last: Int64s
) -> Bools:
    """Say for each id whether any of the rows that are equal in order to its last one differ."""
    begins = np.append(True, ~alike(table, order))
    begins[first] = True
    run = np.maximum.accumulate(np.where(begins, np.arange(begins.size), 0))
    differing = np.cumsum(np.append(False, ~alike(table, contents)))
    apart: Bools = differing[last] > differing[run[last]]
    return apart


def _picked(table: Any, name: str, event: Event, first: Int64s) -> Int64s:
    """Return for each id the position of the row that an event names; -1 where none meets it."""
    counts: Any = table.column(COUNTS + name).to_numpy()
    positions = np.arange(table.num_rows, dtype=np.int64)
    if event.take == "last":
        return np.maximum.reduceat(np.where(counts, positions, -1), first)
    beyond = table.num_rows
    found = np.minimum.reduceat(np.where(counts, positions, beyond), first)
    return np.where(found == beyond, -1, found)
