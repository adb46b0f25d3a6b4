"""A file that is not what statements, journal and manifest come to is never written."""

import pytest

from scoring.errors import ReconciliationError
from scoring.exports import building, export, filling
from scoring.ledger.exports import read_exports
from tests.exports.scene import SETTINGS, hand_out, publish_pay


def spoiled(monkeypatch, change):
    """Let the file be written otherwise than it was made."""
    real = building.written
    monkeypatch.setattr(building, "written", lambda rows, file: change(real(rows, file)))


def untied(tmp_path, target):
    run = publish_pay(tmp_path / "runs")
    with pytest.raises(ReconciliationError) as caught:
        hand_out(run, tmp_path / "out", target)
    assert caught.value.exit_code == 7
    assert list((tmp_path / "out").iterdir()) == []
    assert read_exports(tmp_path / "runs") == []
    return caught.value


CHANGES = {
    "a cent more": lambda data: data.replace(b"1234.50", b"1234.51"),
    "another sign": lambda data: data.replace(b"800.00", b"-800.00", 1),
    "a row lost": lambda data: b"\n".join(data.split(b"\n")[:-2]) + b"\n",
    "a row more": lambda data: data + data.splitlines(keepends=True)[-1],
    "no number": lambda data: data.replace(b"1234.50", b"1.23E3"),
    "another column": lambda data: data.replace(data.split(b"\n")[0][:6], b"Column", 1),
    "a cell more": lambda data: data.replace(b"1234.50", b"1,234.50"),
    "not its encoding": lambda data: data.replace(b"1234.50", b"12\xff4.50"),
}


@pytest.mark.parametrize("how", CHANGES)
@pytest.mark.parametrize("target", ["payroll-csv", "paychex-flex", "adp-workforce-now", "netsuite"])
def test_a_file_that_differs_anywhere_in_its_money_is_not_written(
    tmp_path, monkeypatch, target, how
):
    spoiled(monkeypatch, CHANGES[how])
    assert {p.code for p in untied(tmp_path, target).problems} == {"file-differs"}


def test_money_in_another_currency_is_found(tmp_path, monkeypatch):
    spoiled(monkeypatch, lambda data: data.replace(b",USD,", b",EUR,", 1))
    (problem,) = untied(tmp_path, "payroll-csv").problems
    assert "currency" in problem.what


def test_money_of_one_payee_under_another_s_name_is_found(tmp_path, monkeypatch):
    # The sums by currency are the same; those of the payees are not.
    spoiled(monkeypatch, lambda data: data.replace(b"A001,BONUS", b"A002,BONUS"))
    told = [problem.what for problem in untied(tmp_path, "payroll-csv").problems]
    assert "payees and currencies whose sum is not that of their statement: 2" in told


@pytest.mark.parametrize("target", ["oracle-hdl", "journal-csv", "workday-one-time-payment"])
def test_a_cell_that_is_no_money_is_compared_as_well(tmp_path, monkeypatch, target):
    spoiled(monkeypatch, lambda data: data.replace(b"11", b"12", 1))  # a day, a line id, an account
    (problem,) = untied(tmp_path, target).problems
    assert problem.what == "rows of the file that are not those that were made: 1"


def test_a_journal_that_balances_on_a_wrong_amount_is_found(tmp_path, monkeypatch):
    spoiled(monkeypatch, lambda data: data.replace(b"1234.50", b"1234.51"))
    told = str(untied(tmp_path, "netsuite"))
    assert "2109.51" in told
    assert "differ by" not in told


@pytest.mark.parametrize("target", SETTINGS)
def test_a_line_that_is_lost_on_the_way_is_found_in_every_target(tmp_path, monkeypatch, target):
    real = building.items_of
    monkeypatch.setattr(building, "items_of", lambda *args: real(*args)[2:])
    assert untied(tmp_path, target).problems


@pytest.mark.parametrize("target", ["gusto", "oracle-hdl", "xero", "workday-one-time-payment"])
def test_an_amount_that_is_filled_in_wrong_is_found(tmp_path, monkeypatch, target):
    real = filling._written
    monkeypatch.setattr(filling, "_written", lambda minor, *rest: real(minor + 1, *rest))
    untied(tmp_path, target)


def test_lines_that_are_not_those_of_the_manifest_stop_a_journal_too(tmp_path, monkeypatch):
    real = export.parquet_rows
    monkeypatch.setattr(export, "parquet_rows", lambda *args: real(*args)[1:])
    codes = {p.code for p in untied(tmp_path, "netsuite").problems}
    assert codes == {"pay-differs", "hash-total-differs"}
