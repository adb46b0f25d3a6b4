"""Working time in a plan: by one calendar, by region, and what runs backward, by hand."""

import dataclasses
import datetime as dt
from fractions import Fraction

import pytest

from scoring.engine import measure
from scoring.stages.tally import tally
from scoring.worktime.hours import WorkingHours
from tests.facts import SECOND, facts, plan_with
from tests.people import roster
from tests.worktime.test_hours import span, us

FIVE = ((span("09:00-17:00"),),) * 5 + ((), ())
SHANGHAI = WorkingHours("shanghai", "Asia/Shanghai", ((dt.date.min, FIVE),))
NEW_YORK = WorkingHours("new-york", "America/New_York", ((dt.date.min, FIVE),))
PEOPLE = dataclasses.replace(
    roster(["x", "y"], period="2026-10"), calendars={"shanghai": SHANGHAI, "new-york": NEW_YORK}
)
BY_REGION = "{by: region, in: {north: shanghai, south: new-york}, otherwise: %s}"


def of(calendar, backward="exclude", start="created_at"):
    said = f"from: {start}, to: first_response_at, calendar: {calendar}, reversed: {backward}"
    return f"of: {{elapsed: {{{said}}}}}"


def contact(created, answered, region=None, **more):
    end = None if answered is None else us(answered)
    return {"created_at": us(created), "first_response_at": end, "region": region} | more


def sums(folder, said, *rows, kind="sum", more=", unit: s"):
    """The one measure of a plan over rows of agent x: value, volume, and what is left out."""
    plan = plan_with(folder, m=f"kind: {kind}, {said}{more}")
    values, _ = measure(plan, PEOPLE, [[facts(plan, *rows)]])
    found = values["m"]
    exact = Fraction(int(found.numerator[0]), int(found.denominator[0]) or 1)
    left = {reason: int(n[0]) for reason, n in found.excluded.items() if n[0]}
    return exact, int(found.volume[0]), left


# Friday 30 October 16:00 in Shanghai (08:00 UTC) to Monday 10:00: an hour before the weekend and
# one after it; 66 hours on the wall.
OVER_A_WEEKEND = ("2026-10-30T08:00", "2026-11-02T02:00")
# The same hours in New York, where clocks go back on Sunday: 20:00 UTC, and 15:00 UTC after it.
IN_NEW_YORK = ("2026-10-30T20:00", "2026-11-02T15:00")


@pytest.mark.parametrize(
    ("calendar", "stamps", "hours"),
    [
        ("wall", OVER_A_WEEKEND, 66),
        ("wall", IN_NEW_YORK, 67),
        ("shanghai", OVER_A_WEEKEND, 2),
        ("new-york", IN_NEW_YORK, 2),
        # From Shanghai's Saturday 04:00 on, Monday from 09:00 to 17:00, and 6 h more are closed.
        ("shanghai", IN_NEW_YORK, 8),
        # New York at 04:00 on Friday, until 21:00 on Sunday.
        ("new-york", OVER_A_WEEKEND, 8),
    ],
)
def test_one_calendar_for_all(tmp_path, calendar, stamps, hours):
    found = sums(tmp_path, of(calendar), contact(*stamps))
    assert found == (hours * 3600, 1, {})


def test_each_region_has_its_calendar(tmp_path):
    rows = [
        contact(*OVER_A_WEEKEND, "north"),
        contact(*IN_NEW_YORK, "south"),
        contact(*IN_NEW_YORK, "south"),
        contact(*OVER_A_WEEKEND, "elsewhere"),
        contact(*OVER_A_WEEKEND, None),
    ]
    assert sums(tmp_path, of(BY_REGION % "wall"), *rows) == (3 * 7200 + 2 * 66 * 3600, 5, {})
    found = sums(tmp_path, of(BY_REGION % "none"), *rows)
    assert found == (3 * 7200, 3, {"no_calendar": 2})
    one_only = "{by: region, in: {north: none, south: wall}, otherwise: shanghai}"
    found = sums(tmp_path, of(one_only), *rows)
    assert found == (2 * 67 * 3600 + 2 * 7200, 4, {"no_calendar": 1})


def test_a_region_column_that_the_data_lacks_is_any_other_region(tmp_path):
    row = {k: v for k, v in contact(*OVER_A_WEEKEND).items() if k != "region"}
    assert sums(tmp_path, of(BY_REGION % "shanghai"), row) == (7200, 1, {})
    assert sums(tmp_path, of(BY_REGION % "none"), row) == (0, 0, {"no_calendar": 1})


def test_the_first_reason_of_several_is_the_one_counted(tmp_path):
    kept = {"kind": "kept", "more": ", per: 100, unanswered: exclude, within: strict"}
    rows = [
        contact("2026-10-30T08:00", None, "elsewhere", priority="high"),  # none of the calendars
        contact("2026-10-30T08:00", None, "north", priority="high"),  # not answered
        contact("2026-10-30T08:00", None, "elsewhere", priority="low"),  # nothing promised
        contact("2026-10-30T08:00", "2026-10-30T07:59", "elsewhere", priority="high"),
        contact("2026-10-30T08:00", "2026-10-30T07:59", "north", priority="high"),
        contact("2026-10-30T08:00", "2026-10-30T08:00", "north", priority="high"),
    ]
    found = sums(tmp_path, of(BY_REGION % "none"), *rows, **kept)
    left = {"no_promise": 1, "no_calendar": 2, "unanswered": 1, "negative_duration": 1}
    assert found == (100, 1, left)


@pytest.mark.parametrize(
    ("minutes", "kept"),
    # 15 minutes are promised from Friday 16:50 on: they end on Monday at 09:05.
    [(4, 100), (5, 100), (6, 0)],
)
def test_a_promise_pauses_while_nobody_works(tmp_path, minutes, kept):
    row = contact("2026-10-30T08:50", f"2026-11-02T01:{minutes:02}", "north", priority="high")
    more = ", per: 100, unanswered: broken, within: reply"
    assert sums(tmp_path, of("shanghai"), row, kind="kept", more=more) == (kept, 1, {})


def test_a_part_of_a_second_is_left_off(tmp_path):
    nine, parts = us("2026-10-30T01:00"), (999_999, 1_000_000, 1_999_999)
    rows = [{"created_at": nine - 5, "first_response_at": nine + part} for part in parts]
    assert sums(tmp_path, of("shanghai"), *rows) == (0 + 1 + 1, 3, {})


@pytest.mark.parametrize(
    ("calendar", "backward", "expected"),
    [
        ("wall", "exclude", (66 * 3600, 1, {"negative_duration": 2})),
        ("wall", "zero", (66 * 3600, 3, {})),
        ("wall", "negative", (66 * 3600 - 3600 - 1, 3, {})),
        ("shanghai", "exclude", (7200, 1, {"negative_duration": 2})),
        ("shanghai", "zero", (7200, 3, {})),
        ("shanghai", "negative", (7200 - 3600 - 0, 3, {})),
    ],
)
def test_what_runs_backward(tmp_path, calendar, backward, expected):
    # An hour at work and a microsecond of a Saturday: rounded down, the latter is -1 s on the
    # wall and none at work; it runs backward by its stamps, whatever they come to.
    saturday = us("2026-10-31T08:00")
    rows = [
        contact(*OVER_A_WEEKEND),
        contact("2026-10-30T08:00", "2026-10-30T07:00"),
        {"created_at": saturday, "first_response_at": saturday - 1},
    ]
    assert sums(tmp_path, of(calendar, backward), *rows) == expected


def test_durations_that_differ_in_one_word_are_not_mixed_up(tmp_path):
    row = contact("2026-10-30T08:00", "2026-10-30T07:00")
    said = {
        f"{calendar.replace('-', '_')}_{backward}": f"kind: sum, {of(calendar, backward)}, unit: s"
        for calendar in ("wall", "shanghai", "new-york")
        for backward in ("exclude", "zero", "negative")
    }
    plan = plan_with(tmp_path, **said)
    values, _ = measure(plan, PEOPLE, [[facts(plan, row)]])
    found = {name: int(values[name].numerator[0]) for name in said}
    assert {name: n for name, n in found.items() if n} == {
        "wall_negative": -3600,
        "shanghai_negative": -3600,
    }


def test_batches_of_other_years_give_the_same(tmp_path):
    # An office day of 8 hours in each of five years, in one batch, one by one, and turned around.
    days = [f"{year}-06-15" for year in (1995, 2026, 2027, 2060, 2099)]
    assert [dt.date.fromisoformat(day).weekday() < 5 for day in days] == [True] * 5
    rows = [contact(f"{day}T00:00", f"{day}T12:00") for day in days]
    rows.append(contact("1995-06-15T12:00", "2099-06-15T00:00"))  # across them all
    plan = plan_with(tmp_path, m=f"kind: sum, {of('shanghai')}, unit: s")
    workdays = sum(
        dt.date.fromordinal(n).weekday() < 5
        for n in range(dt.date(1995, 6, 16).toordinal(), dt.date(2099, 6, 15).toordinal())
    )
    expected = (5 + workdays) * 8 * 3600
    for batches in ([rows], [[row] for row in rows], [rows[::-1]], [rows[:1], [], rows[1:]]):
        values, _ = measure(plan, PEOPLE, [[facts(plan, *batch) for batch in batches if batch]])
        assert int(values["m"].numerator[0]) == expected


def test_no_row_and_rows_without_stamps(tmp_path):
    said = of(BY_REGION % "wall", start="resolved_at")
    assert sums(tmp_path, said) == (0, 0, {})
    rows = [{"created_at": SECOND, "region": "north", "resolved_at": None}]
    assert sums(tmp_path, said, *rows) == (0, 0, {"null_value": 1})


def test_a_roster_without_the_calendar_is_a_mistake_of_the_caller(tmp_path):
    plan = plan_with(tmp_path, m=f"kind: sum, {of('shanghai')}, unit: s")
    with pytest.raises(ValueError, match="carries no calendar 'shanghai'"):
        tally(plan, roster(["x"]), facts(plan, {}))
