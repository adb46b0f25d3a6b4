"""Totals of a row, what a dialect cannot hold, days that must fit, and notes of the summary."""

import datetime as dt
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import DataError, PlanError, ReconciliationError
from scoring.exports import building
from scoring.exports.targets import load_export, load_target
from tests.exports import scene
from tests.exports.scene import SETTINGS, hand_out, line, own_profile, publish_pay, records
from tests.exports.test_language import WHOLE
from tests.exports.test_refusals import COLUMNS, whole

PARTS = {
    "Who": {"field": "payee_id"},
    "Bonus": {"amount": "signed", "map": "column", "word": "bonus"},
    "Star": {"amount": "signed", "map": "column", "word": "star"},
    "Total": {"amount": "signed", "total": "true"},
    "Currency": {"field": "currency"},
}
MAPS = {
    "column": {
        "what": "the column",
        "by": "pay_code",
        "form": "text",
        "choices": ["bonus", "star"],
        "unmapped": "refuse",
    }
}
WORDS = {"maps": {"column": {"BONUS": "bonus", "STAR": "star"}}}


def sheet(folder, columns=PARTS):
    said = {"records": {"rows": {"rows": "payee", "columns": columns}}}
    return whole(folder, maps=MAPS, given=WORDS, **said)


def without_lines(path):
    """The profile without the record that every profile of the tests has."""
    said = json.loads(path.read_text(encoding="utf-8"))
    said["records"].pop("lines", None)
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


def test_a_total_of_the_row_stands_beside_its_parts(tmp_path):
    run = publish_pay(
        tmp_path / "runs",
        line(0, amount=123_450),
        line(0, "star", amount=6_500),
        line(1, amount=800),
    )
    path = without_lines(sheet(tmp_path))
    rows = records(hand_out(run, tmp_path / "out", "ours", profile=path).data)
    assert [(r["Bonus"], r["Star"], r["Total"]) for r in rows] == [
        ("1234.50", "65.00", "1299.50"),
        ("8.00", "", "8.00"),
    ]


def test_a_total_that_is_not_the_sum_of_its_row_is_never_written(tmp_path, monkeypatch):
    real = building.written
    changed = lambda rows, file: real(rows, file).replace(b"1299.50", b"1299.51")  # noqa: E731
    monkeypatch.setattr(building, "written", changed)
    lines = (line(0, amount=123_450), line(0, "star", amount=6_500))
    run = publish_pay(tmp_path / "runs", *lines)
    with pytest.raises(ReconciliationError, match="a total is not the sum of its row"):
        hand_out(run, tmp_path / "out", "ours", profile=without_lines(sheet(tmp_path)))


SHARED = {"amount": "signed", "map": "column", "word": "star"}
TWICE = {
    "a total that is not said to be one": {"Total": {"amount": "signed"}},
    "the same word in two columns": {"Bonus": SHARED},
    "a total of one part": {"Total": {**SHARED, "total": "true"}},
    "a slot beside a word": {"Total": {"amount": "signed", "slot": "1"}},
}


@pytest.mark.parametrize("how", TWICE)
def test_money_that_would_count_twice_is_refused_where_it_stands(tmp_path, how):
    path = without_lines(sheet(tmp_path, PARTS | TWICE[how]))
    with pytest.raises(PlanError) as caught:
        load_export(path)
    told = [p for p in caught.value.problems if p.code == "counted-twice"]
    assert told, caught.value
    assert all(p.where.startswith("ours.yaml:1:") for p in told)


def test_two_plain_columns_of_money_and_a_total_of_nothing_are_refused(tmp_path):
    for columns in (
        COLUMNS | {"Again": {"amount": "signed"}},
        COLUMNS | {"Money": {"amount": "signed", "total": "true"}},
    ):
        with pytest.raises(PlanError) as caught:
            load_export(whole(tmp_path, columns))
        assert "counted-twice" in {p.code for p in caught.value.problems}


# What the dialect of a profile cannot hold.


@pytest.mark.parametrize(
    ("old", "new", "line_"),
    [
        ("Who:", "工号:", 15),
        ("Who:", '"A,B":', 15),
        ("Who:", '"=1+1":', 15),
        ("Who:", '"-A":', 15),
        ("Who:", "'a\"b':", 15),
        ("Batch: {setting: batch}", "Batch: {constant: 奖金}", 16),
        ("Batch: {setting: batch}", 'Batch: {constant: "a,b"}', 16),
        ("Batch: {setting: batch}", 'Batch: {text: "奖 {period}"}', 16),
    ],
)
def test_what_a_profile_writes_by_itself_fits_its_dialect(tmp_path, old, new, line_):
    text = WHOLE.replace(old, new).replace("utf-8", "windows-1252")
    if "setting: batch" not in text:
        text = text.replace("settings:\n  batch: {what: the batch, form: code}\n", "")
        line_ -= 2
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        load_export(path)
    (problem,) = caught.value.problems
    assert problem.where.startswith(f"ours.yaml:{line_}:")
    assert caught.value.exit_code == 4


def test_a_value_of_a_map_that_the_encoding_lacks_is_told_once_at_its_place(tmp_path):
    columns = COLUMNS | {"Code": {"map": "code"}}
    maps = {"code": {"what": "code", "by": "pay_code", "form": "text", "unmapped": "refuse"}}
    given = {"maps": {"code": {"BONUS": "奖金"}}}
    path = whole(tmp_path, columns, maps=maps, given=given, file={"encoding": "windows-1252"})
    with pytest.raises(PlanError) as caught:
        load_target(str(path))
    (problem,) = caught.value.problems
    assert problem.where.startswith("ours.yaml:1:")


# Days.


def employed(hired, left):
    """A roster in which A001 is hired and leaves on these days, and nothing is said of others."""
    table = {
        "agent_id": ["A001", "A002"],
        "from_date": [dt.date(2026, 1, 1)] * 2,
        "hire_date": pa.array([hired, None], pa.date32()),
        "leave_date": pa.array([left, None], pa.date32()),
    }
    out = io.BytesIO()
    pq.write_table(pa.table(table), out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("hired", "left", "column"),
    [
        ("2026-11-16", None, "hire_date"),
        ("2026-01-01", "2026-11-14", "leave_date"),
        ("2026-11-15", "2026-11-15", None),
        (None, None, None),
    ],
)
def test_a_document_of_frappe_lies_within_employment(tmp_path, monkeypatch, hired, left, column):
    days = [day and dt.date.fromisoformat(day) for day in (hired, left)]
    monkeypatch.setattr(scene, "roster", lambda _names: employed(*days))
    run = publish_pay(tmp_path / "runs", line(0), line(1))
    if column is None:
        assert hand_out(run, tmp_path / "out", "frappe-additional-salary").data.count(b"\n") == 3
        return
    with pytest.raises(DataError) as caught:
        hand_out(run, tmp_path / "out", "frappe-additional-salary")
    (problem,) = caught.value.problems
    assert problem.where == f"payouts.parquet:1 (roster {column})"
    assert "2026" not in problem.what


def test_an_entry_of_oracle_does_not_end_before_it_starts(tmp_path):
    profile = str(own_profile(tmp_path, "oracle-hdl"))
    with pytest.raises(PlanError) as caught:
        load_target(profile, ["effective_end_date=2026-10-31"])
    (problem,) = caught.value.problems
    assert problem.what == "effective_end_date lies before effective_start_date"
    assert load_target(profile, ["effective_end_date=2026-11-01"]).settings


def test_not_before_names_a_day(tmp_path):
    text = WHOLE.replace("form: code}", "form: code, not_before: batch}")
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError, match="both must be days"):
        load_export(path)


def test_a_day_of_booking_outside_of_the_period_is_told_and_not_refused(tmp_path):
    run = publish_pay(tmp_path / "runs")
    said = hand_out(run, tmp_path / "out", "netsuite").said
    note = "journal_date 2026-11-15 lies outside of 2026-10, the period of the run"
    assert note in said.summary().splitlines()
    assert note in said.to_json()["notes"]
    own = own_profile(
        tmp_path, "netsuite", settings=SETTINGS["netsuite"] | {"journal_date": "2026-10-31"}
    )
    out = tmp_path / "out" / "within.csv"
    again = hand_out(
        run, tmp_path / "out", "netsuite", profile=own, out=out, supersedes=run.name
    ).said.summary()
    assert "outside of" not in again


# Rows.


def test_more_rows_than_a_target_is_known_to_take_are_told(tmp_path):
    lines = [line(0, f"b{n}", cost_center=f"CC-{n}") for n in range(151)]  # 302 rows
    told = hand_out(publish_pay(tmp_path / "a", *lines), tmp_path / "out", "xero").said.summary()
    assert "302 rows: one project caps a file of Xero manual journal at 300" in told
    few = publish_pay(tmp_path / "b", *lines[:150])
    assert "caps" not in hand_out(few, tmp_path / "few", "xero").said.summary()


def test_two_lines_of_a_worker_under_one_component_are_refused(tmp_path):
    run = publish_pay(tmp_path / "runs", line(0), line(0, "star"), line(1))
    maps = {"pay_component": {"BONUS": "Bonus", "STAR": "Bonus"}}
    profile = own_profile(tmp_path, "paychex-flex", maps=maps)
    with pytest.raises(DataError) as caught:
        hand_out(run, tmp_path / "out", "paychex-flex", profile=profile)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("rows-alike", "payouts.parquet:2")
    ]


def test_a_refusal_names_the_agent_where_that_is_asked(tmp_path):
    run = publish_pay(tmp_path / "runs", line(0), line(3, cost_center=None))
    for asked, where in (
        (False, "payouts.parquet:2 (cost_center)"),
        (True, "payouts.parquet:2 (cost_center) of agent A004"),
    ):
        with pytest.raises(DataError) as caught:
            hand_out(run, tmp_path / "out", "journal-csv", show_values=asked)
        assert {p.where for p in caught.value.problems} == {where}


def test_a_refusal_of_a_whole_posting_names_no_agent(tmp_path):
    run = publish_pay(tmp_path / "runs", line(0, amount=1_200_000_000_000))
    with pytest.raises(DataError) as caught:
        hand_out(run, tmp_path / "out", "netsuite", show_values=True)
    assert [p.where for p in caught.value.problems] == ["payouts.parquet:1 (posting)"]
