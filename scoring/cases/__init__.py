"""Cases: what the author of a plan expects, in the author's words, held against the engine.

Beside `NAME.yaml` stands `NAME.cases.yaml`. A case gives one agent or a few (measure values and
volumes, facts of the roster) and says what must come out: only what the author cares about. An
agent whose measure is left out has no facts for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from scoring.cases.fits import fits, for_this_plan, periods_fit, wins_fit
from scoring.cases.given import rates_of, roster_of, values_of
from scoring.cases.model import TARGET_MAX, Case, Cases, Expect, Given
from scoring.cases.service import service_fits
from scoring.cases.settling import compared
from scoring.engine import run
from scoring.errors import DataError, PlanError, Problem, line_and_column, shortened
from scoring.exact.fixed import text
from scoring.exact.money import MINOR_PLACES
from scoring.exact.period import parse_period
from scoring.flow import Result
from scoring.lines import Honours
from scoring.plan.lint import notices, remarks
from scoring.plan.load import load_plan, read_model
from scoring.plan.model import Plan
from scoring.plan.nodes import Place

__all__ = [
    "TARGET_MAX",
    "Case",
    "Cases",
    "Expect",
    "Given",
    "cases_path",
    "check_plan",
    "load_cases",
    "run_cases",
]


class Outcome(NamedTuple):
    """What became of a case: no problems, or every difference between said and computed."""

    name: str
    problems: tuple[Problem, ...]


def cases_path(plan: Path) -> Path:
    """Return where a plan's cases stand: beside it, as NAME.cases.yaml."""
    return plan.with_name(f"{plan.stem}.cases.yaml")


def check_plan(path: Path) -> str:
    """Check a plan and run the cases beside it; return what to tell the author.

    Raises:
        PlanError: with every problem of the plan, or with every case that fails.
    """
    plan = load_plan(path)
    said = [f"{path.name}: plan '{plan.plan}' holds together"]
    told = sorted([*notices(plan), *remarks(plan)], key=line_and_column)
    said += [f"notice: {notice}" for notice in told]
    beside = cases_path(path)
    if not beside.is_file():
        return "\n".join([*said, f"{beside.name}: no cases beside the plan; write some"])
    outcomes = run_cases(plan, load_cases(beside))
    if problems := [p for outcome in outcomes for p in outcome.problems]:
        raise PlanError(problems)
    count = "1 case comes" if len(outcomes) == 1 else f"all {len(outcomes)} cases come"
    return "\n".join([*said, f"{beside.name}: {count} out as expected"])


def load_cases(path: Path) -> Cases:
    """Read a cases file.

    Raises:
        PlanError: with every problem found, each at `file:line:column`.
    """
    return read_model(path, Cases)


def run_cases(plan: Plan, cases: Cases) -> list[Outcome]:
    """Compute every case with the plan and compare what the author stated.

    Raises:
        PlanError: cases that are for another plan, or that name what the plan does not have.
    """
    problems = [*for_this_plan(plan, cases), *(p for c in cases.cases for p in fits(plan, c))]
    problems += [*periods_fit(plan, cases), *service_fits(plan, cases), *wins_fit(plan, cases)]
    if problems:
        raise PlanError(problems)
    return [Outcome(c.name, tuple(_differences(plan, cases, c))) for c in cases.cases]


def _differences(plan: Plan, cases: Cases, case: Case) -> Iterator[Problem]:
    agents = sorted(case.given)
    facts = [case.given[agent] for agent in agents]
    period = parse_period(case.period or cases.period)
    roster = roster_of(plan, agents, facts, period)
    roster = replace(roster, rates=rates_of(plan, case.rates, period))
    try:
        result = run(plan, values_of(plan, facts), roster)
    except DataError as error:  # what would end a run ends the case
        for problem in error.problems:
            what = f"case '{shortened(case.name)}' would end a run: {problem.what}"
            yield problem._replace(what=what)
        return
    for agent, expected in case.expect.items():
        for path, place, said, found in _compared(plan, result, expected, agents.index(agent)):
            if not _same(said, found):
                compared = f"is {shortened(found)}, expected {shortened(_written(said))}"
                what = f"case '{shortened(case.name)}': {agent}.{path} {compared}"
                hint = "Change the plan or the case, whichever is wrong."
                yield Problem("case-fails", str(place), what, hint)


def _same(said: Any, found: Any) -> bool:
    if isinstance(said, Decimal) and found != "none":
        return said == Decimal(found)
    return bool(_written(said) == found)


def _written(said: Any) -> str:
    if isinstance(said, tuple):
        return ", ".join(sorted(said)) or "none"
    return str(said)


def _compared(
    plan: Plan, result: Result, expected: Expect, i: int
) -> Iterator[tuple[str, Place, Any, str]]:
    """Yield path, place, what was said and what was computed, for all that was said."""
    for key, found_by in _FOUND.items():
        said = getattr(expected, key)
        if said is not None:
            yield key, expected.at(key), said, found_by(plan, result, i)
    for component, said in expected.points.items():
        part = result.components[component]
        found = text(int(part.points[i]), part.points_places)
        place = expected.at("points", component)
        yield f"points.{component}", place, said, found if part.counts[i] else "none"
    for line, said in expected.pay.items():
        yield f"pay.{line}", expected.at("pay", line), said, _paid(result, i, line)
    yield from compared(result, expected, i, result.roster.columns["currency"][i])


def _score(plan: Plan, result: Result, i: int) -> str:
    units = int(result.standing.score[i])
    return text(units, plan.conventions.places.score) if result.scored.scored[i] else "none"


def _paid(result: Result, i: int, line: str | None = None) -> str:
    """Write the sum of an agent's lines, or of one of them, all parts of it together."""
    own = [row for row in result.lines if row.agent == i]
    lines = [row for row in own if line in (None, row.line, row.line.partition("/")[0])]
    if not lines:
        return "none" if line else "0"
    total = sum(row.amount_minor for row in lines)
    return text(total, MINOR_PLACES[lines[0].currency])


def _names(honours: Honours, i: int) -> str:
    return ", ".join(sorted({h.name for h in honours if h.agent == i})) or "none"


_FOUND: dict[str, Callable[[Plan, Result, int], str]] = {
    "status": lambda _, r, i: str(r.standing.status[i]),
    "score": _score,
    "tier": lambda _, r, i: str(r.standing.tier[i]) or "none",
    "tier_by": lambda _, r, i: str(r.standing.tier_by[i]) or "none",
    "tier_by_score": lambda _, r, i: (r.standing.tier_by_score or {i: None})[i] or "none",
    "rank": lambda _, r, i: str(int(r.standing.rank[i]) or "none"),
    "rank_in": lambda _, r, i: str(int(r.standing.rank_in[i]) or "none"),
    "gates": lambda _, r, i: (
        ", ".join(sorted(filter(None, (r.standing.gates[i] or "").split(",")))) or "none"
    ),
    "awards": lambda _, r, i: _names(r.awards, i),
    "actions": lambda _, r, i: _names(r.actions, i),
    "total": lambda _, r, i: _paid(r, i),
}
