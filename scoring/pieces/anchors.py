"""The anchors of a measure: for each agent, the numbers that its curves refer to by name.

What an agent's anchors lack, or their order, is told with a count, never by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from scoring.exact import fixed, ratios
from scoring.exact.fixed import Exact
from scoring.exact.ratios import Ratios
from scoring.flow import Finding, Roster
from scoring.pieces.curves import Anchor, Anchors, Read, rising
from scoring.pieces.overrides import holding
from scoring.pieces.prorating import part_served
from scoring.plan.curves import Curve, anchors_in, knots
from scoring.plan.measuring import MeasureBase
from scoring.plan.model import Plan
from scoring.plan.structure import Component


def anchors_of(plan: Plan, name: str, roster: Roster) -> Anchors:
    """Return a measure's anchors at its own places, known where an agent has them.

    Those that the measure prorates are multiplied by what the agent served, and rounded once.

    Args:
        plan: the plan.
        name: the measure's name in it.
        roster: the agents, with their targets and what an earlier run says of them.
    """
    measure = plan.measures[name]
    found = {
        word: _anchor(said, word, measure, name, roster) for word, said in measure.anchors.items()
    }
    if measure.prorated is None:
        return found
    factor = part_served(measure.prorated.proration, roster)
    for word in measure.prorated.anchors:
        anchor = found[word]
        owed = ratios.times(Ratios(anchor.units, 1), factor)
        units = fixed.divide(owed.num, owed.den, plan.conventions.rounding)
        found[word] = anchor._replace(units=units)
    return found


def _anchor(
    said: Decimal | str, word: str, measure: MeasureBase, name: str, roster: Roster
) -> Anchor:
    n = len(roster.agent_ids)
    if isinstance(said, Decimal):
        units = fixed.filled(n, fixed.scaled(said, measure.places))
        return Anchor(units, np.ones(n, dtype=bool), measure.places)
    nothing = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool)
    if said == "targets":
        found = roster.targets.get((name, word), nothing)
    else:
        found = nothing if roster.earlier is None else roster.earlier.values.get(name, nothing)
    return Anchor(*found, measure.places)


def attained(value: Anchor, target: Anchor, *, lower: bool) -> Read:
    """Return 100 x value / target, or 100 x target / value where less is better, unrounded.

    A denominator of 0 is beyond every edge: there is nothing, where nothing is best.

    Args:
        value: a value of a measure.
        target: its anchor of this name.
        lower: whether less is better.
    """
    known, most = value.known & target.known, max(value.places, target.places)
    have, want = (_at(number, most) for number in (value, target))
    if not lower:
        positive = np.asarray(want > 0, dtype=bool)  # nothing else can be divided by
        return Read(fixed.multiply(have, 100), fixed.where(positive, want, 1), known & positive)
    # A value of nothing, where less is better, is beyond every edge: 1 / 0 says so.
    beyond = np.asarray(have <= 0, dtype=bool)
    num = fixed.where(~beyond, fixed.multiply(want, 100), 1)
    return Read(num, fixed.where(~beyond, have, 0), known)


def _at(number: Anchor, places: int) -> Exact:
    finer = places - number.places
    return fixed.multiply(number.units, 10**finer) if finer else number.units


def about_anchors(plan: Plan, roster: Roster) -> Iterator[Finding]:
    """Tell how many agents lack an anchor that an earlier run gives, or have them out of order."""
    file = plan.place.file
    for name, word in plan.anchored("previous"):
        anchor = anchors_of(plan, name, roster)[word]
        if without := int(np.count_nonzero(~anchor.known)):
            said = (
                f"agents without it in an earlier run, so that what reads it is missing: {without}"
            )
            yield Finding("no-anchor", file, None, None, f"{name}/{word}", said)
    for part in plan.parts:
        for curve, count in _crossed(plan, part, roster):
            order = " < ".join(str(at) for at, _ in knots(curve))
            said = (
                f"agents whose anchors are not in order, {order} (line {curve.place.line}): {count}"
            )
            yield Finding("crossed-anchors", file, None, None, part.name, said)


def _crossed(plan: Plan, part: Component, roster: Roster) -> Iterator[tuple[Curve, int]]:
    """Yield each curve of a component with how many agents it holds for and is out of order."""
    curves = [(said, said.curve, -1) for said in part.readings]
    curves += [
        (part.readings[0], override.curve, place)
        for place, override in enumerate(part.overrides)
        if override.curve is not None
    ]
    others = [place for _, _, place in curves if place >= 0]
    for said, curve, place in curves:
        names, measure = anchors_in(curve), plan.measures[said.measure]
        if not any(measure.differs(name) for name in names):
            continue
        held = holding(part, roster)
        here = held == place if place >= 0 else ~np.isin(held, others)
        anchors = anchors_of(plan, said.measure, roster)
        known = np.all([anchors[name].known for name in names], axis=0)
        if count := int(np.count_nonzero(here & known & ~rising(curve, anchors, here.shape))):
            yield curve, count
