"""The plans that ship: they load without a complaint, and do what their cases say."""

import re

import pytest

from scoring.cases import cases_path, load_cases, run_cases
from scoring.plan.load import load_plan
from scoring.plan.paying import limits_of
from scoring.plan.tiers import tier_names
from scoring.sample.month import make_sample
from scoring.shipped import find_plan, shipped_plans

PLANS = (
    "aftersales-monthly",
    "aftersales-quarterly",
    "contact-centre-scorecard",
    "csat-only",
    "jixiao-monthly",
    "piece-rate",
    "region-pool",
    "target-incentive",
)


def cases_of(name):
    path = cases_path(find_plan(name))
    outcomes = run_cases(load_plan(find_plan(name)), load_cases(path))
    return [pytest.param(outcome, id=f"{name}: {outcome.name}") for outcome in outcomes]


def test_these_are_the_plans_that_ship():
    assert tuple(shipped_plans()) == PLANS


@pytest.mark.parametrize("outcome", [case for name in PLANS for case in cases_of(name)])
def test_a_plan_does_what_its_author_expects(outcome):
    assert outcome.problems == ()


@pytest.mark.parametrize("name", PLANS)
def test_every_tier_gate_line_award_and_action_occurs_in_the_cases(name):
    plan = load_plan(find_plan(name))
    said = [
        e for case in load_cases(cases_path(find_plan(name))).cases for e in case.expect.values()
    ]
    assert {*tier_names(plan.tiers)} <= {e.tier for e in said} | {e.tier_by_score for e in said}
    for line in plan.lines:
        paid = [e.pay[line.name] for e in said if line.name in e.pay]
        assert "none" in paid, line.name
        assert any(amount != "none" and amount > 0 for amount in paid), line.name
    for kind, names in (
        ("gates", {g.name for g in plan.gates}),
        ("awards", {a.name for a in plan.awards}),
        ("actions", {a.name for a in plan.actions}),
    ):
        assert names == {n for e in said for n in getattr(e, kind) or ()}, kind


def test_the_appraisal_asks_for_what_the_source_documents_ask():
    # After-sales documents: satisfaction >= 90, response within promise >= 95 %, first contact
    # >= 85 % (a regional target here), performance bonus 30 % of base pay, tiers S to D.
    plan = load_plan(find_plan("aftersales-monthly"))
    parts = {c.name: c for c in plan.components}
    standard = next(b for b in parts["csat"].curve.bands if b.gives >= 90)
    assert str(standard.lower) == "90"
    assert str(plan.measures["response_in_promise"].anchors["target"]) == "95"
    assert str(plan.lines[0].start.rate) == "0.30"
    tiers = {b.gives: str(b.lower) for b in plan.tiers.bands}
    assert tiers == {"C": "60", "B": "80", "A": "90", "S": "95"}
    assert plan.tiers.below == "D"
    titles = {a.title.zh for a in plan.awards}
    assert titles == {"服务之星", "客户满意度奖"}


def test_the_quarter_pays_excellence_and_retrains_after_two_quarters_below_standard():
    # After-sales documents: excellent staff 15 % more in a quarter, which is 3 x 15 % of a month's
    # base; two quarters in a row below standard lead to retraining; 15 min to a first response.
    plan = load_plan(find_plan("aftersales-quarterly"))
    (line,) = plan.lines
    assert str(line.start.rate) == "0.45"
    assert str(plan.measures["first_response"].anchors["target"]) == "15"
    retraining = next(a for a in plan.actions if a.name == "retraining")
    now, before = retraining.when.all_of
    assert (str(now.below), str(before.below), before.measure) == ("80", "80", "previous_score")


def test_no_plan_calls_its_numbers_a_standard_of_the_field():
    for name in shipped_plans():
        text = find_plan(name).read_text(encoding="utf-8").lower()
        assert not re.search(r"industry|best practice|行业标准|行业惯例", text), name


@pytest.mark.parametrize("name", PLANS)
def test_what_people_read_is_there_in_both_languages(name):
    plan = load_plan(find_plan(name))
    labels = [plan.title, *(m.title for m in plan.measures.values())]
    labels += [x.why for x in (*plan.parts, *plan.groups, *plan.gates)]
    labels += [x.why for x in (() if plan.score is None else plan.score.adjust)]
    labels += [limit.why for line in plan.lines for _, _, limit in limits_of(line) if limit.why]
    labels += [x.title for x in (*plan.awards, *plan.actions)]
    for label in labels:
        assert re.search(r"[A-Za-z]", label.en), label
        assert re.search(r"[\u4e00-\u9fff]", label.zh), label
        assert not re.search(r"[\u4e00-\u9fff]", label.en), label


def test_the_plan_knows_the_regions_and_currencies_of_the_sample(tmp_path):
    facts = make_sample(tmp_path, interactions=2_000, agents=50)
    for name in PLANS:
        plan = load_plan(find_plan(name))
        if plan.conventions.period_zone == "region":
            assert plan.conventions.zones == dict(facts.zones), name
    plan = load_plan(find_plan("aftersales-monthly"))
    for award in plan.awards:
        if award.amount != "none":
            assert set(award.amount) == set(facts.currencies)
