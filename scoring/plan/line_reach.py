"""How far the amounts of a pay line can go, from what it starts from through its steps.

Amounts are multiples of base x rate, or by currency where a line starts from money. Nothing that
can be paid lies outside of a range here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from scoring.exact.money import MINOR_PLACES
from scoring.plan.model import Plan
from scoring.plan.money_reach import bounded_range, factor_range, money_range
from scoring.plan.pay import Limit, Multiplier, PayLine, TimesBase
from scoring.plan.paying import limits_of, multipliers_of
from scoring.plan.proration import ByMeasure, WorkingDays
from scoring.plan.ranges import End, Range, exactly, hull
from scoring.plan.starts import BaseTimes, moneys_of

FTE_MOST = Fraction(2)
"""The most that the roster's contract lets an fte be."""
OF_BASE = "x base x rate"
"""What an amount is a multiple of where a line starts from a base; else it is in a currency."""


class Met(NamedTuple):
    """A limit, and how far amounts can go that come to it, by what they are counted in."""

    key: str
    path: str
    limit: Limit
    before: dict[str, Range]


def met(plan: Plan, line: PayLine) -> Iterator[Met]:
    """Yield every limit of a line with the amounts that come to it, in the order of the steps."""
    amount = started(plan, line)
    for step in plan.conventions.order:
        if step == "multipliers":
            factors = [bounded_range(plan, one) for one in multipliers_of(line)]
            for factor in factors:
                amount = {unit: _times(found, factor) for unit, found in amount.items()}
        elif step == "proration" and line.proration != "none":
            amount = {unit: _times(found, _part(line)) for unit, found in amount.items()}
        for key, path, limit in limits_of(line):
            if key == step:
                yield Met(key, path, limit, amount)
                amount = {unit: _limited(key, limit, unit, x) for unit, x in amount.items()}


def started(plan: Plan, line: PayLine) -> dict[str, Range]:
    """Return how far goes what a line starts from, by what it is counted in."""
    if isinstance(line.start, BaseTimes):
        return {OF_BASE: factor_range(plan, line.start.coefficient)}
    codes = list(dict.fromkeys(code for _, money, _, _ in moneys_of(line.start) for code in money))
    named = [money for _, money, _, _ in moneys_of(line.start)]
    return {
        code: money_range(plan, line.start, code)
        for code in codes
        if code in MINOR_PLACES and all(code in money for money in named)
    }


def _times(found: Range, factor: Range) -> Range:
    """Return how far amounts go times a factor that is not below 0."""
    low = None if found.low is None or found.low < 0 else found.low * (factor.low or 0)
    if 0 in (found.high, factor.high):
        return Range(low, Fraction(0))
    open_end = found.high is None or factor.high is None
    return Range(low, None if open_end else found.high * factor.high)  # type: ignore[operator]


def _part(line: PayLine) -> Range:
    """Return how far the part of the period goes that is paid; fte may double it."""
    said = line.proration
    if isinstance(said, str):
        return exactly(1)
    most = _whole(line)
    return Range(Fraction(0), most * FTE_MOST if said.fte == "apply" else most)


def _whole(line: PayLine) -> Fraction:
    """Return the largest part of the period that is paid at an fte of 1."""
    said = line.proration
    if isinstance(said, ByMeasure):
        return Fraction(max(said.most, said.missing))
    if isinstance(said, WorkingDays) and said.most is not None:
        return Fraction(said.most)
    return Fraction(1)


def edge_of(limit: Limit, unit: str) -> Fraction | None:
    """Return a limit in the unit of the amounts; None where the base decides."""
    if isinstance(limit, TimesBase):
        return Fraction(limit.times_base) if unit == OF_BASE else None
    number = limit.amount.get(unit)
    return None if number is None else Fraction(number)


def _limited(key: str, limit: Limit, unit: str, before: Range) -> Range:
    edge = edge_of(limit, unit)
    if edge is None:
        if key == "cap":
            return Range(None, before.high)
        return Range(before.low, None)
    number = Decimal(edge.numerator) / Decimal(edge.denominator)
    held = before.within("none", number) if key == "cap" else before.within(number, "none")
    return held if limit.when is None else hull([held, before])


class Turned(NamedTuple):
    """A multiplier, and by how much it moves at the most; None without an end."""

    multiplier: Multiplier
    by: End


def followed(
    plan: Plan,
    line: PayLine,
    moved: Mapping[str, End],
    turned: Turned | None = None,
    part: Fraction = Fraction(1),
) -> dict[str, Fraction]:
    """Return the most that pay moves by for an fte of 1, where what a line starts from moves.

    It is by currency, or in bases of pay. Caps for everybody hold it. A floor, which may hold it
    too, is left out, so that this is the most; and so is whatever has no end, as is a pool's part.

    Args:
        plan: the plan.
        line: the line.
        moved: by what it is counted in, how far the start moves; or all of it, for a multiplier.
        turned: the multiplier that moves instead, and by how much.
        part: which part of what is paid beyond the move it is at the most, so that it is no larger
            part of a cap.
    """
    if line.pool is not None:
        return {}
    found = dict(moved)
    for step in plan.conventions.order:
        if step == "multipliers":
            for one in multipliers_of(line):
                by = turned is not None and one is turned.multiplier
                factor = turned.by if turned and by else bounded_range(plan, one).high
                found = {unit: _product(n, factor) for unit, n in found.items()}
        elif step == "proration":
            found = {unit: _product(n, _whole(line)) for unit, n in found.items()}
        elif step == "cap":
            caps = [limit for key, _, limit in limits_of(line) if key == "cap" and not limit.when]
            for cap in caps:
                found = {unit: _lesser(n, edge_of(cap, unit), part) for unit, n in found.items()}
    rate = Fraction(line.start.rate) if isinstance(line.start, BaseTimes) else Fraction(1)
    return {unit: n * rate for unit, n in found.items() if n is not None}


def _product(number: End, factor: End) -> End:
    if 0 in (number, factor):
        return Fraction(0)
    return None if number is None or factor is None else number * factor


def _lesser(number: End, cap: End, part: Fraction) -> End:
    if cap is None:
        return number
    return cap * part if number is None else min(number, cap * part)
