"""Pools shared among many: by hand, against a plain reading of the words, and by properties."""

import json
from fractions import Fraction
from math import lcm
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.exact import fixed, sharing
from scoring.exact.sharing import Caps

EDGE = 2**63


def shared(group, weight, fund, most=None, left_over="share"):
    caps = None if most is None else Caps(fixed.exact(list(most)), left_over)
    found = sharing.share(
        np.array(group, dtype=np.int64), fixed.exact(list(weight)), fixed.exact(list(fund)), caps
    )
    for numbers in (found.amount, found.whole, found.rest, found.returned):
        assert numbers.dtype == np.int64 or fixed.largest(numbers) > fixed.INT64_MAX
    return found


def one(fund, weight, most=None, left_over="share"):
    """Return the amounts of a single pool, and what it returns."""
    found = shared([0] * len(weight), weight, [fund], most, left_over)
    return found.amount.tolist(), int(found.returned[0])


def due(found):
    """Return each exact share as a fraction."""
    parts = zip(found.whole.tolist(), found.rest.tolist(), found.under.tolist(), strict=True)
    return [whole + Fraction(rest, under) for whole, rest, under in parts]


# By hand: §2.16, 2.17 and 2.25 of the semantics, and pools so small that units run out.


@pytest.mark.parametrize(
    ("fund", "weights", "amounts"),
    [
        (10_000_00, [91_35, 87_20, 64_10], [3_764_68, 3_593_65, 2_641_67]),
        (100_00, [1, 1, 1], [33_34, 33_33, 33_33]),
        (33_34, [1, 1, 1, 1], [8_34, 8_34, 8_33, 8_33]),
        (50_000_00, [12, 10, 10, 8, 6], [13_043_48, 10_869_57, 10_869_56, 8_695_65, 6_521_74]),
        (1_03, [1, 1], [52, 51]),
        (1, [1, 1, 1], [1, 0, 0]),
        (0, [1, 2], [0, 0]),
        (-1, [1, 1, 1], [-1, 0, 0]),
        # 2,000 x 1.28 and 1,000 x 0.65 of 3,000.00: 2,392.523… and 607.476….
        (3_000_00, [2000 * 128, 1000 * 65], [2_392_52, 607_48]),
    ],
)
def test_pools_worked_by_hand(fund, weights, amounts):
    assert one(fund, weights) == (amounts, 0)


def test_who_got_the_odd_unit_is_known_with_the_exact_share():
    found = shared([0, 0, 0], [1, 1, 1], [100_00])
    assert found.odd.tolist() == [True, False, False]
    assert due(found) == [Fraction(100_00, 3)] * 3


def test_many_pools_are_shared_each_by_itself():
    found = shared([1, 0, 1, 2, 1, 0], [1, 5, 1, 0, 1, 5], [7, 100_00, 9])
    assert found.amount.tolist() == [33_34, 4, 33_33, 0, 33_33, 3]
    assert found.odd.tolist() == [True, True, False, False, False, False]
    assert found.returned.tolist() == [0, 0, 9]


@pytest.mark.parametrize("left_over", ["share", "return"])
def test_a_pool_without_weight_or_members_is_returned(left_over):
    assert one(5_00, [0, 0]) == ([0, 0], 5_00)
    assert one(-5_00, [0, 0], [9, 9], left_over) == ([0, 0], -5_00)
    found = shared([1], [1], [5_00, 3], [2], left_over)
    assert (found.amount.tolist(), found.returned.tolist()) == ([2], [5_00, 1])
    assert shared([], [], [4]).returned.tolist() == [4]
    assert shared([], [], []).amount.tolist() == []


def test_what_exceeds_a_cap_goes_to_the_others_by_their_weights():
    # 100 by 5 : 3 : 2 is 50, 30, 20. A stops at 20; 80 by 3 : 2 is 48, 32; B stops at 40, C has 40.
    assert one(100_00, [5, 3, 2], [20_00, 40_00, 90_00]) == ([20_00, 40_00, 40_00], 0)
    # C stops, too, at 35: 5 are left, and nobody is below a cap.
    assert one(100_00, [5, 3, 2], [20_00, 40_00, 35_00]) == ([20_00, 40_00, 35_00], 5_00)
    # Returned instead: 50 - 20 = 30.
    assert one(100_00, [5, 3, 2], [20_00, 40_00, 90_00], "return") == ([20_00, 30_00, 20_00], 30_00)


def test_nobody_without_weight_gets_what_a_cap_leaves():
    assert one(10_00, [1, 0], [4_00, 9_00]) == ([4_00, 0], 6_00)


def test_an_odd_unit_lifts_nobody_over_a_cap():
    # 33.33⅓ each; the cap is below it, so the first stops there, and 66.67 are for the others.
    assert one(100_00, [1, 1, 1], [33_33, 50_00, 50_00]) == ([33_33, 33_34, 33_33], 0)
    # A cap of exactly the share takes nothing and gets no odd unit: nothing is left to give.
    assert one(100_00, [1, 1], [50_00, 50_00]) == ([50_00, 50_00], 0)
    found = shared([0] * 3, [1, 1, 1], [100_00], [33_33] * 3, "return")
    assert (found.amount.tolist(), found.returned.tolist()) == ([33_33] * 3, [1])
    assert not found.odd.any()
    assert found.capped.tolist() == [True, False, False]


def test_negative_weights_and_caps_are_refused():
    with pytest.raises(ValueError, match="weights"):
        one(1, [1, -1])
    with pytest.raises(ValueError, match="caps"):
        one(1, [1, 1], [1, -1])


# Published examples, each in the unit in which it is shared.


def units(amount, step):
    found = Fraction(amount) / Fraction(step)
    assert found.denominator == 1
    return int(found)


@pytest.fixture
def published(shared):
    examples = json.loads((shared / "examples" / "published.json").read_text(encoding="utf-8"))
    return {example["id"]: example for example in examples}


def test_money_is_allocated_as_brick_does(published):
    example = published["BRICK-FLOORTOLARGESTREMAINDER"]
    for case, expected in zip(example["inputs"]["cases"], example["expected"], strict=True):
        ratios = [Fraction(ratio) for ratio in case["ratios"]]
        den = lcm(*(ratio.denominator for ratio in ratios))
        weights = [int(ratio * den) for ratio in ratios]
        amounts, left = one(units(case["amount"], case["step"]), weights)
        assert (amounts, left) == ([units(part, case["step"]) for part in expected], 0)


@pytest.mark.parametrize("name", ["HAMILTON-1790", "HAMILTON-42"])
def test_seats_are_apportioned_as_hamilton_did(published, name):
    example = published[name]
    weights = list(example["inputs"]["weights"].values())
    assert one(example["inputs"]["units"], weights) == (example["expected"], 0)


# Against a plain reading: one pool at a time, in fractions, round by round.


def plain(fund, weights, most, left_over):
    """Share one pool as the words say; return amounts and what is returned."""
    if fund < 0:
        amounts, left = plain(-fund, weights, most, left_over)
        return [-amount for amount in amounts], -left
    free = [i for i, weight in enumerate(weights) if weight]
    amounts, left = [0] * len(weights), fund
    while left_over == "share" and free:
        whole = sum(weights[i] for i in free)
        beyond = [i for i in free if Fraction(left * weights[i], whole) > most[i]]
        if not beyond:
            break
        for i in beyond:
            amounts[i] = most[i]
        free = [i for i in free if i not in beyond]
        left -= sum(most[i] for i in beyond)
    if free:
        for i, part in zip(free, fixed.allocate(left, [weights[i] for i in free]), strict=True):
            amounts[i] = part
    amounts = [min(pair) for pair in zip(amounts, most, strict=True)]
    return amounts, fund - sum(amounts)


small = st.integers(0, 12)
wide = st.one_of(small, st.integers(0, 10**7), st.integers(0, 10**19), st.integers(0, 2**80))
WEIGHTS = st.one_of(small, st.integers(0, 10**9), wide)
FUNDS = st.one_of(st.integers(-30, 30), st.integers(-(10**9), 10**9), wide, wide.map(int.__neg__))
pools = st.lists(st.lists(st.tuples(WEIGHTS, wide), min_size=1, max_size=7), max_size=5).flatmap(
    lambda many: st.tuples(
        st.just(many), st.lists(FUNDS, min_size=len(many), max_size=len(many)), st.randoms()
    )
)


def dealt(drawn):
    """Return group, weight and cap of everybody in an order of their own, and the funds."""
    many, funds, random = drawn
    people = [(g, *one) for g, members in enumerate(many) for one in members]
    random.shuffle(people)
    columns = [list(column) for column in zip(*people, strict=True)] or [[], [], []]
    return (*columns, funds)


@settings(max_examples=300)
@given(pools, st.sampled_from(["none", "share", "return"]))
def test_pools_are_shared_as_the_words_say(drawn, left_over):
    group, weight, most, funds = dealt(drawn)
    capped = left_over != "none"
    found = shared(group, weight, funds, most if capped else None, left_over)
    for g, fund in enumerate(funds):
        own = [i for i, at in enumerate(group) if at == g]
        limits = [most[i] if capped else EDGE**2 for i in own]
        amounts, left = plain(fund, [weight[i] for i in own], limits, left_over)
        assert [int(found.amount[i]) for i in own] == amounts
        assert int(found.returned[g]) == left


@settings(max_examples=200)
@given(pools, st.sampled_from(["share", "return"]))
def test_nothing_is_lost_and_nobody_is_above_a_cap(drawn, left_over):
    group, weight, most, funds = dealt(drawn)
    found = shared(group, weight, funds, most, left_over)
    for g, fund in enumerate(funds):
        amounts = [int(found.amount[i]) for i, at in enumerate(group) if at == g]
        assert sum(amounts) + int(found.returned[g]) == fund
        assert all(amount * fund >= 0 for amount in amounts)
    for amount, cap, exact, odd in zip(
        found.amount.tolist(), most, due(found), found.odd.tolist(), strict=True
    ):
        assert abs(amount) <= cap
        if left_over == "share" or abs(amount) < cap:
            assert abs(amount) == int(abs(exact)) + odd
            assert abs(amount - exact) < 1


@settings(max_examples=100)
@given(pools, st.sampled_from(["none", "share", "return"]), st.integers(1, 10**6))
def test_scaled_weights_change_nothing_and_a_negative_fund_mirrors(drawn, left_over, times):
    group, weight, most, funds = dealt(drawn)
    caps = None if left_over == "none" else most
    found = shared(group, weight, funds, caps, left_over)
    again = shared(group, [w * times for w in weight], funds, caps, left_over)
    minus = shared(group, weight, [-fund for fund in funds], caps, left_over)
    assert again.amount.tolist() == found.amount.tolist()
    assert due(again) == due(found)
    assert minus.amount.tolist() == [-amount for amount in found.amount.tolist()]
    assert (minus.odd.tolist(), minus.capped.tolist()) == (
        found.odd.tolist(),
        found.capped.tolist(),
    )


@settings(max_examples=100)
@given(pools, st.sampled_from(["none", "share"]), st.randoms())
def test_another_order_changes_only_whose_the_odd_unit_is(drawn, left_over, random):
    group, weight, most, funds = dealt(drawn)
    order = list(range(len(group)))
    random.shuffle(order)
    caps = None if left_over == "none" else most
    moved = None if caps is None else [caps[i] for i in order]
    found = shared(group, weight, funds, caps, left_over)
    again = shared([group[i] for i in order], [weight[i] for i in order], funds, moved, left_over)
    assert due(again) == [due(found)[i] for i in order]
    assert again.returned.tolist() == found.returned.tolist()
    for place, i in enumerate(order):
        assert abs(int(again.amount[place]) - int(found.amount[i])) <= 1
    kept = [[], []]
    for side, (codes, amounts) in enumerate(
        [(group, found.amount.tolist()), ([group[i] for i in order], again.amount.tolist())]
    ):
        kept[side] = sorted(zip(codes, amounts, strict=True))
    assert kept[0] == kept[1] or left_over != "none"


# The bounds of int64: weight x fund, the digits of a fund, and the sums of groups.


@pytest.mark.parametrize(
    ("weights", "fund"),
    [
        ([2**31 - 1, 2**31 - 1], 2**32),  # weight x fund fits by one
        ([2**31, 2**31], 2**32),  # and does not: two digits
        ([2**57 - 1, 1], EDGE - 1),  # a weight of 58 bits leaves digits of four
        ([2**58 - 1, 1], EDGE - 1),  # one of 59 bits leaves three: Python's integers
        ([1, 2], EDGE - 1),
        ([1, 2], EDGE),
        ([EDGE - 1, EDGE - 1], 3),  # each weight fits, their sum does not
        ([EDGE, 1], EDGE),
        ([0, 0], EDGE),
    ],
)
@pytest.mark.parametrize("left_over", ["none", "share", "return"])
def test_both_sides_of_each_bound_give_the_same(weights, fund, left_over):
    most = [fund // 3, fund]
    for sign in (1, -1):
        limits = [EDGE**2] * 2 if left_over == "none" else most
        found = one(sign * fund, weights, None if left_over == "none" else most, left_over)
        assert found == plain(sign * fund, weights, limits, left_over)


@pytest.mark.parametrize(
    ("weight", "kind"), [(2**57 - 1, np.int64), (2**58 - 1, object)], ids=["int64", "Python's"]
)
def test_the_rest_shows_which_integers_were_used(weight, kind):
    quotient = sharing._parts(
        np.array([weight]), np.array([EDGE - 1]), np.array([weight + 1]).astype(kind)
    )
    assert int(quotient[0][0]) == weight * (EDGE - 1) // (weight + 1)
    assert int(quotient[1][0]) == weight * (EDGE - 1) % (weight + 1)


def test_the_least_number_of_int64_is_mirrored():
    assert one(-EDGE, [1, 1]) == ([-EDGE // 2, -EDGE // 2], 0)


def test_caps_that_bind_one_after_another_take_few_rounds(monkeypatch):
    # Each cap is met only once those before it were: weights halve, and caps just follow.
    n = 60
    weights = [2 ** (n - i) for i in range(n)]
    most = [2 ** (n - i) - 1 for i in range(n)]
    fund = sum(weights)
    rounds = []
    real = sharing._parts
    monkeypatch.setattr(sharing, "_parts", lambda *a: rounds.append(1) or real(*a))
    amounts, left = one(fund, weights, most)
    assert (amounts, left) == (most, fund - sum(most))
    assert len(rounds) <= 2 * n


def test_a_million_agents_are_shared_out_in_int64():
    n, groups = 1_000_000, 3_000
    group, weight = np.arange(n) % groups, np.arange(n) * 7919 % 10_000
    fund = np.full(groups, 1_000_000_01)
    begun = perf_counter()
    found = sharing.share(group, weight, fund, Caps(np.full(n, 500_000), "share"))
    seconds = perf_counter() - begun
    assert found.amount.dtype == np.int64
    sums = np.zeros(groups, dtype=np.int64)
    np.add.at(sums, group, found.amount)
    assert (sums + found.returned == fund).all()
    assert seconds < 5  # about 0.2 s on a quiet machine
