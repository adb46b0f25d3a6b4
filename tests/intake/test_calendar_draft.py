"""A calendar to start from: hours as asked, public holidays by the package, and what is refused."""

import datetime as dt
import subprocess
import sys

import holidays
import pytest

from scoring.errors import UsageError
from scoring.intake.calendar_draft import Asked, draft_calendar
from scoring.intake.calendars import load_calendar
from scoring.worktime.hours import Span

OFFICE = ("monday-friday 09:00-12:00,13:00-18:00",)
CHINA = Asked("north", "CN", None, "2026", "Asia/Shanghai", OFFICE)
DAY = (Span(9 * 3600, 12 * 3600), Span(13 * 3600, 18 * 3600))


def drafted(folder, asked):
    path = folder / f"{asked.name}.yaml"
    path.write_text(draft_calendar(asked), encoding="utf-8")
    return load_calendar(path)


def test_the_year_2026_of_china(tmp_path):
    # Source: the notice of the State Council on the holidays of 2026: 1 to 7 October are off, and
    # 20 September and 10 October worked; 15 to 23 February off, 14 and 28 February worked.
    hours = drafted(tmp_path, CHINA)
    assert (hours.name, hours.zone, hours.weeks[0][1]) == (
        "north",
        "Asia/Shanghai",
        (DAY,) * 5 + ((),) * 2,
    )
    days = dict(hours.days)
    october = [dt.date(2026, 10, n) for n in range(1, 8)]
    february = [dt.date(2026, 2, n) for n in range(15, 24)]
    weekday = {d for d in october + february if d.weekday() < 5}
    assert all(days[d] == () for d in weekday)
    worked = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert [d for d, spans in hours.days if spans] == [
        dt.date.fromisoformat(f"2026-{day}") for day in worked
    ]
    assert {spans for spans in days.values() if spans} == {DAY}


def test_what_a_person_has_to_check_is_written_into_it():
    china, germany = (
        draft_calendar(asked)
        for asked in (CHINA, Asked("south", "DE", "BY", "2026-2027", "Europe/Berlin", OFFICE))
    )
    assert f"# A draft: the public holidays of CN, by holidays {holidays.__version__}." in china
    assert '{day: 2026-10-01, name: "国庆节"}' in china
    assert "worked instead (调休), with the hours of an ordinary day" in china
    assert "holidays of DE, BY" in germany
    assert "the package names no days of 2026-2027 that are worked instead" in germany
    # Bavaria has a day of its own on 6 January, in both years.
    for year in (2026, 2027):
        assert f'{{day: {year}-01-06, name: "Heilige Drei Könige"}}' in germany
    assert germany.count("name: ") == 2 * 12  # on 15 August, most of Bavaria's towns but not all
    assert "working_days: []" in germany


def test_the_language_of_the_machine_changes_nothing():
    code = (
        "from scoring.intake.calendar_draft import Asked, draft_calendar\n"
        f"print(draft_calendar(Asked('north', 'CN', None, '2026', 'Asia/Shanghai', {OFFICE!r})))"
    )
    for language in ("C.UTF-8", "zh_CN.UTF-8", "en_US.UTF-8"):
        env = {"LANG": language, "LANGUAGE": language[:5], "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, check=True
        )
        assert done.stdout.decode() == draft_calendar(CHINA) + "\n"


def test_hours_are_given_by_day_and_by_span_of_days(tmp_path):
    said = ("friday-monday 10:00-14:00", "wednesday 22:00-06:00", "monday 08:00-09:00")
    hours = drafted(tmp_path, CHINA._replace(hours=said))
    ten = (Span(36_000, 50_400),)
    eight, night = (Span(28_800, 32_400),), (Span(79_200, 108_000),)
    assert hours.weeks[0][1] == (eight, (), night, (), ten, ten, ten)


@pytest.mark.parametrize(
    "country", ["US", "JP", "IN", "BR", "GB", "IL", "TH", "EG", "KR", "SA", "TW"]
)
def test_a_draft_of_any_country_is_a_calendar(tmp_path, country):
    hours = drafted(tmp_path, Asked("some", country, None, "2025-2027", "UTC", OFFICE))
    assert len([day for day, spans in hours.days if not spans]) > 20


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"country": "cn"}, "unknown-country", "Did you mean 'CN'?"),
        ({"country": "China"}, "unknown-country", "a code such as CN"),
        ({"country": "DE", "subdivision": "XX"}, "unknown-subdivision", "BY"),
        ({"country": "SG", "subdivision": "XX"}, "unknown-subdivision", "none"),
        ({"years": "26"}, "bad-years", "2026-2027"),
        ({"years": "2027-2026"}, "bad-years", "2026-2027"),
        ({"years": "1949"}, "bad-years", "1950 to 2100"),
        ({"zone": "Asia/Shangai"}, "unknown-zone", "Asia/Shanghai"),
        ({"hours": ()}, "no-hours", "monday-friday"),
        ({"hours": ("mon-fri 09:00-18:00",)}, "bad-hours", "'mon-fri' names no weekdays"),
        ({"hours": ("monday 9-18",)}, "bad-hours", "09:00-12:00"),
        ({"hours": ("monday",)}, "bad-hours", "09:00-12:00"),
        ({"name": "North"}, "bad-name", "letters a-z"),
        ({"name": "wall"}, "bad-name", "letters a-z"),
    ],
)
def test_what_cannot_be_given_is_refused(changes, code, said):
    with pytest.raises(UsageError) as caught:
        draft_calendar(CHINA._replace(**changes))
    (problem,) = caught.value.problems
    assert problem.code == code
    assert said in str(problem)


def test_everything_is_refused_at_once():
    asked = Asked("None", "XX", None, "x", "Nowhere", ("someday 9",))
    with pytest.raises(UsageError) as caught:
        draft_calendar(asked)
    assert [p.code for p in caught.value.problems] == [
        "bad-hours", "bad-years", "bad-name", "unknown-zone", "unknown-country"
    ]  # fmt: skip


def test_the_command_writes_once_and_never_over(plaudit, tmp_path):
    path = tmp_path / "north.yaml"
    words = ("calendar", "CN", "--years", "2026", "--zone", "Asia/Shanghai", "--hours", *OFFICE)
    done = plaudit(*words, "--out", path)
    assert (done.code, done.out) == (0, "")
    assert "# check:" in done.err
    assert path.read_text(encoding="utf-8") == draft_calendar(CHINA)
    path.write_text("mine", encoding="utf-8")
    done = plaudit(*words, "--out", path)
    assert (done.code, path.read_text(encoding="utf-8")) == (6, "mine")
    assert "nothing is overwritten" in done.err
    done = plaudit(*words, "--subdivision", "XX", "--out", tmp_path / "south.yaml")
    assert (done.code, [p.name for p in tmp_path.iterdir()]) == (2, ["north.yaml"])
