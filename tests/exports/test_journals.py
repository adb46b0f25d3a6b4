"""Journals: balanced by currency whatever the lines, in the columns and rules of each target."""

import hashlib
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from scoring.errors import DataError
from scoring.exports.items import Said, postings
from scoring.exports.lines import Line
from tests.exports.scene import (
    JOURNALS,
    SETTINGS,
    hand_out,
    line,
    own_profile,
    publish_pay,
    records,
)

HEADERS = {
    "journal-csv": "Entry,Date,Account,Debit,Credit,Memo,Source,Currency,Cost Center,Pay Code,"
    "Line ID",
    "xero": "*Narration,*Date,Description,*AccountCode,*TaxRate,*Amount,TrackingName1,"
    "TrackingOption1,TrackingName2,TrackingOption2",
    "quickbooks": "Journal No,Journal Date,Account,Debits,Credits,Description",
    "netsuite": "External ID,Date,Memo,Account,Debit,Credit",
    "yonyou": "日期,凭证字,凭证号,摘要,科目代码,借方金额,贷方金额,制单人",
    "kingdee": "日期,凭证字,凭证号,附单据数,摘要,科目代码,科目名称,借方金额,贷方金额,币别,汇率,"
    "数量,单价,制单人,审核人,过账人",
}
CHINESE = {"yonyou", "kingdee"}
SIDES = {
    "journal-csv": ("Debit", "Credit"),
    "quickbooks": ("Debits", "Credits"),
    "netsuite": ("Debit", "Credit"),
    "yonyou": ("借方金额", "贷方金额"),
    "kingdee": ("借方金额", "贷方金额"),
}
SAID = Said("2026-10", "small-month", "f" * 32)


@pytest.fixture
def run(tmp_path):
    return publish_pay(tmp_path / "runs")


def rows_of(run, tmp_path, target, **asked):
    data = hand_out(run, tmp_path / "out", target, **asked).data
    return records(data, encoding="gb18030" if target in CHINESE else "utf-8")


@pytest.mark.parametrize("target", JOURNALS)
def test_the_header_and_the_bytes_are_the_target_s(run, tmp_path, target):
    data = hand_out(run, tmp_path / "out", target).data
    encoding = "gb18030" if target in CHINESE else "utf-8"
    header, *rows = data.decode(encoding).split("\r\n")
    assert header == HEADERS[target]
    assert rows[-1] == ""
    assert not data.startswith(b"\xef\xbb\xbf")
    # BONUS of CC-1, GIFT of CC-1, STAR of CC-1 and BONUS of CC-2, two postings each.
    assert len(rows) - 1 == 8


@pytest.mark.parametrize("target", SIDES)
def test_debits_are_credits_and_both_are_what_is_paid(run, tmp_path, target):
    rows = rows_of(run, tmp_path, target)
    for name in SIDES[target]:
        assert sum(Decimal(row[name] or 0) for row in rows) == Decimal("2109.50")
    nothing = "0" if target == "yonyou" else ""
    for row in rows:
        assert sorted(row[name] == nothing for name in SIDES[target]) == [False, True]


def test_xero_s_amounts_have_signs_and_add_up_to_nothing(run, tmp_path):
    rows = rows_of(run, tmp_path, "xero")
    amounts = [Decimal(row["*Amount"]) for row in rows]
    assert sum(amounts) == 0
    assert sum(amount for amount in amounts if amount > 0) == Decimal("2109.50")
    assert [row["*AccountCode"] for row in rows] == ["6601", "2211"] * 4
    assert {row["*Date"] for row in rows} == {"15/11/2026"}
    assert {row["TrackingOption1"] for row in rows} == {"CC-1", "CC-2"}
    assert all(run.name in row["*Narration"] for row in rows)


@pytest.mark.parametrize(
    ("written", "day"),
    [("DD/MM/YYYY", "05/11/2026"), ("MM/DD/YYYY", "11/05/2026"), ("YYYY-MM-DD", "2026-11-05")],
)
def test_a_day_is_written_as_the_organisation_s_region_does(run, tmp_path, written, day):
    said = {"dates_written": written, "journal_date": "2026-11-05"}
    profile = own_profile(tmp_path, "xero", settings=SETTINGS["xero"] | said)
    rows = rows_of(run, tmp_path, "xero", profile=profile)
    assert {row["*Date"] for row in rows} == {day}


def test_the_generic_journal_names_entry_centre_code_and_a_stable_id(run, tmp_path):
    first, second, *_ = rows_of(run, tmp_path, "journal-csv")
    text = "2026-10|small-month|USD|CC-1|BONUS|expense"
    assert first == {
        "Entry": f"{run.name}-USD",
        "Date": "2026-11-15",
        "Account": "6601",
        "Debit": "1234.50",
        "Credit": "",
        "Memo": "small-month 2026-10 BONUS",
        "Source": "plaudit",
        "Currency": "USD",
        "Cost Center": "CC-1",
        "Pay Code": "BONUS",
        "Line ID": hashlib.sha256(text.encode()).hexdigest()[:32],
    }
    assert (second["Account"], second["Credit"]) == ("2211", "1234.50")


def test_numbers_of_entries_are_the_run_s_so_that_a_second_import_is_seen(run, tmp_path):
    assert {r["External ID"] for r in rows_of(run, tmp_path, "netsuite")} == {f"{run.name}-USD"}
    again = publish_pay(tmp_path / "others")
    numbers = {r["Journal No"] for r in rows_of(again, tmp_path / "out", "quickbooks")}
    assert numbers == {f"{again.name[:16]}-USD"}
    assert all(len(number) <= 21 for number in numbers)


def test_vouchers_of_chinese_books_say_word_number_and_accounts(run, tmp_path):
    first, *_ = rows_of(run, tmp_path, "kingdee")
    assert (first["凭证字"], first["凭证号"], first["科目名称"]) == ("记", "12", "奖金")
    assert (first["币别"], first["汇率"], first["日期"]) == ("美元", "1", "2026-11-15")
    assert run.name in first["摘要"]


def test_an_amount_below_zero_is_booked_on_the_other_side(tmp_path):
    lines = (line(0, "bonus", 900), line(0, "gift", -100))
    run = publish_pay(tmp_path / "runs", *lines)
    rows = rows_of(run, tmp_path, "netsuite")
    assert [(r["Account"], r["Debit"], r["Credit"]) for r in rows] == [
        ("6601", "9.00", ""),
        ("2211", "", "9.00"),
        ("6601", "", "1.00"),
        ("2211", "1.00", ""),
    ]


def test_the_control_file_has_debits_and_credits_of_each_currency(tmp_path):
    lines = (line(0, "bonus", 900), line(0, "gift", -100), line(1, "bonus", 70, currency="JPY"))
    given = hand_out(publish_pay(tmp_path / "runs", *lines), tmp_path / "out", "journal-csv")
    assert given.control["postings"] == {
        "JPY": {"debits": "70", "credits": "70"},
        "USD": {"debits": "10.00", "credits": "10.00"},
    }
    assert given.control["currencies"]["USD"]["sum"] == "8.00"
    assert (given.control["rows"], given.control["lines"]) == (6, 3)


def test_lines_of_a_centre_and_code_that_come_to_nothing_are_not_booked(tmp_path):
    lines = (
        line(0, "bonus", 500),
        line(1, "bonus", -200),
        line(1, "star", 300),
        line(2, "bonus", -300),
    )
    with pytest.raises(DataError) as caught:  # A003 is due less than nothing
        hand_out(publish_pay(tmp_path / "runs", *lines), tmp_path / "out", "netsuite")
    assert [p.code for p in caught.value.problems] == ["sum-below-zero"]
    lines = (
        line(0, "bonus", 500),
        line(0, "star", 10),
        line(1, "bonus", -500),
        line(1, "gift", 600),
    )
    rows = rows_of(publish_pay(tmp_path / "others", *lines), tmp_path, "netsuite")
    assert [row["Debit"] or row["Credit"] for row in rows] == ["6.00", "6.00", "0.10", "0.10"]


def test_a_payee_without_a_cost_centre_is_named_by_row(tmp_path):
    lines = (line(0, cost_center=None), line(1), line(2, cost_center=None))
    with pytest.raises(DataError) as caught:
        hand_out(publish_pay(tmp_path / "runs", *lines), tmp_path / "out", "xero")
    places = {problem.where for problem in caught.value.problems}
    assert places == {"payouts.parquet:1 (cost_center)", "payouts.parquet:3 (cost_center)"}


def test_a_month_of_zeros_books_nothing(tmp_path):
    with pytest.raises(DataError) as caught:
        hand_out(publish_pay(tmp_path / "runs", line(0, amount=0)), tmp_path / "out", "netsuite")
    assert [p.code for p in caught.value.problems] == ["nothing-to-book"]


def test_expense_and_payable_cannot_be_one_account(run, tmp_path):
    settings = SETTINGS["netsuite"] | {"payable_account": "6601"}
    profile = own_profile(tmp_path, "netsuite", settings=settings)
    with pytest.raises(DataError) as caught:
        hand_out(run, tmp_path / "out", "netsuite", profile=profile)
    assert [p.code for p in caught.value.problems] == ["one-account"]


pay = st.builds(
    Line,
    row=st.just(1),
    payee_id=st.sampled_from(["A1", "A2", "A3"]),
    pay_code=st.sampled_from(["BONUS", "STAR"]),
    amount_minor=st.integers(-(10**15), 10**15),
    currency=st.sampled_from(["USD", "JPY", "KWD"]),
    cost_center=st.sampled_from(["", "CC-1", "CC-2"]),
    line_id=st.just("0" * 32),
)


@drawn(st.lists(pay, max_size=40))
def test_whatever_is_paid_a_journal_balances_and_books_no_zero(lines):
    booked, expense, paid = (defaultdict(int) for _ in range(3))
    seen = set()
    for item in postings(lines, SAID):
        code = item.first.currency
        booked[code] += item.amount_minor
        expense[code] += item.amount_minor if item.side == "expense" else 0
        assert item.amount_minor
        assert item.line_id not in seen
        seen.add(item.line_id)
    for one in lines:
        paid[one.currency] += one.amount_minor
    assert set(booked.values()) <= {0}
    assert {c: s for c, s in expense.items() if s} == {c: s for c, s in paid.items() if s}


@drawn(st.permutations(range(6)))
def test_the_order_of_lines_changes_no_posting(order):
    lines = [
        Line(
            i + 1, f"A{i}", "BONUS" if i % 2 else "STAR", 100 * i - 50, "USD", f"C{i % 3}", "0" * 32
        )
        for i in range(6)
    ]
    shown = [(p.amount_minor, p.line_id, p.side) for p in postings([lines[i] for i in order], SAID)]
    assert shown == [(p.amount_minor, p.line_id, p.side) for p in postings(lines, SAID)]
