"""From the text of a date to an instant: strict formats, zones, gaps and overlaps, by hand."""

import datetime as dt
from functools import cache
from itertools import product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.exact.period import zone as named
from scoring.importing.reading.clock import read_local, read_stamps, to_utc
from scoring.importing.reading.formats import MONTHS, pattern

EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock


def wall(*stamps):
    return np.array([np.datetime64(s, "us").astype(np.int64) for s in stamps], np.int64)


def stamps(texts, *formats, zone="UTC", day_end=False):
    patterns = tuple(pattern(f) for f in formats)
    return read_stamps(pa.array(texts, pa.string()), patterns, zone, day_end=day_end)


def read(text, *formats, zone="UTC", day_end=False):
    """What a text reads as, in microseconds of UTC; None where it is no instant."""
    found = stamps([text], *formats, zone=zone, day_end=day_end)
    return found.us if found.known[0] else None


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("26/08/2023 18:39", "%d/%m/%Y %H:%M", wall("2023-08-26T18:39")),
        ("26-Aug-23", "%d-%b-%y", wall("2023-08-26")),
        ("26/AUG/23 6:39 PM", "%d/%b/%y %-I:%M %p", wall("2023-08-26T18:39")),
        ("26-sept-23", "%d-%b-%y", wall("2023-09-26")),
        ("26-Sep-23", "%d-%b-%y", wall("2023-09-26")),
        ("5 may 2023", "%-d %B %Y", wall("2023-05-05")),
        ("01-Jan-68", "%d-%b-%y", wall("2068-01-01")),
        ("01-Jan-69", "%d-%b-%y", wall("1969-01-01")),
        ("Friday, 1 January, 2021", "%A, %-d %B, %Y", wall("2021-01-01")),
        ("Fri 1/1/2021, 12:05 AM", "%a %-d/%-m/%Y, %-I:%M %p", wall("2021-01-01T00:05")),
        ("1/1/2021, 12:05 PM", "%-d/%-m/%Y, %-I:%M %p", wall("2021-01-01T12:05")),
        ("10/15/2022, 9:57 AM", "%-m/%-d/%Y, %-I:%M %p", wall("2022-10-15T09:57")),
        ("10/15/2022, 9:57\u202fAM", "%-m/%-d/%Y, %-I:%M %p", wall("2022-10-15T09:57")),
        ("1/1/2021 12:05\u00a0p.m.", "%-d/%-m/%Y %-I:%M %p", wall("2021-01-01T12:05")),
        ("2023年8月26日 下午6:39", "%Y年%-m月%-d日 %p%-I:%M", wall("2023-08-26T18:39")),
        ("2021-01-01 7:8:9", "%Y-%m-%d %-H:%-M:%-S", wall("2021-01-01T07:08:09")),
        ("2021-01-01 07:08:09.5", "%Y-%m-%d %H:%M:%S.%f", wall("2021-01-01T07:08:09.500000")),
        ("2021-01-01 07:08:09.1234560", "%Y-%m-%d %H:%M:%S.%f", wall("2021-01-01T07:08:09.123456")),
        ("2024-02-29", "%Y-%m-%d", wall("2024-02-29")),
        ("20240229T0708", "%Y%m%dT%H%M", wall("2024-02-29T07:08")),
        ("1Jan2020", "%-d%b%Y", wall("2020-01-01")),
        ("1510695908", "unix_s", wall("2017-11-14T21:45:08")),
        ("1510695908.25", "unix_s", wall("2017-11-14T21:45:08.250000")),
        ("1510695908250", "unix_ms", wall("2017-11-14T21:45:08.250000")),
        ("0", "unix_s", wall("1970-01-01")),
    ],
)
def test_a_stamp_reads_as_its_format_says(text, form, expected):
    assert read(text, form) == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("26/08/2023 18:39 ", "%d/%m/%Y %H:%M"),
        ("26/08/2023 18:39\n", "%d/%m/%Y %H:%M"),
        ("6/08/2023 18:39", "%d/%m/%Y %H:%M"),
        ("06/08/2023", "%-d/%m/%Y"),
        ("006/8/2023", "%-d/%-m/%Y"),
        ("08/26/2023 18:39", "%d/%m/%Y %H:%M"),
        ("26/08/2023 24:00", "%d/%m/%Y %H:%M"),
        ("26/08/2023 18:60", "%d/%m/%Y %H:%M"),
        ("26/08/2023 18:39:60", "%d/%m/%Y %H:%M:%S"),
        ("31/06/2023", "%d/%m/%Y"),
        ("00/06/2023", "%d/%m/%Y"),
        ("0/6/2023", "%-d/%-m/%Y"),
        ("29/02/2023", "%d/%m/%Y"),
        ("01/01/0000", "%d/%m/%Y"),
        ("26-Agu-23", "%d-%b-%y"),
        ("26-Augt-23", "%d-%b-%y"),
        ("26-August-23", "%d-%b-%y"),
        ("Saturday, 1 January, 2021", "%A, %-d %B, %Y"),  # it was a Friday
        ("1/1/2021, 13:05 PM", "%-d/%-m/%Y, %-I:%M %p"),
        ("1/1/2021, 0:05 PM", "%-d/%-m/%Y, %-I:%M %p"),
        ("2021-01-01 07:08:9", "%Y-%m-%d %H:%M:%S"),
        ("2021-01-01 07:08:09.", "%Y-%m-%d %H:%M:%S.%f"),
        ("2021-01-01 07:08:09.1234567", "%Y-%m-%d %H:%M:%S.%f"),  # finer than a microsecond
        ("2021-01-01 07:08:09.0000000000", "%Y-%m-%d %H:%M:%S.%f"),
        ("٢٦/٠٨/٢٠٢٣", "%d/%m/%Y"),
        ("2６/08/2023", "%d/%m/%Y"),
        ("", "%d/%m/%Y"),
        ("", "unix_s"),
        ("-1510695908", "unix_s"),
        ("1510695908.", "unix_s"),
        ("1510695908.1234567", "unix_s"),
        ("151069590800", "unix_s"),  # twelve digits are not seconds of this millennium
        ("1.5e9", "unix_s"),
        ("2021-01-01T07:08:09", "%Y-%m-%dT%H:%M:%S%z"),
        ("2021-01-01T07:08:09+", "%Y-%m-%dT%H:%M:%S%z"),
        ("2021-01-01T07:08:09+8", "%Y-%m-%dT%H:%M:%S%z"),
        ("2021-01-01T07:08:09+08:", "%Y-%m-%dT%H:%M:%S%z"),
        ("2021-01-01T07:08:09+080", "%Y-%m-%dT%H:%M:%S%z"),
        ("2021-01-01T07:08:09+08:60", "%Y-%m-%dT%H:%M:%S%z"),
        ("2021-01-01T07:08:09+15:00", "%Y-%m-%dT%H:%M:%S%z"),  # no zone is so far from UTC
        ("2021-01-01T07:08:09 UTC", "%Y-%m-%dT%H:%M:%S%z"),
    ],
)
def test_what_does_not_fit_exactly_is_not_read(text, form):
    assert read(text, form) is None
    # And not where other texts stand around it, whose bytes are its neighbours.
    around = stamps(["2024", text, "0+08:00Ztember"], form)
    assert around.unread[1]


@pytest.mark.parametrize(
    ("offset", "utc"),
    [
        ("Z", "2021-01-01T07:08:09"),
        ("z", "2021-01-01T07:08:09"),
        ("+00:00", "2021-01-01T07:08:09"),
        ("-00:00", "2021-01-01T07:08:09"),
        ("+0800", "2020-12-31T23:08:09"),
        ("+08:00", "2020-12-31T23:08:09"),
        ("+08", "2020-12-31T23:08:09"),
        ("-05:30", "2021-01-01T12:38:09"),
        ("-12", "2021-01-01T19:08:09"),
        ("+14:00", "2020-12-31T17:08:09"),
    ],
)
def test_an_offset_counts_and_the_zone_then_does_not(offset, utc):
    for zone in ("UTC", "America/New_York"):
        assert read(f"2021-01-01T07:08:09{offset}", "%Y-%m-%dT%H:%M:%S%z", zone=zone) == wall(utc)


def test_an_offset_that_lies_is_written_as_text_and_the_zone_holds():
    text, form = "2021-07-01 07:08:09+00:00", "%Y-%m-%d %H:%M:%S+00:00"
    assert read(text, form, zone="Europe/Berlin") == wall("2021-07-01T05:08:09")
    assert read("2021-07-01 07:08:09+02:00", form, zone="Europe/Berlin") is None
    # Both ways of reading it at once contradict each other, and nothing is guessed.
    both = stamps([text], form, "%Y-%m-%d %H:%M:%S%z", zone="Europe/Berlin")
    assert both.torn.tolist() == [True]


def test_offsets_and_epochs_know_no_gap_and_no_overlap():
    # In Berlin 02:30 was skipped on 31 March 2024 and came twice on 27 October.
    for text, utc in [
        ("2024-03-31T02:30:00+01:00", "2024-03-31T01:30"),
        ("2024-10-27T02:30:00+02:00", "2024-10-27T00:30"),
        ("2024-10-27T02:30:00+01:00", "2024-10-27T01:30"),
    ]:
        assert read(text, "%Y-%m-%dT%H:%M:%S%z", zone="Europe/Berlin") == wall(utc)
    assert read("1711852200", "unix_s", zone="Europe/Berlin") == wall("2024-03-31T02:30")


def test_two_formats_that_disagree_are_ambiguous_and_none_is_chosen():
    both = ("%d/%m/%Y", "%m/%d/%Y")
    found = stamps(["05/06/2023", "25/06/2023", "06/06/2023", "06/25/2023", "31/31/2023"], *both)
    assert found.torn.tolist() == [True, False, False, False, False]
    assert found.unread.tolist() == [False, False, False, False, True]
    assert found.known.tolist() == [False, True, True, True, False]
    assert found.us[1:4].tolist() == wall("2023-06-25", "2023-06-06", "2023-06-25").tolist()


def test_unpadded_and_padded_days_and_months_together():
    # 1/2/2016 is unpadded only; 11/12/2016 is both, and day and month may change places.
    texts = ["1/2/2016", "01/02/2016", "11/12/2016", "29/2/2016", "1/02/2016"]
    alike = stamps(texts, "%-d/%-m/%Y", "%d/%m/%Y")
    assert alike.known.tolist() == [True, True, True, True, False]
    assert alike.us[:3].tolist() == wall("2016-02-01", "2016-02-01", "2016-12-11").tolist()
    torn = stamps(texts, "%-d/%-m/%Y", "%m/%d/%Y")
    assert torn.known.tolist() == [True, True, False, True, False]
    assert torn.torn.tolist() == [False, False, True, False, False]
    assert torn.us[:2].tolist() == wall("2016-02-01", "2016-01-02").tolist()


def test_two_local_times_of_one_instant_are_still_two_readings():
    # Through the gap, 02:05 and 03:05 both come to 01:05 UTC; only one of them was ever shown.
    found = stamps(["2024-03-31 02:03"], "%Y-%m-%d %H:%M", "%Y-%m-%d %M:%H", zone="Europe/Berlin")
    assert found.torn.tolist() == [True]


DATE_FORMS = ["%d/%m/%y", "%m/%d/%y", "%y/%m/%d", "%-d/%-m/%y", "%-m/%-d/%y"]


@given(
    parts=st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 99)),
    widths=st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)),
    forms=st.lists(st.sampled_from(DATE_FORMS), min_size=1, unique=True),
)
@settings(max_examples=150, deadline=None)
def test_what_is_ambiguous_is_told_as_by_trying_every_date(parts, widths, forms):
    # The second derivation writes every day of a century in each format and looks for the text.
    text = "/".join(str(n).zfill(width) for n, width in zip(parts, widths, strict=True))
    found = stamps([text], *forms)
    days = {written(form).get(text) for form in forms} - {None}
    assert found.unread[0] == (not days)
    assert found.torn[0] == (len(days) > 1)
    if len(days) == 1:
        assert found.us[0] == (days.pop() - EPOCH.date()).days * 86_400_000_000


@cache
def written(form):
    days = (dt.date(1969, 1, 1) + dt.timedelta(days=i) for i in range(36_525))
    return {day.strftime(form): day for day in days}


PIECES = [
    ("%Y-%m-%d", "%d/%m/%Y", "%d %b %y", "%A %d %B %Y", "%a %b %d %Y", "%-m.%-d.%Y"),
    ("", " %H:%M", "T%H:%M:%S", " %I:%M %p", " %H:%M:%S.%f", " %-I:%M:%S %p", " %-H.%-M.%-S"),
    ("", "%z"),
]


@given(
    when=st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2068, 12, 31)),  # noqa: DTZ001
    form=st.sampled_from([a + b + c for a, b, c in product(*PIECES) if b or not c]),
    offset=st.integers(-14 * 60, 14 * 60),
)
@settings(max_examples=200, deadline=None)
def test_every_directive_reads_what_strftime_wrote_as_strptime_does(when, form, offset):
    aware = when.replace(tzinfo=dt.timezone(dt.timedelta(minutes=offset)))
    text = aware.strftime(form)
    theirs = dt.datetime.strptime(text, form.replace("%-", "%"))  # noqa: DTZ007 - a wall clock
    if theirs.tzinfo is not None:
        theirs = theirs.astimezone(dt.UTC).replace(tzinfo=None)
    expected = (theirs - EPOCH) // dt.timedelta(microseconds=1)
    assert read(text, form) == expected
    # A sign more or less is another text, but for a zero behind decimals.
    for other in (text + "0", text[:-1], "0" + text):
        again = read(other, form)
        assert again is None or again != expected or other.strip("0") == text.strip("0")


@given(st.lists(st.text("0123456789/: -+ZAPMJanFeb.", max_size=20), max_size=8))
@settings(max_examples=40, deadline=None)
def test_texts_read_together_as_they_read_alone(texts):
    for form in ("%-d/%-m/%Y %-H:%M", "%b-%y-%d", "%Y-%m-%d %H:%M:%S.%f%z", "unix_s"):
        together = read_local(pa.array(texts, pa.string()), pattern(form))
        alone = [read_local(pa.array([text], pa.string()), pattern(form)) for text in texts]
        assert together.fits.tolist() == [bool(one.fits[0]) for one in alone]
        assert together.us.tolist() == [int(one.us[0]) for one in alone]


def test_a_slice_of_texts_reads_as_the_texts_themselves():
    texts = pa.array(["x", "2024-02-29", "2024-03-01", "y"]).slice(1, 2)
    assert (
        read_local(texts, pattern("%Y-%m-%d")).us.tolist()
        == wall("2024-02-29", "2024-03-01").tolist()
    )
    assert read_local(texts.slice(0, 0), pattern("%Y-%m-%d")).us.size == 0
    with pytest.raises(TypeError, match="large_string"):
        read_local(texts.cast(pa.large_string()), pattern("%Y-%m-%d"))


def test_the_first_and_the_last_day_of_the_calendar_are_read_in_every_zone():
    for zone, hours in [("UTC", 0), ("Asia/Tokyo", 9)]:
        last = stamps(["9999-12-31"], "%Y-%m-%d", zone=zone, day_end=True)
        assert last.us == wall("9999-12-31T23:59:59.999999") - hours * 3_600_000_000
        assert stamps(["0001-01-01"], "%Y-%m-%d", zone=zone).known.all()


def test_month_names_are_english_and_whole():
    for i, name in enumerate(MONTHS, start=1):
        assert read(f"1 {name} 2021", "%-d %B %Y") == wall(f"2021-{i:02}-01")
        assert read(f"1 {name[:3].upper()} 2021", "%-d %b %Y") == wall(f"2021-{i:02}-01")
        assert read(f"1 {name[:-1]} 2021", "%-d %B %Y") is None
    for one, other in product(MONTHS, MONTHS):
        torn = one[:3] + other[3:]
        assert (read(f"1 {torn} 2021", "%-d %B %Y") is None) == (torn not in MONTHS)


def test_a_date_without_a_time_can_stand_for_the_end_of_its_day():
    end = wall("2023-08-26T23:59:59.999999")
    assert read("26-Aug-23", "%d-%b-%y", day_end=True) == end
    assert read("26-Aug-23 08:00", "%d-%b-%y %H:%M", day_end=True) == wall("2023-08-26T08:00")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("%d/%m", "year once"),
        ("%d/%d/%Y", "named twice"),
        ("%Y-%m-%b-%d", "month once"),
        ("%j %Y", "'%j' is not known"),
        ("%d/%m/%Y %I:%M", "%I and %p go together"),
        ("%d/%m/%Y %M", "needs the hour"),
        ("%d/%m/%Y %H:%S", "needs the minute"),
        ("%d/%m/%Y%z", "needs the hour"),
        ("%d/%m/%Y %H:%M %Z", "letters of a zone as plain text"),
        ("%-d%-m%Y", "cannot be told"),
        ("%-d%m%Y", "cannot be told"),
        ("%-d0/%m/%Y", "cannot be told"),
        ("%d/%m/%Y %H:%M%z:00", "cannot be told"),
        ("%d/%m/%Y %", "'%' is not known"),
        ("unix", "year once"),
    ],
)
def test_a_format_that_cannot_name_an_instant_is_refused(form, said):
    with pytest.raises(ValueError, match=said):
        pattern(form)


def test_what_the_clock_skips_or_repeats_is_marked():
    # Berlin 2024: 02:00 to 03:00 was skipped on 31 March, and came twice on 27 October.
    local = wall("2024-03-31T01:59", "2024-03-31T02:00", "2024-03-31T02:59", "2024-03-31T03:00")
    spring = to_utc(local, "Europe/Berlin")
    assert spring.gap.tolist() == [False, True, True, False]
    assert spring.us[[0, 3]].tolist() == wall("2024-03-31T00:59", "2024-03-31T01:00").tolist()
    local = wall("2024-10-27T01:59", "2024-10-27T02:00", "2024-10-27T02:59", "2024-10-27T03:00")
    autumn = to_utc(local, "Europe/Berlin")
    assert autumn.overlap.tolist() == [False, True, True, False]
    assert autumn.us[[0, 3]].tolist() == wall("2024-10-26T23:59", "2024-10-27T02:00").tolist()


def test_a_change_within_an_hour_is_seen_to_the_minute():
    # Lord Howe Island moves by 30 minutes: 02:00 to 02:30 was skipped on 6 October 2024.
    local = wall("2024-10-06T01:59", "2024-10-06T02:00", "2024-10-06T02:29", "2024-10-06T02:30")
    assert to_utc(local, "Australia/Lord_Howe").gap.tolist() == [False, True, True, False]


def test_a_zone_with_half_hours_and_stamps_before_1970():
    utc = to_utc(wall("2023-08-26T18:39", "1969-12-31T23:59"), "Asia/Kolkata")
    assert utc.us.tolist() == wall("2023-08-26T13:09", "1969-12-31T18:29").tolist()
    assert not utc.gap.any()
    assert not utc.overlap.any()


@given(
    st.lists(st.datetimes(dt.datetime(1985, 1, 1), dt.datetime(2105, 1, 1)), max_size=20),  # noqa: DTZ001
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Africa/Casablanca"]),
)
@settings(max_examples=60, deadline=None)
def test_offsets_that_are_remembered_are_those_of_the_zone(walls, zone):
    local = wall(*walls)
    for _ in range(2):  # the second time from memory
        found = to_utc(local, zone)
        for i, when in enumerate(walls):
            early, late = (
                when.replace(tzinfo=named(zone), fold=fold).utcoffset() for fold in (0, 1)
            )
            assert found.gap[i] == (early < late)
            assert found.overlap[i] == (early > late)
            assert found.us[i] == (when - EPOCH - early) // dt.timedelta(microseconds=1)
