"""The arithmetic over rows, in plain NumPy: small functions of arrays, authoritative.

Each compiled twin has the same name, the same arguments and the same bits. Everything is int64
or bool. No function here checks a bound or an index: the caller shows that agents lie in
0..agents-1 and that sums fit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Int64s = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
INT64_MAX = 2**63 - 1
MICROSECONDS = 1_000_000
BUCKET_BITS = 32
"""The index of working hours has an entry for every 2**32 µs."""


def elapsed_seconds(start_us: Int64s, end_us: Int64s) -> Int64s:
    """Return the whole seconds from start to end, a part of a second left off (floor).

    Args:
        start_us: int64[rows], UTC µs.
        end_us: int64[rows], UTC µs.

    Returns:
        int64[rows], seconds.
    """
    return (end_us - start_us) // MICROSECONDS


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


def inside(stamp_us: Int64s, start_us: Int64s, end_us: Int64s, agent: Int64s) -> Bools:
    """Say for each row whether its stamp lies in its agent's half-open period.

    Args:
        stamp_us: int64[rows], UTC µs.
        start_us: int64[agents], the first µs of the period.
        end_us: int64[agents], the first µs after it.
        agent: int64[rows].

    Returns:
        bool[rows].
    """
    return (stamp_us >= start_us[agent]) & (stamp_us < end_us[agent])


def group_count(agent: Int64s, code: npt.NDArray[np.int8], agents: int, codes: int) -> Int64s:
    """Count the rows of each agent by code.

    Args:
        agent: int64[rows].
        code: int8[rows], each in 0..codes-1.
        agents: how many agents there are.
        codes: how many codes there are.

    Returns:
        int64[codes, agents], rows.
    """
    cell = code.astype(np.int64) * agents + agent
    return np.bincount(cell, minlength=codes * agents).reshape(codes, agents)


def group_sum(agent: Int64s, value: Int64s, agents: int) -> Int64s:
    """Add up the values of each agent; rows x max|value| must fit.

    Args:
        agent: int64[rows].
        value: int64[rows], any unit.
        agents: how many agents there are.

    Returns:
        int64[agents], the unit of `value`.
    """
    total = np.zeros(agents, np.int64)
    np.add.at(total, agent, value)
    return total


def group_histogram(agent: Int64s, value: Int64s) -> tuple[Int64s, Int64s, Int64s]:
    """Count equal values of each agent.

    Args:
        agent: int64[rows].
        value: int64[rows], any unit.

    Returns:
        agent, value, rows: int64[pairs] each, every pair of agent and value once, in that order.
    """
    if agent.size == 0 or not _one_key_fits(agent, value):
        return _merged(np.lexsort((value, agent)), agent, value, np.ones(agent.size, np.int64))
    low, span = int(value.min()), int(value.max()) - int(value.min()) + 1
    key = np.sort(agent * span + (value - low))
    first = np.flatnonzero(np.concatenate([np.ones(1, np.bool_), key[1:] != key[:-1]]))
    key = key[first]
    return key // span, key % span + low, np.diff(first, append=agent.size)


def merge_histograms(
    agent_a: Int64s,
    value_a: Int64s,
    rows_a: Int64s,
    agent_b: Int64s,
    value_b: Int64s,
    rows_b: Int64s,
) -> tuple[Int64s, Int64s, Int64s]:
    """Return the histogram of the rows of two histograms, a and b.

    Args:
        agent_a: int64[pairs of a], ordered.
        value_a: int64[pairs of a], any unit, ordered within an agent.
        rows_a: int64[pairs of a].
        agent_b: int64[pairs of b], as in a.
        value_b: int64[pairs of b], as in a.
        rows_b: int64[pairs of b].

    Returns:
        agent, value, rows: int64[pairs] each, ordered by agent and value.
    """
    agent, value = np.concatenate([agent_a, agent_b]), np.concatenate([value_a, value_b])
    if agent.size and _one_key_fits(agent, value):
        low, span = int(value.min()), int(value.max()) - int(value.min()) + 1
        # A stable sort finds the two ordered runs and merges them.
        order = np.argsort(agent * span + (value - low), kind="stable")
    else:
        order = np.lexsort((value, agent))
    return _merged(order, agent, value, np.concatenate([rows_a, rows_b]))


def _one_key_fits(agent: Int64s, value: Int64s) -> bool:
    """Say whether one int64 can order agent and value: it sorts many times faster than two."""
    span = int(value.max()) - int(value.min()) + 1
    return (int(agent.max()) + 1) * span <= INT64_MAX


def _merged(
    order: npt.NDArray[np.intp], agent: Int64s, value: Int64s, rows: Int64s
) -> tuple[Int64s, Int64s, Int64s]:
    agent, value = agent[order], value[order]
    changes = (agent[1:] != agent[:-1]) | (value[1:] != value[:-1])
    first = np.flatnonzero(np.concatenate([np.ones(min(agent.size, 1), np.bool_), changes]))
    if first.size == 0:
        return agent, value, rows
    return agent[first], value[first], np.add.reduceat(rows[order], first)


def select_nearest_rank(agent: Int64s, value: Int64s, rows: Int64s, rank: Int64s) -> Int64s:
    """Return for each agent the value at a rank of its ordered values.

    Args:
        agent: int64[pairs], a histogram's agents, ordered.
        value: int64[pairs], any unit, ordered within an agent.
        rows: int64[pairs], how often the value occurs, at least once.
        rank: int64[agents], from 1 to the agent's number of rows; 0 asks for nothing.

    Returns:
        int64[agents], the unit of `value`; 0 where the rank is 0.
    """
    selected = np.zeros(rank.size, np.int64)
    asked = np.flatnonzero(rank)
    reached = np.concatenate([np.zeros(1, np.int64), np.cumsum(rows)])
    before = reached[np.searchsorted(agent, asked)]
    selected[asked] = value[np.searchsorted(reached[1:], before + rank[asked])]
    return selected
