"""The engine against the independent calculation: equal in everything, on plans made up freely."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import COMPANY, Month, as_plan, months

from scoring import engine
from scoring.columns import Column, text_column
from scoring.exact.fixed import scaled
from scoring.exact.money import MINOR_PLACES
from scoring.exact.period import parse_period
from scoring.flow import Facts, Result, Roster, Value
from scoring.independent import account_for, calculate
from scoring.independent.measures import (
    Outcome,
)
from scoring.plan.lint import lint
from scoring.vocabulary import COMPANY_PLACES, INTERACTION_COLUMNS, Known

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = INTERACTION_COLUMNS | {
    name: Known(kind, COMPANY_PLACES if kind == "decimal" else 0) for name, kind in COMPANY.items()
}


def column_of(name: str, items: list) -> Column:
    """Write plain values as intake would."""
    kind, places = COLUMNS[name]
    if kind == "text":
        return text_column(items)
    known = np.array([item is not None for item in items], dtype=bool)
    whole = [
        0 if item is None else scaled(Decimal(int(item) if kind == "boolean" else item), places)
        for item in items
    ]
    return Column(kind, np.array(whole, dtype=np.int64), known, places)


def facts_of(rows: list[dict], ids: list[str]) -> Facts:
    index = {None: -1} | {name: i for i, name in enumerate(ids)}
    agent = np.array([index.get(row["agent_id"], -2) for row in rows], dtype=np.int64)
    names = [name for name in (rows[0] if rows else ()) if name != "agent_id"]
    return Facts(agent, {name: column_of(name, [row[name] for row in rows]) for name in names})


def units(values: list[Decimal | None], places: int) -> np.ndarray:
    return np.array([scaled(v or Decimal(0), places) for v in values], dtype=np.int64)


def known(values: list[object]) -> np.ndarray:
    return np.array([v is not None for v in values], dtype=bool)


def roster_of(month: Month) -> Roster:
    people = month.roster
    ids = [person["agent_id"] for person in people]
    texts = ("name", "team", "region", "manager_id", "role", "currency", "cost_center")
    targets, ready = {}, {}
    for measure, said in month.plan["measures"].items():
        mine = {t["agent_id"]: t["value"] for t in month.targets if t["measure"] == measure}
        values = [mine.get(name) for name in ids]
        targets[measure, "goal"] = units(values, int(said["places"])), known(values)
    for word in {g["name"] for g in month.given}:
        mine = {g["agent_id"]: g for g in month.given if g["name"] == word}
        values = [mine[name]["value"] if name in mine else None for name in ids]
        volume = np.array([mine[name]["volume"] if name in mine else 0 for name in ids])
        ready[word] = units(values, 9), volume, known(values)
    bases = [p["bonus_base"] for p in people]
    return Roster(
        period=parse_period(month.period),
        agent_ids=tuple(ids),
        columns={name: tuple(person[name] for person in people) for name in texts},
        bonus_base=units(bases, 4),
        has_base=np.array(
            [p["bonus_base"] is not None and p["currency"] is not None for p in people]
        ),
        fte=units([p["fte"] for p in people], 4),
        employed_days=np.array([p["employed_days"] for p in people], dtype=np.int64),
        starts_us=np.array([p["starts_us"] for p in people], dtype=np.int64),
        ends_us=np.array([p["ends_us"] for p in people], dtype=np.int64),
        targets=targets,
        given=ready,
    )


def whole(x: Fraction | None, places: int) -> int:
    return 0 if x is None else int(x * 10**places)


def check_measure(value: Value, i: int, expected, places: int, where: str) -> None:
    assert str(value.status[i]) == expected.status, where
    assert bool(value.known[i]) == (expected.value is not None), where
    assert int(value.units[i]) == whole(expected.value, places), where
    assert int(value.volume[i]) == expected.volume, where
    assert {r: int(n[i]) for r, n in value.excluded.items() if n[i]} == expected.excluded, where
    if expected.value is not None:
        exact = Fraction(int(value.numerator[i]), int(value.denominator[i]))
        assert exact == expected.exact, where


def check_component(part, i: int, expected, places: tuple[int, int], where: str) -> None:
    measure_places, point_places = places
    assert str(part.reason[i]) == expected.reason, where
    assert bool(part.counts[i]) == (expected.points is not None), where
    if expected.points is not None:
        assert int(part.points[i]) == whole(expected.points, point_places), where
    assert bool(part.target_known[i]) == (expected.target is not None), where
    if expected.target is not None:
        assert int(part.target[i]) == whole(expected.target, measure_places), where
    if part.attainment_known[i] and part.attainment_den[i]:
        assert (
            Fraction(int(part.attainment_num[i]), int(part.attainment_den[i]))
            == expected.attainment
        )
    else:
        assert expected.attainment is None, where


def check_standing(result: Result, i: int, expected: Outcome, places: int) -> None:
    standing = result.standing
    assert str(standing.status[i]) == expected.status
    assert bool(result.scored.scored[i]) == (expected.score is not None)
    if expected.score is not None:
        assert int(result.scored.score[i]) == whole(expected.ungated, places)
        assert int(standing.score[i]) == whole(expected.score, places)
        left = Fraction(int(result.scored.weight_left[i]), 10**result.scored.weight_places)
        assert left == expected.weight_left
    assert str(standing.tier[i]) == expected.tier
    assert (int(standing.rank[i]), int(standing.rank_in[i])) == (expected.rank, expected.rank_in)
    assert standing.gates[i] == ",".join(expected.gates)


def check_pay(result: Result, i: int, expected: Outcome, at: dict) -> None:
    assert bool(result.payable[i]) == expected.payable
    lines = [
        (x.line, x.amount_minor, x.currency, x.pay_code, x.cost_center, x.origin)
        for x in result.lines
        if x.agent == i
    ]
    assert sorted(lines, key=str) == sorted(
        (
            (
                x.line,
                x.amount_minor,
                x.currency,
                x.pay_code,
                x.cost_center,
                f"plan.yaml:{at[x.path]}",
            )
            for x in expected.lines
        ),
        key=str,
    )
    assert [(a.name, a.amount_minor) for a in result.awards if a.agent == i] == expected.awards
    assert [a.name for a in result.actions if a.agent == i] == expected.actions


def compare(month: Month, split: int) -> None:
    plan, at = as_plan(month.plan)
    assert lint(plan) == [], "the generator writes plans that a person could run"
    roster = roster_of(month)
    ids = list(roster.agent_ids)
    batches = [facts_of(month.rows[:split], ids), facts_of(month.rows[split:], ids)]
    values, fates = engine.measure(plan, roster, batches)
    result = engine.run(plan, values, roster)
    expected = calculate(
        month.plan, month.period, month.roster, month.rows,
        given=month.given, targets=month.targets, minor_places=MINOR_PLACES,
    )  # fmt: skip
    assert {f: n for f, n in fates.items() if n} == account_for(
        month.plan, month.roster, month.rows
    )
    places = {name: int(said["places"]) for name, said in month.plan["measures"].items()}
    node = plan.conventions.places
    for i, agent in enumerate(ids):
        own = expected[agent]
        for name, value in values.items():
            check_measure(value, i, own.measures[name], places[name], f"{agent} {name}")
        for said in plan.components:
            both = places[said.measure], node.points
            part = result.components[said.name]
            check_component(part, i, own.components[said.name], both, f"{agent} {said.name}")
        check_standing(result, i, own, node.score)
        check_pay(result, i, own, at)


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(month=months(), split=st.integers(0, 25))
def test_engine_and_independent_agree_on_everything(month: Month, split: int) -> None:
    compare(month, split)
