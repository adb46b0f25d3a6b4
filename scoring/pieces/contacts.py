"""Contacts that wait until all rows are there: which of them repeat another, and which do not.

Whether a row has another of its customer and matter near it shows only when all rows have been
read. Until then each waits as 28 bytes: its key, its stamp and its agent, shared out by the key
into 256 shares, in memory or in a file without a name. In the end the shares are taken one by
one, so that memory holds a 256th of the contacts for each thread, and what one key has at least.
Only what can matter waits: rows that are measured, and those within reach of the period.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scoring.columns import Bools, Int64s
from scoring.flow import Contribution, Reach, Roster
from scoring.kernels.choice import Kernels
from scoring.pieces.outcomes import CODE, CODES, HIT, USED, Batch, Codes, looked_for, stamps
from scoring.pieces.runs import Keeper
from scoring.plan.measuring import RepeatRate
from scoring.waiting import ContactRun, Contacts

SHARES = 256
_SHARE_BITS = 8
_ROOM = 1 << 20
"""Contacts that are gathered before they are shared out."""

_SECOND_US = 1_000_000
_LOOKED_FOR, _NOT_MEASURED = 1, -2
_COLUMNS = ("high", "low", "stamp_us", "whose")


class ContactCollector:
    """Collects the contacts of one measure, and shares them out whenever there are enough."""

    def __init__(
        self, measure: RepeatRate, roster: Roster, kernels: Kernels, keeper: Keeper
    ) -> None:
        """Start empty.

        Args:
            measure: the measure.
            roster: its agents, and their periods.
            kernels: the kernels that do the work.
            keeper: keeps what was shared out.
        """
        self._measure, self._kernels, self._keeper = measure, kernels, keeper
        self._agents = len(roster.agent_ids)
        self._start, self._end = _reach(measure, roster)
        self._waiting: list[tuple[npt.NDArray[Any], ...]] = []
        self._rows = 0
        self._contacts = Contacts()

    def take(self, codes: Codes, batch: Batch) -> None:
        """Take a batch, whose rows stand under these codes."""
        stamp, keys = stamps(self._measure, batch), batch.keys[self._measure.by]
        dated = stamp.values[stamp.known]
        if dated.size:
            extent = Contacts(int(dated.min()), int(dated.max()))
            self._contacts = self._contacts.plus(extent)
        near = (stamp.values >= self._start) & (stamp.values <= self._end)
        sought = near & looked_for(self._measure, batch) & stamp.known & keys.known
        counts = (codes == USED) & (batch.agent < self._agents)
        at = np.flatnonzero(sought | counts)
        whose = np.where(counts, 2 * batch.agent, _NOT_MEASURED) + sought
        taken = (keys.high[at], keys.low[at], stamp.values[at], whose[at].astype(np.int32))
        self._waiting.append(taken)
        self._rows += at.size
        if self._rows >= _ROOM:
            self._share_out()

    def contacts(self) -> Contacts:
        """Return everything that was taken."""
        self._share_out()
        return self._contacts

    def _share_out(self) -> None:
        if self._rows:
            columns = [np.concatenate(parts) for parts in zip(*self._waiting, strict=True)]
            share = (columns[0].view(np.uint64) >> np.uint64(64 - _SHARE_BITS)).astype(np.int64)
            first, kept = np.empty(SHARES + 1, np.int64), []
            for column in columns:
                ordered = np.empty_like(column)
                self._kernels.order_by_agent(share, column.astype(np.int64), first, ordered)
                kept.append(self._keeper.keep(ordered))
            run = ContactRun(first, *kept)
            self._contacts = self._contacts.plus(Contacts(None, None, (run,)))
        self._waiting, self._rows = [], 0


def _reach(measure: RepeatRate, roster: Roster) -> tuple[int, int]:
    """Return the first and the last microsecond at which a row can matter to any agent."""
    if not len(roster.agent_ids):
        return 0, -1
    within = measure.within * _SECOND_US
    start, end = int(roster.starts_us.min()), int(roster.ends_us.max())
    return (start - within, end) if measure.look == "back" else (start, end + within)


class _Found(NamedTuple):
    """Rows of a share that are hits or left out, and how many reach beyond the data."""

    agent: Int64s
    codes: Codes
    beyond: int


def settle(
    measure: RepeatRate, found: Contribution, kernels: Kernels, threads: int = 1
) -> tuple[Contribution, Reach]:
    """Find which rows of a measure are hits, now that all of them are there.

    Args:
        measure: the measure.
        found: what all rows contribute to it.
        kernels: the kernels that do the work.
        threads: how many shares are looked at together.

    Returns:
        The contribution with its hits, without the rows that reach beyond the data if the
        measure leaves them out; and how far the data reach.

    Raises:
        StorageError: spilled contacts that cannot be read back.
    """
    contacts = found.contacts or Contacts()
    counts, beyond = np.zeros((CODES, found.volume.size), np.int64), 0

    def part(share: int) -> _Found:
        return _settled(measure, contacts, share)

    with ThreadPoolExecutor(threads) as pool:
        for own in pool.map(part, _filled(contacts.runs)):
            kernels.group_count(own.agent, own.codes, counts)
            beyond += own.beyond
    excluded, left_out = dict(found.excluded), counts[CODE["beyond_data"]]
    if left_out.any():
        excluded["beyond_data"] = left_out
    volume = found.volume - left_out
    settled = replace(
        found, numerator=counts[HIT], denominator=volume, volume=volume, excluded=excluded,
        contacts=None,
    )  # fmt: skip
    return settled, Reach(contacts.first_us, contacts.last_us, beyond)


def _settled(measure: RepeatRate, contacts: Contacts, share: int) -> _Found:
    high, low, stamp, whose = (_side_by_side(contacts.runs, share, name) for name in _COLUMNS)
    within, back = measure.within * _SECOND_US, measure.look == "back"
    order = by_key_and_stamp(high, low, stamp if back else -stamp)
    high, low, stamp, whose = high[order], low[order], stamp[order], whose[order]
    sought = (whose & _LOOKED_FOR).astype(np.bool_)
    repeated = nearest(high, low, stamp, sought) <= within
    covered = np.ones(stamp.size, np.bool_)
    if contacts.first_us is not None and contacts.last_us is not None:
        first, last = contacts.first_us + within, contacts.last_us - within
        covered = stamp >= first if back else stamp <= last
    codes = np.where(repeated == (measure.hits == "repeated"), HIT, USED).astype(np.int8)
    if measure.beyond_data == "exclude":
        codes[~covered] = CODE["beyond_data"]
    measured = whose >= 0
    told = measured & (codes != USED)
    agent = (whose[told] >> 1).astype(np.int64)
    return _Found(agent, codes[told], int(np.count_nonzero(measured & ~covered)))


def _filled(runs: Sequence[ContactRun]) -> list[int]:
    """Return the shares that hold a contact."""
    rows = np.zeros(SHARES, np.int64)
    for run in runs:
        rows += np.diff(run.first)
    filled: list[int] = np.flatnonzero(rows).tolist()
    return filled


def _side_by_side(runs: Sequence[ContactRun], share: int, name: str) -> npt.NDArray[Any]:
    """Lay a column of a share's contacts side by side, those of every run."""
    kind = np.int32 if name == "whose" else np.int64
    own = [getattr(r, name)[int(r.first[share]) : int(r.first[share + 1])] for r in runs]
    return np.concatenate([np.empty(0, kind), *own])


def by_key_and_stamp(high: Int64s, low: Int64s, stamp: Int64s) -> Int64s:
    """Return the order that brings equal keys together, each of them in the order of time."""
    order = np.lexsort((stamp, high))
    one, other = high[order], low[order]
    if ((one[1:] == one[:-1]) & (other[1:] != other[:-1])).any():  # as good as never
        order = np.lexsort((stamp, low, high))
    return order


_NEVER = np.int64(2**62)
"""Further apart than any two stamps that a contract lets in."""


def nearest(high: Int64s, low: Int64s, stamp: Int64s, sought: Bools) -> Int64s:
    """Return how far each row is from the nearest one before it, of its key and at another instant.

    Args:
        high: int64[rows], one half of the key; equal keys stand together.
        low: int64[rows], the other half.
        stamp: int64[rows], UTC µs, never turning back within a key, or never turning forth.
        sought: bool[rows], the rows that are looked for.

    Returns:
        int64[rows], µs, more than 0; 2**62 where there is none.
    """
    rows = np.arange(stamp.size)
    if not rows.size:
        return np.empty(0, np.int64)
    begins = np.ones(rows.size, np.bool_)  # where a key does
    begins[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    instant = begins.copy()  # where an instant of a key does
    instant[1:] |= stamp[1:] != stamp[:-1]
    first_of_key = np.maximum.accumulate(np.where(begins, rows, 0))
    first_of_instant = np.maximum.accumulate(np.where(instant, rows, 0))
    last_sought = np.concatenate([[-1], np.maximum.accumulate(np.where(sought, rows, -1))])
    other = last_sought[first_of_instant]  # the last one before the instant began
    apart = np.abs(stamp - stamp[np.maximum(other, 0)])
    return np.where(other >= first_of_key, apart, _NEVER)
