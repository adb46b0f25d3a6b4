"""Intervals against decimals of a hundred places, in each rounding mode, and exact on edges."""

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.pieces.intervals import Form, different, normal_interval, wilson_interval

MODES = ["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"]
DIGITS, SURE = 140, 100


def rounded(number: Decimal, places: int, mode: str) -> int:
    """Round what a hundred places say: a number that ends before them has a tail of errors."""
    cut = number.quantize(Decimal(1).scaleb(-SURE))
    return int(cut.scaleb(places).to_integral_value(rounding=f"ROUND_{mode.upper()}"))


def wilson_by_decimal(hits: int, n: int, z: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """The textbook: centre and half width, each over 1 + z²/n."""
    p, under = Decimal(hits) / n, 1 + z * z / n
    centre, half = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()
    return (centre - half) / under, centre / under, (centre + half) / under


Z = st.sampled_from(["0.5", "1", "1.645", "1.96", "2.575829303549", "10"])


@settings(max_examples=300, deadline=None)
@given(
    pair=st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    z=Z,
    places=st.integers(0, 12),
    mode=st.sampled_from(MODES),
    per=st.sampled_from([1, 100, 1000]),
)
def test_wilson_is_correctly_rounded(pair, z, places, mode, per):
    hits, n = pair
    found = wilson_interval(np.array([hits]), np.array([n]), Form(Decimal(z), places, mode, per))
    with localcontext(prec=DIGITS):
        bounds = wilson_by_decimal(hits, n, Decimal(z))
        expected = [rounded(per * bound, places, mode) for bound in bounds]
    assert [int(bound[0]) for bound in (found.low, found.centre, found.high)] == expected
    assert found.known.tolist() == [True]


@pytest.mark.parametrize("mode", MODES)
def test_a_bound_that_is_a_fraction_is_rounded_as_one(mode):
    # z = 1, 0 of 1: the bounds are 0 and (1/2 + √(1/4)) / 2 = 0.5, exactly half a unit.
    found = wilson_interval(np.array([0]), np.array([1]), Form(Decimal(1), 0, mode))
    up = mode in ("half_up", "up", "ceiling")
    assert (found.low[0], found.high[0]) == (0, int(up))
    # The centre is 1/2 / 2 = 0.25.
    assert found.centre[0] == int(mode in ("up", "ceiling"))


def test_who_has_no_facts_has_no_interval():
    found = wilson_interval(np.array([0, 1]), np.array([0, 2]), Form(Decimal("1.96"), 2))
    assert found.known.tolist() == [False, True]
    assert (found.low[0], found.centre[0], found.high[0]) == (0, 0, 0)
    nobody = wilson_interval(np.zeros(0, np.int64), np.zeros(0, np.int64), Form(Decimal(1)))
    assert nobody.low.size == nobody.known.size == 0


def test_counts_beyond_int64_are_exact():
    # 2**70 of 2**71: the interval is symmetric about a half.
    hits, n = np.array([2**70], object), np.array([2**71], object)
    found = wilson_interval(hits, n, Form(Decimal(2), 12))
    assert found.low[0] + found.high[0] == 10**12
    assert found.centre[0] == 5 * 10**11


@settings(max_examples=200, deadline=None)
@given(
    facts=st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=8),
    z=Z,
    places=st.integers(0, 6),
    mode=st.sampled_from(MODES),
    unit=st.sampled_from([1, 60, 10_000]),
)
def test_the_normal_interval_is_correctly_rounded(facts, z, places, mode, unit):
    n, total, squares = len(facts), sum(facts), sum(y * y for y in facts)
    columns = (np.array([x]) for x in (total, squares, n))
    found = normal_interval(*columns, Form(Decimal(z), places, mode), unit)
    middle = Fraction(total, n)
    variance = sum((y - middle) ** 2 for y in facts) / (n - 1) / n
    with localcontext(prec=DIGITS):
        half = (Decimal(variance.numerator) / variance.denominator).sqrt() * Decimal(z)
        ends = [(Decimal(total) / n + sign * half) / unit for sign in (-1, 1)]
        expected = [rounded(end, places, mode) for end in ends]
    assert [int(found.low[0]), int(found.high[0])] == expected


def test_a_mean_of_one_fact_has_no_interval():
    one, two = np.array([4, 4]), np.array([16, 8])
    found = normal_interval(one, two, np.array([1, 2]), Form(Decimal(1), 2))
    assert found.known.tolist() == [False, True]
    assert (found.low.tolist(), found.high.tolist()) == ([0, 200], [0, 200])  # twice 2


def test_alike_elements_are_reckoned_once():
    place, (x, n) = different(np.array([3, 1, 3]), np.array([9, 9, 9]))
    assert (x.tolist(), n.tolist(), place.tolist()) == ([1, 3], [9, 9], [1, 0, 1])
    place, (x, _) = different(np.array([3, 2**70], object), np.array([9, 9]))
    assert (x.tolist(), place.tolist()) == ([3, 2**70], [0, 1])
    # Two columns whose key would wrap: every element is by itself.
    far = np.array([2**62, -(2**62), 2**62])
    place, (x, n) = different(far, far)
    assert (x.tolist(), n.tolist(), place.tolist()) == (far.tolist(), far.tolist(), [0, 1, 2])
    place, (x, n) = different(far, np.array([9, 9, 9]))
    assert (x[place].tolist(), n[place].tolist()) == (far.tolist(), [9, 9, 9])
