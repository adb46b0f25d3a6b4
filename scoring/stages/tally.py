"""Facts to tallies: what rows contribute to each measure, counted, added up and collected.

A tally is whole numbers only and merges with another by addition, so batches may come in any
order, any split and on any number of threads or machines.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from scoring.accounts import EXCLUSIONS, MEASURED, Fate, Place
from scoring.columns import Bools, Column, Int64s
from scoring.exact import fixed
from scoring.exact.fixed import INT64_MAX, Exact
from scoring.flow import Contribution, Facts, Roster, Tally
from scoring.kernels import reference
from scoring.kernels.choice import Kernels
from scoring.pieces.contacts import ContactCollector
from scoring.pieces.during import bounds_of
from scoring.pieces.items import banded
from scoring.pieces.keys import Keying
from scoring.pieces.outcomes import (
    CODE,
    CODES,
    HIT,
    USED,
    Batch,
    Codes,
    open_batch,
    outcome,
    places_of,
    quantity,
    row_measures,
)
from scoring.pieces.periods import period_codes
from scoring.pieces.runs import Collector, Keeper
from scoring.pieces.segments import Parting
from scoring.plan.durations import Quantity
from scoring.plan.kinds import Kept, Mean, Quantile, Ratio, Share, Sum, Through
from scoring.plan.measuring import RepeatRate, RowMeasure
from scoring.plan.model import Plan

_INT32_MAX = 2**31 - 1


class Tallying:
    """Adds batches of facts up, each in place; what they come to does not depend on their order."""

    def __init__(
        self,
        plan: Plan,
        roster: Roster,
        kernels: Kernels = reference,
        keeper: Keeper | None = None,
    ) -> None:
        """Start with no facts at all.

        Args:
            plan: the plan.
            roster: its agents, and their stretches behind them if they are measured by stretch.
            kernels: the kernels that do the work.
            keeper: keeps what waits to be ordered, and must outlast the tally; None for no limit.
        """
        self._plan, self._roster, self._kernels = plan, roster, kernels
        self._bounds = bounds_of(plan, roster)
        keeper, self._keying = keeper or Keeper(INT64_MAX), Keying(kernels)
        self._measures = {
            name: _Adding(measure, roster, kernels, keeper)
            for name, measure in row_measures(plan).items()
        }
        self._fates: Counter[Fate] = Counter()
        self._parting = Parting(roster)

    def take(self, facts: Facts) -> None:
        """Take a batch in; one that fits the processor's cache goes fastest.

        Raises:
            ValueError: an agent's index that is not on the roster, or a column at other places
                than its contract says.
            PlanError: a filter's test that its column cannot answer.
            StorageError: a disk that is full, where values are spilled.
        """
        batch, used = self._added(facts)
        self._fates.update(_fates(self._plan, facts, _became(facts.agent, used, batch), batch))
        for part in self._parting.parts(facts):
            self._added(part)

    def _added(self, facts: Facts) -> tuple[Batch, Bools]:
        """Add rows to every measure; return them, and which of them one uses."""
        batch = open_batch(
            self._plan, self._roster, self._bounds, facts, self._kernels, self._keying
        )
        used = np.zeros(batch.rows, np.bool_)
        for adding in self._measures.values():
            codes = outcome(self._plan, adding.measure, batch)
            adding.take(self._plan, codes, batch)
            self._kernels.note_used(codes, used)
        return batch, used

    def tally(self) -> Tally:
        """Return what all batches come to; nothing more is taken after that."""
        measures = {name: adding.contribution() for name, adding in self._measures.items()}
        return Tally(measures, dict(self._fates))


def tally(plan: Plan, roster: Roster, facts: Facts, kernels: Kernels = reference) -> Tally:
    """Return what one batch of facts contributes to every measure of a plan."""
    tallying = Tallying(plan, roster, kernels)
    tallying.take(facts)
    return tallying.tally()


def empty(plan: Plan, roster: Roster) -> Tally:
    """Return the tally of no facts at all."""
    return Tallying(plan, roster).tally()


def add(a: Tally, b: Tally) -> Tally:
    """Return the tally of the facts of both, exact whatever the size of the sums."""
    measures = {name: _add(found, b.measures[name]) for name, found in a.measures.items()}
    return Tally(measures, dict(Counter(a.fates) + Counter(b.fates)))


class _Summing:
    """A sum for each agent, or one of squares, in Python integers as soon as int64 could wrap."""

    def __init__(self, of: Quantity, agents: int, *, squared: bool = False) -> None:
        self.of, self._squared = of, squared
        self._total = np.zeros(agents + 1, np.int64)
        self._bound = 0
        self._wide: Exact = np.zeros(0, object)

    def take(self, plan: Plan, codes: Codes, batch: Batch) -> None:
        """Add up a quantity over the rows in use."""
        column = _checked(plan, self.of, batch).values
        largest = int(batch.kernels.largest(column, codes))
        value: Exact = _squares(column, codes, largest) if self._squared else column
        largest = largest * largest if self._squared else largest
        most = batch.rows * largest
        if self._bound + most > INT64_MAX:
            self._widen()
        if most <= INT64_MAX and value.dtype == np.int64:
            batch.kernels.group_sum(batch.agent, value, codes, self._total)
            self._bound += most
        else:
            used = codes <= HIT
            np.add.at(self._wide, batch.agent[used], fixed.wide(value[used]))

    def _widen(self) -> None:
        before = self._wide if self._wide.size else 0
        self._wide = fixed.wide(self._total) + before
        self._total[:], self._bound = 0, 0

    def sum(self) -> Exact:
        """Return the sum of each agent, nobody left out."""
        if not self._wide.size:
            return self._total[:-1]
        self._widen()
        return fixed.narrow(self._wide[:-1])


class _Banding:
    """How many rows of each agent lie in each band of a curve, and what they come to."""

    def __init__(self, of: Quantity, through: Through, agents: int) -> None:
        self._of, self._curve = of, through.curve
        bands = len(banded(through.curve, np.zeros(0, np.int64), 1, "upper").pieces)
        self._items = np.zeros((bands, agents + 1), np.int64)
        self._sums = [_Summing(of, agents) for _ in range(bands)]

    def take(self, plan: Plan, codes: Codes, batch: Batch) -> None:
        """Add a batch, whose rows stand under these codes."""
        column = _checked(plan, self._of, batch)
        value = np.where(codes <= HIT, column.values, 0)  # elsewhere any number may stand
        unit = 10 ** places_of(plan, self._of)
        at = banded(self._curve, value, unit, plan.conventions.boundary).at
        for band, summing in enumerate(self._sums):
            own = np.where(at == band, codes, np.int8(CODE["null_value"])).astype(np.int8)
            if (used := own <= HIT).any():
                summing.take(plan, own, batch)
                self._items[band] += np.bincount(batch.agent[used], minlength=batch.agents)

    def bands(self) -> tuple[tuple[Int64s, Exact], ...]:
        """Return what all rows come to, nobody left out."""
        pairs = zip(self._items, self._sums, strict=True)
        return tuple((items[:-1], summing.sum()) for items, summing in pairs)


class _Adding:
    """What one measure has of the rows so far."""

    def __init__(
        self, measure: RowMeasure, roster: Roster, kernels: Kernels, keeper: Keeper
    ) -> None:
        self.measure, agents = measure, len(roster.agent_ids)
        # Narrow counts stay in the processor's cache. A row of them that nothing is added to
        # costs no memory: the system hands it out then.
        self._counts = np.zeros((CODES, agents + 1), np.int32)
        self._counted = 0
        self._before: Int64s | None = None
        self._sums = [_Summing(of, agents) for of in _summed(measure)]
        self._squares = [_Summing(of, agents, squared=True) for of in _squared(measure)]
        self._bands = (
            _Banding(measure.of, measure.through, agents)
            if isinstance(measure, Sum) and measure.through is not None
            else None
        )
        collects = isinstance(measure, Quantile)
        self._values = Collector(agents, kernels, keeper) if collects else None
        self._contacts = (
            ContactCollector(measure, roster, kernels, keeper)
            if isinstance(measure, RepeatRate)
            else None
        )

    def take(self, plan: Plan, codes: Codes, batch: Batch) -> None:
        """Add a batch, whose rows stand under these codes."""
        if self._counted + batch.rows > _INT32_MAX:
            self._before, self._counted = self._totals(), 0
            self._counts[:] = 0
        batch.kernels.group_count(batch.agent, codes, self._counts)
        self._counted += batch.rows
        for summing in (*self._sums, *self._squares):
            summing.take(plan, codes, batch)
        if self._values is not None and isinstance(self.measure, Quantile):
            value = _checked(plan, self.measure.of, batch).values
            self._values.take(batch.agent, value, codes)
        if self._contacts is not None:
            self._contacts.take(codes, batch)
        if self._bands is not None:
            self._bands.take(plan, codes, batch)

    def contribution(self) -> Contribution:
        """Return what all rows contribute."""
        counts = self._totals()[:, :-1]
        volume = counts[USED] + counts[HIT]
        numerator: Exact = volume
        denominator: Exact = volume
        match self.measure:
            case Sum() | Mean():
                numerator = self._sums[0].sum()
            case Ratio():
                numerator, denominator = (summing.sum() for summing in self._sums)
            case Share() | Kept():
                numerator = counts[HIT].copy()
            case Quantile() | RepeatRate():
                numerator = np.zeros_like(volume)
        excluded = {r: counts[CODE[r]].copy() for r in EXCLUSIONS if counts[CODE[r]].any()}
        runs = self._values.runs() if self._values else ()
        contacts = self._contacts.contacts() if self._contacts else None
        squares = self._squares[0].sum() if self._squares else None
        bands = self._bands.bands() if self._bands else ()
        return Contribution(
            numerator, denominator, volume, excluded, runs, contacts, squares, bands
        )

    def _totals(self) -> Int64s:
        counts = self._counts.astype(np.int64)
        return counts if self._before is None else counts + self._before


def _summed(measure: RowMeasure) -> tuple[Quantity, ...]:
    match measure:
        case Sum() | Mean():
            return (measure.of,)
        case Ratio():
            return (measure.numerator, measure.denominator)
        case _:
            return ()


def _squared(measure: RowMeasure) -> tuple[Quantity, ...]:
    """Return what is squared and added up: of a mean that few facts may move."""
    return (measure.of,) if isinstance(measure, Mean) and measure.adjusted is not None else ()


def _squares(value: Int64s, codes: Codes, largest: int) -> Exact:
    """Square what is used; what stands in other rows is any number, and is left at nothing."""
    used = np.where(codes <= HIT, value, 0)
    wide = largest * largest > INT64_MAX
    return fixed.wide(used) ** 2 if wide else used * used


def _checked(plan: Plan, of: Quantity, batch: Batch) -> Column:
    """Return a quantity's column, at the places from which its value will be read."""
    column = quantity(of, batch)
    if column.places != places_of(plan, of) and column.known.any():
        raise ValueError(f"'{of}' has {column.places} places, not those of its contract")
    return column


def _became(agent: Int64s, used: Bools, batch: Batch) -> Int64s:
    """Say what became of each row: the place of the word in `MEASURED`."""
    in_period = np.zeros(batch.rows, np.bool_)
    dated = np.zeros(batch.rows, np.bool_)
    for codes in batch.period.values():
        in_period |= codes == USED
        dated |= codes != CODE["no_stamp"]
    if not batch.period:  # a plan whose measures all come ready
        in_period[:] = dated[:] = True
    found = np.empty(batch.rows, np.int64)
    batch.kernels.became(agent, used, in_period, dated, found)
    return found


def _fates(plan: Plan, facts: Facts, became: Int64s, batch: Batch) -> dict[Fate, int]:
    """Count rows by file, period and what became of them."""
    periods: tuple[str | None, ...] = (None,)
    where = np.zeros(became.size, np.int64)
    if "created_at" in facts.columns:
        stamps, said = facts.columns["created_at"], plan.conventions
        where, names = period_codes(stamps, plan.cycle, said.zone, batch.kernels)
        periods = (*names, None)  # the last is that of code -1
    counts = np.zeros((len(periods), len(MEASURED)), np.int64)
    batch.kernels.count_cells(where, became, counts)
    return {
        Fate(Place(facts.file, periods[i]), MEASURED[j]): int(counts[i, j])
        for i, j in zip(*(at.tolist() for at in counts.nonzero()), strict=True)
    }


def _add(a: Contribution, b: Contribution) -> Contribution:
    nothing = np.zeros_like(a.volume)
    return Contribution(
        fixed.narrow(fixed.add(a.numerator, b.numerator)),
        fixed.narrow(fixed.add(a.denominator, b.denominator)),
        a.volume + b.volume,
        {
            reason: a.excluded.get(reason, nothing) + b.excluded.get(reason, nothing)
            for reason in EXCLUSIONS
            if reason in a.excluded or reason in b.excluded
        },
        (*a.runs, *b.runs),
        a.contacts.plus(b.contacts) if a.contacts and b.contacts else None,
        _both(a.squares, b.squares),
        tuple(
            (n + m, fixed.narrow(fixed.add(s, t)))
            for (n, s), (m, t) in zip(a.bands, b.bands, strict=True)
        ),
    )


def _both(a: Exact | None, b: Exact | None) -> Exact | None:
    return None if a is None or b is None else fixed.narrow(fixed.add(a, b))
