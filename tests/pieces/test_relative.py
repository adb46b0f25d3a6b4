"""An agent beside the others of its group: each form, by hand, and the deviation by `decimal`."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest

from scoring.columns import words_of
from scoring.exact import fixed
from scoring.pieces.relative import groups_of, relative
from scoring.plan.structure import Relative

FORMS = ("min_max", "percentile", "rank", "z_score")


def beside(form, values, group=None, *, lower=False, all_equal="50"):
    """Return what each agent is read as; None has no value."""
    said = Relative(relative=form, among="all", all_equal=Decimal(all_equal))
    known = np.array([v is not None for v in values], dtype=bool)
    units = fixed.exact([v or 0 for v in values])
    places = np.array(group or [0] * len(values), np.int64)
    found = relative(said, units, known, places, lower=lower)
    pairs = zip(found.num.tolist(), found.den.tolist(), known, strict=True)
    return [Fraction(int(a), int(b)) if k else None for a, b, k in pairs]


def test_from_the_worst_to_the_best():
    # 800, 1,000 and 1,200 calls: none, half and all of the way.
    assert beside("min_max", [800, 1200, 1000, None]) == [0, 100, 50, None]
    assert beside("min_max", [800, 1200, 1000], lower=True) == [100, 0, 50]
    assert beside("min_max", [-3, 0, 4])[1] == Fraction(300, 7)


def test_the_part_of_the_others_that_is_worse():
    # Of four others: 90 twice has two below, 95 all four, 70 none.
    assert beside("percentile", [90, 95, 70, 90, 80]) == [50, 100, 0, 50, 25]
    assert beside("percentile", [90, 95, 70, 90, 80], lower=True) == [25, 0, 100, 25, 75]


def test_equal_ones_share_the_best_of_their_ranks():
    assert beside("rank", [90, 95, 70, 90, None, 80]) == [2, 1, 5, 2, None, 4]
    assert beside("rank", [90, 95, 70, 90, None, 80], lower=True) == [3, 5, 1, 3, None, 2]


def test_deviations_of_the_whole_group():
    # 2, 4, 4, 4, 5, 5, 7, 9: mean 5, deviation 2 exactly.
    values = [2, 4, 4, 4, 5, 5, 7, 9]
    expected = [Fraction(v - 5, 2) for v in values]
    assert beside("z_score", values) == expected
    assert beside("z_score", values, lower=True) == [-z for z in expected]


def by_decimal(values):
    """Reckon standard scores with sixty digits, and round them half up at twelve places."""
    with localcontext() as context:
        context.prec = 60
        mean = sum(map(Decimal, values)) / len(values)
        root = (sum((v - mean) ** 2 for v in values) / len(values)).sqrt()
        step = Decimal(1).scaleb(-12)
        return [
            Fraction(((v - mean) / root).quantize(step, rounding=ROUND_HALF_UP)) for v in values
        ]


def test_deviations_are_rounded_at_twelve_places():
    dice = np.random.default_rng(12)
    for size in (2, 3, 10, 41):
        values = [int(v) for v in dice.integers(-(10**6), 10**6, size)]
        assert beside("z_score", values) == by_decimal(values)
    huge = [10**17, 10**17 + 1, 10**17 + 5, 3]  # their squares are beyond int64
    assert beside("z_score", huge) == by_decimal(huge)


@pytest.mark.parametrize("form", FORMS)
def test_all_equal_and_alone_are_read_as_the_plan_says(form):
    assert beside(form, [7, 7, None, 7], all_equal="62.5") == [62.5, 62.5, None, 62.5]
    assert beside(form, [7], all_equal="1") == [1]
    assert beside(form, [None, None]) == [None, None]
    assert beside(form, []) == []


def test_each_group_is_by_itself():
    # The group 1 is 10, 30, 20; the group 0 is 5, 5; the one of group 2 is alone.
    values, group = [10, 5, 30, 99, 5, 20], [1, 0, 1, 2, 0, 1]
    assert beside("min_max", values, group) == [0, 50, 100, 50, 50, 50]
    assert beside("rank", values, group) == [3, 50, 1, 50, 50, 2]
    assert beside("percentile", values, group) == [0, 50, 100, 50, 50, 50]
    alone = beside("z_score", [10, 30, 20])
    assert [beside("z_score", values, group)[i] for i in (0, 2, 5)] == alone


def test_any_order_of_agents_gives_each_the_same():
    dice = np.random.default_rng(3)
    values = [int(v) for v in dice.integers(0, 30, 200)]
    group = [int(g) for g in dice.integers(0, 7, 200)]
    order = dice.permutation(200)
    for form in FORMS:
        before = beside(form, values, group)
        after = beside(form, [values[i] for i in order], [group[i] for i in order])
        assert after == [before[i] for i in order]


def test_groups_are_numbered_by_a_column_and_the_nameless_are_together():
    found = groups_of(words_of(["north", "south", None, "north", ""]), 5).tolist()
    assert found[0] == found[3] != found[1]
    assert found[2] == found[4] == 0
    assert 0 not in (found[0], found[1])
    assert groups_of(None, 3).tolist() == [0, 0, 0]
