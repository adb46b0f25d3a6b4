"""Why an action is due and why an award was won, said by titles in both languages."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from scoring.plan.conditions import Test as Asked
from scoring.plan.conditions import When
from scoring.plan.load import load_plan, read_yaml
from scoring.plan.recognition import Action
from scoring.report.reasons import Named, due, won
from scoring.report.titles import titles
from scoring.report.tongue import Tongue

FILE = Path(__file__).parents[2] / "rules" / "aftersales-monthly.yaml"


@pytest.fixture(scope="module")
def named():
    """Return what the numbers of a plan are called, by language."""
    opened = SimpleNamespace(plan=load_plan(FILE), titles=titles(read_yaml(FILE)))
    return {language: Named(opened, Tongue(language)) for language in ("en", "zh")}


def action(**when):
    """Return an action that is due where one condition holds; without one, of a component."""
    held = When.model_construct(**when) if when else None
    return Action.model_construct(name="talk", when=held)


@pytest.mark.parametrize(
    ("reason", "en", "zh"),
    [
        ("score 36.23 is below 60", "Score 36.23, below 60", "综合得分36.23，低于60分"),
        (
            "csat 40.00 points is below 70",
            "Satisfied customers: 40.00 points, below 70",
            "客户满意度得分40.00，低于70分",
        ),
        (
            "compliance 77.22 is below 90",
            "Service rules followed: 77.22%, below 90%",
            "服务规范遵守度77.22%，低于90%",
        ),
        (
            "csat 51.39, 18.61 below 70",
            "Satisfied customers: 51.39 points, 18.61 below 70",
            "客户满意度得分51.39，低于70分（差18.61分）",
        ),
        (
            "csat 51.39, 18.61 below 70; tier D is among C, D",
            "Satisfied customers: 51.39 points, 18.61 below 70; Tier D, which is one of: C, D",
            "客户满意度得分51.39，低于70分（差18.61分）；等级“D”，属于：C、D",
        ),
        (
            "volume of csat 12 is at least 10",
            "Satisfied customers, rows: 12, at least 10",
            "客户满意度计入12条，达到10",
        ),
        (
            "attainment of compliance ≈99.123457 % is below 100",
            "Service rules followed, attainment: ≈99.123457%, below 100%",
            "服务规范遵守度达成率≈99.123457%，低于100%",
        ),
        (
            "earlier score 90.10 is at least 90",
            "Score in the earlier period: 90.10 points, at least 90",
            "上期综合得分90.10分，达到90分",
        ),
        (
            "csat has no value: taken as met (missing: holds)",
            "Satisfied customers: no value, which counts as met",
            "客户满意度无数据，按满足条件计",
        ),
    ],
)
def test_an_action_says_why_it_is_due(named, reason, en, zh):
    assert due(named["en"], action(), reason) == en
    assert due(named["zh"], action(), reason) == zh


def test_what_stands_in_the_roster_is_said_as_what_is_asked(named):
    asked = action(where=(Asked.model_construct(column="cost_center", none_of=("A",)),))
    reason = "cost_center is one; two (as asked: other than A)"
    assert due(named["en"], asked, reason) == "The cost centre is known and is not “A”"
    assert due(named["zh"], asked, reason) == "成本中心有值且不为“A”"


def test_what_cannot_be_read_is_said_as_the_condition(named):
    below = action(score="final", below=60)
    assert due(named["zh"], below, "another reason") == "综合得分低于 60"
    assert due(named["en"], action(), "another reason") == "another reason"


@pytest.mark.parametrize(
    ("reason", "place", "en", "zh"),
    [
        (
            "place 1 of 15, score 97.74",
            1,
            "1st of 15 candidates, score 97.74",
            "候选15人中第1名，综合得分97.74",
        ),
        (
            "place 12 of 411, csat_mean 4.92",
            12,
            "12th of 411 candidates, Mean rating: 4.92",
            "候选411人中第12名，客户满意度评分4.92",
        ),
        (
            "place 1 of 1, score 97.74",
            1,
            "the only candidate, score 97.74",
            "候选1人，综合得分97.74",
        ),
        (
            (
                "place 2 of 41, score 97.00, equal with 2 others; then by csat 90.00,"
                " no compliance, agent id"
            ),
            2,
            (
                "2nd of 41 candidates, score 97.00, equal with 2 others; then by"
                " Satisfied customers: 90.00%, no Service rules followed, agent id"
            ),
            (
                "候选41人中第2名，综合得分97.00，与另外2人并列；并列时依次比较"
                "客户满意度90.00%、服务规范遵守度无数据、工号"
            ),
        ),
        (
            (
                "place 3 of 41, score 97.00, equal with 1 other; the prizes of places 3 to 4,"
                " 1500.00 CNY, shared by 2, an odd 0.01 CNY by agent id"
            ),
            3,
            (
                "3rd of 41 candidates, score 97.00, equal with 1 other; the prizes of places"
                " 3 to 4, CNY\xa01,500.00, shared by 2, an odd CNY\xa00.01 by agent id"
            ),
            (
                "候选41人中第3名，综合得分97.00，与另外1人并列；第3至第4名的奖金CNY\xa01,500.00"
                "由2人平分，按工号顺序多得CNY\xa00.01"
            ),
        ),
    ],
)
def test_an_award_says_why_it_was_won(named, reason, place, en, zh):
    assert won(named["en"], reason) == (place, en)
    assert won(named["zh"], reason) == (place, zh)


def test_an_award_whose_reason_cannot_be_read_keeps_it_and_comes_last(named):
    place, said = won(named["zh"], "another reason")
    assert said == "another reason"
    assert place > won(named["zh"], "place 1000 of 5000, score 1.00").place
