"""Where conditions turn: the smallest changes of a number by which one begins or ends to hold."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from scoring.plan.conditions import When
from scoring.plan.curves import Table
from scoring.plan.lint_conditions import places_of
from scoring.plan.lint_shape import crossing
from scoring.plan.model import Plan
from scoring.plan.reach import asked_range

_ASKED = {
    "measure": "'{}'",
    "attainment": "the attainment of '{}'",
    "component": "the points of '{}'",
    "group": "the score of group '{}'",
    "volume": "the volume of '{}'",
    "improved": "the improvement of '{}'",
    "earlier": "the earlier '{}'",
    "score": "the score",
}
"""How each number is called that a condition may ask for."""


class Turn(NamedTuple):
    """A place where a condition turns.

    Attributes:
        crossing: which smallest change of which number meets it.
        measure: the measure whose value it is; None where it is another number.
        at: the edge.
        rises: whether the condition holds from the edge on, rather than below it.
    """

    crossing: str
    measure: str | None
    at: Decimal
    rises: bool


def turns(plan: Plan, when: When) -> Iterator[Turn]:
    """Yield where a condition turns with a number; words of the roster are crossed by no step."""
    for part in when.all_of or when.any_of or ():
        yield from turns(plan, part)
    if when.tier is not None:
        yield from _between_tiers(plan, when.tier)
    asked = next((key for key in _ASKED if getattr(when, key) is not None), None)
    edge = when.below if when.at_least is None else when.at_least
    if asked is not None and edge is not None and _is_met(plan, when, edge):
        name = _ASKED[asked].format(getattr(when, asked))
        said = f"{_step(edge, places_of(plan, when))} of {name}"
        yield Turn(said, when.measure, edge, when.at_least is not None)


def _is_met(plan: Plan, when: When, edge: Decimal) -> bool:
    """Tell whether there are numbers on both sides of an edge; what never turns is told apart."""
    low, high = asked_range(plan, when)
    return (low is None or low < edge) and (high is None or high >= Fraction(edge))


def _step(edge: Decimal, places: int | None) -> str:
    """Say the smallest step to an edge: a condition has it on the upper side, not as tables may."""
    if places is None:
        return f"at {edge}"
    return f"from {edge - Decimal(1).scaleb(-places):f} to {edge:f}"


def _between_tiers(plan: Plan, among: tuple[str, ...]) -> Iterator[Turn]:
    if not isinstance(plan.tiers, Table):
        return
    holds = plan.tiers.below in among
    for band in plan.tiers.bands:
        before, holds = holds, band.gives in among
        if before is not holds and isinstance(band.lower, Decimal):
            said = crossing(plan, band.lower, plan.conventions.places.score)
            yield Turn(f"{said} of the score", None, band.lower, holds)


def turning(found: list[Turn]) -> str:
    """Say where a condition turns, all of it together."""
    return ", or ".join(dict.fromkeys(turn.crossing for turn in found))
