"""What a plan may not say of few facts, and what it is told where it says nothing of them."""

import pytest

from scoring.errors import PlanError
from scoring.plan.lint import notices
from scoring.plan.lint_samples import looks_back
from tests.plans import MINIMAL, RICH, changed, plan_of, where_of

SURE = "adjusted: {by: wilson, z: 1.96, bound: lower}"
HANDLED = "adjusted: {by: shrinkage, z: 1.96, prior: {from: period, among: region}}"
AGREED = "prior: {from: stated, mean: 0.6, strength: 30.5}"

# For each case: what is changed in the rich plan, the code, the text at the place named, and what
# the remedy says.
BROKEN = {
    "a bound of a mean": (
        (HANDLED, SURE.replace("lower", "upper")),
        "wilson-of-mean",
        "by: wilson, z: 1.96, bound: upper",
        "measure a share",
    ),
    "a prior in percent": (
        ("mean: 0.6", "mean: 60"),
        "prior-out-of-range",
        "mean: 60",
        "0.85 for 85 %",
    ),
    "a prior of all": (("mean: 0.6", "mean: 1"), "prior-out-of-range", "mean: 1,", "0.85 for 85 %"),
    "no treatment": (
        (SURE, "adjusted: {by: laplace, z: 1.96}"),
        "unknown-choice",
        "by: laplace",
        "wilson or shrinkage",
    ),
    "no bound": (
        (SURE, "adjusted: {by: wilson, z: 1.96}"),
        "missing-key",
        "adjusted: {by: wilson, z: 1.96}",
        "lower, upper or centre",
    ),
    "no z": (
        (SURE, "adjusted: {by: wilson, bound: lower}"),
        "missing-key",
        "adjusted: {by: wilson, b",
        "z: a number",
    ),
    "z of nothing": (
        (SURE, SURE.replace("1.96", "0")),
        "wrong-value",
        "z: 0, bound",
        "more than 0",
    ),
    "z too large": ((SURE, SURE.replace("1.96", "196")), "wrong-value", "z: 196", "at most 10"),
    "no source": (
        (AGREED, "prior: {among: all}"),
        "missing-key",
        "prior: {among: all}",
        "period, previous or stated",
    ),
    "a source unknown": (
        (AGREED, "prior: {from: last, among: all}"),
        "unknown-choice",
        "from: last",
        "period, previous or stated",
    ),
    "nobody": (
        ("{from: period, among: region}", "{from: period}"),
        "missing-key",
        "prior: {from: period}",
        "all, region, team or role",
    ),
    "no strength": (("strength: 30.5", "strength: 0"), "wrong-value", "strength: 0", "more than 0"),
    "a count": (
        ("q: 0.9, title", f"q: 0.9, {SURE.replace('lower', 'centre')}, title"),
        "unknown-key",
        "adjusted: {by: wilson, z: 1.96, bound: centre}",
        "Known keys",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_one_change_is_one_problem_at_its_place(tmp_path, case):
    change, code, piece, remedy = BROKEN[case]
    text = changed(change, text=RICH)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == (code, where_of(text, piece))
    assert remedy in problem.hint


def test_a_stated_rating_lies_on_the_scale(tmp_path):
    said = "adjusted: {by: shrinkage, z: 2, prior: {from: stated, mean: 5.01, strength: 9}}"
    text = changed(("volume_min: 5\n", f"volume_min: 5\n    {said}\n"))
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.code == "prior-out-of-range"
    assert "ratings lie from 1 to 5" in problem.what


@pytest.mark.parametrize("least", ["0", "1"])
def test_a_scored_mean_of_one_fact_is_noticed(tmp_path, least):
    text = changed(("volume_min: 5", f"volume_min: {least}"))
    (notice,) = notices(plan_of(tmp_path, text))
    assert (notice.code, notice.where) == ("few-facts-decide", where_of(text, "volume_min"))
    assert "components.satisfaction scores it" in notice.what
    assert "adjusted:" in notice.hint


def test_who_treats_few_facts_is_left_alone(tmp_path):
    said = "adjusted: {by: shrinkage, z: 2, prior: {from: period, among: all}}"
    text = changed(("volume_min: 5\n", f"volume_min: 1\n    {said}\n"))
    assert notices(plan_of(tmp_path, text)) == []


def test_an_award_by_a_ratio_of_few_facts_is_noticed(tmp_path):
    text = changed(("per: overall, by: csat", "per: overall, by: price"), text=RICH)
    (notice,) = notices(plan_of(tmp_path, text))
    assert notice.code == "few-facts-decide"
    assert "awards.thanks goes by it" in notice.what
    assert notice.hint == "Raise volume_min."  # a ratio has no facts that hit


def test_a_count_is_no_average(tmp_path):
    text = changed(("per: overall, by: csat", "per: overall, by: rows"), text=RICH)
    assert notices(plan_of(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("better", "bound", "notice"),
    [
        ("higher", "lower", []),
        ("higher", "centre", []),
        ("higher", "upper", ["bound-favours-few-facts"]),
        ("lower", "lower", ["bound-favours-few-facts"]),
        ("lower", "upper", []),
    ],
)
def test_a_bound_that_favours_few_facts_is_noticed(tmp_path, better, bound, notice):
    text = changed(
        ('title: Sure, unit: "%", better: higher', f'title: Sure, unit: "%", better: {better}'),
        (SURE, SURE.replace("lower", bound)),
        text=RICH,
    )
    assert [n.code for n in notices(plan_of(tmp_path, text))] == notice


def test_a_prior_of_the_run_before_is_what_looks_back(tmp_path):
    text = changed(("{from: period, among: region}", "{from: previous, among: team}"), text=RICH)
    ((path, place),) = looks_back(plan_of(tmp_path, text))
    assert path == "measures.handling.adjusted.prior.from"
    assert str(place) == where_of(text, "from: previous")
    assert list(looks_back(plan_of(tmp_path, RICH))) == []
    assert list(looks_back(plan_of(tmp_path, MINIMAL))) == []
