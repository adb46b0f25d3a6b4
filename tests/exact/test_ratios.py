"""Fractions over one denominator, against Python's own, on both sides of what int64 holds."""

import decimal
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.exact import fixed, ratios
from scoring.exact.ratios import Ratios

EDGE = 2**63
WHOLE = st.one_of(
    st.integers(-1000, 1000),
    st.integers(EDGE - 3, EDGE + 3),
    st.integers(-EDGE - 3, -EDGE + 3),
    st.integers(-(2**70), 2**70),
)
DEN = st.one_of(st.integers(1, 1000), st.integers(EDGE - 2, EDGE + 2))
PAIRS = st.lists(st.tuples(WHOLE, WHOLE), min_size=1, max_size=8)


def held(numbers, den):
    return Ratios(fixed.exact(list(numbers)), den)


def fractions(found):
    dens = found.den if isinstance(found.den, int) else found.den.tolist()
    each = np.broadcast_to(np.array(dens, dtype=object), found.num.shape).tolist()
    return [Fraction(n, d) for n, d in zip(found.num.tolist(), each, strict=True)]


@given(PAIRS, DEN, DEN)
def test_products_and_limits_are_those_of_fractions(pairs, under, other):
    a, b = held((x for x, _ in pairs), under), held((y for _, y in pairs), other)
    left = [Fraction(x, under) for x, _ in pairs]
    right = [Fraction(y, other) for _, y in pairs]
    both = list(zip(left, right, strict=True))
    assert fractions(ratios.times(a, b)) == [x * y for x, y in both]
    assert fractions(ratios.lesser(a, b)) == [min(pair) for pair in both]
    assert fractions(ratios.greater(a, b)) == [max(pair) for pair in both]
    chosen = np.arange(len(both)) % 2 == 0
    assert fractions(ratios.where(chosen, a, b)) == [
        x if is_chosen else y for (x, y), is_chosen in zip(both, chosen.tolist(), strict=True)
    ]


@given(
    st.lists(st.tuples(WHOLE, DEN, WHOLE, st.integers(0, 4)), min_size=1, max_size=8), DEN, WHOLE
)
def test_denominators_of_their_own_are_kept_where_one_would_be_too_long(rows, under, number):
    num, den, other, places = ([row[i] for row in rows] for i in range(4))
    own = Ratios(fixed.exact(num), fixed.exact(den))
    shared, alike = held(other, under), ratios.number(Decimal(number))
    left = [Fraction(n, d) for n, d in zip(num, den, strict=True)]
    right = [Fraction(n, under) for n in other]
    both = list(zip(left, right, strict=True))
    assert fractions(ratios.times(own, shared)) == [x * y for x, y in both]
    assert fractions(ratios.times(alike, own)) == [x * number for x in left]
    assert fractions(ratios.lesser(shared, own)) == [min(pair) for pair in both]
    assert fractions(ratios.greater(own, alike)) == [max(x, Fraction(number)) for x in left]
    rounded = ratios.rounded(own, np.array(places), "half_even")
    assert rounded.tolist() == [round(x * 10**p) for x, p in zip(left, places, strict=True)]


@given(st.lists(st.tuples(WHOLE, DEN, st.integers(0, 3)), min_size=1, max_size=8))
def test_each_group_is_brought_to_the_least_denominator_it_can_have(rows):
    num, den, group = ([row[i] for row in rows] for i in range(3))
    own = Ratios(fixed.exact(num), fixed.exact(den))
    found = ratios.within(own, np.array(group), 4)
    assert found.den.tolist() == [
        math.lcm(*(d for d, of in zip(den, group, strict=True) if of == one)) for one in range(4)
    ]
    spread = Ratios(found.num, found.den[np.array(group)])
    assert fractions(spread) == [Fraction(n, d) for n, d in zip(num, den, strict=True)]


def test_a_denominator_that_all_share_is_left_as_it_is():
    shared = held([3, -5, 2**70], 100)
    assert ratios.within(shared, np.array([0, 1, 1]), 2) is shared


def test_very_many_denominators_are_not_brought_to_one():
    # The product of the primes below 200 has 82 digits, more than 96 bits hold.
    primes = [p for p in range(2, 200) if all(p % d for d in range(2, p))]
    own = ratios.over(np.ones(len(primes), np.int64), np.array(primes))
    assert own.den.dtype == np.int64
    assert fractions(own) == [Fraction(1, p) for p in primes]


@given(st.lists(st.tuples(WHOLE, DEN), min_size=1, max_size=8))
def test_fractions_of_their_own_come_to_one_denominator(pairs):
    num, den = fixed.exact([n for n, _ in pairs]), fixed.exact([d for _, d in pairs])
    assert fractions(ratios.over(num, den)) == [Fraction(n, d) for n, d in pairs]


@given(st.lists(st.tuples(WHOLE, st.integers(0, 4)), min_size=1, max_size=8), DEN)
def test_each_is_rounded_to_its_own_places(pairs, den):
    found = ratios.rounded(
        held((n for n, _ in pairs), den), np.array([p for _, p in pairs]), "half_even"
    )
    assert found.tolist() == [round(Fraction(n * 10**p, den)) for n, p in pairs]


@pytest.mark.parametrize(("more", "kind"), [(0, np.int64), (1, object)])
def test_int64_is_kept_up_to_its_bound_and_left_beyond(more, kind):
    # 2**32 - 1 times 2**31 is the last product below 2**63 of its kind; 2**32 x 2**31 is 2**63.
    product = ratios.times(held([2**32 - 1 + more], 1), held([2**31], 1))
    assert product.num.dtype == kind
    assert product.num.tolist() == [(2**32 - 1 + more) * 2**31]


def test_what_is_common_to_all_is_cancelled_before_anything_is_multiplied():
    # 10**18 / 10**18 times 10**18 / 10**18 would need 120 bits.
    one = held([10**18, 3 * 10**18], 10**18)
    found = ratios.times(one, one)
    assert (found.num.dtype, found.num.tolist(), found.den) == (np.int64, [1, 9], 1)


def test_nothing_but_zeros_has_a_denominator_of_one():
    found = ratios.times(held([0, 0], 10**30), held([5, 7], 3))
    assert fractions(found) == [0, 0]


def test_decimals_of_any_length_are_read_exactly():
    with decimal.localcontext(prec=60):
        long = Decimal("0.1234567890123456789012345678901")
    assert fractions(ratios.numbers([Decimal("1.5"), long])) == [Fraction(3, 2), Fraction(long)]
    assert Fraction(int(ratios.number(long).num), ratios.number(long).den) == Fraction(long)
    assert fractions(ratios.units(np.array([12345, 5]), 4)) == [
        Fraction(12345, 10_000),
        Fraction(5, 10_000),
    ]


# Halves of a step of 100 and of a step of 1, on both sides of zero: what each mode makes of them.
HALVES = [(-250, 100), (-150, 100), (-50, 100), (50, 100), (150, 100), (250, 100)]
STEPPED = {
    "half_up": [-300, -200, -100, 100, 200, 300],
    "half_even": [-200, -200, 0, 0, 200, 200],
    "half_down": [-200, -100, 0, 0, 100, 200],
    "up": [-300, -200, -100, 100, 200, 300],
    "down": [-200, -100, 0, 0, 100, 200],
    "ceiling": [-200, -100, 0, 100, 200, 300],
    "floor": [-300, -200, -100, 0, 100, 200],
}


@pytest.mark.parametrize("mode", STEPPED)
def test_halves_of_a_step_go_where_the_mode_says(mode):
    # Source of the modes: java.math.RoundingMode.
    amounts, steps = (np.array([pair[i] for pair in HALVES]) for i in (0, 1))
    found = ratios.stepped(Ratios(amounts, 1), np.zeros(6, np.int64), steps, mode)
    assert found.tolist() == STEPPED[mode]
    # The same at two places: 2.50 to 1.00, in units of 0.01.
    found = ratios.stepped(Ratios(amounts, 100), np.full(6, 2), steps, mode)
    assert found.tolist() == STEPPED[mode]


@given(
    rows=st.lists(
        st.tuples(st.integers(-(2**70), 2**70), st.integers(0, 4), st.integers(1, 10**6)),
        min_size=1,
        max_size=8,
    ),
    den=st.integers(1, 10**12),
    mode=st.sampled_from(sorted(STEPPED)),
)
def test_a_step_of_its_own_is_rounded_as_decimal_rounds_to_whole_numbers(rows, den, mode):
    nums, places, steps = (list(column) for column in zip(*rows, strict=True))
    found = ratios.stepped(
        Ratios(fixed.exact(nums), den), np.array(places), fixed.exact(steps), mode
    )
    for one, num, place, step in zip(found.tolist(), nums, places, steps, strict=True):
        exact = Fraction(num * 10**place, den * step)
        assert one % step == 0
        assert one // step == fixed.divide_one(exact.numerator, exact.denominator, mode)


def test_steps_of_one_are_the_rounding_to_the_minor_unit():
    amounts = Ratios(np.array([-25, -15, 15, 25]), 1000)
    places, ones = np.full(4, 2), np.ones(4, np.int64)
    for mode in STEPPED:
        whole = ratios.rounded(amounts, places, mode)
        assert ratios.stepped(amounts, places, ones, mode).tolist() == whole.tolist()
