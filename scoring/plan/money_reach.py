"""How far factors of pay, and what pay lines start from, can go: what nobody is paid beyond.

As in `reach.py`, nothing that can happen lies outside of a range here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from scoring.plan.amounts import AnyAmounts, in_one
from scoring.plan.curves import Slices
from scoring.plan.factors import (
    Bounded,
    Factor,
    LookupFactor,
    MeasureFactor,
    RosterFactor,
    ScoreFactor,
    SectionsFactor,
    TierFactor,
)
from scoring.plan.model import Plan
from scoring.plan.nodes import Money
from scoring.plan.ranges import ANY, Range, exactly, given, hull
from scoring.plan.reach import attainment_range, final_range, value_range
from scoring.plan.starts import LookupAmounts, MeasureAmounts, MoneyRates, Rates, ScoreAmounts
from scoring.plan.unit_rates import edges

AT_TARGET = exactly(100)
"""The attainment of a target that is met exactly."""


def read_reach(
    plan: Plan, said: MeasureFactor | MeasureAmounts, *, at_target: bool = False
) -> Range:
    """Return how far the number goes that a factor or a table of amounts reads of a measure."""
    if said.on == "value":
        return value_range(plan, said.measure)
    return AT_TARGET if at_target else attainment_range(plan, said.measure)


def curve_range(plan: Plan, said: ScoreFactor | MeasureFactor, *, at_target: bool = False) -> Range:
    """Return how far a factor goes that a curve gives, and what stands in for a missing value."""
    boundary = plan.conventions.boundary
    if isinstance(said, ScoreFactor):
        return given(said.curve, final_range(plan), {}, boundary)
    x, anchors = read_reach(plan, said, at_target=at_target), plan.measures[said.measure].anchors
    found = given(said.curve, x, anchors, boundary)
    return found if at_target else hull([found, exactly(said.missing)])


def factor_range(plan: Plan, said: Factor) -> Range:
    """Return how far a factor goes, for anybody."""
    match said:
        case TierFactor():
            return hull(map(exactly, said.gives.values()))
        case RosterFactor():
            return hull([exactly(1), exactly(said.times)])
        case LookupFactor():
            return hull(map(exactly, said.every))
        case SectionsFactor():
            return _together(plan, said)
        case ScoreFactor() | MeasureFactor():
            return curve_range(plan, said)
    return ANY


def _together(plan: Plan, said: SectionsFactor) -> Range:
    parts = [bounded_range(plan, section) for section in said.sections]
    if said.combine == "multiply":
        return product(parts)
    total = exactly(0)
    for section, part in zip(said.sections, parts, strict=True):
        total = total.plus(part.times(Fraction(section.share or 1)))
    return total


def bounded_range(plan: Plan, said: Bounded) -> Range:
    """Return how far a factor goes within its bounds; a brake may hold it and may not."""
    least = "none" if said.least is None else said.least
    most = "none" if said.most is None else said.most
    found = factor_range(plan, said.factor).within(least, most)
    held = [found.within("none", brake.most) for brake in said.brakes]
    return Range(hull([found, *held]).low, found.high)


def product(parts: Sequence[Range]) -> Range:
    """Return how far a product of factors goes, none of which is below 0."""
    highs = [part.high for part in parts]
    if any(high == 0 for high in highs):
        return exactly(0)
    known = [high for high in highs if high is not None]
    return Range(
        math.prod((part.low or Fraction(0) for part in parts), start=Fraction(1)),
        math.prod(known, start=Fraction(1)) if len(known) == len(highs) else None,
    )


def money_range(plan: Plan, start: object, currency: str, *, at_target: bool = False) -> Range:
    """Return how far the amounts go that a line starts from in a currency, which it names.

    Args:
        plan: the plan.
        start: amounts by the score, a measure or columns, or money for each unit; else nothing
            is known.
        currency: the currency.
        at_target: whether every attainment that is read is 100.
    """
    match start:
        case ScoreAmounts():
            return amounts_range(plan, start.amounts, final_range(plan), currency)
        case MeasureAmounts():
            x = read_reach(plan, start, at_target=at_target)
            found = amounts_range(plan, start.amounts, x, currency)
            return hull([found, exactly(start.missing[currency])])
        case LookupAmounts():
            return hull(exactly(money[currency]) for money in start.every)
        case Rates():
            return _by_rates(plan, start, currency)
    return ANY


def amounts_range(plan: Plan, said: AnyAmounts, x: Range, currency: str) -> Range:
    """Return how far amounts in a currency go where what they go by lies in a range."""
    return given(in_one(said, currency), x, {}, plan.conventions.boundary)


def _by_rates(plan: Plan, start: Rates, currency: str) -> Range:
    """Return the most of every table that may hold; what is counted may have no end."""
    x, after = value_range(plan, start.measure), start.after is not None
    tables = [start.rates, *([] if start.hurdle is None else [start.hurdle.closed])]
    prorated = start.prorated is not None
    found = [
        Range(Fraction(0), most_of(table, x.high, currency, after=after, moved=prorated))
        for table in tables
    ]
    reach = hull([*found, exactly(start.missing[currency])])
    return reach if x.low is not None and x.low >= 0 else Range(None, reach.high)


def most_of(
    table: MoneyRates, high: Fraction | None, currency: str, *, after: bool, moved: bool
) -> Fraction | None:
    """Return the most that a table of rates pays for a value up to `high`; None without an end.

    Args:
        table: the rates.
        high: the highest value; None where it has no end.
        currency: the currency.
        after: whether slices may begin anywhere.
        moved: whether the edges differ by agent.
    """
    if isinstance(table, Slices):
        return _most_of_slices(table, high, currency, after=after, moved=moved)
    rates = [Fraction(table.below[currency])]
    rates += [Fraction(band.gives[currency]) for band in table.bands]
    if high is not None:
        ends = [high] * len(rates) if moved else [*(min(high, e) for e in edges(table)), high]
        starts = [None, *edges(table)]
        met = [
            r * end
            for r, end, low in zip(rates, ends, starts, strict=True)
            if moved or low is None or low <= high
        ]
        return max(Fraction(0), *met)
    if moved or rates[-1]:
        return None if any(rates) else Fraction(0)
    return max(Fraction(0), *(r * end for r, end in zip(rates, edges(table), strict=False)))


def _most_of_slices(
    table: Slices[Money], high: Fraction | None, currency: str, *, after: bool, moved: bool
) -> Fraction | None:
    rates = [Fraction(band.gives[currency]) for band in table.bands]
    whole = list(_slices(edges(table), rates))
    if high is None:
        if moved or rates[-1]:
            return None if any(rates) else Fraction(0)
        return sum(whole, start=Fraction(0))
    most = max(rates) * max(high, Fraction(0))
    if after or moved:
        return most
    cut = [min(edge, high) for edge in edges(table)]
    return sum(_slices([*cut, max(high, cut[-1])], rates), start=Fraction(0))


def _slices(edges: Sequence[Fraction], rates: Sequence[Fraction]) -> Iterator[Fraction]:
    """Yield what each slice earns that has an end."""
    for (low, end), rate in zip(pairwise(edges), rates, strict=False):
        yield (end - low) * rate
