"""Working time of rows: the kernels, the independent calculation and a count of minutes agree."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.independent.worktime import worked_us
from scoring.kernels import compiled, reference
from scoring.pieces.durations import _worked
from scoring.worktime.hours import DAY_US, us_of_year
from scoring.worktime.timeline import BUCKET_US, timeline
from tests.made_up import working_hours
from tests.strategies import CALENDARS
from tests.worktime.test_hours import every_day

MINUTE_US = 60_000_000
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Days around which clocks change in one of the zones, and an ordinary one.
NEAR = ("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01")
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")


def epoch_us(day):
    return (dt.date.fromisoformat(day) - dt.date(1970, 1, 1)).days * DAY_US


def seconds(kernels, calendars, start, end, years, of=None):
    """What a kernel finds for rows of several calendars, and whether all lay within the years."""
    start, end = np.array(start, np.int64), np.array(end, np.int64)
    of = np.zeros(1, np.int32) if of is None else np.array(of, np.int32)
    for array in (start, end, of):
        array.flags.writeable = False
    found = np.full(start.size, 7, np.int64)
    counted = np.ones(start.size, np.bool_)
    laid_out = timeline(tuple(calendars), *years)
    return kernels.open_seconds(start, end, counted, of, *laid_out, found), found.tolist()


KERNELS = pytest.mark.parametrize("kernels", [reference, compiled], ids=["reference", "compiled"])


@KERNELS
def test_edges_to_the_microsecond(kernels):
    hours = every_day("UTC", "09:00-17:00")
    nine = epoch_us("2026-10-10") + 9 * 60 * MINUTE_US
    five, second = nine + 8 * 60 * MINUTE_US, 1_000_000
    table = [
        (nine, nine + second, 1),
        (nine, nine + second - 1, 0),
        (nine - 1, nine + second, 1),
        (nine + 1, nine + second, 0),
        (nine + 1, nine + second + 1, 1),
        (five - second, five, 1),
        (five - second, five + 1, 1),
        (five - second + 1, five + 1, 0),
        (five, five + 16 * 60 * MINUTE_US + second, 1),
        (five - 1, nine + DAY_US + second - 1, 1),
        (nine, nine, 0),
        (five + 5, five + 3, 0),
        (nine + second, nine, -1),
        (nine + 1, nine, -1),
        (nine + DAY_US, nine, -8 * 3600),
    ]
    start, end, expected = zip(*table, strict=True)
    assert seconds(kernels, [hours], start, end, (2026, 2026)) == (True, list(expected))


@KERNELS
def test_the_years_laid_out_are_the_years_that_are_answered(kernels):
    hours = every_day("UTC", "00:00-12:00")
    first, last = us_of_year(2026), us_of_year(2027)
    half_second = 500_000
    # The year's first instant to its second half a day, and the last instant that is laid out.
    well, found = seconds(
        kernels, [hours], [first, last - 1], [first + DAY_US, last - 1], (2026,) * 2
    )
    assert (well, found) == (True, [12 * 3600, 0])
    far = [-(2**63), first - 2 * BUCKET_US, last + 2 * BUCKET_US, 2**63 - 1]
    for stamp in far:
        for pair in ((stamp, first + half_second), (first, stamp), (stamp, stamp)):
            both = seconds(
                kernels, [hours], [pair[0], first], [pair[1], first + DAY_US], (2026,) * 2
            )
            assert both == (False, [0, 12 * 3600])
    # More years give the same, and take in what lay beyond.
    wide = (1990, 2099)
    assert seconds(kernels, [hours], [first], [last], wide) == (True, [365 * 12 * 3600])


@KERNELS
def test_rows_that_do_not_count_may_hold_anything(kernels):
    day = every_day("UTC", "00:00-00:00")
    stamps = np.array([0, -(2**63), 2**63 - 1], np.int64) + np.array([us_of_year(2026), 0, 0])
    counted, found = np.array([True, False, False]), np.full(3, 7, np.int64)
    one = np.zeros(1, np.int32)
    laid_out = timeline((day,), 2026, 2026)
    assert kernels.open_seconds(stamps, stamps, counted, one, *laid_out, found)
    assert found.tolist() == [0, 0, 0]
    nothing = np.zeros(0, np.int64)
    assert kernels.open_seconds(
        nothing, nothing, np.zeros(0, np.bool_), one, *laid_out, np.zeros(0, np.int64)
    )


def test_the_calendars_of_rows_do_not_touch_each_other():
    morning, evening = every_day("UTC", "06:00-07:00"), every_day("UTC", "18:00-20:00")
    start = epoch_us("2026-10-10")
    table = [(None, 86_400), (morning, 3600), (evening, 7200)]
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        calendars = [table[i][0] for i in order]
        expected = [table[i][1] for i in order]
        for kernels in (reference, compiled):
            rows = seconds(
                kernels, calendars, [start] * 3, [start + DAY_US] * 3, (2026, 2026), [0, 1, 2]
            )
            assert rows == (True, expected)


@st.composite
def calendars(draw):
    """A calendar as text, with edges at minutes; it may run over midnight and be cut anywhere."""
    minute = st.integers(0, 1439)

    def spans(most):
        edges = sorted(draw(st.lists(minute, min_size=2, max_size=2 * most, unique=True)))
        pairs = list(zip(edges[::2], edges[1::2], strict=False))
        if len(pairs) == 1 and draw(st.booleans()):
            pairs = [(pairs[0][1], pairs[0][0])]  # over midnight
        return [f"{written(a)}-{written(b)}" for a, b in pairs]

    def written(m):
        return f"{m // 60:02}:{m % 60:02}"

    near = dt.date.fromisoformat(draw(st.sampled_from(NEAR)))
    some_day = st.integers(-2, 2).map(lambda n: (near + dt.timedelta(days=n)).isoformat())
    closed = st.just("closed")
    named = draw(st.lists(some_day, max_size=3, unique=True))
    said = {
        "calendar": "c",
        "zone": draw(st.sampled_from(ZONES)),
        "hours": {day: spans(2) for day in DAYS},
        "holidays": [{"day": day, "name": "x"} for day in named[:1]],
        "working_days": [{"day": day, "name": "x", "hours": spans(2)} for day in named[1:2]],
        "exceptions": [
            {"day": day, "name": "x", "hours": draw(closed | st.just(spans(1)))}
            for day in named[2:]
        ],
        "breaks": [
            {"on": on, "name": "x", "hours": spans(2)}
            for on in draw(st.lists(some_day | st.sampled_from(("every_day", *DAYS)), max_size=2))
        ],
        "effective": [
            {"from": draw(some_day), "hours": {day: spans(1) for day in DAYS}}
            for _ in range(draw(st.integers(0, 1)))
        ],
    }
    return said, epoch_us(near.isoformat())


OFFSETS = st.integers(-2 * 1440, 2 * 1440).flatmap(
    lambda minute: st.sampled_from((-1, 0, 1)).map(lambda us: minute * MINUTE_US + us)
)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(drawn=calendars(), offsets=st.lists(st.tuples(OFFSETS, OFFSETS), min_size=1, max_size=8))
def test_kernels_and_the_independent_calculation_agree(drawn, offsets):
    said, near = drawn
    start, end = ([near + pair[i] for pair in offsets] for i in (0, 1))
    hours = working_hours(said)
    expected = []
    for a, b in zip(start, end, strict=True):
        between = worked_us(said, min(a, b), max(a, b))
        expected.append((between if a <= b else -between) // 1_000_000)
    for kernels in (reference, compiled):
        assert seconds(kernels, [hours], start, end, (2026, 2026)) == (True, expected)
        assert seconds(kernels, [None, hours], start, end, (2025, 2027), [1] * len(start)) == (
            True,
            expected,
        )


def counted_minutes(said, start_us, end_us):
    """Look at the wall in every minute: is it within the hours of this day, or of the one before?

    True of hours whose edges are not in an hour that is left out or comes twice.
    """
    zone, total = ZoneInfo(said["zone"]), 0
    for us in range(start_us, end_us, MINUTE_US):
        local = dt.datetime.fromtimestamp(us // 1_000_000, dt.UTC).astimezone(zone)
        at = 60 * local.hour + local.minute
        yesterday = local.date() - dt.timedelta(days=1)
        total += any(
            a <= minute < b
            for day, minute in ((local.date(), at), (yesterday, at + 1440))
            for a, b in minutes_of(said, day)
        )
    return total


def minutes_of(said, day):
    if any(h["day"] == day.isoformat() for h in said["holidays"]):
        return
    for span in said["hours"][DAYS[day.weekday()]]:
        a, b = (60 * int(part[:2]) + int(part[3:]) for part in span.split("-"))
        yield a, b if b > a else b + 1440


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", NEAR)
def test_a_count_of_minutes_gives_the_same(zone, day):
    said = {
        "calendar": "c",
        "zone": zone,
        "hours": {
            **dict.fromkeys(DAYS[:5], ("08:00-12:00", "13:00-17:30")),
            **dict.fromkeys(DAYS[5:], ("21:00-06:30",)),
        },
        "holidays": [{"day": day, "name": "x"}] if zone == "America/New_York" else [],
        "working_days": [],
    }
    start = epoch_us(day) - DAY_US - 37 * MINUTE_US
    end = start + 3 * DAY_US
    expected = 60 * counted_minutes(said, start, end)
    assert 0 < expected < 3 * 86_400
    hours = working_hours(said)
    for kernels in (reference, compiled):
        assert seconds(kernels, [hours], [start], [end], (2026, 2026)) == (True, [expected])
    assert worked_us(said, start, end) == expected * 1_000_000


def test_the_compiled_twin_has_the_same_bits():
    # Stamps at random and at every edge, a microsecond beside, in three calendars and on the wall.
    random = np.random.default_rng(20261001)
    own = (
        None,
        *(working_hours(said) for said in CALENDARS.values()),
        every_day("UTC", "00:00-00:01"),
    )
    laid_out = timeline(own, 2026, 2026)
    edges = laid_out.interval[:, :2].ravel()
    edges = edges[(edges >= us_of_year(2026)) & (edges < us_of_year(2027) - 1)]
    near = np.concatenate([edges - 1, edges, edges + 1])
    near = np.clip(near, us_of_year(2026), us_of_year(2027) - 1)
    anywhere = random.integers(us_of_year(2026), us_of_year(2027), near.size)
    counted = random.random(near.size) < 0.9
    of = random.integers(0, len(own), near.size).astype(np.int32)
    found = []
    for kernels in (reference, compiled):
        for start, end in ((near, anywhere), (anywhere, near), (near, near[::-1].copy())):
            out = np.full(near.size, 7, np.int64)
            assert kernels.open_seconds(start, end, counted, of, *laid_out, out)
            found.append(out.tolist())
    assert found[:3] == found[3:]
    assert len({*found[0]}) > 1000


def test_what_is_laid_out_cannot_be_written_to():
    laid_out = timeline((every_day("UTC", "09:00-17:00"),), 2026, 2026)
    assert not any(array.flags.writeable for array in laid_out)
    assert laid_out is timeline((every_day("UTC", "09:00-17:00"),), 2026, 2026)


NEW_YEAR = epoch_us("2027-01-01")
HOUR_US = 60 * MINUTE_US
BESIDE = [  # what the years of one of these rows lay out, another one leaves by less than a bucket
    (NEW_YEAR + 14 * DAY_US, NEW_YEAR + 14 * DAY_US + HOUR_US, 3600),
    (NEW_YEAR - HOUR_US, NEW_YEAR + 2 * HOUR_US, 10_800),
    (NEW_YEAR - 55 * MINUTE_US, NEW_YEAR - 10 * MINUTE_US, 2700),
    (NEW_YEAR - 14 * HOUR_US, NEW_YEAR - 13 * HOUR_US, 3600),
    (NEW_YEAR - HOUR_US, NEW_YEAR + 20 * MINUTE_US, 4800),
]


@pytest.mark.parametrize("first", range(len(BESIDE)))
@pytest.mark.parametrize("calendar", [None, every_day("UTC", "00:00-24:00")], ids=["wall", "day"])
@KERNELS
def test_whichever_row_comes_first_the_turn_of_the_year_is_counted(kernels, calendar, first):
    rows = [BESIDE[first], *BESIDE[:first], *BESIDE[first + 1 :]]
    start, end = (np.array(edge, np.int64) for edge in list(zip(*rows, strict=True))[:2])
    counted = np.ones(len(rows), np.bool_)
    found = _worked((calendar,), np.zeros(1, np.int32), (start, end), counted, kernels)
    assert found.tolist() == [seconds for *_, seconds in rows]


@given(
    years=st.tuples(st.integers(2024, 2028), st.integers(0, 1)),
    stamps=st.lists(
        st.tuples(st.integers(-(3 * BUCKET_US), 3 * BUCKET_US), st.integers(0, 2 * BUCKET_US)),
        min_size=1,
        max_size=6,
    ),
)
def test_what_lies_within_the_buckets_is_counted_whole(years, stamps):
    first, last = years[0], sum(years)
    for edge in (us_of_year(first), us_of_year(last + 1)):
        start = [edge + offset for offset, _ in stamps]
        end = [a + took for a, (_, took) in zip(start, stamps, strict=True)]
        for kernels in (reference, compiled):
            for a, b in zip(start, end, strict=True):
                within, (found,) = seconds(kernels, [None], [a], [b], (first, last))
                assert found == ((b - a) // 1_000_000 if within else 0)
