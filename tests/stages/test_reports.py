"""Reports outside of a plan: measured for their manager in it, counted as used, and not scored.

Of the month in `tests/months.py` the supervisor c3 has a plan alone; a1 (5 5 5 5) and b2 (5 4 4 4)
report to c3. No measure here is taken over reports by itself, so the tests say that csat is.
"""

import json
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring import engine
from scoring.columns import Column
from scoring.exact.period import parse_period
from scoring.flow import Earlier, Facts
from scoring.intake import stints
from scoring.intake.folder import open_folder
from scoring.intake.tables import read_roster
from scoring.monthly import run_period
from scoring.pieces.reports import measured_agents, with_earlier
from scoring.plan.load import load_plan
from scoring.plan.reports import rolled_over_reports
from tests import months
from tests.made_up import column_of
from tests.months import MONTH, PLAN

SUPERVISORS = PLAN.replace("  everyone: true", "  where: {role: supervisor}")


@pytest.fixture
def over_reports(monkeypatch):
    """Let csat be taken over reports."""
    for module in (stints, engine):
        monkeypatch.setattr(module, "rolled_over_reports", lambda _plan: {"csat"})


@pytest.fixture
def place(tmp_path):
    people = months.roster()
    for name, values in {
        "role": ["agent", "agent", "supervisor"],
        "manager_id": ["c3", "c3", None],
    }.items():
        at = people.schema.get_field_index(name)
        people = people.set_column(at, name, pa.array(values, pa.string()))
    months.write(tmp_path / "data", people=people)
    (tmp_path / "plan.yaml").write_text(SUPERVISORS, encoding="utf-8")
    return tmp_path


def run(place):
    return run_period(place / "plan.yaml", place / "data", MONTH, place / "RUNS")


def manifest_of(done):
    return json.loads((done.path / "manifest.json").read_bytes())


def test_a_plan_without_reports_measures_nobody_beside_it(place):
    done = run(place)
    assert rolled_over_reports(done.plan) == set()
    assert done.result.roster.beside is None
    assert manifest_of(done)["rows"]["excluded"]["not_in_plan"] == 8
    assert not (done.path / "reports.parquet").exists()


def test_reports_are_measured_and_their_rows_are_used(place, over_reports, plaudit):
    done = run(place)
    assert done.result.roster.agent_ids == ("c3",)
    assert done.result.roster.beside.agent_ids == ("a1", "b2")
    rows = manifest_of(done)["rows"]
    # All eight of a1 and b2, and the two of c3 that have a rating.
    assert (rows["in"], rows["used"], rows["excluded"]["not_in_plan"]) == (12, 10, 0)
    assert "agents outside of the plan measured for their managers in it: 2" in done.findings()
    cards = pq.read_table(done.path / "scorecards.parquet").to_pylist()
    assert [(card["agent_id"], card["rank"]) for card in cards] == [("c3", 1)]
    assert pq.read_table(done.path / "measures.parquet").num_rows == 1
    found = pq.read_table(done.path / "reports.parquet").to_pylist()
    assert [(r["agent_id"], r["manager_id"], r["measure"], r["value"]) for r in found] == [
        ("a1", "c3", "csat", Decimal(5)),
        ("b2", "c3", "csat", Decimal("4.25")),
    ]
    exact = [Decimal(r["numerator"]) / Decimal(r["denominator"]) for r in found]
    assert exact == [5, Decimal("4.25")]
    assert [(r["volume"], r["status"]) for r in found] == [(4, "known")] * 2
    assert plaudit("verify", done.path, "--totals").code == 0


def test_whoever_reports_to_nobody_in_the_plan_is_left_out(place, over_reports):
    people = pq.read_table(place / "data" / "roster.parquet")
    at = people.schema.get_field_index("manager_id")
    people = people.set_column(at, "manager_id", pa.array(["c3", "zz", "c3"]))
    pq.write_table(people, place / "data" / "roster.parquet", write_page_checksum=True)
    done = run(place)
    # c3 is named as its own manager and is in the plan: measured once, as itself.
    assert done.result.roster.beside.agent_ids == ("a1",)
    assert manifest_of(done)["rows"]["excluded"]["not_in_plan"] == 4


def test_reports_have_bounds_words_and_given_values_behind_those_of_the_plan(place, over_reports):
    given = pa.table(
        {
            "agent_id": ["b2", "c3"],
            "name": ["rating", "rating"],
            "value": pa.array([Decimal("2.5"), Decimal(4)], pa.decimal128(18, 9)),
            "volume": pa.array([7, 9], pa.int64()),
        }
    )
    pq.write_table(given, place / "data" / "given.parquet", write_page_checksum=True)
    rated = "  rated: {kind: given, given: rating, title: Rated, unit: points, better: higher,\n"
    rated += "          places: 2, volume_min: 0, missing: exclude}\ncomponents:\n"
    (place / "plan.yaml").write_text(SUPERVISORS.replace("components:\n", rated), encoding="utf-8")
    plan, october = load_plan(place / "plan.yaml"), parse_period(MONTH)
    roster, known, _ = read_roster(open_folder(place / "data"), plan, october)
    assert known == {"c3": 0, "a1": 1, "b2": 2}
    wide = measured_agents(roster)
    assert wide.agent_ids == ("c3", "a1", "b2")
    assert wide.columns["team"].tolist() == ["t2", "t1", "t1"]
    units, volume, there = wide.given["rating"]
    assert units.tolist() == [4 * 10**9, 0, 25 * 10**8]
    assert volume.tolist() == [9, 0, 7]
    assert there.tolist() == [True, False, True]
    assert np.unique(wide.starts_us).size == 1
    # Facts of all three, in any order, come back to whom they belong.
    facts = Facts(
        np.array([2, 0, 1, 2, 1]),
        {
            "created_at": Column("stamp", np.full(5, wide.starts_us[0]), np.ones(5, np.bool_)),
            "csat": column_of("csat", [Decimal(x) for x in (3, 5, 1, 4, 2)]),
        },
    )
    values, _ = engine.measure(plan, roster, [[facts]])
    csat = values["csat"]
    assert csat.numerator.tolist() == [50_000, 30_000, 70_000]  # at the four places of a rating
    assert csat.volume.tolist() == [1, 2, 2]
    result = engine.run(plan, values, roster)
    assert result.values["csat"].volume.tolist() == [1]
    assert result.reports["csat"].volume.tolist() == [2, 2]
    assert result.values["rated"].units.tolist() == [400]


def test_what_an_earlier_run_says_of_reports_stands_behind_the_plans(place, over_reports):
    plan, october = load_plan(place / "plan.yaml"), parse_period(MONTH)
    roster, _, _ = read_roster(open_folder(place / "data"), plan, october)
    score, known = np.array([7, 8, 9]), np.array([True, False, True])
    both = with_earlier(roster, Earlier("r", "2026-09", score, known, {"csat": (score, known)}))
    assert both.earlier.score.tolist() == [7]
    assert both.beside.earlier.values["csat"][0].tolist() == [8, 9]
    wide = measured_agents(both).earlier
    assert wide.score.tolist() == wide.values["csat"][0].tolist() == [7, 8, 9]
    assert wide.scored.tolist() == wide.values["csat"][1].tolist() == known.tolist()
