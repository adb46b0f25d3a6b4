"""What a file does not write is not held against it, and what is wrong is told once."""

import dataclasses

import pytest

from scoring.errors import DataError
from tests.exports.scene import SETTINGS, hand_out, line, own_profile, publish_pay, records
from tests.exports.test_refusals import COLUMNS, whole
from tests.results import small_roster

NAMED = ("a.one@example.org", "Person Two")
"""What some help desks call their agents."""


def named(runs):
    lines = (line(0, amount=123_450), line(1, amount=80_000, cost_center="CC-2"))
    roster = dataclasses.replace(small_roster(), agent_ids=(*NAMED, "a003", "a004", "a005"))
    return publish_pay(runs, *lines, roster=roster)


@pytest.mark.parametrize("target", ["journal-csv", "netsuite", "xero"])
def test_a_journal_books_the_pay_of_agents_that_no_payroll_file_could_name(tmp_path, target):
    data = hand_out(named(tmp_path / "runs"), tmp_path / "out", target).data
    assert b"1234.50" in data
    assert not [name for name in NAMED if name.encode() in data]


def test_a_map_gives_such_agents_the_number_that_the_target_knows(tmp_path):
    maps = {
        "element": {"BONUS": "Bonus"},
        "assignment": dict(zip(NAMED, ("E1", "E2"), strict=True)),
    }
    run = named(tmp_path / "runs")
    profile = own_profile(tmp_path, "oracle-hdl", maps=maps)
    data = hand_out(run, tmp_path / "out", "oracle-hdl", profile=profile).data
    assert b"|Bonus|E1|" in data
    with pytest.raises(DataError) as caught:
        hand_out(run, tmp_path / "out", "payroll-csv")
    where = [p.where for p in caught.value.problems]
    assert where == ["payouts.parquet:1 (agent_id)", "payouts.parquet:2 (agent_id)"]
    assert not [name for name in NAMED if name in str(caught.value)]


@pytest.mark.parametrize("target", ["netsuite", "quickbooks", "yonyou", "kingdee"])
def test_a_target_without_a_column_for_cost_centres_asks_for_none(tmp_path, target):
    run = publish_pay(tmp_path / "runs", line(0, cost_center=None))
    given = hand_out(run, tmp_path / "out", target)
    text = given.data.decode("gb18030" if target in ("yonyou", "kingdee") else "utf-8")
    assert "2026-10 BONUS" in text


@pytest.mark.parametrize("target", ["journal-csv", "xero"])
def test_a_target_with_a_column_for_cost_centres_still_asks(tmp_path, target):
    run = publish_pay(tmp_path / "runs", line(0), line(1, cost_center=None))
    with pytest.raises(DataError) as caught:
        hand_out(run, tmp_path / "out", target)
    assert {p.where for p in caught.value.problems} == {"payouts.parquet:2 (cost_center)"}


def test_a_cost_centre_may_have_an_expense_account_of_its_own(tmp_path):
    maps = {"expense_account": {"CC-2": "6602"}}
    profile = own_profile(tmp_path, "journal-csv", maps=maps)
    run = publish_pay(tmp_path / "runs")
    rows = records(hand_out(run, tmp_path / "out", "journal-csv", profile=profile).data)
    accounts = {(row["Cost Center"], row["Account"]) for row in rows}
    assert accounts == {
        ("CC-1", "6601"),
        ("CC-1", "2211"),
        ("CC-2", "6602"),
        ("CC-2", "2211"),
    }


def test_a_posting_that_is_too_long_is_told_once_and_not_by_its_lines(tmp_path):
    lines = [line(n, amount=400_000_000_000) for n in range(3)]  # 12,000,000,000.00 in all
    run = publish_pay(tmp_path / "runs", *lines, line(3, cost_center="CC-2"))
    with pytest.raises(DataError) as caught:
        hand_out(run, tmp_path / "out", "netsuite")
    (problem,) = caught.value.problems
    assert problem.where == "payouts.parquet:1 (posting)"
    assert "3 lines" in problem.what
    assert "10 digits" in problem.what


@pytest.mark.parametrize("target", ["netsuite", "paychex-flex"])
def test_a_currency_with_too_many_decimals_is_told_once(tmp_path, target):
    lines = [line(n, amount=1_000 + n, currency="KWD") for n in range(4)]
    settings = SETTINGS[target] | {"currency": "KWD"}
    profile = own_profile(tmp_path, target, settings=settings)
    with pytest.raises(DataError) as caught:
        hand_out(publish_pay(tmp_path / "runs", *lines), tmp_path / "out", target, profile=profile)
    (problem,) = caught.value.problems
    assert "KWD has 3 decimals and the target takes 2" in problem.what


def test_a_text_of_a_target_keeps_its_spaces_where_nothing_is_missing(tmp_path):
    columns = COLUMNS | {"Words": {"text": "{pay_code}  {cost_center}", "blank": "allowed"}}
    columns |= {"Centre": {"field": "cost_center", "blank": "allowed"}}
    run = publish_pay(tmp_path / "runs", line(0), line(1, cost_center=None))
    data = hand_out(run, tmp_path / "out", "ours", profile=whole(tmp_path, columns)).data
    assert [row["Words"] for row in records(data)] == ["BONUS  CC-1", "BONUS"]
