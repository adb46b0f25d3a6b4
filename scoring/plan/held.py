"""What a condition leaves of one number: how far it can go where the condition holds.

Nothing that can happen lies outside: parts of a condition that ask for something else leave all.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from scoring.plan.conditions import When
from scoring.plan.curves import Table
from scoring.plan.lint_conditions import places_of
from scoring.plan.model import Plan
from scoring.plan.ranges import Range, bands_met, hull
from scoring.plan.reach import attainment_range, final_range, value_range
from scoring.plan.tiers import tier_names


class Asked(NamedTuple):
    """What a condition may ask for: the tier, the score, or a measure's value or attainment."""

    key: str
    name: str = ""

    def by(self, when: When) -> bool:
        """Tell whether a condition asks for just this."""
        said = getattr(when, self.key)
        return said is not None and self.name in ("", said)


def only_about(when: When | None, *asked: Asked) -> bool:
    """Tell whether a condition asks for nothing but some of these; none asks for nothing."""
    if when is None:
        return True
    parts = when.all_of or when.any_of
    if parts is not None:
        return all(only_about(part, *asked) for part in parts)
    return any(one.by(when) for one in asked)


def allowed(plan: Plan, when: When | None, asked: Asked) -> Range | None:
    """Return how far a number can go where a condition holds; None where it cannot hold."""
    whole = _whole(plan, asked)
    if when is None:
        return whole
    if when.all_of is not None:
        parts = [allowed(plan, part, asked) for part in when.all_of]
        return reduce(_both, parts)
    if when.any_of is not None:
        found = [one for part in when.any_of if (one := allowed(plan, part, asked)) is not None]
        return hull(found) if found else None
    if when.tier is not None and asked.key == "score":
        return _of_tiers(plan, when.tier, whole)
    return _both(whole, _of_edge(plan, when)) if asked.by(when) else whole


def _whole(plan: Plan, asked: Asked) -> Range:
    if asked.key == "measure":
        return value_range(plan, asked.name)
    return attainment_range(plan, asked.name) if asked.key == "attainment" else final_range(plan)


def _both(a: Range | None, b: Range | None) -> Range | None:
    """Return what lies within both."""
    if a is None or b is None:
        return None
    lows = [one.low for one in (a, b) if one.low is not None]
    highs = [one.high for one in (a, b) if one.high is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    return None if low is not None and high is not None and low > high else Range(low, high)


def _of_edge(plan: Plan, when: When) -> Range:
    """Return from where, or to where, a number meets an edge; below it ends a smallest step off."""
    if when.at_least is not None:
        return Range(Fraction(when.at_least), None)
    places, below = places_of(plan, when), Fraction(when.below or 0)
    return Range(None, below if places is None else below - Fraction(1, 10**places))


def _of_tiers(plan: Plan, tiers: tuple[str, ...], whole: Range) -> Range | None:
    table = plan.tiers
    if not isinstance(table, Table):
        return whole
    unit = Fraction(1, 10**plan.conventions.places.score)
    upper = plan.conventions.boundary == "upper"
    edges = [Fraction(str(band.lower)) + (0 if upper else unit) for band in table.bands]
    lows, highs = [None, *edges], [*(edge - unit for edge in edges), None]
    names = [table.below, *(band.gives for band in table.bands)]
    bands = zip(lows, highs, names, strict=True)
    found = [Range(low, high) for low, high, name in bands if name in tiers]
    return _both(whole, hull(found)) if found else None


def tiers_allowed(plan: Plan, when: When | None) -> set[str]:
    """Return the tiers in which a condition may hold."""
    every = set(tier_names(plan.tiers))
    if when is None:
        return every
    parts = [tiers_allowed(plan, part) for part in when.all_of or when.any_of or ()]
    if parts:
        return set.intersection(*parts) if when.all_of else set.union(*parts)
    if when.tier is not None:
        return every & set(when.tier)
    if when.score is None or not isinstance(plan.tiers, Table):
        return every
    reach, table = allowed(plan, when, Asked("score")), plan.tiers
    names = [table.below, *(band.gives for band in table.bands)]
    edges = [Fraction(str(band.lower)) for band in table.bands]
    if reach is None:
        return set()
    return {names[i] for i in bands_met(edges, reach, plan.conventions.boundary)}


def missing_allowed(when: When | None, measure: str) -> bool:
    """Tell whether a condition may hold for whom a measure has no value."""
    if when is None:
        return True
    if when.all_of is not None:
        return all(missing_allowed(part, measure) for part in when.all_of)
    if when.any_of is not None:
        return any(missing_allowed(part, measure) for part in when.any_of)
    asks = measure in (when.measure, when.attainment)
    return not asks or when.missing == "holds"
