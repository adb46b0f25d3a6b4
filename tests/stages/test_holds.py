"""Time on hold, taken off: once, within the stamps, within the hours; worked out by hand."""

import dataclasses

import numpy as np
import pytest

from scoring.engine import measure
from scoring.intake.holds import holds_of
from scoring.worktime.hours import Interval
from tests.facts import facts, plan_with
from tests.stages.test_worktime import PEOPLE, contact
from tests.worktime.test_hours import us


def spans(*written):
    """Spans of `30T07:00 30T08:00`, in October 2026."""
    return [Interval(*(us(f"2026-10-{edge}") for edge in said.split(" "))) for said in written]


def seconds(folder, said, rows, holds, held):
    """The sum over rows of agent x, of which some were on hold."""
    plan = plan_with(
        folder,
        m="kind: sum, unit: s, of: {elapsed: {from: created_at, to: first_response_at, "
        f"{said}}}}}",
    )
    people = dataclasses.replace(PEOPLE, holds=holds_of(holds))
    batch = dataclasses.replace(facts(plan, *rows), held=np.array(held, np.int64))
    values, _ = measure(plan, people, [[batch]])
    return int(values["m"].numerator[0]), int(values["m"].volume[0])


WALL = "calendar: wall, reversed: exclude"
SHANGHAI = "calendar: shanghai, reversed: exclude"
# Friday 30 October, 14:00 to 18:00 in Shanghai: four hours on the wall, three at work.
FRIDAY = contact("2026-10-30T06:00", "2026-10-30T10:00")


@pytest.mark.parametrize(
    ("on_hold", "wall", "worked"),
    [
        ([], 4, 3),
        (["30T07:00 30T08:00"], 3, 2),
        (["30T05:00 30T07:00"], 3, 2),  # from before it began
        (["30T08:30 30T12:00"], 2.5, 2.5),  # to after its end: work ends at 09:00 UTC
        (["30T09:00 30T10:00"], 3, 3),  # after work
        (["29T00:00 31T00:00"], 0, 0),
        (["29T00:00 30T06:00", "30T10:00 31T00:00"], 4, 3),  # up to its first, from its last
        (["30T06:30 30T07:00", "30T07:30 30T08:00"], 3, 2),
    ],
)
def test_what_is_taken_off(tmp_path, on_hold, wall, worked):
    for said, hours in ((WALL, wall), (SHANGHAI, worked)):
        for taken, expected in (("subtract", hours), ("ignore", 4 if said == WALL else 3)):
            found = seconds(tmp_path, f"{said}, holds: {taken}", [FRIDAY], [spans(*on_hold)], [0])
            assert found == (expected * 3600, 1)


def test_a_plan_that_says_nothing_takes_nothing_off(tmp_path):
    assert seconds(tmp_path, WALL, [FRIDAY], [spans("30T07:00 30T08:00")], [0]) == (4 * 3600, 1)


def test_each_row_has_its_own_holds(tmp_path):
    rows = [FRIDAY, FRIDAY, FRIDAY, FRIDAY | {"first_response_at": None}]
    holds = [spans("30T07:00 30T08:00"), [], spans("30T06:00 30T06:01", "30T06:02 30T06:03")]
    # The rows have the third interaction's, none, the first one's, and the first one's again.
    found = seconds(tmp_path, f"{WALL}, holds: subtract", rows, holds, [2, -1, 0, 0])
    assert found == (3 * 4 * 3600 - 120 - 3600, 3)
    assert seconds(tmp_path, f"{WALL}, holds: subtract", rows, holds, [1] * 4) == (12 * 3600, 3)


def test_a_part_of_a_second_is_left_off_after_the_holds(tmp_path):
    # 1.5 s less 0.6 s is 0.9 s, which is none; rounded first it would have been 1 s less none.
    start = FRIDAY["created_at"]
    row = FRIDAY | {"first_response_at": start + 1_500_000}
    holds = [[Interval(start + 100, start + 600_100)]]
    assert seconds(tmp_path, f"{SHANGHAI}, holds: subtract", [row], holds, [0]) == (0, 1)
    holds = [[Interval(start + 100, start + 500_100)]]
    assert seconds(tmp_path, f"{SHANGHAI}, holds: subtract", [row], holds, [0]) == (1, 1)


@pytest.mark.parametrize(("backward", "found"), [("negative", -3 * 3600), ("zero", 0)])
def test_what_runs_backward_is_held_backward(tmp_path, backward, found):
    row = contact("2026-10-30T10:00", "2026-10-30T06:00")
    said = f"calendar: wall, reversed: {backward}, holds: subtract"
    assert seconds(tmp_path, said, [row], [spans("30T07:00 30T08:00")], [0]) == (found, 1)
