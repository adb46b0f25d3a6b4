"""How far values, points and scores of a plan can go: what notices of unreachable things rest on.

Nothing that can happen lies outside of a range here. Where much differs by agent the range is
wider than what happens, so that what is called impossible is impossible.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from scoring.plan.conditions import When
from scoring.plan.durations import Duration
from scoring.plan.events import EventLedger
from scoring.plan.kinds import Count, Kept, Mean, Quantile, Ratio, Share, Sum
from scoring.plan.measuring import Missing, Neutral, RepeatRate
from scoring.plan.model import Plan
from scoring.plan.ranges import ANY, NOT_NEGATIVE, Range, exactly, given, hull
from scoring.plan.rollups import Rollup
from scoring.plan.so_far import SoFar
from scoring.plan.standing import Cap, Gate, Level
from scoring.plan.structure import Combine, Component, Group, Member, Reading, Relative

_AMONG_OTHERS: dict[str, Range] = {
    "min_max": Range(Fraction(0), Fraction(100)),
    "percentile": Range(Fraction(0), Fraction(100)),
    "rank": Range(Fraction(1), None),
    "z_score": ANY,
}
"""What a place among others can be."""


def value_range(plan: Plan, name: str) -> Range:
    """Return how far a measure's value can go, by what it counts and the gates at it."""
    lower = plan.measures[name].better == "lower"
    return _gated(plan, "measure", name, _counted_range(plan, name), lower=lower)


def _gated(plan: Plan, level: Level, name: str, found: Range, *, lower: bool = False) -> Range:
    """Return how far something goes with the gates at it, which may hold it and may not."""
    for gate in plan.gates:
        if (gate.level, gate.part) == (level, name):
            if isinstance(gate.then, Cap):
                cap = gate.then.cap
                held = found.within(cap, "none") if lower else found.within("none", cap)
                found = hull([found, held])
            elif level != "measure":
                found = hull([found, exactly(0)])
    return found


def _counted_range(plan: Plan, name: str) -> Range:
    measure, found = plan.measures[name], ANY
    match measure:
        case Share() | Kept() | RepeatRate():
            found = Range(Fraction(0), Fraction(measure.per))
        case Ratio():
            found = _of_ratio(measure)
        case Count():
            found = NOT_NEGATIVE
        case Sum() if measure.through is not None:
            x = _of_quantity(plan, measure.of)
            one = given(measure.through.curve, x, {}, plan.conventions.boundary)
            lows = [one.low, *([x.low] if measure.through.gives == "rate" else [])]
            found = NOT_NEGATIVE if all(low is not None and low >= 0 for low in lows) else ANY
        case Sum() if _of_quantity(plan, measure.of).low is not None:
            found = NOT_NEGATIVE
        case Mean() | Quantile():
            mode = plan.conventions.rounding
            found = _of_quantity(plan, measure.of).rounded(measure.places, mode)
        case EventLedger():
            found = ANY.within(measure.least, measure.most)
        case Rollup():
            found = _rolled_up(plan, measure)
        case SoFar() if measure.opening is None or measure.opening.reached == "zero":
            found = _reached(plan, measure)
    return found


def _of_ratio(measure: Ratio) -> Range:
    columns = (measure.numerator, measure.denominator)
    if columns == ("checks_passed", "checks_done"):
        return Range(Fraction(0), Fraction(measure.per))  # the contract holds one to the other
    return ANY if any(column.startswith("x_") for column in columns) else NOT_NEGATIVE


def _of_quantity(plan: Plan, of: str | Duration) -> Range:
    """Return how far one row's number goes; no column of the contract goes below 0."""
    if isinstance(of, Duration):
        return ANY if of.elapsed.reversed == "negative" else NOT_NEGATIVE
    if of == "csat" and "csat" in plan.scales:
        scale = plan.scales["csat"]
        return Range(Fraction(scale.lowest), Fraction(scale.highest))
    if of == "nps":
        return Range(Fraction(0), Fraction(10))
    return ANY if of.startswith("x_") else NOT_NEGATIVE


def _rolled_up(plan: Plan, measure: Rollup) -> Range:
    own = plan.measures.get(measure.of)
    if own is None or isinstance(own, Rollup):
        return ANY
    one = value_range(plan, measure.of)
    adds_up = measure.by == "micro" and isinstance(own, Count | Sum)
    return NOT_NEGATIVE if adds_up and one.low is not None else one


def _reached(plan: Plan, measure: SoFar) -> Range:
    """Return how far a total goes: where nothing takes away from it, not below 0."""
    own = plan.measures.get(measure.of)
    if own is None or isinstance(own, SoFar):
        return ANY
    low = value_range(plan, measure.of).low
    return NOT_NEGATIVE if low is not None and low >= 0 else ANY


def attainment_range(plan: Plan, name: str) -> Range:
    """Return how far 100 x value / target can go, or target / value where less is better."""
    measure, value = plan.measures[name], value_range(plan, name)
    target = measure.fixed_anchors.get("target")
    not_negative = value.low is not None and value.low >= 0
    if target is None:
        return NOT_NEGATIVE if not_negative else ANY
    if measure.better != "lower":
        return value.times(100 / Fraction(target))
    # What is nothing or less counts as beyond every edge, so there is no highest.
    if value.high is None or value.high <= 0:
        return NOT_NEGATIVE
    return Range(100 * Fraction(target) / value.high, None)


def read_range(plan: Plan, said: Reading) -> Range:
    """Return how far the number goes that a reading's curve reads."""
    if isinstance(said.on, Relative):
        return hull([_AMONG_OTHERS[said.on.relative], exactly(said.on.all_equal)])
    if said.on == "attainment":
        return attainment_range(plan, said.measure)
    return value_range(plan, said.measure)


def points_range(plan: Plan, part: Component) -> Range:
    """Return how far a component's points go, those that stand in for a missing value too."""
    boundary, found = plan.conventions.boundary, []
    for said in part.readings:
        x, anchors = read_range(plan, said), plan.measures[said.measure].fixed_anchors
        for curve in (said.curve, *(o.curve for o in part.overrides)):
            found += [] if curve is None else [given(curve, x, anchors, boundary)]
    mode, places = plan.conventions.rounding, plan.conventions.places.points
    if part.points is not None:
        mode, places = part.points.rounding, part.points.places
    rounded = hull(found).rounded(places, mode)
    whole = hull([rounded, *_instead(policy_of(plan, part))])
    return _gated(plan, "component", part.name, whole)


def policy_of(plan: Plan, member: Member) -> Missing:
    """Return what a member does without a value: its own word, or its measure's."""
    if isinstance(member, Group) or member.missing is not None:
        return member.missing or "exclude"
    return plan.measures[member.readings[0].measure].missing


def _instead(policy: Missing) -> list[Range]:
    if isinstance(policy, Neutral):
        return [exactly(policy.neutral)]
    return [exactly(0)] if policy == "zero" else []


def group_range(plan: Plan, group: Group) -> Range:
    """Return how far a group's score goes, what stands in for it too."""
    found = combined(plan, group.members, group.combine)
    if group.places != "exact":
        found = found.rounded(group.places, plan.conventions.rounding)
    return _gated(plan, "group", group.name, hull([found, *_instead(group.missing)]))


class _Part(NamedTuple):
    """A member among others: its range, what it weighs, and whether it may be left out."""

    range: Range
    weight: Fraction
    optional: bool


def combined(plan: Plan, members: Sequence[Member], combine: Combine) -> Range:
    """Return how far members come to together, whichever of them are left out."""
    ranges = [
        points_range(plan, m) if isinstance(m, Component) else group_range(plan, m) for m in members
    ]
    optional = [policy_of(plan, m) == "exclude" or any(o.off for o in m.overrides) for m in members]
    if combine == "sum":
        total = exactly(0)
        for one, may in zip(ranges, optional, strict=True):
            total = total.plus(hull([one, exactly(0)]) if may else one)
        return total
    key = {"weighted_mean": "weight", "percent_of_possible": "possible"}.get(combine)
    weights = [_weights(member, key) for member in members]
    if not all(map(all, weights)):
        return ANY  # points over nothing that is possible are beyond every mean
    if combine == "percent_of_possible":
        # Points over what is possible, weighed by what is possible.
        ranges = [
            hull(one.times(100 / weight) for weight in several)
            for one, several in zip(ranges, weights, strict=True)
        ]
    if any(len(several) > 1 for several in weights):
        return hull(ranges)  # weights differ by agent: a mean lies among what it is of
    parts = [
        _Part(one, several[0], may)
        for one, several, may in zip(ranges, weights, optional, strict=True)
    ]
    return _mean(parts)


def _weights(member: Member, key: str | None) -> list[Fraction]:
    if key is None:
        return [Fraction(1)]
    said = [getattr(member, key), *(getattr(override, key) for override in member.overrides)]
    return list(dict.fromkeys(Fraction(weight) for weight in said if weight is not None))


def _mean(parts: list[_Part]) -> Range:
    highs = [(p.range.high, p.weight, p.optional) for p in parts if p.range.high is not None]
    lows = [(-p.range.low, p.weight, p.optional) for p in parts if p.range.low is not None]
    return Range(
        -_highest(lows) if len(lows) == len(parts) else None,
        _highest(highs) if len(highs) == len(parts) else None,
    )


def _highest(parts: list[tuple[Fraction, Fraction, bool]]) -> Fraction:
    """Return the highest mean there is, of those that always count and any of the others."""
    total, weight = Fraction(0), Fraction(0)
    for high, own, optional in sorted(parts, key=lambda p: (p[2], -p[0])):
        if not optional or not weight or high * weight > total:
            total, weight = total + high * own, weight + own
    return total / weight


def score_range(plan: Plan) -> Range:
    """Return how far the score goes before any gate."""
    said = plan.score
    total = combined(plan, plan.components, "weighted_mean" if said is None else said.combine)
    for adjust in () if said is None else said.adjust:
        added = value_range(plan, adjust.measure).within(adjust.least, adjust.most)
        total = total.plus(hull([added, exactly(0)]) if adjust.missing == "nothing" else added)
    total = total.rounded(plan.conventions.places.score, plan.conventions.rounding)
    return total if said is None else total.within(said.least, said.most)


def final_range(plan: Plan) -> Range:
    """Return how far the score goes that tiers are read from: gates may cap it."""
    low, high = score_range(plan)
    caps = [_ceiling(gate) for gate in plan.gates if gate.level == "score" and gate.then != "veto"]
    return Range(None if low is None else min([low, *caps]), high)


def _ceiling(gate: Gate) -> Fraction:
    """Return what a gate leaves at most: void is nothing."""
    return Fraction(gate.then.cap) if isinstance(gate.then, Cap) else Fraction(0)


def asked_range(plan: Plan, when: When) -> Range:
    """Return how far the number goes that a condition asks for."""
    if when.measure is not None:
        return value_range(plan, when.measure)
    if when.attainment is not None:
        return attainment_range(plan, when.attainment)
    if when.volume is not None:
        return NOT_NEGATIVE
    if when.component is not None:
        return next(points_range(plan, p) for p in plan.parts if p.name == when.component)
    if when.group is not None:
        return next(group_range(plan, g) for g in plan.groups if g.name == when.group)
    return final_range(plan) if when.score is not None else ANY


def share_of(plan: Plan) -> dict[str, Fraction]:
    """Return what one point of each component adds to the score, where nothing is missing."""
    combine: Combine = "weighted_mean" if plan.score is None else plan.score.combine
    shares: dict[str, Fraction] = {}
    _spread(plan.components, combine, Fraction(1), shares)
    return shares


def _spread(
    members: Sequence[Member], combine: Combine, above: Fraction, shares: dict[str, Fraction]
) -> None:
    possible = sum((Fraction(m.possible) for m in members if m.possible is not None), Fraction(0))
    for member in members:
        part = Fraction(member.weight or 1)
        if combine == "mean":
            part = Fraction(1, len(members))
        elif combine == "percent_of_possible" and possible:
            part = 100 / possible
        if isinstance(member, Group):
            _spread(member.members, member.combine, above * part, shares)
        else:
            shares[member.name] = above * part
