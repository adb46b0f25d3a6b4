"""Cases: what the author of a plan expects, in the author's words, held against the engine.

Beside `NAME.yaml` stands `NAME.cases.yaml`. A case gives one agent or a few (measure values and
volumes, facts of the roster) and says what must come out: only what the author cares about. An
agent whose measure is left out has no facts for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from pydantic import Field

from scoring.columns import chosen, words_of
from scoring.engine import run
from scoring.errors import PlanError, Problem, nearest, shortened
from scoring.exact.fixed import Exact, exact, narrow, scaled, text
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.exact.period import PERIOD_FORMS, Period, instant_us, parse_period
from scoring.flow import Result, Roster, Value, Values
from scoring.lines import Honours
from scoring.plan.lint import notices
from scoring.plan.lint_pay import currency_hint
from scoring.plan.load import load_plan, read_model
from scoring.plan.model import Plan, PlanName
from scoring.plan.nodes import CurrencyCode, Name, Node, Number, Place, Text, Whole
from scoring.plan.structure import TargetFromFile
from scoring.standing import TierBy

AgentName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$", examples=["A"])]
TARGET_MAX = Decimal("999999999.999999999")
"""The largest target that the contract of `targets.parquet` takes; a test compares the two."""
_WORD_COLUMNS = ("name", "team", "region", "manager_id", "role", "currency", "cost_center")


class Given(Node):
    """What is known of one agent."""

    measures: dict[Name, Number] = Field(
        default_factory=dict, description="values as they are compared, at the measure's places"
    )
    volumes: dict[Name, Whole] = Field(
        default_factory=dict, description="the facts behind a value; enough of them if left out"
    )
    targets: dict[Name, Number] = Field(
        default_factory=dict, description="by measure, where the plan reads targets from a file"
    )
    region: Text | None = None
    team: Text | None = None
    role: Text | None = None
    manager_id: Text | None = None
    currency: CurrencyCode | None = None
    cost_center: Text | None = None
    bonus_base: Number | None = Field(default=None, ge=0)
    fte: Number = Field(default=Decimal(1), ge=0, le=10)
    employed_days: Whole | None = Field(default=None, ge=0, description="all days if left out")
    service_days: Whole | None = Field(
        default=None, ge=0, description="from hire_date to the period's end; unknown if left out"
    )


class Expect(Node):
    """What must come out for one agent; what is left out is not compared."""

    status: Literal["ranked", "vetoed", "unranked", "held"] | None = None
    score: Number | Literal["none"] | None = None
    tier: Text | Literal["none"] | None = None
    tier_by: TierBy | None = Field(default=None, description="how it was given")
    tier_by_score: Text | Literal["none"] | None = Field(default=None, description="alone")
    rank: Whole | Literal["none"] | None = None
    rank_in: Whole | Literal["none"] | None = Field(
        default=None, description="within the group of `ranking.within`, else the region"
    )
    points: dict[Name, Number | Literal["none"]] = Field(
        default_factory=dict, description="by component; none where it does not weigh"
    )
    gates: tuple[Name, ...] | None = Field(default=None, description="the gates that closed")
    bonus: Number | Literal["none"] | None = Field(default=None, description="the bonus line")
    awards: tuple[Name, ...] | None = None
    actions: tuple[Name, ...] | None = None
    total: Number | None = Field(default=None, description="the sum of the agent's pay lines")


class Case(Node):
    """One situation and its outcome."""

    name: Text
    why: Text | None = None
    period: Text | None = Field(default=None, description="another period than the file's")
    given: dict[AgentName, Given] = Field(min_length=1)
    expect: dict[AgentName, Expect] = Field(min_length=1)


class Cases(Node):
    """The cases of one plan."""

    plan: PlanName = Field(description="the name of the plan they are for")
    period: Text = Field(description="the period they are computed for, such as 2026-10")
    cases: tuple[Case, ...] = Field(min_length=1)


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
    said += [f"notice: {notice}" for notice in notices(plan)]
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
    problems = [*_for_this_plan(plan, cases), *(p for c in cases.cases for p in _fits(plan, c))]
    problems += _periods_fit(plan, cases)
    if problems:
        raise PlanError(problems)
    return [Outcome(c.name, tuple(_differences(plan, cases, c))) for c in cases.cases]


def _differences(plan: Plan, cases: Cases, case: Case) -> Iterator[Problem]:
    agents = sorted(case.given)
    facts = [case.given[agent] for agent in agents]
    period = parse_period(case.period or cases.period)
    result = run(plan, _values(plan, facts), _roster(plan, agents, facts, period))
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
        found = text(int(part.points[i]), plan.conventions.places.points)
        place = expected.at("points", component)
        yield f"points.{component}", place, said, found if part.counts[i] else "none"


def _score(plan: Plan, result: Result, i: int) -> str:
    units = int(result.standing.score[i])
    return text(units, plan.conventions.places.score) if result.scored.scored[i] else "none"


def _paid(result: Result, i: int, line: str | None = None) -> str:
    """Write the sum of an agent's lines, or of one of them."""
    lines = [row for row in result.lines if row.agent == i and line in (None, row.line)]
    if not lines:
        return "none" if line else "0"
    total = sum(row.amount_minor for row in lines)
    return text(total, MINOR_PLACES[lines[0].currency])


def _names(honours: Honours, i: int) -> str:
    return ", ".join(sorted(h.name for h in honours if h.agent == i)) or "none"


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
    "bonus": lambda _, r, i: _paid(r, i, "bonus"),
    "awards": lambda _, r, i: _names(r.awards, i),
    "actions": lambda _, r, i: _names(r.actions, i),
    "total": lambda _, r, i: _paid(r, i),
}


def _values(plan: Plan, facts: Sequence[Given]) -> Values:
    return {name: _value(plan, name, facts) for name in plan.measures}


def _value(plan: Plan, name: str, facts: Sequence[Given]) -> Value:
    """Build one measure's value, as if rows had given it."""
    measure = plan.measures[name]
    enough = max(measure.volume_min, 1)
    volume = np.array(
        [f.volumes.get(name, enough if name in f.measures else 0) for f in facts], dtype=np.int64
    )
    given = np.array([name in f.measures for f in facts], dtype=bool)
    known = given & (volume >= measure.volume_min)
    units = _units([f.measures.get(name, Decimal(0)) for f in facts], measure.places)
    return Value(
        units=narrow(np.where(known, units, 0)),
        known=known,
        status=chosen(len(facts), "no_facts", (volume > 0, "below_volume"), (known, "known")),
        numerator=units,
        denominator=np.full(len(facts), 10**measure.places, dtype=np.int64),
        volume=volume,
        excluded={},
    )


def _units(numbers: Sequence[Decimal], places: int) -> Exact:
    return exact([scaled(n, places) for n in numbers])


def _roster(plan: Plan, agents: Sequence[str], facts: Sequence[Given], period: Period) -> Roster:
    n = len(facts)
    days = [period.days if f.employed_days is None else f.employed_days for f in facts]
    bounds = [instant_us(day, plan.conventions.zone) for day in (period.first, period.end)]
    return Roster(
        period=period,
        agent_ids=tuple(agents),
        columns={c: words_of(getattr(f, c, None) for f in facts) for c in _WORD_COLUMNS},
        bonus_base=_units([f.bonus_base or Decimal(0) for f in facts], AMOUNT_PLACES),
        has_base=np.array([None not in (f.bonus_base, f.currency) for f in facts], dtype=bool),
        fte=np.array([scaled(f.fte, AMOUNT_PLACES) for f in facts], dtype=np.int64),
        employed_days=np.array(days, dtype=np.int64),
        service_days=np.array([-1 if f.service_days is None else f.service_days for f in facts]),
        starts_us=np.full(n, bounds[0], dtype=np.int64),
        ends_us=np.full(n, bounds[1], dtype=np.int64),
        targets=_targets(plan, facts),
        given={},
    )


def _targets(plan: Plan, facts: Sequence[Given]) -> dict[tuple[str, str], Any]:
    targets = {}
    for component in plan.components:
        if isinstance(component.target, TargetFromFile):
            name, places = component.measure, plan.measures[component.measure].places
            known = np.array([name in f.targets for f in facts], dtype=bool)
            units = _units([f.targets.get(name, Decimal(0)) for f in facts], places)
            targets[name, component.target.named] = units, known
    return targets


def _for_this_plan(plan: Plan, cases: Cases) -> Iterator[Problem]:
    if cases.plan != plan.plan:
        what = f"these cases are for plan '{cases.plan}', and the plan is '{plan.plan}'"
        yield Problem("cases-of-another-plan", str(cases.at("plan")), what, "Correct the name.")
    names = [c.name for c in cases.cases]
    for i, case in enumerate(cases.cases):
        if case.name in names[:i]:
            what = f"two cases are called '{shortened(case.name)}'"
            yield Problem("duplicate-name", str(case.at("name")), what, "Give each its own name.")


def _periods_fit(plan: Plan, cases: Cases) -> Iterator[Problem]:
    named = [(cases.period, cases.at("period"))]
    named += [(c.period, c.at("period")) for c in cases.cases if c.period]
    for name, place in named:
        try:
            cycle = parse_period(name).cycle
        except ValueError as error:
            yield Problem("not-a-period", str(place), str(error), PERIOD_FORMS)
            continue
        if cycle != plan.cycle:
            what = f"period {name} is a {cycle}, and the plan's cycle is {plan.cycle}"
            yield Problem("wrong-cycle", str(place), what, f"Write a {plan.cycle}.")


def _fits(plan: Plan, case: Case) -> Iterator[Problem]:
    """Yield what a case names and the plan does not have, or writes at too many places."""
    known = {
        "measure": list(plan.measures),
        "component": [c.name for c in plan.components],
        "gate": [g.name for g in plan.gates],
        "award": [a.name for a in plan.awards],
        "action": [a.name for a in plan.actions],
        "agent": list(case.given),
    }
    for kind, name, place in _named(case):
        if name not in known[kind]:
            hint = nearest(name, known[kind]) or f"Known: {', '.join(known[kind]) or 'none'}."
            what = f"case '{shortened(case.name)}' names no {kind}: '{name}'"
            yield Problem(f"unknown-{kind}", str(place), what, hint)
    for facts in case.given.values():
        yield from _numbers_fit(plan, case, facts)


def _named(case: Case) -> Iterator[tuple[str, str, Place]]:
    for facts in case.given.values():
        for key in ("measures", "volumes", "targets"):
            yield from (("measure", name, facts.at(key, name)) for name in getattr(facts, key))
    for agent, expected in case.expect.items():
        yield "agent", agent, case.at("expect", agent)
        yield from (("component", name, expected.at("points", name)) for name in expected.points)
        for key in ("gates", "awards", "actions"):
            for i, name in enumerate(getattr(expected, key) or ()):
                yield key[:-1], name, expected.at(key, i)


def _numbers_fit(plan: Plan, case: Case, facts: Given) -> Iterator[Problem]:
    measured = [(k, n, v) for k in ("measures", "targets") for n, v in getattr(facts, k).items()]
    numbers = [(k, n, v, plan.measures[n].places) for k, n, v in measured if n in plan.measures]
    numbers += [
        (key, None, number, AMOUNT_PLACES)
        for key in ("bonus_base", "fte")
        if (number := getattr(facts, key)) is not None
    ]
    for key, name, number, places in numbers:
        try:
            scaled(number, places)
        except ValueError as error:
            place = facts.at(key, name) if name else facts.at(key)
            what = f"case '{shortened(case.name)}': {error}"
            yield Problem("too-many-places", str(place), what, "Write fewer decimal places.")
    for name, target in facts.targets.items():
        if not 0 < target <= TARGET_MAX:
            what = f"case '{shortened(case.name)}': the target of {name} is {target}"
            hint = f"Write a target above 0 and up to {TARGET_MAX}, as targets.parquet holds it."
            yield Problem("target-out-of-range", str(facts.at("targets", name)), what, hint)
    if facts.currency is not None and facts.currency not in MINOR_PLACES:
        what = f"case '{shortened(case.name)}': no currency is '{facts.currency}'"
        hint = currency_hint(facts.currency)
        yield Problem("unknown-currency", str(facts.at("currency")), what, hint)
