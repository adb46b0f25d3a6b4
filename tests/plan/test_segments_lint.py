"""Plans that score by stretch: what they must say, and what a stretch alone cannot answer."""

from __future__ import annotations

import pytest

from scoring.errors import PlanError
from tests import months
from tests.plans import changed, plan_of, where_of

AS_OF = ("roster_as_of: period_end", "roster_as_of: segments")
BLOCK = ("tiers:\n", "segments: {weigh_by: days, without_score: exclude}\ntiers:\n")
BY_STRETCH = changed(AS_OF, BLOCK)
ROLLUP = """\
  team:
    {title: Team, kind: rollup, of: csat, over: OVER, by: micro, unit: points, better: higher,
     places: 2, volume_min: 0, missing: exclude}
components:
"""
REPEATS = """\
  again:
    {title: Repeats, kind: repeat_rate, by: [customer_id], within: 7 d, look: back, hits: repeated,
     beyond_data: exclude, per: 100, unit: "%", better: lower, places: 2, period_on: created_at,
     volume_min: 1, missing: exclude}
components:
"""
SHRUNK = """\
    missing: exclude
    adjusted: {by: shrinkage, z: 1.96, prior: {from: period, among: all}}
"""


def problems_of(folder, text):
    with pytest.raises(PlanError) as caught:
        plan_of(folder, text)
    return caught.value.problems


def one_problem(folder, text):
    (problem,) = problems_of(folder, text)
    return problem


def test_a_plan_may_score_by_stretch(tmp_path):
    assert plan_of(tmp_path, BY_STRETCH).segments.weigh_by == "days"


def test_what_stretches_weigh_must_be_said(tmp_path):
    found = one_problem(tmp_path, changed(AS_OF))
    assert (found.code, found.where) == ("missing-key", "plan.yaml:11:3")
    assert "lacks 'segments'" in found.what
    assert found.hint.startswith("Write segments: {weigh_by: days")


def test_nothing_is_said_of_stretches_that_are_not_scored(tmp_path):
    found = one_problem(tmp_path, changed(BLOCK))
    assert (found.code, found.where) == ("segments-not-read", "plan.yaml:43:1")


@pytest.mark.parametrize(
    ("said", "lacking"),
    [("{weigh_by: days}", "without_score"), ("{without_score: hold}", "weigh_by")],
)
def test_neither_key_has_a_default(tmp_path, said, lacking):
    text = changed(AS_OF, ("tiers:\n", f"segments: {said}\ntiers:\n"))
    found = one_problem(tmp_path, text)
    assert found.code == "missing-key"
    assert lacking in found.what


@pytest.mark.parametrize(
    ("old", "new", "where", "why"),
    [
        ("components:\n", REPEATS, "plan.yaml:31:3", "looks for repeats beyond the days"),
        ("components:\n", ROLLUP.replace("OVER", "reports"), "plan.yaml:31:3", "over the reports"),
        ("    missing: exclude\n", SHRUNK, "plan.yaml:21:3", "drawn toward the facts of a whole"),
        ("on: value", "on: {relative: rank, among: all, all_equal: 1}", None, "a place among"),
    ],
)
def test_what_is_reckoned_from_others_is_refused(tmp_path, old, new, where, why):
    found = one_problem(tmp_path, changed((old, new), text=BY_STRETCH))
    assert found.code == "not-by-segment"
    assert why in found.what
    assert found.hint.startswith("Write roster_as_of: period_end")
    assert where is None or found.where == where


def test_a_prior_that_the_plan_states_is_the_same_for_every_stretch(tmp_path):
    stated = SHRUNK.replace("{from: period, among: all}", "{from: stated, mean: 4, strength: 5}")
    plan_of(tmp_path, changed(("    missing: exclude\n", stated), text=BY_STRETCH))


def test_a_rollup_may_be_asked_for_and_not_scored(tmp_path):
    text = changed(("components:\n", ROLLUP.replace("OVER", "team")), text=BY_STRETCH)
    plan_of(tmp_path, text)
    found = one_problem(tmp_path, changed(("    measure: csat", "    measure: team"), text=text))
    assert (found.code, found.what.split(",")[0]) == (
        "not-by-segment",
        "components.satisfaction reads 'team'",
    )


@pytest.mark.parametrize(
    ("when", "word"),
    [
        ("{component: satisfaction, below: 60, missing: fails}", "component"),
        ("{attainment: csat, below: 100, missing: fails}", "attainment"),
        (
            "{all_of: [{tier: [A]}, {component: satisfaction, below: 9, missing: fails}]}",
            "component",
        ),
    ],
)
def test_agents_are_asked_for_what_they_have_as_a_whole(tmp_path, when, word):
    text = BY_STRETCH.replace("    missing: exclude\n", "    missing: exclude\n    ANCHORS")
    text = text.replace("ANCHORS", "anchors: {target: 4.5}\n")
    text += f"actions:\n  - name: act\n    title: Act\n    when: {when}\n"
    found = one_problem(tmp_path, text)
    assert found.code == "not-by-segment"
    assert f"asks for {word}, and each stretch of an agent has its own" in found.what


def test_actions_for_each_component_are_refused(tmp_path):
    text = BY_STRETCH + "actions:\n  - {name: act, title: Act, each_component: {below: 60}}\n"
    found = one_problem(tmp_path, text)
    assert "each stretch has its own" in found.what


def test_what_is_paid_on_is_said_where_anything_is_paid(tmp_path):
    text = changed(AS_OF, BLOCK, text=months.PLAN)
    found = one_problem(tmp_path, text)
    assert (found.code, "'paid_on'" in found.what) == ("missing-key", True)
    assert "by_days" in found.hint
    for word in ("by_days", "last"):
        said = text.replace("without_score: exclude}", f"without_score: exclude, paid_on: {word}}}")
        assert plan_of(tmp_path, said).segments.paid_on == word


def test_what_is_paid_on_is_not_said_where_nothing_is(tmp_path):
    text = BY_STRETCH.replace("without_score: exclude}", "without_score: exclude, paid_on: last}")
    found = one_problem(tmp_path, text)
    assert (found.code, found.where) == ("paid-on-not-read", "plan.yaml:43:52")


PAID_BY_ATTAINMENT = """\
pay:
  - name: bonus
    pay_code: PERF
    start: {column: bonus_base, rate: 0.3, coefficient: COEFFICIENT}
    multipliers: none
    cap: none
    proration: none
    floor: none
  - name: prize
    pay_code: PRIZE
    start:
      on: attainment
      measure: csat
      amounts: {mode: whole, below: {CNY: 0}, bands: [{from: 100, gives: {CNY: 100}}]}
      missing: {CNY: 0}
    multipliers: none
    cap: none
    proration: none
    floor: none
"""
COEFFICIENT = (
    "{on: attainment, measure: csat, missing: 0,"
    " curve: {mode: whole, below: 0, bands: [{from: 100, gives: 1}]}}"
)


def test_pay_does_not_go_by_an_attainment_that_each_stretch_has_of_its_own(tmp_path):
    text = changed(
        ("missing: exclude\n", "missing: exclude\n    anchors: {target: targets}\n"),
        ("pay: none\n", PAID_BY_ATTAINMENT.replace("COEFFICIENT", COEFFICIENT)),
        ("without_score: exclude}", "without_score: exclude, paid_on: last}"),
        text=BY_STRETCH,
    )
    found = problems_of(tmp_path, text)
    assert [(p.code, p.where) for p in found] == [
        ("not-by-segment", where_of(text, "on: attainment, measure")),
        ("not-by-segment", where_of(text, "on: attainment\n")),
    ]
    assert [p.what.split(" reads ")[0] for p in found] == [
        "pay.bonus.start.coefficient",
        "pay.prize.start",
    ]
