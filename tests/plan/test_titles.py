"""Titles of pay lines, multipliers, components, groups and gates: in two languages, or left out."""

import pytest

from scoring.errors import PlanError
from scoring.plan.load import load_plan
from tests.every_key import GROUPS
from tests.plans import RICH, changed, plan_of

PIECES = {
    "pay line": "  - name: bonus\n    ",
    "multiplier": "      - {name: leader, ",
    "component": "      - name: speed\n        ",
    "group": "  - name: service\n    ",
    "gate": "  - {name: slow, ",
}
"""What stands before the key, the name included."""


def titled(piece: str, said: str) -> str:
    """The plan with groups, where one piece has a title."""
    before = PIECES[piece]
    end = "\n" + before.rpartition("\n")[2] if "\n" in before else ", "
    return changed((before, f"{before}title: {said}{end}"), text=changed(*GROUPS, text=RICH))


def place_of(text: str, words: str) -> str:
    """Where words stand that are there once, as an editor counts."""
    [(line, column)] = [
        (number, said.index(words) + 1)
        for number, said in enumerate(text.splitlines(), start=1)
        if words in said
    ]
    return f"plan.yaml:{line}:{column}"


def piece_of(plan, piece):
    return {
        "pay line": plan.lines[0],
        "multiplier": plan.lines[0].multipliers[0],
        "component": next(part for part in plan.parts if part.name == "speed"),
        "group": next(group for group in plan.groups if group.name == "service"),
        "gate": plan.gates[0],
    }[piece]


@pytest.mark.parametrize("piece", PIECES)
def test_a_title_is_in_both_languages_or_one_text_for_both(tmp_path, piece):
    both = piece_of(plan_of(tmp_path, titled(piece, "{en: So called, zh: 名称}")), piece).title
    assert (both.en, both.zh) == ("So called", "名称")
    one = piece_of(plan_of(tmp_path, titled(piece, "满意度 CSAT")), piece).title
    assert (one.en, one.zh) == ("满意度 CSAT", "满意度 CSAT")


@pytest.mark.parametrize("piece", PIECES)
def test_a_title_may_be_left_out(tmp_path, piece):
    assert piece_of(plan_of(tmp_path, changed(*GROUPS, text=RICH)), piece).title is None


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("{en: So called}", "missing-key", "'zh'"),
        ("[So called, 名称]", "wrong-form", "a list"),
        ('""', "no-value", "title"),
        ("So\u200bcalled", "wrong-value", "U+200B"),
    ],
)
def test_a_title_of_another_shape_is_refused_at_its_place(tmp_path, piece, said, code, words):
    text = titled(piece, said)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    [problem] = caught.value.problems
    assert (problem.code, problem.where) == (code, place_of(text, f"title: {said}"))
    assert words in f"{problem.what} {problem.hint}"


@pytest.mark.parametrize("piece", PIECES)
def test_a_third_language_is_no_key(tmp_path, piece):
    text = titled(piece, "{en: So called, zh: 名称, de: Name}")
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    [problem] = caught.value.problems
    assert (problem.code, problem.where) == ("unknown-key", place_of(text, "de: Name"))


def test_every_line_group_and_gate_of_the_shipped_plans_has_a_title_in_two_languages(root):
    plans = [p for p in sorted((root / "rules").glob("*.yaml")) if ".cases." not in p.name]
    assert len(plans) == 8
    for path in plans:
        plan = load_plan(path)
        for piece in (*plan.lines, *plan.groups, *plan.gates):
            assert piece.title is not None, f"{path.name}: {piece.name}"
            assert piece.title.en.isascii(), f"{path.name}: {piece.name}"
            assert not piece.title.zh.isascii(), f"{path.name}: {piece.name}"
