"""Cases on prizes and cool-down: what a case may say of who has won, and what would end a run."""

import pytest

from scoring.cases import load_cases, run_cases
from scoring.errors import PlanError
from tests.plans import MINIMAL, changed, plan_of, where_of

AWARDS = """awards:
  - name: star
    title: Star
    per: overall
    by: score
    tiers: any
    ties: share
    pay_code: STAR
    prizes: [{places: 1, amount: {CNY: 500}}, {places: 1, amount: {CNY: 300}}]
    budget: {amount: {CNY: 700}, over: scale}
    cool_down: {periods: 2, since: 2026-01}
  - {name: thanks, title: Thanks, top: 1, per: overall, by: score, tiers: any, ties: expand,
     amount: none}
"""
PLAN = MINIMAL + AWARDS
# A has won two months before and rests: B and C are left. They are equal, share 800, and are cut
# to 350 each. Three months before is long enough ago: A and B are paid 500 and 300, cut by 7/8.
CASES = """\
plan: minimal
period: 2026-10
cases:
  - name: the last one rests
    given:
      A: {measures: {csat: 4.50}, currency: CNY, earlier: {won: {star: 2026-08}}}
      B: {measures: {csat: 4.00}, currency: CNY}
      C: {measures: {csat: 4.00}, currency: CNY}
    expect:
      A: {awards: [thanks], total: 0}
      B: {awards: [star], total: 350}
      C: {awards: [star], total: 350}
  - name: long enough ago
    given:
      A: {measures: {csat: 4.50}, currency: CNY, earlier: {won: {star: 2026-07}}}
      B: {measures: {csat: 4.00}, currency: CNY}
    expect:
      A: {awards: [star, thanks], total: 437.50}
      B: {awards: [star], total: 262.50}
"""


def outcomes(folder, cases, plan=PLAN):
    (folder / "plan.cases.yaml").write_text(cases, encoding="utf-8")
    return run_cases(plan_of(folder, plan), load_cases(folder / "plan.cases.yaml"))


def test_prizes_and_rest_come_out(tmp_path):
    assert [p for outcome in outcomes(tmp_path, CASES) for p in outcome.problems] == []


def test_what_would_end_a_run_ends_the_case(tmp_path):
    refusing = changed(("over: scale", "over: refuse"), text=PLAN)
    [[problem], _] = [outcome.problems for outcome in outcomes(tmp_path, CASES, refusing)]
    assert problem.code == "over-budget"
    assert problem.where == where_of(refusing, "amount: {CNY: 700}")
    assert problem.what == (
        "case 'the last one rests' would end a run: the winners of awards.star come to 800.00 CNY "
        "in all, and the budget is 700.00 CNY"
    )


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("stra: 2026-08", "unknown-award", "names no award: 'stra'"),
        ("thanks: 2026-08", "award-without-cool-down", "award thanks has no cool_down"),
        ("star: 2026-10", "not-a-period-before", "star is won in 2026-10, and the case is 2026-10"),
        ("star: 2026-Q2", "not-a-period-before", "star is won in 2026-Q2"),
        ("star: August", "not-a-period-before", "star is won in August"),
    ],
)
def test_what_cannot_have_been_won_is_refused(tmp_path, said, code, words):
    text = changed(("star: 2026-08", said), text=CASES)
    with pytest.raises(PlanError) as caught:
        outcomes(tmp_path, text)
    [problem] = caught.value.problems
    assert (problem.code, problem.where) == (code, where_of(text, said, "plan.cases.yaml"))
    assert words in problem.what
    assert problem.hint
