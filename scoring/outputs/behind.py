"""What stands behind ledgers and rollups: an agent's events, and the measures of the members.

Both are reckoned once more from the run's own files: events from its copy of their table, what is
rolled up from the fractions that it stores of every member.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

from scoring.errors import IntegrityError, Problem
from scoring.independent.events import Ledger, ledger_value, ledgers_of
from scoring.independent.people import row_of, rows_in
from scoring.independent.records import Measured
from scoring.independent.rollups import members_of, rolled_up
from scoring.independent.so_far import Reached, total_value, totals_of
from scoring.outputs.others import Rows
from scoring.outputs.schemas import REPORTS

Behind: TypeAlias = Ledger | Reached | tuple[str, ...]
"""The ledger of points behind a measure, what was reached so far, or the ids of the members."""


def rollups_of(plan: Any) -> dict[str, Any]:
    """Return the rollups of a plan by name."""
    return {name: said for name, said in plan["measures"].items() if said["kind"] == "rollup"}


def with_roles(
    plan: Any,
    period: str,
    cards: Iterable[Mapping[str, Any]],
    roster: Iterable[Mapping[str, Any]],
    covers: Any,
) -> list[dict[str, Any]]:
    """Return the agents of a run with their roles, which scorecards do not have.

    Args:
        plan: the plan as nested text.
        period: its name.
        cards: the scorecards.
        roster: the run's roster, all of it, or nothing where no role matters.
        covers: whom a company's file says that the plan covers, where there is one.
    """
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in roster:
        rows.setdefault(row["agent_id"], []).append(row)
    roles = {
        agent: row_of(plan, period, held, covers).get("role")
        for agent, own in rows.items()
        if (held := rows_in(period, own))
    }
    return [dict(card) | {"role": roles.get(card["agent_id"])} for card in cards]


def ledgers_behind(
    plan: Any, period: str, person: Any, events: Iterable[Any], earlier: Mapping[str, Any]
) -> tuple[dict[str, Measured], dict[str, Behind]]:
    """Keep every ledger of an agent once more; return the measures, and what stands behind them."""
    ledgers = ledgers_of(plan, period, person, events, earlier)
    said = plan["measures"]
    values = {name: ledger_value(plan, said[name], kept) for name, kept in ledgers.items()}
    return values, {**ledgers}


def totals_behind(
    plan: Any, period: str, person: Any, earlier: Mapping[str, Any], given: Iterable[Any]
) -> tuple[dict[str, Measured], dict[str, Behind]]:
    """Add every total so far up once more; return the measures, and what stands behind them."""
    totals = totals_of(plan, period, person, earlier, given)
    said = plan["measures"]
    return {name: total_value(plan, said[name], one) for name, one in totals.items()}, {**totals}


def rollups_behind(
    plan: Any,
    person: Any,
    people: Sequence[Any],
    rows: Iterable[Mapping[str, Any]],
    reports: Sequence[Mapping[str, Any]] = (),
) -> tuple[dict[str, Measured], dict[str, Behind]]:
    """Roll up once more what is stored of the members; return measures and what is behind them.

    Args:
        plan: the plan as nested text.
        person: the agent.
        people: every agent of the run.
        rows: what the run stores of the measures that are rolled up, of every agent.
        reports: what it stores of the agents outside of the plan who report to one in it.
    """
    stored = {(row["measure"], row["agent_id"]): row for row in (*rows, *reports)}
    outside = [*{row["agent_id"]: row for row in reports}.values()]
    values: dict[str, Measured] = {}
    behind: dict[str, Behind] = {}
    for name, said in rollups_of(plan).items():
        behind[name] = who = tuple(members_of(said["over"], person, people, outside))
        parts = [_part(stored[said["of"], one]) for one in who]
        values[name] = rolled_up(plan, said, parts)
    return values, behind


def _part(row: Mapping[str, Any]) -> Measured:
    before = row.get("value_before_gates")  # values are rolled up before gates change them
    counted = row["value"] if before is None else before
    value = None if counted is None else Fraction(counted)
    sums = Fraction(int(row["numerator"])), Fraction(int(row["denominator"]))
    return Measured(value, None, row["volume"], {}, row["status"], sums=sums)


def require_reports(
    run: Path, expected: set[str], person: Mapping[str, Any], stored: tuple[Rows, Rows]
) -> None:
    """Require that exactly those are measured who report to an agent by the run's own roster."""
    own = person["agent_id"]
    found = {row["agent_id"] for rows in stored for row in rows if row["manager_id"] == own}
    if found != expected:
        what = f"{len(found)} reports are measured, and the roster has {len(expected)}"
        hint = "Do not pay from this run; run the period again."
        raise IntegrityError(Problem("figure-differs", str(run / REPORTS), what, hint))
