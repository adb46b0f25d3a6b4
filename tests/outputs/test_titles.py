"""What people call the pieces of a plan: in statements, for scripts, and by the names of tables."""

from __future__ import annotations

from copy import deepcopy

import pytest

from scoring.outputs.explain import explain
from scoring.outputs.titles import line_title, member_titles, title_of, titles_at
from scoring.plan.load import read_yaml
from scoring.shipped import find_plan
from tests.made_up import published
from tests.outputs.test_explain import AWARD, month_by_hand

BONUS = {"en": "Performance bonus", "zh": "绩效奖金"}
LEADS = {"en": "Group leader", "zh": "组长系数"}
RATED = {"en": "Rated by peers", "zh": "同事互评"}
GROUP = {"en": "Teamwork", "zh": "团队合作"}
GATE = {"en": "Rated too low", "zh": "评分过低"}
FACTOR = {"on": "roster", "where": {"role": "lead"}, "times": "1.1"}


def month(*, titled: bool):
    """The month by hand with a group, a gate, a multiplier and two lines, of which one is split."""
    said = month_by_hand()
    plan = said.plan

    def called(title):
        return {"title": title} if titled else {}

    part = plan["components"][0] | called(RATED)
    ruled = {"combine": "weighted_mean", "scored_min": "1", "missing": "hold", "places": "2"}
    why = {"weight": "1", "why": "Together."}
    plan["components"] = [{"name": "team", "members": [part]} | ruled | why | called(GROUP)]
    when = {"measure": "rating", "below": "75", "missing": "fails"}
    gate = {"name": "low", "when": when, "at": "score", "then": {"cap": "60"}, "why": "Too low."}
    plan["gates"] = [gate | called(GATE)]
    (bonus,) = plan["pay"]
    leads = {"name": "leads", "factor": FACTOR} | called(LEADS)
    extra = {"name": "extra", "pay_code": "EX", "when": {"tier": ["A"]}}
    plan["pay"] = [
        bonus | {"multipliers": [leads], "split": {"CC-A": "0.5", "CC-B": "0.5"}} | called(BONUS),
        bonus | extra | called("Extra"),
    ]
    plan["awards"] = [AWARD]
    return said


def labels(told):
    """Every label of a statement, by the name of the step."""
    steps = told.to_json()["steps"].values()
    return {step["name"]: step["label"] for section in steps for step in section}


def test_a_statement_calls_each_piece_by_its_title(tmp_path):
    told = explain(published(month(titled=True), tmp_path), "b")
    found = labels(told)
    assert {name: found[name] for name in ("rated", "team", "low", "leads", "bonus")} == {
        "rated": RATED, "team": GROUP, "low": GATE, "leads": LEADS, "bonus": BONUS,
    }  # fmt: skip
    # A part of a line is called as the line is, and a line that is not paid has its title too.
    assert found["bonus/CC-A"] == found["bonus/CC-B"] == BONUS
    assert found["extra"] == {"en": "Extra", "zh": "Extra"}
    # The value is still called as the measure is.
    assert found["rating"] == {"en": "Rating", "zh": "Rating"}
    lines = [" ".join(line.split()) for line in told.to_text().splitlines()]
    # b has 70: the cap of 60 leaves tier C, 1000 x 0.3 x 0.5 = 150, and half of it to each.
    for said in (
        "rated Rated by peers 同事互评 70.00 points",
        "team Teamwork 团队合作 70.00 points",
        "low Rated too low 评分过低 applies",
        "leads Group leader 组长系数 150",
        "bonus Performance bonus 绩效奖金 150.00 CNY",
        "bonus/CC-A Performance bonus 绩效奖金 75.00 CNY",
        "extra Extra not paid",
    ):
        assert any(line.startswith(said) for line in lines), said


def test_without_titles_a_statement_prints_names_as_before(tmp_path):
    told = explain(published(month(titled=False), tmp_path), "b")
    found = labels(told)
    assert all(found[name] == {} for name in ("team", "low", "leads", "bonus", "extra"))
    assert found["rated"] == {"en": "Rating", "zh": "Rating"}  # the title of its measure
    lines = [" ".join(line.split()) for line in told.to_text().splitlines()]
    for said in ("rated Rating 70.00 points", "team 70.00 points", "bonus 150.00 CNY"):
        assert any(line.startswith(said) for line in lines), said


def test_titles_change_no_figure(tmp_path):
    told = [
        explain(published(month(titled=titled), tmp_path / str(titled)), "b").to_json()
        for titled in (True, False)
    ]
    for one in told:
        del one["run_id"]  # the plan's bytes are part of it
        for section in one["steps"].values():
            for step in section:
                del step["label"], step["origin"]
    assert told[0] == told[1]


def test_what_has_no_title_is_called_by_its_measures_or_its_name():
    plan = month(titled=False).plan
    plan["measures"]["wait"] = plan["measures"]["rating"] | {"title": {"en": "Wait", "zh": "等待"}}
    (part,) = plan["components"][0]["members"]
    reading = {key: part.pop(key) for key in ("measure", "on", "curve")}
    part["best_of"] = [reading, reading | {"measure": "wait"}, reading]
    plan["score"] = {"adjust": [{"name": "added", "measure": "wait"}]}
    both = {"en": "Rating / Wait", "zh": "Rating / 等待"}
    named = {"en": "team", "zh": "team"}
    assert title_of(plan, ("components", 0, "members", 0)) == both
    assert title_of(plan, ("components", 0)) == named
    assert member_titles(plan) == {"rated": both, "team": named}
    assert title_of(plan, ("score", "adjust", 0)) == {"en": "Wait", "zh": "等待"}
    assert title_of(plan, ("pay", 0)) == {"en": "bonus", "zh": "bonus"}
    assert title_of(plan, ("pay", 0, "multipliers", 0)) == {"en": "leads", "zh": "leads"}
    assert titles_at(plan, "gates") == {"low": {"en": "low", "zh": "low"}}
    assert title_of(plan, ("measures", "wait")) == {"en": "Wait", "zh": "等待"}
    assert title_of(plan, ()) == {"en": "By hand", "zh": "By hand"}
    with pytest.raises(LookupError):
        title_of(plan, ("pay", 7))


def test_titles_are_found_by_path_and_by_name():
    plan = month(titled=True).plan
    assert title_of(plan, ("pay", 0)) == titles_at(plan, "pay")["bonus"] == BONUS
    assert title_of(plan, ("pay", 0, "multipliers", 0)) == LEADS
    assert member_titles(plan) == {"rated": RATED, "team": GROUP}
    assert titles_at(plan, "gates") == {"low": GATE}
    assert titles_at(plan, "actions") == {}
    assert titles_at(deepcopy(plan) | {"pay": "none"}, "pay") == {}


@pytest.mark.parametrize(
    ("line", "en", "zh"),
    [
        ("bonus", "Performance bonus", "绩效奖金"),
        ("bonus/CC-A", "Performance bonus (CC-A)", "绩效奖金（CC-A）"),
        ("star", "Star", "服务之星"),
        ("held:bonus", "Held back: Performance bonus", "延期发放：绩效奖金"),
        ("released:2026-07", "Released, held back in 2026-07", "延期款发放（2026-07）"),
        ("adjustment:17", "Adjustment 17", "调整（17）"),
        ("carried:in", "Carried from the period before", "上期结转"),
        ("carried:out", "Carried to the next period", "结转至下一期"),
        ("draw:advanced", "Advanced by the draw", "预支"),
        ("nobody's", "nobody's", "nobody's"),
    ],
)
def test_a_row_of_the_payouts_is_called_in_both_languages(line, en, zh):
    plan = month(titled=True).plan
    plan["awards"] = [{"name": "star", "title": {"en": "Star", "zh": "服务之星"}}]
    assert line_title(plan, line) == {"en": en, "zh": zh}


def test_a_plan_that_was_read_from_its_file_is_called_the_same():
    plan = read_yaml(find_plan("aftersales-monthly"))
    assert line_title(plan, "bonus") == BONUS
    assert line_title(plan, "service_star") == {"en": "Monthly service star", "zh": "服务之星"}
    assert titles_at(plan, "gates")["rules_broken"]["zh"] == "服务规范一票否决"
    assert member_titles(plan)["csat"] == {"en": "Satisfied customers", "zh": "客户满意度"}
