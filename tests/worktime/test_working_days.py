"""Working days of a calendar: what is left of a day's own hours, in both calculations."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.independent.worktime import works_on
from scoring.worktime.hours import working_days
from tests.made_up import working_hours
from tests.strategies import CALENDARS

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEK = {key: ["09:00-17:00"] for key in DAYS[:5]} | dict.fromkeys(DAYS[5:], "closed")
PLAIN = {
    "calendar": "plain", "zone": "Asia/Shanghai", "hours": WEEK, "holidays": [],
    "working_days": [],
}  # fmt: skip
FIRST = dt.date(2026, 10, 12)  # a Monday


def worked(said: dict, days: int = 7) -> list[bool]:
    end = FIRST + dt.timedelta(days)
    found = working_days(working_hours(said), FIRST, end)
    again = [works_on(said, FIRST + dt.timedelta(n)) for n in range(days)]
    assert found == again
    return found


FIVE = [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    ("more", "days"),
    [
        ({}, FIVE),
        ({"holidays": [{"day": "2026-10-13", "name": "x"}]}, [True, False, *FIVE[2:]]),
        (
            {"working_days": [{"day": "2026-10-17", "name": "x", "hours": ["09:00-10:00"]}]},
            [True] * 6 + [False],
        ),
        (
            {"exceptions": [{"day": "2026-10-16", "name": "x", "hours": "closed"}]},
            [True] * 4 + [False] * 3,
        ),
        # Lunch leaves a day, a break over all of it does not, wherever the break began.
        ({"breaks": [{"on": "every_day", "name": "x", "hours": ["12:00-13:00"]}]}, FIVE),
        (
            {"breaks": [{"on": "2026-10-14", "name": "x", "hours": ["00:00-24:00"]}]},
            [True, True, False, True, True, False, False],
        ),
        (
            {"breaks": [{"on": "2026-10-13", "name": "x", "hours": ["20:00-18:00"]}]},
            [True, True, False, True, True, False, False],
        ),
    ],
)
def test_a_day_is_worked_if_anything_is_left_of_it(more, days):
    assert worked(PLAIN | more) == days


def test_a_night_belongs_to_the_day_on_which_it_begins():
    nights = dict.fromkeys(DAYS, "closed") | {"friday": ["22:00-06:00"]}
    assert worked(PLAIN | {"hours": nights}) == [n == 4 for n in range(7)]
    # A break on the next day cuts its end, and one through the night all of it.
    cut = {"on": "2026-10-17", "name": "x", "hours": ["00:00-12:00"]}
    assert worked(PLAIN | {"hours": nights, "breaks": [cut]}) == [n == 4 for n in range(7)]
    whole = {"on": "2026-10-16", "name": "x", "hours": ["21:00-07:00"]}
    assert worked(PLAIN | {"hours": nights, "breaks": [whole]}) == [False] * 7


def test_an_hour_that_the_clock_leaves_out_makes_no_working_day():
    # In Berlin the clock goes from 02:00 to 03:00 on 29 March 2026: 02:30 is 03:30 there, and a
    # span that ends at 03:30 is empty.
    hours = {key: ["02:30-03:30"] for key in DAYS}
    said = PLAIN | {"zone": "Europe/Berlin", "hours": hours}
    first = dt.date(2026, 3, 28)
    assert working_days(working_hours(said), first, first + dt.timedelta(3)) == [True, False, True]
    assert [works_on(said, first + dt.timedelta(n)) for n in range(3)] == [True, False, True]


@given(st.sampled_from(sorted(CALENDARS)), st.integers(0, 300), st.integers(0, 40))
def test_both_calculations_count_the_same_days(name, after, days):
    first = dt.date(2026, 1, 1) + dt.timedelta(after)
    found = working_days(working_hours(CALENDARS[name]), first, first + dt.timedelta(days))
    assert found == [works_on(CALENDARS[name], first + dt.timedelta(n)) for n in range(days)]
