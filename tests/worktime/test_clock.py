"""Working time for one question at a time: seconds, hours of a stretch, deadlines, and refusals."""

import datetime as dt

import pytest

from scoring import deadline, open_intervals, open_seconds
from scoring.worktime.hours import WorkingHours
from tests.worktime.test_hours import every_day, on, span

FIVE = ((span("09:00-17:00"),),) * 5 + ((), ())
OFFICE = WorkingHours("office", "Europe/Berlin", ((dt.date.min, FIVE),))


def at(written, zone=dt.UTC):
    return dt.datetime.fromisoformat(written).replace(tzinfo=zone)


def test_seconds_are_rounded_down_in_both_directions():
    hours = every_day("UTC", "09:00-17:00")
    start, end = at("2026-10-10T08:00"), at("2026-10-10T09:00:01.999999")
    assert open_seconds(hours, start, end, if_reversed="negative") == 1
    assert open_seconds(hours, end, start, if_reversed="negative") == -2
    assert open_seconds(hours, end, start, if_reversed="zero") == 0
    assert open_seconds(hours, start, start, if_reversed="negative") == 0


def test_the_zone_of_a_stamp_does_not_matter():
    tokyo = dt.timezone(dt.timedelta(hours=9))
    start, end = at("2026-10-12T16:00", tokyo), at("2026-10-12T18:00", tokyo)
    # 07:00 to 09:00 UTC is 09:00 to 11:00 in Berlin, in summer time.
    assert open_seconds(OFFICE, start, end, if_reversed="zero") == 7200
    assert open_intervals(OFFICE, start, end) == [(at("2026-10-12T07:00"), at("2026-10-12T09:00"))]


@pytest.mark.parametrize(
    ("start", "seconds", "reached"),
    [
        # Friday 23 October 16:59 in summer time; clocks go back on Sunday, and 09:00 is 08:00 UTC.
        ("2026-10-23T14:59", 60, "2026-10-23T15:00"),
        ("2026-10-23T14:59", 61, "2026-10-26T08:00:01"),
        ("2026-10-23T14:59", 60 + 8 * 3600, "2026-10-26T16:00"),
        ("2026-10-23T15:00", 0, "2026-10-26T08:00"),
        ("2026-10-23T14:59:59.999999", 0, "2026-10-23T14:59:59.999999"),
        ("2026-10-23T14:59:59.999999", 1, "2026-10-26T08:00:00.999999"),
        ("2026-10-24T12:00", 1, "2026-10-26T08:00:01"),
        # 261 working days of 8 h are a year of 2026, which begins on a Thursday.
        ("2026-01-01T00:00", 261 * 8 * 3600, "2026-12-31T16:00"),
        ("2026-01-01T00:00", 261 * 8 * 3600 + 1, "2027-01-01T08:00:01"),
    ],
)
def test_deadlines(start, seconds, reached):
    found = deadline(OFFICE, at(start), seconds)
    assert found == at(reached)
    # Between the two lies that working time, and none more.
    assert open_seconds(OFFICE, at(start), found, if_reversed="zero") == seconds


def test_a_deadline_waits_for_the_one_day_that_is_worked():
    hours = on("UTC", "2107-07-07", "12:00-13:00")
    assert deadline(hours, at("2026-01-01"), 0) == at("2107-07-07T12:00")
    assert deadline(hours, at("2026-01-01"), 3600) == at("2107-07-07T13:00")
    with pytest.raises(ValueError, match="'c' has no such time left before 2201"):
        deadline(hours, at("2026-01-01"), 3601)
    with pytest.raises(ValueError, match="no such time left"):
        deadline(hours, at("2107-07-07T13:00"), 0)


def test_what_cannot_be_answered_is_refused():
    naive = dt.datetime(2026, 10, 10)  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="with its time zone"):
        open_seconds(OFFICE, naive, at("2026-10-11"), if_reversed="zero")
    with pytest.raises(ValueError, match="0 seconds ahead, or more"):
        deadline(OFFICE, at("2026-10-11"), -1)
    for year in (1899, 2202):
        with pytest.raises(ValueError, match="1900 and 2200"):
            open_seconds(OFFICE, at(f"{year}-01-01"), at("2026-01-01"), if_reversed="zero")
    with pytest.raises(ValueError, match="the earlier one first"):
        open_intervals(OFFICE, at("2026-10-11"), at("2026-10-10"))
    with pytest.raises(ValueError, match=r"1900 and 2200|no such time"):
        deadline(OFFICE, at("2203-01-01"), 1)
