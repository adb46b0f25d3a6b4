"""Rows through curves, by bands: what their number and sum give is what each of them earns."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from scoring.independent.curves import read_curve
from scoring.pieces.items import banded, earned
from scoring.plan.curves import RowCurve
from scoring.stages.measures import values
from scoring.stages.tally import add, tally
from tests.facts import facts, plan_with
from tests.stages.test_measures import agents, exactly
from tests.strategies import EDGES, FACTORS, POINTS, filled, jumping, marginal, one, tables

CURVE = TypeAdapter(RowCurve)
SLICES = marginal(EDGES).map(lambda said: {k: v for k, v in said.items() if k != "start_at"})
CURVES = st.one_of(
    tables(EDGES, one(*POINTS)), jumping(EDGES, open_ends=True), filled(EDGES), SLICES
)
UNITS = st.integers(-(10**9), 10**9) | st.sampled_from([0, 50, 100, 200, 3333, 10000, 2**60])


@given(said=CURVES, units=st.lists(UNITS, min_size=1), boundary=one("upper", "lower"))
def test_bands_earn_what_the_rows_earn(said, units, boundary):
    curve, num = CURVE.validate_python(said), np.array(units, np.int64)
    pieces, at = banded(curve, num, 100, boundary)
    sums = [
        sum(u for u, band in zip(units, at, strict=True) if band == i) for i in range(len(pieces))
    ]
    bands = [
        (np.array([np.count_nonzero(at == i)]), np.array([sums[i]], object))
        for i in range(len(pieces))
    ]
    total = earned(curve, 100, bands, rate=False)
    expected = [read_curve(said, Fraction(u, 100), boundary) for u in units]
    assert Fraction(int(total.num[0]), int(total.den[0])) == sum(expected)


@given(said=tables(EDGES, one(*FACTORS)), units=st.lists(UNITS, min_size=1))
def test_a_rate_is_multiplied_by_the_value(said, units):
    curve, num = CURVE.validate_python(said), np.array(units, np.int64)
    pieces, at = banded(curve, num, 100, "upper")
    bands = [
        (
            np.array([np.count_nonzero(at == i)]),
            np.array([sum(u for u, band in zip(units, at, strict=True) if band == i)], object),
        )
        for i in range(len(pieces))
    ]
    total = earned(curve, 100, bands, rate=True)
    each = [Fraction(u, 100) * read_curve(said, Fraction(u, 100), "upper") for u in units]
    assert Fraction(int(total.num[0]), int(total.den[0])) == sum(each)


@pytest.mark.parametrize("large", ["1", "9000000000000"])
def test_batches_add_up_in_any_split_and_size(tmp_path, large):
    # 1 % of the whole of each row from 1 on, 2 % from 5; rows so large that their sum needs more
    # than int64: two thousand of nine trillion, in units of a millionth, come to 1.8e22.
    curve = "{mode: whole, below: 0, bands: [{from: 1, gives: 0.01}, {from: 5, gives: 0.02}]}"
    said = f"kind: sum, of: x_amount, through: {{gives: rate, curve: {curve}}}"
    plan, people = plan_with(tmp_path, m=said), agents()
    rows = [{"x_amount": number} for number in ("0.5", "1", "4", "5", None)]
    many = facts(plan, *rows, *[{"x_amount": large}] * 2000)
    one_by_one = [tally(plan, people, facts(plan, row)) for row in rows]
    rest = tally(plan, people, facts(plan, *[{"x_amount": large}] * 2000))
    parts = rest
    for part in one_by_one:
        parts = add(parts, part)
    rate = Fraction(1, 100) if large == "1" else Fraction(2, 100)
    expected = Fraction(5, 100) + Fraction(5 * 2, 100) + 2000 * rate * int(large)
    for found in (parts, tally(plan, people, many)):
        assert exactly(values(plan, people, found)["m"]) == expected
