"""What the cliffs of pay are worth: as a part of the base, or in money where amounts are named.

A cliff is a step where the smallest change of a number moves what a line starts from by a quarter
of the highest that the table gives, or, where units are paid, of what is paid beyond the step. The
largest of each table is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from scoring.errors import Problem
from scoring.plan.amounts import AnyAmounts, currencies_of, in_one, moneys_in
from scoring.plan.curves import At, Line, Table
from scoring.plan.factors import Factor, MeasureFactor, ScoreFactor, TierFactor
from scoring.plan.lint_reach import shown
from scoring.plan.lint_shape import Step, crossing, steps_of, steps_of_tiers
from scoring.plan.model import Plan
from scoring.plan.nodes import Money, Place
from scoring.plan.pay import PayLine
from scoring.plan.starts import BaseTimes, MeasureAmounts, Rates, ScoreAmounts, tables_of

CLIFF_OF_PAY = Fraction(1, 4)
_HINTS = {
    "tier": "Where so little should not pay so much, read it from the score by a line (on: score).",
    "curve": "Where so little should not pay so much, draw a line: mode: interpolated.",
    "amounts": "Where so little should not pay so much, draw a line: mode: interpolated.",
    "line": "Where so little should not pay so much, let the line hold there, or add a point.",
    "rates": "Where so little should not pay so much, pay by slices: mode: marginal.",
}


class Cliff(NamedTuple):
    """The largest step of what a line starts from.

    Attributes:
        path: the coefficient.
        crossing: which smallest change meets it, and of what.
        step: where it is and from what to what the coefficient goes.
        part: what part of the base it moves.
        kind: what it is a step of.
    """

    path: str
    crossing: str
    step: Step
    part: Fraction
    kind: str


def base_cliffs(plan: Plan) -> Iterator[tuple[PayLine, Cliff]]:
    """Yield the largest cliff of each coefficient of a base, with its line."""
    for line in plan.lines:
        if not isinstance(line.start, BaseTimes):
            continue
        said = line.start.coefficient
        steps = _steps(plan, said)
        step = max(steps, key=lambda step: step.size, default=None)
        highest = max((max(abs(s.before), abs(s.after)) for s in steps), default=Decimal(0))
        if step is None or not highest or step.size < CLIFF_OF_PAY * Fraction(highest):
            continue
        part = Fraction(line.start.rate) * Fraction(step.size)
        path = f"pay.{line.name}.start.coefficient"
        kind = "tier" if isinstance(said, TierFactor) else "curve"
        yield line, Cliff(path, _crossed(plan, said, step.at), step, part, kind)


def _steps(plan: Plan, said: Factor) -> list[Step]:
    """Return the steps of a factor that goes by the tier, the score or a measure."""
    if isinstance(said, TierFactor):
        return list(steps_of_tiers(plan, said))
    if isinstance(said, ScoreFactor | MeasureFactor):
        return list(steps_of(said.curve))
    return []


Read = TierFactor | ScoreFactor | MeasureFactor | ScoreAmounts | MeasureAmounts | Rates


def _crossed(plan: Plan, said: Factor | Read, at: At) -> str:
    """Say which smallest change of which number meets an edge."""
    measure = getattr(said, "measure", None)
    if measure is None:
        return f"{crossing(plan, at, plan.conventions.places.score)} of the score"
    if getattr(said, "on", "value") == "attainment":
        return f"{crossing(plan, at, None)} of the attainment of '{measure}'"
    return f"{crossing(plan, at, plan.measures[measure].places)} of '{measure}'"


def _coefficients_have_cliffs(plan: Plan) -> Iterator[Problem]:
    for _, cliff in base_cliffs(plan):
        step, part = cliff.step, shown(100 * cliff.part)
        what = (
            f"{cliff.path}: {cliff.crossing} the coefficient goes from {step.before} to "
            f"{step.after}: {part} % of the base"
        )
        yield Problem("pay-cliff", str(step.place), what, _HINTS[cliff.kind])


class _Jump(NamedTuple):
    """Where money goes from one amount to another, by currency."""

    at: Decimal
    before: Money
    after: Money
    place: Place

    def moves(self, units: Fraction = Fraction(1)) -> dict[str, Fraction]:
        """Return by currency how much more is paid beyond the edge, for so many units."""
        both = (code for code in self.after if code in self.before)
        return {
            code: units * (Fraction(self.after[code]) - Fraction(self.before[code]))
            for code in both
        }


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


def _amounts_have_cliffs(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        start = line.start
        if isinstance(start, ScoreAmounts | MeasureAmounts):
            jumps, rows = _jumps(start.amounts), moneys_in(start.amounts)
            found = _largest_amount(jumps, [money for _, money, _, _ in rows])
            kind = "line" if isinstance(start.amounts, Line) else "amounts"
            yield from _told(plan, line, "amounts", found, kind)
        if isinstance(start, Rates):
            for path, table in tables_of(start):
                if isinstance(table, Table):
                    yield from _told(plan, line, path, _largest_rate(_jumps(table)), "rates")


Moved = tuple[_Jump, dict[str, Fraction]]


def _largest_amount(jumps: Sequence[_Jump], rows: Sequence[Money]) -> Moved | None:
    """Return the largest jump of amounts, held against the highest amount of each currency."""
    found = [(jump, jump.moves()) for jump in jumps]
    highest = {code: max(Fraction(row[code]) for row in rows) for code in rows[0]}
    return _largest(found, [highest] * len(found))


def _largest_rate(jumps: Sequence[_Jump]) -> Moved | None:
    """Return the largest jump of rates that all units of a value at the edge are paid by."""
    found = [(jump, jump.moves(Fraction(jump.at))) for jump in jumps]
    beyond = [{c: Fraction(jump.at) * Fraction(n) for c, n in jump.after.items()} for jump in jumps]
    return _largest(found, beyond)


def _largest(found: Sequence[Moved], of: Sequence[dict[str, Fraction]]) -> Moved | None:
    parts = [
        max((abs(n) / amounts[c] for c, n in moved.items() if amounts.get(c)), default=Fraction(0))
        for (_, moved), amounts in zip(found, of, strict=True)
    ]
    if not parts or max(parts) < CLIFF_OF_PAY:
        return None
    codes = list(found[0][1])
    large = [one for one, part in zip(found, parts, strict=True) if part >= CLIFF_OF_PAY]
    return max(large, key=lambda one: [abs(one[1].get(code, Fraction(0))) for code in codes])


def _told(
    plan: Plan, line: PayLine, path: str, cliff: Moved | None, kind: str
) -> Iterator[Problem]:
    if cliff is None:
        return
    jump, moved = cliff
    said = ", ".join(f"{shown(abs(n))} {code}" for code, n in moved.items() if n)
    way = "up" if max(moved.values()) > 0 else "down"
    where = f"pay.{line.name}.start.{path}"
    what = f"{where}: {_crossed(plan, line.start, jump.at)} the pay goes {way} by {said}"  # type: ignore[arg-type]
    yield Problem("pay-cliff", str(jump.place), what, _HINTS[kind])


WORTH = (_coefficients_have_cliffs, _amounts_have_cliffs)
