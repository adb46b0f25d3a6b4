"""What a measure's better values lead to: which components and gates go by it, and whether well.

They go well where a better value can only help: then whoever has reached a tier with one value has
reached it with every better one, and halving finds the nearest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scoring.again.shape import falls, rises
from scoring.plan.asking import within
from scoring.plan.conditions import When
from scoring.plan.model import Plan
from scoring.plan.reach import group_range, points_range, policy_of, score_range, value_range
from scoring.plan.standing import Cap, Gate
from scoring.plan.structure import Component, Reading, Relative, components_of, every_member


class Led(NamedTuple):
    """What a measure's value leads to.

    Attributes:
        measures: the measure, and those whose gates ask for it.
        readers: the components that read the measure itself.
        moved: the components that read any of those measures, by name.
        added: whether the measure is added to the score.
        why_not: why its better values are not tried: `inside`, `relative` or `not_monotone`;
            empty where they are.
        steadied: components and groups that a gate may void by it, which must count without it.
    """

    measures: frozenset[str]
    readers: tuple[Component, ...]
    moved: frozenset[str]
    added: bool
    why_not: str
    steadied: tuple[str, ...] = ()


def led_by(plan: Plan, name: str) -> Led:
    """Find out what a measure's value leads to."""
    at_measures = [g for g in plan.gates if g.level == "measure" and _asks(g.when, {name})]
    measures = frozenset([name, *(gate.part for gate in at_measures)])
    readers = tuple(p for p in plan.parts if _reads(p, {name}))
    moved = frozenset(part.name for part in plan.parts if _reads(part, measures))
    adjusts = () if plan.score is None else plan.score.adjust
    added = any(adjust.measure in measures for adjust in adjusts)
    led = Led(measures, readers, moved, added, "")
    return led._replace(why_not=_why_not(plan, name, led), steadied=tuple(_voided(plan, led)))


def gates_by(plan: Plan, name: str) -> list[Gate]:
    """Return the gates that act on the score, at whatever level, and ask for a measure."""
    return [gate for gate in plan.gates if gate.then != "veto" and _asks(gate.when, {name})]


def leaves_of(plan: Plan, name: str) -> Iterator[When]:
    """Yield the conditions of gates that ask for a measure, its attainment or its improvement."""
    for gate in plan.gates:
        for _, part in within("", gate.when):
            if name in (part.measure, part.attainment, part.improved):
                yield part


def _reads(part: Component, measures: set[str] | frozenset[str]) -> bool:
    return any(said.measure in measures for said in part.readings)


def _asks(when: When, measures: set[str]) -> bool:
    """Tell whether a condition asks for the value of a measure, in whatever form."""
    return any(
        asked in measures
        for _, part in within("", when)
        for asked in (part.measure, part.attainment, part.improved)
    )


def _why_not(plan: Plan, name: str, led: Led) -> str:
    if plan.measures[name].better == "inside":
        return "inside"
    moved = [part for part in plan.parts if part.name in led.moved]
    if any(isinstance(said.on, Relative) for part in moved for said in part.readings):
        return "relative"
    well = (
        all(_reads_well(plan, said, part) for part in moved for said in _of(part, led))
        and all(_added_well(plan, led))
        and all(_gated_well(plan, led))
    )
    return "" if well else "not_monotone"


def _of(part: Component, led: Led) -> Iterator[Reading]:
    return (said for said in part.readings if said.measure in led.measures)


def _reads_well(plan: Plan, said: Reading, part: Component) -> bool:
    """Tell whether a better value never gives fewer points, whichever override holds."""
    measure = plan.measures[said.measure]
    if measure.better == "inside":
        return False
    attained, lower = said.on == "attainment", measure.better == "lower"
    if attained and lower and measure.anchors.get("target") == "previous":
        low = value_range(plan, said.measure).low
        if low is None or low < 0:
            return False  # a target below 0 turns the quotient round
    goes = falls if lower and not attained else rises
    overrides = [one.curve for one in part.overrides if one.curve is not None]
    return all(goes(curve) for curve in (said.curve, *overrides))


def _added_well(plan: Plan, led: Led) -> Iterator[bool]:
    for adjust in () if plan.score is None else plan.score.adjust:
        if adjust.measure in led.measures:
            yield plan.measures[adjust.measure].better == "higher"


class _Moving(NamedTuple):
    """Names of what moves with the measure."""

    measures: frozenset[str]
    parts: frozenset[str]
    groups: frozenset[str]


def _moving(plan: Plan, led: Led) -> _Moving:
    """Return what moves with a measure: gates carry it on, from one level to those above it."""
    measures, parts, groups = set(led.measures), set(led.moved), set[str]()
    for gate in plan.gates:
        asked = _Moving(frozenset(measures), frozenset(parts), frozenset())
        if gate.level == "component" and any(_leaves(gate.when, asked)):
            parts.add(gate.part)
    asked = _Moving(frozenset(measures), frozenset(parts), frozenset())
    for gate in plan.gates:
        if gate.level == "group" and any(_leaves(gate.when, asked)):
            groups.add(gate.part)
    for group in reversed(plan.groups):  # those within others come first
        inner = {part.name for part in components_of(group.members)}
        below = {member.name for member in group.members}
        if inner & parts or below & groups:
            groups.add(group.name)
    return _Moving(frozenset(measures), frozenset(parts), frozenset(groups))


def _leaves(when: When, moving: _Moving) -> Iterator[When]:
    """Yield the conditions within one that may turn as the measure gets better."""
    for _, part in within("", when):
        asked = (
            part.measure in moving.measures
            or part.attainment in moving.measures
            or part.improved in {*moving.measures, "score"}
            or part.component in moving.parts
            or part.group in moving.groups
            or part.score is not None
        )
        if asked:
            yield part


def _gated_well(plan: Plan, led: Led) -> Iterator[bool]:
    """Yield for each gate whether a better value only opens it, and whether that only helps."""
    moving = _moving(plan, led)
    for gate in plan.gates:
        leaves = list(_leaves(gate.when, moving))
        if gate.then == "veto" or not leaves:
            continue
        yield all(_opens(plan, part) for part in leaves)
        if not isinstance(gate.then, Cap):
            yield _worth_something(plan, gate)
        elif gate.level == "measure":
            yield plan.measures[gate.part].better != "inside"


def _opens(plan: Plan, part: When) -> bool:
    """Tell whether a better number ends a condition, and none begins it."""
    lower = part.measure is not None and plan.measures[part.measure].better == "lower"
    inside = part.measure is not None and plan.measures[part.measure].better == "inside"
    return not inside and (part.at_least if lower else part.below) is not None


def _worth_something(plan: Plan, gate: Gate) -> bool:
    """Tell whether what a gate voids is never worth less than nothing."""
    if gate.level == "measure":
        return False  # without a value other weights are scaled up, or another number stands in
    if gate.level == "score":
        low = score_range(plan).low
    elif gate.level == "component":
        part = next(part for part in plan.parts if part.name == gate.part)
        low = points_range(plan, part).low
    else:
        group = next(group for group in plan.groups if group.name == gate.part)
        low = group_range(plan, group).low
    return low is not None and low >= 0


def _voided(plan: Plan, led: Led) -> Iterator[str]:
    """Yield components and groups that a gate voids by the measure, and that may not count.

    What is void counts with nothing; whether it would count by itself, only the agent knows.
    """
    moving = _moving(plan, led)
    for gate in plan.gates:
        if gate.then == "void" and gate.level in ("component", "group"):
            member = next(m for m in every_member(plan.components) if m.name == gate.part)
            if policy_of(plan, member) in {"exclude", "hold"} and any(_leaves(gate.when, moving)):
                yield gate.part
