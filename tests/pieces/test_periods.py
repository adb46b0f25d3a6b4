"""Stamps find their period by the calendar of a zone, worked out by hand and by datetime."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.columns import Column
from scoring.exact.period import parse_period, period_around, zone
from scoring.kernels import compiled, reference
from scoring.pieces.periods import NO_PERIOD, period_codes

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
BOUNDS = dt.datetime(1990, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


def stamps(*moments):
    known = [moment is not None for moment in moments]
    micros = [(m - EPOCH) // dt.timedelta(microseconds=1) if m else 0 for m in moments]
    return Column("stamp", np.array(micros, np.int64), np.array(known, np.bool_))


def named(column, cycle, name):
    codes, names = period_codes(column, cycle, name, reference)
    quick, again = period_codes(column, cycle, name, compiled)
    assert (quick.tolist(), again) == (codes.tolist(), names)
    return [None if code == NO_PERIOD else names[code] for code in codes]


def utc(*when):
    return dt.datetime(*when, tzinfo=dt.UTC)


def test_midnight_of_the_zone_parts_two_periods():
    # Midnight in Shanghai is 16:00 UTC of the day before.
    column = stamps(
        utc(2026, 9, 30, 15, 59, 59, 999_999), utc(2026, 9, 30, 16), None, utc(2026, 12, 31, 16)
    )
    assert named(column, "month", "Asia/Shanghai") == ["2026-09", "2026-10", None, "2027-01"]
    assert named(column, "month", "UTC") == ["2026-09", "2026-09", None, "2026-12"]


@pytest.mark.parametrize(
    ("cycle", "names"),
    [
        ("month", ["2026-01", "2026-06", "2026-07", "2026-12"]),
        ("quarter", ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        ("half_year", ["2026-H1", "2026-H1", "2026-H2", "2026-H2"]),
        ("year", ["2026"] * 4),
    ],
)
def test_every_cycle_has_its_periods(cycle, names):
    column = stamps(utc(2026, 1, 1), utc(2026, 6, 30), utc(2026, 7, 1), utc(2026, 12, 31, 23, 59))
    assert named(column, cycle, "UTC") == names


def test_what_no_calendar_has_is_in_no_period():
    far = np.array([-(2**63), 2**63 - 1, 2**62, 0], np.int64)
    column = Column("stamp", far, np.array([True, True, True, False]))
    assert named(column, "month", "UTC") == [None] * 4
    assert named(stamps(), "month", "UTC") == []


@given(
    st.lists(st.integers(*(int((m - EPOCH).total_seconds()) for m in BOUNDS)), min_size=1),
    st.sampled_from(["month", "quarter", "half_year", "year"]),
    st.sampled_from(["Asia/Shanghai", "America/Santiago", "Pacific/Apia", "UTC"]),
)
def test_the_period_is_that_of_the_local_day(seconds, cycle, name):
    moments = [EPOCH + dt.timedelta(seconds=s) for s in seconds]
    local = [moment.astimezone(zone(name)).date() for moment in moments]
    expected = [period_around(day, cycle).name for day in local]
    assert named(stamps(*moments), cycle, name) == expected


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), st.sampled_from(["month", "quarter"]))
def test_a_day_lies_in_the_period_around_it(day, cycle):
    period = period_around(day, cycle)
    assert period.first <= day < period.end
    assert parse_period(period.name) == period
    assert period.cycle == cycle
