"""Limits of pay that decide nothing, decide everything, or stand where nobody wrote one.

Nothing here stops anything. Amounts are followed through the steps as multiples of base x rate, or
by currency where a line starts from money; where the data decides, nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from scoring.errors import Problem, shortened
from scoring.exact.money import MINOR_PLACES
from scoring.plan.amounts import currencies_of, in_one
from scoring.plan.curves import At, Curve, Filled, Line, Table, line_of
from scoring.plan.factors import Factor, MeasureFactor, ScoreFactor, TierFactor
from scoring.plan.lint_reach import shown
from scoring.plan.model import Plan
from scoring.plan.money_reach import bounded_range, factor_range, money_range, read_reach
from scoring.plan.nodes import Money, Node
from scoring.plan.pay import InMoney, Limit, PayLine, TimesBase
from scoring.plan.paying import factors_of, limits_of, multipliers_of
from scoring.plan.pools import EachAmount, FundAmount, Pool
from scoring.plan.proration import ByMeasure, WorkingDays
from scoring.plan.ranges import Range, exactly, hull
from scoring.plan.reach import final_range
from scoring.plan.starts import BaseTimes, MeasureAmounts, ScoreAmounts, Weight, moneys_of
from scoring.plan.tiers import scale

FTE_MOST = Fraction(2)
"""The most that the roster's contract lets an fte be."""
_OF_BASE = "x base x rate"
"""What an amount is a multiple of where a line starts from a base; else it is in a currency."""


class _Met(NamedTuple):
    """A limit, and how far amounts can go that come to it, by what they are counted in."""

    key: str
    path: str
    limit: Limit
    before: dict[str, Range]


def _met(plan: Plan, line: PayLine) -> Iterator[_Met]:
    """Yield every limit of a line with the amounts that come to it, in the order of the steps."""
    amount = _started(plan, line)
    for step in plan.conventions.order:
        if step == "multipliers":
            factors = [bounded_range(plan, one) for one in multipliers_of(line)]
            for factor in factors:
                amount = {unit: _times(found, factor) for unit, found in amount.items()}
        elif step == "proration" and line.proration != "none":
            amount = {unit: _times(found, _part(line)) for unit, found in amount.items()}
        for key, path, limit in limits_of(line):
            if key == step:
                yield _Met(key, path, limit, amount)
                amount = {unit: _limited(key, limit, unit, x) for unit, x in amount.items()}


def _started(plan: Plan, line: PayLine) -> dict[str, Range]:
    if isinstance(line.start, BaseTimes):
        return {_OF_BASE: factor_range(plan, line.start.coefficient)}
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
    most = Fraction(1)
    if isinstance(said, ByMeasure):
        most = Fraction(max(said.most, said.missing))
    elif isinstance(said, WorkingDays) and said.most is not None:
        most = Fraction(said.most)
    return Range(Fraction(0), most * FTE_MOST if said.fte == "apply" else most)


def _edge(limit: Limit, unit: str) -> Fraction | None:
    """Return a limit in the unit of the amounts; None where the base decides."""
    if isinstance(limit, TimesBase):
        return Fraction(limit.times_base) if unit == _OF_BASE else None
    number = limit.amount.get(unit)
    return None if number is None else Fraction(number)


def _limited(key: str, limit: Limit, unit: str, before: Range) -> Range:
    edge = _edge(limit, unit)
    if edge is None:
        if key == "cap":
            return Range(None, before.high)
        return Range(before.low, None)
    number = Decimal(edge.numerator) / Decimal(edge.denominator)
    held = before.within("none", number) if key == "cap" else before.within(number, "none")
    return held if limit.when is None else hull([held, before])


def _limits_decide_something(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        for met in _met(plan, line):
            edges = {unit: _edge(met.limit, unit) for unit in met.before}
            highs = {unit: found.high for unit, found in met.before.items()}
            if not edges or None in edges.values() or None in highs.values():
                continue
            if all(highs[unit] <= edge for unit, edge in edges.items()):  # type: ignore[operator]
                yield _idle(met, highs) if met.key == "cap" else _alike(met, edges, highs)


def _idle(met: _Met, highs: dict[str, Fraction | None]) -> Problem:
    what = (
        f"{met.path} is {_said(_amounts(met.limit, highs))} and binds nobody: "
        f"what comes to it is at most {_said(highs)}"
    )
    hint = "Lower the cap, or write cap: none."
    return Problem("cap-never-binds", str(met.limit.place), what, hint)


def _alike(
    met: _Met, edges: dict[str, Fraction | None], highs: dict[str, Fraction | None]
) -> Problem:
    whom = "everybody" if met.limit.when is None else "everybody for whom it holds"
    what = (
        f"{met.path} is {_said(edges)} and pays {whom} alike: what comes to it is at most "
        f"{_said(highs)}"
    )
    hint = "Lower the floor, or pay the amount as it is."
    return Problem("floor-always-binds", str(met.limit.place), what, hint)


def _amounts(limit: Limit, highs: dict[str, Fraction | None]) -> dict[str, Fraction | None]:
    return {unit: _edge(limit, unit) for unit in highs}


def _said(amounts: dict[str, Fraction | None]) -> str:
    return ", ".join(f"{shown(n)} {unit}" for unit, n in amounts.items() if n is not None)


# Where nobody wrote a cap.


def _curves_end_by_themselves(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        if line.cap != "none" or line.pool is not None:
            continue  # a pool bounds everybody together
        found = _end_of(plan, line)
        if found is None:
            continue
        node, where, most = found
        what = (
            f"pay.{line.name} has no cap, and one is implied: {where} more earns no more, {most} "
            "before the steps"
        )
        hint = "Write cap: with it, so that everybody sees it, or let the last row go on."
        yield Problem("implicit-cap", str(node.place), what, hint)


def _end_of(plan: Plan, line: PayLine) -> tuple[Node, str, str] | None:
    """Return the last row of what a line starts from, where numbers go beyond it."""
    start = line.start
    if isinstance(start, BaseTimes):
        part = 100 * Fraction(start.rate)
        return _end_of_factor(plan, start.coefficient, part)
    if isinstance(start, ScoreAmounts | MeasureAmounts):
        return _end_of_amounts(plan, start)
    return None


def _end_of_amounts(
    plan: Plan, start: ScoreAmounts | MeasureAmounts
) -> tuple[Node, str, str] | None:
    codes = currencies_of(start.amounts)
    ends = {code: _last_of(in_one(start.amounts, code)) for code in codes}
    found = next(iter(ends.values()), None)
    if found is None or not isinstance(found.at, Decimal):
        return None
    if not _goes_beyond(_read(plan, start), found.at):
        return None
    money = {code: end.gives for code, end in ends.items() if end is not None}
    return found.node, f"from {found.at} of {_called(start)} on", _money(money)


def _end_of_factor(plan: Plan, said: Factor, part: Fraction) -> tuple[Node, str, str] | None:
    if isinstance(said, TierFactor):
        name = scale(plan.tiers)[-1][0]
        if name not in said.gives:
            return None
        highest = shown(part * Fraction(said.gives[name]))
        return said, f"within tier '{shortened(name)}'", f"{highest} % of the base"
    if not isinstance(said, ScoreFactor | MeasureFactor):
        return None
    end = _last_of(said.curve)
    if (
        end is None
        or not isinstance(end.at, Decimal)
        or not _goes_beyond(_read(plan, said), end.at)
    ):
        return None
    node, at, gives = end
    return (
        node,
        f"from {at} of {_called(said)} on",
        f"{shown(part * Fraction(gives))} % of the base",
    )


class _Last(NamedTuple):
    """Where a curve holds for ever: its last row, where that begins, and what it gives."""

    node: Node
    at: At
    gives: Decimal


def _last_of(curve: Curve) -> _Last | None:
    """Return where a curve holds for ever, if it does."""
    if isinstance(curve, Table):
        band = curve.bands[-1]
        return _Last(band, band.lower, band.gives)
    if isinstance(curve, Line) and curve.above == "hold":
        point = curve.points[-1]
        return _Last(point, point.x, point.right)
    if isinstance(curve, Filled):
        return _Last(curve, curve.to, line_of(curve).points[-1].gives)
    return None


Ended = ScoreFactor | MeasureFactor | ScoreAmounts | MeasureAmounts


def _read(plan: Plan, said: Ended) -> Range:
    if isinstance(said, MeasureFactor | MeasureAmounts):
        return read_reach(plan, said)
    return final_range(plan)


def _called(said: Ended) -> str:
    if isinstance(said, ScoreFactor | ScoreAmounts):
        return "the score"
    word = "the attainment of " if said.on == "attainment" else ""
    return f"{word}'{said.measure}'"


def _goes_beyond(reach: Range, edge: Decimal) -> bool:
    return reach.high is None or reach.high > Fraction(edge)


def _money(money: Money) -> str:
    return ", ".join(f"{amount} {code}" for code, amount in money.items())


# Floors that lift those who had lost the line.


def _floors_lift_only_the_eligible(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        for key, path, limit in limits_of(line):
            if key != "floor" or not _above_0(limit):
                continue
            if lost := list(_lost_before(plan, line, limit)):
                what = f"{path} is above 0 and pays those whom an earlier step leaves nothing: "
                hint = "Write when: with whom it is for, or let it come before that step."
                yield Problem(
                    "floor-pays-ineligible", str(limit.place), what + "; ".join(lost), hint
                )


def _above_0(limit: Limit) -> bool:
    if isinstance(limit, InMoney):
        return any(amount > 0 for amount in limit.amount.values())
    return limit.times_base > 0


def _lost_before(plan: Plan, line: PayLine, floor: Limit) -> Iterator[str]:
    """Say what can leave nothing before the floors, of those whom this floor may be for."""
    before = plan.conventions.order[: plan.conventions.order.index("floor")]
    only = None if floor.when is None else floor.when.tier
    if floor.when is not None and only is None:
        return  # whom it is for depends on the data
    start = f"pay.{line.name}.start"
    for path, said in factors_of(line):
        if path.startswith(start) or "multipliers" in before:
            yield from _nothing_by(plan, path, said, only)
    if "proration" in before and isinstance(line.proration, ByMeasure):
        yield f"an agent whose '{line.proration.measure}' is 0"
    elif "proration" in before and line.proration != "none":
        yield "an agent of zero days"


def _nothing_by(plan: Plan, path: str, said: Factor, only: tuple[str, ...] | None) -> Iterator[str]:
    if isinstance(said, TierFactor):
        tiers = [t for t, n in said.gives.items() if n == 0 and (only is None or t in only)]
        if tiers:
            yield f"{path} is 0 in {', '.join(map(shortened, tiers))}"
    elif isinstance(said, ScoreFactor | MeasureFactor):
        low = factor_range(plan, said).low
        if low == 0 and (only is None or isinstance(said, MeasureFactor)):
            yield f"{path} can be 0"
    elif factor_range(plan, said).low == 0 and not hasattr(said, "sections"):
        yield f"{path} can be 0"


# Funds that nobody may get.


def _funds_are_spent(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        if line.pool is None:
            continue
        why = [*_left_by_caps(line.pool), *_left_by_nothing(plan, line)]
        if why:
            what = f"pay.{line.name}.pool can go unspent: {'; '.join(why)}"
            hint = "What is left is returned, and the run tells how much."
            yield Problem("pool-can-go-unspent", str(line.pool.place), what, hint)


def _left_by_caps(pool: Pool) -> Iterator[str]:
    if pool.each_most == "none":
        return
    if pool.left_over == "return":
        yield "what exceeds each_most is returned"
    elif few := _too_few(pool):
        yield f"each_most leaves some of it with fewer in a group than {few}"
    else:
        yield "where everybody of a group is at each_most, the rest is returned"


def _too_few(pool: Pool) -> str:
    """Say by currency how many it takes to spend a fund in money, each at a most in money."""
    if not (isinstance(pool.fund, FundAmount) and isinstance(pool.each_most, EachAmount)):
        return ""
    each = pool.each_most.amount
    takes = {
        code: math.ceil(Fraction(fund) / Fraction(each[code]))
        for code, fund in pool.fund.amount.items()
        if each.get(code)
    }
    return ", ".join(f"{count} ({code})" for code, count in takes.items() if count > 1)


def _left_by_nothing(plan: Plan, line: PayLine) -> Iterator[str]:
    """Say that all shares of a group can be nothing, where what they start from can be."""
    start = line.start
    if isinstance(start, Weight):
        low = factor_range(plan, start.weight).low
    else:
        found = [one.low for one in _started(plan, line).values()]
        low = None if not found or None in found else min(found)  # type: ignore[type-var]
    if low == 0 and line.floor == "none":
        yield "where all shares of a group are 0, the whole fund is returned"


LIMITS = (
    _limits_decide_something,
    _curves_end_by_themselves,
    _floors_lift_only_the_eligible,
    _funds_are_spent,
)
