"""Values against targets, and the points that they earn: one component at a time.

Attainment is 100 x value / target where higher is better and 100 x target / value where lower
is; it stays a fraction until the curve has turned it into points, which are rounded once.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scoring.columns import Bools, Words, chosen
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Attained, Roster, Value, Values
from scoring.pieces.curves import evaluate
from scoring.plan.measuring import Neutral
from scoring.plan.model import Plan
from scoring.plan.structure import Component, TargetFromFile

_POLICY_REASON = {"exclude": "excluded", "zero": "zero", "hold": "held"}


def attain(plan: Plan, roster: Roster, values: Values) -> Mapping[str, Attained]:
    """Turn each component's value into points; a missing value does what its measure says.

    Args:
        plan: the plan.
        roster: the agents, and their targets where the plan takes them from a file.
        values: the measures' values.

    Returns:
        Component name to `Attained`, in the plan's order.
    """
    return {c.name: _attain(plan, c, roster, values[c.measure]) for c in plan.components}


def _attain(plan: Plan, component: Component, roster: Roster, value: Value) -> Attained:
    measure = plan.measures[component.measure]
    target, target_known = _target(component, roster, measure.places, len(value.known))
    num, den = _attainment(value.units, target, better=measure.better)
    attainable = value.known & target_known
    usable = attainable if component.on == "attainment" else value.known
    if component.on == "attainment":
        x, under = np.where(usable, num, 0), np.where(usable, den, 1)
    else:
        x, under = value.units, np.full(value.units.shape, 10**measure.places, dtype=np.int64)
    points = _points(plan, component, fixed.narrow(x), fixed.narrow(under))
    points, counts, reason = _missing(plan, component, points, usable)
    return Attained(target, target_known, num, den, attainable, points, counts, reason)


def _target(component: Component, roster: Roster, places: int, n: int) -> tuple[Exact, Bools]:
    said = component.target
    if isinstance(said, TargetFromFile):
        none = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool)
        return roster.targets.get((component.measure, said.named), none)
    units = 0 if said is None else fixed.scaled(said, places)
    return fixed.filled(n, units), np.full(n, said is not None, dtype=bool)


def _attainment(value: Exact, target: Exact, *, better: str) -> tuple[Exact, Exact]:
    if better == "higher":
        return fixed.multiply(value, 100), target
    # A value of nothing, where less is better, is beyond every edge: 1 / 0 says so.
    beyond = np.asarray(value <= 0, dtype=bool)
    num = np.where(beyond, 1, fixed.multiply(target, 100))
    return fixed.narrow(num), fixed.narrow(np.where(beyond, 0, value))


def _points(plan: Plan, component: Component, num: Exact, den: Exact) -> Exact:
    conventions = plan.conventions
    top, bottom = evaluate(component.curve, num, den, conventions.boundary)
    scale = 10**conventions.places.points
    return fixed.divide(fixed.multiply(top, scale), bottom, conventions.rounding)


def _missing(
    plan: Plan, component: Component, points: Exact, usable: Bools
) -> tuple[Exact, Bools, Words]:
    policy = plan.measures[component.measure].missing
    instead, word = 0, "neutral"
    if isinstance(policy, Neutral):
        instead = fixed.scaled(policy.neutral, plan.conventions.places.points)
    else:
        word = _POLICY_REASON[policy]
    counts = usable | (word in ("zero", "neutral"))
    reason = chosen(len(usable), word, (usable, "scored"))
    return fixed.where(usable, points, instead), counts, reason
