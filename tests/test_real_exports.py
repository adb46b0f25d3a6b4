"""The real exports beside the project, from CSV to published run, against counts of the files."""

import csv
import json
from collections import Counter
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from scoring.importing.importer import import_export
from scoring.monthly import run_period
from scoring.shipped import find_plan
from tests.months import PLAN


def source_of(shared, name):
    with (shared / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measures(done, name):
    rows = pq.read_table(done.path / "measures.parquet").to_pylist()
    return {r["agent_id"]: r for r in rows if r["measure"] == name}


@pytest.fixture(scope="module")
def ecommerce(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ecommerce")
    import_export("ecommerce-csat", shared / "data" / "ecommerce-csat.csv", folder / "data")
    return run_period(find_plan("csat-only"), folder / "data", "2023-08", folder / "RUNS")


def test_every_row_of_the_ecommerce_export_is_accounted_for(ecommerce):
    manifest = json.loads((ecommerce.path / "manifest.json").read_text(encoding="utf-8"))
    rows = manifest["rows"]
    assert rows["in"] == 17_182
    assert rows["used"] + sum(rows["excluded"].values()) + rows["quarantined"] == 17_182
    # 56 contacts were reported in July and surveyed in August.
    assert rows["excluded"]["outside_period"] == 56
    assert manifest["import"]["rows_in"] == 17_182
    assert manifest["agents"] == 1_368


def test_negative_response_times_are_blanked_and_their_rating_still_counts(ecommerce):
    manifest = json.loads((ecommerce.path / "manifest.json").read_text(encoding="utf-8"))
    counted = [f for f in manifest["faults"] if f["rule"] == "negative-duration"]
    assert sum(f["count"] for f in counted) == 635
    # Every row has a rating: each of August counts, blanked response time or not.
    assert sum(r["volume"] for r in measures(ecommerce, "csat").values()) == 17_182 - 56


def test_agents_under_five_contacts_are_not_ranked(ecommerce, shared):
    contacts = source_of(shared, "ecommerce-csat")
    everything = Counter(row["Agent_name"] for row in contacts)
    august = Counter(r["Agent_name"] for r in contacts if r["Issue_reported at"][3:5] == "08")
    few = {agent for agent in everything if august[agent] < 5}
    assert sum(n < 5 for n in everything.values()) == 133
    assert len(few) == 134  # one agent more has fewer than 5 without the contact of July
    cards = pq.read_table(ecommerce.path / "scorecards.parquet").to_pylist()
    assert {c["agent_id"] for c in cards if c["status"] == "unranked"} == few
    assert all(c["rank"] is None and c["score"] is None for c in cards if c["agent_id"] in few)


def test_a_mean_rating_is_the_sum_over_the_count(ecommerce, shared):
    ratings = {}
    for row in source_of(shared, "ecommerce-csat"):
        if row["Issue_reported at"][3:5] == "08":
            ratings.setdefault(row["Agent_name"], []).append(int(row["CSAT Score"]))
    for agent, found in measures(ecommerce, "csat").items():
        own = ratings[agent]
        if len(own) >= 5:
            # Half up at two places, in whole numbers: floor(100 x mean + 1/2).
            hundredths = (2 * 100 * sum(own) + len(own)) // (2 * len(own))
            assert int(found["value"] * 100) == hundredths


RESOLUTION = """\
  resolution:
    {title: Solved, kind: share, hits: {resolved: true}, WHERE per: 100, unit: "%",
     better: higher, places: 1, period_on: created_at, volume_min: 1, missing: exclude}
  talk:
    {title: Talk time, kind: mean, of: talk_s, unit: s, better: lower, places: 1,
     period_on: created_at, volume_min: 1, missing: exclude}
"""


@pytest.fixture(scope="module")
def calls(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("calls")
    import_export("call-center", shared / "data" / "call-center.csv", folder / "data")
    return folder


def quarter(calls, where=""):
    """Run the first quarter of 2021, all three months of the export, with a filter or none."""
    text = PLAN.replace("cycle: month", "cycle: quarter")
    text = text.replace("components:", RESOLUTION.replace("WHERE", where) + "components:")
    text = text.replace("scales:", "columns: {x_answered: boolean}\nscales:")
    plan = calls / "plan.yaml"
    plan.write_text(text[: text.index("pay:")] + "pay: none\n", encoding="utf-8")
    return run_period(plan, calls / "data", "2021-Q1", calls / "RUNS")


@pytest.mark.parametrize(
    ("where", "of", "percent"),
    [("", 5000, "72.9"), ("where: {x_answered: true},", 5000 - 946, "89.9")],
)
def test_the_resolution_rate_has_the_denominator_that_the_plan_writes(calls, where, of, percent):
    found = measures(quarter(calls, where), "resolution").values()
    volume = sum(r["volume"] for r in found)
    # Each agent's numerator is 100 x the calls solved, and the denominator is the volume.
    assert [r["denominator"] for r in found] == [str(r["volume"]) for r in found]
    solved = sum(int(r["numerator"]) for r in found) // 100
    assert volume == of
    assert f"{Decimal(100 * solved) / volume:.1f}" == percent


def test_talk_time_of_unanswered_calls_enters_no_mean(calls, shared):
    talk = measures(quarter(calls), "talk").values()
    everything = source_of(shared, "call-center")
    by_agent = Counter(r["agent"] for r in everything)
    answered = Counter(r["agent"] for r in everything if r["answered (Y/N)"] == "Y")
    assert {r["agent_id"]: r["volume"] for r in talk} == answered
    assert sum(answered.values()) == 5000 - 946
    left_out = {r["agent_id"]: r["excluded_null_value"] for r in talk}
    assert left_out == {agent: n - answered[agent] for agent, n in by_agent.items()}
