"""Import profiles: what they may say, and every misfit named at its place."""

import hashlib
import json

import pytest

from scoring.docs.dictionary import data_dictionary
from scoring.errors import PlanError
from scoring.importing.profile.profiles import Profile, Violations, load_profile
from scoring.intake.contracts import CHECK_RULES, Interactions, declared, terms_of
from scoring.intake.frames import schema_of
from scoring.intake.judge import _null
from scoring.shipped import find_plan, find_profile, shipped_plans, shipped_profiles
from tests.importing.exports import write_profile

SHIPPED = ["call-center", "ecommerce-csat", "support-regions"]


def refused(folder, *changes):
    with pytest.raises(PlanError) as caught:
        load_profile(write_profile(folder, *changes))
    return caught.value.problems


def test_a_good_profile_loads_with_the_digest_of_its_file(tmp_path):
    path = write_profile(tmp_path)
    loaded = load_profile(path)
    assert loaded.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert loaded.profile.columns["created_at"].source == ("day", "time")
    assert loaded.profile.violations.action("zone-overlap") == "quarantine"


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "said"),
    [
        ("channel: {read: text, from: channel}", "chanel: {read: text, from: channel}",
         "unknown-column", "helpdesk.yaml:24:3", "Did you mean 'channel'?"),
        ("channel: {read: text,", "channel: {read: whole, round: exact,",
         "wrong-kind", "helpdesk.yaml:24:3", "read: text"),
        ("  interaction_id: {read: text, from: id}\n", "", "missing-column", "helpdesk.yaml:14:1",
         "interaction_id"),
        ('["%d.%m.%Y %H:%M"]}\n  first', '["%d.%m %H:%M"]}\n  first', "unreadable-format",
         "helpdesk.yaml:16:58", "year"),
        ("zone: Europe/Berlin", "zone: Europe/Berlim", "unknown-zone", "helpdesk.yaml:6:1",
         "Europe/Berlim"),
        ("stamp: created_at", "stamp: talk_s", "unknown-stamp", "helpdesk.yaml:17:3", "talk_s"),
        (", scale: {lowest: 1, highest: 5}", "", "missing-choice", "helpdesk.yaml:25:3", "scale"),
        ("lowest: 1, highest: 5", "lowest: 5, highest: 1", "unordered-scale",
         "helpdesk.yaml:25:3", "from 5 to 1"),
        ("false_words: [open]", "false_words: [open, done]", "ambiguous-word",
         "helpdesk.yaml:26:3", "both true and false"),
        ("blank_where: {state: open}", "blank_where: {wait: {below: 5}}", "test-not-for-type",
         "helpdesk.yaml:27:79", "text"),
        ("ignore: [remark]", "ignore: [remark, agent]", "contradiction", "helpdesk.yaml:29:18",
         "ignored and used"),
        ("ignore: [remark]", "ignore: [remark, remark]", "contradiction", "helpdesk.yaml:29:18",
         "ignored twice"),
        ("team: {from: team", "bonus_base: {from: price", "unknown-column", "helpdesk.yaml:51:5",
         "cannot|derived"),
        ('from: solved, formats: ["%d.%m.%Y %H:%M"]', 'from: solved, formats: ["%d.%m.%Y"]',
         "missing-choice", "helpdesk.yaml:23:3", "date_only"),
        ('%H:%M"]}\n  channel', '%H:%M"], date_only: day_end}\n  channel', "unused-choice",
         "helpdesk.yaml:23:3", "Remove date_only"),
    ],
)  # fmt: skip
def test_a_contradiction_is_named_at_its_place(tmp_path, old, new, code, place, said):
    problems = refused(tmp_path, (old, new))
    assert (problems[0].code, problems[0].where) == (code, place)
    assert any(word in str(problems[0]) for word in said.split("|"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("zone-gap: blank", "zone-gap: guess", "guess"),
        ("  zone-gap: blank\n", "", "zone-gap"),
        ("zone-gap: blank", "zone-gab: blank", "zone-gap"),
        ("null-id: quarantine", "null-id: blank", "quarantine"),
        ("negative-duration: blank", "negative-duration: keep", "keep"),
        ("read: stamp_plus_duration", "read: sum", "sum"),
        ("delimiter: comma", "delimiter: commas", "comma"),
        ("proven: on no real export\n", "", "proven"),
        ("from_date: 2024-01-01", "from_date: 1.1.2024", "2026-01-31"),
        ("round: exact, blank_where", "round: away, blank_where", "away"),
    ],
)
def test_what_the_language_does_not_know_is_refused_with_line_and_column(tmp_path, old, new, said):
    problems = refused(tmp_path, (old, new))
    assert any(said in str(problem) for problem in problems)
    assert all(p.where.startswith("helpdesk.yaml:") and p.where.count(":") == 2 for p in problems)


def test_several_contradictions_are_told_at_once_in_the_order_of_the_file(tmp_path):
    problems = refused(
        tmp_path, ("zone: Europe/Berlin", "zone: Mars/Base"), ("ignore: [remark]", "ignore: [id]")
    )
    assert [p.code for p in problems] == ["unknown-zone", "contradiction"]


def test_every_rule_that_the_contract_can_break_has_a_choice():
    schema = schema_of(terms_of(Interactions))
    over_rows = {check.name.split(" ")[0] for check in schema.checks}
    in_columns = {CHECK_RULES[c.name] for column in schema.columns.values() for c in column.checks}
    nulls = {f"null-{_null(n)}" for n, column in declared(Interactions).items()
             if not column.nullable}  # fmt: skip
    said = {field.alias for field in Violations.model_fields.values() if field.alias}
    assert over_rows | in_columns | nulls <= said


def test_the_schema_of_profiles_can_be_published():
    schema = Profile.model_json_schema()
    assert {"profile", "columns", "violations", "roster"} <= set(schema["required"])
    assert "place" not in json.dumps(list(schema["properties"]))


def test_the_shipped_profiles_load_and_say_what_they_met():
    for name in shipped_profiles():
        profile = load_profile(find_profile(name)).profile
        assert profile.profile == name
        assert (profile.proven != "on no real export") == (name in SHIPPED)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(PlanError, match="Did you mean 'ecommerce-csat'") as caught:
        find_profile("ecommerce-cast")
    assert caught.value.exit_code == 4
    with pytest.raises(PlanError, match="unknown-plan"):
        find_plan("no-such-plan-anywhere")


def test_plans_are_found_by_name_and_by_path(root):
    assert not any(name.endswith(".cases") for name in shipped_plans())
    for name in shipped_plans():
        assert find_plan(name) == find_plan(root / "rules" / f"{name}.yaml")


def test_the_dictionary_says_which_keys_must_be_written_and_how_to_convert_an_export():
    text = data_dictionary()
    assert "| read: stamp | **`formats`** |" in text
    assert "| read: stamp | `date_only` |" in text
    assert "| every reading | `blank_where` |" in text
    assert "iconv -f big5 -t utf-8" in text
    assert "on no real export" in text
    assert "Every rule must be written." in text


def test_the_dictionary_names_every_column_and_profile():
    text = data_dictionary()
    for name in (*declared(Interactions), *shipped_profiles()):
        assert name in text
    assert "| csat | decimal, 4 places | may be | 0 – 100 |" in text
    assert "| read: stamp_plus_duration | **`unit`** | s, min, h, d, h:m:s, h:m, m:s, d" in text
    assert "| the profile | **`nulls`** |" in text
    assert "| `zone-gap` | blank, quarantine or error | a local time that a change of" in text
    assert data_dictionary() == text
