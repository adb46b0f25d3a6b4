"""What a statement says of a number on its curve: each part of a sum, with what it comes to."""

from fractions import Fraction

import pytest

from scoring.independent.laid import Laid, on_curve

FILLED = {
    "mode": "filled",
    "bands": [
        {"from": "0", "gives": "10"},
        {"from": "1000", "gives": "40"},
        {"from": "3000", "gives": "100"},
    ],
    "to": "8000",
}


def told(curve, x, points, **anchors):
    known = {name: Fraction(number) for name, number in anchors.items()}
    laid = Laid(curve, "upper", known, dict.fromkeys(known, "by agent"))
    return on_curve(laid, None if x is None else Fraction(x), Fraction(points))


@pytest.mark.parametrize(
    ("x", "points", "words"),
    [
        ("0", "0", "nothing up to 0 gives 0"),
        ("200", "2", "band by band: 10 x (200 - 0) / (1000 - 0) = 2"),
        (
            "4500",
            "80",
            (
                "band by band: 10 (all from 0 to 1000) + 40 (all from 1000 to 3000) + "
                "100 x (4500 - 3000) / (8000 - 3000) = 80"
            ),
        ),
        (
            None,
            "150",
            (
                "band by band: 10 (all from 0 to 1000) + 40 (all from 1000 to 3000) + "
                "100 (all from 3000 to 8000) = 150"
            ),
        ),
    ],
)
def test_amounts_are_told_band_by_band(x, points, words):
    assert told(FILLED, x, points) == words


def test_amounts_name_their_anchors():
    curve = FILLED | {"bands": FILLED["bands"][:1], "to": "quota"}
    words = "band by band from quota 400 (by agent): 10 x (100 - 0) / (400 - 0) = 2.5"
    assert told(curve, "100", "3", quota="400") == words


@pytest.mark.parametrize(
    ("x", "points", "words"),
    [
        ("120", "1.28", "(120 / 100) to the power 1.35 (from 100 on) = 1.28"),
        ("80", "0.65", "(80 / 100) to the power 1.9 (below 100) = 0.65"),
        ("0", "0", "nothing at 0 and below gives 0"),
    ],
)
def test_a_power_is_told_with_the_exponent_of_its_side(x, points, words):
    curve = {"mode": "power", "one_at": "100", "above": "1.35", "below": "1.9", "places": "2"}
    assert told(curve, x, points) == words


DEALS = {
    "mode": "marginal",
    "start_at": "before",
    "bands": [{"from": "100", "gives": "0.04"}, {"from": "150000", "gives": "0.06"}],
}


@pytest.mark.parametrize(
    ("before", "x", "points", "words"),
    [
        ("145000", "20000", "1100", "(150000 - 145000) x 0.04 + (165000 - 150000) x 0.06 = 1100"),
        (
            "165000",
            "-20000",
            "-1100",
            "(145000 - 150000) x 0.04 + (150000 - 165000) x 0.06 = -1100",
        ),
        ("0", "150", "2", "(150 - 100) x 0.04 = 2"),
    ],
)
def test_slices_go_on_from_what_was_there_before(before, x, points, words):
    begins = f"from before {before} (by agent) on, slice by slice: "
    assert told(DEALS, x, points, before=before) == begins + words


def test_a_deal_below_the_first_slice_earns_nothing():
    assert told(DEALS, "50", "0", before="0") == "from before 0 (by agent) on, no slice gives 0"
