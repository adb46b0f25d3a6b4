"""Results of the company, its regions and its teams, as far as the measures of a plan ask for them.

All agents of a place have the same number, so that a misspelt place is nobody's: it is told, and
a result that no agent of the plan has ends the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from scoring.beside import Results
from scoring.errors import Problem, counted
from scoring.flow import Finding
from scoring.intake.canonical import Rows
from scoring.intake.folder import RESULTS
from scoring.intake.stints import Stints
from scoring.pieces.results import result_of
from scoring.plan.kinds import Result
from scoring.plan.model import Plan


class Assigned(NamedTuple):
    """The results that the plan asks for, what is to be told, and what is wrong."""

    results: Results
    findings: list[Finding]
    problems: list[Problem]


def results_asked(plan: Plan) -> dict[str, Result]:
    """Return the measures of a plan that are results, by name."""
    return {name: m for name, m in plan.measures.items() if isinstance(m, Result)}


def assign_results(rows: Rows, plan: Plan, members: Stints) -> Assigned:
    """Find the results that a plan asks for.

    Args:
        rows: the results, without a fault in a row, each key once.
        plan: its measures name the results.
        members: the row of each agent in the plan, in order.
    """
    asked = {(m.per, m.result) for m in results_asked(plan).values()}
    column = rows.numbers["value"]
    texts = (rows.texts[name].to_pylist() for name in ("level", "name", "level_id"))
    found: dict[tuple[str, str], dict[str | None, int]] = {}
    idle = 0
    for level, name, who, units in zip(*texts, column.values.tolist(), strict=True):
        if (level, name) in asked:
            found.setdefault((level, name), {})[who] = units
        else:
            idle += 1
    results = Results(found, column.places)
    findings = list(_findings(plan, results, members, idle))
    return Assigned(results, findings, list(_problems(plan, results, members)))


def _known(measure: Result, results: Results, members: Stints) -> int:
    """Count the agents who have a result."""
    _, known = result_of(measure, results, members.texts, members.agent.size)
    return int(np.count_nonzero(known))


def _problems(plan: Plan, results: Results, members: Stints) -> Iterator[Problem]:
    """A result that nobody has is a misspelt one: no measure may vanish for everybody."""
    there = ", ".join(f"{level}/{name}" for level, name in sorted(results.of)) or "none"
    for name, measure in results_asked(plan).items():
        if not _known(measure, results, members):
            what = (
                f"no row '{measure.result}' of level {measure.per} is for an agent of the plan, "
                f"and measure {name} asks for it; of what is asked there is: {there}"
            )
            hint = "Correct the words in the table, or the plan."
            yield Problem("nobody-has-result", f"{RESULTS}, columns level and name", what, hint)


def _findings(plan: Plan, results: Results, members: Stints, idle: int) -> Iterator[Finding]:
    if idle:
        said = f"results that no measure of the plan asks for: {idle}"
        yield Finding("result-not-asked", RESULTS, None, "name", "result-not-asked", said)
    for name, measure in results_asked(plan).items():
        without = members.agent.size - _known(measure, results, members)
        if without:
            said = f"agents without this result, so that the value is missing: {without}"
            yield Finding("no-result", RESULTS, None, "value", name, said)
        if measure.per != "all":
            there = set(members.texts[measure.per].different())
            strange = sorted(
                map(str, set(results.of.get((measure.per, measure.result), {})) - there)
            )
            if strange:
                words = ", ".join(f"'{word}'" for word in strange[:5])
                rows = counted(len(strange), "row")
                said = f"{rows} for a {measure.per} of nobody in the plan: {words}"
                yield Finding("result-for-nobody", RESULTS, None, "level_id", name, said)
