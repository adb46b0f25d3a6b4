"""Cliffs of the factors of pay: coefficients, multipliers, their sections, and what brakes them.

Of each table the largest step is one, where it moves the whole by a quarter of its highest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from scoring.plan.cliffs import LARGE, Cliff, crossed
from scoring.plan.factors import Brake, LookupFactor, TierFactor
from scoring.plan.levers import Lever, levers, steps_within
from scoring.plan.line_reach import OF_BASE, Turned, followed, started
from scoring.plan.lint_reach import shown
from scoring.plan.model import Plan
from scoring.plan.money_reach import bounded_range, factor_range
from scoring.plan.pay import Multiplier, PayLine
from scoring.plan.paying import multipliers_of
from scoring.plan.ranges import End
from scoring.plan.starts import BaseTimes
from scoring.plan.turns import turning, turns

_GENTLER = {
    "tier": "Where so little should not pay so much, read it from the score by a line (on: score).",
    "curve": "Where so little should not pay so much, draw a line: mode: interpolated.",
    "brake": "Where so little should not pay so much, raise its most, or add brakes between.",
}
Worth: TypeAlias = Callable[[End, Fraction], Mapping[str, Fraction]]
"""What pay moves by at the most where a whole factor moves so far, which is such a part of it."""


def cliffs_of_factors(plan: Plan, line: PayLine) -> Iterator[Cliff]:
    """Yield the largest cliff of each table of a line's factors, and the cliffs of their brakes."""
    path = f"pay.{line.name}"
    if isinstance(line.start, BaseTimes):
        top = Lever(f"{path}.start.coefficient", line.start.coefficient)
        yield from _of(plan, top, "coefficient", partial(_of_coefficient, line.start.rate))
    for one in multipliers_of(line):
        top = Lever(f"{path}.multipliers.{one.name}.factor", one.factor, one, exact=False)
        yield from _of(plan, top, "factor", partial(_of_multiplier, plan, line, one))


def _of_coefficient(rate: Decimal, moved: End, _part: Fraction) -> Mapping[str, Fraction]:
    return {} if moved is None else {OF_BASE: Fraction(rate) * moved}


def _of_multiplier(
    plan: Plan, line: PayLine, one: Multiplier, moved: End, part: Fraction
) -> Mapping[str, Fraction]:
    whole = {unit: found.high for unit, found in started(plan, line).items()}
    return followed(plan, line, whole, Turned(one, moved), part)


def _of(plan: Plan, top: Lever, word: str, worth: Worth) -> Iterator[Cliff]:
    for lever in levers(plan, top):
        name = word if lever is top else "factor"
        yield from _largest_step(plan, top, lever, name, worth)
        for i, brake in enumerate(() if lever.bounded is None else lever.bounded.brakes, start=1):
            path = f"{lever.path.removesuffix('.factor')}.brakes[{i}]"
            yield from _braked(plan, top, lever, path, brake, worth)


def _largest_step(plan: Plan, top: Lever, lever: Lever, word: str, worth: Worth) -> Iterator[Cliff]:
    steps = steps_within(plan, lever)
    step = max(steps, key=lambda step: step.size, default=None)
    highest = max((max(abs(s.before), abs(s.after)) for s in steps), default=Decimal(0))
    if step is None or not step.size or not _is_large(plan, top, lever, step.size, highest):
        return
    part = Fraction(step.size) / Fraction(max(abs(step.before), abs(step.after)))
    yield Cliff(
        path=lever.path,
        crossing=crossed(plan, lever.said, step.at),
        what=f"the {word} goes from {step.before} to {step.after}: {{}}",
        worth=worth(lever.moves(Fraction(step.size)), part),
        most=not lever.exact or isinstance(lever.said, LookupFactor),  # whose words it has
        part=part,
        place=step.place,
        hint=_GENTLER["tier" if isinstance(lever.said, TierFactor | LookupFactor) else "curve"],
    )


def _is_large(
    plan: Plan, top: Lever, lever: Lever, size: Decimal | Fraction, highest: Decimal | Fraction
) -> bool:
    """Tell whether a move is large: of the whole for a section, else of the factor's highest."""
    whole, moved = _high(plan, top), lever.moves(Fraction(size))
    if lever is top or moved is None or not whole:
        return Fraction(size) >= LARGE * Fraction(highest)
    return moved >= LARGE * whole


def _high(plan: Plan, lever: Lever) -> End:
    if lever.bounded is None:
        return factor_range(plan, lever.said).high
    return bounded_range(plan, lever.bounded).high


def _braked(
    plan: Plan, top: Lever, lever: Lever, path: str, brake: Brake, worth: Worth
) -> Iterator[Cliff]:
    high, edges = _high(plan, lever), list(turns(plan, brake.when))
    size = None if high is None else high - Fraction(brake.most)
    small = high is not None and not (size and size > 0 and _is_large(plan, top, lever, size, high))
    if not edges or small:
        return
    part = size / high if size and high else Fraction(1)
    free = "has no end" if high is None else f"can be {shown(high)}"
    yield Cliff(
        path=path,
        crossing=turning(edges),
        what=f"the brake begins or ends: the factor is at most {brake.most}, or {free}: {{}}",
        worth=worth(None if size is None else lever.moves(size), part),
        most=True,
        part=part,
        place=brake.place,
        hint=_GENTLER["brake"],
    )
