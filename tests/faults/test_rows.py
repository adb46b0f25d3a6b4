"""Faults 20 to 23 and 26: rows that repeat, cannot be, or name nobody: set aside and counted."""

import datetime as dt
import math

import numpy as np
import pyarrow as pa
import pytest

from tests import months
from tests.faults.scene import (
    AGENTS,
    PERSONAL,
    accounted,
    contacts,
    export,
    line,
    roster,
    table,
    told,
    with_column,
)
from tests.months import STAMP, minute

PLACES = "columns: {x_points: decimal}\nscales:"
POINTS = (
    ("scales:", PLACES),
    ("of: csat", "of: x_points"),
    ("kind: mean", "kind: sum"),
    (
        "points: [{at: 1, gives: 0}, {at: 5, gives: 100}]",
        "points: [{at: 0, gives: 0}, {at: 900000, gives: 100}]",
    ),
)


def change_plan(scene, *pairs):
    """Replace words of the plan, each of which must stand in it once."""
    text = scene.plan.read_text(encoding="utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    scene.plan.write_text(text, encoding="utf-8")


def ran(scene):
    """Run, and return the manifest's account of rows and the run's place."""
    left = scene.run()
    assert left.code == 0, left.err
    assert not [word for word in PERSONAL if word in left.err]
    rows = scene.manifest(left.out)["rows"]
    assert accounted(rows)
    return rows, left.out


def rules(run):
    """What a run has in quarantine, as (file, row, column, rule)."""
    return [(f["file"], f["row"], f["column"], f["rule"]) for f in table(run, "quarantine")]


@pytest.mark.parametrize("other", [{}, {"csat": "1"}])
@pytest.mark.parametrize("parts", [1, 2])
def test_an_id_that_stands_twice(scene, other, parts):
    rows = contacts()
    copy = rows.slice(0, 1)
    if other:
        copy = with_column(copy, "csat", pa.array(["1"]).cast(pa.decimal128(5, 2)))
    if parts == 1:
        scene.write(pa.concat_tables([rows, copy]))
    else:
        scene.write_parts(rows, copy)
    scene.refused(3, "[too-many-bad-rows]", "repeated-", "2 of 13", by=("run",))
    scene.allow("0.2")
    account, run = ran(scene)
    assert (account["in"], account["quarantined"]) == (13, 2)
    # Every copy, alike or not: which of them is right is not guessed.
    last = ("interactions.parquet", 13) if parts == 1 else ("interactions/part-1.parquet", 1)
    found = rules(run)
    assert {place[:2] for place in found} == {
        ("interactions.parquet" if parts == 1 else "interactions/part-0.parquet", 1), last,
    }  # fmt: skip
    assert {(column, rule.split("-")[0]) for _, _, column, rule in found} == {
        ("interaction_id", "repeated")
    }


REPEATED = export(*(line(number) for number in range(9)), line(3), line(3, stars="1"))


def test_an_id_that_stands_twice_in_an_export(scene):
    report = scene.imported(REPEATED)
    assert (report["rows_in"], report["rows_written"]) == (11, 8)
    assert sum(rule["count"] for rule in report["rules"] if rule["rule"] == "repeated-id") == 3


def test_an_id_that_stands_twice_where_the_profile_calls_it_an_error(scene):
    strict = ("repeated-id: quarantine", "repeated-id: error")
    scene.import_refused(REPEATED, 3, "export.csv row 4", "[repeated-id]", changes=(strict,))


STRANGE = [math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324]


@pytest.mark.parametrize("column", ["csat", "cost", "x_points"])
def test_numbers_that_are_none(scene, column):
    scene.write(with_column(contacts(), column, [*STRANGE, *[4.0] * 6], pa.float64()))
    report = scene.report()
    assert report["quarantined"] == 6
    found = [(rule, count, rows) for rule, of, count, rows in told(report) if of == column]
    assert found == [
        ("not-finite", 3, [1, 2, 3]),
        ("out-of-range", 2, [4, 5]),
        ("too-many-places", 1, [6]),
    ]
    if column == "csat":
        scene.allow("0.5")
        account, run = ran(scene)
        assert account["quarantined"] == 6
        assert [row for _, row, _, _ in rules(run)] == [1, 2, 3, 4, 5, 6]


def test_too_many_of_them_end_the_run(scene):
    scene.write(with_column(contacts(), "csat", [math.nan] * 2 + [4.0] * 10, pa.float64()))
    scene.refused(
        3, "conventions.quarantine_max", "2 of 12", "not-finite 2", "[too-many-bad-rows]",
        by=("run",),
    )  # fmt: skip


def test_minus_zero_is_zero(scene):
    change_plan(scene, *POINTS)
    found = []
    for zero in (0.0, -0.0):
        points = [zero, 1.5, 0.5, zero] * 3
        scene.write(with_column(contacts(), "x_points", points, pa.float64()))
        _, run = ran(scene)
        found.append([table(run, name) for name in ("measures", "scorecards", "payouts")])
    assert found[0] == found[1]
    assert "-0" not in str([row["value"] for row in found[1][0]])


def test_a_sum_beyond_64_bits_is_exact(scene):
    change_plan(scene, *POINTS)
    most, count = 10**9, 10_000  # at six places these are 10**15 units each, and 10**19 in all
    units = np.full(count, most * 10**6, np.int64)
    with np.errstate(over="ignore"):
        assert int(units.sum()) != most * 10**6 * count
    rows = contacts().take(pa.array([0] * count))
    rows = with_column(rows, "interaction_id", [f"TICKET-{number:06}" for number in range(count)])
    scene.write(with_column(rows, "x_points", [float(most)] * count, pa.float64()))
    account, run = ran(scene)
    mine = next(row for row in table(run, "measures") if row["agent_id"] == AGENTS[0])
    assert (account["used"], mine["volume"], mine["value"]) == (count, count, most * count)


def stamps(column, first):
    rest = contacts()[column].to_pylist()[1:]
    return with_column(contacts(), column, [first, *rest], STAMP)


FAR = dt.datetime(2100, 1, 1, 0, 0, 1, tzinfo=dt.UTC)
TIMES = [
    ("first_response_at", minute(1, -1), "negative-duration"),
    ("created_at", minute(1, 5), "negative-duration"),  # T000 was answered at once
    ("created_at", dt.datetime(1970, 1, 1, tzinfo=dt.UTC), "out-of-range"),
    ("created_at", dt.datetime(1989, 12, 31, 23, 59, 59, tzinfo=dt.UTC), "out-of-range"),
    ("first_response_at", FAR, "out-of-range"),
    ("created_at", dt.datetime(9999, 12, 31, tzinfo=dt.UTC), "out-of-range"),
    ("created_at", None, "null-value"),
]


@pytest.mark.parametrize(("column", "value", "rule"), TIMES)
def test_a_time_that_cannot_be(scene, column, value, rule):
    scene.reads("first_response_at")
    scene.write(stamps(column, value))
    account, run = ran(scene)
    assert (account["in"], account["quarantined"]) == (12, 1)
    assert {(row, found) for _, row, _, found in rules(run)} >= {(1, rule)}
    assert {row for _, row, _, _ in rules(run)} == {1}


@pytest.mark.parametrize("column", ["handle_s", "talk_s"])
def test_a_duration_below_zero(scene, column):
    scene.reads(column)
    scene.write(with_column(contacts(), column, [-1] + [60] * 11, pa.int64()))
    account, run = ran(scene)
    assert account["quarantined"] == 1
    assert rules(run) == [("interactions.parquet", 1, column, "negative-duration")]


def test_rows_outside_of_the_period_are_excluded_and_not_quarantined(scene):
    before, after = dt.datetime(2026, 9, 30, 23, 59, 59, tzinfo=dt.UTC), minute(31, 60 * 16)
    created = [before, after, *contacts()["created_at"].to_pylist()[2:]]
    rows = with_column(contacts(), "created_at", created, STAMP)
    rows = with_column(rows, "first_response_at", [None] * 12, STAMP)
    scene.write(rows)
    account, _ = ran(scene)
    assert (account["in"], account["used"], account["quarantined"]) == (12, 8, 0)
    assert account["excluded"]["outside_period"] == 2  # and two have no rating


def test_a_file_of_another_month_is_refused(scene):
    moved = [t - dt.timedelta(days=60) for t in contacts()["created_at"].to_pylist()]
    rows = with_column(contacts(), "created_at", moved, STAMP)
    scene.write(with_column(rows, "first_response_at", [None] * 12, STAMP))
    scene.refused(3, "no row lies in 2026-10", "[no-rows-in-period]", by=("run",))


def test_a_time_of_an_export_that_cannot_be(scene):
    bad = [
        line(1, solved="01.01.2024 09:00"), line(2, solved="31.02.2024 10:00"), line(3, wait="-5"),
        line(4, day="01.01.1970"), line(5, day="31.12.2199"), line(6, day="soon"), line(7),
    ]  # fmt: skip
    report = scene.imported(export(*bad))
    assert (report["rows_in"], report["rows_written"]) == (7, 4)
    counts = {(rule["rule"], rule["column"]): rule["count"] for rule in report["rules"]}
    assert counts == {
        ("negative-duration", "resolved_at"): 1,
        ("negative-duration", "first_response_at"): 1,
        ("unparsable-stamp", "resolved_at"): 1,
        ("unparsable-stamp", "created_at"): 1,
        ("out-of-range", "created_at"): 2,
        ("out-of-range", "first_response_at"): 2,  # two minutes after them
    }


@pytest.mark.parametrize("nobody", [None, pa.nulls(12)])
def test_rows_that_name_nobody_are_counted(scene, nobody):
    if nobody is None:
        agents = [None, *contacts()["agent_id"].to_pylist()[1:]]
        scene.write(with_column(contacts(), "agent_id", agents, pa.string()))
        account, run = ran(scene)
        assert (account["excluded"]["unattributed"], account["quarantined"]) == (1, 0)
        found = {row["code"]: row["reason"] for row in table(run, "findings")}
        assert found["unattributed"].endswith(": 1")
        assert scene.report()["unattributed"] == 1
    else:
        scene.write(with_column(contacts(), "agent_id", nobody))
        account, _ = ran(scene)
        assert account["excluded"]["unattributed"] == 12
        assert account["used"] == 0


def test_rows_of_an_export_that_name_nobody_are_written(scene):
    report = scene.imported(export(line(1, agent=""), line(2, agent="-"), line(3)))
    assert (report["rows_in"], report["rows_written"]) == (3, 3)
    assert scene.report(scene.folder / "imported")["unattributed"] == 2


def test_a_roster_without_an_agents_name_is_refused(scene):
    agents = pa.array([AGENTS[0], None, AGENTS[2]])
    scene.write(people=roster(agent_id=agents))
    scene.refused(3, "roster.parquet, column agent_id", "row 2", "[null-id]")


def test_months_of_the_scene_are_those_of_the_small_month():
    assert contacts().schema == months.interactions().schema
