"""Dates and clocks: what the libraries guess, and what an import says of the same texts."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.intake.folders import contacts, write
from tests.traps.doors import Imported, refused

BERLIN = ZoneInfo("Europe/Berlin")
HEAD = "id,agent,day,time,wait,solved,channel,stars,state,talk,price,team,remark\n"
BOTH = (
    'formats: ["%d.%m.%Y %H:%M"]}\n  channel',
    'formats: ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"]}\n  channel',
)


def line(number, *, solved="", day="02.01.2026", time="10:00"):
    return f"T{number},a1,{day},{time},1,{solved},chat,5,done,1,1,t,\n"


@pytest.fixture
def imported(tmp_path, plaudit):
    return Imported(tmp_path, plaudit)


def solved_at(imported):
    return [row["resolved_at"] for row in imported.rows()]


def test_a_day_that_is_none_moves_into_the_next_month(imported):
    texts = pa.array(["31.02.2026 10:00", "29.02.2027 10:00"])
    naive = pc.strptime(texts, format="%d.%m.%Y %H:%M", unit="us", error_is_null=True)
    assert [t.day for t in naive.to_pylist()] == [3, 1]  # in March, and no error
    left = imported(HEAD + "".join(line(i, solved=t) for i, t in enumerate(texts.to_pylist())))
    assert left.code == 0, left.err
    assert solved_at(imported) == [None, None]
    assert imported.faults() == [(i, "solved", "unparsable-stamp") for i in (1, 2)]


def test_day_and_month_change_places_from_row_to_row(imported):
    texts = ["01/02/2026 10:00", "13/02/2026 10:00"]
    mixed = pd.to_datetime(texts, format="mixed")
    assert [(t.month, t.day) for t in mixed] == [(1, 2), (2, 13)]
    assert pd.to_datetime(texts[0]).month == 1  # American, whoever wrote it
    # Where a profile declares both orders, a text that fits both to different times is set aside.
    left = imported(HEAD + "".join(line(i, solved=t) for i, t in enumerate(texts)), BOTH)
    assert left.code == 0, left.err
    assert imported.faults() == [(1, "solved", "ambiguous-stamp")]
    assert solved_at(imported) == [dt.datetime(2026, 2, 13, 9, tzinfo=dt.UTC)]


def test_a_day_equal_to_its_month_is_one_day_in_both_orders(imported):
    left = imported(HEAD + line(1, solved="02/02/2026 10:00"), BOTH)
    assert left.code == 0, left.err
    assert imported.faults() == []
    assert solved_at(imported) == [dt.datetime(2026, 2, 2, 9, tzinfo=dt.UTC)]


def test_one_bad_date_leaves_a_column_of_text(imported):
    naive = pd.read_csv(io.StringIO("t,n\n2026-01-01,1\nsoon,2\n"), parse_dates=["t"]).t.tolist()
    assert naive == ["2026-01-01", "soon"]  # dates were asked for, and nothing was said
    left = imported(HEAD + line(1, solved="02.01.2026 11:00") + line(2, solved="soon"))
    assert left.code == 0, left.err
    assert solved_at(imported) == [dt.datetime(2026, 1, 2, 10, tzinfo=dt.UTC), None]
    assert imported.faults() == [(2, "solved", "unparsable-stamp")]


@pytest.mark.parametrize(
    ("local", "rule", "naive"),
    [
        ("29.03.2026 02:30", "zone-gap", dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)),
        ("25.10.2026 02:30", "zone-overlap", dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)),
    ],
)
def test_a_time_that_was_skipped_or_came_twice_is_an_instant_to_python(
    imported, local, rule, naive
):
    clock = dt.datetime.strptime(local, "%d.%m.%Y %H:%M").replace(tzinfo=BERLIN)
    assert clock.astimezone(dt.UTC) == naive
    with pytest.raises(ValueError, match=r"nonexistent|dst time"):  # pandas and Arrow do refuse
        pd.Series([clock.replace(tzinfo=None)]).dt.tz_localize("Europe/Berlin")
    with pytest.raises(pa.ArrowInvalid, match=r"doesn't exist|ambiguous"):
        pc.assume_timezone(pa.array([clock.replace(tzinfo=None)]), "Europe/Berlin")
    left = imported(HEAD + line(1, solved="29.10.2026 02:30") + line(2, solved=local))
    assert left.code == 0, left.err
    assert [(row, found) for row, _, found in imported.faults()] == [(2, rule)]
    assert naive not in solved_at(imported)


@pytest.mark.parametrize(
    "text", ["1.2.2026 10:00", "01.02.2026 10:00 ", "01.02.26 10:00", "01.02.2026 9:00"]
)
def test_a_format_is_taken_strictly(imported, text):
    loose = dt.datetime.strptime("1.2.2026 9:0", "%d.%m.%Y %H:%M")  # noqa: DTZ007 - a wall clock
    assert loose == dt.datetime(2026, 2, 1, 9, 0)  # noqa: DTZ001 - as above
    left = imported(HEAD + line(1, solved=text), ("trim: true", "trim: false"))
    assert left.code == 0, left.err
    assert imported.faults() == [(1, "solved", "unparsable-stamp")]


def test_bare_numbers_are_taken_for_nanoseconds_or_for_the_unit_at_hand(tmp_path):
    moment = 1_767_225_600  # the first second of 2026
    assert pd.to_datetime([moment])[0].year == 1970
    assert pd.Series([moment]).astype("datetime64[us]")[0].year == 1970
    rows = contacts(1).set_column(2, "created_at", pa.array([moment]))
    assert refused(write(tmp_path / "d", rows)) == {
        ("wrong-type", "interactions.parquet, column created_at")
    }


def test_seconds_since_1970_are_declared(imported):
    moment = 1_767_225_600
    epoch = ('formats: ["%d.%m.%Y %H:%M"]}\n  channel', "formats: [unix_s]}\n  channel")
    left = imported(HEAD + line(1, solved=str(moment), day="01.12.2025"), epoch)
    assert left.code == 0, left.err
    assert solved_at(imported) == [dt.datetime(2026, 1, 1, tzinfo=dt.UTC)]
