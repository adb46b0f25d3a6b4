"""Weigh the points of each agent's components into one score, and round it once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Attained, Scored
from scoring.pieces.curves import places_of
from scoring.plan.model import Plan


def score(plan: Plan, components: Mapping[str, Attained]) -> Scored:
    """Return sum(weight x points) / sum(weight) over the components that count.

    The weights that remain are scaled up by dividing once by their sum, so nothing is rounded
    between points and score. An agent with nothing to weigh has no score; an agent with a held
    component is held, whatever else there is.
    """
    places = places_of([c.weight for c in plan.components])
    n = len(next(iter(components.values())).counts)
    total: Exact = np.zeros(n, dtype=np.int64)
    left: Exact = np.zeros(n, dtype=np.int64)
    held = np.zeros(n, dtype=bool)
    for component in plan.components:
        part = components[component.name]
        weight = part.counts * fixed.filled(n, fixed.scaled(component.weight, places))
        total = fixed.add(total, fixed.multiply(part.points, weight))
        left = fixed.add(left, weight)
        held |= part.reason.are("held")
    scored = np.asarray(left > 0, dtype=bool) & ~held
    return Scored(_round(plan, total, left, scored), scored, held, left, places)


def _round(plan: Plan, total: Exact, left: Exact, scored: np.ndarray) -> Exact:
    """Bring points at their places to the score at its places, in one rounding."""
    places = plan.conventions.places
    num = fixed.multiply(np.where(scored, total, 0), 10**places.score)
    den = fixed.multiply(np.where(scored, left, 1), 10**places.points)
    return fixed.divide(num, den, plan.conventions.rounding)
