"""How far a measure's better values are worth trying: to the last place where anything turns.

What is counted may end before: no share is above its whole, no rating outside of its scale.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

import numpy as np

from scoring.again.reach import Led, leaves_of
from scoring.again.shape import goes_on
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Roster
from scoring.pieces.anchors import anchors_of
from scoring.pieces.curves import Anchors
from scoring.plan.curves import knots
from scoring.plan.model import Plan
from scoring.plan.reach import value_range
from scoring.plan.structure import Component, Reading

NEAR, FAR = 10**3, 10**9
"""So many units of the measure beyond the last turn, a curve that goes on is followed: first a
little, as numbers that are no larger than need be are reckoned with much faster, then far."""


def ends(plan: Plan, name: str, roster: Roster, led: Led) -> list[int]:
    """Return the last value of a measure that is worth trying, in units of its last place.

    Args:
        plan: the plan.
        name: the measure, of which more or less is better.
        roster: the agents, whose anchors a curve may turn at.
        led: what its values lead to.

    Returns:
        The value, the same for all of them; and before it a nearer one, where it lies far.
    """
    measure, unit = plan.measures[name], 10 ** plan.measures[name].places
    up, possible = measure.better == "higher", value_range(plan, name)
    anchors = anchors_of(plan, name, roster)
    turns, endless = [Fraction(0)], False
    for part, said in ((p, s) for p in led.readers for s in p.readings if s.measure == name):
        turns += _turns(plan, part, said, anchors)
        endless |= _endless(part, said, up=up)
    for adjust in () if plan.score is None or not led.added else plan.score.adjust:
        if adjust.measure == name:
            turns += [] if isinstance(adjust.most, str) else [Fraction(adjust.most)]
            endless |= isinstance(adjust.most, str)
    for when in leaves_of(plan, name):
        edge = Fraction((when.below if when.at_least is None else when.at_least) or 0)
        endless |= when.improved is not None
        turns += [edge] if when.attainment is None else _attained_at(plan, name, anchors, edge)
    last = _beyond(turns, unit, up=up)
    found = [last + (far if up else -far) * unit for far in ((NEAR, FAR) if endless else (0,))]
    end = possible.high if up else possible.low
    if end is None:
        return found
    most = floor(end * unit) if up else ceil(end * unit)
    return [min(last, most) if up else max(last, most) for last in found]


def _beyond(turns: list[Fraction], unit: int, *, up: bool) -> int:
    """Return a value beyond all turns, and beyond whatever is rounded there."""
    return ceil(max(turns) * unit) + 1 if up else floor(min(turns) * unit) - 1


def _turns(plan: Plan, part: Component, said: Reading, anchors: Anchors) -> Iterator[Fraction]:
    """Yield values among which are the first and the last at which the curve of anybody turns."""
    curves = [said.curve, *(one.curve for one in part.overrides if one.curve is not None)]
    for curve in curves:
        for at, _ in knots(curve):
            edges = [Fraction(at)] if not isinstance(at, str) else _ends(anchors, at)
            for edge in edges:
                if said.on == "attainment":
                    yield from _attained_at(plan, said.measure, anchors, edge)
                else:
                    yield edge


def _ends(anchors: Anchors, name: str) -> list[Fraction]:
    """Return the lowest and the highest of an anchor that anybody has."""
    anchor = anchors[name]
    units: Exact = anchor.units[anchor.known]
    if not units.size:
        return []
    return [Fraction(int(end), 10**anchor.places) for end in (units.min(), units.max())]


def _attained_at(plan: Plan, name: str, anchors: Anchors, percent: Fraction) -> Iterator[Fraction]:
    """Yield the lowest and the highest value with which anybody attains so many percent."""
    targets = _ends(anchors, "target")
    if plan.measures[name].better != "lower":
        yield from (percent * target / 100 for target in targets)
    elif percent > 0:
        yield from (100 * target / percent for target in targets)


def _endless(part: Component, said: Reading, *, up: bool) -> bool:
    """Tell whether a curve goes on; attainment rises, whichever way the value goes."""
    rising = up or said.on == "attainment"
    curves = [said.curve, *(one.curve for one in part.overrides if one.curve is not None)]
    return any(goes_on(curve, up=rising) for curve in curves)


def steps_to(now: Exact, end: int, *, up: bool) -> Exact:
    """Return how many units each value is away from the end, 0 where it is there or beyond."""
    far = fixed.add(fixed.filled(now.size, end), fixed.multiply(now, -1))
    far = far if up else fixed.multiply(far, -1)
    return fixed.where(np.asarray(far > 0, dtype=bool), far, 0)
