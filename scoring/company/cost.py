"""What a plan can cost for a roster, as a person or a script reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from scoring.cases import check_plan
from scoring.costs.cliffs import Worth, worths
from scoring.costs.cost import Cost, costs, totals
from scoring.errors import Problem, UsageError, counted
from scoring.exact.fixed import text
from scoring.exact.money import MINOR_PLACES
from scoring.intake.alone import read_roster_alone
from scoring.monthly import period_for
from scoring.plan.company import is_company
from scoring.plan.load import load_plan

_NO_BOUND = "no bound"
_SETTLED = (
    "settlement: this is what the period can earn; adjustments, and what earlier periods have "
    "held or carried, are paid beside it"
)


class Report(NamedTuple):
    """What a plan can cost.

    Attributes:
        plan, roster, period: what was asked.
        agents: how many of the roster are in the plan.
        rows: by line and currency.
        cliffs: what the cliffs of pay are worth to those of the roster.
        nobody: lines that nobody of the roster can be paid.
        settles: whether the plan settles, so that other periods are paid beside this one.
    """

    plan: str
    roster: str
    period: str
    agents: int
    rows: tuple[Cost, ...]
    cliffs: tuple[Worth, ...]
    nobody: tuple[str, ...]
    settles: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it for a script: amounts as text, null where there is no bound."""
        most = totals(self.rows)
        return {
            "plan": self.plan,
            "roster": self.roster,
            "period": self.period,
            "agents": self.agents,
            "lines": [_as_json(row) for row in self.rows],
            "nobody": list(self.nobody),
            "totals": {code: _amount(units, code) for code, units in most.items()},
            "settles": self.settles,
            "cliffs": [worth.to_json() for worth in self.cliffs],
        }

    def to_text(self) -> str:
        """Say it to a person."""
        return "\n".join([*self._head(), *self._table(), *self._beside()])

    def _head(self) -> list[str]:
        who = counted(self.agents, "agent")
        return [f"the most that it can cost for {self.roster} in {self.period}: {who} in the plan"]

    def _table(self) -> list[str]:
        most = totals(self.rows)
        rows = [("line", "currency", "agents", "at most")]
        rows += [
            (r.line, r.currency, f"{r.agents:,}", _said(r.most, r.currency)) for r in self.rows
        ]
        rows += [("all", code, "", _said(units, code)) for code, units in most.items()]
        wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return [
            f"  {line:<{wide[0]}}  {code:<{wide[1]}}  {agents:>{wide[2]}}  {amount:>{wide[3]}}"
            for line, code, agents, amount in rows
        ]

    def _beside(self) -> Iterator[str]:
        for row in self.rows:
            if row.most is None:
                yield f"{row.line} has no bound in {row.currency}: {'; '.join(row.why)}"
            yield from _supposed(row)
            if row.kind == "draw":
                yield _drawn(row, totals(self.rows)[row.currency])
        if self.settles:
            yield _SETTLED
        yield from (f"{line}: nobody of the roster can be paid it" for line in self.nobody)
        yield from map(str, self.cliffs)


def asked_cost(
    file: Path, roster: Path | None, period: str | None, *, as_json: bool, prose: bool
) -> str | dict[str, Any]:
    """Check a plan and bound what it can cost: in words behind the check, or alone for a script.

    Raises:
        UsageError: the question is not whole, or two at a time, or about more than one plan.
        PlanError, DataError: as `cost_of`; or cases that fail.
    """
    if roster is None or period is None:
        what = "--roster, --period and --json go together: what a plan can cost"
        raise UsageError(
            Problem("question-not-whole", "check", what, "Name the roster and period.")
        )
    if prose:
        what = "--roster and --explain are two questions"
        raise UsageError(Problem("two-questions", "check", what, "Ask one at a time."))
    if is_company(file):
        hint = "Name a plan's file, not a company's."
        raise UsageError(Problem("several-plans", file.name, "--roster bounds one plan", hint))
    checked, report = check_plan(file), cost_of(file, roster, period)
    return report.to_json() if as_json else f"{checked}\n\n{report.to_text()}"


def cost_of(plan_path: Path, roster: Path, period_name: str) -> Report:
    """Bound what a plan can cost for a roster and a period.

    Raises:
        PlanError: what is wrong with the plan.
        UsageError: the period is none, or not of the plan's cycle.
        DataError: every fault of the roster; nobody in the plan.
    """
    plan = load_plan(plan_path)
    period = period_for(plan, period_name)
    members = read_roster_alone(roster, plan, period).roster
    rows, agents = costs(plan, members), len(members.agent_ids)
    named = [line.name for line in plan.lines] + [a.name for a in plan.awards if a.ladder]
    paid = {row.line for row in rows}
    nobody = tuple(name for name in named if name not in paid)
    cliffs = tuple(worths(plan, members))
    return Report(
        plan.plan,
        roster.name,
        period.name,
        agents,
        tuple(rows),
        cliffs,
        nobody,
        plan.settlement is not None,
    )


def _supposed(row: Cost) -> Iterator[str]:
    """Say what a line comes to in one tier, at the targets, or where nobody is equal."""
    code = row.currency
    if row.by_tier:
        said = ", ".join(f"{tier} {_said(units, code)}" for tier, units in row.by_tier.items())
        yield f"{row.line}: if everybody were in one tier, at most {code}: {said}"
    if row.reads_target:
        said = _said(row.at_target, code)
        yield f"{row.line}: if everybody met the target exactly, at most {said} {code}"
    if row.unspent:
        said = _said(row.unspent, code)
        yield f"{row.line}: at least {said} {code} of its funds is returned: each_most is too low"
    if row.untied is not None:
        said = _said(row.untied, code)
        yield f"{row.line}: if nobody were equal at a last place, at most {said} {code}"


def _drawn(row: Cost, most: int | None) -> str:
    """Say which part of the most of all lines is earned, and which a draw adds."""
    code = row.currency
    tops = (
        f"{row.line} tops up to {_said(row.tops_up_to, code)} {code} each, and pays nothing beyond"
    )
    if most is None or row.adds is None:
        return tops
    return (
        f"{tops}: of all {_said(most, code)}, at most {_said(most - row.adds, code)} is earned, "
        f"and it adds {_said(row.adds, code)} then"
    )


def _as_json(row: Cost) -> dict[str, Any]:
    found: dict[str, Any] = {
        "line": row.line,
        "kind": row.kind,
        "currency": row.currency,
        "agents": row.agents,
        "at_most": _amount(row.most, row.currency),
        "why": list(row.why),
    }
    if row.by_tier:
        tiers = row.by_tier.items()
        found["if_all_in_tier"] = {tier: _amount(units, row.currency) for tier, units in tiers}
    if row.reads_target:
        found["if_all_at_target"] = _amount(row.at_target, row.currency)
    if row.kind == "pool":
        found["returned_at_least"] = _amount(row.unspent, row.currency)
    if row.kind == "draw":
        found["tops_up_to"] = _amount(row.tops_up_to, row.currency)
        found["adds_at_most"] = _amount(row.adds, row.currency)
    if row.untied is not None:
        found["if_nobody_equal"] = _amount(row.untied, row.currency)
    return found


def _amount(units: int | None, code: str) -> str | None:
    return None if units is None else text(units, MINOR_PLACES[code])


def _said(units: int | None, code: str) -> str:
    return _NO_BOUND if units is None else grouped(text(units, MINOR_PLACES[code]))


def grouped(number: str) -> str:
    """Write an amount with its thousands apart."""
    whole, point, part = number.partition(".")
    return f"{int(whole):,}{point}{part}"
