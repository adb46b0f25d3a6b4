"""Lines that jump or go on, slices, deductions, powers, and edges that differ by agent, by hand."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from scoring.exact import fixed
from scoring.exact.fixed import scaled
from scoring.pieces.curves import Anchor, read
from scoring.plan.curves import Band, Deduction, Filled, Line, Point, Power, RunningSlices, Table
from scoring.plan.nodes import Number

D = Decimal


def anchor(*texts, places=2):
    """An anchor of one agent each; None is not known."""
    units = fixed.exact([scaled(D(t or 0), places) for t in texts])
    return Anchor(units, np.array([t is not None for t in texts]), places)


def given(curve, *values, boundary="upper", **anchors):
    """Read a curve at decimals, one an agent, as fractions; None where it gives nothing."""
    fractions = [Fraction(v) for v in values]
    num = fixed.exact([f.numerator for f in fractions])
    den = fixed.exact([f.denominator for f in fractions])
    top, bottom, known = read(curve, num, den, boundary, anchors)
    return [
        Fraction(int(a), int(b)) if k else None
        for a, b, k in zip(
            top.tolist(), np.broadcast_to(bottom, known.shape).tolist(), known, strict=True
        )
    ]


def at(x):
    return x if isinstance(x, str) and x[0].isalpha() else D(x)


def line(*points, below="hold", above="hold", crossed=None):
    """Points as (x, gives), or (x, before, gives, then)."""
    rows = []
    for x, *said in points:
        before, gives, then = said if len(said) == 3 else (None, said[0], None)
        sides = {k: D(v) for k, v in (("before", before), ("then", then)) if v is not None}
        rows.append(Point(at=at(x), gives=D(gives), **sides))
    ends = {k: v if v.isalpha() else D(v) for k, v in (("below", below), ("above", above))}
    return Line(mode="interpolated", points=tuple(rows), crossed=said_of(crossed), **ends)


def said_of(crossed):
    return crossed if crossed in (None, "missing") else D(crossed)


def bands(*rows):
    return tuple(Band[Number](**{"from": at(x), "gives": D(gives)}) for x, gives in rows)


def slices(*rows, crossed=None, start=None):
    start_at = None if start is None else at(start)
    said = {"bands": bands(*rows), "start_at": start_at, "crossed": said_of(crossed)}
    return RunningSlices(mode="marginal", **said)


def filled(*rows, to, crossed=None):
    return Filled(mode="filled", bands=bands(*rows), to=at(to), crossed=said_of(crossed))


def deduction(part, *, start="100", beyond="95", side="below", least="none", every="1", costs="2"):
    floor = least if least == "none" else D(least)
    said = {"from": D(start), "beyond": at(beyond), "side": side, "part": part, "least": floor}
    return Deduction(mode="deduct", every=D(every), costs=D(costs), **said)


def test_a_line_jumps_before_and_behind_a_point():
    # From (0, 0) towards 40 at 10, where it gives 50; on from 60 to 100 at 20, and 100 beyond.
    curve = line(("0", "0"), ("10", "40", "50", "60"), ("20", "100"))
    assert given(curve, "5", "9.99", "10", "10.01", "15", "20", "25") == [
        20,
        Fraction("39.96"),
        50,
        Fraction("60.04"),
        80,
        100,
        100,
    ]


def test_an_outer_point_jumps_where_the_line_is_held():
    curve = line(("0", "-5", "0", "10"), ("10", "90", "95", "100"))
    assert given(curve, "-1", "0", "5", "10", "11") == [-5, 0, 50, 95, 100]


def test_a_line_goes_on_beyond_its_outer_points():
    # Through (10, 20) and (20, 40), then (30, 45): two points each unit below, a half above.
    curve = line(("10", "20"), ("20", "40"), ("30", "45"), below="extrapolate", above="extrapolate")
    assert given(curve, "0", "-10", "30", "50") == [0, -20, 45, 55]


def test_what_lies_outside_may_be_a_number():
    curve = line(("10", "20"), ("20", "40"), below="-1", above="99")
    assert given(curve, "9.999", "10", "20", "20.001") == [-1, 20, 40, 99]


def test_a_single_point_is_a_step():
    assert given(line(("5", "1", "2", "3")), "4.99", "5", "5.01") == [1, 2, 3]
    level = line(("5", "2"), below="0", above="hold")
    assert given(level, "4.99", "5", "5.01") == [0, 2, 2]
    below = line(("5", "2"), below="hold", above="0")
    assert given(below, "4.99", "5", "5.01") == [2, 2, 0]


def test_a_step_at_an_anchor_needs_no_order():
    curve = line(("benchmark", "10", "10", "0"))
    found = given(curve, "0", "0.01", "3", benchmark=anchor("0", "0", None))
    assert found == [10, 0, None]


def test_slices_earn_at_the_rate_of_their_band():
    # 1 % to 1,000, 2 % to 3,000, 3 % beyond: 10 + 40 + 0.03 x 1,500 of 4,500; nothing below 0.
    curve = slices(("0", "0.01"), ("1000", "0.02"), ("3000", "0.03"))
    assert given(curve, "-5", "0", "500", "1000", "3000", "4500") == [0, 0, 5, 10, 50, 95]


def test_a_deal_that_straddles_an_edge_earns_at_both_rates():
    # Semantics 2.3: at 145,000 a deal of 20,000 earns 5,000 x 4 % + 15,000 x 6 % = 1,100; its
    # refund at 165,000 gives that back. Up to the first edge, at 100 here, nothing is earned.
    curve = slices(("100", "0.04"), ("150000", "0.06"), start="before")
    before = anchor("145000", "165000", "0", "0", "145000.50", None)
    found = given(curve, "20000", "-20000", "50", "150", "0", "1", before=before)
    assert found == [1100, -1100, 0, 2, 0, None]


def test_a_start_has_places_of_its_own():
    # From 0.75 on, a third more: a quarter at 2 up to the edge of 1, and a twelfth at 3.
    curve = slices(("0", "2"), ("1", "3"), start="0.75")
    third = [Fraction(1, 3)]
    assert given(curve, *third) == [Fraction(1, 2) + Fraction(1, 4)]


def test_slices_between_anchors():
    # From the agent's own quota on at 2, from its double at 5: 10 above a quota of 20 earn 20.
    curve = slices(("quota", "2"), ("double", "5"), crossed="missing")
    quota, double = anchor("20", "20", "20", "20", None), anchor("40", "40", "40", "20", "40")
    found = given(curve, "19", "30", "50", "50", "50", quota=quota, double=double)
    assert found == [0, 20, 90, None, None]


def test_a_band_that_is_passed_gives_its_amount_and_one_within_its_part():
    # Oracle's table, semantics 2.4: 10, 40, 100 and 2,000 to 1,000, 3,000, 8,000 and 20,000.
    # 4,500 is 10 + 40 + 100 x 1,500 / 5,000; all together are 2,150, and nothing more comes.
    curve = filled(("0", "10"), ("1000", "40"), ("3000", "100"), ("8000", "2000"), to="20000")
    found = given(curve, "-5", "0", "200", "1000", "1500", "4500", "20000", "99999")
    assert found == [0, 0, 2, 10, 20, 80, 2150, 2150]


def test_a_third_of_a_band_is_exact():
    curve = filled(("1", "100"), to="4")
    assert given(curve, "2", "3", "1.5") == [Fraction(100, 3), Fraction(200, 3), Fraction(50, 3)]


def test_amounts_between_anchors():
    # 30 from the agent's quota to its double, 12 from there to 100; a crossed pair gives nothing.
    curve = filled(("quota", "30"), ("double", "12"), to="100", crossed="missing")
    quota, double = anchor("20", "20", "20", None), anchor("40", "40", "20", "40")
    found = given(curve, "25", "70", "70", "70", quota=quota, double=double)
    assert found == [Fraction("7.5"), 36, None, None]


def test_bands_by_anchors():
    curve = Table[Number](
        mode="whole", below=D(0), bands=bands(("low", "1"), ("high", "2")), crossed=D(-1)
    )
    low, high = anchor("10", "10", "10", "30"), anchor("20", "20", "20", "20")
    assert given(curve, "9.99", "10", "20", "15", low=low, high=high) == [0, 1, 2, -1]
    assert given(curve, "10", "10.01", "20", "15", boundary="lower", low=low, high=high) == [
        *(0, 1, 1),
        -1,
    ]


@pytest.mark.parametrize(("crossed", "instead"), [("missing", None), ("0", 0), ("12.5", 12.5)])
def test_anchors_out_of_order_or_equal_give_what_is_said(crossed, instead):
    curve = line(("baseline", "0"), ("benchmark", "10"), crossed=crossed)
    baseline, benchmark = anchor("10", "10", "10", None), anchor("20", "10", "5", "20")
    found = given(curve, "15", "15", "15", "15", baseline=baseline, benchmark=benchmark)
    assert found == [5, instead, instead, None]


def test_anchors_and_numbers_stand_in_one_line():
    # From 0 at 1.5 to 60 at the agent's target of 4, and to 100 at 6.
    curve = line(("1.5", "0"), ("target", "60"), ("6", "100"), crossed="missing")
    target = anchor("4", "4", "1.5", "6.5")
    assert given(curve, "2.75", "5", "3", "3", target=target) == [30, 80, None, None]


@pytest.mark.parametrize(("part", "points"), [("ceil", 94), ("floor", 96), ("exact", 94.6)])
def test_a_deduction_by_each_started_step(part, points):
    # 2.7 short of 95 at two points each: three steps begun, two whole ones, 2.7 exactly.
    found = given(deduction(part), "92.3", "95", "96", "92")
    assert found == [Fraction(str(points)), 100, 100, 94]


def test_a_deduction_above_with_steps_of_its_own_and_a_floor():
    # Each half minute beyond 3 costs 1.5 of 20, down to 10: 4.2 is 2.4 steps over.
    said = {"start": "20", "beyond": "3", "side": "above", "every": "0.5", "costs": "1.5"}
    assert given(deduction("ceil", **said, least="10"), "3", "4.2", "30") == [20, 15.5, 10]
    assert given(deduction("exact", **said, least="10"), "4.2") == [Fraction("16.4")]
    assert given(deduction("floor", **said), "30") == [20 - 54 * Fraction("1.5")]


def test_a_deduction_from_an_anchor():
    curve = deduction("exact", beyond="target")
    assert given(curve, "90", "90", "90", target=anchor("95", "90", None)) == [90, 100, None]


def test_what_int64_cannot_hold_stays_exact():
    curve = line(("low", "0"), ("high", "100"), crossed="missing")
    low, high = anchor("0", places=12), anchor("999999999999999999", places=12)
    third = [Fraction(100, 3)]
    assert given(curve, "333333333333333333", low=low, high=high) == third


def test_a_power_bends_at_the_number_that_gives_one():
    # Published: 120 is 1.28 and 80 is 0.65 of what 100 is, semantics 2.17.
    curve = Power(mode="power", one_at=D(100), above=D("1.35"), below=D("1.9"), places=2)
    found = given(curve, "120", "80", "100", "0", "-5", "0.001")
    assert found == [Fraction("1.28"), Fraction("0.65"), 1, 0, 0, 0]


def test_a_power_of_exact_fractions_at_many_places():
    # (2/3 / 2) ** 0.5 = 0.577350269189625... and (18 / 2) ** 0.5 = 3.
    curve = Power(mode="power", one_at=D(2), above=D("0.5"), below=D("0.5"), places=12)
    assert given(curve, Fraction(2, 3), "18") == [Fraction("0.577350269190"), 3]
    large = given(curve, 2 * 10**40)
    assert large == [10**20]
