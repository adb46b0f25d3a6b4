"""Which rows repeat another, found when all of them are there: a share of the keys at a time.

A share is put into the order of key and stamp, and each row looks at the one before it. Looking
ahead is looking back with the time turned round: stamps change their sign. So memory holds one
share for each thread. A share that is too large for that, as where millions of rows name one
customer, is taken span by span in the order of time, and of the spans before only the last contact
of each key is carried along.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.flow import Contribution
from scoring.kernels.choice import Kernels
from scoring.pieces.contacts import NOT_MEASURED, SECOND_US, SHARES, SOUGHT
from scoring.pieces.outcomes import CODE, CODES, HIT, USED, Codes
from scoring.plan.measuring import RepeatRate
from scoring.waiting import ContactRun, Contacts, Reach

_AT_ONCE = 1 << 21
"""Contacts that are ordered at a time."""

_PARTS = 1 << 12
"""Parts of the time of a share, by which it is cut into spans."""

_NEVER = np.int64(2**62)
"""Further apart than any two stamps that a contract lets in."""


class _Rows(NamedTuple):
    """Contacts, all int64; the stamps are turned where the measure looks ahead."""

    high: Int64s
    low: Int64s
    stamp: Int64s
    whose: Int64s

    def at(self, places: Int64s | Bools) -> _Rows:
        return _Rows(*(column[places] for column in self))

    def with_more(self, other: _Rows) -> _Rows:
        return _Rows(*(np.concatenate(pair) for pair in zip(self, other, strict=True)))


class _Found(NamedTuple):
    """Rows that are hits or left out, and how many reach beyond the data."""

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

    def part(share: int) -> list[_Found]:
        return list(_settled(measure, contacts, share))

    with ThreadPoolExecutor(threads) as pool:
        for parts in pool.map(part, np.flatnonzero(_sizes(contacts.runs)).tolist()):
            for own in parts:
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


def _sizes(runs: Sequence[ContactRun]) -> Int64s:
    """Return int64[shares], how many contacts each has."""
    sizes = np.zeros(SHARES, np.int64)
    for run in runs:
        sizes += np.diff(run.first)
    return sizes


def _settled(measure: RepeatRate, contacts: Contacts, share: int) -> Iterator[_Found]:
    """Judge the rows of a share, span by span."""
    within, back = measure.within * SECOND_US, measure.look == "back"
    edge = contacts.first_us if back else contacts.last_us
    covered_from = (edge or 0) * (1 if back else -1) + within
    carried = None
    spans = _spans(contacts.runs, share, back=back)
    for span in spans:
        rows = _rows(contacts.runs, share, span, back=back)
        rows = rows if carried is None else carried.with_more(rows)
        rows = rows.at(by_key_and_stamp(rows.high, rows.low, rows.stamp))
        sought = (rows.whose & SOUGHT).astype(np.bool_)
        repeated = nearest(rows.high, rows.low, rows.stamp, sought) <= within
        yield _judged(measure, rows, repeated, rows.stamp >= covered_from)
        if span is not spans[-1]:
            carried = rows.at(_last_of_each(rows, sought))
            carried = carried.at(carried.stamp >= span[1] - within)
            carried.whose[:] = NOT_MEASURED + SOUGHT


def _judged(measure: RepeatRate, rows: _Rows, repeated: Bools, covered: Bools) -> _Found:
    codes = np.where(repeated == (measure.hits == "repeated"), HIT, USED).astype(np.int8)
    if measure.beyond_data == "exclude":
        codes[~covered] = CODE["beyond_data"]
    measured = rows.whose >= 0
    told = measured & (codes != USED)
    beyond = int(np.count_nonzero(measured & ~covered))
    return _Found(rows.whose[told] >> 1, codes[told], beyond)


def _slices(runs: Sequence[ContactRun], share: int) -> Iterator[tuple[ContactRun, slice]]:
    for run in runs:
        yield run, slice(int(run.first[share]), int(run.first[share + 1]))


def _turned(stamp: Int64s, *, back: bool) -> Int64s:
    return stamp if back else -stamp


def _stamps(runs: Sequence[ContactRun], share: int, *, back: bool) -> Iterator[Int64s]:
    """Read the stamps of a share, turned or not, run by run."""
    for run, own in _slices(runs, share):
        if own.stop > own.start:
            yield _turned(run.stamp_us[own], back=back)


def _spans(runs: Sequence[ContactRun], share: int, *, back: bool) -> list[tuple[int, int]]:
    """Cut the time of a share, turned or not, into half-open spans that are ordered at a time."""
    if int(_sizes(runs)[share]) <= _AT_ONCE:
        return [(-int(_NEVER), int(_NEVER))]
    ends = [(int(s.min()), int(s.max())) for s in _stamps(runs, share, back=back)]
    low, high = min(least for least, _ in ends), max(most for _, most in ends)
    width = (high - low) // _PARTS + 1
    each = np.zeros(_PARTS, np.int64)
    for stamp in _stamps(runs, share, back=back):
        each += np.bincount((stamp - low) // width, minlength=_PARTS)
    cuts, held = [low], 0
    for i, rows in enumerate(each.tolist()):
        if held and held + rows > _AT_ONCE:
            cuts.append(low + i * width)
            held = 0
        held += rows
    return list(zip(cuts, [*cuts[1:], high + 1], strict=True))


def _rows(runs: Sequence[ContactRun], share: int, span: tuple[int, int], *, back: bool) -> _Rows:
    """Lay the contacts of a share and span side by side, those of every run."""
    parts = [[np.empty(0, np.int64)] for _ in _Rows._fields]
    for run, own in _slices(runs, share):
        stamp = _turned(run.stamp_us[own], back=back)
        inside = (stamp >= span[0]) & (stamp < span[1])
        columns = (run.high[own], run.low[own], stamp, run.whose[own].astype(np.int64))
        for part, column in zip(parts, columns, strict=True):
            part.append(column if inside.all() else column[inside])
    return _Rows(*(np.concatenate(part) for part in parts))


def _last_of_each(rows: _Rows, sought: Bools) -> Int64s:
    """Return the places of the last contact of each key that others look for."""
    ends = np.ones(rows.stamp.size, np.bool_)
    ends[:-1] = (rows.high[1:] != rows.high[:-1]) | (rows.low[1:] != rows.low[:-1])
    places = np.arange(rows.stamp.size)
    last = np.maximum.accumulate(np.where(sought, places, -1))[ends]
    own = last >= 0
    own[1:] &= last[1:] != last[:-1]  # a key without one finds that of the key before it again
    return last[own]


def by_key_and_stamp(high: Int64s, low: Int64s, stamp: Int64s) -> Int64s:
    """Return the order that brings equal keys together, each of them in the order of time."""
    order = np.lexsort((stamp, high))
    one, other = high[order], low[order]
    if ((one[1:] == one[:-1]) & (other[1:] != other[:-1])).any():  # as good as never
        order = np.lexsort((stamp, low, high))
    return order


def nearest(high: Int64s, low: Int64s, stamp: Int64s, sought: Bools) -> Int64s:
    """Return how far each row is from the nearest one before it, of its key and at another instant.

    Args:
        high: int64[rows], one half of the key; equal keys stand together.
        low: int64[rows], the other half.
        stamp: int64[rows], µs, never falling within a key.
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
    apart = stamp - stamp[np.maximum(other, 0)]
    return np.where(other >= first_of_key, apart, _NEVER)
