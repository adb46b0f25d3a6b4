"""What a plan may not say of a ledger of points or of a rollup: each rule, at its place."""

import pytest

from scoring.errors import PlanError
from scoring.plan.events import Carried
from scoring.plan.lint import lint, notices
from scoring.plan.lint_ledgers import LEDGER_RULES
from tests.plans import changed, plan_of, where_of

LEDGER = """\
  conduct:
    title: {en: Conduct, zh: 加减分}
    kind: events
    start: 100
    since: half_year
    categories:
      lateness: {least: -40, recovery: 2}
      praise: {most: 10}
    otherwise: refuse
    needs: [evidence, approver]
    least: 0
    most: 110
    unit: points
    better: higher
    places: 1
    volume_min: 0
    missing: exclude
"""
ROLLUP = """\
  team:
    title: Team
    kind: rollup
    of: csat
    over: team
    by: micro
    unit: team points
    better: higher
    places: 2
    volume_min: 5
    missing: exclude
"""
OTHERS = """\
  middle:
    title: Middle
    kind: quantile
    of: csat
    q: 0.5
    unit: points
    better: higher
    places: 2
    period_on: created_at
    volume_min: 5
    missing: exclude
  rating:
    title: Rating
    kind: given
    given: rating
    unit: points
    better: higher
    places: 2
    volume_min: 0
    missing: exclude
"""
TEXT = changed(("components:\n", f"{LEDGER}{ROLLUP}{OTHERS}components:\n"))

# For each case: what is changed, the code, the text at the place named, and words of the message.
BROKEN = {
    "a fifth place": (
        [("start: 100", "start: 99.99999")],
        "too-many-places",
        "start: 99.99999",
        "measures.conduct.start: 99.99999 has more places than the 4 of an event",
    ),
    "a fine recovery": (
        [("recovery: 2", "recovery: 0.00001")],
        "too-many-places",
        "recovery: 0.00001",
        "measures.conduct.categories.lateness.recovery: 0.00001",
    ),
    "a fine carried start": (
        [("start: 100", "start: {previous_or: 0.00001}"), ("half_year", "period"),
         (", recovery: 2", "")],
        "too-many-places",
        "previous_or: 0.00001",
        "measures.conduct.start.previous_or",
    ),
    "limits crossed": (
        [("least: 0\n", "least: 120\n")],
        "limits-crossed",
        "least: 120",
        "measures.conduct: least 120 is not below most 110",
    ),
    "no room at all": (
        [("least: 0\n", "least: 110\n"), ("start: 100", "start: 110")],
        "limits-crossed",
        "least: 110",
        "least 110 is not below most 110",
    ),
    "a start above": (
        [("start: 100", "start: 110.5")],
        "start-outside-limits",
        "start: 110.5",
        "measures.conduct starts at 110.5, outside of its limits, 0 to 110",
    ),
    "a start below": (
        [("start: 100", "start: -0.5"), ("most: 110", "most: none")],
        "start-outside-limits",
        "start: -0.5",
        "starts at -0.5, outside of its limits, 0 to none",
    ),
    "a category without room": (
        [("praise: {most: 10}", "praise: {least: 0, most: 0}")],
        "category-without-room",
        "praise: {least",
        "measures.conduct.categories.praise is held at 0, whatever happens",
    ),
    "a span of the cycle's length": (
        [("cycle: month", "cycle: half_year")],
        "span-too-short",
        "since: half_year",
        "measures.conduct.since is a half_year, and the plan's cycle is a half_year",
    ),
    "a span shorter than the cycle": (
        [("cycle: month", "cycle: year"), ("since: half_year", "since: quarter")],
        "span-too-short",
        "since: quarter",
        "since is a quarter, and the plan's cycle is a year",
    ),
    "counted in the balance already": (
        [("start: 100", "start: {previous_or: 100}")],
        "counted-twice",
        "start: {previous_or",
        "starts from the earlier run's balance and counts events from before the period",
    ),
    "no later month": (
        [("since: half_year", "since: period")],
        "recovery-never",
        "recovery: 2",
        "gives back in a later month, and the ledger has one month only",
    ),
    "nothing to give back": (
        [("least: -40", "least: 0")],
        "recovery-never",
        "recovery: 2",
        "gives back, and least: 0 lets nothing be taken",
    ),
    "an unknown measure": (
        [("of: csat\n    over", "of: cast\n    over")],
        "unknown-measure",
        "of: cast",
        "measures.team.of names no measure: 'cast'",
    ),
    "a rollup of itself": (
        [("of: csat\n    over", "of: team\n    over")],
        "rollup-of-rollup",
        "of: team",
        "measures.team rolls up 'team', which is a rollup itself",
    ),
    "the sum of quantiles": (
        [("of: csat\n    over", "of: middle\n    over")],
        "rollup-without-sums",
        "by: micro",
        "adds up what 'middle' is made of, and that is of kind quantile: no sum",
    ),
    "the sum of given values": (
        [("of: csat\n    over", "of: rating\n    over")],
        "rollup-without-sums",
        "by: micro",
        "that is of kind given: no sum",
    ),
    "the sum of balances": (
        [("of: csat\n    over", "of: conduct\n    over")],
        "rollup-without-sums",
        "by: micro",
        "that is of kind events: no sum",
    ),
    "the other way round": (
        [("unit: team points\n    better: higher", "unit: team points\n    better: lower")],
        "rollup-turns-round",
        "better: lower",
        "measures.team is better lower, and 'csat' is better higher",
    ),
    # keys that each alone cannot be
    "a lower limit above 0": (
        [("least: -40", "least: 1")],
        "wrong-value",
        "least: 1,",
        "measures.conduct.categories.lateness.least",
    ),
    "an upper limit below 0": (
        [("most: 10}", "most: -1}")],
        "wrong-value",
        "most: -1",
        "measures.conduct.categories.praise.most",
    ),
    "a recovery of nothing": (
        [("recovery: 2", "recovery: 0")],
        "wrong-value",
        "recovery: 0",
        "measures.conduct.categories.lateness.recovery",
    ),
    "no category": (
        [("categories:\n      lateness: {least: -40, recovery: 2}\n      praise: {most: 10}",
          "categories: {}")],
        "too-few",
        "categories: {}",
        "measures.conduct.categories",
    ),
    "no proof named": (
        [("needs: [evidence, approver]", "needs: []")],
        "too-few",
        "needs: []",
        "measures.conduct.needs",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_one_change_is_one_problem_at_its_place(tmp_path, case):
    changes, code, piece, words = BROKEN[case]
    text = changed(*changes, text=TEXT)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    [problem] = caught.value.problems
    assert (problem.code, problem.where) == (code, where_of(text, piece))
    assert words in problem.what
    assert problem.hint
    assert caught.value.exit_code == 4


def test_every_rule_has_a_case():
    assert len(LEDGER_RULES) == 5  # a new rule wants its cases above


SOUND = [
    [],
    [("start: 100", "start: {previous_or: 100}"), ("since: half_year", "since: period"),
     (", recovery: 2", "")],
    [("cycle: month", "cycle: quarter"), ("since: half_year", "since: period")],
    [("least: 0\n", "least: none\n"), ("most: 110", "most: none"),
     ("start: 100", "start: -5.0001")],
    [("needs: [evidence, approver]", "needs: none"), ("praise: {most: 10}", "praise: {}")],
    [("by: micro", "by: macro"), ("of: csat\n    over", "of: middle\n    over")],
    [("by: micro", "by: macro"), ("of: csat\n    over", "of: conduct\n    over")],
]  # fmt: skip


@pytest.mark.parametrize("changes", SOUND)
def test_what_means_something_is_accepted(tmp_path, changes):
    plan = plan_of(tmp_path, changed(*changes, text=TEXT))
    assert lint(plan) == []
    assert notices(plan) == []
    carried = any("previous_or" in new for _, new in changes)
    assert isinstance(plan.measures["conduct"].start, Carried) == carried


def test_a_category_of_two_ledgers_is_told(tmp_path):
    second = LEDGER.replace("conduct:", "honours:").replace("lateness", "delay")
    text = changed(("components:\n", f"{second}components:\n"), text=TEXT)
    [notice] = notices(plan_of(tmp_path, text))
    assert notice.code == "category-counted-twice"
    last = text.rindex("      praise:")
    assert notice.where == f"plan.yaml:{text[:last].count(chr(10)) + 1}:7"
    assert "measures.honours counts the category 'praise', as measures.conduct does" in notice.what
