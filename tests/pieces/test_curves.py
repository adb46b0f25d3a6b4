"""Tables and lines at their edges, by hand."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from scoring.pieces.curves import evaluate
from scoring.plan.curves import Band, Line, Point, Table
from scoring.plan.nodes import Number

D = Decimal


def at(curve, *values, boundary="upper"):
    """Evaluate at exact decimals, as fractions."""
    fractions = [Fraction(v) for v in values]
    num = np.array([f.numerator for f in fractions], dtype=object)
    den = np.array([f.denominator for f in fractions], dtype=object)
    top, bottom = evaluate(curve, num, den, boundary)
    return [Fraction(a, b) for a, b in zip(top.tolist(), bottom.tolist(), strict=True)]


def table(below, *bands):
    return Table[Number](
        mode="whole",
        below=D(below),
        bands=tuple(Band[Number](**{"from": D(lo), "gives": D(gives)}) for lo, gives in bands),
    )


def line(*points, below="hold", above="hold"):
    return Line(
        mode="interpolated",
        below=below,
        points=tuple(Point(at=D(x), gives=D(gives)) for x, gives in points),
        above=above,
    )


STEPS = table(0, ("80", 60), ("90", 100))


def test_an_edge_belongs_to_the_upper_or_the_lower_band():
    assert at(STEPS, "79.99", "80", "89.99", "90", "1000") == [0, 60, 60, 100, 100]
    lower = at(STEPS, "79.99", "80", "80.01", "90", "90.01", boundary="lower")
    assert lower == [0, 0, 60, 60, 100]


@pytest.mark.parametrize(
    ("x", "points"),
    # Threshold 80 -> 50, target 100 -> 100, maximum 120 -> 200; 92 is 12/20 of the way: 50 + 30.
    [("79.99", 0), ("80", 50), ("92", 80), ("100", 100), ("110", 150), ("120", 200), ("130", 200)],
)
def test_threshold_target_maximum(x, points):
    assert at(line(("80", 50), ("100", 100), ("120", 200), below=D(0)), x) == [points]


def test_interpolation_is_exact_where_decimals_are_not():
    # 0.5 + 693 x 0.5 / 1377, the published 75.16 %, kept as a fraction.
    curve = line(("620", "0.5"), ("1997", "1"), ("2400", "1.5"))
    assert at(curve, "1313") == [Fraction(1, 2) + Fraction(693, 2 * 1377)]


def test_a_line_falls_as_well_and_holds_outside():
    curve = line(("180", 200), ("600", 100), above=D(0))
    assert at(curve, "10", "180", "390", "600", "601") == [200, 200, 150, 100, 0]


def test_negative_values_interpolate():
    assert at(line(("-10", 0), ("10", 100)), "-5", "0") == [25, 50]


def test_unbounded_attainment_takes_the_top():
    infinite = np.array([1]), np.array([0])
    for curve, top in ((STEPS, 100), (line(("80", 50), ("120", 200)), 200)):
        for boundary in ("upper", "lower"):
            num, den = evaluate(curve, *infinite, boundary)
            assert Fraction(int(num[0]), int(den[0])) == top
