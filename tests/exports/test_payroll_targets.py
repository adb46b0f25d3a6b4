"""Each shipped payroll profile: its columns, order, forms and rules, by another reader."""

import hashlib
import json
from decimal import Decimal

import pytest

from scoring.errors import DataError
from tests.exports.scene import (
    FILES,
    JOURNALS,
    SETTINGS,
    hand_out,
    line,
    own_profile,
    publish_pay,
    records,
    table,
)

HEADERS = {
    "payroll-csv": "period,payee_id,pay_code,amount,currency,cost_center,line_id",
    "adp-workforce-now": "Co Code,Batch ID,File #,Reg Hours,O/T Hours,Hours 3 Code,Hours 3 Amount,"
    "Earnings 3 Code,Earnings 3 Amount,Earnings 4 Code,Earnings 4 Amount",
    "paychex-flex": "Client ID,Worker ID,Org,Job Number,Pay Component,Rate,Rate Number,Hours,Units,"
    "Line Date,Amount,Check Seq Number,Override State,Override Local,Override Local Jurisdiction,"
    "Labor Assignment",
    "gusto": "last_name,first_name,title,gusto_employee_id,regular_hours,overtime_hours,"
    "double_overtime_hours,missed_break_hours,bonus,commission,paycheck_tips,cash_tips,"
    "correction_payment,reimbursement,personal_note",
    "workday-one-time-payment": "Employee_Reference_ID,Employee_Reference_ID_Type,"
    "Position_Reference_ID,Position_Reference_ID_Type,Effective_Date,Employee_Visibility_Date,"
    "Reason_Reference_ID,Reason_Reference_ID_Type,One_Time_Payment_Plan_Reference_ID,"
    "One_Time_Payment_Plan_Reference_ID_Type,Scheduled_Payment_Date,Clawback_Date,"
    "Coverage_Start_Date,Coverage_End_Date,Currency_Reference_ID,Currency_Reference_ID_Type,"
    "OTP_Comment,Do_Not_Pay,Costing_Company_Reference_ID,Costing_Company_Reference_ID_Type,"
    "One_Time_Payment_Worktags_Reference_ID,One_Time_Payment_Worktags_Reference_ID_Type,"
    "One_Time_Payment_Worktags_Reference_ID_Parent_ID,"
    "One_Time_Payment_Worktags_Reference_ID_Parent_Type,Amount,Percent",
    "successfactors-non-recurring": "userId,payDate,payComponentCode,value,currencyCode,"
    "alternativeCostCenter,notes,operation",
    "frappe-additional-salary": "employee,salary_component,amount,payroll_date,"
    "overwrite_salary_structure_amount,deduct_full_tax_on_selected_payroll_date",
}
ENTRY = (
    "METADATA|ElementEntry|LegislativeDataGroupName|EffectiveStartDate|ElementName|"
    "AssignmentNumber|CreatorType|EffectiveEndDate|EntryType|MultipleEntryCount|"
    "SourceSystemOwner|SourceSystemId"
)
VALUE = (
    "METADATA|ElementEntryValue|LegislativeDataGroupName|EffectiveStartDate|ElementName|"
    "AssignmentNumber|InputValueName|EffectiveEndDate|EntryType|MultipleEntryCount|"
    'ScreenEntryValue|"ElementEntryId(SourceSystemId)"|SourceSystemOwner|SourceSystemId'
)
BOM = {"successfactors-non-recurring": b"\xef\xbb\xbf"}
LF = {"gusto", "oracle-hdl"}
AMOUNTS = {
    "payroll-csv": ["amount"],
    "adp-workforce-now": ["Earnings 3 Amount", "Earnings 4 Amount"],
    "paychex-flex": ["Amount"],
    "gusto": ["bonus", "commission", "correction_payment"],
    "workday-one-time-payment": ["Amount"],
    "successfactors-non-recurring": ["value"],
    "frappe-additional-salary": ["amount"],
}
PAYROLL = [name for name in SETTINGS if name not in JOURNALS]


def line_id(agent, name, currency="USD"):
    """The stable id of a line, made as the page on the payroll file says."""
    text = f"2026-10|small-month|{agent}|{currency}|{name}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@pytest.fixture
def run(tmp_path):
    return publish_pay(tmp_path / "runs")


def rows_of(run, tmp_path, target):
    data = hand_out(run, tmp_path / "out", target).data
    return records(data.removeprefix(BOM.get(target, b"")))


@pytest.mark.parametrize("target", PAYROLL)
def test_the_bytes_are_of_the_dialect_that_the_target_reads(run, tmp_path, target):
    data = hand_out(run, tmp_path / "out", target).data
    mark = BOM.get(target, b"")
    assert data.startswith(mark)
    assert data.count(b"\xef\xbb\xbf") == len(mark) // 3
    if target in LF:
        assert b"\r" not in data
        assert data.endswith(b"\n")
    else:
        assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
        assert data.endswith(b"\r\n")
    assert b'"' not in data.replace(b'"ElementEntryId(SourceSystemId)"', b"")
    header = data.removeprefix(mark).splitlines()[0].decode()
    assert header == HEADERS.get(target, ENTRY)


@pytest.mark.parametrize("target", AMOUNTS)
def test_what_is_in_the_file_is_what_is_paid(run, tmp_path, target):
    # 1234.50 + 10.00 + 65.00 + 800.00; the line of zero is not in it.
    amounts = [row[name] for row in rows_of(run, tmp_path, target) for name in AMOUNTS[target]]
    assert sum(Decimal(amount) for amount in amounts if amount) == Decimal("2109.50")
    assert all(Decimal(amount) for amount in amounts if amount)  # empty, never 0


@pytest.mark.parametrize("target", PAYROLL)
def test_the_control_file_says_what_the_receiver_can_count(run, tmp_path, target):
    given = hand_out(run, tmp_path / "out", target)
    rows = {"adp-workforce-now": 3, "gusto": 2, "oracle-hdl": 8}.get(target, 4)
    said = {"rows": 4, "lines": 4, "rows_in_file": rows, "zero_rows": 1, "sum": "2109.50"}
    assert given.control["currencies"] == {"USD": said}
    assert (given.control["rows"], given.control["lines"]) == (rows, 4)
    assert "agent_id" in given.control["hash_total_of"]
    manifest = json.loads((run / "manifest.json").read_bytes())
    assert given.control["plaudit"] == manifest["identity"]["versions"]["plaudit"]
    assert given.control["sha256"] == hashlib.sha256(given.data).hexdigest()
    assert (given.control["run_id"], given.control["kind"]) == (run.name, "payroll")
    paid = [("A001", "bonus"), ("A001", "gift"), ("A001", "star"), ("A002", "bonus")]
    ids = sorted(line_id(*one) for one in paid)
    expected = hashlib.sha256("".join(f"{one}\n" for one in ids).encode()).hexdigest()
    assert given.control["line_ids_sha256"] == expected
    numbers = [int(hashlib.sha256(who.encode()).hexdigest()[:16], 16) for who, _ in paid]
    assert given.control["hash_total"] == f"{sum(numbers) % 10**10:010}"
    assert given.control["settings"] == SETTINGS[target]
    assert not any("clock" in key or key.endswith("_at") for key in given.control)


def test_adp_has_two_earnings_a_record_and_a_third_goes_on_another(run, tmp_path):
    rows = rows_of(run, tmp_path, "adp-workforce-now")
    assert [[*row.values()][:3] for row in rows] == [
        ["AB_", "BONUS10", "A001"],
        ["AB_", "BONUS10", "A001"],
        ["AB_", "BONUS10", "A002"],
    ]
    assert [[*row.values()][7:] for row in rows] == [
        ["BON", "1234.50", "GFT", "10.00"],
        ["AWD", "65.00", "", ""],
        ["BON", "800.00", "", ""],
    ]
    assert {cell for row in rows for cell in [*row.values()][3:7]} == {""}


@pytest.mark.parametrize(
    ("co_code", "name"), [("ABC", "PRABCEPI.csv"), ("AB_", "PRAB_EPI.csv"), ("1Z9", "PR1Z9EPI.csv")]
)
def test_adp_s_file_is_called_by_the_company_code(run, tmp_path, co_code, name):
    settings = SETTINGS["adp-workforce-now"] | {"co_code": co_code}
    profile = own_profile(tmp_path, "adp-workforce-now", settings=settings)
    out = tmp_path / name
    assert hand_out(run, tmp_path, "adp-workforce-now", profile=profile, out=out).said.rows == 3


def test_paychex_has_a_row_for_each_component(run, tmp_path):
    rows = rows_of(run, tmp_path, "paychex-flex")
    assert [(r["Client ID"], r["Worker ID"], r["Pay Component"], r["Amount"]) for r in rows] == [
        ("10045678", "A001", "Bonus", "1234.50"),
        ("10045678", "A001", "Gift", "10.00"),
        ("10045678", "A001", "Star award", "65.00"),
        ("10045678", "A002", "Bonus", "800.00"),
    ]


def test_gusto_has_a_row_an_employee_and_blanks_where_a_zero_would_override(run, tmp_path):
    rows = rows_of(run, tmp_path, "gusto")
    shown = [(r["last_name"], r["first_name"], r["gusto_employee_id"]) for r in rows]
    assert shown == [("Stone", "Ada", "e-1"), ("Brook", "Ben", "e-2")]  # the names of October
    # A001: bonus and star go to one column, 1234.50 + 65.00, and the gift to another.
    money = [(r["bonus"], r["commission"], r["correction_payment"]) for r in rows]
    assert money == [("1299.50", "10.00", ""), ("800.00", "", "")]
    assert {r["regular_hours"] for r in rows} == {""}


def test_gusto_leaves_a_column_empty_whose_lines_come_to_nothing(tmp_path):
    lines = (line(0, "bonus", 500), line(0, "star", -500), line(0, "gift", 100))
    (row,) = rows_of(publish_pay(tmp_path / "runs", *lines), tmp_path, "gusto")
    assert (row["bonus"], row["commission"]) == ("", "1.00")


@pytest.mark.parametrize(
    ("written", "names"),
    [("last, first", ("O'Neil, Ada", "de la Cruz, Ben")), ("first last", ("Ada O'Neil", "Ben Li"))],
)
def test_names_are_parted_as_the_roster_writes_them(tmp_path, written, names):
    run = publish_pay(tmp_path / "runs", names=(*names, "x", "x", "x"))
    settings = SETTINGS["gusto"] | {"names_written": written}
    profile = own_profile(tmp_path, "gusto", settings=settings)
    rows = records(hand_out(run, tmp_path / "out", "gusto", profile=profile).data)
    assert rows[0]["last_name"] == "O'Neil"
    assert rows[0]["first_name"] == "Ada"
    assert rows[1]["last_name"] in ("de la Cruz", "Li")


@pytest.mark.parametrize("name", ["Ada Stone", "Stone, Ada, B", "=1+1, Ada", "Stone, ", "", "+, -"])
def test_a_name_that_is_none_is_refused_and_not_shown(tmp_path, name):
    run = publish_pay(tmp_path / "runs", names=(name, *["Brook, Ben"] * 4))
    with pytest.raises(DataError) as caught:
        hand_out(run, tmp_path / "out", "gusto")
    assert {p.where for p in caught.value.problems} >= {"payouts.parquet:1 (roster name)"}
    assert not name or name not in str(caught.value)
    assert not (tmp_path / "out" / "gusto.csv").exists()


def test_workday_names_types_and_days_and_carries_the_line_id(run, tmp_path):
    first, *_ = rows_of(run, tmp_path, "workday-one-time-payment")
    said = {name: cell for name, cell in first.items() if cell}
    assert said == {
        "Employee_Reference_ID": "A001",
        "Employee_Reference_ID_Type": "Employee_ID",
        "Effective_Date": "2026-11-01",
        "One_Time_Payment_Plan_Reference_ID": "PERF",
        "One_Time_Payment_Plan_Reference_ID_Type": "One-Time_Payment_Plan_ID",
        "Scheduled_Payment_Date": "2026-11-15",
        "Coverage_Start_Date": "2026-10-01",
        "Coverage_End_Date": "2026-10-31",
        "Currency_Reference_ID": "USD",
        "Currency_Reference_ID_Type": "Currency_ID",
        "OTP_Comment": line_id("A001", "bonus"),
        "Amount": "1234.50",
    }


def test_successfactors_has_its_key_and_the_line_id_in_the_notes(run, tmp_path):
    rows = rows_of(run, tmp_path, "successfactors-non-recurring")
    keys = [(r["userId"], r["payDate"], r["payComponentCode"]) for r in rows]
    assert keys == [
        ("A001", "11/15/2026", "BONUS"),
        ("A001", "11/15/2026", "GIFT"),
        ("A001", "11/15/2026", "STAR"),
        ("A002", "11/15/2026", "BONUS"),
    ]
    assert rows[3]["alternativeCostCenter"] == "CC-2"
    assert rows[3]["notes"] == line_id("A002", "bonus")


def test_two_lines_that_successfactors_takes_for_one_are_refused(run, tmp_path):
    maps = {"pay_component": {"BONUS": "B1", "STAR": "B1", "GIFT": "B2"}}
    profile = own_profile(tmp_path, "successfactors-non-recurring", maps=maps)
    with pytest.raises(DataError) as caught:
        hand_out(run, tmp_path / "out", "successfactors-non-recurring", profile=profile)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("rows-alike", "payouts.parquet:3")
    assert "row 1" in problem.what


def test_oracle_has_entries_and_then_values_that_name_them(run, tmp_path):
    data = hand_out(run, tmp_path / "out", "oracle-hdl").data
    rows = table(data, delimiter="|", quoting=3)
    assert "|".join(rows[0]) == ENTRY
    assert "|".join(rows[5]) == VALUE
    entries = [dict(zip(rows[0], row, strict=True)) for row in rows[1:5]]
    values = [dict(zip(rows[5], row, strict=True)) for row in rows[6:]]
    assert {row["METADATA"] for row in (*entries, *values)} == {"MERGE"}
    ids = [line_id(*one) for one in (("A001", "bonus"), ("A001", "gift"), ("A001", "star"))]
    assert [row["SourceSystemId"] for row in entries][:3] == ids
    parents = [row['"ElementEntryId(SourceSystemId)"'] for row in values]
    assert parents == [row["SourceSystemId"] for row in entries]
    assert len({row["SourceSystemId"] for row in (*entries, *values)}) == 8
    assert [row["ScreenEntryValue"] for row in values] == ["1234.50", "10.00", "65.00", "800.00"]
    assert {row["AssignmentNumber"] for row in entries} == {"E1001", "E1002"}
    assert {row["EffectiveStartDate"] for row in entries} == {"2026/11/01"}
    assert {(row["EntryType"], row["CreatorType"]) for row in entries} == {("E", "H")}
    assert FILES["oracle-hdl"] == "ElementEntry.dat"


def test_frappe_has_what_the_document_needs(run, tmp_path):
    first, *_ = rows_of(run, tmp_path, "frappe-additional-salary")
    assert [*first.values()] == ["A001", "Bonus", "1234.50", "2026-11-15", "0", "1"]


@pytest.mark.parametrize("target", ["frappe-additional-salary", "gusto"])
def test_targets_that_refuse_less_than_nothing_get_none_of_it(tmp_path, target):
    lines = (line(0, "bonus", 900), line(0, "gift", -100), line(1, "bonus", 5))
    with pytest.raises(DataError) as caught:
        hand_out(publish_pay(tmp_path / "runs", *lines), tmp_path / "out", target)
    (problem,) = caught.value.problems
    assert problem.where == "payouts.parquet:2 (amount)"
    assert "below zero" in problem.what
    assert "1.00" not in str(caught.value)


def test_a_line_below_zero_reaches_targets_that_take_it(tmp_path):
    lines = (line(0, "bonus", 900), line(0, "gift", -100))
    rows = rows_of(publish_pay(tmp_path / "runs", *lines), tmp_path, "adp-workforce-now")
    assert [rows[0][name] for name in AMOUNTS["adp-workforce-now"]] == ["9.00", "-1.00"]


def test_several_currencies_stand_beside_each_other_where_a_column_names_them(tmp_path):
    lines = (line(0, "bonus", 900), line(1, "bonus", 7_000, currency="JPY"))
    rows = rows_of(publish_pay(tmp_path / "runs", *lines), tmp_path, "workday-one-time-payment")
    assert [(r["Currency_Reference_ID"], r["Amount"]) for r in rows] == [
        ("USD", "9.00"),
        ("JPY", "7000"),
    ]
