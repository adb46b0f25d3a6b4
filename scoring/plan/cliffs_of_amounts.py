"""Cliffs of money: amounts by band, and rates of which all units of a value take the higher."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from scoring.plan.amounts import AnyAmounts, currencies_of, in_one, moneys_in
from scoring.plan.cliffs import LARGE, Cliff, crossed
from scoring.plan.curves import Line, Table
from scoring.plan.lint_shape import steps_of
from scoring.plan.lookup_steps import steps_of_lookup
from scoring.plan.model import Plan
from scoring.plan.nodes import Money, Place
from scoring.plan.pay import PayLine
from scoring.plan.starts import LookupAmounts, MeasureAmounts, Rates, ScoreAmounts, tables_of

_GENTLER = {
    "amounts": "Where so little should not pay so much, draw a line: mode: interpolated.",
    "line": "Where so little should not pay so much, let the line hold there, or add a point.",
    "rows": "Where so little should not pay so much, read it from the score by a line (on: score).",
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
        yield from _largest_amount(plan, line, start.amounts)
    if isinstance(start, LookupAmounts):
        yield from _largest_of_rows(plan, line, start)
    if isinstance(start, Rates):
        for path, table in tables_of(start):
            if isinstance(table, Table):
                yield from _largest_rate(plan, line, path, _jumps(table))


def _jumps(said: AnyAmounts) -> list[_Jump]:
    """Return where amounts or rates go from one to another without any between."""
    codes = currencies_of(said)
    each = zip(*(steps_of(in_one(said, code)) for code in codes), strict=True)
    return [
        _Jump(
            steps[0].at,
            {code: step.before for code, step in zip(codes, steps, strict=True)},
            {code: step.after for code, step in zip(codes, steps, strict=True)},
            steps[0].place,
        )
        for steps in each
        if isinstance(steps[0].at, Decimal)
    ]


def _largest_of_rows(plan: Plan, line: PayLine, start: LookupAmounts) -> Iterator[Cliff]:
    """Yield the largest jump between tiers, of agents whose other words a lookup has."""
    found = [(jump, jump.moves()) for jump in (_Jump(*s) for s in steps_of_lookup(plan, start))]
    highest = {code: max(Fraction(money[code]) for money in start.every) for code in start.every[0]}
    for cliff in _largest(plan, line, ("rows", "rows"), found, [highest] * len(found)):
        yield cliff._replace(most=True)


def _largest_amount(plan: Plan, line: PayLine, said: AnyAmounts) -> Iterator[Cliff]:
    """Yield the largest jump of amounts, held against the highest amount of each currency."""
    found = [(jump, jump.moves()) for jump in _jumps(said)]
    rows = [money for _, money, _, _ in moneys_in(said)]
    highest = {code: max(Fraction(row[code]) for row in rows) for code in currencies_of(said)}
    kind = "line" if isinstance(said, Line) else "amounts"
    yield from _largest(plan, line, ("amounts", kind), found, [highest] * len(found))


def _largest_rate(plan: Plan, line: PayLine, path: str, jumps: Sequence[_Jump]) -> Iterator[Cliff]:
    """Yield the largest jump of rates that all units of a value at the edge are paid by."""
    found = [(jump, jump.moves(Fraction(jump.at))) for jump in jumps]
    beyond = [{c: Fraction(jump.at) * Fraction(n) for c, n in jump.after.items()} for jump in jumps]
    yield from _largest(plan, line, (path, "rates"), found, beyond)


def _largest(
    plan: Plan,
    line: PayLine,
    where: tuple[str, str],
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
    path, kind = where
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
        hint=_GENTLER[kind],
    )
