"""The profiles that the page shows can be used as they stand."""

from scoring.docs.exports_examples import KINGDEE, SAP
from scoring.docs.exports_page import EXTENDING, WHOLE
from scoring.shipped import find_export
from tests.exports.scene import hand_out, line, publish_pay, records

DAY = ["journal_date=2026-11-15"]


def test_the_company_s_profile_of_the_page_books_a_journal(tmp_path):
    (tmp_path / "our-netsuite.yaml").write_text(EXTENDING, encoding="utf-8")
    run = publish_pay(tmp_path / "runs")
    profile = tmp_path / "our-netsuite.yaml"
    data = hand_out(run, tmp_path / "out", "netsuite", profile=profile, given=DAY).data
    accounts = [row["Account"] for row in records(data)]
    assert accounts == ["6601 Bonus expense", "2211 Bonus payable"] * 4


def test_the_whole_profile_of_the_page_writes_what_it_says(tmp_path):
    (tmp_path / "ours.yaml").write_text(WHOLE, encoding="utf-8")
    lines = (line(0, amount=123_450, pay_code="PERF"), line(0, "star", pay_code="STAR"))
    run = publish_pay(tmp_path / "runs", *lines)
    text = WHOLE.replace("[A-Z][0-9]{4}", "[A-Z][0-9]{3}")  # the small month's ids are shorter
    profile = tmp_path / "ours.yaml"
    profile.write_text(text, encoding="utf-8")
    given = ["payment_date=2026-11-15", "currency=USD"]
    data = hand_out(run, tmp_path / "out", "ours", profile=profile, given=given).data
    rows = data.decode("utf-8-sig").splitlines()
    assert rows[0] == "Employee;Wage type;Amount;Pay date;Cost centre;Remark;Reference"
    assert rows[1].startswith("A001;3100;1234,50;15.11.2026;CC-1;bonus 2026-10;")
    assert rows[2].startswith("A001;3110;1,00;15.11.2026;CC-1;bonus 2026-10;")


def pay_of_two(runs):
    """1,234.50 and a star of 65.00 for A001, 800.00 for A002, in yuan."""
    return publish_pay(
        runs,
        line(0, amount=123_450, pay_code="PERF", currency="CNY"),
        line(0, "star", amount=6_500, pay_code="STAR", currency="CNY"),
        line(1, amount=80_000, pay_code="PERF", currency="CNY"),
    )


def test_the_finished_sap_template_of_the_page_writes_its_fields(tmp_path):
    profile = tmp_path / "our-sap.yaml"
    profile.write_text(SAP, encoding="utf-8")
    given = ["begin_date=2026-10-31"]
    run = pay_of_two(tmp_path / "runs")
    data = hand_out(run, tmp_path / "out", "sap", profile=profile, given=given).data
    rows = [row.split("\t") for row in data.decode().split("\r\n")]
    assert rows[0] == ["PERNR", "SUBTY", "ENDDA", "BEGDA", "LGART", "BETRG", "WAERS", "ZUORD"]
    assert [row[:7] for row in rows[1:4]] == [
        ["00001001", "3100", "20261031", "20261031", "3100", "1234.50", "CNY"],
        ["00001001", "3110", "20261031", "20261031", "3110", "65.00", "CNY"],
        ["00001002", "3100", "20261031", "20261031", "3100", "800.00", "CNY"],
    ]
    assert rows[4:] == [[""]]


def test_the_finished_kingdee_sheet_of_the_page_has_a_total_beside_its_parts(tmp_path):
    profile = tmp_path / "our-kingdee.yaml"
    profile.write_text(KINGDEE, encoding="utf-8")
    run = pay_of_two(tmp_path / "runs")
    data = hand_out(run, tmp_path / "out", "kingdee", profile=profile).data
    assert data.decode("utf-8-sig").splitlines() == [
        "工号,姓名,绩效奖金,明星奖,实发工资",
        "A001,,1234.50,65.00,1299.50",
        "A002,,800.00,0,800.00",
    ]


def test_a_journal_takes_accounts_by_pay_code_as_the_page_says(tmp_path):
    text = find_export("journal-csv").read_text(encoding="utf-8")
    assert text.count("by: cost_center") == 1
    profile = tmp_path / "journal.yaml"
    profile.write_text(
        text.replace("by: cost_center", "by: pay_code")
        + "given:\n  maps:\n    expense_account: {HOLDBACK: '2212'}\n",
        encoding="utf-8",
    )
    held = line(0, "held", amount=-10_000, pay_code="HOLDBACK")
    run = publish_pay(tmp_path / "runs", line(0, amount=123_450), held)
    given = [*DAY, "expense_account=6601", "payable_account=2211"]
    rows = records(hand_out(run, tmp_path / "out", "j", profile=profile, given=given).data)
    assert [(r["Pay Code"], r["Account"], r["Debit"], r["Credit"]) for r in rows] == [
        ("BONUS", "6601", "1234.50", ""),
        ("BONUS", "2211", "", "1234.50"),
        ("HOLDBACK", "2212", "", "100.00"),
        ("HOLDBACK", "2211", "100.00", ""),
    ]
