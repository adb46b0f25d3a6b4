"""What a target must not get is refused by row and column, several at once, and nothing written."""

import json

import pytest

from scoring.errors import ConflictError, DataError, IntegrityError, PlanError, UsageError
from scoring.exports import dialect
from scoring.exports.targets import load_export
from scoring.ledger.exports import read_exports
from scoring.shipped import find_export
from tests.exports.scene import SETTINGS, hand_out, line, own_profile, publish_pay, records
from tests.results import small_identity

BASE = {
    "export": "ours",
    "kind": "payroll",
    "title": {"en": "Ours", "zh": "薪资"},
    "proven": {"by": "own", "on": "our list of fields"},
    "file": {
        "delimiter": "comma",
        "quoting": "never",
        "encoding": "utf-8",
        "bom": "false",
        "line_end": "lf",
        "dates": "YYYY-MM-DD",
    },
    "amounts": {
        "mark": "point",
        "places": "2",
        "digits": "4",
        "negatives": "refuse",
        "unused": "blank",
    },
    "currencies": "several",
}
COLUMNS = {
    "Who": {"field": "payee_id", "pattern": "A00[1-4]"},
    "Centre": {"field": "cost_center", "longest": "5"},
    "Code": {"field": "pay_code"},
    "Money": {"amount": "signed"},
    "Currency": {"field": "currency"},
}


def whole(folder, columns=COLUMNS, **changes):
    """A company's own whole profile; blocks in `changes` are laid over those of the base."""
    folder.mkdir(exist_ok=True)
    said = BASE | {"records": {"lines": {"rows": "line", "columns": columns}}}
    laid = {
        key: {**said.get(key, {}), **block} if isinstance(block, dict) else block
        for key, block in changes.items()
    }
    path = folder / "ours.yaml"
    path.write_text(json.dumps(said | laid, ensure_ascii=False), encoding="utf-8")
    return path


def faults(caught):
    return [problem.where for problem in caught.value.problems]


def test_every_field_that_the_target_does_not_take_is_named_and_none_is_shown(tmp_path):
    run = publish_pay(
        tmp_path / "runs",
        line(0, amount=1_000_000),  # five digits before the point, and the target takes four
        line(1, cost_center=None),
        line(2, cost_center="CENTRE-9"),
        line(3, amount=900),
        line(3, "fine", amount=-100),
        line(4, currency="KWD"),  # three decimals, and no A00[1-4]
    )
    profile = whole(tmp_path)
    with pytest.raises(DataError) as caught:
        hand_out(run, tmp_path / "out", "ours", profile=profile)
    assert caught.value.exit_code == 3
    assert faults(caught) == [
        "payouts.parquet:1 (amount)",
        "payouts.parquet:2 (cost_center)",
        "payouts.parquet:3 (cost_center)",
        "payouts.parquet:5 (amount)",
        "payouts.parquet:6 (agent_id)",
        "payouts.parquet:6 (amount)",
    ]
    told = str(caught.value)
    assert not [word for word in ("10000", "CENTRE-9", "A005", "-1.00") if word in told]
    assert not (tmp_path / "out" / "ours.csv").exists()
    assert read_exports(tmp_path / "runs") == []


def test_amounts_are_written_as_the_profile_says(tmp_path):
    run = publish_pay(
        tmp_path / "runs", line(0, amount=123_456), line(1, amount=7_000, currency="JPY")
    )
    path = whole(
        tmp_path, file={"delimiter": "semicolon"}, amounts={"mark": "comma", "places": "3"}
    )
    data = hand_out(run, tmp_path / "out", "ours", profile=path).data
    assert [line_.split(";")[3] for line_ in data.decode().splitlines()] == [
        "Money",
        "1234,560",
        "7000,000",
    ]


def test_amounts_below_zero_may_have_a_column_of_their_own(tmp_path):
    columns = {
        "Who": {"field": "payee_id"},
        "Plus": {"amount": "above_zero"},
        "Minus": {"amount": "below_zero"},
        "Currency": {"field": "currency"},
    }
    path = whole(tmp_path, columns, amounts={"negatives": "other_column", "unused": "zero"})
    run = publish_pay(tmp_path / "runs", line(0, amount=900), line(0, "fine", amount=-125))
    rows = records(hand_out(run, tmp_path / "out", "ours", profile=path).data)
    assert [(row["Plus"], row["Minus"]) for row in rows] == [("9.00", "0"), ("0", "1.25")]


def test_a_pay_code_that_a_map_does_not_know_is_refused_by_row(tmp_path):
    run = publish_pay(tmp_path / "runs")
    maps = {"pay_component": {"BONUS": "Bonus"}}
    profile = own_profile(tmp_path, "paychex-flex", maps=maps)
    with pytest.raises(DataError) as caught:
        hand_out(run, tmp_path / "out", "paychex-flex", profile=profile)
    assert faults(caught) == ["payouts.parquet:2 (pay_code)", "payouts.parquet:3 (pay_code)"]


def test_two_payees_cannot_share_a_name_of_the_target(tmp_path):
    maps = {
        "employee": {"A001": "e-1", "A002": "e-1"},
        "column": dict.fromkeys(("BONUS", "STAR", "GIFT"), "bonus"),
    }
    profile = own_profile(tmp_path, "gusto", maps=maps)
    with pytest.raises(DataError) as caught:
        hand_out(publish_pay(tmp_path / "runs"), tmp_path / "out", "gusto", profile=profile)
    assert {p.code for p in caught.value.problems} == {"payees-alike"}
    assert faults(caught) == ["payouts.parquet:1 (agent_id)", "payouts.parquet:4 (agent_id)"]


def test_roster_values_are_held_to_a_form(tmp_path):
    columns = COLUMNS | {"Team": {"roster": "team"}, "Who": {"field": "payee_id"}}
    path = whole(tmp_path, columns)
    run = publish_pay(tmp_path / "runs", line(0))
    (row,) = records(hand_out(run, tmp_path / "out", "ours", profile=path).data)
    assert row["Team"] == "t1"


def test_words_that_need_quotes_get_them_or_are_refused(tmp_path):
    columns = COLUMNS | {"Words": {"setting": "words"}}
    declared = {"words": {"what": "words", "form": "text"}}
    given = {"settings": {"words": "Bonus, spot"}}
    run = publish_pay(tmp_path / "runs", line(0))
    path = whole(tmp_path, columns, settings=declared, given=given)
    with pytest.raises(PlanError) as caught:
        hand_out(run, tmp_path / "out", "ours", profile=path)
    assert "no quotes" in caught.value.problems[0].what
    path = whole(
        tmp_path, columns, settings=declared, given=given, file={"quoting": "where_needed"}
    )
    data = hand_out(run, tmp_path / "out", "ours", profile=path).data
    assert b',"Bonus, spot"\n' in data
    assert records(data)[0]["Words"] == "Bonus, spot"


def test_characters_that_an_encoding_lacks_are_refused(tmp_path):
    columns = COLUMNS | {"Words": {"setting": "words"}}
    path = whole(
        tmp_path,
        columns,
        settings={"words": {"what": "words", "form": "text"}},
        given={"settings": {"words": "奖金"}},
        file={"encoding": "windows-1252"},
    )
    with pytest.raises(PlanError) as caught:
        hand_out(publish_pay(tmp_path / "runs", line(0)), tmp_path / "out", "ours", profile=path)
    (problem,) = caught.value.problems
    assert "windows-1252" in problem.what
    assert problem.where.startswith("ours.yaml:1:")


@pytest.mark.parametrize("quoting", ["always", "where_needed"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_marks_and_quotes_are_as_the_profile_says(tmp_path, encoding, quoting):
    path = whole(tmp_path, file={"encoding": encoding, "bom": "true", "quoting": quoting})
    run = publish_pay(tmp_path / "runs", line(0))
    data = hand_out(run, tmp_path / "out", "ours", profile=path).data
    text = data.decode("utf-8-sig" if encoding == "utf-8" else "utf-16")
    assert text.splitlines()[1].startswith('"A001","CC-1"' if quoting == "always" else "A001,CC-1")
    assert data.startswith(b"\xef\xbb\xbf" if encoding == "utf-8" else b"\xff\xfe")


def test_what_a_dialect_cannot_hold_and_what_is_not_of_it():
    file = load_export(find_export("payroll-csv")).file
    assert [bool(dialect.refusal(text, file)) for text in ('a"b', "a\nb", "a\0", "a,b", "a b")] == [
        True,
        True,
        True,
        True,
        False,
    ]
    marked = file.model_copy(update={"bom": True, "quoting": "always"})
    with pytest.raises(ValueError, match="byte-order mark"):
        dialect.read_back(b"a\r\n", marked)
    with pytest.raises(ValueError, match="expected after"):
        dialect.read_back(b'\xef\xbb\xbf"a"b\r\n', marked)


def test_maps_go_by_the_roster_fall_back_and_stand_in_texts(tmp_path):
    columns = COLUMNS | {
        "Site": {"map": "site"},
        "Account": {"map": "account"},
        "Words": {"text": "{account} {site} {batch}"},
    }
    declared = {
        "account": {"what": "account", "form": "code"},
        "batch": {"what": "b", "form": "code"},
    }
    maps = {
        "site": {"what": "site", "by": "team", "form": "code", "unmapped": "same"},
        "account": {"what": "account", "by": "pay_code", "form": "code", "unmapped": "setting"},
    }
    given = {"settings": {"account": "66", "batch": "B1"}, "maps": {"account": {"STAR": "67"}}}
    path = whole(tmp_path, columns, settings=declared, maps=maps, given=given)
    run = publish_pay(tmp_path / "runs", line(0), line(0, "star"))
    rows = records(hand_out(run, tmp_path / "out", "ours", profile=path).data)
    assert [(r["Site"], r["Account"], r["Words"]) for r in rows] == [
        ("t1", "66", "66 t1 B1"),
        ("t1", "67", "67 t1 B1"),
    ]


def test_a_value_of_the_roster_that_is_no_value_of_the_target_is_refused(tmp_path):
    columns = COLUMNS | {"Site": {"map": "site"}}
    maps = {
        "site": {"what": "s", "by": "team", "form": "code", "pattern": "S.*", "unmapped": "same"}
    }
    path = whole(tmp_path, columns, maps=maps)
    with pytest.raises(DataError) as caught:
        hand_out(publish_pay(tmp_path / "runs", line(0)), tmp_path / "out", "ours", profile=path)
    (problem,) = caught.value.problems
    assert problem.where == "payouts.parquet:1 (roster team)"
    assert "S.*" in problem.what


HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "+1",
    "-1",
    "@x",
    "\tx",
    "\rx",
    "<script>",
    "{{7*7}}",
    "😀" * 9,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_reaches_a_file_that_does_not_ask_for_names(tmp_path, name):
    run = publish_pay(tmp_path / "runs", names=(name,) * 5)
    plain = publish_pay(tmp_path / "others")
    for target in ("paychex-flex", "netsuite"):
        assert (
            hand_out(run, tmp_path / "a", target).data.replace(
                run.name.encode(), plain.name.encode()
            )
            == hand_out(plain, tmp_path / "b", target).data
        )
    with pytest.raises(DataError) as caught:
        hand_out(run, tmp_path / "a", "gusto")
    assert name not in str(caught.value)


# Currencies.


def two_currencies(tmp_path):
    lines = (line(0, amount=900), line(1, amount=7_000, currency="JPY"), line(2, amount=50))
    return publish_pay(tmp_path / "runs", *lines)


def test_a_target_of_one_currency_asks_which_and_says_what_stays(tmp_path):
    run = two_currencies(tmp_path)
    with pytest.raises(UsageError) as caught:
        hand_out(run, tmp_path / "out", "netsuite")
    (problem,) = caught.value.problems
    assert (problem.code, caught.value.exit_code) == ("several-currencies", 2)
    assert "JPY, USD" in problem.what
    given = hand_out(run, tmp_path / "out", "netsuite", currency="USD")
    assert given.control["left_out"] == {"JPY": {"rows": 1, "zero_rows": 0, "sum": "7000"}}
    assert "not in it: JPY 7000; export it with --currency JPY" in given.said.summary()
    assert given.said.to_json()["left_out"]["JPY"]["sum"] == "7000"
    (event, _) = read_exports(tmp_path / "runs")
    assert (event["currencies"], event["part"], event["kind"]) == (["USD"], True, "journal")
    settings = SETTINGS["netsuite"] | {"currency": "JPY"}
    other = own_profile(tmp_path, "netsuite", settings=settings, name="yen")
    out = tmp_path / "out" / "yen.csv"
    rest = hand_out(run, tmp_path / "out", "netsuite", profile=other, out=out, currency="JPY")
    assert not rest.said.repeat
    assert rest.control["left_out"]["USD"]["sum"] == "9.50"


def test_a_currency_that_is_not_the_target_s_or_not_there_is_refused(tmp_path):
    run = two_currencies(tmp_path)
    for named, code in (("JPY", "other-currency"), ("EUR", "no-such-currency")):
        with pytest.raises(DataError) as caught:
            hand_out(run, tmp_path / "out", "netsuite", currency=named)
        assert [p.code for p in caught.value.problems] == [code]


def test_a_file_of_several_currencies_may_hold_one_of_them(tmp_path):
    run = two_currencies(tmp_path)
    given = hand_out(run, tmp_path / "out", "payroll-csv", currency="JPY")
    assert [row["amount"] for row in records(given.data)] == ["7000"]
    assert given.control["left_out"]["USD"]["sum"] == "9.50"


# Places, names, and runs that are not what was written.


def test_the_name_that_a_target_asks_for_is_kept_to(tmp_path):
    run = publish_pay(tmp_path / "runs")
    with pytest.raises(UsageError) as caught:
        hand_out(run, tmp_path / "out", "adp-workforce-now", out=tmp_path / "out" / "adp.csv")
    (problem,) = caught.value.problems
    assert problem.code == "file-name"
    assert "PRAB_EPI.csv" in problem.hint


@pytest.mark.parametrize("target", ["payroll-csv", "netsuite"])
def test_an_altered_run_is_neither_paid_nor_booked(tmp_path, target):
    run = publish_pay(tmp_path / "runs")
    (run / "inputs" / "roster.parquet").write_bytes(b"mine")
    with pytest.raises(IntegrityError) as caught:
        hand_out(run, tmp_path / "out", target)
    assert caught.value.exit_code == 5
    assert not (tmp_path / "out" / f"{target}.csv").exists()


def test_a_missing_setting_is_told_before_anything_else(tmp_path):
    profile = own_profile(tmp_path, "netsuite", settings={})
    with pytest.raises(PlanError):
        hand_out(tmp_path / "no-run", tmp_path / "out", "netsuite", profile=profile)


# What stands beside each other, and what would pay or book twice.


def test_a_payroll_file_and_a_journal_of_a_run_stand_beside_each_other(tmp_path):
    run = publish_pay(tmp_path / "runs")
    assert not hand_out(run, tmp_path / "out", "payroll-csv").said.repeat
    assert not hand_out(run, tmp_path / "out", "netsuite").said.repeat
    assert hand_out(run, tmp_path / "out", "payroll-csv").said.repeat
    assert hand_out(run, tmp_path / "out", "netsuite").said.repeat


@pytest.mark.parametrize(
    ("first", "second"), [("payroll-csv", "paychex-flex"), ("netsuite", "journal-csv")]
)
def test_two_files_that_pay_or_book_the_same_need_to_be_meant(tmp_path, first, second):
    run = publish_pay(tmp_path / "runs")
    hand_out(run, tmp_path / "out", first)
    with pytest.raises(ConflictError) as caught:
        hand_out(run, tmp_path / "out", second)
    (problem,) = caught.value.problems
    assert (caught.value.exit_code, problem.code) == (6, "already-exported")
    assert f"--supersedes {run.name}" in problem.hint
    assert not (tmp_path / "out" / f"{second}.csv").exists()
    given = hand_out(run, tmp_path / "out", second, supersedes=run.name)
    assert not given.said.repeat
    assert hand_out(run, tmp_path / "out", second).said.repeat
    with pytest.raises(ConflictError):  # what was replaced is another file again
        hand_out(run, tmp_path / "out", first)


def test_another_day_of_payment_is_another_file(tmp_path):
    run = publish_pay(tmp_path / "runs")
    target = "frappe-additional-salary"
    hand_out(run, tmp_path / "out", target)
    settings = SETTINGS[target] | {"payment_date": "2026-12-15"}
    later = own_profile(tmp_path, target, settings=settings, name="later")
    with pytest.raises(ConflictError):
        hand_out(run, tmp_path / "out", target, profile=later, out=tmp_path / "out" / "b.csv")


def test_a_journal_of_another_run_than_the_one_paid_is_refused(tmp_path):
    runs = tmp_path / "runs"
    run = publish_pay(runs)
    other = publish_pay(runs, said=small_identity(plan_sha256="d" * 64))
    hand_out(run, tmp_path / "out", "payroll-csv")
    with pytest.raises(ConflictError) as caught:
        hand_out(other, tmp_path / "out", "netsuite")
    assert run.name in caught.value.problems[0].what


@pytest.mark.parametrize(
    ("target", "done"), [("netsuite", "booked for"), ("payroll-csv", "paid to")]
)
def test_what_was_booked_of_another_run_is_not_said_to_be_paid(tmp_path, target, done):
    runs = tmp_path / "runs"
    hand_out(publish_pay(runs), tmp_path / "out", target)
    other = publish_pay(runs, said=small_identity(plan_sha256="d" * 64))
    with pytest.raises(ConflictError) as caught:
        hand_out(other, tmp_path / "other", target)
    assert f"lines already {done} the same payee" in caught.value.problems[0].what


def test_a_journal_that_stays_behind_what_is_paid_anew_is_told(tmp_path):
    runs = tmp_path / "runs"
    run = publish_pay(runs)
    other = publish_pay(runs, said=small_identity(plan_sha256="d" * 64))
    hand_out(run, tmp_path / "out", "payroll-csv")
    hand_out(run, tmp_path / "out", "netsuite")
    out = tmp_path / "new"
    paid = hand_out(other, out, "payroll-csv", supersedes=run.name).said
    assert paid.others == [run.name]
    assert f"with --supersedes {run.name}" in paid.summary()
    assert paid.to_json()["still_standing"] == [run.name]
    booked = hand_out(other, out, "netsuite", supersedes=run.name).said
    assert booked.others == []
    assert hand_out(other, out, "payroll-csv").said.others == []
