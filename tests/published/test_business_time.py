"""Other people's business time: published examples through the public functions, by calendars.

Each example is written as a calendar file and read back. What a source holds to, where others
hold otherwise, is named beside it.
"""

from __future__ import annotations

import datetime as dt

import pytest

from scoring import deadline, load_calendar, open_intervals, open_seconds

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NINE, TEN = "[09:00-17:00]", "[10:00-16:00]"
BIZ = {
    "monday": NINE,
    "tuesday": TEN,
    "wednesday": NINE,
    "thursday": TEN,
    "friday": NINE,
    "saturday": "[11:00-14:30]",
}


@pytest.fixture
def calendar(tmp_path):
    """Read a calendar of some hours by weekday; what is not named is closed."""

    def read(week: dict[str, str], zone: str = "Etc/UTC", holidays: str = "[]", more: str = ""):
        hours = "\n".join(f"  {day}: {week.get(day, 'closed')}" for day in DAYS)
        text = f"calendar: desk\nzone: {zone}\nhours:\n{hours}\nholidays: {holidays}\n"
        path = tmp_path / "desk.yaml"
        path.write_text(f"{text}working_days: []\n{more}", encoding="utf-8")
        return load_calendar(path)

    return read


def days(*written: str) -> str:
    return f"[{', '.join(f'{{day: {day}, name: A holiday}}' for day in written)}]"


def at(written: str) -> dt.datetime:
    return dt.datetime.fromisoformat(written).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        ("2006-01-01", "2006-01-08", 142_200),  # 3 x 8 h + 2 x 6 h + 3.5 h
        ("2006-01-01", "2006-01-01", 0),
        ("2006-01-05T12:00", "2006-01-06T12:00", 25_200),
    ],
)
def test_biz_week(calendar, start, end, seconds):
    # Source: zendesk/biz, spec/calculation/duration_within_spec.rb. An end before the start is
    # no time there: if_reversed="zero".
    week = calendar(BIZ)
    assert open_seconds(week, at(start), at(end), if_reversed="zero") == seconds
    if start != end:
        assert open_seconds(week, at(end), at(start), if_reversed="zero") == 0


@pytest.mark.parametrize(
    ("start", "seconds", "reached"),
    [
        ("2006-01-04T15:58:30", 90, "2006-01-04T16:00"),
        ("2006-01-04T14:30", 5400, "2006-01-04T16:00"),
        ("2006-01-04T13:00", 10_800, "2006-01-04T16:00"),
        ("2006-01-03T00:00", 0, "2006-01-03T10:00"),
    ],
)
def test_biz_deadline(calendar, start, seconds, reached):
    # Source: zendesk/biz, spec/calculation/for_duration_spec.rb. No time at all moves to the next
    # open moment.
    assert deadline(calendar(BIZ), at(start), seconds) == at(reached)


def test_biz_timeline(calendar):
    # Source: zendesk/biz, README, timeline of a schedule in Los Angeles.
    week = {
        "monday": NINE,
        "tuesday": "[00:00-24:00]",
        "wednesday": NINE,
        "thursday": "[09:00-12:00, 13:00-17:00]",
        "saturday": "[10:00-14:00]",
    }
    hours = calendar(week, "America/Los_Angeles", days("2016-01-01", "2016-12-25"))
    found = open_intervals(hours, at("2015-01-10T10:00"), at("2015-01-17T10:00"))
    assert found == [
        (at("2015-01-10T18:00"), at("2015-01-10T22:00")),
        (at("2015-01-12T17:00"), at("2015-01-13T01:00")),
        (at("2015-01-13T08:00"), at("2015-01-14T08:00")),
        (at("2015-01-14T17:00"), at("2015-01-15T01:00")),
        (at("2015-01-15T17:00"), at("2015-01-15T20:00")),
        (at("2015-01-15T21:00"), at("2015-01-16T01:00")),
    ]


def test_biz_dst_empty(calendar):
    # Source: zendesk/biz, spec/periods/after_spec.rb, "empty interval": on 2 April 2006 the clock
    # goes from 02:00 to 03:00 in Los Angeles. 02:30 is 03:30 then, which is after 03:15.
    week = {"sunday": "[02:30-03:15]", "monday": NINE}
    hours = calendar(week, "America/Los_Angeles")
    start, end = at("2006-04-02"), at("2006-04-03T09:00")
    assert open_seconds(hours, start, end, if_reversed="zero") == 0
    # A week earlier the same span has its 45 minutes.
    week_before = (at("2006-03-26"), at("2006-03-27T09:00"))
    assert open_seconds(hours, *week_before, if_reversed="zero") == 2700


def test_biz_shifts(calendar):
    # Source: zendesk/biz, spec/periods/after_spec.rb: dates with shifts of their own.
    shifts = {"2005-12-31": "10:00-14:00", "2006-01-04": "08:00-12:00", "2006-01-06": "09:00-10:00"}
    lines = [f"  - {{day: {d}, name: A shift, hours: [{h}]}}\n" for d, h in shifts.items()]
    hours = calendar(BIZ, more="exceptions:\n" + "".join(lines))
    found = open_seconds(hours, at("2006-01-01"), at("2006-01-08"), if_reversed="zero")
    assert found == 102_600  # 8 + 6 + 4 + 6 + 1 + 3.5 hours


def test_biz_breaks(calendar):
    # Source: zendesk/biz, spec/periods/after_spec.rb, "multiple breaks overlap multiple periods".
    more = (
        "breaks:\n"
        "  - {on: 2006-01-02, name: Two, hours: [08:00-10:15, 11:30-12:30]}\n"
        "  - {on: 2006-01-03, name: Two more, hours: [12:00-13:00, 14:25-14:40]}\n"
    )
    hours = calendar(BIZ, more=more)
    found = open_seconds(hours, at("2006-01-02"), at("2006-01-04"), if_reversed="zero")
    assert found == 37_800  # 8 h - 1.25 h - 1 h, and 6 h - 1 h - 0.25 h


SEATGEEK = [
    ("2014-01-16T18:30", "2014-01-22T10:00", 61_200),
    ("2015-02-23T17:00", "2015-02-24T14:20", 19_200),
    ("2015-02-23T17:01", "2015-02-24T14:20", 19_200),
    ("2014-01-12T12:00", "2014-01-17T19:30", 144_000),
    ("2014-01-13T04:00", "2014-01-17T19:30", 144_000),
    ("2014-01-30T12:15", "2014-01-31T19:30", 45_900),
    ("2014-08-04T11:00", "2014-08-06T05:00", 50_400),
    ("2014-08-04T01:00", "2014-08-04T05:00", 0),
    ("2014-08-04T22:00", "2014-08-04T23:00", 0),
    ("2014-01-10T16:15", "2014-01-12T12:30", 2_700),
    ("2014-01-09T16:15", "2014-01-12T12:30", 31_500),
    ("2014-01-02T09:12", "2014-01-03T09:10", 28_680),
    ("2014-01-02T09:10", "2014-01-03T09:12", 28_920),
    ("2014-01-07T09:00", "2014-01-08T09:00", 28_800),
    ("2014-01-03T09:10", "2014-01-02T09:12", -28_680),
    ("2014-01-16T09:00", "2014-01-17T15:00", 50_400),
    ("2014-08-09T09:00", "2014-08-11T17:00", 28_800),
    ("2014-08-09T09:00", "2014-08-11T23:00", 28_800),
    ("2014-08-08T09:00", "2014-08-11T23:00", 57_600),
]


@pytest.mark.parametrize(("start", "end", "seconds"), SEATGEEK)
def test_seatgeek(calendar, start, end, seconds):
    # Source: seatgeek/businesstime, businesstime/test/__init__.py. An end before the start is
    # negative there. A business day of 8 h is given in seconds here.
    federal = days(
        *("2014-01-01", "2014-01-20", "2014-02-17", "2014-05-26", "2014-07-04", "2014-09-01"),
        *("2014-10-13", "2014-11-11", "2014-11-27", "2014-12-25", "2015-02-16"),
    )
    hours = calendar(dict.fromkeys(DAYS[:5], NINE), "UTC", federal)
    assert open_seconds(hours, at(start), at(end), if_reversed="negative") == seconds


@pytest.mark.parametrize(("holidays", "seconds"), [((), 180), (("2022-07-22",), 120)])
def test_slat_holiday(calendar, holidays, seconds):
    # Source: sifex/sla-timer, tests/SLATest.php, "SLA vacations".
    hours = calendar(dict.fromkeys(DAYS, "[09:00-09:01]"), "UTC", days(*holidays))
    start, end = at("2022-07-21T08:59"), at("2022-07-23T10:00")
    assert open_seconds(hours, start, end, if_reversed="zero") == seconds


@pytest.mark.parametrize(
    ("end", "seconds"),
    [
        ("2022-07-25T10:00", 60),
        ("2022-07-26T07:00", 60),
        ("2022-07-26T10:00", 120),
        ("2022-07-27T07:00", 120),
        ("2022-07-27T10:00", 150),
        ("2022-07-28T10:00", 180),
        ("2022-07-29T10:00", 210),
        ("2022-07-30T10:00", 220),
        ("2022-07-31T10:00", 230),
    ],
)
def test_slat_effective_dated(calendar, end, seconds):
    # Source: sifex/sla-timer, tests/SLATest.php, "superseded schedules": from 27 July on, that
    # day included, 30 seconds a day, and 10 on Saturday and Sunday.
    later = [f"{day}: [09:00:00-09:00:{30 if day in DAYS[:5] else 10}]" for day in DAYS]
    more = f"effective:\n  - {{from: 2022-07-27, hours: {{{', '.join(later)}}}}}\n"
    hours = calendar(dict.fromkeys(DAYS, "[09:00-09:01]"), "UTC", more=more)
    assert open_seconds(hours, at("2022-07-25T08:59"), at(end), if_reversed="zero") == seconds
