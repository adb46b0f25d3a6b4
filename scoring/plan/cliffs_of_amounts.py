"""Cliffs of money: amounts by band, and rates of which all units of a value take the higher."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from scoring.plan.cliffs import LARGE, Cliff, crossed
from scoring.plan.curves import Table
from scoring.plan.model import Plan
from scoring.plan.nodes import Money, Place
from scoring.plan.pay import PayLine
from scoring.plan.starts import MeasureAmounts, Rates, ScoreAmounts, tables_of

_GENTLER = {
    "amounts": "Where so little should not pay so much, add bands between.",
    "rates": "Where so little should not pay so much, pay by slices: mode: marginal.",
}
Moved = dict[str, Fraction]


class _Jump(NamedTuple):
    """Where money goes from one amount to another, by currency."""

    at: Decimal
    before: Money
    after: Money
    place: Place

    def moves(self, units: Fraction = Fraction(1)) -> Moved:
        """Return by currency how much more is paid beyond the edge, for so many units."""
        both = (code for code in self.after if code in self.before)
        return {
            code: units * (Fraction(self.after[code]) - Fraction(self.before[code]))
            for code in both
        }


def cliffs_of_amounts(plan: Plan, line: PayLine) -> Iterator[Cliff]:
    """Yield the largest cliff of each table of money that a line starts from."""
    start = line.start
    if isinstance(start, ScoreAmounts | MeasureAmounts):
        jumps = _jumps(start.amounts)
        rows = [start.amounts.below, *(jump.after for jump in jumps)]
        yield from _largest_amount(plan, line, jumps, rows)
    if isinstance(start, Rates):
        for path, table in tables_of(start):
            if isinstance(table, Table):
                yield from _largest_rate(plan, line, path, _jumps(table))


def _jumps(table: Table[Money]) -> list[_Jump]:
    gives = [table.below, *(band.gives for band in table.bands)]
    return [
        _Jump(band.lower, before, after, band.place)
        for (before, after), band in zip(pairwise(gives), table.bands, strict=True)
        if isinstance(band.lower, Decimal)
    ]


def _largest_amount(
    plan: Plan, line: PayLine, jumps: Sequence[_Jump], rows: Sequence[Money]
) -> Iterator[Cliff]:
    """Yield the largest jump of amounts, held against the highest amount of each currency."""
    found = [(jump, jump.moves()) for jump in jumps]
    highest = {code: max(Fraction(row[code]) for row in rows) for code in rows[0]}
    yield from _largest(plan, line, "amounts", found, [highest] * len(found))


def _largest_rate(plan: Plan, line: PayLine, path: str, jumps: Sequence[_Jump]) -> Iterator[Cliff]:
    """Yield the largest jump of rates that all units of a value at the edge are paid by."""
    found = [(jump, jump.moves(Fraction(jump.at))) for jump in jumps]
    beyond = [{c: Fraction(jump.at) * Fraction(n) for c, n in jump.after.items()} for jump in jumps]
    yield from _largest(plan, line, path, found, beyond)


def _largest(
    plan: Plan,
    line: PayLine,
    path: str,
    found: Sequence[tuple[_Jump, Moved]],
    of: Sequence[Moved],
) -> Iterator[Cliff]:
    parts = [
        max((abs(n) / amounts[c] for c, n in moved.items() if amounts.get(c)), default=Fraction(0))
        for (_, moved), amounts in zip(found, of, strict=True)
    ]
    large = [
        (jump, moved, part)
        for (jump, moved), part in zip(found, parts, strict=True)
        if part >= LARGE
    ]
    if not large:
        return
    codes = list(found[0][1])
    jump, moved, part = max(large, key=lambda one: [abs(one[1].get(c, Fraction(0))) for c in codes])
    way = "up" if max(moved.values()) > 0 else "down"
    yield Cliff(
        path=f"pay.{line.name}.start.{path}",
        crossing=crossed(plan, line.start, jump.at),
        what=f"the pay goes {way} by {{}}",
        worth={code: abs(n) for code, n in moved.items()},
        most=False,
        part=part,
        place=jump.place,
        hint=_GENTLER["amounts" if path == "amounts" else "rates"],
    )
