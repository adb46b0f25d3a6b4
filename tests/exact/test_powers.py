"""Powers against whole roots, at the middles between two results, and by hand."""

import decimal
from decimal import Decimal
from fractions import Fraction as Plain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.exact import fixed, powers
from scoring.exact.fractions import Fraction
from scoring.exact.powers import Power
from scoring.independent.powers import power as by_roots


def raised(numbers, exponent, places):
    """Raise fractions to a power; return each as a fraction of the places."""
    x = Fraction(
        fixed.exact([number.numerator for number in numbers]),
        fixed.exact([number.denominator for number in numbers]),
    )
    units = powers.powers(x, Power(Decimal(exponent), places))
    return [Plain(unit, 10**places) for unit in units.tolist()]


@pytest.mark.parametrize(
    ("x", "exponent", "places", "expected"),
    [
        # The published curve of the semantics, §2.17, and the percents of the same guide.
        ("120/100", "1.35", 2, "1.28"),
        ("80/100", "1.9", 2, "0.65"),
        ("120/100", "1.5", 2, "1.31"),
        ("80/100", "1.5", 2, "0.72"),
        ("80/100", "2.0", 2, "0.64"),
        ("120/100", "1.0", 2, "1.20"),
        # Exact results, and exact halves, which are rounded up: 2.25 ** 0.5 = 1.5.
        ("4", "0.5", 12, "2"),
        ("9/4", "0.5", 0, "2"),
        ("25/4", "1.5", 0, "16"),  # 2.5 ** 3 = 15.625
        ("1/4", "1.5", 2, "0.13"),  # 0.125
        ("1/400", "0.5", 1, "0.1"),  # 0.05
        ("0", "1.35", 12, "0"),
        ("1", "1.35", 12, "1"),
        ("1000000", "3", 2, "1000000000000000000"),
        ("1/1000000", "3", 12, "0"),
    ],
)
def test_powers_worked_by_hand(x, exponent, places, expected):
    assert raised([Plain(x)], exponent, places) == [Plain(expected)]
    assert by_roots(Plain(x), Plain(exponent), places) == Plain(expected)


EXPONENTS = st.integers(1, 400).map(lambda hundredths: str(Decimal(hundredths) / 100))
NUMBERS = st.one_of(
    st.fractions(0, 3, max_denominator=1000),
    st.fractions(0, 10**6, max_denominator=10**6),
    # Squares of decimals: with a half in the exponent they end on the middles.
    st.integers(0, 10**4).map(lambda n: Plain(n, 200) ** 2),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=4), EXPONENTS, st.integers(0, 12))
def test_decimals_and_whole_roots_agree(numbers, exponent, places):
    expected = [by_roots(x, Plain(exponent), places) for x in numbers]
    assert raised(numbers, exponent, places) == expected


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 9), st.integers(0, 12))
def test_a_middle_is_met_exactly_and_neither_side_of_it_is(unit, q, places):
    # x is the middle between two results, to the power q; a part in 10**60 away decides.
    middle = Plain(2 * unit + 1, 2 * 10**places)
    near = Plain(1, 10**60)
    exponent = str(Decimal(1) / q) if q in (1, 2, 4, 5, 8) else "1"
    x = middle ** Plain(exponent).denominator
    up = Plain(unit + 1, 10**places)
    down = Plain(unit, 10**places)
    assert raised([x, x * (1 + near), x * (1 - near)], exponent, places) == [up, up, down]


def test_only_what_is_near_a_middle_is_decided_by_whole_numbers(monkeypatch):
    monkeypatch.setattr(powers, "_reaches", lambda *_: pytest.fail("no middle is near"))
    raised([Plain(n, 100) for n in range(1, 200)], "1.35", 12)


def test_each_different_number_is_raised_once(monkeypatch):
    asked = []
    real = powers._power
    monkeypatch.setattr(powers, "_power", lambda *a: asked.append(a[:2]) or real(*a))
    found = raised([Plain(1, 2), Plain(2, 4), Plain(1, 3), Plain(1, 2), Plain(3)], "1.9", 4)
    assert len(asked) == 3
    assert found[0] == found[1] == found[3]
    everybody = Fraction(np.array([50, 100, 50]), np.array([100]))
    assert powers.powers(everybody, Power(Decimal("1.9"), 2)).tolist() == [27, 100, 27]
    assert len(asked) == 5


def test_long_numbers_keep_every_digit():
    x = Plain(10**30 + 1, 7)
    assert raised([x], "1", 12) == [by_roots(x, Plain(1), 12)]
    assert raised([x], "1.35", 12) == [by_roots(x, Plain("1.35"), 12)]
    assert (
        powers.powers(Fraction(np.array([], np.int64), np.array([1])), Power(Decimal(1), 2)).size
        == 0
    )


def test_the_machines_decimal_context_decides_nothing():
    with decimal.localcontext(prec=3, rounding=decimal.ROUND_DOWN):
        assert raised([Plain(6, 5)], "1.35", 12) == [by_roots(Plain(6, 5), Plain("1.35"), 12)]


def test_what_has_no_power_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        raised([Plain(-1, 3)], "1.35", 2)
    with pytest.raises(ValueError, match="exponent"):
        raised([Plain(1, 3)], "0", 2)
