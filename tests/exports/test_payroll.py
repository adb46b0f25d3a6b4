"""The payroll file ties to the run, holds validated fields alone, and is handed out once."""

import csv
import errno
import hashlib
import io
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from scoring import disk
from scoring.errors import (
    ConflictError,
    DataError,
    IntegrityError,
    ReconciliationError,
    StorageError,
    UsageError,
)
from scoring.exports import export as exporting
from scoring.exports.export import Asked, export_run
from scoring.ledger import exports
from scoring.ledger.exports import read_exports
from scoring.ledger.verify import verify
from scoring.lines import PayLine
from tests.ledger.faulty import FaultyOs
from tests.results import bools, publish_small, small_identity, small_result

EXPECTED = (
    "period,payee_id,pay_code,amount,currency,cost_center,line_id\r\n"
    "2026-10,A001,BONUS,1234.50,CNY,CC-1,bda780b9fcec4a07f7462ae190e98d0e\r\n"
)


def export_payroll(run, out, runs=None, supersedes=None):
    return export_run(run, out, Asked("payroll-csv", supersedes=supersedes), runs)


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "runs"


@pytest.fixture
def run(runs):
    return publish_small(runs)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "payroll.csv"


def other_run(runs):
    """The same month from a corrected plan."""
    return publish_small(runs, said=small_identity(plan_sha256="d" * 64))


def paying(runs, *lines, **changes):
    """Publish a month with these pay lines, which are all of agent A001 unless they say so."""
    return publish_small(runs, small_result(lines=lines, awards=(), **changes))


def line(**changes):
    return PayLine(0, "bonus", 100, "CNY", "BONUS", "CC-1", "plan.yaml:70")._replace(**changes)


def test_the_file_holds_each_line_at_the_places_of_its_currency(run, runs, out):
    done = export_payroll(run, out, runs)
    assert (done.file, done.rows, done.zero_rows, done.repeat) == (out, 3, 1, False)
    data = out.read_bytes()
    assert data.decode("ascii").startswith(EXPECTED)
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert [(r["payee_id"], r["pay_code"], r["amount"], r["currency"]) for r in rows] == [
        ("A001", "BONUS", "1234.50", "CNY"),
        ("A002", "BONUS", "8000", "JPY"),
        ("A002", "STAR", "500", "JPY"),
    ]
    assert b'"' not in data
    assert out.stat().st_mode & 0o777 == 0o600


def test_the_control_file_lets_the_receiver_check(run, runs, out):
    control = json.loads(export_payroll(run, out, runs).control.read_bytes())
    assert control["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert control["bytes"] == len(out.read_bytes())
    assert (control["rows"], control["zero_lines"]["rows"]) == (3, 1)
    assert control["currencies"] == {
        "CNY": {"rows": 1, "lines": 1, "rows_in_file": 1, "zero_rows": 1, "sum": "1234.50"},
        "JPY": {"rows": 2, "lines": 2, "rows_in_file": 2, "zero_rows": 0, "sum": "8500"},
    }
    numbers = [
        int(hashlib.sha256(payee.encode()).hexdigest()[:16], 16)
        for payee in ("A001", "A002", "A002")
    ]
    assert control["hash_total"] == f"{sum(numbers) % 10**10:010}"
    assert (control["run_id"], control["line_end"]) == (run.name, "CRLF")


def test_the_same_run_again_gives_the_same_bytes_and_is_recorded_as_a_repeat(run, runs, out):
    first = export_payroll(run, out, runs)
    before = out.read_bytes(), first.control.read_bytes()
    again = export_payroll(run, out, runs)
    assert again.repeat
    elsewhere = export_payroll(run, out.with_name("again.csv"), runs)
    assert (out.read_bytes(), first.control.read_bytes()) == before
    assert elsewhere.file.read_bytes() == before[0]
    assert [event["repeat"] for event in read_exports(runs)] == [False] * 2 + [True] * 4


def test_the_command_says_what_was_written_and_whether_it_was_before(run, runs, out):
    told = export_payroll(run, out).summary()
    assert told.splitlines() == [
        str(out),
        "3 lines, 1 of zero left out",
        "CNY 1234.50",
        "JPY 8500",
        f"control totals in {out}.control.json",
    ]
    assert "exported before" in export_payroll(run, out).summary().splitlines()[0]
    assert len(read_exports(runs)) == 4


def test_a_script_is_told_what_was_written_and_can_check_it(plaudit, run, out):
    left = plaudit("export", run, "--to", "payroll-csv", "--out", out, "--json")
    assert (left.code, left.err) == (0, "")
    told = json.loads(left.out)
    data, control = out.read_bytes(), json.loads(Path(told["control_file"]).read_bytes())
    assert Path(told["file"]) == out
    assert (told["sha256"], told["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (told["run_id"], told["period"], told["kind"]) == (run.name, "2026-10", "payroll")
    assert told["rows"] == len(data.splitlines()) - 1 == 3
    assert {code: of["sum"] for code, of in told["currencies"].items()} == {
        "CNY": "1234.50",
        "JPY": "8500",
    }
    assert (told["repeat"], told["left_out"], told["known_from"]) == (False, {}, None)
    there = told.keys() & control.keys() - {"file"}
    assert {name: told[name] for name in there} == {name: control[name] for name in there}
    assert {"rows", "currencies", "hash_total", "sha256", "run_id", "zero_lines"} <= there
    again = plaudit("export", run, "--to", "payroll-csv", "--out", out, "--json")
    assert json.loads(again.out) == told | {"repeat": True}


def test_a_refused_export_prints_no_json(plaudit, run, out):
    out.write_bytes(b"of somebody else")
    left = plaudit("export", run, "--to", "payroll-csv", "--out", out, "--json")
    assert (left.code, left.out) == (6, "")
    assert out.read_bytes() == b"of somebody else"


def test_a_second_run_of_the_period_is_not_paid_again(run, runs, out):
    export_payroll(run, out, runs)
    other, second = other_run(runs), out.with_name("second.csv")
    with pytest.raises(ConflictError) as caught:
        export_payroll(other, second, runs)
    assert caught.value.exit_code == 6
    assert run.name in caught.value.problems[0].what
    assert not second.exists()
    assert not export_payroll(other, second, runs, supersedes=run.name).repeat
    with pytest.raises(ConflictError):
        export_payroll(run, out, runs)


def test_a_renamed_plan_does_not_pay_the_month_a_second_time(run, runs, out):
    export_payroll(run, out, runs)
    said = small_identity()
    said["parameters"] = {**said["parameters"], "plan": "renamed"}
    renamed, second = publish_small(runs, said=said), out.with_name("second.csv")
    with pytest.raises(ConflictError) as caught:
        export_payroll(renamed, second, runs)
    (problem,) = caught.value.problems
    assert "3 of 3" in problem.what  # the line of zero is in no file, and was not paid
    assert f"--supersedes {run.name}" in problem.hint
    assert not second.exists()
    assert not any(payee in (runs / "exports.jsonl").read_text() for payee in ("A001", "A002"))
    assert not export_payroll(renamed, second, runs, supersedes=run.name).repeat


def test_another_file_is_never_overwritten(run, runs, out):
    out.write_bytes(b"mine")
    with pytest.raises(ConflictError):
        export_payroll(run, out, runs)
    assert out.read_bytes() == b"mine"
    assert read_exports(runs) == []


def test_a_run_that_was_altered_is_not_paid(run, runs, out):
    (run / "scorecards.parquet").write_bytes(b"mine")
    with pytest.raises(IntegrityError) as caught:
        export_payroll(run, out, runs)
    assert caught.value.exit_code == 5
    assert not out.exists()


def test_every_field_out_of_pattern_is_listed_by_row_and_without_its_value(runs, out):
    run = paying(
        runs,
        line(cost_center="=HYPERLINK(1)"),
        line(agent=1, pay_code="a b", cost_center="-1"),
        line(agent=2, amount_minor=-5),
        line(agent=4),
    )
    with pytest.raises(DataError) as caught:
        export_payroll(run, out, runs)
    assert [problem.where for problem in caught.value.problems] == [
        "payouts.parquet:1 (cost_center)",
        "payouts.parquet:2 (pay_code)",
        "payouts.parquet:2 (cost_center)",
        "payouts.parquet:3 (amount)",
    ]
    assert caught.value.problems[-1].code == "sum-below-zero"
    assert "bonus: below zero" in caught.value.problems[-1].what
    assert "HYPERLINK" not in str(caught.value)
    assert caught.value.exit_code == 3
    assert not out.exists()
    assert read_exports(runs) == []


@pytest.mark.parametrize("bad", ["", " A", "A\n", "=A", "-1", "A,B", 'A"', "Ä1", "A" * 65, "A\0"])
def test_no_text_that_could_break_a_file_gets_through(runs, out, bad):
    with pytest.raises(DataError):
        export_payroll(paying(runs, line(cost_center=bad)), out, runs)


def test_a_line_below_zero_is_written_where_the_payee_is_due_more_than_that(runs, out):
    # 1,200.00 and a refund of 100.00: payroll gets both, and they come to 1,100.00.
    run = paying(runs, line(amount_minor=120_000), line(line="refund", amount_minor=-10_000))
    done = export_payroll(run, out, runs)
    amounts = [r["amount"] for r in csv.DictReader(io.StringIO(out.read_text(), newline=""))]
    assert sorted(amounts) == ["-100.00", "1200.00"]
    control = json.loads(done.control.read_bytes())
    assert (control["below_zero"], control["currencies"]["CNY"]["sum"]) == (1, "1100.00")


def test_currencies_do_not_make_up_for_each_other(runs, out):
    run = paying(runs, line(amount_minor=120_000), line(currency="JPY", amount_minor=-1))
    with pytest.raises(DataError) as caught:
        export_payroll(run, out, runs)
    assert [p.code for p in caught.value.problems] == ["sum-below-zero"]
    assert not out.exists()


def test_a_missing_cost_centre_is_left_empty_and_counted(runs, out):
    done = export_payroll(paying(runs, line(cost_center=None)), out, runs)
    assert b",CNY,,bda780b9" in out.read_bytes()
    assert json.loads(done.control.read_bytes())["without_cost_center"] == 1


def test_a_month_of_zeros_is_a_file_without_lines(runs, out):
    done = export_payroll(paying(runs, line(amount_minor=0)), out, runs)
    assert (done.rows, done.zero_rows) == (0, 1)
    assert out.read_bytes().count(b"\r\n") == 1


def test_places_follow_the_currency(runs, out):
    run = paying(
        runs,
        line(amount_minor=1, currency="KWD"),
        line(amount_minor=1, currency="CLF", line="extra"),
        line(amount_minor=123, currency="JPY"),
        line(amount_minor=5, currency="EUR"),
    )
    export_payroll(run, out, runs)
    rows = csv.DictReader(io.StringIO(out.read_bytes().decode(), newline=""))
    assert {r["currency"]: r["amount"] for r in rows} == {
        "CLF": "0.0001",
        "EUR": "0.05",
        "JPY": "123",
        "KWD": "0.001",
    }


def test_a_run_of_scorecards_only_says_so(runs, out):
    run = publish_small(runs, small_result(lines=(), awards=(), payable=bools(".....")))
    with pytest.raises(DataError) as caught:
        export_payroll(run, out, runs)
    assert "scorecards only" in caught.value.problems[0].what


def test_totals_that_do_not_tie_stop_the_export(run, runs, out, monkeypatch):
    real = exporting.parquet_rows
    monkeypatch.setattr(exporting, "parquet_rows", lambda *args: real(*args)[1:])  # a line is lost
    with pytest.raises(ReconciliationError) as caught:
        export_payroll(run, out, runs)
    assert caught.value.exit_code == 7
    assert [p.code for p in caught.value.problems] == ["pay-differs", "hash-total-differs"]
    assert not out.exists()


def test_an_amount_that_is_not_whole_in_its_currency_is_refused(run, runs, out, monkeypatch):
    real = exporting.parquet_rows

    def spoiled(*args):
        rows = real(*args)
        rows[0]["amount"] += Decimal("0.0001")
        rows[1]["currency"] = "XYZ"
        return rows

    monkeypatch.setattr(exporting, "parquet_rows", spoiled)
    with pytest.raises(DataError) as caught:
        export_payroll(run, out, runs)
    assert [p.where for p in caught.value.problems] == [
        "payouts.parquet:1 (amount)",
        "payouts.parquet:2 (currency)",
    ]


def test_the_export_belongs_to_the_runs_that_hold_the_run(run, runs, out, tmp_path):
    shutil.copytree(run, tmp_path / "copy")
    with pytest.raises(UsageError) as caught:  # its record would not know of the others
        export_payroll(tmp_path / "copy", out, runs)
    assert caught.value.problems[0].code == "run-not-in-place"
    with pytest.raises(UsageError):
        export_payroll(run, out, tmp_path / "other")


@pytest.mark.parametrize(
    "place",
    ["payroll.csv", "../payroll.csv", "../../payroll.csv", "../../exports.jsonl", "../../.lock"],
)
def test_the_file_cannot_lie_among_the_runs_or_in_their_record(run, runs, place):
    with pytest.raises(UsageError) as caught:
        export_payroll(run, run / place, runs)
    assert caught.value.problems[0].code == "file-in-runs"


def test_the_file_cannot_break_another_run(run, runs, tmp_path):
    other = other_run(runs)
    (tmp_path / "link").symlink_to(other)
    for folder in (other, other / "inputs", tmp_path / "link"):
        with pytest.raises(UsageError):
            export_payroll(run, folder / "payroll.csv", runs)
    assert verify(other) == []
    assert read_exports(runs) == []


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_a_failure_at_any_call_never_leaves_an_unrecorded_or_partial_file(
    tmp_path, monkeypatch, error
):
    whole = None
    for k in range(1, 80):
        runs, folder = tmp_path / str(k), tmp_path / f"out{k}"
        run = publish_small(runs)
        folder.mkdir()
        out = folder / "payroll.csv"
        with monkeypatch.context() as patched:
            faulty = FaultyOs(k, error)
            patched.setattr(exports, "os", faulty)
            patched.setattr(disk, "os", faulty)
            try:
                export_payroll(run, out, runs)
            except (StorageError, KeyboardInterrupt):
                pass  # exit 8, or 130
            else:
                break
        names = {path.name for path in folder.iterdir()}
        assert names <= {"payroll.csv", "payroll.csv.control.json"}  # no temporary rests
        if out.exists():
            assert next(e["event"] for e in read_exports(runs)) == "begun"
        done = export_payroll(run, out, runs)  # running it again always gets there
        whole = whole or out.read_bytes()
        assert out.read_bytes() == whole
        assert done.control.exists()
    assert 20 < k < 79
