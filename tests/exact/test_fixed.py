"""Rounding, allocation and decimals as integers, against Python's own decimal module."""

import decimal
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.exact import fixed

MODES = {
    "half_up": decimal.ROUND_HALF_UP,
    "half_even": decimal.ROUND_HALF_EVEN,
    "half_down": decimal.ROUND_HALF_DOWN,
    "up": decimal.ROUND_UP,
    "down": decimal.ROUND_DOWN,
    "ceiling": decimal.ROUND_CEILING,
    "floor": decimal.ROUND_FLOOR,
}
HUGE = 10**30


@pytest.mark.parametrize("mode", MODES)
@given(num=st.integers(-HUGE, HUGE), den=st.sampled_from([1, 2, 4, 5, 8, 10, 20, 1000, 10**12]))
def test_division_rounds_as_decimal_does(mode, num, den):
    # These denominators divide a power of ten, so the quotient is a finite decimal.
    with decimal.localcontext(prec=80):
        expected = int((Decimal(num) / den).quantize(Decimal(1), rounding=MODES[mode]))
    assert fixed.divide_one(num, den, mode) == expected


@given(
    pairs=st.lists(
        st.tuples(st.integers(-(2**63), 2**64), st.integers(1, 2**64)), min_size=1, max_size=20
    )
)
def test_half_up_is_within_half_a_unit_for_any_fraction(pairs):
    num = np.array([n for n, _ in pairs], dtype=object)
    den = np.array([d for _, d in pairs], dtype=object)
    for (n, d), got in zip(pairs, fixed.divide(num, den).tolist(), strict=True):
        error = Fraction(n, d) - got
        assert abs(error) <= Fraction(1, 2)
        assert abs(error) < Fraction(1, 2) or abs(got) > abs(Fraction(n, d))


def test_int64_and_python_integers_divide_alike():
    num = np.arange(-50, 51, dtype=np.int64)
    for mode in MODES:
        small = fixed.divide(num, 4, mode)
        large = fixed.divide(num.astype(object) * 10**30, 4 * 10**30, mode)
        assert small.tolist() == large.tolist()


def test_twice_a_remainder_has_room_where_both_numbers_fit():
    # 5/6 is 1 to the nearest; twice the remainder is 10**19, which int64 cannot hold.
    num, den = np.array([5 * 10**18]), np.array([6 * 10**18])
    assert fixed.divide(num, den).tolist() == [1]
    assert fixed.divide(-num, den).tolist() == [-1]
    assert fixed.divide(num, 6 * 10**18, "half_down").tolist() == [1]


def test_a_denominator_of_zero_or_less_is_refused():
    for bad in (0, -3):
        with pytest.raises(ValueError, match="positive"):
            fixed.divide(np.array([1]), bad)


@given(st.lists(st.integers(-(2**63) + 1, 2**63 - 1), min_size=1), st.integers(-(2**63), 2**63))
def test_sums_and_products_never_wrap(items, factor):
    array = np.array(items, dtype=np.int64)
    assert fixed.add(array, array).tolist() == [2 * x for x in items]
    assert fixed.multiply(array, factor).tolist() == [x * factor for x in items]
    assert fixed.multiply(array, array).tolist() == [x * x for x in items]


def test_int64_stays_int64_while_it_fits():
    a = np.array([2**61], dtype=np.int64)
    assert fixed.add(a, a).dtype == np.int64
    assert fixed.multiply(a, 4).dtype == object


@pytest.mark.parametrize(
    ("units", "places", "written"),
    [(9025, 2, "90.25"), (-5, 2, "-0.05"), (0, 3, "0.000"), (12, 0, "12"), (100, 1, "10.0")],
)
def test_integers_are_written_as_decimals(units, places, written):
    assert fixed.text(units, places) == written
    assert fixed.scaled(Decimal(written), places) == units


def test_a_long_decimal_keeps_every_digit():
    # 30 digits: more than the 28 of Python's default decimal context.
    number = Decimal("123456789012345678.123456789012")
    assert fixed.scaled(number, 12) == 123456789012345678123456789012


def test_a_decimal_with_more_places_is_not_cut():
    with pytest.raises(ValueError, match="more decimal places than 2"):
        fixed.scaled(Decimal("1.005"), 2)


@settings(max_examples=200)
@given(
    total=st.integers(-(10**12), 10**12),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any),
)
def test_parts_sum_to_the_total_and_stay_within_one_unit(total, weights):
    parts = fixed.allocate(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, whole)) < 1
        assert part == 0 or weight > 0


def test_equal_remainders_go_to_the_earlier_part():
    assert fixed.allocate(100_00, [1, 1, 1]) == [33_34, 33_33, 33_33]
    assert fixed.allocate(-100_00, [1, 1, 1]) == [-33_34, -33_33, -33_33]


def test_weights_without_weight_are_refused():
    for bad in ([0, 0], [], [3, -1]):
        with pytest.raises(ValueError, match=r"weights|empty|min"):
            fixed.allocate(1, bad)


@given(st.lists(st.integers(-(2**63) + 1, 2**63 - 1), max_size=5))
def test_a_sum_is_pythons_own_however_large(values):
    assert fixed.sum_of(np.array(values, np.int64)) == sum(values)


@given(
    st.lists(
        st.one_of(st.integers(0, 9), st.integers(2**63 - 3, 2**63 + 3), st.integers(-(2**63), 0)),
        max_size=12,
    )
)
def test_levels_are_places_among_the_different_values(values):
    place, count = fixed.levels(fixed.exact(values))
    different = sorted(set(values))
    assert place.tolist() == [different.index(value) for value in values]
    assert count.tolist() == [values.count(value) for value in different]


@pytest.mark.parametrize("width", [7, 8])
def test_levels_are_counted_or_sorted_alike(width):
    # Four values are counted while they lie less than sixteen apart.
    place, count = fixed.levels(np.array([5, 5 + 2 * width, 5, 5 + 2 * width]))
    assert (place.tolist(), count.tolist()) == ([0, 1, 0, 1], [2, 2])
    far = fixed.levels(np.array([5, 5 + 2**62, 5]))
    assert (far[0].tolist(), far[1].tolist()) == ([0, 1, 0], [2, 1])


def test_a_number_that_fills_an_array_keeps_its_digits():
    assert fixed.filled(2, 2**63 - 1).dtype == np.int64
    assert fixed.filled(2, 2**63).tolist() == [2**63] * 2
    chosen = np.array([True, False])
    assert fixed.where(chosen, np.array([1, 2]), 2**63).tolist() == [1, 2**63]
    assert fixed.where(chosen, np.array([1, 2]), 2**63 - 1).dtype == np.int64


# At each side of what int64 holds; shares at twelve places, as plans write them.
TOTALS = st.one_of(
    st.integers(-1000, 1000), st.integers(-(2**63) - 2, 2**63 + 2), st.integers(-HUGE, HUGE)
)


@given(
    totals=st.lists(TOTALS, min_size=1, max_size=8),
    weights=st.lists(st.one_of(st.integers(1, 9), st.integers(1, 10**12)), min_size=1, max_size=5),
)
def test_every_total_is_split_as_one_is(totals, weights):
    found = fixed.allocate_each(fixed.exact(totals), weights)
    each = list(zip(*(part.tolist() for part in found), strict=True))
    assert each == [tuple(fixed.allocate(total, weights)) for total in totals]
    assert [sum(parts) for parts in each] == totals


def test_the_odd_unit_goes_to_the_largest_remainder_and_then_to_the_first():
    # 101 x 0.6 = 60.6 and 40.4: the odd unit is the first's. 5 in three equal parts: 1.67 each,
    # two are left over. -5 mirrors 5.
    assert [p.tolist() for p in fixed.allocate_each(np.array([101]), [6, 4])] == [[61], [40]]
    thirds = fixed.allocate_each(np.array([5, -5, 0]), [1, 1, 1])
    assert [p.tolist() for p in thirds] == [[2, -2, 0], [2, -2, 0], [1, -1, 0]]
