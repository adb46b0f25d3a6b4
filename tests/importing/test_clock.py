"""From the text of a date to an instant: strict formats, zones, gaps and overlaps, by hand."""

import numpy as np
import pyarrow as pa
import pytest

from scoring.importing.clock import pattern, read_local, to_utc


def wall(*stamps):
    return np.array([np.datetime64(s, "us").astype(np.int64) for s in stamps], np.int64)


def read(text, *formats, day_end=False):
    """What a text reads as, in microseconds of the wall clock; None where it does not fit."""
    local = read_local(
        pa.array([text], pa.string()), tuple(pattern(f) for f in formats), day_end=day_end
    )
    return local.us if local.fits[0] else None


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("26/08/2023 18:39", "%d/%m/%Y %H:%M", wall("2023-08-26T18:39")),
        ("26-Aug-23", "%d-%b-%y", wall("2023-08-26")),
        ("01-Jan-68", "%d-%b-%y", wall("2068-01-01")),
        ("01-Jan-69", "%d-%b-%y", wall("1969-01-01")),
        ("Friday, 1 January, 2021", "%A, %-d %B, %Y", wall("2021-01-01")),
        ("Fri 1/1/2021, 12:05 AM", "%a %-d/%-m/%Y, %-I:%M %p", wall("2021-01-01T00:05")),
        ("1/1/2021, 12:05 PM", "%-d/%-m/%Y, %-I:%M %p", wall("2021-01-01T12:05")),
        ("2021-01-01 07:08:09.5", "%Y-%m-%d %H:%M:%S.%f", wall("2021-01-01T07:08:09.500000")),
        ("2024-02-29", "%Y-%m-%d", wall("2024-02-29")),
        ("20240229T0708", "%Y%m%dT%H%M", wall("2024-02-29T07:08")),
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
        ("08/26/2023 18:39", "%d/%m/%Y %H:%M"),
        ("26/08/2023 24:00", "%d/%m/%Y %H:%M"),
        ("31/06/2023", "%d/%m/%Y"),
        ("00/06/2023", "%d/%m/%Y"),
        ("29/02/2023", "%d/%m/%Y"),
        ("26-aug-23", "%d-%b-%y"),
        ("Saturday, 1 January, 2021", "%A, %-d %B, %Y"),  # it was a Friday
        ("1/1/2021, 13:05 PM", "%-d/%-m/%Y, %-I:%M %p"),
        ("٢٦/٠٨/٢٠٢٣", "%d/%m/%Y"),
        ("", "%d/%m/%Y"),
    ],
)
def test_what_does_not_fit_exactly_is_not_read(text, form):
    assert read(text, form) is None


def test_two_formats_that_disagree_fit_neither():
    both = ("%d/%m/%Y", "%m/%d/%Y")
    assert read("05/06/2023", *both) is None
    assert read("25/06/2023", *both) == wall("2023-06-25")
    assert read("06/06/2023", *both) == wall("2023-06-06")


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
        ("%-d%-m%Y", "cannot be told"),
        ("%d/%m/%Y %", "'%' is not known"),
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
