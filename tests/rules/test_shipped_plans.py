"""The plans that ship: they load without a complaint, and do what their cases say."""

import re

import pytest

from scoring.cases import cases_path, load_cases, run_cases
from scoring.plan.load import load_plan
from scoring.sample.month import make_sample
from scoring.shipped import find_plan, shipped_plans

PLANS = ("aftersales-monthly", "csat-only")


def cases_of(name):
    path = cases_path(find_plan(name))
    outcomes = run_cases(load_plan(find_plan(name)), load_cases(path))
    return [pytest.param(outcome, id=f"{name}: {outcome.name}") for outcome in outcomes]


def test_these_are_the_plans_that_ship():
    assert set(PLANS) <= set(shipped_plans())


@pytest.mark.parametrize("outcome", [case for name in PLANS for case in cases_of(name)])
def test_a_plan_does_what_its_author_expects(outcome):
    assert outcome.problems == ()


@pytest.mark.parametrize("name", PLANS)
def test_every_tier_gate_award_and_action_occurs_in_the_cases(name):
    plan = load_plan(find_plan(name))
    said = [
        e for case in load_cases(cases_path(find_plan(name))).cases for e in case.expect.values()
    ]
    tiers = {plan.tiers.below, *(band.gives for band in plan.tiers.bands)}
    assert tiers <= {e.tier for e in said}
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


@pytest.mark.parametrize("name", PLANS)
def test_what_people_read_is_there_in_both_languages(name):
    plan = load_plan(find_plan(name))
    labels = [plan.title, *(m.title for m in plan.measures.values())]
    labels += [x.why for x in (*plan.components, *plan.gates)]
    labels += [x.title for x in (*plan.awards, *plan.actions)]
    for label in labels:
        assert re.search(r"[A-Za-z]", label.en), label
        assert re.search(r"[\u4e00-\u9fff]", label.zh), label
        assert not re.search(r"[\u4e00-\u9fff]", label.en), label


def test_the_plan_knows_the_regions_and_currencies_of_the_sample(tmp_path):
    plan = load_plan(find_plan("aftersales-monthly"))
    facts = make_sample(tmp_path, interactions=2_000, agents=50)
    assert plan.conventions.zones == dict(facts.zones)
    for award in plan.awards:
        if award.amount != "none":
            assert set(award.amount) == set(facts.currencies)
