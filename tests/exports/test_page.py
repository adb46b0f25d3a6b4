"""The profiles that the page shows can be used as they stand."""

from scoring.docs.exports_page import EXTENDING, WHOLE
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
