"""The arithmetic over rows, in plain NumPy: small functions of arrays, authoritative.

Each compiled twin has the same name, the same arguments and the same bits. Everything is int64,
int8 or bool, but for bitmaps and text, which are read as the bytes that they are; results go into
arrays that the caller brings, and counts and sums are added to what stands there. No function
here checks a bound or an index: the caller shows that agents lie in 0..agents-1, that codes have
a place, and that sums fit. What stands where `known` is false is any number, and changes nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scoring.kernels.reference_entry import (
    all_in_order,
    all_within,
    increases,
    narrow_decimals,
    texts_are_plain,
    texts_increase,
    unpack,
    whole_doubles,
)
from scoring.kernels.texts import hash_texts

__all__ = [
    "all_in_order",
    "all_within",
    "became",
    "collect",
    "count_cells",
    "elapsed_seconds",
    "gather",
    "group_count",
    "group_sum",
    "hash_texts",
    "increases",
    "inside",
    "kept_within",
    "largest",
    "leave_out",
    "looked_up",
    "mark",
    "narrow_decimals",
    "note_used",
    "open_seconds",
    "order_by_agent",
    "overrule",
    "select",
    "spans",
    "take_out",
    "texts_are_plain",
    "texts_increase",
    "translated",
    "unpack",
    "whole_doubles",
]

Int64s = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Int8s = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]
INT64_MAX = 2**63 - 1
MICROSECONDS = 1_000_000
BUCKET_BITS = 32
"""The index of working hours has an entry for every 2**32 µs."""

COUNTS = 1
"""The largest code of a row that counts: 0 is used, 1 is used and a hit."""


# What a plan asks of each row.


def elapsed_seconds(start_us: Int64s, end_us: Int64s, out: Int64s) -> None:
    """Find the whole seconds from start to end, a part of a second left off (floor).

    Args:
        start_us: int64[rows], UTC µs.
        end_us: int64[rows], UTC µs.
        out: int64[rows], seconds.
    """
    out[:] = (end_us - start_us) // MICROSECONDS


def open_seconds(
    start_us: Int64s,
    end_us: Int64s,
    counted: Bools,
    calendar: Int32s,
    interval: Int64s,
    bucket: Int32s,
    out: Int64s,
) -> bool:
    """Find the whole seconds of working time from start to end, rounded down (floor).

    The open time up to a stamp is what was open before its interval, and what of the interval
    has passed; between two stamps it is the difference. An end before the start gives a negative
    number. `interval` and `bucket` are those of `worktime.timeline`.

    Args:
        start_us: int64[rows], UTC µs.
        end_us: int64[rows], UTC µs.
        counted: bool[rows], false where the stamps may be any number; 0 comes out.
        calendar: int32[rows], each in 0..calendars-1; or int32[1], which is that of all rows.
        interval: int64[intervals, 3], UTC µs at which it opens and closes, and µs open before;
            they rise within a calendar.
        bucket: int32[calendars, buckets]; a calendar's intervals begin at its first entry.
        out: int64[rows], seconds.

    Returns:
        Whether all stamps that count lie within the buckets; 0 comes out where they do not.
    """
    origin = int(interval[0, 0])
    last = origin + (bucket.shape[1] << BUCKET_BITS) - 1
    within = (start_us >= origin) & (start_us <= last) & (end_us >= origin) & (end_us <= last)
    out[:] = 0
    edges = [*bucket[:, 0].tolist(), interval.shape[0]]
    for i in range(bucket.shape[0]):
        rows = np.flatnonzero(counted & within & (calendar == i))
        own = interval[edges[i] : edges[i + 1]]
        start, end = (_open_until(stamp[rows], own) for stamp in (start_us, end_us))
        out[rows] = (end - start) // MICROSECONDS
    return bool((within | ~counted).all())


def _open_until(stamp_us: Int64s, interval: Int64s) -> Int64s:
    """Return int64[stamps], what one calendar was open before each stamp, µs."""
    at = interval[np.searchsorted(interval[:, 0], stamp_us, side="right") - 1]
    passed: Int64s = at[:, 2] + np.minimum(stamp_us, at[:, 1]) - at[:, 0]
    return passed


def inside(stamp_us: Int64s, start_us: Int64s, end_us: Int64s, agent: Int64s, out: Bools) -> None:
    """Say for each row whether its stamp lies in its agent's half-open period.

    Args:
        stamp_us: int64[rows], UTC µs.
        start_us: int64[agents], the first µs of the period; of one element, the same for all.
        end_us: int64[agents], the first µs after it.
        agent: int64[rows].
        out: bool[rows].
    """
    whose = agent if start_us.size > 1 else np.zeros_like(agent)
    out[:] = (stamp_us >= start_us[whose]) & (stamp_us < end_us[whose])


def spans(stamp_us: Int64s, known: Bools, edge_us: Int64s, out: Int64s) -> None:
    """Find the span between two edges in which each stamp lies.

    Args:
        stamp_us: int64[rows], UTC µs.
        known: bool[rows].
        edge_us: int64[edges], increasing; span k begins at edge k.
        out: int64[rows], -1 before the first edge and where the stamp is not known.
    """
    found = np.searchsorted(edge_us, stamp_us, side="right") - 1
    out[:] = np.where(known, found, -1)


def looked_up(code: Int64s, known: Bools, table: Bools, out: Bools) -> None:
    """Look each row's code up; a row whose code is not known is false.

    Args:
        code: int64[rows].
        known: bool[rows].
        table: bool[codes].
        out: bool[rows].
    """
    out[:] = known & table[np.where(known, code, 0)] if table.size else False


def translated(code: Int64s, known: Bools, table: Int64s, otherwise: int, out: Int64s) -> None:
    """Exchange each row's code for what a table has in its place.

    Args:
        code: int64[rows].
        known: bool[rows].
        table: int64[codes].
        otherwise: what stands for a code that is not known.
        out: int64[rows].
    """
    out[:] = otherwise
    out[known] = table[code[known]]


def kept_within(took_s: Int64s, by: Int64s, by_known: Bools, owed_s: Int64s, code: Int8s) -> None:
    """Make a hit of each row that took no longer than its class is owed.

    Args:
        took_s: int64[rows], seconds.
        by: int64[rows], the class.
        by_known: bool[rows]; a class that is not known is the last of `owed_s`.
        owed_s: int64[classes + 1], seconds.
        code: int8[rows], set to 1 or 0.
    """
    code[:] = took_s <= owed_s[np.where(by_known, by, owed_s.size - 1)]


def leave_out(stays: Bools, reason: int, code: Int8s) -> None:
    """Give the rows that do not stay the code of a reason.

    Args:
        stays: bool[rows].
        reason: the code.
        code: int8[rows].
    """
    code[~stays] = reason


def take_out(leaves: Bools, reason: int, code: Int8s) -> None:
    """Give the rows that leave, and that would count, the code of a reason.

    Args:
        leaves: bool[rows].
        reason: the code.
        code: int8[rows].
    """
    code[leaves & (code <= COUNTS)] = reason


def overrule(ruling: Int8s, code: Int8s) -> None:
    """Give each row the code of a ruling, where that is not 0.

    Args:
        ruling: int8[rows].
        code: int8[rows].
    """
    code[:] = np.where(ruling != 0, ruling, code)


def note_used(code: Int8s, used: Bools) -> None:
    """Mark the rows that count by their code.

    Args:
        code: int8[rows].
        used: bool[rows], set where the row counts and left where it does not.
    """
    used |= code <= COUNTS


def became(agent: Int64s, used: Bools, in_period: Bools, dated: Bools, out: Int64s) -> None:
    """Say what became of each row: the place of the word in `flow.MEASURED`.

    Args:
        agent: int64[rows], -1 where nobody is credited, below it where the agent is in no plan.
        used: bool[rows], whether any measure used the row.
        in_period: bool[rows], whether it lies in the period of any measure.
        dated: bool[rows], whether it has the stamp that dates it for any measure.
        out: int64[rows].
    """
    fate = np.where(dated, np.where(in_period, 5, 4), 3)
    fate[used] = 0
    fate[agent < 0] = 2
    fate[agent == -1] = 1
    out[:] = fate


# Rows of each agent, counted, added up and ordered.


def group_count(agent: Int64s, code: Int8s, counts: Int32s) -> None:
    """Count the rows of each agent by code; the caller shows that counts fit 32 bits.

    Args:
        agent: int64[rows].
        code: int8[rows].
        counts: int32[codes, agents], rows, added to.
    """
    codes, agents = counts.shape
    cell = code.astype(np.int64) * agents + agent
    found = np.bincount(cell, minlength=codes * agents).reshape(codes, agents)
    np.add(counts, found, out=counts, casting="same_kind")


def count_cells(row: Int64s, column: Int64s, counts: Int64s) -> None:
    """Count rows by two codes; a code below zero counts from the end.

    Args:
        row: int64[rows].
        column: int64[rows].
        counts: int64[codes, codes], rows, added to.
    """
    np.add.at(counts, (row, column), 1)


def mark(agent: Int64s, stamp_us: Int64s, start_us: Int64s, end_us: Int64s, met: Bools) -> None:
    """Mark the agents who have a row within their half-open period.

    Args:
        agent: int64[rows]; a row of nobody, below zero, marks none.
        stamp_us: int64[rows], UTC µs, all known.
        start_us: int64[agents], UTC µs.
        end_us: int64[agents], UTC µs.
        met: bool[agents].
    """
    own = agent >= 0
    whose, at = agent[own], stamp_us[own]
    met[whose[(at >= start_us[whose]) & (at < end_us[whose])]] = True


def largest(value: Int64s, code: Int8s) -> int:
    """Return max |x| over the rows that count, at most 2**63 - 1; 0 where none does."""
    chosen = value[code <= COUNTS]
    if chosen.size == 0:
        return 0
    return min(max(int(chosen.max()), -int(chosen.min())), INT64_MAX)


def group_sum(agent: Int64s, value: Int64s, code: Int8s, total: Int64s) -> None:
    """Add up the values of each agent's rows that count; rows x max|value| must fit.

    Args:
        agent: int64[rows].
        value: int64[rows], any unit.
        code: int8[rows].
        total: int64[agents], the unit of `value`, added to.
    """
    counts = code <= COUNTS
    np.add.at(total, agent[counts], value[counts])


def collect(
    agent: Int64s, value: Int64s, code: Int8s, at: int, agents: Int64s, values: Int64s
) -> int:
    """Put the rows that count behind those that were collected before.

    Args:
        agent: int64[rows].
        value: int64[rows], any unit.
        code: int8[rows].
        at: how many were collected before.
        agents: int64[room], the agents of what is collected.
        values: int64[room], their values.

    Returns:
        How many are collected now.
    """
    counts = code <= COUNTS
    end = at + int(np.count_nonzero(counts))
    agents[at:end], values[at:end] = agent[counts], value[counts]
    return end


def order_by_agent(agent: Int64s, value: Int64s, first: Int64s, out: Int64s) -> None:
    """Bring the values of each agent together, agents in order.

    Args:
        agent: int64[rows].
        value: int64[rows], any unit.
        first: int64[agents + 1], set to where each agent's values begin in `out`.
        out: int64[rows] or int32[rows], where every value fits; each agent's values in the
            order in which they came.
    """
    first[0] = 0
    np.cumsum(np.bincount(agent, minlength=first.size - 1), out=first[1:])
    out[:] = value[np.argsort(agent, kind="stable")]


def gather(first: Int64s, values: Int64s, at: Int64s, out: Int64s) -> None:
    """Put the values of a run behind those of other runs, agent by agent.

    Args:
        first: int64[agents + 1], where each agent's values begin, less the first of them.
        values: int64[rows] or int32[rows], ordered by agent.
        at: int64[agents], where the next value of an agent goes in `out`; moved on.
        out: int64[all rows].
    """
    size = np.diff(first)
    place = np.repeat(at - first[:-1], size) + np.arange(values.size)
    out[place] = values
    at += size


def select(values: Int64s, end: Int64s, rank: Int64s, out: Int64s) -> None:
    """Find the value at a rank of each agent's ordered values.

    Args:
        values: int64[rows], any unit, ordered by agent.
        end: int64[agents], where each agent's values end.
        rank: int64[agents], from 1 to the agent's number of values; 0 asks for nothing.
        out: int64[agents], the unit of `values`; 0 where the rank is 0.
    """
    begin = np.concatenate([np.zeros(1, np.int64), end[:-1]])
    agent = np.repeat(np.arange(end.size), end - begin)
    ordered = values[: agent.size][np.lexsort((values[: agent.size], agent))]
    asked = rank > 0
    out[:] = 0
    out[asked] = ordered[(begin + rank - 1)[asked]]
