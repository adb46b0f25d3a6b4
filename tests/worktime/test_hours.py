"""Working hours in UTC: tables worked out by hand, where clocks change, days end and hours meet."""

import datetime as dt

import pytest

from scoring.worktime.hours import (
    DAY_US,
    END_US,
    FIRST_US,
    Interval,
    Span,
    WorkingHours,
    open_between,
    united,
    us_of_year,
    without,
)

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
CLOSED = ((),) * 7


def us(written):
    """UTC microseconds of `2026-10-25T00:30`."""
    stamp = dt.datetime.fromisoformat(written).replace(tzinfo=dt.UTC)
    return (stamp - EPOCH) // dt.timedelta(microseconds=1)


def span(written):
    """A span of `22:00-06:00`; what ends first is over midnight."""
    begin, end = (
        3600 * int(part[:2]) + 60 * int(part[3:5]) + int(part[6:] or 0)
        for part in written.split("-")
    )
    return Span(begin, end if end > begin else end + 86_400)


def every_day(zone, *spans, **more):
    week = (tuple(map(span, spans)),) * 7
    return WorkingHours("c", zone, ((dt.date.min, week),), **more)


def on(zone, day, *spans):
    """Hours of one day alone."""
    days = ((dt.date.fromisoformat(day), tuple(map(span, spans))),)
    return WorkingHours("c", zone, ((dt.date.min, CLOSED),), days)


def shown(hours, start, end):
    """Open intervals as `28T21:00 29T04:00`: day and time of UTC."""
    found = open_between(hours, us(start), us(end))
    return [
        " ".join(
            (EPOCH + dt.timedelta(microseconds=edge)).strftime("%dT%H:%M") for edge in interval
        )
        for interval in found
    ]


# Zone, local day, its hours, what is open in UTC. In 2026 clocks go forward on 29 March in Berlin
# (01:00 UTC) and on 8 March in New York (07:00 UTC), back on 25 October (01:00 UTC) and on
# 1 November (06:00 UTC).
TABLE = [
    # A night of seven hours, and one of nine.
    ("Europe/Berlin", "2026-03-28", ["22:00-06:00"], ["28T21:00 29T04:00"]),
    ("Europe/Berlin", "2026-10-24", ["22:00-06:00"], ["24T20:00 25T05:00"]),
    ("America/New_York", "2026-03-07", ["22:00-06:00"], ["08T03:00 08T10:00"]),
    ("America/New_York", "2026-10-31", ["22:00-06:00"], ["01T02:00 01T11:00"]),
    ("Asia/Shanghai", "2026-03-28", ["22:00-06:00"], ["28T14:00 28T22:00"]),
    # Days of 23, 25 and 24 hours.
    ("Europe/Berlin", "2026-03-29", ["00:00-00:00"], ["28T23:00 29T22:00"]),
    ("Europe/Berlin", "2026-10-25", ["00:00-00:00"], ["24T22:00 25T23:00"]),
    ("Europe/Berlin", "2026-10-26", ["00:00-00:00"], ["25T23:00 26T23:00"]),
    # Half an hour only: Lord Howe Island, from +11:00 to +10:30 on 5 April and back on 4 October.
    ("Australia/Lord_Howe", "2026-04-05", ["00:00-00:00"], ["04T13:00 05T13:30"]),
    ("Australia/Lord_Howe", "2026-10-04", ["00:00-00:00"], ["03T13:30 04T13:00"]),
    # The gap from 02:00 to 03:00: a time in it moves forward by an hour.
    ("Europe/Berlin", "2026-03-29", ["01:30-02:30"], ["29T00:30 29T01:30"]),
    ("Europe/Berlin", "2026-03-29", ["02:15-02:45"], ["29T01:15 29T01:45"]),
    ("Europe/Berlin", "2026-03-29", ["02:30-03:15"], []),
    ("Europe/Berlin", "2026-03-29", ["02:30-03:30"], []),
    ("Europe/Berlin", "2026-03-29", ["02:30-03:31"], ["29T01:30 29T01:31"]),
    ("Europe/Berlin", "2026-03-29", ["01:00-02:00", "03:00-04:00"], ["29T00:00 29T02:00"]),
    # 02:00 to 03:00 comes twice, and a time in it is the first of the two.
    ("Europe/Berlin", "2026-10-25", ["02:00-03:00"], ["25T00:00 25T02:00"]),
    ("Europe/Berlin", "2026-10-25", ["02:15-02:45"], ["25T00:15 25T00:45"]),
    ("Europe/Berlin", "2026-10-25", ["01:00-02:30"], ["24T23:00 25T00:30"]),
    ("Europe/Berlin", "2026-10-25", ["02:30-03:30"], ["25T00:30 25T02:30"]),
    # A midnight that is left out: São Paulo, 4 November 2018, from 00:00 to 01:00.
    ("America/Sao_Paulo", "2018-11-03", ["00:00-00:00"], ["03T03:00 04T03:00"]),
    ("America/Sao_Paulo", "2018-11-04", ["00:00-00:00"], ["04T03:00 05T02:00"]),
    # A zone that moves for good: Pyongyang, from +08:30 to +09:00 at 23:30 on 4 May 2018.
    ("Asia/Pyongyang", "2018-05-04", ["00:00-00:00"], ["03T15:30 04T15:00"]),
    # A leap day, and offsets of half an hour and of three quarters.
    ("Asia/Shanghai", "2028-02-29", ["09:00-18:00"], ["29T01:00 29T10:00"]),
    ("Asia/Kolkata", "2026-10-10", ["09:00-18:00"], ["10T03:30 10T12:30"]),
    ("Asia/Kathmandu", "2026-10-10", ["09:00-18:00"], ["10T03:15 10T12:15"]),
    # The ends of the earth: +14:00 and -11:00.
    ("Pacific/Kiritimati", "2026-10-10", ["09:00-18:00"], ["09T19:00 10T04:00"]),
    ("Pacific/Pago_Pago", "2026-10-10", ["09:00-18:00"], ["10T20:00 11T05:00"]),
]


@pytest.mark.parametrize(("zone", "day", "hours", "opened"), TABLE)
def test_hours_of_one_day(zone, day, hours, opened):
    first = dt.date.fromisoformat(day)
    around = (f"{first - dt.timedelta(days=3)}", f"{first + dt.timedelta(days=4)}")
    assert shown(on(zone, day, *hours), *around) == opened


def test_days_that_reach_far_are_not_forgotten():
    # 00:30 UTC on the 12th is 13:30 on the 11th in Pago Pago, within a shift of the 10th; 12:00
    # UTC on the 10th is 02:00 on the 11th on Kiritimati.
    west = on("Pacific/Pago_Pago", "2026-10-10", "20:00-14:00")
    assert shown(west, "2026-10-12T00:30", "2026-10-12T12:00") == ["12T00:30 12T01:00"]
    east = on("Pacific/Kiritimati", "2026-10-11", "09:00-18:00")
    assert shown(east, "2026-10-10T12:00", "2026-10-10T20:00") == ["10T19:00 10T20:00"]


def test_a_day_that_a_zone_leaves_out_gives_no_hours_twice():
    # Samoa went over the date line: 29 December 2011 (-10:00) was followed by the 31st (+14:00).
    # The hours of the 30th move forward by a day and fall on those of the 31st.
    hours = every_day("Pacific/Apia", "09:00-17:00")
    opened = shown(hours, "2011-12-29T12:00", "2011-12-31T12:00")
    assert opened == ["29T19:00 30T03:00", "30T19:00 31T03:00"]


def test_hours_that_overlap_or_touch_count_once():
    # Nights to 06:00 and days from 05:00; the days go on to where the nights begin.
    hours = every_day("UTC", "05:00-22:00", "22:00-06:00")
    assert shown(hours, "2026-10-10", "2026-10-12") == ["10T00:00 12T00:00"]


def test_a_night_shift_belongs_to_the_day_on_which_it_starts():
    night = (span("22:00-06:00"),)
    closed = ((dt.date(2026, 10, 1), ()),)
    hours = WorkingHours("c", "UTC", ((dt.date.min, (night,) * 7),), closed)
    # The night before the holiday runs into it, and that of the holiday does not begin.
    assert shown(hours, "2026-09-30T12:00", "2026-10-03T00:00") == [
        "30T22:00 01T06:00",
        "02T22:00 03T00:00",
    ]


def test_a_window_over_midnight_is_shut_outside():
    # Business_Duration, issue 7: 17:00 to 01:00 gave eight hours for a stretch wholly outside.
    hours = every_day("UTC", "17:00-01:00")
    assert open_between(hours, us("2026-10-10T01:00"), us("2026-10-10T17:00")) == []
    assert shown(hours, "2026-10-10T00:59", "2026-10-10T17:01") == [
        "10T00:59 10T01:00",
        "10T17:00 10T17:01",
    ]


def test_a_holiday_on_a_closed_day_takes_nothing_and_a_worked_saturday_adds():
    work = (span("09:00-17:00"),)
    week = (work,) * 5 + ((), ())
    days = ((dt.date(2026, 10, 3), ()), (dt.date(2026, 10, 10), (span("10:00-15:00"),)))
    hours = WorkingHours("c", "Asia/Shanghai", ((dt.date.min, week),), days)
    # 3 and 4 October are a weekend; Saturday the 10th is worked (调休): 10:00 is 02:00 UTC.
    assert shown(hours, "2026-10-02T16:00", "2026-10-04T16:00") == []
    assert shown(hours, "2026-10-09T16:00", "2026-10-11T16:00") == ["10T02:00 10T07:00"]


def test_a_week_takes_over_on_its_day():
    weeks = tuple(
        (dt.date.fromisoformat(first), ((span(said),),) * 7)
        for first, said in (
            ("0001-01-01", "09:00-10:00"),
            ("2026-10-11", "12:00-13:00"),
            ("2026-10-12", "20:00-02:00"),
            ("2026-10-13", "15:00-16:00"),
        )
    )
    hours = WorkingHours("c", "UTC", weeks)
    assert shown(hours, "2026-10-10", "2026-10-14") == [
        "10T09:00 10T10:00",
        "11T12:00 11T13:00",
        "12T20:00 13T02:00",
        "13T15:00 13T16:00",
    ]
    # Starting to look later changes nothing: the week in force is that of the day.
    assert shown(hours, "2026-10-13T12:00", "2026-10-14") == ["13T15:00 13T16:00"]


def test_breaks_cut_whatever_is_open():
    night = (span("20:00-04:00"),)
    breaks = (
        (5, (span("21:00-21:30"),)),  # Saturdays
        (dt.date(2026, 10, 11), (span("01:00-02:00"), span("03:30-05:00"))),
        (dt.date(2026, 10, 11), (span("23:59-00:01"),)),
    )
    hours = WorkingHours("c", "UTC", ((dt.date.min, (night,) * 7),), (), breaks)
    # The night of Saturday the 10th loses what lies on Sunday morning, too.
    assert shown(hours, "2026-10-10T12:00", "2026-10-12T00:30") == [
        "10T20:00 10T21:00",
        "10T21:30 11T01:00",
        "11T02:00 11T03:30",
        "11T20:00 11T23:59",
        "12T00:01 12T00:30",
    ]


def test_intervals_are_cut_at_the_microsecond():
    hours = every_day("UTC", "09:00-17:00")
    nine, five = us("2026-10-10T09:00"), us("2026-10-10T17:00")
    assert open_between(hours, nine - 1, five + 1) == [(nine, five)]
    assert open_between(hours, nine + 1, five - 1) == [(nine + 1, five - 1)]
    assert open_between(hours, five, nine + DAY_US) == []
    assert open_between(hours, five - 1, nine + DAY_US + 1) == [
        (five - 1, five),
        (nine + DAY_US, nine + DAY_US + 1),
    ]
    assert open_between(hours, nine, nine) == []


def test_instants_lie_in_the_years_that_a_calendar_may_name():
    hours = every_day("Pacific/Kiritimati", "00:00-00:00")
    assert open_between(hours, FIRST_US, FIRST_US + 5) == [(FIRST_US, FIRST_US + 5)]
    assert open_between(hours, END_US - 5, END_US) == [(END_US - 5, END_US)]
    for start, end in ((FIRST_US - 1, 0), (0, END_US + 1), (1, 0)):
        with pytest.raises(ValueError, match="between 1900 and 2200"):
            open_between(hours, start, end)
    assert us_of_year(1970) == 0
    assert us_of_year(2026) == us("2026-01-01")


def test_joining_and_cutting():
    i = Interval
    assert united([i(0, 2), i(1, 5), i(2, 3), i(5, 6), i(8, 9)]) == [(0, 6), (8, 9)]
    assert united([]) == []
    whole = [i(0, 10), i(20, 30)]
    assert list(without(whole, [])) == whole
    assert list(without(whole, [i(0, 10)])) == [(20, 30)]
    assert list(without(whole, [i(2, 3), i(9, 21), i(29, 40)])) == [(0, 2), (3, 9), (21, 29)]
    assert list(without(whole, [i(-5, 50)])) == []
    assert list(without([], [i(0, 1)])) == []
