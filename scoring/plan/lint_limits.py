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
from scoring.plan.amounts import currencies_of, in_one
from scoring.plan.curves import At, Curve, Filled, Line, Table, line_of
from scoring.plan.factors import Factor, MeasureFactor, ScoreFactor, SectionsFactor, TierFactor
from scoring.plan.line_reach import Met, edge_of, met, started
from scoring.plan.lint_reach import shown
from scoring.plan.model import Plan
from scoring.plan.money_reach import factor_range, read_reach
from scoring.plan.nodes import Money, Node
from scoring.plan.pay import Limit, PayLine
from scoring.plan.pools import EachAmount, FundAmount, Pool
from scoring.plan.ranges import Range
from scoring.plan.reach import final_range
from scoring.plan.starts import BaseTimes, MeasureAmounts, ScoreAmounts, Weight
from scoring.plan.tiers import scale


def _limits_decide_something(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        for one in met(plan, line):
            edges = {unit: edge_of(one.limit, unit) for unit in one.before}
            highs = {unit: found.high for unit, found in one.before.items()}
            if not edges or None in edges.values() or None in highs.values():
                continue
            if all(highs[unit] <= edge for unit, edge in edges.items()):  # type: ignore[operator]
                yield _idle(one, highs) if one.key == "cap" else _alike(one, edges, highs)


def _idle(one: Met, highs: dict[str, Fraction | None]) -> Problem:
    what = (
        f"{one.path} is {_said(_amounts(one.limit, highs))} and binds nobody: "
        f"what comes to it is at most {_said(highs)}"
    )
    hint = "Lower the cap, or write cap: none."
    return Problem("cap-never-binds", str(one.limit.place), what, hint)


def _alike(
    one: Met, edges: dict[str, Fraction | None], highs: dict[str, Fraction | None]
) -> Problem:
    whom = "everybody" if one.limit.when is None else "everybody for whom it holds"
    what = (
        f"{one.path} is {_said(edges)} and pays {whom} alike: what comes to it is at most "
        f"{_said(highs)}"
    )
    hint = "Lower the floor, or pay the amount as it is."
    return Problem("floor-always-binds", str(one.limit.place), what, hint)


def _amounts(limit: Limit, highs: dict[str, Fraction | None]) -> dict[str, Fraction | None]:
    return {unit: edge_of(limit, unit) for unit in highs}


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
        end = _end_of_factor(plan, start.coefficient)
        most = "" if end is None else shown(100 * Fraction(start.rate) * end.gives)
        return end and (end.node, end.where, f"{most} % of the base")
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


class _End(NamedTuple):
    """Where a factor gives no more, where that is written, and what it gives there."""

    node: Node
    where: str
    gives: Fraction


def _end_of_factor(plan: Plan, said: Factor) -> _End | None:
    match said:
        case TierFactor():
            name = scale(plan.tiers)[-1][0]
            if name not in said.gives:
                return None
            return _End(said, f"within tier '{shortened(name)}'", Fraction(said.gives[name]))
        case ScoreFactor() | MeasureFactor():
            end = _last_of(said.curve)
            if end is None:
                return None
            node, at, gives = end
            if isinstance(at, Decimal) and _goes_beyond(_read(plan, said), at):
                return _End(node, f"from {at} of {_called(said)} on", Fraction(gives))
        case SectionsFactor():
            return _end_of_sections(plan, said)
    return None


def _end_of_sections(plan: Plan, said: SectionsFactor) -> _End | None:
    """Return what several come to where each is at its end, and one by nobody's word."""
    ends = [_end_of_factor(plan, section.factor) for section in said.sections]
    own = [
        end is not None and (section.most is None or end.gives < section.most)
        for end, section in zip(ends, said.sections, strict=True)
    ]
    highest = factor_range(plan, said).high
    if highest is None or not any(own):
        return None
    return _End(said, "where every section is at its highest", highest)


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
        found = [one.low for one in started(plan, line).values()]
        low = None if not found or None in found else min(found)  # type: ignore[type-var]
    if low == 0 and line.floor == "none":
        yield "where all shares of a group are 0, the whole fund is returned"


LIMITS = (
    _limits_decide_something,
    _curves_end_by_themselves,
    _funds_are_spent,
)
