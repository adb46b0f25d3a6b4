"""What a plan may say of settlement, and what is wrong with it, at its place."""

import pytest

from scoring.errors import PlanError
from tests import months
from tests.every_key import AS_IT_IS, SETTLED, STAR
from tests.plans import plan_of

PLAN = months.PLAN + STAR + SETTLED


def problems_of(folder, *changes, text=PLAN):
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    with pytest.raises(PlanError) as caught:
        plan_of(folder, text)
    return caught.value.problems


def test_settlement_is_said_in_full(tmp_path):
    rule = plan_of(tmp_path, PLAN).settlement
    assert (rule.starts, rule.draw.recoverable, rule.holdback.release_after) == ("2026-01", True, 3)
    assert plan_of(tmp_path, months.PLAN).settlement is None


CHANGES = {
    "no period": (("starts: 2026-01", "starts: 2026-13"), "bad-period", "'2026-13'"),
    "another cycle": (("starts: 2026-01", "starts: 2026-Q1"), "wrong-cycle", "is a quarter"),
    "no such line": (("lines: [bonus, star]", "lines: [bonus, stra]"), "unknown-line", "'stra'"),
    "twice": (("lines: [bonus, star]", "lines: [star, star]"), "duplicate-name", "'star' twice"),
    "currency": (("CNY: 600", "XXX: 600"), "unknown-currency", "settlement.draw.amount.XXX"),
    "places": (("JPY: 9000", "JPY: 9000.5"), "too-many-places", "JPY has 0 decimal places"),
    "below zero": (("{CNY: 20}", "{CNY: -20}"), "negative-amount", "settlement.minimum.amount"),
    "nothing": (("{CNY: 20}", "{CNY: 0}"), "amount-of-zero", "does nothing"),
    "no money": (("{CNY: 20}", "{}"), "missing-currency", "names no currency"),
    "too much": (("CNY: 600", "CNY: 10000000001"), "number-too-large", "settlement.draw.amount"),
    "share": (("share: 0.25", "share: 1.01"), "wrong-value", "1.01"),
    "no share": (("share: 0.25", "share: 0"), "wrong-value", "0"),
    "at once": (("release_after: 3", "release_after: 0"), "wrong-value", "0"),
    "word": (("negative: carry", "negative: forgive"), "unknown-choice", "forgive"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_one_change_is_one_problem_at_its_place(tmp_path, change):
    replaced, code, words = change
    (problem,) = problems_of(tmp_path, replaced)
    assert words in str(problem), str(problem)
    assert problem.where.startswith("plan.yaml:")
    line = int(problem.where.split(":")[1])
    text = PLAN.replace(*replaced).splitlines()
    assert problem.code == code
    assert replaced[1].split(":")[0].strip("{} ") in text[line - 1] or "holdback" in text[line - 2]


@pytest.mark.parametrize(
    "key", ["starts", "adjustments", "holdback", "draw", "negative", "minimum", "pay_code"]
)
def test_every_key_must_be_said(tmp_path, key):
    lines = [line for line in AS_IT_IS.splitlines() if not line.startswith(f"  {key}:")]
    assert len(lines) == len(AS_IT_IS.splitlines()) - 1
    (problem,) = problems_of(tmp_path, text=months.PLAN + STAR + "\n".join(lines) + "\n")
    assert problem.code == "missing-key"
    assert f"'{key}'" in problem.what


@pytest.mark.parametrize("key", ["recoverable: true, ", ", release_to: employed", "share: 0.25, "])
def test_every_key_below_must_be_said(tmp_path, key):
    (problem,) = problems_of(tmp_path, (key, ""))
    assert problem.code == "missing-key"


def test_there_must_be_something_to_settle(tmp_path):
    text = months.PLAN[: months.PLAN.index("pay:")] + "pay: none\n" + AS_IT_IS
    (problem,) = problems_of(tmp_path, text=text)
    assert (problem.code, "nothing to settle" in problem.what) == ("nothing-to-settle", True)


def test_an_award_without_money_is_no_line(tmp_path):
    bare = "amount: {CNY: 100}, pay_code: STAR}"
    (problem,) = problems_of(tmp_path, (bare, "amount: none}"), ("ties: share", "ties: expand"))
    assert problem.code == "unknown-line"
    assert problem.hint == "Known: bonus."
