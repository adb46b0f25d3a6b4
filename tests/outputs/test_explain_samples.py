"""Adjusted values on the statement and in the run: raw, interval, prior, and every figure met."""

import json

import pyarrow.parquet as pq
import pytest

from scoring.errors import IntegrityError
from scoring.ledger.identity import canonical, manifest_digest
from scoring.monthly import run_period
from scoring.outputs.explain import explain
from tests import months as small
from tests.plans import changed

MEASURES = """\
  good:
    title: {en: Good ratings, zh: 好评率}
    kind: share
    hits: {csat: {at_least: 4.5}}
    per: 100
    unit: "%"
    better: higher
    places: 2
    period_on: created_at
    volume_min: 1
    missing: exclude
    adjusted: {by: wilson, z: 1.96, bound: lower}
  drawn:
    title: Good ratings, drawn
    kind: share
    hits: {csat: {at_least: 4.5}}
    per: 100
    unit: "%"
    better: higher
    places: 2
    period_on: created_at
    volume_min: 1
    missing: exclude
    adjusted: {by: shrinkage, z: 1.96, prior: {from: stated, mean: 0.25, strength: 6}}
  alike:
    title: Rating
    kind: mean
    of: csat
    unit: points
    better: higher
    places: 2
    period_on: created_at
    volume_min: 1
    missing: exclude
    adjusted: {by: shrinkage, z: 2, prior: {from: period, among: team}}
components:
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The small month: a1 rated 5 5 5 5, b2 5 4 4 4 in team t1, and c3 3 4 in team t2."""
    folder = tmp_path_factory.mktemp("few")
    text = changed(("components:\n", MEASURES), text=small.PLAN)
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    data = small.write(folder / "data")
    return run_period(folder / "small.yaml", data, small.MONTH, folder / "RUNS").path


def steps(run, agent: str) -> dict:
    told = explain(run, agent).to_json()
    return {step["name"]: step for section in told["steps"].values() for step in section}


def test_a_statement_says_how_a_bound_came_about(run):
    # 4 of 4: the lower bound is n / (n + z²) = 4 / 7.8416 = 51.01 %.
    good = steps(run, "a1")["good"]
    assert good["value"] == "51.01"
    assert good["formula"] == (
        "100 x 4 / 4 = 100; the lower bound of its Wilson interval at z 1.96 = 51.01"
    )
    beside = "as counted 100.00, Wilson interval 51.01 to 100.00 at z 1.96, adjusted 51.01"
    assert beside in good["notes"]


def test_a_statement_says_how_a_value_was_drawn(run):
    # (1 + 6 x 0.25) / (4 + 6) = 25 %: what was counted and what is usual are the same.
    drawn = steps(run, "b2")["drawn"]
    assert drawn["formula"] == ("100 x 1 / 4 = 25; shrunk to 100 x (1 + 6 x 0.25) / (4 + 6) = 25")
    assert drawn["notes"][2] == "prior as the plan states it"
    assert steps(run, "a1")["drawn"]["value"] == "55.00"  # (4 + 1.5) / 10


def test_a_statement_names_the_group_and_the_interval_of_a_mean(run):
    # Team t2 has one agent, who rates 3.5: s² = 0.5, and 3.5 ± 2 x 0.5.
    alike = steps(run, "c3")["alike"]
    assert alike["value"] == "3.50"
    assert "the mean of all, 3.5, stands for each agent" in alike["formula"]
    assert alike["notes"][1:] == [
        "as counted 3.50, interval 2.50 to 4.50 at z 2, adjusted 3.50",
        "prior from the facts of this period, of team t2",
    ]


def test_the_table_has_raw_value_and_interval_side_by_side(run):
    rows = pq.read_table(run / "measures.parquet").to_pylist()
    found = {(row["agent_id"], row["measure"]): row for row in rows}
    good, csat = found["a1", "good"], found["a1", "csat"]
    assert [str(good[key]) for key in ("value", "raw", "low", "high")] == [
        "51.010000000000",
        "100.000000000000",
        "51.010000000000",
        "100.000000000000",
    ]
    assert (good["numerator"], good["denominator"], good["squares"]) == ("400", "4", None)
    assert [csat[key] for key in ("raw", "low", "high", "squares")] == [None] * 4
    # 3 and 4 in units of the column: 9 + 16, at twice the places of the column.
    assert (
        int(found["c3", "alike"]["squares"])
        == 25 * int(found["c3", "alike"]["denominator"]) ** 2 // 4
    )


def test_the_manifest_keeps_the_priors_of_each_team(run):
    kept = json.loads((run / "manifest.json").read_bytes())["priors"]
    assert sorted(kept) == ["alike", "drawn"]
    assert kept["drawn"]["used"][0]["strength"] == "6.000000000000"
    assert kept["drawn"]["estimated"] is None
    t1, t2 = kept["alike"]["used"]
    # Team t1: 5 5 5 5 and 5 4 4 4: the mean is 4.625, σ² = 0.75 / 6 = 0.125, between 1.125,
    # n₀ = 4, τ² = 0.25: worth half a fact.
    assert (t1["group"], t1["mean"], t1["strength"]) == ("t1", "4.625000000000", "0.500000000000")
    assert (t2["group"], t2["strength"], t2["note"]) == ("t2", None, "one_agent")
    assert kept["alike"]["estimated"] == kept["alike"]["used"]


def test_a_prior_that_was_changed_is_found_out(run, tmp_path):
    manifest = json.loads((run / "manifest.json").read_bytes())
    before = (run / "manifest.json").read_bytes()
    manifest["priors"]["drawn"]["used"][0]["strength"] = "7.000000000000"
    del manifest["digest"]
    try:
        forged = canonical(manifest | {"digest": manifest_digest(manifest)})
        (run / "manifest.json").write_bytes(forged)
        with pytest.raises(IntegrityError, match="value is stored as 55 and comes to"):
            explain(run, "a1")
    finally:
        (run / "manifest.json").write_bytes(before)
