"""What each component and group weighs in the score, and what it adds: exact, for people only.

A share is a member's part of what its group weighs, times the share of the group, up to the
score. It is a view: between two nodes the engine divides once, and never by a share.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

import numpy as np

from scoring.exact import fixed, fractions
from scoring.exact.fixed import Exact
from scoring.exact.fractions import Fraction
from scoring.flow import Attained, Grouped, Scored
from scoring.plan.model import Plan
from scoring.plan.structure import Combine, Group, Member


class Weighed(NamedTuple):
    """One member for every agent.

    Attributes:
        weight: what it weighs in the group right above it, whether or not it counts.
        share: what it weighs in the score; 0 where it, or a group above it, does not count.
        adds: what its points or its score add to the score.
        each: what a single point of it adds; 0 where it does not count.
    """

    weight: Fraction
    share: Fraction
    adds: Fraction
    each: Fraction


_Found: TypeAlias = tuple[Scored, Mapping[str, Attained]]


def weighed_of(
    plan: Plan, scored: Scored, components: Mapping[str, Attained]
) -> dict[str, Weighed]:
    """Return what every component and group weighs, by name.

    Args:
        plan: the plan.
        scored: the score before gates, with its groups.
        components: what each component came to.
    """
    found: dict[str, Weighed] = {}
    combine: Combine = "weighted_mean" if plan.score is None else plan.score.combine
    whole = Fraction(scored.scored.astype(np.int64), np.ones(1, np.int64))
    _below(plan.components, combine, scored.weighed, (whole, whole), (scored, components), found)
    return found


def _below(
    members: tuple[Member, ...],
    combine: Combine,
    group: Grouped,
    above: tuple[Fraction, Fraction],
    found_by: _Found,
    found: dict[str, Weighed],
) -> None:
    """Go through a group's members: `above` is its share, and what a point of it adds."""
    share_above, adds_above = above
    left = fixed.where(np.asarray(group.weight_left > 0, dtype=bool), group.weight_left, 1)
    for member in members:
        weight, nominal = group.shares[member.name]
        under = np.ones(1, np.int64) if combine == "sum" else left
        share = fractions.over(fractions.times(share_above, weight), under)
        adds = fractions.over(
            fractions.times(adds_above, _per_point(combine, weight, group)), under
        )
        score = _points(member, found_by)
        found[member.name] = Weighed(
            fractions.of_units(nominal, group.weight_places),
            share,
            Fraction(fixed.multiply(adds.num, score.num), fixed.multiply(adds.den, score.den)),
            adds,
        )
        if isinstance(member, Group):
            own = found_by[0].groups[member.name]
            counts = own.reason.are("scored").astype(np.int64)
            below = fractions.times(share, counts), fractions.times(adds, counts)
            _below(member.members, member.combine, own, below, found_by, found)


def _per_point(combine: Combine, weight: Exact, group: Grouped) -> Exact:
    """Return what a member's point adds to its group, times what all members weigh."""
    if combine != "percent_of_possible":
        return weight
    return fixed.filled(weight.size, 100 * 10**group.weight_places)


def _points(member: Member, found_by: _Found) -> Fraction:
    """Return a component's points, or a group's score; 0 where it does not count."""
    if isinstance(member, Group):
        group = found_by[0].groups[member.name]
        return Fraction(group.num, fixed.multiply(group.den, 10**group.places))
    part = found_by[1][member.name]
    zero: Exact = fixed.where(part.counts, part.points, 0)
    return fractions.of_units(zero, part.points_places)
