"""Anchors that an earlier run does not give, or that are out of order: told with a count."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scoring.flow import Finding, Roster
from scoring.pieces.anchors import anchors_of
from scoring.pieces.curves import rising
from scoring.pieces.overrides import holding
from scoring.plan.curves import Curve, anchors_in, knots
from scoring.plan.model import Plan
from scoring.plan.structure import Component


def about_anchors(plan: Plan, roster: Roster) -> Iterator[Finding]:
    """Tell how many agents lack an anchor that an earlier run gives, or have them out of order."""
    file = plan.place.file
    for name, word in plan.anchored("previous"):
        anchor = anchors_of(plan.measures[name], name, roster)[word]
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
        if not any(isinstance(measure.anchors[name], str) for name in names):
            continue
        held = holding(part, roster)
        here = held == place if place >= 0 else ~np.isin(held, others)
        anchors = anchors_of(measure, said.measure, roster)
        known = np.all([anchors[name].known for name in names], axis=0)
        if count := int(np.count_nonzero(here & known & ~rising(curve, anchors, here.shape))):
            yield curve, count
