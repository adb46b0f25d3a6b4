"""Gates once more: at measures, at components, at groups, and at the score, in this order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from scoring.independent.conditions import met
from scoring.independent.numbers import ZERO, shown, written
from scoring.independent.records import Around, Grouped, Measured, Outcome
from scoring.independent.rows import Tree


class Look(NamedTuple):
    """What a gate saw: where it stands in the plan, whether it closes, and why."""

    at: int
    gate: Tree
    closes: bool
    why: str


def level_of(gate: Tree) -> str:
    """Return what a gate is at: measure, component, group or score; a veto stands by the score."""
    at = gate.get("at", "score")
    return at if isinstance(at, str) else next(iter(at))


def gate_measures(plan: Tree, out: Outcome) -> None:
    """Let the gates at measures close; all look at the values before any of them."""
    looks = _look(plan, out, "measure")
    counted = out.counted = dict(out.measures)
    for name, gates in _by_place(looks).items():
        out.measures = out.measures | {name: _held(plan, name, counted[name], gates)}
    for look in looks:
        before, after = (m[look.gate["at"]["measure"]].value for m in (counted, out.measures))
        places = int(plan["measures"][look.gate["at"]["measure"]]["places"])
        pair = [None if x is None else written(x, places) for x in (before, after)]
        _note(out, look, plan["measures"][look.gate["at"]["measure"]]["better"], *pair)


def gated(
    plan: Tree, agent: Tree, measures: Mapping[str, Measured], around: Around
) -> dict[str, Measured]:
    """Return what the gates at measures leave of an agent's, as others are held against them."""
    out = Outcome(agent, dict(measures), around=around)
    gate_measures(plan, out)
    return out.measures


def _held(plan: Tree, name: str, measured: Measured, gates: list[Tree]) -> Measured:
    value = measured.value
    if value is None:
        return measured
    if any(gate["then"] == "void" for gate in gates):
        return replace(measured, value=None, status="voided", before=value)
    lower = plan["measures"][name]["better"] == "lower"
    caps = [Fraction(gate["then"]["cap"]) for gate in gates]
    held = max(value, *caps) if lower else min(value, *caps)
    return measured if held == value else replace(measured, value=held, before=value)


def gate_components(plan: Tree, out: Outcome) -> None:
    """Let the gates at components close; all look at the points before any of them."""
    looks = _look(plan, out, "component")
    found = {look.gate["at"]["component"]: None for look in looks}
    before = {name: out.components[name].points for name in found}
    for name, gates in _by_place(looks).items():
        part = out.components[name]
        part.points, part.reason = limited(part.points, part.reason, gates)
        if before[name] is not None and _changed(before[name], part.points, part.reason):
            part.before = before[name]
    for look in looks:
        name = look.gate["at"]["component"]
        _note(out, look, "points", _shown(before[name]), _shown(out.components[name].points))


def gates_of_groups(plan: Tree, out: Outcome) -> list[Look]:
    """Let the gates at groups look, before any group is weighed."""
    return _look(plan, out, "group")


def gate_group(out: Outcome, name: str, group: Grouped, looks: list[Look]) -> None:
    """Hold a group to the gates at it that have closed."""
    before = group.score
    group.score, group.reason = limited(before, group.reason, _by_place(looks).get(name, []))
    if before is not None and _changed(before, group.score, group.reason):
        group.before = before
    for look in looks:
        if look.gate["at"]["group"] == name:
            _note(out, look, "points", _shown(before), _shown(group.score))


def gate_score(plan: Tree, out: Outcome) -> None:
    """Let vetoes and the gates at the score close; only who has a score meets them."""
    looks = _look(plan, out, "score")
    closed = [look.gate for look in looks if look.closes]
    if any(gate["then"] == "veto" for gate in closed):
        out.status = "vetoed"
    out.score, _ = limited(out.score, "", [gate for gate in closed if gate["then"] != "veto"])
    for look in looks:
        out.note("gate", look.gate["name"], look.why, _at_score(look), ("gates", look.at))


def limited(
    number: Fraction | None, reason: str, gates: Iterable[Tree]
) -> tuple[Fraction | None, str]:
    """Return what closed gates leave of points or a score, and the reason for it."""
    said = [gate["then"] for gate in gates]
    if "void" in said and reason != "off":
        number, reason = ZERO, "voided"
    caps = [Fraction(then["cap"]) for then in said if then != "void"]
    return (None if number is None else min(number, *caps) if caps else number), reason


def _changed(before: Fraction | None, after: Fraction | None, reason: str) -> bool:
    return before != after or reason == "voided"


def _look(plan: Tree, out: Outcome, level: str) -> list[Look]:
    looks = [
        Look(i, gate, *met(plan, gate["when"], out, out.ungated))
        for i, gate in enumerate(plan.get("gates", ()))
        if level_of(gate) == level
    ]
    closed = {*out.gates, *(look.gate["name"] for look in looks if look.closes)}
    out.gates = [gate["name"] for gate in plan.get("gates", ()) if gate["name"] in closed]
    return looks


def _by_place(looks: list[Look]) -> dict[str, list[Tree]]:
    """Return the gates that close, by the name of what they are at."""
    found: dict[str, list[Tree]] = {}
    for look in looks:
        if look.closes:
            (name,) = look.gate["at"].values()
            found.setdefault(name, []).append(look.gate)
    return found


# What people read of it.


def _shown(number: Fraction | None) -> str | None:
    return None if number is None else shown(number)


def _note(out: Outcome, look: Look, better: str, before: str | None, after: str | None) -> None:
    effect = _effect(look, better, before, after)
    out.note("early_gate", look.gate["name"], look.why, effect, ("gates", look.at))


def _effect(look: Look, better: str, before: str | None, after: str | None) -> str:
    """Say what a gate does at a measure, a component or a group, and what was there before."""
    if not look.closes:
        return "does not apply"
    ((kind, name),) = look.gate["at"].items()
    if look.gate["then"] == "void":
        nothing = "no value" if kind == "measure" else f"{after or 'no'} points"
        return f"applies: {name} is void, {nothing}{_was(before)}"
    side = "at least" if better == "lower" else "at most"
    became = "" if before == after else f", {before} becomes {after}"
    return f"applies: {name} {side} {look.gate['then']['cap']}{became}"


def _was(before: str | None) -> str:
    return "" if before is None else f" (was {before})"


def _at_score(look: Look) -> str:
    if not look.closes:
        return "does not apply"
    then = look.gate["then"]
    if then == "veto":
        return "applies: no pay (veto)"
    return "applies: score 0 (void)" if then == "void" else f"applies: score at most {then['cap']}"
