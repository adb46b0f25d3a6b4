"""What a plan says in numbers: edges in order, and at the places of what they are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from scoring.errors import Problem, counted
from scoring.exact.fixed import scaled
from scoring.plan.conditions import When
from scoring.plan.curves import Table
from scoring.plan.measuring import Neutral
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.pay import AmountTable, BaseTimes, ScoreCoefficient
from scoring.plan.standing import CapScore
from scoring.plan.tiers import table_of


class _Curve(NamedTuple):
    """A table or line somewhere in the plan, and the places of the number it reads."""

    path: str
    curve: Any
    places: int | None


def _curves(plan: Plan) -> Iterator[_Curve]:
    score = plan.conventions.places.score
    for c in plan.components:
        exact = c.on == "attainment" or c.measure not in plan.measures
        places = None if exact else plan.measures[c.measure].places
        yield _Curve(f"components.{c.name}.curve", c.curve, places)
    if (by_score := table_of(plan.tiers)) is not None:
        path = "tiers" if by_score is plan.tiers else "tiers.by_score"
        yield _Curve(path, by_score, score)
    if isinstance(plan.bonus, str):
        return
    pay = plan.bonus.pay
    if isinstance(pay, AmountTable):
        yield _Curve("bonus.pay.amounts", pay.amounts, score)
    elif isinstance(pay, BaseTimes) and isinstance(pay.coefficient, ScoreCoefficient):
        yield _Curve("bonus.pay.coefficient.curve", pay.coefficient.curve, score)
    for m in () if isinstance(plan.bonus.multipliers, str) else plan.bonus.multipliers:
        if m.curve is not None:
            places = plan.measures[m.measure].places if m.measure in plan.measures else None
            yield _Curve(f"bonus.multipliers.{m.name}.curve", m.curve, places)


def edges_of(curve: Any) -> list[tuple[Decimal, Place]]:
    """Return the edges of a table or the points of a line, with their places in the file."""
    if isinstance(curve, Table):
        return [(band.lower, band.at("from")) for band in curve.bands]
    return [(point.x, point.at("at")) for point in curve.points]


def _edges_rise(plan: Plan) -> Iterator[Problem]:
    for path, curve, _ in _curves(plan):
        for (before, _), (edge, place) in pairwise(edges_of(curve)):
            if edge <= before:
                word = "from" if isinstance(curve, Table) else "at"
                what = f"{path}: {word} {edge} follows {before} and is not above it"
                hint = "Order the rows from the lowest to the highest, each edge once."
                yield Problem("edges-not-rising", str(place), what, hint)


def _edges_can_be_met(plan: Plan) -> Iterator[Problem]:
    for path, curve, places in _curves(plan):
        if isinstance(curve, Table) and places is not None:
            for edge, place in edges_of(curve):
                yield from _too_fine(edge, places, place, f"{path}: the edge {edge}")


def _too_fine(number: Decimal, places: int, place: Place, what: str) -> Iterator[Problem]:
    """Yield a problem where a number has more places than the one it meets."""
    try:
        scaled(number, places)
    except ValueError:
        yield Problem(
            "too-many-places",
            str(place),
            f"{what} has more places than the {places} it is compared at",
            f"Write at most {counted(places, 'decimal place')}, or raise the places.",
        )


def _single_numbers_can_be_met(plan: Plan) -> Iterator[Problem]:
    places = plan.conventions.places
    for name, m in plan.measures.items():
        if isinstance(m.missing, Neutral):
            n = m.missing.neutral
            what = f"measures.{name}.missing.neutral {n}"
            yield from _too_fine(n, places.points, m.missing.at("neutral"), what)
    for gate in plan.gates:
        if isinstance(gate.then, CapScore):
            n = gate.then.cap_score
            what = f"gates.{gate.name}.then.cap_score {n}"
            yield from _too_fine(n, places.score, gate.then.at("cap_score"), what)
        yield from _condition(gate.when, f"gates.{gate.name}.when", plan)
    for action in plan.actions:
        yield from _condition(action.when, f"actions.{action.name}.when", plan)


def _condition(when: When, path: str, plan: Plan) -> Iterator[Problem]:
    places = plan.conventions.places.score if when.score else plan.conventions.places.points
    if when.measure is not None:
        if when.measure not in plan.measures:
            return
        places = plan.measures[when.measure].places
    for key in ("below", "at_least"):
        edge = getattr(when, key)
        if edge is not None:
            yield from _too_fine(edge, places, when.at(key), f"{path}.{key} {edge}")


def _targets_make_sense(plan: Plan) -> Iterator[Problem]:
    for c in plan.components:
        path = f"components.{c.name}"
        if c.on == "attainment" and c.target is None:
            what = f"{path} reads attainment and has no target"
            hint = "Write target: N, or target: {named: target} to read it from targets.parquet."
            yield Problem("missing-target", str(c.at("on")), what, hint)
        if isinstance(c.target, Decimal):
            if c.target <= 0:
                what = f"{path}.target is {c.target}"
                hint = "Write a target above 0; attainment divides by it."
                yield Problem("target-not-positive", str(c.at("target")), what, hint)
            if c.measure in plan.measures:
                places = plan.measures[c.measure].places
                yield from _too_fine(c.target, places, c.at("target"), f"{path}.target {c.target}")


NUMBER_RULES = (
    _edges_rise,
    _edges_can_be_met,
    _single_numbers_can_be_met,
    _targets_make_sense,
)
