"""The library of plans on the sample month: each runs, pays each of its lines, and rechecks."""

import datetime as dt
import shutil
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.company.run import Asked, run_company
from scoring.intake.writing import write_table
from scoring.ledger.totals import verify_totals
from scoring.ledger.verify import verify
from scoring.monthly import run_period
from scoring.outputs.explain import explain
from scoring.sample.month import make_sample
from scoring.shipped import find_plan

DAY = dt.date(2026, 10, 14)

# What each plan asks for besides the sample: a value for the i-th agent, in turn.
GIVEN = {
    "aftersales-quarterly": {
        "training_hours": [0, 4, 10, 12],
        "previous_score": [55, 79, 80, 92],
    },
    "contact-centre-scorecard": {"adherence": [90, 95, 99]},
    "jixiao-monthly": {"attended": [22, 20, 11]},
    "target-incentive": {"renewals": [0, 12, 24, 30, 38, 50]},
}
TARGETS = {
    "target-incentive": {
        ("renewals", "threshold"): 20,
        ("renewals", "target"): 30,
        ("renewals", "maximum"): 45,
    },
}
EVENTS = {
    "contact-centre-scorecard": [("critical_error", 1), ("integrity", 1)],
    "jixiao-monthly": [("lateness", -8), ("praise", 3), ("red_line", 1), ("suggestion", 2)],
}
RESULTS = {
    "jixiao-monthly": [
        ("region", "east-china", "department", "1.1"),
        ("region", "japan", "department", "0.7"),
        ("region", "germany", "department", "1"),
        ("all", None, "days_due", "22"),
    ]
}

# Of region-pool no agent is in the pool of a project outside of east-china and japan.
LINES = {
    "aftersales-monthly": {"bonus"},
    "aftersales-quarterly": {"excellence"},
    "contact-centre-scorecard": {"scorecard", "satisfaction"},
    "jixiao-monthly": {"bonus"},
    "piece-rate": {"pieces", "holiday_extra"},
    "region-pool": {"region_pool", "project_pool"},
    "target-incentive": {"target_pay", "renewals"},
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder, interactions=8_000, agents=80)
    return folder


def decimals(values, places):
    return pa.array([Decimal(value) for value in values], pa.decimal128(18, places))


def extended(folder, name, added):
    """Add rows to a table of the folder; columns that they lack are empty."""
    path = folder / name
    table = pq.read_table(path)
    rows = table.to_pylist() + added
    write_table(path, pa.Table.from_pylist(rows, schema=table.schema))


def data_for(plan, sample, folder):
    """Copy the sample month, with what the plan asks for besides."""
    shutil.copytree(sample, folder)
    agents = sorted(set(pq.read_table(sample / "roster.parquet")["agent_id"].to_pylist()))
    given = [
        {"agent_id": agent, "name": name, "value": Decimal(said[i % len(said)]), "volume": 1}
        for name, said in GIVEN.get(plan, {}).items()
        for i, agent in enumerate(agents)
    ]
    extended(folder, "given.parquet", given)
    targets = [
        {"level": "all", "measure": measure, "name": name, "value": Decimal(value)}
        for (measure, name), value in TARGETS.get(plan, {}).items()
    ]
    extended(folder, "targets.parquet", targets)
    if plan in EVENTS:
        categories, points = zip(*EVENTS[plan], strict=True)
        table = {
            "event_id": [f"E{i}" for i, _ in enumerate(points)],
            "agent_id": agents[: len(points)],
            "on": pa.array([DAY] * len(points), pa.date32()),
            "category": categories,
            "points": decimals(points, 4),
            "evidence": ["a letter"] * len(points),
            "approver": ["M999"] * len(points),
        }
        write_table(folder / "events.parquet", pa.table(table))
    if plan in RESULTS:
        levels, ids, names, values = zip(*RESULTS[plan], strict=True)
        table = {
            "level": levels,
            "level_id": pa.array(ids, pa.string()),
            "name": names,
            "value": decimals(values, 4),
        }
        write_table(folder / "results.parquet", pa.table(table))
    return folder


@pytest.fixture(scope="module", params=LINES)
def done(request, sample, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    data = data_for(request.param, sample, folder / "data")
    period = "2026-Q4" if request.param == "aftersales-quarterly" else "2026-10"
    return run_period(find_plan(request.param), data, period, folder / "RUNS")


def test_every_line_pays_somebody_something(done):
    payouts = pq.read_table(done.path / "payouts.parquet").to_pylist()
    paid = {row["line"] for row in payouts if row["amount"] > 0}
    awards = {award.name for award in done.plan.awards}
    assert paid - awards == LINES[done.plan.plan]


def test_the_run_verifies_with_its_totals(done):
    assert verify(done.path) == []
    assert verify_totals(done.path) == []


def test_statements_recheck(done):
    # `explain` reckons everything anew, by other code, and refuses a number that differs.
    cards = pq.read_table(done.path / "scorecards.parquet").to_pylist()
    of_each_fate = {card["status"]: card["agent_id"] for card in cards}
    assert {"ranked"} <= of_each_fate.keys()
    for agent in {*of_each_fate.values(), *(card["agent_id"] for card in cards[:8])}:
        said = explain(done.path, agent).to_text()
        assert agent in said


COMPANY = """\
company: northwind-service
as_of: period_start
plans:
  - plan: aftersales-monthly
    versions: [{{file: {folder}/aftersales-monthly.yaml, from: 2026-01-01}}]
    covers: {{everyone: true}}
  - plan: aftersales-quarterly
    versions: [{{file: {folder}/aftersales-quarterly.yaml, from: 2026-01-01}}]
    covers: {{everyone: true}}
"""


@pytest.mark.parametrize(
    ("period", "plan"), [("2026-10", "aftersales-monthly"), ("2026-Q4", "aftersales-quarterly")]
)
def test_the_month_and_the_quarter_stand_in_one_company(sample, tmp_path, period, plan):
    company = tmp_path / "company.yaml"
    company.write_text(COMPANY.format(folder=find_plan(plan).parent), encoding="utf-8")
    data = data_for("aftersales-quarterly", sample, tmp_path / "data")
    asked = Asked(period, tmp_path / "RUNS")
    runs, _ = run_company(company, data, asked)
    assert [one.plan.plan for one in runs] == [plan]


def test_what_was_planted_is_seen(done):
    cards = {
        card["agent_id"]: card
        for card in pq.read_table(done.path / "scorecards.parquet").to_pylist()
    }
    closed = {gate for card in cards.values() for gate in (card["gates"] or "").split(",") if gate}
    planted = {
        "contact-centre-scorecard": {"critical_error", "integrity_broken", "quality_first"},
        "jixiao-monthly": {"red_line_crossed"},
    }
    assert planted.get(done.plan.plan, set()) <= closed
