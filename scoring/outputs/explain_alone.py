"""A plan as it is for one agent while others stay as they are: places among them are put in.

A place among thousands is reckoned from all of them; whoever walks a measure tries hundreds of
values. What is found so is tried once more with the plan as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from scoring.independent.curves import read_curve
from scoring.independent.numbers import rounded, shown
from scoring.independent.readings import override_of, readings_of, rule_of
from scoring.independent.records import Read
from scoring.outputs.explain_places import Places, places_of
from scoring.outputs.explain_readings import group_of
from scoring.outputs.recompute import Recomputed

Placed: TypeAlias = Mapping[tuple[str, int], Places]
"""By component and reading that compares a measure with others: how the agent is placed there."""


class Put(NamedTuple):
    """What is put in the place of relative readings.

    Attributes:
        found: the agent.
        measure: the measure that changes.
        value: its value.
        placed: the places that change with it.
    """

    found: Recomputed
    measure: str
    value: Fraction
    placed: Placed


def placed_by(found: Recomputed, measure: str, readers: Sequence[Any]) -> Placed:
    """Return how the agent is placed among others wherever a measure is compared with theirs."""
    better = found.plan["measures"][measure]["better"]
    placed = {}
    for said in readers:
        for one in found.outcome.components[said["name"]].reads:
            on = readings_of(said)[one.place]["on"]
            if one.measure == measure and not isinstance(on, str):
                others = list(group_of(found, on, one).values)
                others.remove(one.value or Fraction(0))
                equal = Fraction(on["all_equal"])
                placed[said["name"], one.place] = places_of(one.on, others, better, equal)
    return placed


def alone(put: Put) -> Any:
    """Return the plan with the points of every relative reading in its place."""
    members = put.found.plan["components"]
    return {**put.found.plan, "components": [member_alone(put, said) for said in members]}


def flat_curve(points: Fraction) -> dict[str, Any]:
    """Return a curve that gives so many points, whatever it reads."""
    text = shown(points)
    return {"mode": "whole", "below": text, "bands": [{"from": "0", "gives": text}]}


def without_curves(said: Any) -> list[dict[str, Any]]:
    """Return the overrides of a component without the curves that they put in."""
    overrides = said.get("overrides", ())
    return [{key: one[key] for key in one if key != "curve"} for one in overrides]


def member_alone(put: Put, said: Any) -> Any:
    """Return a component or group with the points of relative readings in their place."""
    if "members" in said:
        return {**said, "members": [member_alone(put, one) for one in said["members"]]}
    if all(isinstance(reading["on"], str) for reading in readings_of(said)):
        return said
    reads = put.found.outcome.components[said["name"]].reads
    readings = [_reading(put, said, one) for one in reads]
    for key in ("best_of", "worst_of"):
        if key in said:
            return {**said, key: readings}
    return {**said, **readings[0], "overrides": without_curves(said)}


def _reading(put: Put, said: Any, one: Read) -> Any:
    reading = readings_of(said)[one.place]
    if isinstance(reading["on"], str):
        return reading
    points = one.points or Fraction(0)  # without a value there are no points, whatever the curve
    if (said["name"], one.place) in put.placed:
        plan = put.found.plan
        curve = override_of(said, put.found.outcome.agent).get("curve") or reading["curve"]
        x = put.placed[said["name"], one.place].at(put.value)
        given = read_curve(curve, x, plan["conventions"]["boundary"], one.anchors)
        points = rounded(given or Fraction(0), *rule_of(plan, said))
    return {"measure": one.measure, "on": "value", "curve": flat_curve(points)}
