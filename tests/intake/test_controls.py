"""What the exporting system states: one row or 0.01 more or less ends with exit 7, all at once."""

import datetime as dt
import decimal
import json
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import DataError, IntegrityError, ReconciliationError
from scoring.intake.controls import (
    Found,
    FoundTable,
    check_controls,
    found_in,
    hold_to_controls,
    read_controls,
)
from scoring.intake.folder import open_folder
from scoring.intake.sums import ExactSum, decimal_text
from tests.intake.folders import NOON, STAMP, contacts, write, write_parts

STATED = """\
system: help desk, report 12
period: {from: 2026-10-01, to: 2026-10-31, zone: Asia/Shanghai}
tables:
  interactions: {rows: 6, sums: {handle_s: 123, cost: 12.34}}
  roster: {rows: 3, sums: {bonus_base: 1900}}
"""


def rows(**columns):
    """Six contacts that took 123 seconds and cost 12.34 together."""
    seconds = pa.array([100, 20, None, 1, 2, 0], pa.int32())
    costs = [Decimal(c) for c in ("10.00", "2.30", "0.01", "0.02", "0.01")]
    cost = pa.array([*costs, None], pa.decimal128(9, 2))
    return contacts(6, **({"handle_s": seconds, "cost": cost} | columns))


def stated(folder, *changes, text=STATED):
    """Put controls into a folder, the good ones with some places replaced."""
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "controls.yaml").write_text(text, encoding="utf-8")
    return folder


def disagreements(folder):
    with pytest.raises(ReconciliationError) as caught:
        hold_to_controls(open_folder(folder))
    assert caught.value.exit_code == 7
    assert {p.code for p in caught.value.problems} == {"controls-disagree"}
    return [(p.where, p.what) for p in caught.value.problems]


def test_figures_that_agree_let_everything_pass(tmp_path):
    d = stated(write(tmp_path / "d", rows()))
    folder = open_folder(d)
    assert folder.controls.system == "help desk, report 12"
    assert [f.name for f in folder.files][1] == "controls.yaml"
    assert folder.findings == ()
    hold_to_controls(folder)
    found = found_in(folder, folder.controls)
    assert found.tables["interactions"] == FoundTable(
        6, {"handle_s": "123", "cost": "12.34"}, {"handle_s": 0, "cost": 0}
    )
    assert found.tables["roster"].sums == {"bonus_base": "1900"}
    began = int(NOON.timestamp()) * 10**6
    assert (found.first_us, found.last_us, found.aside) == (began, began + 5 * 60 * 10**6, 0)


def test_without_controls_nothing_is_held_to_anything(tmp_path):
    hold_to_controls(open_folder(write(tmp_path / "d", rows())))


def test_every_disagreement_is_told_at_once(tmp_path):
    d = stated(
        write(tmp_path / "d", rows()),
        ("rows: 6", "rows: 7"),
        ("handle_s: 123", "handle_s: 122"),
        ("cost: 12.34", "cost: 12.33"),
        ("rows: 3", "rows: 2"),
        ("1900", "1900.01"),
    )
    assert disagreements(d) == [
        ("controls.yaml:4:18", "interactions, rows: stated 7, found 6, difference -1"),
        ("controls.yaml:4:34", "interactions, handle_s: stated 122, found 123, difference 1"),
        ("controls.yaml:4:49", "interactions, cost: stated 12.33, found 12.34, difference 0.01"),
        ("controls.yaml:5:12", "roster, rows: stated 2, found 3, difference 1"),
        (
            "controls.yaml:5:28",
            "roster, bonus_base: stated 1900.01, found 1900, difference -0.01",
        ),
    ]


def test_the_spelling_of_a_number_makes_no_difference(tmp_path):
    d = stated(write(tmp_path / "d", rows()), ("12.34", '"12.340000000000"'), ("123,", "123.0,"))
    hold_to_controls(open_folder(d))


def test_what_is_not_there_is_told(tmp_path):
    d = stated(
        write(tmp_path / "d", contacts(6)),
        ("roster: {rows: 3, sums: {bonus_base: 1900}}", "fx: {rows: 12}"),
    )
    assert disagreements(d) == [
        (
            "controls.yaml:4:34",
            "interactions, handle_s: stated 123, found no such column of numbers",
        ),
        ("controls.yaml:4:49", "interactions, cost: stated 12.34, found no such column of numbers"),
        ("controls.yaml:5:8", "fx: stated 12 rows, found no such table"),
    ]


def began(*stamps):
    return rows(created_at=pa.array(stamps, STAMP))


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


# October in Shanghai runs from 30 September 16:00 to 31 October 16:00 UTC.
FIRST, LAST = at("2026-09-30T16:00:00"), at("2026-10-31T15:59:59.999999")
TICK = dt.timedelta(microseconds=1)


def test_the_days_stated_are_local_and_whole(tmp_path):
    d = stated(write(tmp_path / "d", began(FIRST, LAST, *[NOON] * 4)))
    hold_to_controls(open_folder(d))


@pytest.mark.parametrize(
    ("stamp", "said"),
    [
        (FIRST - TICK, "found from 2026-09-30 to 2026-10-05 (Asia/Shanghai), difference 1 day"),
        (LAST + TICK, "difference 0 days before and 1 day after"),
        (at("1970-01-01T00:00:00"), "found from 1970-01-01"),
    ],
)
def test_a_row_outside_of_the_days_stated_is_a_disagreement(tmp_path, stamp, said):
    d = stated(write(tmp_path / "d", began(stamp, *[NOON] * 5)))
    ((where, what),) = disagreements(d)
    assert where == "controls.yaml:2:1"
    assert what.startswith("interactions, created_at: stated from 2026-10-01 to 2026-10-31, ")
    assert said in what


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_stamps_of_every_unit_are_compared(tmp_path, unit):
    good = began(FIRST, *[NOON] * 5)
    at_unit = good["created_at"].cast(pa.timestamp(unit, tz="UTC"))
    d = stated(write(tmp_path / "d", good.set_column(2, "created_at", at_unit)))
    hold_to_controls(open_folder(d))
    stated(d, ("2026-10-01", "2026-10-02"))
    assert "found from 2026-10-01 to 2026-10-05" in disagreements(d)[0][1]


def test_an_instant_that_no_calendar_has_is_told_too(tmp_path):
    far = pa.array([2**62, -(2**62), *[0] * 4], pa.int64()).cast(STAMP)
    d = stated(write(tmp_path / "d", rows(created_at=far)))
    assert "found from 0001-01-01 to 9999-12-31" in disagreements(d)[0][1]


def test_all_rows_count_before_any_is_set_aside(tmp_path):
    # A repeated id, an unknown agent and seconds below zero would all go to quarantine.
    bad = rows(
        interaction_id=pa.array(["T1", "T1", "T3", "T4", "T5", "T6"]),
        agent_id=pa.array(["zz", None, "a1", "a1", "b2", "c3"]),
        handle_s=pa.array([200, -77, 0, 0, 0, None], pa.int64()),
    )
    hold_to_controls(open_folder(stated(write(tmp_path / "d", bad))))


def test_parts_are_added_up_whatever_they_are_stored_as(tmp_path):
    first = rows().slice(0, 3)
    second = rows(handle_s=pa.array([0, 0, 0, 1, 2, 0], pa.uint8())).slice(3)
    hold_to_controls(open_folder(stated(write_parts(tmp_path / "d", [first, second]))))


def test_sums_beyond_int64_do_not_wrap(tmp_path):
    # 6 x (2**62 + 1) is beyond int64; every other unit of a double there would be lost.
    huge = pa.array([2**62 + 1] * 6)
    total = 6 * (2**62 + 1)
    d = write(tmp_path / "d", rows(handle_s=huge))
    text = STATED.replace("handle_s: 123", "cost: 1").replace(", cost: 12.34", "")
    folder = open_folder(stated(d, text=text.replace("cost: 1", "handle_s: 1")))
    assert found_in(folder, folder.controls).tables["interactions"].sums == {"handle_s": str(total)}


def imported(folder, rows_in, sums=None, **more):
    """Write the report of an import that delivered what lies in the folder."""
    (part,) = open_folder(folder).parts
    file = {"name": part.name, "rows": part.rows, "bytes": part.bytes, "sha256": part.sha256}
    report = {"rows_in": rows_in, "sums": sums or {}, "files": [file]} | more
    (folder / "import.json").write_text(json.dumps(report), encoding="utf-8")
    return folder


def test_an_imported_export_is_held_as_it_was_read(tmp_path):
    d = imported(write(tmp_path / "d", rows()), 8, {"handle_s": "150", "cost": "12.50"})
    stated(d, ("rows: 6", "rows: 8"), ("123", "150"), ("12.34", "12.5"))
    hold_to_controls(open_folder(d))


def test_rows_that_an_import_left_out_are_explained(tmp_path):
    d = imported(write(tmp_path / "d", rows()), 8, {"handle_s": "150", "cost": "12.34"})
    told = dict(disagreements(stated(d)))
    count = "; found counts all that the import read, 2 rows that it left out too"
    assert told == {
        "controls.yaml:4:18": "interactions, rows: stated 6, found 8, difference 2"
        + count
        + ", and the figure stated is short of just these",
        "controls.yaml:4:34": "interactions, handle_s: stated 123, found 150, difference 27"
        + count,
    }


@pytest.mark.parametrize(
    "report",
    [
        {"rows_in": "8"},
        {"rows_in": True},
        {"sums": {"cost": 12}},
        {"sums": {"cost": "1/3"}},
        {"sums": ["cost"]},
        {"sums": {"cost": "1e3"}},
    ],
)
def test_a_report_that_says_nothing_of_what_was_read_is_refused(tmp_path, report):
    d = stated(imported(write(tmp_path / "d", rows()), **({"rows_in": 6} | report)))
    with pytest.raises(DataError) as caught:
        hold_to_controls(open_folder(d))
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("bad-import-report", "import.json")
    ]


def test_the_import_checks_what_it_counted_itself(tmp_path):
    path = tmp_path / "figures.yaml"
    path.write_text(STATED, encoding="utf-8")
    controls = read_controls(path, path.name)
    there = FoundTable(6, {"handle_s": "123", "cost": "12.34"}, {})
    noon = int(NOON.timestamp()) * 10**6
    # The import makes no roster: it is not held to the figures of one.
    assert check_controls(controls, Found({"interactions": there}, noon, noon)) == []
    assert check_controls(controls, Found({"interactions": there}, None, None)) == []
    fewer = FoundTable(5, {"handle_s": "123", "cost": "12.35"}, {"cost": 2})
    problems = check_controls(controls, Found({"interactions": fewer}, noon, noon, aside=1))
    left_out = "; found counts all that the import read, 1 row that it left out too"
    assert [(p.where, p.what) for p in problems] == [
        (
            "figures.yaml:4:18",
            "interactions, rows: stated 6, found 5, difference -1" + left_out,
        ),
        (
            "figures.yaml:4:49",
            "interactions, cost: stated 12.34, found 12.35, difference 0.01; values that are no "
            "number and in no sum: 2" + left_out,
        ),
    ]


def test_a_file_that_changes_meanwhile_is_noticed(tmp_path):
    d = stated(write(tmp_path / "d", rows()))
    folder = open_folder(d)
    pq.write_table(rows(channel=pa.array(["chat"] * 6)), d / "interactions.parquet")
    with pytest.raises(IntegrityError):
        hold_to_controls(folder)


@pytest.mark.parametrize(
    ("old", "new", "code", "where", "said"),
    [
        ("system: help desk, report 12\n", "", "missing-key", ":1:1", "system"),
        ("zone: Asia/Shanghai", "zone: Shanghai", "unknown-zone", ":2:44", "'Shanghai'"),
        ("to: 2026-10-31", "to: 2026-09-30", "ends-before-start", ":2:28", "before the first"),
        ("to: 2026-10-31", "to: 2026-09-31", "wrong-value", ":2:28", "2026-09-31"),
        ("  interactions:", "  interaction:", "unknown-table", ":4:3", "no table"),
        ("rows: 6, ", "", "missing-key", ":4:3", "rows"),
        ("rows: 6", "rows: -6", "wrong-value", ":4:18", "-6"),
        ("rows: 6", "rows: 6.0", "wrong-value", ":4:18", "6.0"),
        ("handle_s: 123", "handle: 123", "unknown-column", ":4:34", "no column 'handle'"),
        ("handle_s: 123", "resolved: 1", "unknown-column", ":4:34", "holds boolean, no numbers"),
        ("cost: 12.34", "cost: 1e3", "wrong-value", ":4:49", "1e3"),
        ("cost: 12.34", 'cost: "12,34"', "wrong-value", ":4:49", "12,34"),
        ("bonus_base: 1900", "x_own: 1900", "unknown-column", ":5:28", "no column 'x_own'"),
        ("bonus_base: 1900", "name: 1900", "unknown-column", ":5:28", "holds text, no numbers"),
    ],
)
def test_controls_that_cannot_be_used_are_faults_of_data(tmp_path, old, new, code, where, said):
    d = stated(write(tmp_path / "d", rows()), (old, new))
    with pytest.raises(DataError) as caught:
        open_folder(d)
    assert caught.value.exit_code == 3
    ((found, place, what),) = ((p.code, p.where, p.what) for p in caught.value.problems)
    assert (found, place) == (code, f"controls.yaml{where}")
    assert said in what


def test_a_companys_own_column_may_be_stated(tmp_path):
    own = rows(x_score=pa.array([0.1, 0.2, None, 3, 4, 5.5]), x_note=pa.array(["1", "b"] * 3))
    d = write(tmp_path / "d", own)
    stated(d, ("cost: 12.34", "cost: 12.34, x_score: 12.8, x_note: 3"))
    ((where, what),) = disagreements(
        stated(d, text=(d / "controls.yaml").read_text().replace("x_note: 3", "x_note: 4"))
    )
    assert where == "controls.yaml:4:77"
    assert what == (
        "interactions, x_note: stated 4, found 3, difference -1; values that are no number and in "
        "no sum: 3"
    )


def summed(array):
    total = ExactSum()
    total.add(array)
    return total.total, total.unread


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.none(), max_size=9), st.integers(0, 9))
def test_whole_numbers_are_summed_as_python_does(numbers, start):
    array = pa.array(numbers, pa.int64()).slice(min(start, len(numbers)))
    expected = sum(n for n in array.to_pylist() if n is not None)
    assert summed(array) == (expected, 0)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(-(10**38) + 1, 10**38 - 1) | st.none(), max_size=9),
    st.integers(0, 38),
    st.integers(0, 9),
)
def test_decimals_of_all_sizes_are_summed_exactly(units, scale, start):
    with decimal.localcontext(prec=80):
        exact = [None if u is None else Decimal(u).scaleb(-scale) for u in units]
        array = pa.array(exact, pa.decimal128(38, scale)).slice(min(start, len(units)))
        kept = [u for u in units[min(start, len(units)) :] if u is not None]
        assert summed(array) == (Fraction(sum(kept), 10**scale), 0)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(allow_nan=True, allow_infinity=True) | st.none(), max_size=9))
def test_doubles_are_summed_as_they_print(numbers):
    known = [n for n in numbers if n is not None]
    finite = [n for n in known if np.isfinite(n)]
    expected = sum((Fraction(repr(n)) for n in finite), Fraction(0))
    array = pa.array(numbers, pa.float64(), from_pandas=False)
    assert summed(array) == (expected, len(known) - len(finite))


def test_a_float_of_32_bits_is_what_it_prints():
    assert summed(pa.array([0.1, 0.2, 4.5], pa.float32())) == (Fraction(48, 10), 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(5, 100), "0.05"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1200), "1200"),
        (Fraction(10**30 + 1, 10), "100000000000000000000000000000.1"),
    ],
)
def test_a_difference_is_written_plainly(value, text):
    assert decimal_text(value) == text
    assert Fraction(Decimal(text)) == value
