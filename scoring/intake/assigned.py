"""What the small tables assign to agents: targets, most specific first, and values given ready."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Column, Int64s, Words
from scoring.errors import Problem
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.period import Period
from scoring.flow import Finding
from scoring.intake.canonical import Rows, encoded
from scoring.intake.contracts import CLASSES, LEVELS
from scoring.intake.folder import GIVEN, TARGETS
from scoring.intake.small import rows_problem
from scoring.intake.stints import Stints
from scoring.plan.kinds import Given
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.so_far import SoFar, given_before

TargetUnits = dict[tuple[str, str], tuple[Exact, Bools]]
GivenUnits = dict[str, tuple[Exact, Int64s, Bools]]


class Target(NamedTuple):
    """One row of the targets, its units at the measure's places."""

    row: int
    level: str
    level_id: str | None
    key: tuple[str, str]
    units: int


def resolve_targets(
    rows: Rows, plan: Plan, members: Stints
) -> tuple[TargetUnits, list[Finding], list[Problem]]:
    """Give each agent the most specific target: agent, team, role, region, then all.

    Promises to a class of interactions are no targets of an agent; they are counted and told.

    Args:
        rows: the targets, without a fault in a row, each key once.
        plan: names the measures and their places.
        members: the row of each agent in the plan, in order.

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
    column = rows.numbers["value"]
    values: Int64s = column.values
    for row, (level, who, measure, name, value, promise) in enumerate(
        zip(*texts.values(), values.tolist(), promised.tolist(), strict=True), start=1
    ):
        if promise:
            continue
        if measure not in plan.measures:
            strange[measure] += 1
            continue
        units, rest = divmod(value * 10 ** plan.measures[measure].places, 10**column.places)
        if rest:
            finer.append(row)
        found.append(Target(row, level, who, (measure, name), units))
    if finer:
        said = "more decimal places than the measure has"
        lines = np.array(finer, np.int64)
        problems.append(rows_problem(TARGETS, "value", "too-many-places", lines, said))
    assigned = _assign(found, members)
    needed = plan.anchored("targets")
    problems += _not_positive(plan, found)
    problems += _nobody_targeted(needed, assigned)
    findings = [*_target_findings(found, strange, members), *_untargeted(needed, assigned)]
    findings += _useless(needed, assigned)
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


def _not_positive(plan: Plan, found: Sequence[Target]) -> list[Problem]:
    """Attainment divides by the target, so that one at or below zero means nothing there."""
    divisors = {
        (said.measure, "target")
        for part in plan.parts
        for said in part.readings
        if said.on == "attainment"
    }
    lines = [target.row for target in found if target.key in divisors and target.units <= 0]
    said = "not above zero, and attainment divides by it"
    at = np.array(lines, np.int64)
    return [rows_problem(TARGETS, "value", "target-not-positive", at, said)] if lines else []


def _nobody_targeted(needed: Iterable[tuple[str, str]], assigned: TargetUnits) -> list[Problem]:
    """A target that nobody has is a misspelt one: no component may vanish for everybody."""
    there = ", ".join(f"{measure}/{name}" for measure, name in sorted(assigned)) or "none"
    return [
        Problem(
            "nobody-targeted",
            f"{TARGETS}, columns measure and name",
            f"no row for measure '{measure}' and name '{name}' reaches an agent of the plan, "
            f"and the plan asks for it; there are rows for {there}",
            "Correct the words in the table, or the plan.",
        )
        for measure, name in needed
        if (measure, name) not in assigned or not assigned[measure, name][1].any()
    ]


def _untargeted(needed: Iterable[tuple[str, str]], assigned: TargetUnits) -> list[Finding]:
    """Tell how many agents have no such target, so that what reads it is missing for them."""
    findings = []
    for key in needed:
        if key in assigned and not assigned[key][1].all():
            count = int((~assigned[key][1]).sum())
            said = f"agents without this target, so that what reads it is missing: {count}"
            findings.append(Finding("no-target", TARGETS, None, "value", "/".join(key), said))
    return findings


def _useless(needed: Iterable[tuple[str, str]], assigned: TargetUnits) -> Iterator[Finding]:
    """Tell how many agents have a target that nothing can be divided by, measure by measure."""
    for measure, name in needed:
        if name != "target" or (measure, name) not in assigned:
            continue
        units, known = assigned[measure, name]
        if count := int(np.count_nonzero(known & np.asarray(units <= 0, np.bool_))):
            said = "agents whose target is not above zero, so that an attainment of it is missing"
            where = f"{measure}/{name}"
            yield Finding("target-not-positive", TARGETS, None, "value", where, f"{said}: {count}")


def _places(members: Stints, level: str) -> Words:
    """Return where each agent stands at a level; at that of all nobody has a name."""
    if level == "agent":
        return Words(members.agent.astype(np.int32), members.agent_ids)
    nowhere = Words(np.full(members.agent.size, -1, np.int32), ())
    return nowhere if level == "all" else members.texts[level]


def _assign(targets: Sequence[Target], members: Stints) -> TargetUnits:
    """Give each agent the targets of every level, the finer over the coarser."""
    said_of: dict[tuple[str, str], dict[str, dict[str | None, int]]] = {}
    for target in targets:
        of_level = said_of.setdefault(target.key, {}).setdefault(target.level, {})
        of_level[target.level_id] = target.units
    assigned: TargetUnits = {}
    for key, of_levels in sorted(said_of.items()):
        units: Exact = np.zeros(members.agent.size, np.int64)
        known = np.zeros(members.agent.size, np.bool_)
        for level in (level for level in reversed(LEVELS) if level in of_levels):
            said, places = of_levels[level], _places(members, level)
            table = [*map(said.get, places.words), said.get(None) if level == "all" else None]
            there = np.array([one is not None for one in table], np.bool_)[places.codes]
            units = fixed.where(
                there, fixed.exact([one or 0 for one in table])[places.codes], units
            )
            known |= there
        assigned[key] = units, known
    return assigned


def _target_findings(
    targets: Sequence[Target], strange: Mapping[str, int], members: Stints
) -> list[Finding]:
    findings = []
    if strange:
        named = ", ".join(f"'{measure}' {rows}" for measure, rows in sorted(strange.items()))
        said = f"rows for measures that the plan does not have: {named}"
        findings.append(Finding("unknown-measure", TARGETS, None, "measure", "measure", said))
    there = {
        level: set(_places(members, level).different()) for level in {t.level for t in targets}
    }
    nobody = [t for t in targets if t.level_id not in there[t.level]]
    if nobody:
        # An agent's id is personal; a team, role or region is a word that somebody misspelt.
        words = sorted({f"{t.level} '{t.level_id}'" for t in nobody if t.level != "agent"})
        said = f"targets for nobody in the plan: {len(nobody)}{_listed(words)}"
        findings.append(Finding("target-for-nobody", TARGETS, None, "level_id", "level_id", said))
    return findings


def _listed(words: Sequence[str]) -> str:
    return f", of {', '.join(words[:5])}" if words else ""


def opened_with(plan: Plan, period: Period) -> dict[str, Place]:
    """Return the names of what totals open with in a period, and where the plan says so."""
    found = {}
    for said in plan.measures.values():
        if isinstance(said, SoFar) and (name := given_before(said, period)) is not None:
            found[name] = said.at("opening")
    return found


def no_openings(asked: Mapping[str, Place]) -> Iterator[Problem]:
    """Yield what totals open with where the folder has no table of it."""
    for name, place in asked.items():
        what = f"the total at {place} opens with '{name}' from it, and the folder has none"
        yield Problem("missing-file", GIVEN, what, "Put the file into the data folder.")


def given_asked(plan: Plan, period: Period) -> set[str]:
    """Return the names of what comes ready: for measures, and for totals that open in a period."""
    measures = plan.measures.values()
    return {m.given for m in measures if isinstance(m, Given)} | {*opened_with(plan, period)}


def assign_given(
    rows: Rows, names: Iterable[str], size: int, known_agents: Mapping[str, int]
) -> tuple[GivenUnits, list[Finding], list[Problem]]:
    """Give each agent the values that come ready, under the names that the plan asks for.

    Args:
        rows: the given values, without a fault in a row, each key once.
        names: what the plan asks for in the period, as `given_asked` returns it.
        size: how many agents are measured, those of the plan first.
        known_agents: every agent of the roster, with the index among them or -2.

    Returns:
        For each name: units at the places of the table, volumes, and where they are known; what
        is to be told; what is wrong.
    """
    agents, said = encoded(rows.texts["agent_id"]), encoded(rows.texts["name"])
    index = np.array([known_agents.get(agent, -1) for agent in agents.words], np.int64)
    at = index[agents.values]
    value, volume = rows.numbers["value"], rows.numbers.get("volume")
    given: GivenUnits = {}
    problems: list[Problem] = []
    asked = np.zeros(at.size, np.bool_)
    for name in sorted(names):
        own = _named(said, name)
        if not (own & (at >= 0)).any():
            problems.append(_nobody_given(name, said.words))
        here = np.flatnonzero(own & (at >= 0) & value.known)
        given[name] = units, volumes, known = _nothing(size)
        units[at[here]], known[at[here]] = value.values[here], True
        volumes[at[here]] = 1 if volume is None else volume.values[here]
        asked |= own
    return given, _given_findings(at, asked), problems


def _nothing(size: int) -> tuple[Int64s, Int64s, Bools]:
    return np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.bool_)


def _named(said: Column, name: str) -> Bools:
    return np.array([word == name for word in said.words], np.bool_)[said.values]


def _nobody_given(name: str, there: Iterable[str]) -> Problem:
    return Problem(
        "nobody-given",
        f"{GIVEN}, column name",
        f"no row named '{name}' is for an agent of the plan, and the plan asks for it; "
        f"there are rows named {', '.join(sorted(there)) or 'nothing'}",
        "Correct the name or the ids; where nobody has a value, write rows with an empty value.",
    )


def _given_findings(at: Int64s, asked: Bools) -> list[Finding]:
    told = (
        ("unknown-agent", "agent_id", at == -1, "rows for agents not on the roster"),
        ("given-not-in-plan", "agent_id", at == -2, "rows for agents not in the plan"),
        (
            "given-not-asked",
            "name",
            ~asked,
            "rows with a name that no measure of the plan asks for",
        ),
    )
    return [
        Finding(code, GIVEN, None, column, code, f"{said}: {count}")
        for code, column, rows, said in told
        if (count := int(np.count_nonzero(rows)))
    ]
