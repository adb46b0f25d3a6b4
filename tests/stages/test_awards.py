"""Awards and actions by hand: who is in the race, ties, money shared to the cent, and reasons."""

import dataclasses
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.columns import whole_column
from scoring.engine import run
from scoring.exact.fixed import scaled
from scoring.flow import Earlier
from tests.people import roster, value
from tests.plans import changed, plan_of

PLAN = """\
measures:
  csat: {title: Rating, kind: given, given: csat, unit: points, better: higher, places: 2,
         volume_min: 1, missing: exclude}
  wait: {title: Wait, kind: given, given: wait, unit: min, better: lower, places: 1,
         volume_min: 1, missing: exclude, anchors: {target: 10}}
components:
  - {name: rated, measure: csat, weight: 0.5, on: value, why: W, curve: LINE}
  - {name: quick, measure: wait, weight: 0.5, on: attainment, why: W, curve: LINE}
tiers: {mode: whole, below: C, bands: [{from: 80, gives: B}, {from: 90, gives: A}]}
pay: none
"""
LINE = """{mode: interpolated, below: 0, points: [{at: 0, gives: 0}, {at: 100, gives: 100}],
     above: hold}"""


def plan_with(folder, extra):
    """A plan that gives csat as points, and 10 minutes over the wait in percent, at most 100."""
    head = changed(("pay: none\n", ""))
    return plan_of(folder, head[: head.index("scales:")] + PLAN.replace("LINE", LINE) + extra)


def award(said, *, top=1, per="overall", ties="expand", amount="{CNY: 100, JPY: 1000}"):
    paid = "" if amount == "none" else ", pay_code: STAR"
    return (
        f"awards: [{{name: star, title: Star, top: {top}, per: {per}, tiers: any, {said},"
        f" ties: {ties}, amount: {amount}{paid}}}]\n"
    )


def decided(folder, extra, csat, wait=None, *, earlier=None, tenure=None, volume=None, **columns):
    """Run the plan over agents a, b, … with ratings, waits of 10 minutes if not said."""
    n = len(csat)
    who = roster([chr(97 + i) for i in range(n)], **columns)
    numbers = {"tenure_days": whole_column(tenure or [None] * n)}
    who = dataclasses.replace(who, earlier=earlier, numbers=numbers)
    rated = value(*csat)
    if volume:
        rated = dataclasses.replace(rated, volume=np.array(volume))
    values = {"csat": rated, "wait": value(*(wait or ["10"] * n), places=1)}
    return run(plan_with(folder, extra), values, who)


def won(result):
    """Each winner's letter and reason."""
    return {"abcdefgh"[h.agent]: h.reason for h in result.awards}


def paid(result):
    """Each winner's letter and money, in minor units."""
    return {"abcdefgh"[line.agent]: line.amount_minor for line in result.lines}


def before(**said):
    """What an earlier run says of agents in order: score at 2 places, csat at 2, wait at 1."""
    places = {"score": 2, "csat": 2, "wait": 1}
    held = {
        name: (
            np.array([scaled(Decimal(text or 0), places[name]) for text in texts], np.int64),
            np.array([text is not None for text in texts]),
        )
        for name, texts in said.items()
    }
    n = len(next(iter(said.values())))
    score, scored = held.pop("score", (np.zeros(n, np.int64), np.zeros(n, bool)))
    return Earlier("run", "2026-05", score, scored, held)


def test_the_money_of_the_last_places_is_shared_to_the_cent(tmp_path):
    # 95 has the first place; three share the second: 100.00 in three is 33.33 and a cent.
    result = decided(tmp_path, award("by: csat", top=2, ties="share"), ["90", "95", "90", "90"])
    assert paid(result) == {"b": 10000, "a": 3334, "c": 3333, "d": 3333}
    shared = "place 2 of 4, csat 90.00, equal with 2 others; the money of 1 place shared by 3"
    assert won(result) == {
        "b": "place 1 of 4, csat 95.00",
        "a": f"{shared}, an odd 0.01 CNY by agent id",
        "c": shared,
        "d": shared,
    }
    [stored] = {h.name for h in result.awards}
    assert stored == "star"
    assert [h.amount_minor for h in result.awards] == [10000, 3334, 3333, 3333]


def test_equal_agents_within_the_places_have_a_place_each(tmp_path):
    result = decided(tmp_path, award("by: csat", top=3, ties="share"), ["90", "90", "80"])
    assert paid(result) == {"a": 10000, "b": 10000, "c": 10000}
    assert won(result)["a"] == "place 1 of 3, csat 90.00, equal with 1 other"


@pytest.mark.parametrize(
    ("mode", "money"),
    # One place for three: two in CNY have 2/3 of 100.00, which is 66.666…; one in JPY 1/3 of 1000.
    [
        ("half_up", {"a": 3334, "b": 3333, "c": 333}),
        ("floor", {"a": 3333, "b": 3333, "c": 333}),
        ("ceiling", {"a": 3334, "b": 3333, "c": 334}),
    ],
)
def test_two_currencies_are_never_added(tmp_path, mode, money):
    extra = award("by: csat", ties="share")
    plan = plan_with(tmp_path, extra)
    text = (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    plan = plan_of(tmp_path, text.replace("rounding: half_up", f"rounding: {mode}"))
    who = roster(["a", "b", "c"], currency=["CNY", "CNY", "JPY"])
    values = {"csat": value("90", "90", "90"), "wait": value("9", "9", "9", places=1)}
    result = run(plan, values, who)
    assert paid(result) == money


def test_whoever_has_no_amount_keeps_the_honour_and_the_others_their_part(tmp_path):
    # Two of three are paid in CNY, and have two thirds of the place; nobody gets the rest.
    said = decided(
        tmp_path, award("by: csat", ties="share"), ["90"] * 3, currency=["CNY", "USD", "CNY"]
    )
    assert paid(said) == {"a": 3334, "c": 3333}
    assert set(won(said)) == {"a", "b", "c"}
    assert [(f.code, f.rule) for f in said.findings] == [("no-amount-for-currency", "star")]


@settings(max_examples=200, deadline=None)
@given(
    levels=st.lists(st.integers(0, 3), min_size=1, max_size=9),
    currencies=st.lists(st.sampled_from(["CNY", "CNY", "JPY", "USD"]), min_size=9, max_size=9),
    top=st.integers(1, 5),
    cents=st.sampled_from(["100", "0.01", "0", "33.33", "9999999999.99"]),
)
def test_shares_add_up_to_the_places(tmp_path_factory, levels, currencies, top, cents):
    # In plain Python: each level takes its places; one currency's part is rounded once, and its
    # lines differ by one unit at most, the larger ones first.
    n = len(levels)
    money = {"CNY": Fraction(cents) * 100, "JPY": Fraction(7)}
    text = award("by: csat", top=top, ties="share", amount=f"{{CNY: {cents}, JPY: 7}}")
    result = decided(
        tmp_path_factory.mktemp("plan"), text, [str(level) for level in levels],
        currency=currencies[:n],
    )  # fmt: skip
    lines = {line.agent: line.amount_minor for line in result.lines}
    expected = set()
    for level in sorted(set(levels), reverse=True):
        better = sum(other > level for other in levels)
        equal = [i for i in range(n) if levels[i] == level]
        places = min(len(equal), top - better)
        if places <= 0:
            break
        expected |= set(equal)
        for currency in ("CNY", "JPY"):
            own = [i for i in equal if currencies[i] == currency]
            total = sum(lines[i] for i in own)
            exact = money[currency] * places * len(own) / len(equal)
            assert total == int(exact + Fraction(1, 2))
            amounts = [lines[i] for i in own]
            assert amounts == sorted(amounts, reverse=True)
            assert not amounts or amounts[0] - amounts[-1] <= 1
    assert {h.agent for h in result.awards} == expected


def test_a_chain_puts_equal_agents_in_order(tmp_path):
    # Equal ratings: d waited least, then a and c are alike with more facts for c; b waited most.
    ties = "{break_by: [wait, {volume: csat}, agent_id]}"
    result = decided(
        tmp_path, award("by: csat", top=3, ties=ties), ["90"] * 4, ["9", "12", "9", "8"],
        volume=[5, 5, 7, 5],
    )  # fmt: skip
    tie = "csat 90.00, equal with 3 others; then by wait"
    assert won(result) == {
        "d": f"place 1 of 4, {tie} 8.0, volume of csat 5, agent id",
        "c": f"place 2 of 4, {tie} 9.0, volume of csat 7, agent id",
        "a": f"place 3 of 4, {tie} 9.0, volume of csat 5, agent id",
    }


def test_whoever_lacks_a_further_number_comes_last_among_equals(tmp_path):
    ties = "{break_by: [wait, agent_id]}"
    result = decided(tmp_path, award("by: csat", ties=ties), ["90", "90"], [None, "99"])
    assert won(result) == {
        "b": "place 1 of 2, csat 90.00, equal with 1 other; then by wait 99.0, agent id"
    }
    both = decided(tmp_path, award("by: csat", top=2, ties=ties), ["90", "90"], [None, "99"])
    assert won(both)["a"].endswith("; then by no wait, agent id")


@pytest.mark.parametrize(
    ("ties", "winners"), [("expand", "bac"), ("none", "b"), ("{break_by: [agent_id]}", "ba")]
)
def test_a_tie_at_the_last_place(tmp_path, ties, winners):
    result = decided(tmp_path, award("by: csat", top=2, ties=ties), ["90", "95", "90"])
    assert "".join(won(result)) == winners


@pytest.mark.parametrize(
    ("per", "column", "winners"),
    [
        ("manager", {"manager_id": ["M2", "M1", "M2", None]}, {"a", "b", "d"}),
        ("role", {"role": ["agent", "lead", "lead", "lead"]}, {"a", "d"}),
        ("team", {"team": [None, None, "t", None]}, {"c", "d"}),
    ],
)
def test_each_group_has_its_own_places(tmp_path, per, column, winners):
    result = decided(tmp_path, award("by: csat", per=per), ["90", "80", "70", "95"], **column)
    assert set(won(result)) == winners


def test_a_group_with_too_few_candidates_honours_nobody_and_is_told(tmp_path):
    # North has three candidates, south two and one who was never rated.
    result = decided(
        tmp_path, award("by: csat, least: 3", per="region"), ["90", "80", "70", "95", "96", None],
        region=["north"] * 3 + ["south"] * 3,
    )  # fmt: skip
    assert won(result) == {"a": "place 1 of 3, csat 90.00"}
    [told] = result.findings
    assert (told.code, told.rule) == ("too-few-candidates", "star")
    assert told.reason == "groups with fewer than 3 candidates, where nobody is honoured: 1"


def test_eligibility_by_roster_and_condition(tmp_path):
    # b is too new, c has too few facts, d nobody knows when hired: a is left.
    said = (
        "by: csat, where: {tenure_days: {at_least: 90}, role: {not: lead}},"
        " when: {any_of: [{volume: csat, at_least: 20}, {tier: [A]}]}"
    )
    result = decided(
        tmp_path, award(said), ["80", "99", "85", "99", "99"],
        tenure=[90, 89, 400, None, 91], volume=[20, 50, 19, 50, 50],
        role=["agent", "agent", "agent", "agent", "lead"],
        wait=["10", "10", "15", "10", "10"],
    )  # fmt: skip
    assert won(result) == {"a": "place 1 of 1, csat 80.00"}


@pytest.mark.parametrize(
    ("by", "winner", "number"),
    [
        ("{component: quick}", "b", "quick 100.00 points"),
        ("{volume: csat}", "c", "volume of csat 9"),
        ("{measure: wait}", "b", "wait 8.0"),
        ("score", "b", "score 90.00"),
    ],
)
def test_an_award_goes_by_any_number_of_the_agent(tmp_path, by, winner, number):
    result = decided(
        tmp_path, award(f"by: {by}"), ["90", "80", "70"], ["12.5", "8", "20"], volume=[5, 5, 9]
    )
    assert won(result) == {winner: f"place 1 of 3, {number}"}


def test_most_improved_counts_in_the_better_direction(tmp_path):
    past = before(
        score=["80", "70", None, "99"], csat=["88", None, "50", "91"], wait=["20", "9", None, "10"]
    )
    csat, wait = ["90", "80", "90", "90"], ["10", "10", "10", "10"]
    extra = award("by: {improved: csat}", top=2)
    assert won(decided(tmp_path, extra, csat, wait, earlier=past)) == {
        "c": "place 1 of 3, improvement of csat 40.00",
        "a": "place 2 of 3, improvement of csat 2.00",
    }
    extra = award("by: {improved: wait}", top=9)
    assert won(decided(tmp_path, extra, csat, wait, earlier=past)) == {
        "a": "place 1 of 3, improvement of wait 10.0",
        "d": "place 2 of 3, improvement of wait 0.0",
        "b": "place 3 of 3, improvement of wait -1.0",
    }
    # Scores are (90 + 100) / 2 = 95 and (80 + 100) / 2 = 90.
    extra = award("by: {improved: score}", top=1)
    result = decided(tmp_path, extra, csat, wait, earlier=past)
    assert won(result) == {"b": "place 1 of 3, improvement of score 20.00"}
    [told] = result.findings
    assert (told.code, told.rule) == ("no-earlier-value", "score")
    assert told.reason == "agents whose score in the earlier run is not known: 1"


def test_without_an_earlier_run_nobody_improved_and_it_is_said(tmp_path):
    result = decided(tmp_path, award("by: {improved: score}"), ["90", "80"])
    assert len(result.awards) == 0
    assert [(f.code, f.rule) for f in result.findings] == [("no-earlier-run", "score")]
    assert "--previous" in result.findings[0].reason


def acting(said):
    return f"actions: [{{name: act, title: Act, {said}}}]\n"


def due(result):
    return [("abcdefgh"[h.agent], h.reason) for h in result.actions]


def test_a_need_is_named_for_each_component_that_is_short(tmp_path):
    # Ratings 59.99, 60, none; waits give 50 points for 20 minutes and 60 for 16.6… rounded up.
    result = decided(
        tmp_path, acting("each_component: {below: 60}"), ["59.99", "60", None], ["20", "10", "50"]
    )
    assert due(result) == [
        ("a", "rated 59.99, 0.01 below 60"),
        ("a", "quick 50.00, 10.00 below 60"),
        ("c", "quick 20.00, 40.00 below 60"),
    ]


def test_a_condition_narrows_whose_needs_are_named(tmp_path):
    said = "when: {where: {tenure_days: {below: 90}}}, each_component: {below: 60}"
    result = decided(tmp_path, acting(said), ["50", "50"], tenure=[30, 90])
    assert due(result) == [
        ("a", "rated 50.00, 10.00 below 60; tenure_days is 30 (as asked: below 90)")
    ]


CONDITIONS = {
    "score": (
        "{score: final, below: 80.5, missing: fails}",
        {"b": "score 75.00 is below 80.5", "c": "score 50.00 is below 80.5"},
    ),
    "points": (
        "{component: rated, at_least: 90, missing: fails}",
        {"a": "rated 90.00 points is at least 90"},
    ),
    "no points": (
        "{component: rated, below: 60, missing: holds}",
        {"b": "rated 50.00 points is below 60",
         "c": "rated has no value: taken as met (missing: holds)"},
    ),
    # 100 x 10 / 12 is 83.333…; 10 of 20 minutes is half; nothing at all is beyond every edge.
    "attainment": (
        "{attainment: wait, at_least: 60, missing: fails}",
        {"a": "attainment of wait ≈83.333333 % is at least 60",
         "b": "attainment of wait beyond every edge is at least 60"},
    ),
    "attainment too low": (
        "{attainment: wait, below: 60, missing: fails}",
        {"c": "attainment of wait 50 % is below 60"},
    ),
    "facts": ("{volume: csat, below: 100}", {"c": "volume of csat 0 is below 100"}),
    "tier": ("{tier: [A, B]}", {"a": "tier B is among A, B"}),
    "roster": (
        "{where: {team: t1, shift: {present: false}, role: {not: [lead, boss]}}}",
        {"b": "team is t1, shift is empty (as asked: empty),"
              " role is agent (as asked: other than lead or boss)"},
    ),
    "all of": (
        "{all_of: [{score: final, at_least: 50, missing: fails}, {volume: csat, at_least: 1}]}",
        {"a": "score 86.67 is at least 50; volume of csat 100 is at least 1",
         "b": "score 75.00 is at least 50; volume of csat 100 is at least 1"},
    ),
    "any of": (
        "{any_of: [{tier: [B]}, {measure: csat, at_least: 90, missing: holds}]}",
        {"a": "tier B is among B; csat 90.00 is at least 90",
         "c": "csat has no value: taken as met (missing: holds)"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CONDITIONS)
def test_an_action_says_the_number_that_decided(tmp_path, case):
    when, expected = CONDITIONS[case]
    # a: 90 and 83.33, 86.67 (86.665 half up), B; b: 50 and 100, 75, C; c: only 50, C.
    result = decided(
        tmp_path, acting(f"when: {when}"), ["90", "50", None], ["12", "0", "20"],
        team=["t1", "t1", "t2"], role=["lead", "agent", "agent"], shift=["night", None, None],
    )  # fmt: skip
    assert result.standing.score.tolist() == [8667, 7500, 5000]
    assert dict(due(result)) == expected


def test_twenty_thousand_winners_are_as_in_plain_python(tmp_path):
    # Teams of 4; the two best of each, the second place shared by those who are equal there.
    rng = np.random.default_rng(4)
    n = 20_000
    csat = rng.integers(0, 6, n)
    teams = [f"t{i // 4:05}" for i in range(n)]
    text = award("by: csat", top=2, per="team", ties="share")
    who = roster([f"{i:06}" for i in range(n)], team=teams)
    values = {"csat": value(*map(str, csat.tolist())), "wait": value(*["10"] * n, places=1)}
    result = run(plan_with(tmp_path, text), values, who)
    expected = {}
    for first in range(0, n, 4):
        team = sorted(range(first, first + 4), key=lambda i: (-csat[i], i))
        edge = csat[team[1]]
        above = [i for i in team if csat[i] > edge]
        equal = [i for i in team if csat[i] == edge]
        left = min(2 - len(above), len(equal)) * 10000
        expected |= dict.fromkeys(above, 10000)
        expected |= {
            i: left // len(equal) + (turn < left % len(equal)) for turn, i in enumerate(equal)
        }
    assert {line.agent: line.amount_minor for line in result.lines} == expected
