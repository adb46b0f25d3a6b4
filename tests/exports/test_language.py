"""The language of export profiles: what is wrong is told at its place, all of it at once."""

import json

import pytest

from scoring.errors import PlanError, UsageError
from scoring.exports.targets import load_export, load_target
from scoring.shipped import find_export, shipped_exports
from tests.exports.scene import JOURNALS, MAPS, SETTINGS, own_profile

TEMPLATES = {"sap-0015", "kingdee-payroll"}
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
    declared = {**profile.settings, **profile.maps}
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
]


@pytest.mark.parametrize(("old", "new", "code"), CONTRADICTIONS)
def test_what_a_profile_says_against_itself_is_told_at_its_place(tmp_path, old, new, code):
    error = refused(tmp_path, changed(old, new), ["batch=B1"])
    assert code in {p.code for p in error.problems}, error
    assert all(p.where.startswith("ours.yaml:") for p in error.problems if p.code == code)


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
