"""Walks over the pay lines of a plan: multipliers, factors, and what curves of theirs read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scoring.plan.factors import Bounded, Factor, MeasureFactor, SectionsFactor
from scoring.plan.lookups import Lookup
from scoring.plan.model import Plan
from scoring.plan.nodes import Money, Place
from scoring.plan.pay import InMoney, Limit, Multiplier, PayLine
from scoring.plan.pools import EachAmount, FundOfResult
from scoring.plan.starts import BaseTimes, MeasureAmounts, Rates, Weight, moneys_of


def multipliers_of(line: PayLine) -> tuple[Multiplier, ...]:
    """Return the multipliers of a line, none where the plan says so."""
    return () if isinstance(line.multipliers, str) else line.multipliers


def limits_of(line: PayLine) -> Iterator[tuple[str, str, Limit]]:
    """Yield every cap and floor of a line: which it is, its path, and itself."""
    for key in ("cap", "floor"):
        said = getattr(line, key)
        for i, limit in enumerate(() if isinstance(said, str) else said, start=1):
            yield key, f"pay.{line.name}.{key}[{i}]", limit


def factors_of(line: PayLine) -> Iterator[tuple[str, Factor]]:
    """Yield every factor of a line and its path, in the order of the file."""
    path = f"pay.{line.name}"
    if isinstance(line.start, BaseTimes):
        yield from _within(f"{path}.start.coefficient", line.start.coefficient)
    if isinstance(line.start, Weight):
        yield from _within(f"{path}.start.weight", line.start.weight)
    for multiplier in multipliers_of(line):
        yield from _within(f"{path}.multipliers.{multiplier.name}.factor", multiplier.factor)


def _within(path: str, said: Factor) -> Iterator[tuple[str, Factor]]:
    """Yield a factor and those that it is made of."""
    yield path, said
    for section in said.sections if isinstance(said, SectionsFactor) else ():
        yield from _within(f"{path}.sections.{section.name}.factor", section.factor)


def bounded_of(line: PayLine) -> Iterator[tuple[str, Bounded]]:
    """Yield everything of a line that keeps a factor within bounds: multipliers, and sections."""
    for multiplier in multipliers_of(line):
        yield f"pay.{line.name}.multipliers.{multiplier.name}", multiplier
    for path, said in factors_of(line):
        for section in said.sections if isinstance(said, SectionsFactor) else ():
            yield f"{path}.sections.{section.name}", section


def factors(plan: Plan) -> Iterator[tuple[str, Factor]]:
    """Yield every factor of a plan and its path."""
    for line in plan.lines:
        yield from factors_of(line)


def lookups_of(line: PayLine) -> Iterator[tuple[str, Lookup[Any]]]:
    """Yield every lookup of a line and its path: the amounts that it starts from, and factors."""
    for path, said in ((f"pay.{line.name}.start", line.start), *factors_of(line)):
        if isinstance(said, Lookup):
            yield path, said


def lookups(plan: Plan) -> Iterator[tuple[str, Lookup[Any]]]:
    """Yield every lookup of the pay of a plan and its path."""
    for line in plan.lines:
        yield from lookups_of(line)


def measure_factors(plan: Plan) -> Iterator[tuple[str, MeasureFactor]]:
    """Yield the factors that read a measure, and their paths."""
    return ((path, said) for path, said in factors(plan) if isinstance(said, MeasureFactor))


def attainments(plan: Plan) -> Iterator[tuple[str, MeasureFactor | MeasureAmounts]]:
    """Yield what of pay reads an attainment, and its path."""
    yield from ((path, said) for path, said in measure_factors(plan) if said.on == "attainment")
    for line in plan.lines:
        if isinstance(line.start, MeasureAmounts) and line.start.on == "attainment":
            yield f"pay.{line.name}.start", line.start


def paid_measures(plan: Plan) -> Iterator[tuple[str, str, Place]]:
    """Yield every measure that a pay line reads, with the path and the place of its name."""
    for path, said in measure_factors(plan):
        yield f"{path}.measure", said.measure, said.at("measure")
    for line in plan.lines:
        start, path = line.start, f"pay.{line.name}.start"
        if isinstance(start, MeasureAmounts | Rates):
            yield f"{path}.measure", start.measure, start.at("measure")
        if line.pool is not None and isinstance(line.pool.fund, FundOfResult):
            fund = line.pool.fund
            yield f"pay.{line.name}.pool.fund.measure", fund.measure, fund.at("measure")
        if isinstance(start, Rates) and start.after is not None:
            yield f"{path}.after", start.after, start.at("after")


def named_moneys(line: PayLine) -> list[Money]:
    """Return every amount that a line names in money; the funds of a pool are apart."""
    limits = [limit.amount for _, _, limit in limits_of(line) if isinstance(limit, InMoney)]
    if line.pool is not None and isinstance(line.pool.each_most, EachAmount):
        limits.append(line.pool.each_most.amount)
    return [*limits, *(money for _, money, _, _ in moneys_of(line.start))]


def names_currency(line: PayLine, currency: str) -> bool:
    """Tell whether every amount of a line is named in a currency."""
    return all(currency in money for money in named_moneys(line))


def rounds_currency(line: PayLine, currency: str) -> bool:
    """Tell whether a line says to what it is rounded in a currency; most leave it to the plan."""
    return line.rounding is None or currency in line.rounding.to


def converts(plan: Plan, line: PayLine, currency: str) -> bool:
    """Tell whether a line needs a rate of exchange for a currency."""
    named = names_currency(line, currency) or not rounds_currency(line, currency)
    return plan.exchange is not None and not named
