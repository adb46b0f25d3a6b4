"""What the small tables assign to agents: targets, most specific first, and values given ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.errors import Problem
from scoring.exact.fixed import Exact, narrow
from scoring.flow import Finding
from scoring.intake.canonical import Rows
from scoring.intake.contracts import LEVELS
from scoring.intake.folder import GIVEN, TARGETS
from scoring.intake.small import repeated, rows_problem
from scoring.intake.stints import Member
from scoring.plan.model import Given, Plan

_PLACES = 9  # of values in both tables, as their contracts say

TargetUnits = dict[tuple[str, str], tuple[Exact, Bools]]
GivenUnits = dict[str, tuple[Exact, Int64s, Bools]]


class Target(NamedTuple):
    """One row of the targets, its units at the measure's places."""

    level: str
    level_id: str | None
    key: tuple[str, str]
    units: int


def resolve_targets(
    rows: Rows, plan: Plan, members: Sequence[Member]
) -> tuple[TargetUnits, list[Finding], list[Problem]]:
    """Give each agent the most specific target: agent, team, role, region, then all.

    Args:
        rows: the targets, without a fault in a row.
        plan: names the measures and their places.
        members: the agents in the plan, in order.

    Returns:
        For each (measure, name): units at the measure's places and where they are known; what is
        to be told; what is wrong.
    """
    texts = {
        name: rows.texts[name].to_pylist() for name in ("level", "level_id", "measure", "name")
    }
    keys = list(zip(*texts.values(), strict=True))
    twice = repeated(keys)
    problems = []
    if twice.size:
        said = "the target is there twice"
        problems.append(rows_problem(TARGETS, "level_id", "repeated-target", twice, said))
    found, finer, strange = [], [], 0
    values: Int64s = rows.numbers["value"].values
    for row, ((level, who, measure, name), value) in enumerate(
        zip(keys, values.tolist(), strict=True), start=1
    ):
        if measure not in plan.measures:
            strange += 1
            continue
        units, rest = divmod(value * 10 ** plan.measures[measure].places, 10**_PLACES)
        if rest:
            finer.append(row)
        found.append(Target(level, who, (measure, name), units))
    if finer:
        said = "more decimal places than the measure has"
        lines = np.array(finer, np.int64)
        problems.append(rows_problem(TARGETS, "value", "too-many-places", lines, said))
    findings = _target_findings(found, strange, members)
    return _assign(found, members), findings, problems


def _ids(member: Member, level: str) -> str | None:
    if level == "all":
        return None
    return member.stint.agent_id if level == "agent" else member.stint.text(level)


def _assign(targets: Sequence[Target], members: Sequence[Member]) -> TargetUnits:
    by_place = {(t.key, t.level, t.level_id): t.units for t in targets}
    assigned: TargetUnits = {}
    for key in sorted({t.key for t in targets}):
        units = [
            next(
                (
                    by_place[key, level, who]
                    for level in LEVELS
                    if ((who := _ids(member, level)) is not None or level == "all")
                    and (key, level, who) in by_place
                ),
                None,
            )
            for member in members
        ]
        assigned[key] = _exact(units)
    return assigned


def _exact(units: Sequence[int | None]) -> tuple[Exact, Bools]:
    values = np.array([unit or 0 for unit in units], object)
    return narrow(values), np.array([unit is not None for unit in units], np.bool_)


def _target_findings(
    targets: Sequence[Target], strange: int, members: Sequence[Member]
) -> list[Finding]:
    findings = []
    if strange:
        said = f"rows for measures that the plan does not have: {strange}"
        findings.append(Finding("unknown-measure", TARGETS, None, "measure", "measure", said))
    there = {(level, _ids(m, level)) for m in members for level in LEVELS}
    nobody = sum((t.level, t.level_id) not in there for t in targets)
    if nobody:
        said = f"targets for nobody in the plan: {nobody}"
        findings.append(Finding("target-for-nobody", TARGETS, None, "level_id", "level_id", said))
    return findings


def assign_given(
    rows: Rows, plan: Plan, members: Sequence[Member], known_agents: Mapping[str, int]
) -> tuple[GivenUnits, list[Finding], list[Problem]]:
    """Give each agent the values that come ready, under the names that the plan asks for.

    Args:
        rows: the given values, without a fault in a row.
        plan: its `given` measures name what they ask for.
        members: the agents in the plan, in order.
        known_agents: every agent of the roster, with the index in the plan or -2.

    Returns:
        For each name: units of 10**-9, volumes, and where they are known; what is to be told;
        what is wrong.
    """
    keys = list(
        zip(rows.texts["agent_id"].to_pylist(), rows.texts["name"].to_pylist(), strict=True)
    )
    twice = repeated(keys)
    problems = []
    if twice.size:
        said = "the agent has a value of this name already"
        problems.append(rows_problem(GIVEN, "agent_id", "repeated-given", twice, said))
    names = sorted({m.given for m in plan.measures.values() if isinstance(m, Given)})
    size = len(members)
    given: GivenUnits = {
        name: (np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.bool_))
        for name in names
    }
    value, volume = rows.numbers["value"], rows.numbers.get("volume")
    for at, (agent, name) in enumerate(keys):
        index = known_agents.get(agent, -1)
        if name in given and index >= 0 and value.known[at]:
            units, volumes, known = given[name]
            units[index], known[index] = value.values[at], True
            volumes[index] = 1 if volume is None else volume.values[at]
    return given, _given_findings(keys, names, known_agents), problems


def _given_findings(
    keys: Sequence[tuple[str, str]], names: Sequence[str], known_agents: Mapping[str, int]
) -> list[Finding]:
    index = [known_agents.get(agent, -1) for agent, _ in keys]
    asked = set(names)
    missing = asked - {name for _, name in keys}
    told = (
        ("unknown-agent", "agent_id", index.count(-1), "rows for agents not on the roster"),
        ("given-not-in-plan", "agent_id", index.count(-2), "rows for agents not in the plan"),
        (
            "given-not-asked",
            "name",
            sum(name not in asked for _, name in keys),
            "rows with a name that no measure of the plan asks for",
        ),
        ("nothing-given", "name", len(missing), "names that the plan asks for and no row has"),
    )
    return [
        Finding(code, GIVEN, None, column, code, f"{said}: {count}")
        for code, column, count, said in told
        if count
    ]
