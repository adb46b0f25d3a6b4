"""Ledgers of points by hand: limits and recovery month by month, by the engine and once more."""

import dataclasses
import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from scoring import engine
from scoring.beside import Events
from scoring.columns import words_of
from scoring.exact.fixed import scaled
from scoring.exact.period import parse_period
from scoring.flow import Earlier
from scoring.independent.events import Move, ledger_value, ledgers_of
from scoring.pieces.ledgers import span
from scoring.plan.load import load_plan, read_yaml
from tests.people import roster
from tests.plan.test_lint_ledgers import LEDGER
from tests.plans import MINIMAL, changed

ONLY = changed(("components:\n", f"{LEDGER}components:\n"))
PERIOD = "2026-10"


def kept(tmp_path, happened, *changes, agents=("a",), earlier=None, period=PERIOD):
    """Keep the ledger both ways for events written as (agent, day, category, points)."""
    path = tmp_path / "plan.yaml"
    path.write_text(changed(*changes, text=ONLY), encoding="utf-8")
    plan, tree = load_plan(path), read_yaml(path)
    rows = [
        {"event_id": f"e{i}", "agent_id": agent, "on": dt.date.fromisoformat(day),
         "category": category, "points": Decimal(points)}
        for i, (agent, day, category, points) in enumerate(happened)
    ]  # fmt: skip
    events = Events(
        np.array([agents.index(row["agent_id"]) for row in rows], np.int64),
        np.array(
            [row["on"].toordinal() - dt.date(1970, 1, 1).toordinal() for row in rows], np.int64
        ),
        words_of(row["category"] for row in rows),
        np.array([scaled(row["points"], 4) for row in rows], np.int64),
    )
    people = dataclasses.replace(roster(agents, period=period), events=events)
    if earlier is not None:
        values = [None if (v := earlier.get(a)) is None else Decimal(v) for a in agents]
        units = np.array([scaled(v or Decimal(0), 1) for v in values], np.int64)
        there = np.array([v is not None for v in values])
        none = np.zeros(len(agents), np.int64), np.zeros(len(agents), np.bool_)
        said = Earlier("r", "2026-09", *none, {"conduct": (units, there)})
        people = dataclasses.replace(people, earlier=said)
    values, _ = engine.measure(plan, people, [[]])
    found = values["conduct"]
    before = {a: {"measures": {"conduct": v and Decimal(v)}} for a, v in (earlier or {}).items()}
    again = {}
    for i, agent in enumerate(agents):
        ledger = ledgers_of(tree, period, {"agent_id": agent}, rows, before)["conduct"]
        own = ledger_value(tree, tree["measures"]["conduct"], ledger)
        exact = Fraction(int(found.numerator[i]), int(found.denominator[i]))
        assert (own.exact, own.volume, own.status) == (exact, found.volume[i], found.status[i])
        again[agent] = ledger
    return found, again


def balance(tmp_path, happened, *changes, **more):
    found, _ = kept(tmp_path, happened, *changes, **more)
    assert found.known[0]
    return Fraction(int(found.numerator[0]), int(found.denominator[0]))


# The ledger: from 1 July, lateness at least -40 and two given back a month, praise at most 10,
# the balance from 0 to 110, starting at 100.
BY_HAND = {
    "nothing happened": ([], "100"),
    # July 98, August 100, September 96, October 98.
    "two given back each month": (
        [("2026-07-03", "lateness", "-2"), ("2026-09-30", "lateness", "-4")],
        "98",
    ),
    # -50 is held at -40; three months give 6 back.
    "held at its least": ([("2026-07-03", "lateness", "-50")], "66"),
    # -30 and -30 of one month are -60, held at -40 once; not -30, then -40, then less.
    "a month's points are added before they are held": (
        [("2026-10-01", "lateness", "-30"), ("2026-10-02", "lateness", "-30"),
         ("2026-10-03", "lateness", "15")],
        "60",  # -45 is held at -40
    ),
    "never above nothing by recovery": ([("2026-09-01", "lateness", "-1.5")], "100"),
    "a month with a deduction gives nothing back": (
        [("2026-09-01", "lateness", "-10"), ("2026-10-01", "lateness", "-0.0001"),
         ("2026-10-02", "lateness", "3")],
        "92.9999",
    ),
    # Nothing was deducted in October: -10 of September, and 0 points are no deduction.
    "no points are no deduction": (
        [("2026-09-01", "lateness", "-10"), ("2026-10-01", "lateness", "0")],
        "92",
    ),
    "praise is held at its most": (
        [("2026-08-01", "praise", "8"), ("2026-09-01", "praise", "8")],
        "110",
    ),
    # 8, then 16 held at 10, then 5 off: 5. Praise has no recovery.
    "what was held is gone": (
        [("2026-08-01", "praise", "8"), ("2026-09-01", "praise", "8"),
         ("2026-10-01", "praise", "-5")],
        "105",
    ),
    "the balance is held once, at the end": (
        [("2026-08-01", "praise", "-140"), ("2026-10-01", "lateness", "-5")],
        "0",
    ),
    "days of the half-year and no others": (
        [("2026-06-30", "praise", "1"), ("2026-07-01", "praise", "0.1"),
         ("2026-10-31", "praise", "0.01"), ("2026-11-01", "praise", "0.001")],
        "100.11",
    ),
    "other categories are not the ledger's": ([("2026-10-01", "absence", "-60")], "100"),
}  # fmt: skip


@pytest.mark.parametrize("case", BY_HAND)
def test_a_balance_by_hand(tmp_path, case):
    happened, expected = BY_HAND[case]
    assert balance(tmp_path, [("a", *event) for event in happened]) == Fraction(expected)


def test_the_moves_of_a_category_are_told_month_by_month(tmp_path):
    happened = [("a", "2026-07-03", "lateness", "-50"), ("a", "2026-09-03", "lateness", "-1")]
    _, again = kept(tmp_path, happened)
    assert again["a"].moves["lateness"] == [
        Move("2026-07", Fraction(-50), given_back=False, stands=Fraction(-40)),
        Move("2026-08", Fraction(2), given_back=True, stands=Fraction(-38)),
        Move("2026-09", Fraction(-1), given_back=False, stands=Fraction(-39)),
        Move("2026-10", Fraction(2), given_back=True, stands=Fraction(-37)),
    ]
    assert again["a"].moves["praise"] == []


@pytest.mark.parametrize(
    ("period", "cycle", "since", "first", "end"),
    [
        ("2026-10", "month", "period", "2026-10-01", "2026-11-01"),
        ("2026-11", "month", "quarter", "2026-10-01", "2026-12-01"),
        ("2026-06", "month", "half_year", "2026-01-01", "2026-07-01"),
        ("2026-12", "month", "year", "2026-01-01", "2027-01-01"),
        ("2026-Q4", "quarter", "half_year", "2026-07-01", "2027-01-01"),
        ("2028-Q1", "quarter", "year", "2028-01-01", "2028-04-01"),
    ],
)
def test_the_days_of_a_ledger(tmp_path, period, cycle, since, first, end):
    path = tmp_path / "plan.yaml"
    changes = [("cycle: month", f"cycle: {cycle}"), ("since: half_year", f"since: {since}")]
    text = changed(*changes, (", recovery: 2", ""), text=ONLY)
    path.write_text(text, encoding="utf-8")
    ledger = load_plan(path).measures["conduct"]
    edges = [dt.date(1970, 1, 1) + dt.timedelta(d) for d in span(ledger, parse_period(period))]
    assert edges == [dt.date.fromisoformat(first), dt.date.fromisoformat(end)]


def test_agents_are_kept_apart_and_the_volume_counts_their_events(tmp_path):
    happened = [
        ("b", "2026-10-01", "lateness", "-3"),
        ("c", "2026-10-01", "praise", "4"),
        ("b", "2026-10-02", "lateness", "-3"),
        ("b", "2026-10-02", "absence", "-3"),
    ]
    found, _ = kept(tmp_path, happened, agents=("a", "b", "c"))
    assert found.units.tolist() == [1000, 940, 1040]
    assert found.volume.tolist() == [0, 2, 1]
    assert found.status.tolist() == ["known"] * 3
    found, _ = kept(tmp_path, happened, ("volume_min: 0", "volume_min: 2"), agents=("a", "b", "c"))
    assert found.status.tolist() == ["no_facts", "known", "below_volume"]
    assert found.units.tolist() == [0, 940, 0]


@pytest.mark.parametrize(
    ("mode", "units"), [("half_up", 1000), ("half_down", 999), ("half_even", 1000), ("floor", 999)]
)
def test_the_balance_is_rounded_once(tmp_path, mode, units):
    # 99.95 lies between 99.9 and 100.0.
    change = ("rounding: half_up", f"rounding: {mode}")
    found, _ = kept(tmp_path, [("a", "2026-10-01", "lateness", "-0.05")], change)
    assert found.units.tolist() == [units]


CARRIED = (
    ("start: 100", "start: {previous_or: 90.5}"),
    ("since: half_year", "since: period"),
    (", recovery: 2", ""),
)


def test_a_balance_goes_on_from_the_earlier_run(tmp_path):
    happened = [(agent, "2026-10-01", "lateness", "-1.25") for agent in ("a", "b")]
    earlier = {"a": "88.5", "b": None}
    found, again = kept(tmp_path, happened, *CARRIED, agents=("a", "b", "c"), earlier=earlier)
    values = [
        Fraction(int(n), int(d)) for n, d in zip(found.numerator, found.denominator, strict=True)
    ]
    assert values == [Fraction("87.25"), Fraction("89.25"), Fraction("90.5")]
    assert [again[agent].carried for agent in "abc"] == [True, False, False]
    found, _ = kept(tmp_path, happened, *CARRIED, agents=("a", "b"))  # and without such a run
    assert found.units.tolist() == [893, 893]


def test_numbers_of_any_size_stay_exact(tmp_path):
    most = "999999999999999999"
    changes = [
        ("start: 100", f"start: {most}"),
        ("most: 110", "most: none"),
        ("places: 1", "places: 12"),
    ]
    assert balance(tmp_path, [("a", "2026-10-01", "lateness", "-0.0001")], *changes) == Fraction(
        f"{int(most) - 1}.9999"
    )


def test_a_ledger_alone_is_a_plan(tmp_path):
    # No measure over rows at all: rows are in the period, and used by no measure.
    part = MINIMAL[MINIMAL.index("  csat:\n    title") : MINIMAL.index("components:\n")]
    changes = [(part, LEDGER), ("measure: csat", "measure: conduct")]
    path = tmp_path / "plan.yaml"
    path.write_text(changed(*changes), encoding="utf-8")
    plan, people = load_plan(path), roster(["a"], period=PERIOD)
    values, _ = engine.measure(plan, people, [[]])
    result = engine.run(plan, values, people)
    assert result.values["conduct"].units.tolist() == [1000]
    assert result.standing.score.tolist() == [10_000]  # 100.0 is in the band from 4.5
