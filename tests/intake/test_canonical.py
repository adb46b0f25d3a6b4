"""Arrow into whole numbers: exact, or a fault with a name."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from scoring.intake.canonical import FAR, encoded, enter
from scoring.intake.contracts import Interactions, declared


def entered(array, column="csat"):
    known = declared(Interactions)[column]
    rows = enter(pa.record_batch({column: array}), [known], 1)
    return rows.numbers[column], {rule: m.tolist() for (_, rule), m in rows.faults.items()}


def units(array, column="csat"):
    numbers, faults = entered(array, column)
    assert faults == {}
    return [int(v) if k else None for v, k in zip(numbers.values, numbers.known, strict=True)]


@pytest.mark.parametrize(
    "array",
    [
        pa.array([4.5, None, -0.0, 3.9999], pa.float64()),
        pa.array([4.5, None, -0.0, 3.9999], pa.float32()),
        pa.array([Decimal("4.5"), None, Decimal(0), Decimal("3.9999")], pa.decimal128(5, 4)),
        pa.array([Decimal("4.5"), None, Decimal(0), Decimal("3.9999")], pa.decimal128(38, 4)),
    ],
)
def test_the_same_rating_is_the_same_units_in_every_type(array):
    assert units(array) == [45000, None, 0, 39999]


def test_whole_numbers_and_shorter_decimals_are_scaled_up():
    assert units(pa.array([4, None, -1], pa.int8())) == [40000, None, -10000]
    assert units(pa.array([Decimal("4.5"), None], pa.decimal128(3, 1))) == [45000, None]
    assert units(pa.array([None, None], pa.decimal128(3, 1))) == [None, None]
    assert units(pa.array([None, None], pa.null())) == [None, None]


def test_a_slice_reads_its_own_words():
    array = pa.array([Decimal("1.5"), Decimal("-2.5"), None, Decimal("4.5")], pa.decimal128(9, 1))
    assert units(array.slice(1)) == [-25000, None, 45000]


def test_decimals_of_any_size_stay_outside_of_the_bounds():
    huge = Decimal(10) ** 30
    array = pa.array([huge, -huge, Decimal(2**62)], pa.decimal128(38, 0))
    numbers, _ = entered(array)
    high, low = declared(Interactions)["csat"].high, declared(Interactions)["csat"].low
    assert numbers.values[0] > high
    assert numbers.values[1] < low
    assert numbers.values[2] > high


def test_floats_enter_through_their_shortest_text():
    # 2.675 is not 2.675 in binary, but its shortest text is; 0.1 + 0.2 has 17 digits.
    numbers, faults = entered(pa.array([2.675, 0.1 + 0.2, 1.00005, None]))
    assert numbers.values.tolist() == [26750, 0, 0, 0]
    assert numbers.known.tolist() == [True, False, False, False]
    assert faults == {"too-many-places": [False, True, True, False]}


def test_random_decimals_survive_the_way_through_doubles():
    # The other derivation: Python's own repr, read as a decimal.
    rng = np.random.default_rng(7)
    k = rng.integers(-(10**15), 10**15, 2000)
    x = k / 10.0**4
    assert units(pa.array(x)) == [int(Decimal(repr(float(v))) * 10_000) for v in x]


def test_what_is_not_finite_is_named():
    numbers, faults = entered(pa.array([float("nan"), float("inf"), -float("inf"), 5.0, 1e308]))
    assert faults == {"not-finite": [True, True, True, False, False]}
    assert numbers.known.tolist() == [False, False, False, True, True]
    assert numbers.values[4] == FAR


def test_stamps_of_every_unit_are_microseconds():
    for unit, one in (("s", 1), ("ms", 1_000), ("us", 1_000_000), ("ns", 1_000_000_000)):
        array = pa.array([one, None, -one], pa.timestamp(unit, tz="UTC"))
        assert units(array, "created_at") == [1_000_000, None, -1_000_000]
    _, faults = entered(pa.array([1001, 1000], pa.timestamp("ns", tz="UTC")), "created_at")
    assert faults == {"too-many-places": [True, False]}


def test_words_are_sorted_and_nulls_are_no_word():
    column = encoded(pa.array(["b", None, "a", "ä", "b"]))
    assert column.words == ("a", "b", "ä")
    assert column.values.tolist() == [1, -1, 0, 2, 1]
    assert column.known.tolist() == [True, False, True, True, True]
    assert encoded(pa.array([None], pa.string())).words == ()
    assert encoded(pa.array([], pa.string())).values.tolist() == []
