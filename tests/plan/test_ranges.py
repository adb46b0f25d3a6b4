"""How far curves and plans can go, reckoned by hand: tables, lines, slices, deductions, means."""

from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic import TypeAdapter

from scoring.plan.curves import Curve
from scoring.plan.ranges import ANY, Range, given
from scoring.plan.reach import final_range, score_range, share_of
from tests.plan.test_structure_lint import GROUPED
from tests.plans import MINIMAL, changed, plan_of

CURVE = TypeAdapter(Curve)


def curve(**said):
    return CURVE.validate_python(said)


def rows(*pairs, key="from"):
    return [{key: at, "gives": gives} for at, gives in pairs]


def ends(low, high):
    return Range(*(None if end is None else Fraction(end) for end in (low, high)))


TABLE = {"mode": "whole", "below": "40", "bands": rows(("70", "60"), ("90", "92"), ("95", "80"))}
LINE = {"mode": "interpolated", "points": rows(("0", "20"), ("100", "60"), key="at")}
PEAK = {"mode": "interpolated", "points": rows(("0", "0"), ("50", "90"), ("100", "10"), key="at")}
JUMP = {
    "mode": "interpolated",
    "points": [
        {"at": "0", "gives": "0"},
        {"at": "80", "before": "30", "gives": "60", "then": "65"},
        {"at": "100", "gives": "90"},
    ],
}
SLICES = {"mode": "marginal", "bands": rows(("10", "2"), ("20", "-1"))}
FILLED = {"mode": "filled", "bands": rows(("10", "2"), ("20", "-1")), "to": "40"}
POWER = {"mode": "power", "one_at": "100", "above": "1.35", "below": "1.9", "places": "2"}
STEPS = {"mode": "deduct", "from": "100", "every": "10", "costs": "3", "beyond": "90"}
NAMED = {"mode": "interpolated", "points": rows(("base", "10"), ("best", "70"), key="at")}

# What a curve is, what it reads, the boundary, and what it can give.
CURVES = {
    "all of a table": (TABLE, (0, 100), "upper", (40, 92)),
    "a table from an edge": (TABLE, (70, 89), "upper", (60, 60)),
    "a table from an edge that the lower owns": (TABLE, (70, 89), "lower", (40, 60)),
    "a table up to an edge": (TABLE, (80, 90), "upper", (60, 92)),
    "a table up to an edge that the lower owns": (TABLE, (80, 90), "lower", (60, 60)),
    "a table without ends": (TABLE, (None, None), "upper", (40, 92)),
    "a line": (LINE | {"below": "0", "above": "hold"}, (0, 100), "upper", (20, 60)),
    "a line and what is under it": (
        LINE | {"below": "0", "above": "hold"},
        (-1, 50),
        "upper",
        (0, 40),
    ),
    "a part of a line": (LINE | {"below": "0", "above": "hold"}, (25, 50), "upper", (30, 40)),
    "a line that goes on": (
        LINE | {"below": "hold", "above": "extrapolate"},
        (50, 200),
        "upper",
        (40, 100),
    ),
    "a line that goes on for ever": (
        LINE | {"below": "extrapolate", "above": "extrapolate"},
        (None, 100),
        "upper",
        (None, 60),
    ),
    "a line that goes on upward": (
        LINE | {"below": "hold", "above": "extrapolate"},
        (0, None),
        "upper",
        (20, None),
    ),
    "a peak": (PEAK | {"below": "hold", "above": "hold"}, (25, 75), "upper", (45, 90)),
    "a fall that goes on": (
        PEAK | {"below": "hold", "above": "extrapolate"},
        (60, None),
        "upper",
        (None, 74),
    ),
    "a jump": (JUMP | {"below": "hold", "above": "hold"}, (40, 80), "upper", (15, 60)),
    "from a jump on": (JUMP | {"below": "hold", "above": "hold"}, (80, 90), "upper", (60, 77.5)),
    "slices": (SLICES, (0, 15), "upper", (0, 10)),
    "slices past their highest": (SLICES, (0, 25), "upper", (0, 20)),
    "slices for ever": (SLICES, (0, None), "upper", (None, 20)),
    "slices that go on": (SLICES | {"start_at": "base"}, (0, 15), "upper", (-15, 30)),
    "slices that go on without end": (SLICES | {"start_at": "5"}, (0, None), "upper", (None, None)),
    "slices that give back": (
        {"mode": "marginal", "bands": rows(("10", "2")), "start_at": "5"},
        (-3, 15),
        "upper",
        (-6, 30),
    ),
    "amounts": (FILLED, (0, 15), "upper", (0, 1)),
    "amounts past their highest": (FILLED, (0, 30), "upper", (0, 2)),
    "amounts beyond their last": (FILLED, (30, None), "upper", (1, 1.5)),
    "amounts between anchors": (
        FILLED | {"to": "base"},
        (None, None),
        "upper",
        (0, 2),
    ),
    "a power": (POWER, (80, 120), "upper", ("0.65", "1.28")),
    "a power without ends": (POWER, (None, None), "upper", (0, None)),
    "a power of nothing": (POWER, (-5, 0), "upper", (0, 0)),
    "steps begun": (
        STEPS | {"side": "below", "part": "ceil", "least": "none"},
        (65, 100),
        "upper",
        (91, 100),
    ),
    "whole steps": (
        STEPS | {"side": "below", "part": "floor", "least": "none"},
        (65, 85),
        "upper",
        (94, 100),
    ),
    "parts of steps": (
        STEPS | {"side": "below", "part": "exact", "least": "none"},
        (65, 85),
        "upper",
        (92.5, 98.5),
    ),
    "steps without an end": (
        STEPS | {"side": "above", "part": "ceil", "least": "none"},
        (0, None),
        "upper",
        (None, 100),
    ),
    "steps down to the least": (
        STEPS | {"side": "above", "part": "ceil", "least": "20"},
        (95, None),
        "upper",
        (20, 97),
    ),
    "anchors that may lie anywhere": (
        NAMED | {"below": "0", "above": "hold", "crossed": "5"},
        (0, 100),
        "upper",
        (0, 70),
    ),
    "beyond an anchor that may lie anywhere": (
        NAMED | {"below": "hold", "above": "extrapolate", "crossed": "-3"},
        (0, 100),
        "upper",
        (-3, None),
    ),
}


@pytest.mark.parametrize("case", CURVES)
def test_what_a_curve_can_give(case):
    said, x, boundary, expected = CURVES[case]
    anchors = {"base": "previous", "best": Decimal(90)}
    assert given(curve(**said), ends(*x), anchors, boundary) == ends(*expected)


def test_anchors_of_the_plan_lie_where_it_says():
    said = curve(**NAMED, below="0", above="hold")
    anchors = {"base": Decimal(60), "best": Decimal(90)}
    assert given(said, ends(75, 80), anchors, "upper") == ends(40, 50)


def test_bounds_and_rounding_move_both_ends():
    assert ends(-5, 120).within(Decimal(0), Decimal(100)) == ends(0, 100)
    assert ANY.within("none", Decimal(7)) == ends(None, 7)
    assert ends(-20, -10).within(Decimal(0), "none") == ends(0, 0)
    assert ends("0.005", "2.345").rounded(2, "half_up") == ends("0.01", "2.35")
    assert ends("0.005", "2.345").rounded(2, "down") == ends(0, "2.34")
    assert ends(None, 1).plus(ends(2, 3)) == ends(None, 4)


def test_the_score_of_a_table_goes_from_its_lowest_to_its_highest(tmp_path):
    assert score_range(plan_of(tmp_path, MINIMAL)) == ends(0, 100)
    higher = changed(("      below: 0\n", "      below: 30\n"), ("lowest: 1", "lowest: 4.2"))
    assert score_range(plan_of(tmp_path, higher)) == ends(80, 100)


def test_groups_weigh_what_their_members_can_be(tmp_path):
    """Beyond the benchmark the second reading has no end, so neither have group nor score."""
    assert score_range(plan_of(tmp_path, GROUPED)) == ends(0, 100)
    without_end = changed(("  most: 100\n", "  most: none\n"), text=GROUPED)
    assert score_range(plan_of(tmp_path, without_end)).high is None
    held = changed(("above: extrapolate", "above: hold"), text=without_end)
    # 0.5 of 100 x 0.6 + 50 x 0.4 = 40, 0.3 of 90 = 27, 0.2 of 100 = 20, and 5 added. A weight is
    # overridden in waiting, so that only the members' extremes count: 100, and 5 added.
    assert score_range(plan_of(tmp_path, held)).high == 105
    alike = changed(("weight: 0.25}", "off: true}"), text=held)
    # Quality comes to 100 x 0.6 + 50 x 0.4 = 80. Steps and waiting may be left out, and neither
    # is at its most, 100 and 90: 80 x 0.5 + 90 x 0.3 + 100 x 0.2 = 87, and 5 added.
    assert score_range(plan_of(tmp_path, alike)).high == 92
    # At most 60 points, waiting is better left out: (80 x 0.5 + 100 x 0.2) / 0.7 = 85.71.
    lower = changed(("[{from: 100, gives: 90}]", "[{from: 100, gives: 80.5}]"), text=alike)
    lower = changed(
        ("bands: [{from: 90, gives: 90}]", "bands: [{from: 90, gives: 60}]"), text=lower
    )
    assert score_range(plan_of(tmp_path, lower)).high == Fraction(9071, 100)


def test_a_cap_lets_the_score_go_lower_and_not_higher(tmp_path):
    when = "{measure: csat, below: 3, missing: fails}"
    cap = f"gates: [{{name: g, when: {when}, at: score, then: {{cap: 5}}"
    said = changed(("      below: 0\n", "      below: 30\n"), ("pay:", f"{cap}, why: G}}]\npay:"))
    plan = plan_of(tmp_path, said)
    assert (score_range(plan), final_range(plan)) == (ends(30, 100), ends(5, 100))


def test_a_point_of_a_component_is_worth_its_weights(tmp_path):
    assert share_of(plan_of(tmp_path, GROUPED)) == {
        "rating": Fraction(3, 10),
        "handling": Fraction(1, 5),
        "waiting": Fraction(3, 10),
        "steps": Fraction(1, 5),
    }
