"""Values against targets and beside others, and the points that they earn, by component.

Attainment is 100 x value / target where higher is better and 100 x target / value where lower
is; it stays a fraction until the curve has turned it into points, which are rounded once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words, chosen
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Attained, Roster, Value, Values
from scoring.pieces.anchors import anchors_of, attained
from scoring.pieces.curves import Anchor, Anchors, Read
from scoring.pieces.overrides import holding
from scoring.pieces.readings import read_part
from scoring.pieces.relative import groups_of, relative
from scoring.plan.measuring import Missing, Neutral
from scoring.plan.model import Plan
from scoring.plan.structure import Component, Reading, Relative

_POLICY_REASON = {"exclude": "excluded", "zero": "zero", "hold": "held"}


NOTHING_KNOWN: Mapping[str, Attained] = MappingProxyType({})


def attain(
    plan: Plan, roster: Roster, values: Values, known: Mapping[str, Attained] = NOTHING_KNOWN
) -> Mapping[str, Attained]:
    """Turn each component's values into points; a missing value does what the plan says.

    Args:
        plan: the plan.
        roster: the agents, and their anchors where these differ by agent.
        values: the measures' values.
        known: components that are known already, and stay as they are.

    Returns:
        Component name to `Attained`, in the plan's order.

    Raises:
        PlanError: an agent whom two overrides match that name as many columns.
    """
    return {
        part.name: known[part.name] if part.name in known else _attain(plan, part, roster, values)
        for part in plan.parts
    }


class _Reading(NamedTuple):
    """What one reading of a component came to, value and target at the component's places."""

    value: Value
    target: Anchor
    attainment: Read
    relative: Read
    points: Exact
    usable: Bools


def _attain(plan: Plan, part: Component, roster: Roster, values: Values) -> Attained:
    held = holding(part, roster)
    found = [_read(plan, part, said, (roster, values), held) for said in part.readings]
    decided = _decide(part, found)
    places = [plan.measures[said.measure].places for said in part.readings]
    most = max(places)

    def pick(several: Sequence[Exact]) -> Exact:
        return _picked(several, decided)

    usable = _flags([one.usable for one in found], decided) & _enough(part, found)
    points, counts, reason = _missing(plan, part, pick([one.points for one in found]), usable)
    off = _switched_off(part, held)
    return Attained(
        decided=decided,
        places=most,
        value=pick([_at(one.value.units, p, most) for one, p in zip(found, places, strict=True)]),
        value_known=_flags([one.value.known for one in found], decided),
        target=pick([_at(one.target.units, p, most) for one, p in zip(found, places, strict=True)]),
        target_known=_flags([one.target.known for one in found], decided),
        attainment_num=pick([one.attainment.num for one in found]),
        attainment_den=pick([one.attainment.den for one in found]),
        attainment_known=_flags([one.attainment.known for one in found], decided),
        relative_num=pick([one.relative.num for one in found]),
        relative_den=pick([one.relative.den for one in found]),
        relative_known=_flags([one.relative.known for one in found], decided),
        points=fixed.where(~off, points, 0),
        points_places=points_places(plan, part),
        counts=counts & ~off,
        reason=_or_off(reason, off),
    )


def points_places(plan: Plan, part: Component) -> int:
    """Return the decimal places of a component's points."""
    return plan.conventions.places.points if part.points is None else part.points.places


def read_points(
    plan: Plan, part: Component, said: Reading, roster: Roster, value: Value
) -> tuple[Exact, Bools]:
    """Return what one reading of a component gives for a value, and for whom it gives anything.

    Args:
        plan: the plan.
        part: the component.
        said: one of its readings.
        roster: the agents.
        value: a value of the reading's measure for each of them.

    Returns:
        Exact[n] in units of 10**-`points_places`, 0 where there are none, and bool[n].
    """
    found = _read(plan, part, said, (roster, {said.measure: value}), holding(part, roster))
    return found.points, found.usable


def _decide(part: Component, found: Sequence[_Reading]) -> Int64s:
    """Return the reading that counts: the one with most points, or fewest; the first of equals."""
    decided = np.zeros(found[0].usable.shape, dtype=np.int64)
    best, known = found[0].points, found[0].usable
    for place, one in enumerate(found[1:], start=1):
        beyond = one.points < best if part.worst_of else one.points > best
        wins = one.usable & (~known | np.asarray(beyond, dtype=bool))
        decided[wins] = place
        best = fixed.where(~wins, best, one.points)
        known = known | one.usable
    return decided


def _enough(part: Component, found: Sequence[_Reading]) -> Bools:
    """Return bool[n]: as many of several readings have a value as the component asks for."""
    there = np.sum([one.usable for one in found], axis=0)
    return np.asarray(there >= (part.scored_min or 1), dtype=bool)


def _picked(several: Sequence[Exact], decided: Int64s) -> Exact:
    picked = several[0]
    for place, one in enumerate(several[1:], start=1):
        picked = fixed.where(decided != place, picked, one)
    return picked


def _flags(several: Sequence[Bools], decided: Int64s) -> Bools:
    flags = several[0]
    for place, one in enumerate(several[1:], start=1):
        flags = np.where(decided == place, one, flags)
    return flags


def _at(units: Exact, places: int, most: int) -> Exact:
    return units if places == most else fixed.multiply(units, 10 ** (most - places))


def _read(
    plan: Plan, part: Component, said: Reading, given: tuple[Roster, Values], held: Int64s
) -> _Reading:
    roster, values = given
    value, measure = values[said.measure], plan.measures[said.measure]
    anchors = anchors_of(plan, said.measure, roster)
    nothing = np.zeros(len(value.known), dtype=np.int64)
    target = anchors.get("target", Anchor(nothing, np.zeros(nothing.shape, bool), measure.places))
    attainment = attained(
        Anchor(value.units, value.known, measure.places), target, lower=measure.better == "lower"
    )
    beside = Read(nothing, nothing + 1, np.zeros(nothing.shape, dtype=bool))
    if isinstance(said.on, Relative):
        group = groups_of(roster.columns.get(said.on.among), nothing.size)
        lower = measure.better == "lower"
        place = relative(said.on, value.units, value.known, group, lower=lower)
        x = beside = Read(place.num, place.den, value.known)
    elif said.on == "attainment":
        x = attainment
    else:
        x = Read(value.units, np.full(nothing.shape, 10**measure.places, np.int64), value.known)
    return _Reading(
        value, target, attainment, beside, *_points(plan, part, (said, held), x, anchors)
    )


def _points(
    plan: Plan, part: Component, how: tuple[Reading, Int64s], x: Read, anchors: Anchors
) -> tuple[Exact, Bools]:
    """Read the curve, and round the points once."""
    found = read_part(part, how, x, plan.conventions.boundary, anchors)
    rule = part.points
    places = points_places(plan, part)
    mode = plan.conventions.rounding if rule is None else rule.rounding
    units = fixed.divide(fixed.multiply(found.num, 10**places), found.den, mode)
    return fixed.where(found.known, units, 0), found.known


def missing_policy(plan: Plan, part: Component) -> Missing:
    """Return what a component does without a value: its own word, or that of its measure."""
    if part.missing is not None:
        return part.missing
    return plan.measures[part.readings[0].measure].missing


def _missing(
    plan: Plan, part: Component, points: Exact, usable: Bools
) -> tuple[Exact, Bools, Words]:
    policy = missing_policy(plan, part)
    instead, word = 0, "neutral"
    if isinstance(policy, Neutral):
        instead = fixed.scaled(policy.neutral, points_places(plan, part))
    else:
        word = _POLICY_REASON[policy]
    counts = usable | (word in ("zero", "neutral"))
    reason = chosen(len(usable), word, (usable, "scored"))
    return fixed.where(usable, points, instead), counts, reason


def _switched_off(part: Component, held: Int64s) -> Bools:
    off = [place for place, override in enumerate(part.overrides) if override.off]
    return np.isin(held, off) if off else np.zeros(held.shape, dtype=bool)


def _or_off(reason: Words, off: Bools) -> Words:
    if not off.any():
        return reason
    words = (*reason.words, "off")
    return Words(np.where(off, np.int32(len(words) - 1), reason.codes), words)
