"""Factors within factors: by how much the whole moves where one of them moves."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from scoring.plan.factors import (
    Bounded,
    Factor,
    LookupFactor,
    MeasureFactor,
    ScoreFactor,
    Section,
    SectionsFactor,
    TierFactor,
)
from scoring.plan.lint_shape import Step, steps_of, steps_of_tiers
from scoring.plan.lookup_steps import steps_of_lookup
from scoring.plan.model import Plan
from scoring.plan.money_reach import bounded_range, product
from scoring.plan.ranges import End


class Lever(NamedTuple):
    """A factor, alone or as a section of another.

    Attributes:
        path: its keys.
        said: the factor.
        bounded: what keeps it within bounds; None where nothing does.
        arm: by how much the whole moves at the most where this one moves by 1; None without an end.
        exact: whether it always moves the whole by so much.
    """

    path: str
    said: Factor
    bounded: Bounded | None = None
    arm: End = Fraction(1)
    exact: bool = True

    def moves(self, size: Fraction) -> End:
        """Return by how much the whole moves at the most where this one moves by a size."""
        return None if self.arm is None else self.arm * size


def levers(plan: Plan, lever: Lever) -> Iterator[Lever]:
    """Yield a factor and all sections within it, each with its arm."""
    yield lever
    if not isinstance(lever.said, SectionsFactor):
        return
    free = lever.bounded is None or (lever.bounded.least, lever.bounded.most) == (None, None)
    for section in lever.said.sections:
        share, always = _share(plan, lever.said, section)
        arm = None if lever.arm is None or share is None else lever.arm * share
        path = f"{lever.path}.sections.{section.name}.factor"
        inner = Lever(path, section.factor, section, arm, lever.exact and free and always)
        yield from levers(plan, inner)


def _share(plan: Plan, said: SectionsFactor, section: Section) -> tuple[End, bool]:
    """Return by how much several move at the most where one moves by 1, and whether always."""
    if said.combine == "add":
        return Fraction(section.share or 1), True
    others = [bounded_range(plan, one) for one in said.sections if one is not section]
    return product(others).high, False


def steps_within(plan: Plan, lever: Lever) -> list[Step]:
    """Return the steps of a factor that goes by the tier, the score or a measure, within bounds.

    Those of a lookup are steps of some agents: of those whose words in other columns it has.
    """
    match lever.said:
        case TierFactor():
            found = list(steps_of_tiers(plan, lever.said))
        case ScoreFactor() | MeasureFactor():
            found = list(steps_of(lever.said.curve))
        case LookupFactor():
            found = [Step(*step) for step in steps_of_lookup(plan, lever.said)]
        case _:
            return []
    return [
        step._replace(
            before=_held(step.before, lever.bounded), after=_held(step.after, lever.bounded)
        )
        for step in found
    ]


def _held(number: Decimal, by: Bounded | None) -> Decimal:
    if by is not None and by.least is not None:
        number = max(number, by.least)
    return number if by is None or by.most is None else min(number, by.most)
