"""Walks over the pay lines of a plan: multipliers, factors, and what curves of theirs read."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.factors import Factor, MeasureFactor
from scoring.plan.model import Plan
from scoring.plan.pay import BaseTimes, Multiplier, PayLine, Weight


def multipliers_of(line: PayLine) -> tuple[Multiplier, ...]:
    """Return the multipliers of a line, none where the plan says so."""
    return () if isinstance(line.multipliers, str) else line.multipliers


def factors_of(line: PayLine) -> Iterator[tuple[str, Factor]]:
    """Yield every factor of a line and its path, in the order of the file."""
    path = f"pay.{line.name}"
    if isinstance(line.start, BaseTimes):
        yield f"{path}.start.coefficient", line.start.coefficient
    if isinstance(line.start, Weight):
        yield f"{path}.start.weight", line.start.weight
    for multiplier in multipliers_of(line):
        yield f"{path}.multipliers.{multiplier.name}.factor", multiplier.factor


def factors(plan: Plan) -> Iterator[tuple[str, Factor]]:
    """Yield every factor of a plan and its path."""
    for line in plan.lines:
        yield from factors_of(line)


def measure_factors(plan: Plan) -> Iterator[tuple[str, MeasureFactor]]:
    """Yield the factors that read a measure, and their paths."""
    return ((path, said) for path, said in factors(plan) if isinstance(said, MeasureFactor))
