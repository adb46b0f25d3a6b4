"""What a plan says in conditions: each asks one thing, of what there is, at its own places."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem, nearest, shortened
from scoring.plan.asking import conditions, merits, numbers, whole_conditions, within
from scoring.plan.conditions import ASKED, NUMBERS, AgentNumber, When
from scoring.plan.lint_curves import too_fine
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.tiers import tier_names

_ALWAYS_KNOWN = ("volume",)
"""Numbers that are never missing."""
_OF_THE_PAST = ("improved", "earlier")
"""Keys that ask for the score, or for a measure, and the run that `--previous` names."""


def _one_thing_is_asked(plan: Plan) -> Iterator[Problem]:
    for path, block in numbers(plan):
        among = ASKED if isinstance(block, When) else tuple(AgentNumber.model_fields)
        keys = [k for k in among if k not in ("place", "key_places")]
        said = [k for k in keys if getattr(block, k) is not None]
        if len(said) != 1:
            hint = "Write exactly one; several conditions go under all_of or any_of."
            what = f"{path} has {' and '.join(said) or 'none'} of {', '.join(keys)}"
            yield _unclear(block, what, hint if isinstance(block, When) else "Write exactly one.")
        elif isinstance(block, When):
            yield from _edges(path, block, said[0])


def _edges(path: str, when: When, asked: str) -> Iterator[Problem]:
    """Yield what is wrong with the keys beside the one that is asked."""
    edges = [k for k in ("below", "at_least") if getattr(when, k) is not None]
    if asked not in NUMBERS:
        if edges or when.missing is not None:
            beside = edges + ["missing"] * (when.missing is not None)
            what = f"{path} has {asked} and also {' and '.join(beside)}"
            yield _unclear(when, what, "Only a number has an edge, or may be missing; remove them.")
        return
    if len(edges) != 1:
        what = f"{path} has {' and '.join(edges) or 'neither'} of below or at_least"
        yield _unclear(when, what, "Write exactly one of below or at_least.")
    if asked in _ALWAYS_KNOWN and when.missing is not None:
        what = f"{path}.missing is said, and {asked} is never missing"
        yield _unclear(when, what, "Remove it.", "missing")
    elif asked not in _ALWAYS_KNOWN and when.missing is None:
        hint = "Write missing: holds or fails (what it does where the number is missing)."
        yield Problem("missing-key", str(when.place), f"{path} lacks 'missing'", hint)


def _unclear(block: AgentNumber, what: str, hint: str, key: str = "") -> Problem:
    place = block.at(key) if key else block.place
    return Problem("condition-not-clear", str(place), what, hint)


def _names_exist(plan: Plan) -> Iterator[Problem]:
    known = {"measure": [*plan.measures], "component": [part.name for part in plan.parts]}
    known["group"] = [group.name for group in plan.groups]
    for path, block in numbers(plan):
        for key in ("measure", "attainment", "volume", *_OF_THE_PAST, "component", "group"):
            name = getattr(block, key, None)
            kind = key if key in ("component", "group") else "measure"
            if name is None or (key in _OF_THE_PAST and name == "score"):
                continue
            if name not in known[kind]:
                yield _unknown(kind, name, known[kind], block.at(key), f"{path}.{key}")
    for path, by, place in merits(plan):
        if isinstance(by, str) and by not in ("score", "agent_id", *plan.measures):
            yield _unknown("measure", by, known["measure"], place, path)


def _unknown(kind: str, name: str, known: list[str], place: Place, path: str) -> Problem:
    hint = nearest(name, known) or f"Known: {', '.join(known)}."
    what = f"{path} names no {kind}: '{shortened(name)}'"
    return Problem(f"unknown-{kind}", str(place), what, hint)


def _attainments_have_targets(plan: Plan) -> Iterator[Problem]:
    for path, when in conditions(plan):
        measure = plan.measures.get(when.attainment or "")
        if measure is None:
            continue
        if measure.better == "inside":
            what = f"{path} asks for the attainment of '{when.attainment}', which is best inside"
            hint = "Ask for its value: more of it is not better, nor is less."
            yield Problem("no-direction", str(when.at("attainment")), what, hint)
        if "target" not in measure.anchors:
            what = f"{path} asks for the attainment of '{when.attainment}', which has no target"
            hint = "Write anchors: {target: N} in the measure, or ask for its value."
            yield Problem("missing-target", str(when.at("attainment")), what, hint)


def _numbers_can_be_met(plan: Plan) -> Iterator[Problem]:
    for path, when in conditions(plan):
        for key in ("below", "at_least"):
            edge, places = getattr(when, key), places_of(plan, when)
            if edge is not None and places is not None:
                yield from too_fine(edge, places, when.at(key), f"{path}.{key} {edge}")
    for action in plan.actions:
        if action.each_component is not None:
            edge, places = action.each_component.below, plan.conventions.places.points
            what = f"actions.{action.name}.each_component.below {edge}"
            yield from too_fine(edge, places, action.each_component.at("below"), what)


def places_of(plan: Plan, when: When) -> int | None:
    """Return the places of the number a condition asks for; None where it has no end."""
    if when.volume is not None:
        return 0
    if when.component is not None:
        own = {part.name: part.points for part in plan.parts}.get(when.component)
        return plan.conventions.places.points if own is None else own.places
    if when.group is not None:
        said = {group.name: group.places for group in plan.groups}.get(when.group)
        return said if isinstance(said, int) else None
    if when.score is not None or "score" in (when.improved, when.earlier):
        return plan.conventions.places.score
    measure = plan.measures.get(when.measure or when.improved or when.earlier or "")
    return None if measure is None else measure.places


def _tiers_come_after_gates(plan: Plan) -> Iterator[Problem]:
    known = tier_names(plan.tiers)
    for root, when, tiered in whole_conditions(plan):
        for path, part in within(root, when):
            if part.tier and not tiered:
                what = f"{path} asks for the tier, which is read from the score that gates leave"
                hint = "Ask for the score: {score: final, at_least: N, missing: fails}."
                yield Problem("tier-not-known-yet", str(part.at("tier")), what, hint)
            for i, tier in enumerate(part.tier or ()):
                if tier not in known:
                    yield _unknown("tier", tier, known, part.at("tier", i), f"{path}.tier")


CONDITION_RULES = (
    _one_thing_is_asked,
    _names_exist,
    _attainments_have_targets,
    _numbers_can_be_met,
    _tiers_come_after_gates,
)
