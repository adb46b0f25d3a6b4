"""Calendars: typed, closed and linted; every problem stands at its line and column."""

import datetime as dt

import pytest

from scoring.errors import DataError
from scoring.intake.calendar_lint import WEEKDAYS
from scoring.intake.calendars import load_calendar, read_calendar
from scoring.intake.folder import open_folder
from scoring.worktime.hours import Span
from tests.intake.folders import write

GOOD = """\
calendar: north
zone: Asia/Shanghai
hours:
  monday: [09:00-12:00, 13:00-18:00]
  tuesday: [09:00-12:00, 13:00-18:00]
  wednesday: [09:00-12:00, 13:00-18:00]
  thursday: [09:00-12:00, 13:00-18:00]
  friday: [00:00-06:00, 22:00-24:00]
  saturday: closed
  sunday: closed
holidays:
  - {day: 2026-10-01, name: 国庆节}
  - {day: 2026-10-02, name: 国庆节}
working_days:
  - day: 2026-10-10
    name: 调休
    hours: [09:00-12:00, 12:00-15:30]
"""


def write_calendars(tmp_path, **texts):
    d = write(tmp_path / "d")
    (d / "calendars").mkdir()
    for name, text in texts.items():
        (d / "calendars" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return d


def told(tmp_path, *changes):
    """The problems of a folder whose calendar differs from the good one in some places."""
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    with pytest.raises(DataError) as caught:
        open_folder(write_calendars(tmp_path, north=text))
    assert caught.value.exit_code == 3
    return [
        (p.code, p.where.removeprefix("calendars/north.yaml"), p.what)
        for p in caught.value.problems
    ]


def test_a_calendar_is_read(tmp_path):
    folder = open_folder(write_calendars(tmp_path, north=GOOD))
    calendar = folder.calendars["north"]
    assert calendar.hours.monday == (Span(9 * 3600, 12 * 3600), Span(13 * 3600, 18 * 3600))
    assert calendar.hours.friday == (Span(0, 6 * 3600), Span(22 * 3600, 24 * 3600))
    assert calendar.hours.sunday == "closed"
    assert [(h.day, h.name) for h in calendar.holidays] == [
        (dt.date(2026, 10, 1), "国庆节"),
        (dt.date(2026, 10, 2), "国庆节"),
    ]
    (extra,) = calendar.working_days
    assert extra.hours == (Span(9 * 3600, 12 * 3600), Span(12 * 3600, 15 * 3600 + 1800))
    assert [f.name for f in folder.files if "calendars" in f.name] == ["calendars/north.yaml"]
    assert [(f.code, f.file) for f in folder.findings] == [("checked-not-used", "calendars")]


def test_several_calendars_are_several(tmp_path):
    south = GOOD.replace("north", "south").replace("Asia/Shanghai", "Asia/Kolkata")
    folder = open_folder(write_calendars(tmp_path, north=GOOD, south=south))
    assert {n: c.zone for n, c in folder.calendars.items()} == {
        "north": "Asia/Shanghai",
        "south": "Asia/Kolkata",
    }


@pytest.mark.parametrize(
    ("old", "new", "code", "where", "said"),
    [
        (
            "calendar: north",
            "calendar: south",
            "calendar-name",
            ":1:1",
            "'south' and its file 'north'",
        ),
        ("zone: Asia/Shanghai", "zone: Asia/Shangai", "unknown-zone", ":2:1", "not the name of"),
        ("  saturday: closed\n", "", "missing-key", ":3:1", "saturday"),
        ("  saturday: closed", "  saturday: off", "unknown-choice", ":9:3", "saturday"),
        ("  sunday: closed", "  sonday: closed", "unknown-key", ":10:3", "sonday"),
        ("zone:", "holiday: x\nzone:", "unknown-key", ":2:1", "holiday"),
        (
            GOOD[GOOD.index("working_days:") :],
            "",
            "missing-key",
            ":1:1",
            "working_days",
        ),
        ("day: 2026-10-10", "day: 2026-10-01", "repeated-day", ":15:5", "first in line 12"),
        (
            "{day: 2026-10-02, name: 国庆节}",
            "{day: 2026-10-01, name: x}",
            "repeated-day",
            ":13:5",
            "2026-10-01 is written twice, first in line 12",
        ),
        ("day: 2026-10-10", "day: 2026-02-30", "wrong-value", ":15:5", "2026-02-30"),
        ("day: 2026-10-10", "day: 10.10.2026", "wrong-value", ":15:5", "10.10.2026"),
        ("day: 2026-10-10", "day: 1066-10-14", "wrong-value", ":15:5", "1066-10-14"),
        (
            "hours: [09:00-12:00, 12:00-15:30]",
            "hours: [09:00-12:00, 11:59-15:30]",
            "overlapping-spans",
            ":17:26",
            "overlaps",
        ),
        ("hours: [09:00-12:00, 12:00-15:30]", "hours: []", "too-few", ":17:5", "hours"),
        ("hours: [09:00-12:00, 12:00-15:30]", "hours: closed", "wrong-form", ":17:5", "hours"),
        (
            "friday: [00:00-06:00, 22:00-24:00]",
            "friday: [22:00-22:00]",
            "wrong-value",
            ":8:12",
            "22:00-22:00",
        ),
        (
            "friday: [00:00-06:00, 22:00-24:00]",
            "friday: [9:00-12:00]",
            "wrong-value",
            ":8:12",
            "9:00-12:00",
        ),
        (
            "friday: [00:00-06:00, 22:00-24:00]",
            "friday: [09:00-24:30]",
            "wrong-value",
            ":8:12",
            "09:00-24:30",
        ),
        (
            "friday: [00:00-06:00, 22:00-24:00]",
            "friday: [10:00-11:00, 09:00-10:01]",
            "overlapping-spans",
            ":8:12",
            "overlaps",
        ),
        ("name: 调休", 'name: "a\\u200bb"', "wrong-value", ":16:5", "name is"),
    ],
)
def test_every_problem_stands_at_its_place(tmp_path, old, new, code, where, said):
    ((found, place, what),) = told(tmp_path, (old, new))
    assert found == code
    assert place == where
    assert said in what


def test_hours_may_run_over_midnight_and_be_written_to_the_second(tmp_path):
    text = GOOD.replace("22:00-24:00", "22:00-06:00, 08:00:05-08:59:59, 20:00-21:00")
    (tmp_path / "north.yaml").write_text(text, encoding="utf-8")
    calendar = read_calendar(tmp_path / "north.yaml", "calendars/north.yaml")
    assert calendar.hours.friday == (
        Span(0, 6 * 3600),
        Span(22 * 3600, 30 * 3600),
        Span(8 * 3600 + 5, 9 * 3600 - 1),
        Span(20 * 3600, 21 * 3600),
    )
    until_midnight = GOOD.replace("22:00-24:00", "22:00-00:00")
    (tmp_path / "north.yaml").write_text(until_midnight, encoding="utf-8")
    calendar = read_calendar(tmp_path / "north.yaml", "calendars/north.yaml")
    assert calendar.hours.friday[1] == Span(22 * 3600, 24 * 3600)


MORE = (
    GOOD
    + """\
effective:
  - from: 2026-11-01
    hours: {monday: [08:00-16:00], tuesday: closed, wednesday: closed, thursday: closed,
            friday: closed, saturday: closed, sunday: closed}
  - from: 2026-12-01
    hours: {monday: [08:00-12:00], tuesday: closed, wednesday: closed, thursday: closed,
            friday: closed, saturday: closed, sunday: closed}
exceptions:
  - {day: 2026-12-31, name: Stocktaking, hours: [09:00-12:00]}
  - {day: 2026-12-30, name: Moving, hours: closed}
breaks:
  - {on: 2026-10-12, name: Assembly, hours: [15:00-16:00]}
  - {on: friday, name: Talk, hours: [05:00-05:30]}
  - {on: every_day, name: Tea, hours: [10:00-10:15]}
"""
)


def test_a_calendar_says_what_else_there_is(tmp_path):
    (tmp_path / "north.yaml").write_text(MORE, encoding="utf-8")
    hours = load_calendar(tmp_path / "north.yaml")
    assert [first.isoformat() for first, _ in hours.weeks] == [
        "0001-01-01",
        "2026-11-01",
        "2026-12-01",
    ]
    assert hours.weeks[1][1] == ((Span(8 * 3600, 16 * 3600),), (), (), (), (), (), ())
    assert dict(hours.days) == {
        dt.date(2026, 10, 1): (),
        dt.date(2026, 10, 2): (),
        dt.date(2026, 10, 10): (Span(9 * 3600, 12 * 3600), Span(12 * 3600, 55_800)),
        dt.date(2026, 12, 30): (),
        dt.date(2026, 12, 31): (Span(9 * 3600, 12 * 3600),),
    }
    tea = (Span(36_000, 36_900),)
    assert hours.breaks == (
        (dt.date(2026, 10, 12), (Span(15 * 3600, 16 * 3600),)),
        (4, (Span(5 * 3600, 19_800),)),
        *((weekday, tea) for weekday in range(7)),
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "where", "said"),
    [
        ("from: 2026-12-01", "from: 2026-11-01", "weeks-out-of-order", ":22:5", "2026-11-01"),
        ("from: 2026-12-01", "from: 2026-10-31", "weeks-out-of-order", ":22:5", "2026-10-31"),
        ("from: 2026-12-01", "until: 2026-12-01", "unknown-key", ":22:5", "until"),
        ("[08:00-12:00]", "[08:00-12:00, 11:00-13:00]", "overlapping-spans", ":23:35", "overlaps"),
        ("day: 2026-12-31", "day: 2026-10-10", "repeated-day", ":26:5", "first in line 15"),
        ("hours: closed}", "hours: shut}", "unknown-choice", ":27:37", "shut"),
        ("[15:00-16:00]", "[15:00-16:00, 15:30-17:00]", "overlapping-spans", ":29:59", "overlaps"),
        ("[15:00-16:00]", "closed", "wrong-form", ":29:38", "hours"),
        ("on: friday", "on: friyay", "wrong-value", ":30:6", "friyay"),
        ("on: 2026-10-12", "on: 2026-10-32", "wrong-value", ":29:6", "2026-10-32"),
        ("[10:00-10:15]", "[10:00-10:60]", "wrong-value", ":31:40", "10:00-10:60"),
        ("[10:00-10:15]", "[10:00:00-10:00]", "wrong-value", ":31:40", "10:00:00-10:00"),
    ],
)
def test_what_else_there_is_is_checked_in_its_place(tmp_path, old, new, code, where, said):
    assert MORE.count(old) == 1, old
    text = MORE.replace(old, new)
    with pytest.raises(DataError) as caught:
        open_folder(write_calendars(tmp_path, north=text))
    problem = caught.value.problems[0]
    assert (problem.code, problem.where) == (code, f"calendars/north.yaml{where}")
    assert said in problem.what


@pytest.mark.parametrize("name", ["wall", "none"])
def test_no_calendar_is_called_what_a_plan_writes_for_none(tmp_path, name):
    with pytest.raises(DataError) as caught:
        open_folder(write_calendars(tmp_path, **{name: GOOD.replace("north", name)}))
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("reserved-name", f"calendars/{name}.yaml:1:1")
    ]


def test_a_calendar_must_be_open_at_some_time(tmp_path):
    lines = [f"  {day}: closed" for day in WEEKDAYS]
    text = "calendar: north\nzone: UTC\nhours:\n" + "\n".join(lines) + "\nholidays: []\n"
    d = write_calendars(tmp_path, north=text + "working_days: []\n")
    with pytest.raises(DataError) as caught:
        open_folder(d)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("never-open", "calendars/north.yaml:3:1")
    extra = "working_days: [{day: 2026-10-10, name: x, hours: [09:00-10:00]}]\n"
    (d / "calendars" / "north.yaml").write_text(text + extra, encoding="utf-8")
    assert open_folder(d).calendars["north"].hours.monday == "closed"


def test_all_problems_of_all_calendars_are_told_at_once(tmp_path):
    north = GOOD.replace("Asia/Shanghai", "Nowhere").replace("12:00-15:30", "11:00-15:30")
    south = GOOD.replace("calendar: north", "calendar: north")
    with pytest.raises(DataError) as caught:
        open_folder(write_calendars(tmp_path, north=north, south=south))
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("unknown-zone", "calendars/north.yaml:2:1"),
        ("overlapping-spans", "calendars/north.yaml:17:26"),
        ("calendar-name", "calendars/south.yaml:1:1"),
    ]


def test_a_file_that_is_no_yaml_is_a_fault_of_data(tmp_path):
    d = write_calendars(tmp_path, north="calendar: [", south=GOOD.replace("north", "south"))
    with pytest.raises(DataError) as caught:
        open_folder(d)
    assert caught.value.exit_code == 3
    assert [(p.code, p.where[:20]) for p in caught.value.problems] == [
        ("yaml-syntax", "calendars/north.yaml")
    ]


def test_the_folder_holds_calendars_and_nothing_else(tmp_path):
    d = write_calendars(tmp_path)
    with pytest.raises(DataError) as caught:
        open_folder(d)
    assert [(p.code, p.where) for p in caught.value.problems] == [("no-calendars", "calendars")]
    for name in ("north.yml", ".hidden.yaml", "notes.txt"):
        (d / "calendars" / name).write_text("x")
    (d / "calendars" / "south.yaml").mkdir()
    with pytest.raises(DataError) as caught:
        open_folder(d)
    assert {(p.code, p.where) for p in caught.value.problems} == {
        ("unknown-file", "calendars/.hidden.yaml"),
        ("unknown-file", "calendars/north.yml"),
        ("unknown-file", "calendars/notes.txt"),
        ("not-a-file", "calendars/south.yaml"),
    }
    flat = write(tmp_path / "f")
    (flat / "calendars").write_text(GOOD, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        open_folder(flat)
    assert [(p.code, p.where) for p in caught.value.problems] == [("not-a-directory", "calendars")]
