"""From an exact total to a score: rounded once, and kept within the bounds of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from scoring.exact import fixed, fractions
from scoring.exact.fixed import Exact
from scoring.exact.fractions import Fraction
from scoring.plan.model import Plan


def total_of(plan: Plan, weighed: Fraction, added: Mapping[str, Exact]) -> Fraction:
    """Return what members come to together, and what is added to it, not rounded yet."""
    total = weighed
    for adjust in () if plan.score is None else plan.score.adjust:
        units, places = added[adjust.name], plan.measures[adjust.measure].places
        total = fractions.plus(total, fractions.of_units(units, places))
    return total


def settled(plan: Plan, total: Fraction) -> Exact:
    """Round totals once, at the places of the score, and keep them within its bounds."""
    places = plan.conventions.places.score
    rounded = fractions.rounded(total, places, plan.conventions.rounding)
    if plan.score is None:
        return rounded
    return within(rounded, plan.score.least, plan.score.most, places)


def within(units: Exact, least: Decimal | str, most: Decimal | str, places: int) -> Exact:
    """Keep numbers within bounds, of which either may be none."""
    if isinstance(least, Decimal):
        low = fixed.scaled(least, places)
        units = fixed.where(np.asarray(units >= low, dtype=bool), units, low)
    if isinstance(most, Decimal):
        high = fixed.scaled(most, places)
        units = fixed.where(np.asarray(units <= high, dtype=bool), units, high)
    return units
