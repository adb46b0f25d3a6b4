"""Values rolled up over teams, regions, roles, all agents and reports: sums by hand."""

from fractions import Fraction

import numpy as np
import pytest

from scoring import engine
from scoring.columns import words_of
from scoring.exact import fixed
from scoring.flow import Value
from scoring.pieces.fractions import group_sums, limited, rounded_where
from scoring.stages.rollups import members, roll_up
from tests.people import roster
from tests.plan.test_lint_ledgers import ROLLUP
from tests.plans import RICH, changed, plan_of

PLACES = {"csat": 2, "response": 2, "solved": 1, "wait": 1, "cost": 2, "price": 2, "rows": 0}
PEOPLE = roster(
    ["a", "b", "c", "d", "m"],
    team=("t1", "t1", "t2", None, None),
    region=("north", "north", "north", "south", "south"),
    role=("agent", "agent", "agent", "agent", "lead"),
    manager_id=("m", "m", "m", "x", None),
)
"""Five agents; m leads the first three, whoever leads d is no agent of the plan."""


def fractions(*pairs, per=1, places=2, known=None, volume=None):
    """One measure of the five: numerators over denominators, which are the volumes, too."""
    top = fixed.exact([per * a for a, _ in pairs])
    bottom = fixed.exact([b for _, b in pairs])
    there = np.array([b != 0 for _, b in pairs]) if known is None else np.array(known)
    return Value(
        units=rounded_where(there, (top, bottom), places, "half_up"),
        known=there,
        status=words_of("known" if k else "below_volume" for k in there),
        numerator=top,
        denominator=bottom,
        volume=np.array([abs(b) for _, b in pairs] if volume is None else volume, np.int64),
        excluded={},
    )


def rolled(tmp_path, of, value, *changes):
    """Roll one measure of the rich plan up; every other one is nothing to anybody."""
    block = changed(("of: csat", f"of: {of}"), *changes, text=ROLLUP)
    block = block.replace("better: higher", "better: lower") if of in ("price", "cost") else block
    plan = plan_of(tmp_path, changed(("components:\n", f"{block}components:\n"), text=RICH))
    nothing = fractions(*[(0, 0)] * 5)
    values = dict.fromkeys(plan.measures, nothing) | {of: value}
    return roll_up(plan, PEOPLE, values)["team"]


def values_of(found):
    """Units where they are known, and otherwise why they are not."""
    each = zip(found.units.tolist(), found.status.tolist(), strict=True)
    return [units if word == "known" else word for units, word in each]


RATED = fractions((45, 9), (4, 2), (3, 1), (16, 4), (0, 0), known=[True, False, True, True, False])
"""Ratings 45 / 9, 4 / 2 (too few, and not known), 3 / 1, 16 / 4 and none."""


def test_micro_divides_the_sums_of_everybody(tmp_path):
    # t1: (45 + 4) / (9 + 2) = 49 / 11 = 4.4545…; t2 has one fact of five; d and m have no team.
    found = rolled(tmp_path, "csat", RATED)
    assert values_of(found) == [445, 445, "below_volume", "no_members", "no_members"]
    assert found.volume.tolist() == [11, 11, 1, 0, 0]
    assert Fraction(int(found.numerator[0]), int(found.denominator[0])) == Fraction(49, 11)


def test_macro_is_the_mean_of_the_values_that_are_known(tmp_path):
    # t1: 5.00 alone, as b has no value; t2: 3.00.
    found = rolled(
        tmp_path, "csat", RATED, ("by: micro", "by: macro"), ("volume_min: 5", "volume_min: 1")
    )
    assert values_of(found) == [500, 500, 300, "no_members", "no_members"]
    assert found.volume.tolist() == [1, 1, 1, 0, 0]
    # North: (5.00 + 3.00) / 2; south: 4.00 alone.
    changes = [
        ("by: micro", "by: macro"),
        ("over: team", "over: region"),
        ("volume_min: 5", "volume_min: 2"),
    ]
    found = rolled(tmp_path, "csat", RATED, *changes)
    assert values_of(found) == [400, 400, 400, "below_volume", "below_volume"]


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        # The sums are 52 / 12 north, 16 / 4 south; agents 68 / 16; m is a lead without a fact.
        ("region", [433, 433, 433, "below_volume", "below_volume"]),
        ("role", [425, 425, 425, 425, "no_facts"]),
        ("all", [425] * 5),
        # m has a, b and c: 52 / 12. Whoever leads nobody has no members.
        ("reports", ["no_members"] * 4 + [433]),
    ],
)
def test_whose_values_are_taken_together(tmp_path, over, expected):
    assert values_of(rolled(tmp_path, "csat", RATED, ("over: team", f"over: {over}"))) == expected


def test_without_a_least_volume_nothing_to_divide_by_is_still_missing(tmp_path):
    change = ("volume_min: 5", "volume_min: 0"), ("over: team", "over: role")
    mean = rolled(tmp_path, "csat", RATED, *change)
    assert values_of(mean)[4] == "no_facts"
    share = rolled(tmp_path, "solved", RATED, *change)
    assert values_of(share)[4] == "zero_denominator"


def test_a_count_and_a_sum_are_totals(tmp_path):
    ones = [(7, 1), (5, 1), (1, 1), (0, 1), (2, 1)]
    counted = fractions(*ones, places=0, volume=[7, 5, 1, 0, 2])
    change = ("volume_min: 5", "volume_min: 0"), ("places: 2", "places: 0")
    assert values_of(rolled(tmp_path, "rows", counted, *change)) == [12, 12, 1, *["no_members"] * 2]
    spent = fractions((105, 100), (200, 100), (3, 100), (0, 100), (0, 100), volume=[1, 2, 1, 0, 0])
    found = rolled(tmp_path, "cost", spent, ("volume_min: 5", "volume_min: 0"))
    assert values_of(found)[:3] == [305, 305, 3]


def test_a_ratio_keeps_the_signs_of_its_sums(tmp_path):
    # 1 / -2 and 3 / 4 together are 4 / 2, not (-1 + 3) / (2 + 4).
    signed = fractions((1, -2), (3, 4), (1, 1), (1, 1), (1, 1))
    found = rolled(tmp_path, "price", signed, ("volume_min: 5", "volume_min: 0"))
    assert values_of(found)[:3] == [200, 200, 100]
    # 5 / -4 and 2 / 1 are 7 / -3 = -2.333…: below zero, and rounded as such.
    found = rolled(
        tmp_path,
        "price",
        fractions((5, -4), (2, 1), *[(1, 1)] * 3),
        ("volume_min: 5", "volume_min: 0"),
    )
    assert values_of(found)[0] == -233


def test_sums_beyond_int64_stay_exact(tmp_path):
    large = 2**63 - 1
    both = fractions((large, 3), (large, 4), *[(1, 1)] * 3)
    found = rolled(tmp_path, "csat", both)
    assert int(found.numerator[0]) == 2 * large
    assert int(found.units[0]) == (2 * large * 100 * 2 + 7) // 14  # half up, over 7


def test_groups_of_nobody_add_nothing():
    none = np.full(3, -1)
    values = np.array([5, 6, 7])
    assert group_sums(none, values, none).tolist() == [0, 0, 0]
    assert group_sums(np.array([0, -1, 0]), values, np.array([0, 0, -1])).tolist() == [12, 12, 0]
    assert group_sums(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)).size == 0
    wide = np.array([2**80, 1, -(2**80)], dtype=object)
    assert group_sums(np.zeros(3, np.int64), wide, np.zeros(3, np.int64)).tolist() == [1, 1, 1]


def test_limits_of_any_size_hold():
    values = np.array([-5, 0, 5])
    assert limited(values, -1, 1).tolist() == [-1, 0, 1]
    assert limited(values, None, None).tolist() == [-5, 0, 5]
    assert limited(values, 2**70, None).tolist() == [2**70] * 3
    assert limited(values, -(2**70), 2**70).tolist() == [-5, 0, 5]
    assert limited(np.array([2**70], dtype=object), None, 7).tolist() == [7]


def test_reports_are_found_by_the_managers_id():
    who = members("reports", PEOPLE)
    managers = PEOPLE.columns["manager_id"].words
    assert [managers[g] if g >= 0 else None for g in who.group] == ["m", "m", "m", "x", None]
    assert who.own.tolist() == [-1, -1, -1, -1, managers.index("m")]


def test_a_rollup_is_scored_like_any_measure(tmp_path):
    block = changed(("volume_min: 5", "volume_min: 1"), text=ROLLUP)
    text = changed(("components:\n", f"{block}components:\n"), ("measure: csat", "measure: team"))
    plan = plan_of(tmp_path, text)
    people = roster(["a", "b"], team=("t", "t"), period="2026-10")
    own = fractions((450, 100), (400, 100))
    result = engine.run(plan, {"csat": own}, people)
    # Both have 850 / 200 = 4.25, which the table gives 80 points.
    assert result.values["team"].units.tolist() == [425, 425]
    assert list(result.values) == ["csat", "team"]
    assert result.standing.score.tolist() == [8000, 8000]
