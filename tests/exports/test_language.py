"""The language of export profiles: what is wrong is told at its place, all of it at once."""

import json

import pytest

from scoring.docs import exports_page
from scoring.docs.exports_page import EXTENDING
from scoring.errors import PlanError, UsageError
from scoring.exports.targets import load_export, load_target
from scoring.shipped import find_export, shipped_exports
from tests.exports.scene import JOURNALS, MAPS, SETTINGS, own_profile
from tests.plan.test_plan_schema import as_editors_read, fits

TEMPLATES = {"sap-0015", "kingdee-payroll"}
BOOKS_BY_NUMBER = "export: a\nextends: xero\nsettings: {payable_account: 2211}\n"
WHOLE = """\
export: ours
kind: payroll
title: {en: Our payroll, zh: 薪资}
proven: {by: own, on: our list of fields}
file: {delimiter: comma, quoting: never, encoding: utf-8, bom: false, line_end: lf,
  dates: YYYY-MM-DD}
amounts: {mark: point, places: currency, digits: 9, negatives: allow, unused: blank}
currencies: several
settings:
  batch: {what: the batch, form: code}
records:
  lines:
    rows: line
    columns:
      Who: {field: payee_id}
      Batch: {setting: batch}
      Money: {amount: signed}
      Currency: {field: currency}
"""


def refused(tmp_path, text, given=()):
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((PlanError, UsageError)) as caught:
        load_target(str(path), given)
    return caught.value


def changed(old, new):
    assert WHOLE.count(old) == 1, old
    return WHOLE.replace(old, new)


def test_every_shipped_profile_is_held_by_a_test_and_says_how_far_it_is_proven():
    assert {*shipped_exports()} == {*SETTINGS} | TEMPLATES
    for name in shipped_exports():
        path = find_export(name)
        profile = load_export(path)
        assert profile.export == name
        assert (profile.kind == "journal") == (name in JOURNALS)
        assert (profile.proven.by == "template") == (name in TEMPLATES)
        assert profile.proven.by != "own"
        comment = path.read_text(encoding="utf-8").split("export:")[0]
        assert all(line.startswith("#") for line in comment.splitlines())
        if profile.proven.by not in ("ours", "template"):
            words = " ".join(comment.replace("#", " ").split())
            assert "own" in words
            assert "wins" in words


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_and_map_that_is_missing_is_named_at_once(tmp_path, name):
    profile = load_export(find_export(name))
    needed = {key for key, said in profile.settings.items() if said.needed}
    needed |= {key for key, said in profile.maps.items() if said.unmapped == "refuse"}
    assert needed == {*SETTINGS[name], *MAPS.get(name, {})}
    if not needed:
        assert load_target(name).settings == {}
        return
    with pytest.raises(PlanError) as caught:
        load_target(name)
    assert caught.value.exit_code == 4
    assert {p.code for p in caught.value.problems} == {"missing-setting"}
    told = str(caught.value)
    assert all(f" {key}" in told for key in needed)
    declared = {**profile.maps, **profile.settings}  # a map may fall back to a setting
    assert all(declared[key].what in told for key in needed)
    load_target(str(own_profile(tmp_path, name)))


def test_settings_may_stand_in_the_file_and_on_the_line_which_comes_first(tmp_path):
    path = str(own_profile(tmp_path, "netsuite"))
    assert load_target(path).settings["currency"] == "USD"
    assert load_target(path, ["currency=EUR"]).settings["currency"] == "EUR"
    short = {key: said for key, said in SETTINGS["netsuite"].items() if key != "currency"}
    path = str(own_profile(tmp_path, "netsuite", settings=short, name="short"))
    with pytest.raises(PlanError):
        load_target(path)
    assert load_target(path, ["currency=EUR"]).currency == "EUR"


@pytest.mark.parametrize(
    ("given", "code"),
    [("batch", "not-a-setting"), ("batch=", "not-a-setting"), ("bacth=B1", "unknown-setting")],
)
def test_a_setting_of_the_line_that_is_none_is_a_wrong_call(tmp_path, given, code):
    error = refused(tmp_path, WHOLE, [given])
    assert error.exit_code == 2
    assert [p.code for p in error.problems] == [code, "missing-setting"]
    if code == "unknown-setting":
        assert "Did you mean 'batch'?" in error.problems[0].hint


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("code", ["B-1", "0066.01", "AB_"], ["=1", "-B", "a b", "B,1", 'B"', "B\n", "@x", "Ä"]),
        (
            "text",
            ["Bonus, spot", "记", "O'Neil (x)"],
            ["=1+1", "+B", "-B", "@x", "＝1", " B", 'a"b'],
        ),
        ("day", ["2026-11-30"], ["2026-11-31", "20261130", "30.11.2026", "2026-W48-1"]),
        ("currency", ["USD", "JPY"], ["usd", "XYZ", "US"]),
    ],
)
def test_values_are_held_to_their_form_and_never_escaped(tmp_path, form, good, bad):
    cell = "{date: batch}" if form == "day" else "{setting: batch}"
    text = changed("form: code", f"form: {form}").replace("{setting: batch}", cell)
    text = text.replace("quoting: never", "quoting: where_needed")
    if form == "currency":
        text = text.replace("currencies: several", "currencies: one")
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    for value in good:
        assert load_target(str(path), [f"batch={value}"]).settings == {"batch": value}
    for value in bad:
        with pytest.raises(PlanError) as caught:
            load_target(str(path), [f"batch={value}"])
        (problem,) = caught.value.problems
        assert (problem.code, problem.where) == ("wrong-setting", "--set batch")
        assert problem.hint == "the batch"


def test_what_does_not_fit_is_told_all_at_once_with_the_nearest_key(tmp_path):
    text = changed("delimiter: comma", "delimitor: comma")
    text = text.replace("kind: payroll", "kind: payrol").replace(
        "{amount: signed}", "{amonut: signed}"
    )
    found = {(p.where, p.code): p.hint for p in refused(tmp_path, text).problems}
    assert found["ours.yaml:2:1", "unknown-choice"] == "Did you mean 'payroll'?"
    assert found["ours.yaml:5:8", "unknown-key"] == "Did you mean 'delimiter'?"
    assert ("ours.yaml:17:15", "unknown-key") in found


CONTRADICTIONS = [
    ("{setting: batch}", "{setting: bacth}", "unknown-setting"),
    ("{setting: batch}", '{text: "{batch} {wage}"}', "unknown-setting"),
    ("{setting: batch}", "{map: code}", "unknown-map"),
    ("{setting: batch}", "{constant: B1}", "unused-setting"),
    ("{setting: batch}", "{date: batch}", "contradiction"),
    ("{setting: batch}", "{setting: batch, slot: 1}", "contradiction"),
    ("{setting: batch}", "{expense: {setting: batch}, payable: {setting: batch}}", "contradiction"),
    ("{setting: batch}", '{text: "={batch}"}', "formula"),
    ("{amount: signed}", "{amount: debit}", "contradiction"),
    ("{amount: signed}", "{setting: batch}", "contradiction"),
    ("{amount: signed}", "{amount: signed, word: bonus}", "contradiction"),
    ("Who: {field: payee_id}", "Who: {field: pay_code}", "contradiction"),
    ("Currency: {field: currency}", "Code: {field: pay_code}", "contradiction"),
    ("currencies: several", "currencies: one", "contradiction"),
    ("rows: line", "rows: posting", "contradiction"),
    ("negatives: allow", "negatives: other_side", "contradiction"),
    ("negatives: allow", "negatives: other_column", "contradiction"),
    ("encoding: utf-8, bom: false", "encoding: gb18030, bom: true", "contradiction"),
    ("mark: point", "mark: comma", "contradiction"),
    ("rows: line", "rows: line\n    key: [Whom]", "unknown-column"),
    ("dates: YYYY-MM-DD", "dates: YYYY-MM-DD, name: 'P{bach}.csv'", "unknown-setting"),
    ("by: own", "by: template", "unfinished-template"),
    ("dates: YYYY-MM-DD", "dates: setting", "contradiction"),
    ("{setting: batch}", '{setting: batch, pattern: "("}', "wrong-value"),
    ("{setting: batch}", "{name: last, written: batch}", "contradiction"),
    ("Batch: {setting", '" Batch": {setting', "unknown-key"),
    (
        "records:",
        "maps:\n  code: {what: a, by: pay_code, form: code, unmapped: same}\nrecords:",
        "unused-setting",
    ),
]
JOURNAL = """\
export: ours
kind: journal
title: {en: Our journal, zh: 凭证}
proven: {by: own, on: our chart of accounts}
file: {delimiter: comma, quoting: never, encoding: utf-8, bom: false, line_end: lf,
  dates: YYYY-MM-DD}
amounts: {mark: point, places: currency, digits: 9, negatives: other_side, unused: blank}
currencies: several
settings:
  expense: {what: the expense account, form: code}
  payable: {what: the payable account, form: code}
  account_of_code: {what: where no code has an account, form: code}
maps:
  currency_word: {what: our word for a currency, by: currency, form: text, unmapped: same}
  account_of_code: {what: the account of a code, by: pay_code, form: code, unmapped: setting}
records:
  postings:
    rows: posting
    columns:
      Account: {expense: {map: account_of_code}, payable: {setting: payable}}
      Contra: {expense: {setting: payable}, payable: {text: "{account_of_code}"}}
      Other: {setting: expense}
      Debit: {amount: debit}
      Credit: {amount: credit}
      Currency: {map: currency_word}
"""
CONTRADICTIONS_OF_JOURNALS = [
    ("{setting: expense}", "{field: payee_id}", "contradiction"),
    ("{setting: expense}", "{roster: team}", "contradiction"),
    ("{setting: expense}", '{text: "{payee_id}"}', "contradiction"),
    ("{setting: expense}", "{name: last, written: expense}", "contradiction"),
    ("negatives: other_side", "negatives: refuse", "contradiction"),
    ("by: pay_code", "by: payee_id", "contradiction"),
    (
        "  account_of_code: {what: where no code has an account, form: code}\n",
        "",
        "unknown-setting",
    ),
    ("{map: currency_word}", "blank", "contradiction"),
    ("rows: posting", "rows: line", "contradiction"),
]


@pytest.mark.parametrize(("old", "new", "code"), CONTRADICTIONS)
def test_what_a_profile_says_against_itself_is_told_at_its_place(tmp_path, old, new, code):
    error = refused(tmp_path, changed(old, new), ["batch=B1"])
    assert code in {p.code for p in error.problems}, error
    assert all(p.where.startswith("ours.yaml:") for p in error.problems if p.code == code)


@pytest.mark.parametrize(("old", "new", "code"), CONTRADICTIONS_OF_JOURNALS)
def test_what_a_journal_cannot_say_is_told(tmp_path, old, new, code):
    given = ["expense=1", "payable=2", "account_of_code=3"]
    (tmp_path / "ours.yaml").write_text(JOURNAL, encoding="utf-8")
    assert load_target(str(tmp_path / "ours.yaml"), given).settings["payable"] == "2"
    assert JOURNAL.count(old) == 1, old
    error = refused(tmp_path, JOURNAL.replace(old, new), given)
    assert code in {p.code for p in error.problems}, error


SLOTTED = (
    ("slot: 1", "slot: 2", "contradiction"),
    ("Code: {field: pay_code, slot: 1}", "Code: {field: pay_code}", "contradiction"),
    ("Code: {field: pay_code, slot: 1}", 'Code: {text: "{cost_center}"}', "contradiction"),
)


@pytest.mark.parametrize(("old", "new", "code"), SLOTTED)
def test_slots_and_rows_of_payees_go_together(tmp_path, old, new, code):
    text = changed("rows: line", "rows: payee").replace(
        "{amount: signed}", "{amount: signed, slot: 1}"
    )
    text = text.replace(
        "Batch: {setting", "Code: {field: pay_code, slot: 1}\n      Batch: {setting"
    )
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_target(str(path), ["batch=B1"]).name == "ours"
    error = refused(tmp_path, text.replace(old, new), ["batch=B1"])
    assert code in {p.code for p in error.problems}, error


def test_columns_of_money_have_all_words_of_their_map(tmp_path):
    text = changed("rows: line", "rows: payee").replace(
        "{amount: signed}", "{amount: signed, map: column, word: pay}"
    )
    maps = (
        "maps:\n  column: {what: a, by: pay_code, form: code, choices: [pay], unmapped: refuse}\n"
    )
    text = text.replace("records:", f"{maps}records:") + "given: {maps: {column: {B: pay}}}\n"
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_target(str(path), ["batch=B1"]).maps == {"column": {"B": "pay"}}
    for old, new in (("[pay]", "[pay, tip]"), ("by: pay_code", "by: cost_center")):
        error = refused(tmp_path, text.replace(old, new), ["batch=B1"])
        assert "contradiction" in {p.code for p in error.problems}


def test_a_file_that_no_yaml_reader_takes_is_told_as_the_kind_that_it_is(tmp_path):
    error = refused(tmp_path, "export: own\nextends: gusto\nextends: xero\n")
    assert [p.code for p in error.problems] == ["duplicate-key"]


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_is_finished_before_it_is_used(tmp_path, name):
    for asked in (name, str(tmp_path / "x.yaml")):
        text = json.dumps({"export": "x", "extends": name})
        (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(PlanError) as caught:
            load_target(asked)
        assert [p.code for p in caught.value.problems] == ["unfinished-template"]
    text = find_export(name).read_text(encoding="utf-8").replace("by: template", "by: own")
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    assert load_export(tmp_path / "x.yaml").proven.by == "own"


def test_a_profile_extends_a_shipped_one_or_one_beside_it(tmp_path):
    (tmp_path / "base.yaml").write_text(WHOLE, encoding="utf-8")
    own = tmp_path / "own.yaml"
    own.write_text("export: own\nextends: base.yaml\nsettings: {batch: B1}\n", encoding="utf-8")
    target = load_target(str(own))
    assert (target.name, target.profile.export) == ("own", "ours")
    (tmp_path / "third.yaml").write_text("export: third\nextends: own.yaml\n", encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        load_target(str(tmp_path / "third.yaml"))
    assert [(p.where, p.code) for p in caught.value.problems] == [
        ("third.yaml:2:1", "extends-twice")
    ]
    own.write_text("export: own\nextends: xreo\n", encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        load_target(str(own))
    (problem,) = caught.value.problems
    assert problem.where == "own.yaml:2:1"
    assert "xero" in problem.hint


def test_what_an_extension_says_of_nothing_is_told_with_the_rest(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(
        "export: own\nextends: gusto\nsettings:\n  curency: USD\n  names_written: mixed\n"
        "maps:\n  colum: {PERF: bonus}\n  column: {PERF: wages}\n",
        encoding="utf-8",
    )
    with pytest.raises(PlanError) as caught:
        load_target(str(own))
    found = [(p.where, p.code) for p in caught.value.problems]
    assert found == [
        ("own.yaml:4:3", "unknown-setting"),
        ("own.yaml:7:3", "unknown-map"),
        ("own.yaml:5:3", "wrong-setting"),
        ("own.yaml:8:3", "wrong-map"),
        ("own", "missing-setting"),
        ("own", "missing-setting"),
    ]


def test_other_files_are_recognised(tmp_path):
    (tmp_path / "plan.yaml").write_text("plan: x\ncomponents: []\n", encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        load_target(str(tmp_path / "plan.yaml"))
    assert caught.value.problems[0].what == "this is a plan, not an export profile"


def test_an_unknown_format_is_a_wrong_call_that_lists_them():
    with pytest.raises(UsageError) as caught:
        load_target("sage")
    assert all(name in caught.value.problems[0].hint for name in SETTINGS)


def test_editors_know_both_kinds_of_files(plaudit):
    said = json.loads(plaudit("schema", "export").out)
    whole, own = said["anyOf"]
    assert {"records", "amounts", "settings"} <= whole["properties"].keys()
    assert {"export", "extends"} == {*own["required"]}
    refs = [part.split('"')[0] for part in json.dumps(said).split("#/$defs/")[1:]]
    assert {*refs} <= said["$defs"].keys()
    texts = [find_export(name).read_text(encoding="utf-8") for name in shipped_exports()]
    for text in (*texts, EXTENDING, BOOKS_BY_NUMBER, exports_page.WHOLE, WHOLE, JOURNAL):
        assert fits(as_editors_read(text), said, said)
    for wrong in (WHOLE.replace("kind: payroll", "kind: payrol"), EXTENDING + "wages: x\n"):
        assert not fits(as_editors_read(wrong), said, said)
