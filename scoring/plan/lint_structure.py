"""What a plan says of its members: names, weights, readings, overrides, and what is added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from scoring.errors import Problem, counted, shortened
from scoring.plan.conditions import Test
from scoring.plan.lint_curves import too_fine
from scoring.plan.measuring import Neutral
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.structure import (
    Combine,
    Component,
    Group,
    Member,
    Override,
    ScoreRule,
    every_member,
)

_KEYS: dict[str, str | None] = {
    "weighted_mean": "weight",
    "percent_of_possible": "possible",
    "mean": None,
    "sum": None,
}
"""What each member must say, by the way in which they are combined."""


class Together(NamedTuple):
    """Members of one group, or of the plan, and how they are combined."""

    path: str
    place: Place
    members: tuple[Member, ...]
    combine: Combine
    scored_min: int


def together(plan: Plan) -> Iterator[Together]:
    """Yield the members of the plan, and then those of each group."""
    combine: Combine = "weighted_mean" if plan.score is None else plan.score.combine
    least = 1 if plan.score is None else plan.score.scored_min
    yield Together("components", plan.at("components"), plan.components, combine, least)
    for group in plan.groups:
        path, place = f"{group.name}.members", group.at("members")
        yield Together(path, place, group.members, group.combine, group.scored_min)


def _members_say_what_they_weigh(plan: Plan) -> Iterator[Problem]:
    for path, _, members, combine, _ in together(plan):
        for member in members:
            for node in (member, *member.overrides):
                yield from _weight_keys(path, combine, node, own=node is member)


def _weight_keys(
    path: str, combine: Combine, node: Member | Override, *, own: bool
) -> Iterator[Problem]:
    wanted = _KEYS[combine]
    name = f"{path}: {node.name}" if isinstance(node, Component | Group) else f"{path}: an override"
    for key in ("weight", "possible"):
        said = getattr(node, key)
        if said is not None and key != wanted:
            what = f"{name} says {key}, and combine: {combine} does not read it"
            yield Problem("weight-not-read", str(node.at(key)), what, "Remove it.")
        if own and said is None and key == wanted:
            what = f"{name} lacks '{key}', which combine: {combine} reads"
            yield Problem("missing-key", str(node.place), what, f"Write {key}: N.")


def _weights_sum_to_one(plan: Plan) -> Iterator[Problem]:
    for path, place, members, combine, _ in together(plan):
        weights = [member.weight for member in members]
        if combine != "weighted_mean" or None in weights:
            continue
        total = sum((weight for weight in weights if weight is not None), Decimal(0))
        if total != 1:
            said = " + ".join(str(weight) for weight in weights)
            yield Problem(
                "weights-not-one",
                str(place),
                f"the weights of {path} sum to {total}, not to 1: {said}",
                "Change the weights so that they sum to exactly 1.",
            )


def _something_is_possible(plan: Plan) -> Iterator[Problem]:
    for path, place, members, combine, _ in together(plan):
        if combine == "percent_of_possible" and all(member.possible == 0 for member in members):
            what = f"{path}: nothing is possible, so there is no percentage of it"
            hint = "Write possible: N for one member at least; 0 is for points on top of others."
            yield Problem("nothing-possible", str(place), what, hint)


def _sums_leave_nothing_out(plan: Plan) -> Iterator[Problem]:
    """Refuse to leave a member out of a sum: nothing is scaled up there, so it would count zero.

    Where all members must count, there is no sum without one of them.
    """
    for path, _, members, combine, scored_min in together(plan):
        for member in members if combine == "sum" and scored_min < len(members) else ():
            if _may_be_left_out(plan, member):
                what = f"{path}: {member.name} may be left out, and a sum scales nothing up"
                hint = "Write missing: zero, {neutral: N} or hold for it, or ask for all members."
                yield Problem("left-out-of-sum", str(member.place), what, hint)


def _may_be_left_out(plan: Plan, member: Member) -> bool:
    if isinstance(member, Group) or member.missing is not None:
        return member.missing == "exclude"
    return any(
        plan.measures[said.measure].missing == "exclude"
        for said in member.readings[:1]
        if said.measure in plan.measures
    )


def _enough_members(plan: Plan) -> Iterator[Problem]:
    asked: list[tuple[str, Group | ScoreRule, int]] = [
        (group.name, group, len(group.members)) for group in plan.groups
    ]
    if plan.score is not None:
        asked.append(("score", plan.score, len(plan.components)))
    for name, node, there in asked:
        if node.scored_min > there:
            what = f"{name}.scored_min is {node.scored_min}, and there are {there} members"
            place = node.at("scored_min")
            yield Problem("too-few-members", str(place), what, "Ask for fewer, or add members.")
        if node.combine == "sum" and node.weight_min is not None:
            what = f"{name}.weight_min is said, and a sum has no weights"
            place = node.at("weight_min")
            yield Problem("weight-not-read", str(place), what, "Remove it; scored_min counts.")


def _readings_are_clear(plan: Plan) -> Iterator[Problem]:
    for part in plan.parts:
        single = [key for key in ("measure", "on", "curve") if getattr(part, key) is not None]
        several = [key for key in ("best_of", "worst_of") if getattr(part, key) is not None]
        path = f"components.{part.name}"
        if len(several) + bool(single) != 1:
            found = " and ".join([*single, *several]) or "nothing to read"
            what = f"{path} has {found}"
            hint = "Write measure, on and curve; or best_of; or worst_of."
            yield Problem("reading-not-clear", str(part.place), what, hint)
        elif single and len(single) < 3:
            lacks = [key for key in ("measure", "on", "curve") if key not in single]
            what = f"{path} lacks {' and '.join(lacks)}"
            yield Problem("missing-key", str(part.place), what, "Write measure, on and curve.")
        elif several and part.missing is None:
            what = f"{path} lacks 'missing', and reads several measures"
            hint = "Write missing: exclude, zero, {neutral: N} or hold, for when none has a value."
            yield Problem("missing-key", str(part.place), what, hint)
        least = part.scored_min
        if least is not None and least > len(part.readings):
            there = counted(len(part.readings), "reading")
            what = f"{path}.scored_min is {least}, and it has {there}"
            hint = "Ask for fewer, or remove it: a single reading has a value, or none."
            yield Problem("too-few-members", str(part.at("scored_min")), what, hint)


def _overrides_are_clear(plan: Plan) -> Iterator[Problem]:
    for member in every_member(plan.components):
        for override in member.overrides:
            said = [k for k in ("weight", "possible", "curve", "off") if _says(override, k)]
            if not said:
                what = f"{member.name}.overrides: nothing is different here"
                hint = "Write weight, possible, curve or off: true."
                yield Problem("override-of-nothing", str(override.place), what, hint)
            elif override.off is False:
                what = f"{member.name}.overrides: off is false, which is how it is without"
                yield Problem("override-of-nothing", str(override.at("off")), what, "Remove it.")
            elif override.off and len(said) > 1:
                what = f"{member.name}.overrides: off, and {said[0]} that nothing reads then"
                yield Problem("override-not-clear", str(override.place), what, "Keep one of them.")
        for one, other in combinations(member.overrides, 2):
            if _alike(one.where, other.where):
                what = (
                    f"{member.name}.overrides: this and the one of line {one.place.line} name the "
                    "same columns, and may match the same agent"
                )
                hint = "Name one more column in the one that shall win, or part their words."
                yield Problem("override-tie", str(other.place), what, hint)


def _says(override: Override, key: str) -> bool:
    return getattr(override, key) is not None


def _alike(one: Sequence[Test], other: Sequence[Test]) -> bool:
    """Tell whether two filters ask the same columns for words that meet in each of them."""
    mine, theirs = ({test.column: test for test in tests} for tests in (one, other))
    if mine.keys() != theirs.keys():
        return False
    for column, test in mine.items():
        a, b = test.one_of, theirs[column].one_of
        if a is not None and b is not None and not set(a) & set(b):
            return False
        if test != theirs[column] and (a is None or b is None):
            return False  # other tests: who matches both is found with the roster
    return True


def _names_of_members(plan: Plan) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for member in every_member(plan.components):
        place = member.at("name")
        if member.name in first:
            line = first[member.name].line
            what = f"components names '{shortened(member.name)}' twice, first in line {line}"
            hint = "Give each component and group its own name."
            yield Problem("duplicate-name", str(place), what, hint)
        first.setdefault(member.name, place)


def _neutral_points_can_be_met(plan: Plan) -> Iterator[Problem]:
    points = plan.conventions.places.points
    for name, measure in plan.measures.items():
        if isinstance(measure.missing, Neutral):
            path = f"measures.{name}.missing.neutral {measure.missing.neutral}"
            place = measure.missing.at("neutral")
            least = min([points, *_places_of_those_who_take_it(plan, name)])
            yield from too_fine(measure.missing.neutral, least, place, path)
    for member in every_member(plan.components):
        if not isinstance(member.missing, Neutral):
            continue
        places: int | str = points
        if isinstance(member, Group):
            places = member.places
        elif member.points is not None:
            places = member.points.places
        if isinstance(places, int):
            path = f"{member.name}.missing.neutral {member.missing.neutral}"
            place = member.missing.at("neutral")
            yield from too_fine(member.missing.neutral, places, place, path)


def _places_of_those_who_take_it(plan: Plan, measure: str) -> Iterator[int]:
    """Yield the places of the components that do without a value as their measure says."""
    for part in plan.parts:
        reads = [said.measure for said in part.readings[:1]]
        if part.points is not None and part.missing is None and reads == [measure]:
            yield part.points.places


def _bounds_are_in_order(plan: Plan) -> Iterator[Problem]:
    if plan.score is None:
        return
    score = plan.conventions.places.score
    for path, node, places in [
        ("score", plan.score, score),
        *(
            (f"score.adjust.{a.name}", a, plan.measures[a.measure].places)
            for a in plan.score.adjust
            if a.measure in plan.measures
        ),
    ]:
        bounds = {key: getattr(node, key) for key in ("least", "most")}
        for key, bound in bounds.items():
            if isinstance(bound, Decimal):
                yield from too_fine(bound, places, node.at(key), f"{path}.{key} {bound}")
        least, most = bounds.values()
        if isinstance(least, Decimal) and isinstance(most, Decimal) and least > most:
            what = f"{path}: least is {least}, above most, which is {most}"
            yield Problem("bounds-crossed", str(node.at("least")), what, "Exchange the two.")


STRUCTURE_RULES = (
    _names_of_members,
    _members_say_what_they_weigh,
    _weights_sum_to_one,
    _something_is_possible,
    _sums_leave_nothing_out,
    _enough_members,
    _readings_are_clear,
    _overrides_are_clear,
    _neutral_points_can_be_met,
    _bounds_are_in_order,
)
