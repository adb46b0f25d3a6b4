"""Data quality: completeness 完整性, accuracy 准确性, freshness 时效性, by column, region and row.

Exact whole numbers, a numerator over a denominator, added up batch by batch.

- A cell is complete where it holds a value, be it a wrong one; a row, where every column of the
  data holds one.
- A cell is accurate where it broke no rule, a row where none of its cells did. What an import found
  counts here too: a row that it set aside is one more row, with a fault; a field that it blanked,
  or kept with its fault, is a fault in its column. The import's rows have other numbers than these,
  so that a row which broke rules in both counts as two: accuracy is what it says or better.
- A row is fresh where its newest stamp (`created_at`, `survey_at` and the like) lies in the last so
  many days of the data, counted in days of UTC back from the newest stamp in it. A column is as
  fresh as the rows in which it holds a value.

Rows that an import set aside were not read here: completeness and freshness do not count them, nor
does any figure count what an import filtered out, dropped as a repeat or superseded. The region is
that of the agent's roster row on the day of the interaction, else the interaction's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.intake.canonical import Rows, encoded
from scoring.intake.contracts import Interactions, declared
from scoring.intake.reading import Seen
from scoring.intake.stints import Stints

FRESH_DAYS = 31
NO_REGION = "no region"
REGIONS_MAX = 1000
"""More regions than these are no regions, and are not told apart."""

_MANY = f"more than {REGIONS_MAX:,} regions, not told apart"
_CONTRACT = declared(Interactions)
_STAMPS = tuple(name for name, column in _CONTRACT.items() if column.kind == "stamp")
_DAY_US = 86_400_000_000


class Share(NamedTuple):
    """Rows that are so, of the rows asked."""

    rows: int
    of: int

    def __str__(self) -> str:
        """Write it as percent with one decimal, rounded down: 100.0 % is all of them."""
        if not self.of:
            return "-"
        if 0 < 1000 * self.rows < self.of:
            return "< 0.1 %"
        tenths = 1000 * self.rows // self.of
        return f"{tenths // 10}.{tenths % 10} %"


class Figures(NamedTuple):
    """The three figures of one column, of one region, or of whole rows."""

    name: str
    completeness: Share
    accuracy: Share
    freshness: Share


class Imported(NamedTuple):
    """What an import found that rows here do not show any more.

    Attributes:
        aside: rows that it set aside.
        blanked: rows of which it blanked a field.
        kept: rows with a fault that its profile keeps and counts.
        faults: faults by column of the contract, in rows of any of them.
    """

    aside: int = 0
    blanked: int = 0
    kept: int = 0
    faults: Mapping[str, int] = MappingProxyType({})


class Quality(NamedTuple):
    """The figures of a data folder.

    Attributes:
        fresh_days: how many days back from the newest stamp a row is fresh.
        newest: the day of the newest stamp, such as 2026-10-31; None without a stamp.
        rows: of whole rows.
        columns: by column, in the order of the contract.
        regions: of whole rows by region, by name, what has none last.
        imported: what the import found that is in the figures.
    """

    fresh_days: int
    newest: str | None
    rows: Figures
    columns: tuple[Figures, ...]
    regions: tuple[Figures, ...]
    imported: Imported


@dataclass(slots=True)
class Sums:
    """What batches contribute to the figures: all of it merges by addition, in any order.

    Attributes:
        fresh_days: days before the newest one are dropped from `days` after so many.
        rows, complete, faultless: rows by region.
        filled, faulty: rows by column.
        days: rows by region and the day of their newest stamp, counted from 1970.
        filled_days: rows by column and that day, those in which the column holds a value.
    """

    fresh_days: int
    rows: Counter[str] = field(default_factory=Counter)
    complete: Counter[str] = field(default_factory=Counter)
    faultless: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    faulty: Counter[str] = field(default_factory=Counter)
    days: Counter[tuple[str, int]] = field(default_factory=Counter)
    filled_days: Counter[tuple[str, int]] = field(default_factory=Counter)

    def add(self, other: Sums) -> None:
        """Add what other batches contribute."""
        self.rows.update(other.rows)
        self.complete.update(other.complete)
        self.faultless.update(other.faultless)
        self.filled.update(other.filled)
        self.faulty.update(other.faulty)
        self.days.update(other.days)
        self.filled_days.update(other.filled_days)
        self._forget()
        if len(self.rows) > REGIONS_MAX:
            self._fold()

    @property
    def newest(self) -> int | None:
        """The day of the newest stamp."""
        return max((day for _, day in self.days), default=None)

    def _forget(self) -> None:
        """Drop the days that are fresh no more, whatever comes: rows of them stay in `rows`."""
        oldest = (self.newest or 0) - self.fresh_days + 1
        for days in (self.days, self.filled_days):
            for key in [key for key in days if key[1] < oldest]:
                del days[key]

    def _fold(self) -> None:
        self.rows = Counter({_MANY: self.rows.total()})
        self.complete = Counter({_MANY: self.complete.total()})
        self.faultless = Counter({_MANY: self.faultless.total()})
        folded = Counter[tuple[str, int]]()
        for (_, day), rows in self.days.items():
            folded[_MANY, day] += rows
        self.days = folded


class Regions:
    """Where rows belong: the region of the agent's roster row on the day, else the row's own."""

    def __init__(self, stints: Stints) -> None:
        """Take the roster's rows, by whose agents rows are known."""
        region = stints.texts["region"]
        self.names, self._code = region.words, region.codes.astype(np.int64)
        self._begins = _moment(stints.agent, stints.first)

    def of(self, seen: Seen) -> tuple[Int64s, list[str]]:
        """Return codes int64[rows] into the names of regions, the last of which is for none."""
        began = seen.rows.numbers["created_at"]
        day = np.where(began.known, began.values // _DAY_US, 0)
        at = np.searchsorted(self._begins, _moment(seen.agent, day), side="right") - 1
        first = np.searchsorted(self._begins, _moment(seen.agent, np.full(day.size, -_FAR)))
        known = seen.agent >= 0
        stint = np.where(known, np.maximum(at, first), 0)  # before the first row, the first
        code = np.where(known, self._code[stint], -1) if self._code.size else np.full(day.size, -1)
        names = list(self.names)
        if "region" in seen.rows.texts:
            own = encoded(seen.rows.texts["region"])
            there = own.known & ~_faulty(seen, "region")
            code = np.where((code < 0) & there, own.values + len(names), code)
            names += own.words
        return np.where(code < 0, len(names), code), [*names, NO_REGION]


_FAR = 1 << 31


def _moment(agent: Any, day: Any) -> Any:
    """Put an agent's index and a day into one number, which orders by agent and then by day."""
    return agent * (4 * _FAR) + np.clip(day, -_FAR, _FAR) + _FAR


def sums_of(seen: Seen, regions: Regions, fresh_days: int) -> Sums:
    """Return what one batch contributes: as an observer of `read_batches` sees it."""
    codes, names = regions.of(seen)
    sums = Sums(fresh_days)
    complete = np.ones(codes.size, np.bool_)
    newest = _newest_day(seen.rows)
    last = int(newest.max(initial=_NEVER))
    age = last - newest
    fresh = (age < fresh_days) & (newest > _NEVER)
    for name in (*seen.rows.numbers, *seen.rows.texts):
        filled = _filled(seen.rows, name)
        complete &= filled
        sums.filled[name] = int(np.count_nonzero(filled))
        ages = np.bincount(age[fresh & filled])
        sums.filled_days.update({(name, last - i): n for i, n in enumerate(ages.tolist()) if n})
    faulty = np.zeros(codes.size, np.bool_)
    for name in {fault.column for fault in seen.faults}:
        own = _faulty(seen, name)
        faulty |= own
        sums.faulty[name] = int(np.count_nonzero(own))
    sums.rows = _by_region(codes, names)
    sums.complete = _by_region(codes[complete], names)
    sums.faultless = _by_region(codes[~faulty], names)
    for i in np.unique(age[fresh]).tolist():
        rows = _by_region(codes[fresh & (age == i)], names)
        sums.days.update({(region, last - i): n for region, n in rows.items()})
    return sums


_NEVER = -(10**9)


def _by_region(codes: Int64s, names: Sequence[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, rows in zip(names, np.bincount(codes, minlength=len(names)).tolist(), strict=True):
        if rows:
            found[name] += rows
    return found


def _filled(rows: Rows, name: str) -> Bools:
    """Say where a column holds a value, be it one that could not enter."""
    if name in rows.texts:
        there: Bools = rows.texts[name].is_valid().to_numpy(zero_copy_only=False)
        return there
    filled = rows.numbers[name].known
    for (column, _), mask in rows.faults.items():
        if column == name:
            filled = filled | mask
    return filled


def _faulty(seen: Seen, name: str) -> Bools:
    found = np.zeros(seen.kept.size, np.bool_)
    for fault in seen.faults:
        if fault.column == name:
            found |= fault.mask
    return found


def _newest_day(rows: Rows) -> Int64s:
    """Return the UTC day of each row's newest stamp of the contract, `_NEVER` where it has none."""
    newest = np.full(rows.places_in_file.size, _NEVER, np.int64)
    for name in _STAMPS:
        if name in rows.numbers:
            column, said = rows.numbers[name], _CONTRACT[name]
            values: Int64s = column.values
            believed = column.known & (values >= (said.low or 0)) & (values <= (said.high or 0))
            newest = np.maximum(newest, np.where(believed, values // _DAY_US, _NEVER))
    return newest


def quality(sums: Sums, columns: Iterable[str], imported: Imported) -> Quality:
    """Return the figures.

    Args:
        sums: what all batches contribute.
        columns: the columns to tell of, in order.
        imported: what the import found.
    """
    rows, newest = sums.rows.total(), sums.newest
    fresh, filled_fresh = _first(sums.days), _first(sums.filled_days)
    came = rows + imported.aside
    faults = rows - sums.faultless.total() + imported.aside + imported.blanked + imported.kept
    whole = Figures(
        "",
        Share(sums.complete.total(), rows),
        Share(max(0, came - faults), came),
        Share(fresh.total(), rows),
    )
    return Quality(
        sums.fresh_days,
        None if newest is None else str(np.datetime64(newest, "D")),
        whole,
        tuple(
            Figures(
                name,
                Share(sums.filled[name], rows),
                Share(max(0, came - sums.faulty[name] - imported.faults.get(name, 0)), came),
                Share(filled_fresh[name], sums.filled[name]),
            )
            for name in columns
        ),
        tuple(_regions(sums, fresh, imported.aside)),
        imported,
    )


def _first(days: Counter[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (name, _), rows in days.items():
        found[name] += rows
    return found


def _regions(sums: Sums, fresh: Counter[str], aside: int) -> Iterator[Figures]:
    names = sums.rows.keys() | ({NO_REGION} if aside else set())
    for name in sorted(names, key=lambda name: (name == NO_REGION, name)):
        rows = sums.rows[name]
        came = rows + (aside if name == NO_REGION else 0)
        yield Figures(
            name,
            Share(sums.complete[name], rows),
            Share(sums.faultless[name], came),
            Share(fresh[name], rows),
        )
