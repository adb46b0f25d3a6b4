"""A month with every file that a data folder may hold, through the doors of the command."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.intake.test_calendars import GOOD as CALENDAR
from tests.intake.test_more_tables import TABLES, decimals, table
from tests.months import MONTH, PLAN, write

CONTROLS = """\
system: help desk
period: {from: 2026-10-01, to: 2026-10-31, zone: UTC}
tables:
  interactions: {rows: 12, sums: {csat: 44}}
  roster: {rows: 3, sums: {bonus_base: 32000}}
  events: {rows: 3, sums: {points: 0.5}}
"""


@pytest.fixture
def month(tmp_path):
    """A plan with a target from the file, and a folder that has everything."""
    plan = tmp_path / "plan.yaml"
    wanted = "    missing: exclude\n"
    asks = PLAN.replace(wanted, f"{wanted}    anchors: {{target: targets}}\n")
    plan.write_text(asks, encoding="utf-8")
    data = write(tmp_path / "data")
    for name in TABLES:
        pq.write_table(table(name), data / f"{name}.parquet")
    # A promise for csat itself, more specific than the target, must not stand in for it.
    columns = {
        "measure": ["csat"] * 3,
        "level": ["all", "agent", "team"],
        "level_id": [None, "a1", "t1"],
        "value": decimals("4.5", "2", "3"),
    }
    pq.write_table(table("targets", **columns), data / "targets.parquet")
    given = pa.table({"agent_id": ["a1"], "name": ["rating"], "value": ["4.50"]})
    pq.write_table(given, data / "given.parquet")
    (data / "calendars").mkdir()
    (data / "calendars" / "north.yaml").write_text(CALENDAR, encoding="utf-8")
    (data / "controls.yaml").write_text(CONTROLS, encoding="utf-8")
    return plan, data, tmp_path / "RUNS"


def run_words(month):
    plan, data, runs = month
    return ("run", plan, data, "--period", MONTH, "--out", runs)


def test_every_input_is_named_kept_and_told_of(plaudit, month):
    plan, data, runs = month
    done = plaudit(*run_words(month))
    assert done.code == 0, done.err
    (folder,) = runs.glob("*/*")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    names = {source["name"] for source in manifest["identity"]["inputs"]}
    small = {f"{name}.parquet" for name in (*TABLES, "roster", "given")}
    as_they_are = {"calendars/north.yaml", "controls.yaml"}
    assert names == small | as_they_are | {"interactions.parquet"}
    kept = {
        str(path.relative_to(folder / "inputs"))
        for path in (folder / "inputs").rglob("*")
        if path.is_file()
    }
    assert kept == small | as_they_are | {plan.name}
    for name in as_they_are:
        assert (folder / "inputs" / name).read_bytes() == (data / name).read_bytes()
    told = pq.read_table(folder / "findings.parquet").to_pylist()
    assert [f["file"] for f in told if f["code"] == "checked-not-used"] == [
        "adjustments.parquet",
        "calendars",
        "events.parquet",
        "fx.parquet",
        "results.parquet",
        "reviews.parquet",
    ]
    assert [f["reason"][-1] for f in told if f["code"] == "promise-not-asked"] == ["2"]
    assert plaudit("verify", folder).code == 0
    # The explanation reckons with the run's own copy of the targets, promises and all.
    explained = plaudit("explain", folder, "a1")
    assert explained.code == 0, explained.err
    assert "figures were reckoned once more; all are equal" in explained.out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rows: 12", "rows: 13", "interactions, rows: stated 13, found 12, difference -1"),
        ("csat: 44", "csat: 43.99", "interactions, csat: stated 43.99, found 44, difference 0.01"),
        ("to: 2026-10-31", "to: 2026-10-11", "0 days before and 1 day after"),
        ("points: 0.5", "points: 0.51", "events, points: stated 0.51, found 0.5, difference -0.01"),
    ],
)
def test_a_figure_that_disagrees_ends_with_exit_7_and_no_run(plaudit, month, old, new, said):
    _, data, runs = month
    (data / "controls.yaml").write_text(CONTROLS.replace(old, new), encoding="utf-8")
    for words in (run_words(month), ("validate", data)):
        done = plaudit(*words)
        assert done.code == 7
        assert said in done.err
        assert "controls-disagree" in done.err
    assert not runs.exists()


def test_a_calendar_that_is_changed_makes_another_run(plaudit, month):
    _, data, runs = month
    assert plaudit(*run_words(month)).code == 0
    path = data / "calendars" / "north.yaml"
    path.write_text(
        CALENDAR.replace("13:00-18:00]\n  tue", "13:00-17:00]\n  tue"), encoding="utf-8"
    )
    assert plaudit(*run_words(month)).code == 0
    assert len([*runs.glob("*/*/manifest.json")]) == 2
