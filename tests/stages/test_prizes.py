"""Prize ladders, budgets and cool-down by hand: who gets which prize, to the cent, and why."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.columns import words_of
from scoring.engine import run
from scoring.errors import DataError
from scoring.flow import Earlier
from scoring.independent.prizes import OverBudgetError, Rule, Won, within_budget
from scoring.independent.records import Outcome
from scoring.lines import Winners
from tests.people import roster, value
from tests.stages.test_awards import paid, plan_with, won

LADDER = """[{places: 1, amount: {CNY: 500, JPY: 9000}}, {places: 2, amount: {CNY: 300, JPY: 5000}},
  {places: 3, amount: {CNY: 100, JPY: 1000}}]"""
"""Six places, 1400 CNY in all."""


def award(ties="share", prizes=LADDER, more="", per="overall"):
    return (
        f"awards: [{{name: star, title: Star, per: {per}, by: csat, tiers: any, ties: {ties},"
        f" prizes: {prizes}, {more} pay_code: STAR}}]\n"
    )


def decided(folder, extra, csat, *, winners=(), **columns):
    """Run the plan over agents a, b, …; some have won before: an agent's index and a period."""
    who = roster([chr(97 + i) for i in range(len(csat))], **columns)
    last = Winners(
        tuple(who.agent_ids[i] if i >= 0 else "z" for i, _ in winners),
        np.array([i for i, _ in winners], np.int64),
        words_of("star" for _ in winners),
        words_of(period for _, period in winners),
    )
    n = len(csat)
    nothing, no = np.zeros(n, np.int64), np.zeros(n, bool)
    earlier = Earlier("run", "2026-05", nothing, no, {}, winners=last)
    who = dataclasses.replace(who, earlier=earlier if winners else None)
    values = {"csat": value(*csat), "wait": value(*["10"] * n, places=1)}
    return run(plan_with(folder, extra), values, who)


# Ladders. The roster's period is 2026-06.


def test_each_place_wins_its_prize(tmp_path):
    said = decided(tmp_path, award(), ["70", "95", "60", "90", "50", "80", "40"])
    assert paid(said) == {
        "b": 50000, "d": 30000, "f": 30000, "a": 10000, "c": 10000, "e": 10000,
    }  # fmt: skip
    assert won(said)["f"] == "place 3 of 7, csat 80.00"


def test_equal_agents_share_the_prizes_of_their_places(tmp_path):
    # Two at the top share 500 + 300; the next has place 3 and 300; two on places 4 and 5 win 100
    # each, from one rung; of three at the end one place is left, 100 in three.
    csat = ["95", "95", "90", "80", "80", "70", "70", "70"]
    said = decided(tmp_path, award(), csat)
    assert paid(said) == {
        "a": 40000, "b": 40000, "c": 30000, "d": 10000, "e": 10000,
        "f": 3334, "g": 3333, "h": 3333,
    }  # fmt: skip
    assert sum(paid(said).values()) == 140000, "what the ladder comes to"
    reasons = won(said)
    first = "place 1 of 8, csat 95.00, equal with 1 other; the prizes of places 1 to 2, 800.00 CNY"
    assert reasons["a"] == f"{first}, shared by 2"
    assert reasons["d"] == "place 4 of 8, csat 80.00, equal with 1 other"
    last = "place 6 of 8, csat 70.00, equal with 2 others; the prize of place 6, 100.00 CNY"
    assert reasons["f"] == f"{last}, shared by 3, an odd 0.01 CNY by agent id"
    assert reasons["h"] == f"{last}, shared by 3"


def test_places_without_a_prize_are_pooled_too(tmp_path):
    # Four equal behind four better have places 5 to 8; 5 and 6 win 100 each: 200 in four.
    said = decided(tmp_path, award(), ["99", "98", "97", "96", *["50"] * 4])
    assert {c: paid(said)[c] for c in "efgh"} == dict.fromkeys("efgh", 5000)
    assert won(said)["h"].endswith("; the prizes of places 5 to 6, 200.00 CNY, shared by 4")


@pytest.mark.parametrize(
    ("ties", "money"),
    [
        # With expand and none equal agents have one place, and each gets its prize.
        ("expand", {"a": 50000, "b": 50000, "c": 30000, "d": 10000, "e": 10000, "f": 10000,
                    "g": 10000}),
        ("none", {"a": 50000, "b": 50000, "c": 30000}),
        ("{break_by: [agent_id]}", {"a": 50000, "b": 30000, "c": 30000, "d": 10000, "e": 10000,
                                    "f": 10000}),
    ],
)  # fmt: skip
def test_the_other_rules_for_ties_give_the_prize_of_the_place(tmp_path, ties, money):
    said = decided(tmp_path, award(ties), ["95", "95", "90", "80", "80", "80", "80"])
    assert paid(said) == money


def test_each_currency_shares_its_part_of_the_prizes(tmp_path):
    # Four share places 1 to 4, which win 1200 CNY or 20000 JPY; each has a quarter in its own.
    currencies = ["CNY", "JPY", "CNY", "USD"]
    said = decided(tmp_path, award(), ["90"] * 4, currency=currencies)
    assert paid(said) == {"a": 30000, "b": 5000, "c": 30000}
    assert won(said)["b"].endswith("the prizes of places 1 to 4, 20000 JPY, shared by 4")
    assert won(said)["d"].endswith("; the money of 4 places shared by 4")


# Budgets.


def budget(amount, over="scale"):
    return f"budget: {{amount: {amount}, over: {over}}},"


def test_a_budget_is_paid_to_the_last_cent(tmp_path):
    # 1400 in all, 1200 to pay: 12/14 of 500, 300 and 100 are 428.571…, 257.142… and 85.714…; two
    # cents are left, and the prizes of 100 have the largest remainders.
    csat = ["95", "94", "93", "92", "91", "90"]
    said = decided(tmp_path, award(more=budget("{CNY: 1200, JPY: 99999}")), csat)
    assert paid(said) == {
        "a": 42857, "b": 25714, "c": 25714, "d": 8572, "e": 8572, "f": 8571,
    }  # fmt: skip
    assert sum(paid(said).values()) == 120000
    over = "1400.00 CNY in all, and the budget is 1200.00 CNY"
    assert won(said)["a"] == f"place 1 of 6, csat 95.00; cut from 500.00 CNY: {over}"
    assert won(said)["d"].endswith(
        f"; cut from 100.00 CNY: {over}, an odd 0.01 CNY by the largest remainder"
    )
    [told] = said.findings
    assert (told.code, told.rule) == ("over-budget", "star")
    assert told.reason == f"the winners come to {over}: every amount is cut"


def test_a_budget_is_for_all_groups_together_and_each_currency_by_itself(tmp_path):
    # Two teams, 500 each in CNY where 900 are; JPY is within its budget.
    said = decided(
        tmp_path, award(more=budget("{CNY: 900, JPY: 9000}"), per="team"), ["90", "90", "90"],
        team=["t1", "t2", "t3"], currency=["CNY", "CNY", "JPY"],
    )  # fmt: skip
    assert paid(said) == {"a": 45000, "b": 45000, "c": 9000}
    assert won(said)["c"] == "place 1 of 1, csat 90.00"


def test_a_budget_that_suffices_changes_nothing(tmp_path):
    csat = ["95", "94", "93", "92", "91", "90"]
    said = decided(tmp_path, award(more=budget("{CNY: 1400, JPY: 99999}")), csat)
    assert sum(paid(said).values()) == 140000
    assert said.findings == ()


def test_a_budget_that_refuses_ends_the_run_and_says_what_it_would_cost(tmp_path):
    refusing = award(more=budget("{CNY: 1399.99, JPY: 99999}", "refuse"))
    csat = ["95", "94", "93", "92", "91", "90"]
    with pytest.raises(DataError) as refused:
        decided(tmp_path, refusing, csat)
    [problem] = refused.value.problems
    assert problem.code == "over-budget"
    assert problem.where.startswith("plan.yaml:")
    assert problem.what == (
        "the winners of awards.star come to 1400.00 CNY in all, and the budget is 1399.99 CNY"
    )
    assert len(decided(tmp_path, refusing, csat[:5]).lines) == 5, "five come to 1300"


def test_amounts_beyond_64_bits_are_cut_exactly(tmp_path):
    # 10**10 with four places is 10**14 units each; three winners times the budget pass 2**63.
    ladder = (
        "[{places: 1, amount: {CLF: 10000000000}}, {places: 2, amount: {CLF: 9999999999.9999}}]"
    )
    said = decided(
        tmp_path, award(prizes=ladder, more=budget("{CLF: 10000000000}")), ["95", "94", "93"],
        currency=["CLF"] * 3,
    )  # fmt: skip
    most, each = 10**14, [10**14, 10**14 - 1, 10**14 - 1]
    exact = [Fraction(x * most, sum(each)) for x in each]
    # 33333333333333.55…, and twice 33333333333333.22…: the one unit left is the first's.
    assert [int(x) for x in exact] == [33333333333333] * 3
    assert paid(said) == {"a": 33333333333334, "b": 33333333333333, "c": 33333333333333}


@settings(max_examples=200, deadline=None)
@given(
    levels=st.lists(st.integers(0, 3), min_size=1, max_size=9),
    rungs=st.lists(st.integers(1, 3), min_size=1, max_size=3),
    cents=st.lists(st.integers(0, 99_999), min_size=3, max_size=3, unique=True),
)
def test_shared_prizes_come_to_those_of_the_places_taken(tmp_path_factory, levels, rungs, cents):
    money = sorted(cents, reverse=True)
    ladder = [x for x, places in zip(money, rungs, strict=False) for _ in range(places)]
    said = ", ".join(
        f"{{places: {n}, amount: {{CNY: {x / 100:.2f}}}}}"
        for x, n in zip(money, rungs, strict=False)
    )
    result = decided(
        tmp_path_factory.mktemp("plan"), award(prizes=f"[{said}]"), [str(x) for x in levels]
    )
    taken = min(len(levels), len(ladder))
    assert sum(x.amount_minor for x in result.lines) == sum(ladder[:taken])
    by_level = {}
    for line in result.lines:
        by_level.setdefault(levels[line.agent], []).append(line.amount_minor)
    for amounts in by_level.values():
        assert amounts == sorted(amounts, reverse=True)
        assert amounts[0] - amounts[-1] <= 1
    best = [max(by_level[x]) for x in sorted(by_level, reverse=True)]
    assert best == sorted(best, reverse=True), "nobody wins more than who is better"


@settings(max_examples=200, deadline=None)
@given(
    levels=st.lists(st.integers(0, 3), min_size=1, max_size=9),
    most=st.integers(30_000, 200_000),
    ties=st.sampled_from(["share", "expand", "{break_by: [agent_id]}"]),
)
def test_a_cut_comes_to_the_budget_and_keeps_each_within_a_cent(
    tmp_path_factory, levels, most, ties
):
    folder, csat = tmp_path_factory.mktemp("plan"), [str(level) for level in levels]
    ladder = "[{places: 1, amount: {CNY: 300}}, {places: 3, amount: {CNY: 99.99}}]"
    whole = paid_by_agent(decided(folder, award(ties, ladder), csat))
    within = budget(f"{{CNY: {most / 100:.2f}}}")
    cut = paid_by_agent(decided(folder, award(ties, ladder, within), csat))
    cost = sum(whole.values())
    assert sum(cut.values()) == min(cost, most)
    assert cut.keys() == whole.keys()
    for agent, minor in whole.items():
        exact = Fraction(minor * min(cost, most), cost)
        assert int(exact) <= cut[agent] <= int(exact) + 1


def paid_by_agent(result):
    return {line.agent: line.amount_minor for line in result.lines}


def test_the_second_calculation_refuses_too():
    said = {"name": "s", "budget": {"amount": {"CNY": "9.99"}, "over": "refuse"}}
    rule = Rule({}, said, "2026-06", {"CNY": 2}, ("awards", 0))
    out = Outcome({"agent_id": "a", "currency": "CNY"}, {})
    assert within_budget(rule, [Won(out, 999, "why")]) == [Won(out, 999, "why")]
    with pytest.raises(OverBudgetError, match=r"10\.00 CNY in all, and the budget is 9\.99 CNY"):
        within_budget(rule, [Won(out, 1000, "why")])


# Cool-down.


def rests(periods=2, since="2026-01", more=""):
    return f"cool_down: {{periods: {periods}, since: {since}}}, {more}"


@pytest.mark.parametrize(
    ("last", "periods", "rested"),
    [("2026-05", 1, True), ("2026-04", 1, False), ("2026-04", 2, True), ("2026-03", 2, False),
     ("2025-06", 12, True), ("2025-05", 12, False)],
)  # fmt: skip
def test_whoever_won_lately_is_not_in_the_race(tmp_path, last, periods, rested):
    one = "[{places: 1, amount: {CNY: 100}}]"
    rule = award(prizes=one, more=rests(periods, "2025-01"))
    said = decided(tmp_path, rule, ["99", "80"], winners=[(0, last)])
    assert set(won(said)) == ({"b"} if rested else {"a"})
    codes = [(f.code, f.rule, f.reason) for f in said.findings]
    why = "agents who are not in the race, as they have won it lately: 1"
    assert codes == ([("cool-down", "star", why)] if rested else [])
    if rested:
        assert won(said)["b"] == "place 1 of 1, csat 80.00"


def test_who_rests_is_no_candidate_and_who_left_is_no_matter(tmp_path):
    # Two of three rest, so that fewer than two are left.
    rule = award(more=rests(more="least: 2,"))
    before = [(0, "2026-05"), (-1, "2026-05"), (2, "2026-04")]
    said = decided(tmp_path, rule, ["99", "98", "97"], winners=before)
    assert won(said) == {}
    assert [f.code for f in said.findings] == ["too-few-candidates", "cool-down"]


@pytest.mark.parametrize("since", ["2026-06", "2026-07"])
def test_in_the_period_that_begins_it_nobody_rests(tmp_path, since):
    one = "[{places: 1, amount: {CNY: 100}}]"
    rule = award(prizes=one, more=rests(since=since))
    said = decided(tmp_path, rule, ["99", "80"], winners=[(0, "2026-05")])
    assert set(won(said)) == {"a"}
    assert said.findings == ()
