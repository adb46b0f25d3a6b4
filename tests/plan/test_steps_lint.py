"""Steps of one point, readings that must all be there, points on top: what may be said of them."""

import pytest

from scoring.errors import PlanError
from scoring.plan.lint import lint
from tests.plans import MINIMAL, changed, plan_of, where_of

MEMBERS = MINIMAL[MINIMAL.index("components:\n") : MINIMAL.index("tiers:")]
STEP = "{mode: interpolated, below: 0, points: [{at: 4, gives: 100}], above: hold}"
RULE = "score: {combine: COMBINE, scored_min: LEAST, least: none, most: none}\n"


def with_members(*said, combine="weighted_mean", least="1"):
    """The smallest plan with other components, and a rule that combines them."""
    rule = RULE.replace("COMBINE", combine).replace("LEAST", least)
    lines = "".join(f"  - {{{one}, why: So}}\n" for one in said)
    return changed((MEMBERS, f"{rule}components:\n{lines}"))


def part(name, more, curve=STEP):
    return f"name: {name}, measure: csat, on: value, curve: {curve}, {more}"


def several(more=""):
    read = f"{{measure: csat, on: value, curve: {STEP}}}"
    return f"name: both, weight: 1, missing: exclude{more}, worst_of: [{read}, {read}]"


FINE = [
    with_members(part("one", "weight: 1")),
    with_members(several(", scored_min: 2")),
    with_members(
        part("one", "possible: 10"), part("top", "possible: 0"), combine="percent_of_possible"
    ),
    # A member that is left out of a sum of all is no member that counts zero: there is no sum.
    with_members(
        part("one", "missing: exclude"), part("two", "missing: zero"), combine="sum", least="2"
    ),
]


@pytest.mark.parametrize("text", FINE)
def test_what_may_be_said(tmp_path, text):
    assert lint(plan_of(tmp_path, text)) == []


ON_AND_ON = STEP.replace("above: hold", "above: extrapolate")
# The plan, the code, the text at the place named, and what the message says.
BROKEN = {
    "a step that goes on": (
        with_members(part("one", "weight: 1", ON_AND_ON)),
        "line-of-one-point",
        "above: extrapolate",
        "components.one.curve: above goes on along a line, and there is a single point",
    ),
    "more readings than there are": (
        with_members(several(", scored_min: 3")),
        "too-few-members",
        "scored_min: 3",
        "components.both.scored_min is 3, and it has 2 readings",
    ),
    "readings of a single one": (
        with_members(part("one", "weight: 1, scored_min: 2")),
        "too-few-members",
        "scored_min: 2",
        "components.one.scored_min is 2, and it has 1 reading",
    ),
    "nothing possible": (
        with_members(part("one", "possible: 0"), combine="percent_of_possible"),
        "nothing-possible",
        "components:",
        "components: nothing is possible, so there is no percentage of it",
    ),
    "left out of a sum of some": (
        with_members(part("one", "missing: exclude"), part("two", "missing: zero"), combine="sum"),
        "left-out-of-sum",
        "{name: one,",
        "components: one may be left out, and a sum scales nothing up",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_one_change_is_one_problem_at_its_place(tmp_path, case):
    text, code, piece, says = BROKEN[case]
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    [problem] = caught.value.problems
    assert (problem.code, problem.where) == (code, where_of(text, piece))
    assert problem.what == says
    assert problem.hint
