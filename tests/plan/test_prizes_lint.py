"""Prizes, budgets and cool-down: what a plan may not say of them, and what is told of it."""

import pytest

from scoring.errors import PlanError
from scoring.plan.lint import lint, notices
from tests.plans import MINIMAL, changed, plan_of, where_of

RUNGS = """    prizes:
      - {places: 1, amount: {CNY: 500, JPY: 9000}}
      - {places: 2, amount: {CNY: 300, JPY: 9000}}
      - {places: 3, amount: {CNY: 100, JPY: 0}}
"""
"""Six places: 1400 CNY, 27000 JPY."""
AWARD = f"""awards:
  - name: star
    title: Star
    per: overall
    by: score
    tiers: any
    ties: share
    pay_code: STAR
{RUNGS}    budget: {{amount: {{CNY: 1500, JPY: 20000}}, over: scale}}
    cool_down: {{periods: 2, since: 2026-10}}
"""
TEXT = MINIMAL + AWARD


def with_award(*changes):
    return changed(*changes, text=TEXT)


def test_an_award_with_all_of_it_holds_together(tmp_path):
    plan = plan_of(tmp_path, TEXT)
    assert lint(plan) == []
    assert plan.awards[0].length == 6
    assert [prize.places for prize in plan.awards[0].ladder] == [1, 2, 3]


HONOUR = (RUNGS, "    top: 1\n    amount: none\n")
NO_CODE = ("    pay_code: STAR\n", "")
NO_BUDGET = ("    budget: {amount: {CNY: 1500, JPY: 20000}, over: scale}\n", "")
# What is written, the code, the text at the place named, and what the message says.
BROKEN = {
    "both amount and prizes": (
        [("ties: share\n", "ties: share\n    amount: {CNY: 5, JPY: 5}\n")],
        "prize-not-clear", "name: star", "awards.star has both amount and prizes",
    ),
    "neither": (
        [(RUNGS, "    top: 1\n"), NO_BUDGET, NO_CODE],
        "prize-not-clear", "name: star", "awards.star has no amount and no prizes",
    ),
    "places said twice": (
        [("ties: share\n", "ties: share\n    top: 6\n")],
        "places-said-twice", "top: 6", "awards.star.top is 6, and the places of its prizes",
    ),
    "no places": (
        [(RUNGS, "    amount: {CNY: 5, JPY: 5}\n")],
        "missing-top", "name: star", "awards.star does not say how many places it has",
    ),
    "rising": (
        [("amount: {CNY: 300,", "amount: {CNY: 500.01,")],
        "prize-rises", "amount: {CNY: 500.01", "awards.star.prizes[2] pays 500.01 CNY, and",
    ),
    "alike": (
        [("{places: 3, amount: {CNY: 100, JPY: 0}}", "{places: 3, amount: {CNY: 300, JPY: 9000}}")],
        "prizes-alike", "amount: {CNY: 300, JPY: 9000}}\n    budget",
        "awards.star.prizes[3] pays the same as the prize above",
    ),
    "a currency missing below": (
        [("{CNY: 100, JPY: 0}", "{CNY: 100}")],
        "currency-not-covered", "amount: {CNY: 100}", "prizes[3] pays in CNY, and the prize",
    ),
    "no currency": (
        [(RUNGS, "    prizes: [{places: 1, amount: {}}]\n"), NO_BUDGET],
        "missing-currency", "amount: {}", "awards.star.prizes[1].amount names no currency",
    ),
    "an unknown currency": (
        [("amount: {CNY: 1500, JPY: 20000}", "amount: {CNY: 1500, JPY: 20000, CNX: 1}")],
        "unknown-currency", "CNX: 1", "awards.star.budget.amount.CNX: no currency is 'CNX'",
    ),
    "too many places": (
        [("JPY: 0}", "JPY: 0.5}")],
        "too-many-places", "JPY: 0.5", "awards.star.prizes[3].amount.JPY is 0.5, and JPY has 0",
    ),
    "below zero": (
        [("JPY: 0}", "JPY: -1}")],
        "negative-amount", "JPY: -1", "awards.star.prizes[3].amount.JPY is -1",
    ),
    "a budget of an honour": (
        [HONOUR, NO_CODE, ("ties: share", "ties: none")],
        "budget-without-money", "budget:", "awards.star.budget stands at an honour without money",
    ),
    "a budget without a currency": (
        [("amount: {CNY: 1500, JPY: 20000}", "amount: {CNY: 1500}")],
        "currency-not-covered", "amount: {CNY: 1500}", "awards.star.budget has no amount in JPY",
    ),
    "a budget in another currency": (
        [("amount: {CNY: 1500, JPY: 20000}", "amount: {CNY: 1500, JPY: 20000, EUR: 1}")],
        "currency-not-paid", "amount: {CNY: 1500", "awards.star.budget is in EUR, in which",
    ),
    "a budget below the first prize": (
        [("amount: {CNY: 1500,", "amount: {CNY: 499.99,")],
        "budget-below-prize", "amount: {CNY: 499.99", "awards.star.budget is 499.99 CNY, and",
    ),
    "no pay code": (
        [NO_CODE], "missing-pay-code", "prizes:", "awards.star pays money and has no pay_code",
    ),
    "no period": (
        [("since: 2026-10", "since: 2026-13")],
        "not-a-period", "since: 2026-13", "awards.star.cool_down.since: '2026-13' is not a period",
    ),
    "a period of another length": (
        [("since: 2026-10", "since: 2026-Q4")],
        "wrong-cycle", "since: 2026-Q4", "2026-Q4 is a quarter, and the plan's cycle is a month",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_does_not_hold_together_is_refused_at_its_place(tmp_path, case):
    changes, code, at, words = BROKEN[case]
    text = with_award(*changes)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    [problem] = [p for p in caught.value.problems if p.code == code]
    assert [p.code for p in caught.value.problems] == [code]
    assert problem.where == where_of(text, at)
    assert words in problem.what
    assert problem.hint


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("periods: 2", "periods: 0", "awards.star.cool_down.periods"),
        ("periods: 2, ", "", "awards.star.cool_down lacks 'periods'"),
        (", since: 2026-10", "", "awards.star.cool_down lacks 'since'"),
        (", over: scale", "", "awards.star.budget lacks 'over'"),
        ("over: scale", "over: cut", "awards.star.budget.over"),
        ("{places: 2, ", "{", "lacks 'places'"),
        ("{places: 2", "{places: 0", "awards.star.prizes"),
        (RUNGS, "    prizes: []\n", "awards.star.prizes"),
    ],
)
def test_what_decides_money_has_no_default(tmp_path, old, new, words):
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, with_award((old, new)))
    assert any(words in p.what for p in caught.value.problems), caught.value.problems


def told(folder, text):
    return [(p.code, p.what) for p in notices(plan_of(folder, text)) if "awards" in p.what]


def test_a_budget_that_never_binds_and_one_that_always_does_are_told(tmp_path):
    # 500 + 2 x 300 + 3 x 100 = 1400 CNY, and 27000 JPY.
    never, always = told(tmp_path, TEXT)
    most = "awards.star.budget is 1500 CNY, and all places together come to 1400 CNY"
    assert never == ("budget-cannot-bind", f"{most}: it never binds")
    most = "awards.star.budget is 20000 JPY, and all places together come to 27000 JPY"
    assert always == ("budget-short", f"{most}: where each is won, too much")
    # By team, or where equal agents each get the prize of their place, it may well bind.
    assert told(tmp_path, with_award(("per: overall", "per: team"))) == []
    expand = with_award(("ties: share", "ties: expand"), ("JPY: 20000}", "JPY: 27000}"))
    assert told(tmp_path, expand) == []


def test_more_places_than_there_are_ranks_in_the_tiers_are_told(tmp_path):
    ranked = (
        MINIMAL[
            MINIMAL.index("tiers:") : MINIMAL.index("bonus:" if "bonus:" in MINIMAL else "pay:")
        ],
        """tiers:
  mode: rank
  among: all
  bands: [{up_to: 2, gives: S}, {up_to: 5, gives: A}, {up_to_percent: 50, gives: B}]
  rest: C
""",
    )

    def text(tiers):
        return changed(ranked, ("    tiers: any\n", f"    tiers: {tiers}\n"), NO_BUDGET, text=TEXT)

    found = told(tmp_path, text("[A]"))
    assert found == [("more-places-than-ranks", "awards.star has 6 places, and tier A 3 ranks")]
    assert told(tmp_path, text("[S, A]"))[0][1].endswith("tier S, A 5 ranks")
    assert told(tmp_path, text("[S, A, B]")) == []
    assert told(tmp_path, text("any")) == []
