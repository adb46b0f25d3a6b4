"""Conditions on the score and the values of an earlier run: by hand, at their edges."""

import pytest

from scoring.cases import load_cases, run_cases
from tests.stages.test_awards import acting, before, decided, due, plan_with

# The score is the mean of the rating and of 100 points: a rating of 19 scores 59.50, 20 scores 60.
NOW = "{score: final, below: 60, missing: fails}"


def twice(missing):
    then = f"{{earlier: score, below: 60, missing: {missing}}}"
    return acting(f"when: {{all_of: [{NOW}, {then}]}}")


def told(result):
    return [(f.code, f.rule, f.reason) for f in result.findings]


def test_twice_in_a_row_is_two_conditions(tmp_path):
    # b had exactly 60 before, c has it now; d was not there.
    past = before(score=["59.99", "60", "10", None], csat=[None] * 4, wait=[None] * 4)
    ratings = ["19", "19", "20", "19"]
    result = decided(tmp_path, twice("fails"), ratings, earlier=past)
    assert due(result) == [("a", "score 59.50 is below 60; earlier score 59.99 is below 60")]
    assert told(result) == [
        ("no-earlier-value", "score", "agents whose score in the earlier run is not known: 1")
    ]
    result = decided(tmp_path, twice("holds"), ratings, earlier=past)
    assert due(result)[1:] == [
        (
            "d",
            "score 59.50 is below 60; earlier score has no value: taken as met (missing: holds)",
        )
    ]


def test_without_an_earlier_run_the_number_is_missing_and_it_is_said(tmp_path):
    result = decided(tmp_path, twice("fails"), ["19", "90"])
    assert due(result) == []
    why = "the plan asks for the earlier score, and no earlier run is named (--previous)"
    assert told(result) == [("no-earlier-run", "score", why)]
    assert [agent for agent, _ in due(decided(tmp_path, twice("holds"), ["19", "90"]))] == ["a"]


def test_a_measure_is_asked_for_as_it_was_whichever_direction_is_better(tmp_path):
    past = before(score=[None] * 3, csat=["90", "90", "90"], wait=["12.5", "12.4", "13"])
    said = acting("when: {earlier: wait, at_least: 12.5, missing: fails}")
    result = decided(tmp_path, said, ["90"] * 3, ["1", "99", "1"], earlier=past)
    assert due(result) == [
        ("a", "earlier wait 12.5 is at least 12.5"),
        ("c", "earlier wait 13.0 is at least 12.5"),
    ]
    assert told(result) == []


def test_a_number_that_is_asked_for_in_two_ways_is_told_of_once(tmp_path):
    both = (
        "when: {any_of: [{earlier: csat, below: 5, missing: fails}, "
        "{improved: csat, below: 0, missing: fails}]}"
    )
    result = decided(tmp_path, acting(both), ["90"])
    assert [(code, rule) for code, rule, _ in told(result)] == [("no-earlier-run", "csat")]


def test_a_gate_before_the_score_may_look_at_the_one_before(tmp_path):
    # The rating of a is void: (0 + 100) / 2; b keeps its 90: (90 + 100) / 2.
    gate = (
        "gates: [{name: g, when: {earlier: score, below: 60, missing: fails},"
        " at: {component: rated}, then: void, why: W}]\n"
    )
    past = before(score=["59.99", "60"], csat=[None] * 2, wait=[None] * 2)
    result = decided(tmp_path, gate, ["90", "90"], earlier=past)
    assert result.standing.score.tolist() == [50_00, 95_00]


CASES = """\
plan: minimal
period: 2026-06
cases:
  - name: twice
    given:
      A: {measures: {csat: 19, wait: 10}, earlier: {score: 59.99}}
      B: {measures: {csat: 19, wait: 10}, earlier: {score: 60}}
      C: {measures: {csat: 19, wait: 10}}
    expect:
      A: {score: 59.50, actions: [act]}
      B: {actions: []}
      C: {actions: []}
"""


@pytest.mark.parametrize("missing", ["fails", "holds"])
def test_a_case_says_what_was_before(tmp_path, missing):
    said = CASES if missing == "fails" else CASES.replace("C: {actions: []}", "C: {actions: [act]}")
    (tmp_path / "plan.cases.yaml").write_text(said, encoding="utf-8")
    plan = plan_with(tmp_path, twice(missing))
    (outcome,) = run_cases(plan, load_cases(tmp_path / "plan.cases.yaml"))
    assert outcome.problems == ()
