"""What a plan says of gates: what each is at, when it looks, and numbers that it can hold to."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem, nearest, shortened
from scoring.plan.asking import within
from scoring.plan.conditions import When
from scoring.plan.lint_curves import too_fine
from scoring.plan.model import Plan
from scoring.plan.standing import Cap, Gate, Level, Part

KINDS = ("measure", "component", "group")
"""What a gate may be at, other than the score."""

_KNOWN_BY: dict[Level, tuple[str, ...]] = {
    "measure": ("a measure",),
    "component": ("a measure", "a component"),
    "group": ("a measure", "a component"),
    "score": ("a measure", "a component", "a group", "the score"),
}
"""What is there when the gates of a level look."""


def _gates_are_somewhere(plan: Plan) -> Iterator[Problem]:
    for gate in plan.gates:
        path = f"gates.{gate.name}"
        if gate.then == "veto":
            if gate.target is not None:
                what = f"{path} is a veto and has 'at'; a veto stops the pay, and nothing else"
                hint = "Remove at, or write then: void or then: {cap: N}."
                yield Problem("veto-at-something", str(gate.at("at")), what, hint)
            continue
        if gate.target is None:
            what = f"{path} lacks 'at'"
            hint = "Write at: score, or at: {measure: NAME}, {component: NAME} or {group: NAME}."
            yield Problem("missing-key", str(gate.place), what, hint)
        elif isinstance(gate.target, Part):
            yield from _there(plan, path, gate.target)


def _there(plan: Plan, path: str, part: Part) -> Iterator[Problem]:
    """Yield what is wrong with the one thing that a gate is at."""
    said = [kind for kind in KINDS if getattr(part, kind) is not None]
    if len(said) != 1:
        what = f"{path}.at has {' and '.join(said) or 'none'} of {', '.join(KINDS)}"
        hint = "Write exactly one; a gate at another place is a gate of its own."
        yield Problem("place-not-clear", str(part.place), what, hint)
        return
    (kind,) = said
    names = {
        "measure": [*plan.measures],
        "component": [one.name for one in plan.parts],
        "group": [group.name for group in plan.groups],
    }
    name, known = getattr(part, kind), names[kind]
    if name not in known:
        listed = f"Known: {', '.join(known)}." if known else f"The plan has no {kind}."
        what = f"{path}.at.{kind} names no {kind}: '{shortened(name)}'"
        yield Problem(f"unknown-{kind}", str(part.at(kind)), what, nearest(name, known) or listed)


def _gates_ask_for_what_is_there(plan: Plan) -> Iterator[Problem]:
    """Yield the gates that ask for what comes after them: nothing may depend on itself."""
    for gate in plan.gates:
        known = _KNOWN_BY[gate.level]
        for path, when in within(f"gates.{gate.name}.when", gate.when):
            asked = _asked(when)
            if asked is not None and asked[0] not in known:
                what = f"{path} asks for {asked[0]}, and a gate at a {gate.level} looks before that"
                hint = f"Ask for {' or '.join(known)}, or put the gate at the score."
                yield Problem("gate-asks-later", str(when.at(asked[1])), what, hint)


def _asked(when: When) -> tuple[str, str] | None:
    """Return what a condition asks for, and under which key; None for a filter or a tier."""
    if when.component is not None:
        return "a component", "component"
    if when.group is not None:
        return "a group", "group"
    if when.score is not None:
        return "the score", "score"
    if when.improved == "score":
        return "the score", "improved"
    return None


def _caps_can_hold(plan: Plan) -> Iterator[Problem]:
    for gate in plan.gates:
        if not isinstance(gate.then, Cap):
            continue
        n, place = gate.then.cap, gate.then.at("cap")
        places = _places(plan, gate)
        if places is not None:
            yield from too_fine(n, places, place, f"gates.{gate.name}.then.cap {n}")
        measure = plan.measures.get(gate.part) if gate.level == "measure" else None
        if measure is not None and measure.better == "inside":
            what = f"gates.{gate.name} caps '{gate.part}', of which neither more nor less is best"
            hint = "Cap the points of a component that reads it: at: {component: NAME}."
            yield Problem("cap-without-direction", str(place), what, hint)


def _places(plan: Plan, gate: Gate) -> int | None:
    """Return the places of the number that a gate is at; None where it has no end, or is not."""
    if gate.level == "score":
        return plan.conventions.places.score
    if gate.level == "measure":
        measure = plan.measures.get(gate.part)
        return None if measure is None else measure.places
    if gate.level == "component":
        own = {part.name: part.points for part in plan.parts}.get(gate.part)
        return plan.conventions.places.points if own is None else own.places
    said = {group.name: group.places for group in plan.groups}.get(gate.part)
    return said if isinstance(said, int) else None


GATE_RULES = (_gates_are_somewhere, _gates_ask_for_what_is_there, _caps_can_hold)
