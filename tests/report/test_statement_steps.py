"""The way to a pay line in the words of its reader: expected rows are reckoned by hand."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from scoring.again.pay_steps import LineSteps
from scoring.again.pay_texts import Number, StepText
from scoring.pieces.steps import Kind
from scoring.plan.load import read_yaml
from scoring.report.statement_steps import step_rows, why_not
from scoring.report.titles import titles
from scoring.report.tongue import Tongue
from scoring.report.words import WORDS
from scoring.report.words_pay import PAY
from scoring.shipped import find_plan

EN, ZH = Tongue("en"), Tongue("zh")
OF_MEASURES = {"by_value", "by_attainment", "by_rates"}
CALLED_OTHERWISE = {
    "multiplier": (),  # by its own title
    "proration": ("step_calendar_days", "step_working_days", "step_months", "step_measured"),
    "slice": ("step_slice", "step_whole"),
}


def number(text: str) -> Number:
    return Number(text.removeprefix("≈"), about=text.startswith("≈"))


def step(kind, path, amount, factor=None, of=None, *, here=True) -> StepText:
    numbers = [None if text is None else number(text) for text in (amount, factor, of)]
    return StepText(kind, ("pay", 0, *path), "plan.yaml:7", *numbers, here)


def line(*steps: StepText, currency="CNY", why="") -> LineSteps:
    return LineSteps("bonus", ("pay", 0), "plan.yaml:5", currency, why, steps)


def plan_titles(name: str):
    return titles(read_yaml(find_plan(name)))


def said(name: str, tongue: Tongue, *steps: StepText, currency="CNY") -> list[tuple[str, str, str]]:
    rows = step_rows(plan_titles(name), tongue, line(*steps, currency=currency), "B")
    return [(row.title, row.factor, row.amount) for row in rows]


BONUS = (
    step("base", ("start",), "10240"),
    step("rate", ("start", "rate"), "3072", "0.3"),
    step("coefficient", ("start", "coefficient"), "3072", "1"),
    step("multiplier", ("multipliers", 0), "3379.2", "1.1"),
    step("cap", ("cap", 0), "3379.2", "4915.2"),
    step("proration", ("proration",), "≈1853.109677", "17/31", "17/31"),
    step("rounding", (), "1853.11"),
)


def test_a_bonus_is_told_from_its_base_to_the_amount():
    name = "aftersales-monthly"
    multiplier = plan_titles(name).plan["pay"][0]["multipliers"][0]["title"]
    assert said(name, EN, *BONUS) == [
        ("Base of pay", "", "10,240.00"),
        ("Part of it at stake", "×\N{NO-BREAK SPACE}0.3", "3,072.00"),
        ("Coefficient of tier B", "×\N{NO-BREAK SPACE}1", "3,072.00"),
        (multiplier["en"], "×\N{NO-BREAK SPACE}1.1", "3,379.20"),
        ("At most", "4,915.20", "3,379.20"),
        ("Days employed, with fte", "17/31", "≈1,853.109677"),
        ("Rounded", "", "CNY\N{NO-BREAK SPACE}1,853.11"),
    ]
    chinese = said(name, ZH, *BONUS)
    assert chinese[3][0] == multiplier["zh"]
    assert [row[1:] for row in chinese] == [row[1:] for row in said(name, EN, *BONUS)]
    assert [row[0] for row in chinese[:3]] == ["奖金基数", "计奖比例", "等级“B”的系数"]


def test_a_limit_says_whether_it_moves_the_amount_and_whether_it_holds():
    before = step("by_lookup", ("start",), "500")
    lowered = step("cap", ("cap", 0), "400", "400")
    off = step("cap", ("cap", 1), "400", "100", here=False)
    raised = step("floor", ("floor", 0), "450", "450")
    assert said("aftersales-monthly", EN, before, lowered, off, raised)[1:] == [
        ("At most: held there", "400.00", "400.00"),
        ("This cap does not hold here", "", "400.00"),
        ("At least: raised to it", "450.00", "450.00"),
    ]


def test_fte_is_told_beside_the_days_where_it_is_not_all():
    half = step("proration", ("proration",), "50", "17/62", "17/31")
    whole = step("proration", ("proration",), "100", "1", "31/31")
    rows = said("aftersales-monthly", EN, half, whole)
    assert [row[1] for row in rows] == ["17/31 ×\N{NO-BREAK SPACE}0.5", "31/31"]


def test_a_factor_that_does_not_end_is_told_exactly_and_about():
    seventh = step("coefficient", ("start", "coefficient"), "≈142.857143", "1/7")
    assert said("aftersales-monthly", EN, seventh) == [
        ("Coefficient of tier B", "×\N{NO-BREAK SPACE}1/7 ≈ 0.142857", "≈142.857143")
    ]


def test_rates_are_told_slice_by_slice_and_one_rate_once():
    slices = (
        step("hurdle_open", ("start", "hurdle"), None),
        step("slice", ("start", "rates", "bands", 0), "160", "2", "80"),
        step("slice", ("start", "rates", "bands", 1), "52.5", "2.5", "21"),
        step("by_rates", ("start", "rates"), "212.5", None, "101"),
    )
    assert said("piece-rate", EN, *slices) == [
        ("The hurdle is taken: these rates hold", "", ""),
        ("Cases solved, slice 1", "80 ×\N{NO-BREAK SPACE}2", "160.00"),
        ("Cases solved, slice 2", "21 ×\N{NO-BREAK SPACE}2.5", "52.50"),
        ("All slices together", "101", "212.50"),
    ]
    whole = (
        step("slice", ("start", "hurdle", "closed"), "105.6", "1.6", "66"),
        step("by_rates", ("start", "rates"), "105.6", None, "66"),
    )
    assert said("piece-rate", EN, *whole) == [
        ("Cases solved at its rate", "66 ×\N{NO-BREAK SPACE}1.6", "105.60")
    ]
    missing = step("by_rates", ("start", "rates"), "0", None, "0", here=False)
    ((title, factor, amount),) = said("piece-rate", EN, missing)
    assert title == "Cases solved cannot be paid by its rates: the amount for that"
    assert (factor, amount) == ("", "0.00")


def test_a_share_is_a_bare_number_and_yen_have_no_places():
    weight = step("weight", ("start", "weight"), "88.11")
    assert said("region-pool", EN, weight) == [("Weight in the pool", "", "88.11")]
    yen = step("rounding", (), "8000")
    assert said("aftersales-monthly", EN, yen, currency="JPY")[0][2] == "JPY\N{NO-BREAK SPACE}8,000"


@pytest.mark.parametrize("tongue", [EN, ZH])
def test_every_reason_is_told(tongue: Tongue):
    codes = {key.removeprefix("why_").replace("_", "-") for key in PAY if key.startswith("why_")}
    told = {why_not(tongue, line(why=code)) for code in codes}
    assert len(told) == len(codes) == 10
    assert why_not(tongue, line()) == ""
    assert step_rows(plan_titles("piece-rate"), tongue, line(why="when")) == []


def test_every_kind_of_step_has_words_in_both_languages():
    for kind in get_args(Kind.__value__ if hasattr(Kind, "__value__") else Kind):
        for key in CALLED_OTHERWISE.get(kind, (f"step_{kind}",)):
            assert key in WORDS, key
    for key, (english, chinese) in PAY.items():
        asked = [set(re.findall(r"{(\w+)}", text)) for text in (english, chinese)]
        assert asked[0] == asked[1], key
        assert english != chinese
        assert not re.search(r"[a-z]", re.sub(r"{\w+}", "", chinese)), key
