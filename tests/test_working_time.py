"""Working time through the doors of the command: the calendars of a folder, a run, its reader."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import months
from tests.intake.test_calendars import GOOD
from tests.months import MONTH, PLAN

ANSWER = """  answer:
    title: {en: First answer, zh: 首次响应}
    kind: sum
    of: {elapsed: {from: created_at, to: first_response_at, calendar: CALENDAR, reversed: zero}}
    unit: min
    better: lower
    places: 2
    period_on: created_at
    volume_min: 1
    missing: exclude
components:
"""
# 08:00 UTC is 16:00 in Shanghai and 09:00 in London, where clocks go back on 25 October.
OFFICE = """\
calendar: NAME
zone: ZONE
hours:
  monday: [09:00-12:00, 13:00-16:05]
  tuesday: [09:00-12:00, 13:00-16:05]
  wednesday: [09:00-12:00, 13:00-16:05]
  thursday: [09:00-12:00, 13:00-16:05]
  friday: [09:00-12:00, 13:00-16:05]
  saturday: closed
  sunday: closed
holidays:
  - {day: 2026-10-01, name: 国庆节}
  - {day: 2026-10-02, name: 国庆节}
  - {day: 2026-10-05, name: 国庆节}
  - {day: 2026-10-06, name: 国庆节}
  - {day: 2026-10-07, name: 国庆节}
working_days:
  - {day: 2026-10-10, name: 调休, hours: [09:00-16:03]}
"""


def office(name, zone):
    return OFFICE.replace("NAME", name).replace("ZONE", zone)


@pytest.fixture
def month(tmp_path):
    """A month that counts by region, with a calendar for each and one that nobody asks for."""
    by = "{by: region, in: {east: east, west: west}, otherwise: none}"
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN.replace("components:\n", ANSWER.replace("CALENDAR", by)), encoding="utf-8")
    rows = months.interactions()
    regions = ["east", "west", "south", None] * 3
    data = months.write(tmp_path / "data", rows=rows.append_column("region", pa.array(regions)))
    (data / "calendars").mkdir()
    for name, text in (
        ("east", office("east", "Asia/Shanghai")),
        ("west", office("west", "Europe/London")),
        ("north", GOOD),
    ):
        (data / "calendars" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return plan, data, tmp_path / "RUNS"


def run(plaudit, month):
    plan, data, runs = month
    return plaudit("run", plan, data, "--period", MONTH, "--out", runs)


def test_a_run_counts_by_the_calendars_of_its_regions(plaudit, month):
    done = run(plaudit, month)
    assert done.code == 0, done.err
    (folder,) = month[2].glob("*/*")
    found = {
        row["agent_id"]: row
        for row in pq.read_table(folder / "measures.parquet").to_pylist()
        if row["measure"] == "answer"
    }
    # Row i is of day i + 1 and answered i minutes after 08:00 UTC; rows 0, 4, 8 are of the east,
    # 1, 5, 9 of the west. In the east the 1st and the 5th are holidays, and on Friday the 9th all
    # of 8 minutes but the last three are at work, up to 16:05. In the west 08:00 is 09:00: the
    # 2nd and the 6th are holidays, and Saturday the 10th is worked: 9 minutes.
    assert {a: (str(r["numerator"]), r["denominator"], r["volume"]) for a, r in found.items()} == {
        "a1": ("0", "60", 2),
        "b2": ("0", "60", 2),
        "c3": (str((5 + 9) * 60), "60", 2),
    }
    assert {r["excluded_no_calendar"] for r in found.values()} == {2}
    # What nobody asks for is told of; what is used is part of the run, and of what it is.
    told = pq.read_table(folder / "findings.parquet").to_pylist()
    assert [f["file"] for f in told if f["code"] == "checked-not-used"] == ["calendars/north.yaml"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    names = {source["name"] for source in manifest["identity"]["inputs"]}
    assert {f"calendars/{name}.yaml" for name in ("east", "west", "north")} < names
    assert (folder / "inputs" / "calendars" / "east.yaml").is_file()
    assert plaudit("verify", folder, "--totals").code == 0


def test_an_explanation_needs_the_run_alone(plaudit, month):
    assert run(plaudit, month).code == 0
    plan, data, runs = month
    (folder,) = runs.glob("*/*")
    for path in (*data.glob("calendars/*"), *data.glob("*.parquet"), plan):
        path.unlink()
    explained = plaudit("explain", folder, "c3")
    assert explained.code == 0, explained.err
    assert "2 facts; left out 2 of regions without a calendar" in explained.out
    assert "figures were reckoned once more; all are equal" in explained.out
    said = "working time by region: east east, west west, otherwise none"
    assert said in explained.out
    told = json.loads(plaudit("explain", folder, "c3", "--json").out)
    assert said in json.dumps(told)


def test_a_calendar_of_another_year_is_told(plaudit, month):
    path = month[1] / "calendars" / "west.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-", "2025-"), encoding="utf-8")
    assert run(plaudit, month).code == 0
    (folder,) = month[2].glob("*/*")
    told = pq.read_table(folder / "findings.parquet").to_pylist()
    assert [(f["file"], f["reason"]) for f in told if f["code"] == "calendar-without-days"] == [
        ("calendars/west.yaml", "names no holiday of 2026, and some of 2025")
    ]


def test_a_calendar_that_is_missing_is_named_with_the_line_that_asks_for_it(plaudit, month):
    plan, data, runs = month
    (data / "calendars" / "west.yaml").rename(data / "calendars" / "wset.yaml")
    text = office("wset", "Europe/London")
    (data / "calendars" / "wset.yaml").write_text(text, encoding="utf-8")
    line = plan.read_text(encoding="utf-8").split("elapsed")[0].count("\n") + 1
    for words in (
        ("run", plan, data, "--period", MONTH, "--out", runs),
        ("validate", data, "--plan", plan),
    ):
        done = plaudit(*words)
        assert done.code == 3
        assert "calendars/west.yaml: the plan counts by it in plan.yaml:" in done.err
        assert f"plan.yaml:{line}:" in done.err
        assert "Did you mean 'wset'?" in done.err
    for path in data.glob("calendars/*"):
        path.unlink()
    (data / "calendars").rmdir()
    done = run(plaudit, month)
    assert done.code == 3
    assert done.err.count("[missing-file]") == 2
    assert "`plaudit calendar` writes one to start from" in done.err
    assert not runs.exists()


def test_a_region_column_that_is_missing_is_told(plaudit, month):
    months.write(month[1])
    done = run(plaudit, month)
    assert done.code == 3
    assert "region" in done.err
    assert "which the plan reads" in done.err


def test_a_calendar_with_other_hours_makes_another_run(plaudit, month):
    assert run(plaudit, month).code == 0
    path = month[1] / "calendars" / "east.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("16:05", "16:06"), encoding="utf-8")
    assert run(plaudit, month).code == 0
    found = [
        row["numerator"]
        for folder in month[2].glob("*/*")
        for row in pq.read_table(folder / "measures.parquet").to_pylist()
        if (row["agent_id"], row["measure"]) == ("c3", "answer")
    ]
    assert sorted(map(int, found)) == [(5 + 9) * 60, (6 + 9) * 60]


def test_a_report_under_a_plan_tells_only_of_calendars_that_are_idle(plaudit, month):
    plan, data, _ = month

    def idle(*words):
        report = json.loads(plaudit("validate", data, *words, "--json").out)
        return [f["file"] for f in report["findings"] if f["code"] == "checked-not-used"]

    assert idle() == ["calendars"]
    assert idle("--plan", plan) == ["calendars/north.yaml"]
