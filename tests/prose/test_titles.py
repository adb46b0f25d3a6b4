"""Titles on the page of a plan: where a piece is told of by its title, and where by its name."""

import re

import pytest

from scoring.prose.page import explained
from tests.every_key import GROUPS, PLANS, SETTLED, STAR
from tests.months import PLAN
from tests.plans import RICH, changed, plan_of

LANGUAGES = ("en", "zh")
LINE = ("  - name: bonus\n", "  - name: bonus\n    title: {en: Performance bonus, zh: 绩效奖金}\n")


def read(folder, language, text):
    """Return the page as one line of text, so that no break matters; Chinese without spaces."""
    page = explained(plan_of(folder, text), language)
    return " ".join(page.split()) if language == "en" else "".join(page.split())


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("titled")
    return {said: read(folder, said, PLANS["titled"]) for said in LANGUAGES}


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        # Headings have the title and the name that files have.
        ("7.1 Line “Performance bonus” (bonus)", "7.1“绩效奖金”（bonus）"),
        ("5.1 Much too slow (slow)", "5.1过慢（slow）"),
        ("3.1 service: Good service, a group of parts", "3.1service：服务质量（考核组）"),
        ("3.1.2 speed: Quick", "3.1.2speed：响应速度"),
        ("“Group leader” (leader):", "“组长系数”（leader）："),
        # Sentences, tables and formulas have the title alone; pieces without one keep their names.
        ("coefficient × “Group leader” × “care”", "×“组长系数”×“care”"),
        ("Step 1, multipliers: “Group leader” × “care”", "第1步，调节系数：“组长系数”×“care”"),
        ("the score of the group “Good service” (3.1)", "考核组“服务质量”（3.1）的得分"),
        ("3.1 Good service a group 0.6", "3.1服务质量考核组0.6"),
        ("3.1.2 Quick Kept 20", "3.1.2响应速度Kept20"),
        ("3.2 money a group 0.1", "3.2money考核组0.1"),
        ("5.2 weak", "5.2weak"),
    ],
)
def test_a_piece_is_told_of_by_its_title(pages, english, chinese):
    assert english in pages["en"]
    assert chinese in pages["zh"]


def test_no_title_is_told_in_the_other_language(pages):
    chinese = re.findall(r"[\u4e00-\u9fff]+", pages["en"])
    assert set(chinese) == {"表扬"}  # a category of events, which is a word of the data
    english = ("Performancebonus", "Groupleader", "Goodservice", "Muchtooslow", "Quick")
    assert [title for title in english if title in pages["zh"]] == []


def test_what_is_held_back_is_called_as_its_line_is(tmp_path):
    text = changed(LINE, text=PLAN + STAR + SETTLED)
    assert "Of “Performance bonus” and “star”, the share 0.25" in read(tmp_path, "en", text)
    assert "“绩效奖金”和“star”的0.25延期发放" in read(tmp_path, "zh", text)


def test_without_titles_the_page_has_the_names(tmp_path):
    text = changed(*GROUPS, text=RICH)
    english, chinese = (read(tmp_path, language, text) for language in LANGUAGES)
    for said in (
        "7.1 Line “bonus”",
        "5.1 slow plan.yaml",
        "3.1 service: a group of parts",
        "3.1.2 speed: Kept",
        "“leader”: (plan.yaml",
        "the score of the group “service” (3.1)",
    ):
        assert said in english, said
    for said in ("7.1“bonus”", "5.1slowplan.yaml", "3.1service：考核组", "3.1.2speed：Kept"):
        assert said in chinese, said
