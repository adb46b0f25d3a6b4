"""What is told of files that people write: their kind, their order, and no long word whole."""

from pathlib import Path

import pytest

from scoring.cases import check_plan, load_cases
from scoring.errors import PlanError, Problem, StorageError, line_and_column, nearest, shortened
from scoring.importing.profile.profiles import load_profile
from scoring.plan.load import load_plan
from tests.importing.exports import PROFILE
from tests.plans import MINIMAL, RICH, changed

LONG = "7" * 100_000
CASES = """\
plan: small
period: 2026-10
cases:
  - {name: a, given: {A: {measures: {csat: 90}}}, expect: {A: {tier: A}}}
"""


def told(folder, text, load):
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        load(path)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "load", "what", "hint"),
    [
        (PROFILE, load_plan, "this is an import profile, not a plan", "--profile"),
        (PROFILE, check_plan, "this is an import profile, not a plan", "--profile"),
        (MINIMAL, load_profile, "this is a plan, not an import profile", "plaudit check"),
        (CASES, load_plan, "this is a file of cases, not a plan", "beside"),
        (MINIMAL, load_cases, "this is a plan, not a file of cases", "plaudit check"),
    ],
)
def test_another_kind_of_file_is_called_by_its_name_and_nothing_else_is_said(
    tmp_path, text, load, what, hint
):
    [problem] = told(tmp_path, text, load)
    assert (problem.code, problem.where, problem.what) == ("another-kind", "file.yaml:1:1", what)
    assert hint in problem.hint


def test_a_plan_with_a_stray_key_is_still_a_plan(tmp_path):
    problems = told(tmp_path, MINIMAL + "profile: x\n", load_plan)
    assert [p.code for p in problems] == ["unknown-key"]


@pytest.mark.parametrize("word", ["true", "True", "'true'"])
def test_a_tool_that_took_on_for_true_is_found_out(tmp_path, word):
    [problem] = told(tmp_path, changed(("on: value", f"{word}: value")), load_plan)
    assert problem.code == "unknown-key"
    assert "a YAML 1.1 tool reads on as true: write on again" in problem.hint.replace("A Y", "a Y")


def test_true_means_on_only_where_on_is_missing(tmp_path):
    problems = told(tmp_path, changed(("on: value", "on: value\n    true: value")), load_plan)
    assert [(p.code, "YAML 1.1" in p.hint) for p in problems] == [("unknown-key", False)]


PLAN_PLACES = {
    "a number": ("version: 1", f"version: {LONG}"),
    "a number with an underline": ("version: 1", f"version: {LONG}_0"),
    "a number far to the right": ("version: 1", f"version: '{' ' * 100_000}012'"),
    "a truth far to the right": ("everyone: true", f"everyone: '{' ' * 100_000}yes'"),
    "a key": ("version: 1", f"version: 1\n{LONG}: 1"),
    "a key with something wrong below": ("    missing: exclude\n", f"    {LONG}: {{a: b}}\n"),
    "a key twice": ("version: 1", f"version: 1\n{LONG}: 1\n{LONG}: 2"),
    "an anchor": ("version: 1", f"version: &{LONG} 1"),
    "an alias": ("version: 1", f"version: *{LONG}"),
    "a tag": ("version: 1", f"version: !{LONG} 1"),
    "a choice": ("kind: mean", f"kind: {LONG}"),
    "a column": ("of: csat", f"of: {LONG}"),
    "a filter's column": ("of: csat", f"of: csat\n    where: {{{LONG}: x}}"),
    "a filter's key": ("of: csat", f"of: csat\n    where: {{{LONG}: {{column: x}}}}"),
    "a filter's word": ("of: csat", f"of: csat\n    where: {{csat: {LONG}x}}"),
    "a zone": ("zone: Asia/Shanghai", f"zone: {LONG[:500]}"),
    "a measure": ("measure: csat", f"measure: {LONG}"),
}


@pytest.mark.parametrize("place", PLAN_PLACES)
def test_a_plans_message_repeats_only_the_beginning_of_a_long_word(tmp_path, place):
    problems = told(tmp_path, changed(PLAN_PLACES[place]), load_plan)
    assert problems
    for problem in problems:
        assert "7" * 61 not in str(problem) or place == "a zone"
        assert "7" * 101 not in str(problem)
        assert len(str(problem)) < 500


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("zone: Europe/Berlin", f"zone: {LONG}"),
        ("proven: on no real export", f"proven: {LONG}"),
        ("proven: on no real export", f"proven: {{export: x, rows: {LONG}x}}"),
        ("ignore: [remark]", f"ignore: [remark, {LONG[:500]}, {LONG[:500]}]"),
        ('formats: ["%d.%m.%Y %H:%M"]}\n  channel', f'formats: ["{LONG[:499]}"]}}\n  channel'),
        ('formats: ["%d.%m.%Y %H:%M"]}\n  channel', f'formats: ["%-d%{LONG[:490]}"]}}\n  channel'),
        ("blank_where: {state: open}", f"blank_where: {{{LONG}: {{below: 5}}}}"),
        ("  zone-gap: blank\n", f"  {LONG}: blank\n"),
        ("from_date: 2024-01-01", f"from_date: {LONG}"),
    ],
)
def test_a_profiles_message_does_neither(tmp_path, old, new):
    assert old in PROFILE
    for problem in told(tmp_path, PROFILE.replace(old, new), load_profile):
        assert len(str(problem)) < 500


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("period: 2026-10", f"period: {LONG[:500]}"),
        ("plan: small", f"plan: {LONG}"),
        ("name: a", f"name: {LONG[:500]}"),
        ("tier: A", f"tier: {LONG}"),
        ("csat: 90", f"csat: {LONG}"),
        ("csat: 90", f"{LONG}: 90"),
        ("{A: {tier", f"{{{LONG}: {{tier"),
    ],
)
def test_nor_does_one_about_cases(tmp_path, old, new):
    text = changed(("plan: minimal", "plan: small")) if "plan: minimal" in MINIMAL else MINIMAL
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    said = CASES.replace("plan: small", f"plan: {load_plan(tmp_path / 'p.yaml').plan}", 1)
    said = said.replace(old, new) if old in said else said.replace("plan: ", f"plan: {LONG}", 1)
    said = said.replace("tier: A", "tier: nobody") if "name" in old else said
    (tmp_path / "p.cases.yaml").write_text(said, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        check_plan(tmp_path / "p.yaml")
    for problem in caught.value.problems:
        assert len(str(problem)) < 500


def test_what_is_short_is_told_whole():
    assert shortened("满意度 x") == "满意度 x"
    assert (shortened("x" * 60), shortened("x" * 61)) == ("x" * 60, "x" * 60 + "…")
    assert len(nearest("7" * 5_000, ["7" * 5_001])) < 100


def test_what_a_file_says_moves_no_cursor_and_begins_no_line(tmp_path):
    problems = told(tmp_path, changed(("kind: mean", r'kind: "a\x1b[31m\nb"')), load_plan)
    assert [p.code for p in problems] == ["unknown-choice"]
    assert str(problems[0]).isprintable()


def test_problems_come_in_the_order_of_the_file(tmp_path):
    text = changed(
        ("version: 3", "version: 012"), ("mode: interpolated", "mode: curved"), text=RICH
    )
    text = text.replace("pay:\n", "stranger: x\npay:\n", 1)
    places = [line_and_column(p) for p in told(tmp_path, text, load_plan)]
    assert len(places) > 2
    assert places == sorted(places)
    assert line_and_column(Problem("c", "plan.yaml", "what", "")) == []


def test_a_file_that_may_not_be_read_is_a_storage_error(tmp_path, monkeypatch):
    (tmp_path / "file.yaml").write_text(MINIMAL, encoding="utf-8")

    def refuse(path, *_args, **_kwargs):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StorageError, match="Permission denied") as caught:
        load_plan(tmp_path / "file.yaml")
    assert [(p.code, p.where) for p in caught.value.problems] == [("not-readable", "file.yaml")]


def test_a_folder_is_no_plan(tmp_path):
    with pytest.raises(PlanError, match="this is a folder, not a file"):
        load_plan(tmp_path)
