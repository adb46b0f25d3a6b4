"""Promises by category, channel and region: shares kept, through the engine, worked out by hand."""

from fractions import Fraction

import pytest

from scoring.engine import measure
from tests.facts import SECOND, facts
from tests.people import roster
from tests.plans import changed, plan_of

BY = ("priority", "category", "channel", "region")


def plan_by(folder, column, otherwise):
    """A plan that promises 10 minutes to class a, 2 hours to b and `otherwise` to the rest."""
    promise = f"promises:\n  reply: {{by: {column}, within: {{a: 10 min, b: 2 h}}, otherwise: "
    kept = (
        "  m: {title: Kept, kind: kept, within: reply, per: 100, unanswered: broken, unit: '%',\n"
        "      of: {elapsed: {from: created_at, to: first_response_at, calendar: wall,\n"
        "                     reversed: exclude}},\n"
        "      better: higher, places: 2, period_on: created_at, volume_min: 1, missing: exclude}\n"
    )
    text = changed(
        ("measures:\n", f"{promise}{otherwise}}}\nmeasures:\n"),
        ("components:\n", f"{kept}components:\n"),
    )
    return plan_of(folder, text)


@pytest.mark.parametrize(
    ("microseconds", "kept"),
    # 10:00.9 and the last microsecond before 10:01 are ten minutes, rounded down; 10:01 is not.
    [(600_900_000, 100), (600_999_999, 100), (601_000_000, 0)],
)
def test_a_duration_is_rounded_down_to_whole_seconds(tmp_path, microseconds, kept):
    plan = plan_by(tmp_path, "priority", "none")
    row = {"agent": 0, "priority": "a", "created_at": 7, "first_response_at": 7 + microseconds}
    values, _ = measure(plan, roster(["x"]), [[facts(plan, row)]])
    assert Fraction(int(values["m"].units[0]), 100) == kept


# Agent, class, seconds until the answer, and whether that keeps 10 min (a), 2 h (b), 1 h (else).
ROWS = [
    (0, "a", 600, True),
    (0, "a", 601, False),
    (0, "a", 602, False),
    (0, "b", 7200, True),
    (0, "c", 3600, True),
    (0, None, 3601, False),
    (0, "a", None, False),
    (1, "b", 7201, False),
    (1, "c", 3600, True),
    (1, "a", 1200, False),
]
# The other columns say z: by one of them, 1 h for all, x would keep 4 of 7 and y 2 of 3.


def rows_by(column):
    for agent, word, seconds, _ in ROWS:
        end = None if seconds is None else SECOND * (1 + seconds)
        words = dict.fromkeys(BY, "z") | {column: word}
        yield {"agent": agent, "created_at": SECOND, "first_response_at": end, **words}


def measured(plan, column):
    """Measure over two batches; the first has no a, so that its words are numbered otherwise."""
    rows = list(rows_by(column))
    batches = [facts(plan, *rows[3:6]), facts(plan, *rows[:3], *rows[6:])]
    values, fates = measure(plan, roster(["x", "y"]), [batches])
    assert sum(fates.values()) == len(ROWS)
    return values["m"]


@pytest.mark.parametrize("column", BY)
def test_a_promise_holds_by_the_column_it_names(tmp_path, column):
    # Of the seven rows of x three are kept, 300 / 7 = 42.857...; of the three of y one.
    value = measured(plan_by(tmp_path, column, "1 h"), column)
    assert [sum(kept for agent, *_, kept in ROWS if agent == i) for i in (0, 1)] == [3, 1]
    exact = map(Fraction, value.numerator.tolist(), value.denominator.tolist())
    assert list(exact) == [Fraction(300, 7), Fraction(100, 3)]
    assert value.units.tolist() == [4286, 3333]
    assert value.volume.tolist() == [7, 3]


@pytest.mark.parametrize("column", BY)
def test_a_class_without_a_promise_is_left_out(tmp_path, column):
    # Without the rows of c and of none: x keeps 2 of 5, y 0 of 2.
    value = measured(plan_by(tmp_path, column, "none"), column)
    assert value.units.tolist() == [4000, 0]
    assert value.volume.tolist() == [5, 2]
    assert value.excluded["no_promise"].tolist() == [2, 1]
