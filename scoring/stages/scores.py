"""Weigh the points of each agent's components into one score, and round it once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from scoring.columns import Bools
from scoring.exact import fixed, fractions
from scoring.exact.fixed import Exact
from scoring.exact.fractions import Fraction
from scoring.flow import Attained, Roster, Scored, Values
from scoring.pieces.weighing import Rules, Weighing, weighed
from scoring.plan.model import Plan
from scoring.plan.structure import Adjust


def score(plan: Plan, roster: Roster, values: Values, components: Mapping[str, Attained]) -> Scored:
    """Weigh components and groups, add what is to be added, and round the score once.

    The weights that remain are scaled up by dividing once by their sum, so nothing is rounded
    between points and score. An agent with too little to weigh has no score; an agent with a held
    part is held, whatever else there is.

    Args:
        plan: the plan.
        roster: the agents, for overrides.
        values: the measures' values, for what is added to the score.
        components: what each component came to.

    Raises:
        PlanError: weights that overrides leave at another sum than 1, or overrides that tie.
    """
    said, work = plan.score, Weighing(plan, roster, components)
    place = plan.at("components")
    rules = Rules("components", place, plan.components, "weighted_mean", 1, None)
    if said is not None:
        rules = rules._replace(
            combine=said.combine, scored_min=said.scored_min, weight_min=said.weight_min
        )
    top = weighed(work, rules)
    total, held = Fraction(top.num, top.den), top.reason.are("held")
    added: dict[str, Exact] = {}
    for adjust in () if said is None else said.adjust:
        units, lacking = _added(plan, adjust, values)
        added[adjust.name] = units
        held = held | (lacking & (adjust.missing == "hold"))
        places = plan.measures[adjust.measure].places
        total = fractions.plus(total, fractions.of_units(units, places))
    scored, places = top.counts & ~held, plan.conventions.places.score
    rounded = fractions.rounded(total, places, plan.conventions.rounding)
    if said is not None:
        rounded = _within(rounded, said.least, said.most, places)
    return Scored(fixed.where(scored, rounded, 0), scored, held, top, work.groups, added)


def _added(plan: Plan, adjust: Adjust, values: Values) -> tuple[Exact, Bools]:
    """Return what a measure adds to the score, within its bounds, and where it has no value."""
    value, places = values[adjust.measure], plan.measures[adjust.measure].places
    units = _within(value.units, adjust.least, adjust.most, places)
    return fixed.where(value.known, units, 0), ~value.known


def _within(units: Exact, least: Decimal | str, most: Decimal | str, places: int) -> Exact:
    """Keep numbers within bounds, of which either may be none."""
    if isinstance(least, Decimal):
        low = fixed.scaled(least, places)
        units = fixed.where(np.asarray(units >= low, dtype=bool), units, low)
    if isinstance(most, Decimal):
        high = fixed.scaled(most, places)
        units = fixed.where(np.asarray(units <= high, dtype=bool), units, high)
    return units
