"""Durations as exports write them, against sums made by hand and by parts."""

from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.importing.profile.readings import Numbers
from scoring.importing.reading.spans import read_spans

PLAIN = Numbers(mark="point", grouping="none")
GERMAN = Numbers(mark="comma", grouping="point")


def seconds(text, unit, numbers=PLAIN, how="exact"):
    """Whole seconds; None where it is no duration, "finer" where it has a part of a second."""
    found = read_spans(pa.array([text], pa.string()), unit, numbers, how)
    if not found.plain[0]:
        return None
    return int(found.seconds[0]) if found.fine[0] else "finer"


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("90", "s", 90),
        ("1.5", "min", 90),
        ("-1.5", "min", -90),
        ("0.25", "h", 900),
        ("2", "d", 172_800),
        ("26:05:09", "h:m:s", 93_909),
        ("100000:00:00", "h:m:s", 360_000_000),
        ("0:00:00", "h:m:s", 0),
        ("-00:05:00", "h:m:s", -300),
        ("\N{MINUS SIGN}00:05:00", "h:m:s", -300),
        ("00:00:09.0", "h:m:s", 9),
        ("12:30", "h:m", 45_000),
        ("-0:05", "h:m", -300),
        ("90:05", "m:s", 5405),
        ("3 12:05:09", "d h:m:s", 302_709),
        ("0 00:05:09", "d h:m:s", 309),
        ("12:05:09", "d h:m:s", 43_509),
        ("-3 12:05:09", "d h:m:s", -302_709),
        ("3 days, 1:00:00", "d h:m:s", 262_800),
        ("0 days 00:05:09.000000000", "d h:m:s", 309),
        ("3 Days 12 Hours 5 Minutes", "words", 302_700),
        ("1 Day 1 Hour 1 Minute 1 Second", "words", 90_061),
        ("1h 20m", "words", 4800),
        ("1H20M", "words", 4800),
        ("90 sec", "words", 90),
        ("1.5 hours", "words", 5400),
        ("1 hr, 5 mins and 3 secs", "words", 3903),
        ("-2 days", "words", -172_800),
        ("3天12小时5分钟", "words", 302_700),
    ],
)
def test_a_duration_comes_to_its_seconds(text, unit, expected):
    assert seconds(text, unit) == expected


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("1:30", "min"),
        ("90 s", "s"),
        ("1:60:00", "h:m:s"),
        ("1:00:60", "h:m:s"),
        ("1:5:09", "h:m:s"),
        ("1:05:9", "h:m:s"),
        ("12:30", "h:m:s"),
        (":05:09", "h:m:s"),
        ("1:05:09,5", "h:m:s"),
        ("1:05:09.", "h:m:s"),
        ("--1:05:09", "h:m:s"),
        ("1:-5:09", "h:m:s"),
        ("１:05:09", "h:m:s"),
        ("12:30:00", "h:m"),
        ("12:5", "h:m"),
        ("12:30.5", "h:m"),
        ("3 24:00:00", "d h:m:s"),
        ("3 12:05", "d h:m:s"),
        ("-1 day, 23:55:00", "d h:m:s"),  # Python's five minutes below zero, others' two days
        ("3  days", "d h:m:s"),
        ("5", "words"),
        ("", "words"),
        ("-", "words"),
        ("20m 1h", "words"),
        ("1h 1h", "words"),
        ("1 week", "words"),
        ("3 months", "words"),
        ("3 Days,", "words"),
        ("3 Days and ", "words"),
        ("and 3 Days", "words"),
        ("about 3 Days", "words"),
        ("1h -20m", "words"),
        ("1,5 hours", "words"),
        ("hours", "words"),
    ],
)
def test_what_is_not_written_so_is_no_duration(text, unit):
    assert seconds(text, unit) is None


def test_a_part_of_a_second_is_refused_or_rounded_as_the_profile_says():
    assert seconds("00:00:09.5", "h:m:s") == "finer"
    assert seconds("00:00:09.5", "h:m:s", how="half_up") == 10
    assert seconds("00:00:09.5", "h:m:s", how="half_even") == 10
    assert seconds("-00:00:09.5", "h:m:s", how="half_up") == -10
    assert seconds("-00:00:09.5", "h:m:s", how="floor") == -10
    assert seconds("-00:00:09.5", "h:m:s", how="ceiling") == -9
    assert seconds("0.001", "min") == "finer"
    assert seconds("0.001", "min", how="up") == 1
    assert seconds("1,5 Stunden", "words", GERMAN) is None
    assert seconds("1,5 h", "words", GERMAN) == 5400
    assert seconds("00:00:09,5", "h:m:s", GERMAN, "down") == 9
    assert seconds("1.234,5", "s", GERMAN, "down") == 1234


def test_the_sign_is_told_apart_from_the_value():
    found = read_spans(pa.array(["-0:00", "0:00", "-0:01", "x"]), "h:m", PLAIN, "exact")
    assert found.negative.tolist() == [True, False, True, False]
    assert found.seconds[:3].tolist() == [0, 0, -60]
    assert read_spans(pa.array(["-0.0"]), "s", PLAIN, "exact").negative.tolist() == [True]


PARTS = st.tuples(
    st.integers(0, 999), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59),
    st.integers(0, 999),
)  # fmt: skip


@given(st.lists(st.tuples(PARTS, st.booleans()), min_size=1, max_size=20))
@settings(max_examples=30, deadline=None)
def test_the_same_duration_in_every_writing_is_the_same(spans):
    written = {"d h:m:s": [], "h:m:s": [], "m:s": [], "words": [], "s": [], "h": []}
    totals = []
    for (d, h, m, s, ms), minus in spans:
        sign, exact = "-" if minus else "", Fraction(ms, 1000)
        total = ((d * 24 + h) * 60 + m) * 60 + s + exact
        totals.append(-total if minus else total)
        written["d h:m:s"].append(f"{sign}{d} {h}:{m:02}:{s:02}.{ms:03}")
        written["h:m:s"].append(f"{sign}{d * 24 + h}:{m:02}:{s:02}.{ms:03}")
        written["m:s"].append(f"{sign}{(d * 24 + h) * 60 + m}:{s:02}.{ms:03}")
        written["words"].append(f"{sign}{d} Days {h} hrs, {m} min and {s}.{ms:03} SECONDS")
        written["s"].append(f"{sign}{((d * 24 + h) * 60 + m) * 60 + s}.{ms:03}")
        written["h"].append(f"{sign}{d * 24 + h}")
    for unit, texts in written.items():
        found = read_spans(pa.array(texts), unit, PLAIN, "floor")
        assert found.plain.all()
        assert found.negative.tolist() == [minus for _, minus in spans]
        if unit != "h":
            assert found.seconds.tolist() == [total // 1 for total in totals]
            exact = read_spans(pa.array(texts), unit, PLAIN, "exact")
            assert exact.fine.tolist() == [total.denominator == 1 for total in totals]


@given(st.text("0123456789:-. ", max_size=10))
@settings(max_examples=200, deadline=None)
def test_a_clock_reads_as_a_second_reader_cuts_it(text):
    assert seconds(text, "h:m:s", how="down") == by_hand(text)


def by_hand(text):
    """Read hours, minutes and seconds by cutting them apart, without an expression."""
    sign = -1 if text[:1] == "-" else 1
    parts = text.removeprefix("-").split(":")
    if len(parts) != 3:
        return None
    hours, minutes, rest = parts
    whole, marked, part = rest.partition(".")
    digits = "0123456789"
    if any(not one or any(c not in digits for c in one) for one in (hours, minutes, whole)):
        return None
    if len(minutes) != 2 or len(whole) != 2 or int(minutes) > 59 or int(whole) > 59:
        return None
    if marked and (not part or any(c not in digits for c in part)):
        return None
    return sign * (int(hours) * 3600 + int(minutes) * 60 + int(whole))
