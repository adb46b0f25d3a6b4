"""What the small tables assign to agents: targets, most specific first, and values given ready."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.errors import Problem
from scoring.exact.fixed import Exact, narrow
from scoring.flow import Finding
from scoring.intake.canonical import Rows
from scoring.intake.contracts import CLASSES, LEVELS
from scoring.intake.folder import GIVEN, TARGETS
from scoring.intake.small import rows_problem
from scoring.intake.stints import Member
from scoring.plan.model import Given, Plan, TargetFromFile

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

    Promises to a class of interactions are no targets of an agent; they are counted and told.

    Args:
        rows: the targets, without a fault in a row, each key once.
        plan: names the measures and their places.
        members: the agents in the plan, in order.

    Returns:
        For each (measure, name): units at the measure's places and where they are known; what is
        to be told; what is wrong.
    """
    promised = _promised(rows)
    texts = {
        name: rows.texts[name].to_pylist() for name in ("level", "level_id", "measure", "name")
    }
    problems: list[Problem] = []
    found, finer, strange = [], [], Counter[str]()
    values: Int64s = rows.numbers["value"].values
    for row, (level, who, measure, name, value, promise) in enumerate(
        zip(*texts.values(), values.tolist(), promised.tolist(), strict=True), start=1
    ):
        if promise:
            continue
        if measure not in plan.measures:
            strange[measure] += 1
            continue
        units, rest = divmod(value * 10 ** plan.measures[measure].places, 10**_PLACES)
        if rest:
            finer.append(row)
        found.append(Target(level, who, (measure, name), units))
    if finer:
        said = "more decimal places than the measure has"
        lines = np.array(finer, np.int64)
        problems.append(rows_problem(TARGETS, "value", "too-many-places", lines, said))
    assigned = _assign(found, members)
    needed = {
        (c.measure, c.target.named): c.name
        for c in plan.components
        if isinstance(c.target, TargetFromFile)
    }
    problems += _nobody_targeted(needed, assigned)
    findings = [*_target_findings(found, strange, members), *_untargeted(needed, assigned)]
    findings += _promise_findings(int(promised.sum()))
    return assigned, findings, problems


def _promised(rows: Rows) -> Bools:
    """Say which rows name a class of interactions, and so are promises."""
    promised = np.zeros(rows.places_in_file.size, np.bool_)
    for name in CLASSES:
        if name in rows.texts:
            promised |= rows.texts[name].is_valid().to_numpy(zero_copy_only=False)
    return promised


def _promise_findings(count: int) -> list[Finding]:
    if not count:
        return []
    said = f"rows that promise a time to a class of interactions, which no plan asks for: {count}"
    return [Finding("promise-not-asked", TARGETS, None, "value", "promise-not-asked", said)]


def _nobody_targeted(needed: Mapping[tuple[str, str], str], assigned: TargetUnits) -> list[Problem]:
    """A target that nobody has is a misspelt one: the component must not vanish for everybody."""
    there = ", ".join(f"{measure}/{name}" for measure, name in sorted(assigned)) or "none"
    return [
        Problem(
            "nobody-targeted",
            f"{TARGETS}, columns measure and name",
            f"no row for measure '{measure}' and name '{name}' reaches an agent of the plan, "
            f"and component '{component}' asks for it; there are rows for {there}",
            "Correct the words in the table, or the plan.",
        )
        for (measure, name), component in needed.items()
        if (measure, name) not in assigned or not assigned[measure, name][1].any()
    ]


def _untargeted(needed: Mapping[tuple[str, str], str], assigned: TargetUnits) -> list[Finding]:
    """Tell how many agents have no target, so that the measure's `missing` decides for them."""
    findings = []
    for key, component in needed.items():
        if key in assigned and not assigned[key][1].all():
            count = int((~assigned[key][1]).sum())
            said = f"agents without a target, treated as the measure's `missing` says: {count}"
            findings.append(Finding("no-target", TARGETS, None, "value", component, said))
    return findings


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
    targets: Sequence[Target], strange: Mapping[str, int], members: Sequence[Member]
) -> list[Finding]:
    findings = []
    if strange:
        named = ", ".join(f"'{measure}' {rows}" for measure, rows in sorted(strange.items()))
        said = f"rows for measures that the plan does not have: {named}"
        findings.append(Finding("unknown-measure", TARGETS, None, "measure", "measure", said))
    there = {(level, _ids(m, level)) for m in members for level in LEVELS}
    nobody = [t for t in targets if (t.level, t.level_id) not in there]
    if nobody:
        # An agent's id is personal; a team, role or region is a word that somebody misspelt.
        words = sorted({f"{t.level} '{t.level_id}'" for t in nobody if t.level != "agent"})
        said = f"targets for nobody in the plan: {len(nobody)}{_listed(words)}"
        findings.append(Finding("target-for-nobody", TARGETS, None, "level_id", "level_id", said))
    return findings


def _listed(words: Sequence[str]) -> str:
    return f", of {', '.join(words[:5])}" if words else ""


def assign_given(
    rows: Rows, plan: Plan, members: Sequence[Member], known_agents: Mapping[str, int]
) -> tuple[GivenUnits, list[Finding], list[Problem]]:
    """Give each agent the values that come ready, under the names that the plan asks for.

    Args:
        rows: the given values, without a fault in a row, each key once.
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
    problems: list[Problem] = []
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
    reached = {name for agent, name in keys if known_agents.get(agent, -1) >= 0}
    problems += [_nobody_given(name, {n for _, n in keys}) for name in names if name not in reached]
    return given, _given_findings(keys, names, known_agents), problems


def _nobody_given(name: str, there: set[str]) -> Problem:
    return Problem(
        "nobody-given",
        f"{GIVEN}, column name",
        f"no row named '{name}' is for an agent of the plan, and the plan asks for it; "
        f"there are rows named {', '.join(sorted(there)) or 'nothing'}",
        "Correct the name or the ids; where nobody has a value, write rows with an empty value.",
    )


def _given_findings(
    keys: Sequence[tuple[str, str]], names: Sequence[str], known_agents: Mapping[str, int]
) -> list[Finding]:
    index = [known_agents.get(agent, -1) for agent, _ in keys]
    asked = set(names)
    told = (
        ("unknown-agent", "agent_id", index.count(-1), "rows for agents not on the roster"),
        ("given-not-in-plan", "agent_id", index.count(-2), "rows for agents not in the plan"),
        (
            "given-not-asked",
            "name",
            sum(name not in asked for _, name in keys),
            "rows with a name that no measure of the plan asks for",
        ),
    )
    return [
        Finding(code, GIVEN, None, column, code, f"{said}: {count}")
        for code, column, count, said in told
        if count
    ]
