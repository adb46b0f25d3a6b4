"""Runs that stand already are told of, beside the run at hand and never in it."""

import json

from scoring.ledger.earlier import already_run
from scoring.monthly import run_period
from tests import months
from tests.months import PLAN, minute
from tests.results import publish_small


def test_a_run_of_the_plan_and_period_is_named_with_its_rows(tmp_path):
    run = publish_small(tmp_path)
    (told,) = already_run(tmp_path, "small-month", {"2026-09": 1, "2026-10": 1_234}, "")
    assert (told.code, told.rule, told.row) == ("period-already-run", "2026-10", None)
    assert told.reason == (
        f"run {run.name} published 2026-10 before and stays as it is; rows of it here: 1,234"
    )
    assert already_run(tmp_path, "another-plan", {"2026-10": 1}, "") == []
    assert already_run(tmp_path, "small-month", {"2026-09": 1}, "") == []
    assert already_run(tmp_path, "small-month", {"2026-10": 1}, run.name) == []


def test_a_run_that_cannot_be_read_is_told_and_stops_nothing(tmp_path):
    run = publish_small(tmp_path)
    (run / "manifest.json").write_text("{}")
    (told,) = already_run(tmp_path, "small-month", {"2026-10": 2}, "")
    assert "cannot be read" in told.reason


def test_there_need_be_no_runs(tmp_path):
    assert already_run(tmp_path / "RUNS", "small", {"2026-10": 2}, "") == []
    assert already_run(tmp_path / ("n" * 300), "small", {"2026-10": 2}, "") == []
    (tmp_path / "2026-10").write_text("no folder")
    assert already_run(tmp_path, "small", {"2026-10": 2}, "") == []


def test_late_rows_of_a_period_already_run_are_told_and_change_no_byte(tmp_path):
    plan, runs = tmp_path / "plan.yaml", tmp_path / "RUNS"
    plan.write_text(PLAN, encoding="utf-8")
    first = months.write(tmp_path / "october")
    october = run_period(plan, first, "2026-10", runs)
    assert october.beside == ()
    # Two late rows of October lie among those of November.
    late = months.interactions().to_pylist()
    for i, row in enumerate(late):
        day = minute(3) if i < 2 else minute(3).replace(month=11)
        row |= {"created_at": day, "first_response_at": day}
    table = months.interactions().from_pylist(late, schema=months.interactions().schema)
    november = run_period(plan, months.write(tmp_path / "n", rows=table), "2026-11", runs)
    (told,) = november.beside
    assert told.rule == "2026-10"
    assert told.reason.startswith(f"run {october.path.name} published 2026-10 before")
    assert told.reason.endswith("rows of it here: 2")
    assert told.reason in november.findings()
    beside = json.loads((november.path / "environment.json").read_bytes())["beside"]
    assert [one["rule"] for one in beside] == ["2026-10"]
    # The same again finds itself, though there is now a run of November beside it.
    again = run_period(plan, first, "2026-10", runs)
    assert (again.already, again.path) == (True, october.path)
    assert run_period(plan, tmp_path / "n", "2026-11", tmp_path / "ELSE").path.name == (
        november.path.name
    )
