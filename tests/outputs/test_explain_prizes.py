"""Prizes, shares and a budget on a statement: how an amount came about, and every figure met."""

import json

import pytest

from scoring.monthly import run_period
from scoring.outputs.explain import explain
from tests import months

AWARDS = """\
awards:
  - {name: star, title: Star, per: overall, by: {volume: csat}, tiers: any, ties: share,
     prizes: [{places: 1, amount: {CNY: 500, JPY: 9000}},
              {places: 1, amount: {CNY: 300, JPY: 5000}}],
     budget: {amount: {CNY: 500, JPY: 9000}, over: scale}, pay_code: STAR}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """a1 and b2 have four ratings each, c3 has two: the two share 800, and are cut to 500."""
    folder = tmp_path_factory.mktemp("prizes")
    (folder / "plan.yaml").write_text(months.PLAN + AWARDS, encoding="utf-8")
    months.write(folder / "10")
    return run_period(folder / "plan.yaml", folder / "10", "2026-10", folder / "RUNS").path


def test_a_statement_says_how_a_prize_came_about(run):
    said = explain(run, "a1").to_json()
    assert said["pay"]["star"] == {"amount": "250.00", "currency": "CNY"}
    [step] = said["steps"]["awards_and_actions"]
    assert (step["name"], step["result"]) == ("star", "250.00 CNY")
    assert step["formula"] == (
        "place 1 of 3, volume of csat 4, equal with 1 other; the prizes of places 1 to 2, 800.00 "
        "CNY, shared by 2; cut from 400.00 CNY: 800.00 CNY in all, and the budget is 500.00 CNY"
    )


def test_whoever_has_no_place_has_no_step(run):
    assert explain(run, "c3").to_json()["steps"]["awards_and_actions"] == []


def test_the_run_adds_up_and_tells_of_the_budget(run, plaudit):
    left = plaudit("verify", run, "--totals")
    assert left.code == 0, left.err
    paid = json.loads((run / "manifest.json").read_bytes())["totals"]["currencies"]
    # a1 has tier A: 1000 x 0.3 x 1.5 = 450, b2 B: 300, c3 C: 30000 x 0.3 x 0.5 = 4500.
    assert paid == {"CNY": {"rows": 4, "sum": "1250.00"}, "JPY": {"rows": 1, "sum": "4500"}}


def test_a_budget_that_refuses_ends_the_command(tmp_path, plaudit):
    text = months.PLAN + AWARDS.replace("over: scale", "over: refuse")
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    months.write(tmp_path / "10")
    words = tmp_path / "plan.yaml", tmp_path / "10", "--period", "2026-10"
    left = plaudit("run", *words, "--out", tmp_path / "RUNS")
    assert left.code == 3
    assert "come to 800.00 CNY in all, and the budget is 500.00 CNY" in left.err
    assert "[over-budget]" in left.err
    assert not list(tmp_path.rglob("manifest.json"))
