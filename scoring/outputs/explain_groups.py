"""From points to groups and the score: what counted, what was enough, what is added, what holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from scoring.independent.numbers import shown, written
from scoring.independent.records import Grouped
from scoring.outputs.explain_gates import before_gates
from scoring.outputs.explain_readings import lack
from scoring.outputs.explain_steps import Entry, Section, reasons
from scoring.outputs.explain_weights import (
    Member,
    found_of,
    members_of,
    number_of,
    override_words,
    places_words,
    plain,
    policy_of,
    rules_of,
    weight_facts,
    weight_words,
)
from scoring.outputs.places import origin_of
from scoring.outputs.recompute import Recomputed


def group_steps(found: Recomputed) -> Iterator[Section]:
    """Yield the groups, the inner ones first, where the plan has any."""
    grouped = [one for one in members_of(found.plan) if one.grouped]
    if grouped:
        yield Section("groups", "   Points to groups", [_group(found, one) for one in grouped])


def _group(found: Recomputed, member: Member) -> Entry:
    said, group = member.said, found.outcome.groups[member.name]
    number = None
    if group.score is not None:
        exact = said["places"] == "exact" or group.reason != "scored"
        number = shown(group.score) if exact else written(group.score, int(said["places"]))
    return Entry(
        member.name,
        said.get("title"),
        _formula(found, member, group),
        "no score" if number is None else f"{number} points",
        origin_of(found.plan, member.path),
        (
            *before_gates(group),
            counted(found, said["members"], said),
            *override_words(found, member),
            weight_words(found, member),
            *reasons(said["why"]),
        ),
        number,
        "points",
        {
            "score": plain(group.score),
            "combine": said["combine"],
            "members": group.members,
            "members_of": len(said["members"]),
            **weight_facts(found, member),
        },
    )


def _formula(found: Recomputed, member: Member, group: Grouped) -> str:
    """Say how a group's score came about, or why it has none of its own."""
    said = member.said
    if group.reason == "off":
        return "not scored for this agent"
    if group.reason == "voided" and group.before is None:
        return "void by a gate"
    traced = next(s for s in found.outcome.trace if s.path == member.path)
    if group.reason not in ("scored", "voided") or not traced.formula:
        holding = [one["name"] for one in said["members"] if _holds(found, one)]
        if holding:
            return f"held by {', '.join(holding)}"
        return f"{_too_little(found, said['members'], said)} (missing: {policy_of(found, said)})"
    combine, exact = said["combine"].replace("_", " "), _together(found, said)
    told = f"{combine}: {traced.formula}"
    if shown(exact) != traced.formula:
        told += f" = {shown(exact)}"
    if said["places"] == "exact":
        return f"{told}, not rounded"
    return (
        told
        if exact == (group.before or group.score)
        else f"{told}, rounded to {places_words(said['places'])}"
    )


def _together(found: Recomputed, said: Any) -> Fraction:
    """Return what the members of a group come to before rounding."""
    counting = [
        (number, one.weight)
        for one in (found_of(found, member["name"]) for member in said["members"])
        if (number := number_of(one)) is not None
    ]
    left = sum((weight for _, weight in counting), Fraction(0))
    if said["combine"] in ("weighted_mean", "mean"):
        return sum((number * weight for number, weight in counting), Fraction(0)) / left
    total = sum((number for number, _ in counting), Fraction(0))
    return total if said["combine"] == "sum" else 100 * total / left


def counted(found: Recomputed, members: Sequence[Any], rules: Any) -> str:
    """Say which members count with which points, which do not, and how many must."""
    counting, without = list[str](), list[str]()
    for said in members:
        one = found_of(found, said["name"])
        number = number_of(one)
        if number is None:
            without.append(f"{said['name']} ({one.reason})")
        else:
            counting.append(f"{said['name']} {shown(number)}")
    counts = "counts" if len(counting) == 1 else "count"
    told = f"{len(counting)} of {_many(len(members))} {counts}"
    told += f", at least {rules['scored_min']}" if rules["scored_min"] != "1" else ""
    told += f": {', '.join(counting)}" if counting else ""
    return told + (f"; not {', '.join(without)}" if without else "")


def _many(members: int) -> str:
    return "1 member" if members == 1 else f"{members} members"


def _too_little(found: Recomputed, members: Sequence[Any], rules: Any) -> str:
    """Say why too few members count, or too little of their weights."""
    each = [found_of(found, said["name"]) for said in members]
    counting = [one for one in each if number_of(one) is not None]
    if not counting:
        return "no member has points"
    if len(counting) < int(rules["scored_min"]):
        counts = "counts" if len(counting) == 1 else "count"
        return (
            f"{len(counting)} of {_many(len(each))} {counts}, "
            f"at least {rules['scored_min']} must (scored_min)"
        )
    left = sum((one.weight for one in counting), Fraction(0))
    if left == 0:
        return "of what counts nothing is possible, so that there is nothing to divide by"
    offered = sum((one.weight for one in each if one.reason != "off"), Fraction(0))
    return (
        f"{shown(left)} of {shown(offered)} in weights counts, at least "
        f"{rules['weight_min']} of it must (weight_min)"
    )


# The score


def score_steps(found: Recomputed) -> Iterator[Entry]:
    """Yield what is added to the score, and the score before the gates; or why there is none."""
    out, plan = found.outcome, found.plan
    rules, places = rules_of(plan), int(plan["conventions"]["places"]["score"])
    origin = origin_of(plan, _score_path(found))
    added = () if out.stretches else rules.get("adjust", ())
    yield from (_added(found, i, said) for i, said in enumerate(added))
    if out.score is None or out.ungated is None:
        why, *more = why_no_score(found)
        nothing = "so there is no tier, no rank and no pay"
        yield Entry("score", None, why, f"{out.status}: no score", origin, (*more, nothing))
        return
    for step in out.trace:
        if step.kind == "score":
            number = written(out.ungated, places)
            notes = () if out.stretches or "score" not in plan else tuple(_how_made(found))
            yield Entry("score", None, step.formula, number, origin, notes, number)


def _score_path(found: Recomputed) -> tuple[str]:
    if found.outcome.stretches:
        return ("segments",)
    return ("score",) if "score" in found.plan else ("components",)


def _how_made(found: Recomputed) -> Iterator[str]:
    rules = rules_of(found.plan)
    combine = rules["combine"].replace("_", " ")
    yield f"{combine}; {counted(found, found.plan['components'], rules)}"
    bounds = [f"at {key} {rules[key]}" for key in ("least", "most") if rules[key] != "none"]
    if bounds:
        yield f"the score is {' and '.join(bounds)}"


def _added(found: Recomputed, place: int, said: Any) -> Entry:
    """Return what a measure adds to the score, within its bounds."""
    measure, own = found.plan["measures"][said["measure"]], found.outcome.measures[said["measure"]]
    added = found.outcome.added[said["name"]]
    number = shown(added)
    origin = origin_of(found.plan, ("score", "adjust", place))
    how = f"{said['measure']} has no value: adds nothing (missing: {said['missing']})"
    if own.value is None and said["missing"] == "hold":
        how = f"{said['measure']} has no value: holds the score (missing: hold)"
    if own.value is not None:
        how = f"{said['measure']} {written(own.value, int(measure['places']))}"
        side = "least" if added > own.value else "most"
        how += "" if added == own.value else f", at {side} {said[side]}"
    result = number if added < 0 else f"+{number}"
    notes = reasons(said["why"])
    return Entry(said["name"], measure["title"], how, result, origin, notes, number)


def why_no_score(found: Recomputed) -> list[str]:
    """Say for an agent without a score what holds it, or that too little counts."""
    if found.outcome.stretches:
        numbered = enumerate(found.stretches(), 1)
        without = [(n, part) for n, part in numbered if part.outcome.score is None]
        return [f"stretch {n} has no score: {', '.join(why_no_score(p))}" for n, p in without]
    rules = rules_of(found.plan)
    held = [*_holding(found, found.plan["components"]), *_holding_added(found, rules)]
    return held or [_too_little_at_the_top(found, rules)]


def _too_little_at_the_top(found: Recomputed, rules: Any) -> str:
    why = _too_little(found, found.plan["components"], rules)
    return "no component has points" if why == "no member has points" else why


def _holding(found: Recomputed, members: Sequence[Any]) -> Iterator[str]:
    """Yield what holds the score: a component, or a group of which too little counts."""
    for said in members:
        if not _holds(found, said):
            continue
        if "members" not in said:
            yield f"{said['name']} holds it: {lack(found, said)}"
        elif any(_holds(found, one) for one in said["members"]):
            yield from _holding(found, said["members"])
        else:
            yield f"{said['name']} holds it: {_too_little(found, said['members'], said)}"


def _holds(found: Recomputed, said: Any) -> bool:
    return found_of(found, said["name"]).reason == "held"


def _holding_added(found: Recomputed, rules: Any) -> Iterator[str]:
    for said in rules.get("adjust", ()):
        if said["missing"] == "hold" and found.outcome.measures[said["measure"]].value is None:
            yield f"{said['name']} holds it: {said['measure']} has no value"
