"""Periods and the instants at which they begin, hand-computed."""

import datetime as dt
from importlib import resources

import pytest

from scoring.exact.period import instant_us, parse_period, zone

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("name", "first", "end", "days", "cycle"),
    [
        ("2026-10", (2026, 10, 1), (2026, 11, 1), 31, "month"),
        ("2026-12", (2026, 12, 1), (2027, 1, 1), 31, "month"),
        ("2024-02", (2024, 2, 1), (2024, 3, 1), 29, "month"),
        ("2026-Q4", (2026, 10, 1), (2027, 1, 1), 92, "quarter"),
        ("2026-H1", (2026, 1, 1), (2026, 7, 1), 181, "half_year"),
        ("2026", (2026, 1, 1), (2027, 1, 1), 365, "year"),
    ],
)
def test_a_period_is_half_open(name, first, end, days, cycle):
    period = parse_period(name)
    assert (period.first, period.end) == (dt.date(*first), dt.date(*end))
    assert (period.days, period.cycle) == (days, cycle)


@pytest.mark.parametrize(
    "name",
    [
        *("2026-13", "2026-0", "2026-Q5", "26-10", "2026-10-01", "", "1066", "2026-10\n"),
        *("２０２６-10", "2026-１０", "٢٠٢٦"),  # digits of other scripts
    ],
)
def test_other_words_are_not_periods(name):
    with pytest.raises(ValueError, match="is not a period"):
        parse_period(name)


@pytest.mark.parametrize(
    ("day", "zone_name", "utc"),
    [
        ((2026, 10, 1), "Asia/Shanghai", "2026-09-30T16:00"),
        ((2026, 10, 1), "Europe/Berlin", "2026-09-30T22:00"),  # summer time, +02:00
        ((2026, 11, 1), "Europe/Berlin", "2026-10-31T23:00"),  # winter time, +01:00
        ((2026, 10, 1), "UTC", "2026-10-01T00:00"),
        # Sao Paulo's clocks went from 00:00 to 01:00: the day began at 01:00 -02:00.
        ((2018, 11, 4), "America/Sao_Paulo", "2018-11-04T03:00"),
        # Havana's clocks went back from 01:00 to 00:00: the first of two midnights.
        ((2026, 11, 1), "America/Havana", "2026-11-01T04:00"),
        # St. John's went back from 00:01 (-02:30) to 23:01 of the day before (-03:30), so that
        # midnight came twice, at 02:30 and at 03:30 UTC: the day begins at the first.
        ((2010, 11, 7), "America/St_Johns", "2010-11-07T02:30"),
    ],
)
def test_a_day_begins_at_local_midnight(day, zone_name, utc):
    begins = EPOCH + dt.timedelta(microseconds=instant_us(dt.date(*day), zone_name))
    assert begins == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "name",
    [
        *("Asia/Beijing", "", "../etc/passwd", "Asia", "UTC+8", "Asia//Tokyo"),
        *("A" * 300, "Asia/" * 60 + "Tokyo", "A/" * 5000 + "B"),  # too long for a path
        *("__init__/x", "__pycache__/x"),  # code of the package
    ],
)
def test_unknown_zones_are_refused(name):
    with pytest.raises(ValueError, match="time zone") as caught:
        zone(name)
    assert len(str(caught.value)) < 200


def test_every_zone_of_the_database_is_known():
    names = (resources.files("tzdata") / "zones").read_text().split()
    assert len(names) > 500
    assert {zone(name).key for name in names} == set(names)
