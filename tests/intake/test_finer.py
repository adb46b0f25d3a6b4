"""Twelve places in what is given and in targets: where a number needs them, and what they cost."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from scoring.errors import DataError
from scoring.intake.folder import open_folder
from scoring.intake.small import canonical_tables, read_small
from tests.intake.folders import write

SCORES = ["46.666666666667", "0.000000000001", None, "-999999.999999999999"]


def decimals(values, places=12):
    return pa.array([None if v is None else Decimal(v) for v in values], pa.decimal128(38, places))


def given(values):
    n = len(values)
    return pa.table({"agent_id": [f"a{i}" for i in range(n)], "name": ["r"] * n, "value": values})


def read(folder, values):
    rows, problems = read_small(open_folder(write(folder, given=given(values))), "given.parquet")
    column = rows.numbers["value"]
    found = zip(column.values.tolist(), column.known.tolist(), strict=True)
    return column.places, [v if k else None for v, k in found], problems


@pytest.mark.parametrize("form", ["decimals", "text"])
def test_a_table_is_read_at_twelve_places_where_a_number_has_them(tmp_path, form):
    values = decimals(SCORES) if form == "decimals" else pa.array(SCORES)
    places, units, problems = read(tmp_path / "d", values)
    assert (places, problems) == (12, [])
    assert units == [46666666666667, 1, None, -(10**18 - 1)]


def test_doubles_are_read_by_their_shortest_text(tmp_path):
    found = read(tmp_path / "d", pa.array([46.666666666667, 0.1, 999999.5]))
    assert found == (12, [46666666666667, 10**11, 999999500000000000], [])


def test_the_places_follow_from_the_numbers_and_not_from_how_they_are_stored(tmp_path):
    # Nine places are enough for all, so that a number may be as large as ever.
    values = ["1.123456789", "2000000", "-999999999.999999999", None]
    fine = write(tmp_path / "fine", given=given(decimals(values)))
    plain = write(tmp_path / "plain", given=given(decimals(values, 9)))
    tables = [canonical_tables(open_folder(d))["given.parquet"] for d in (fine, plain)]
    assert tables[0].equals(tables[1])
    assert tables[0].schema.field("value").type == pa.decimal128(18, 9)
    places, units, problems = read(tmp_path / "again", decimals(values))
    assert (places, problems) == (9, [])
    assert units == [1123456789, 2 * 10**15, -(10**18 - 1), None]


def test_the_run_keeps_what_it_was_given(tmp_path):
    folder = open_folder(write(tmp_path / "d", given=given(decimals(SCORES))))
    table = canonical_tables(folder)["given.parquet"]
    assert table.schema.field("value").type == pa.decimal128(18, 12)
    assert table["value"].to_pylist() == [None if v is None else Decimal(v) for v in SCORES]


@pytest.mark.parametrize(
    ("values", "rule", "says"),
    [
        (
            decimals(["0.000000000001", "1000000"]),
            "out-of-range",
            "row 2: not within -999999.999999999999 and 999999.999999999999",
        ),
        (pa.array(["0.0000000000001"]), "too-many-places", "row 1: more than 12 decimal places"),
        (pa.array([1 / 3]), "too-many-places", "row 1: more than 12 decimal places"),
    ],
)
def test_what_twelve_places_cannot_hold_is_told(tmp_path, values, rule, says):
    _, _, [problem] = read(tmp_path / "d", values)
    assert (problem.code, problem.where) == (rule, "given.parquet, column value")
    assert problem.what == says


def test_thirteen_places_are_another_type(tmp_path):
    with pytest.raises(DataError, match="decimal128 with at most 12 places"):
        open_folder(write(tmp_path / "d", given=given(decimals(["1"], 13))))


@pytest.mark.parametrize(("seconds", "rows"), [("900", []), ("900.5", ["row 2"])])
def test_a_promise_is_whole_seconds_at_any_places(tmp_path, seconds, rows):
    keys = {"level": ["all"] * 2, "level_id": pa.array([None] * 2, pa.string())}
    names = {"measure": ["csat"] * 2, "name": ["best", "promise"], "channel": [None, "chat"]}
    values = decimals(["4.999999999999", seconds])
    targets = pa.table(keys | names | {"value": values})
    rows_read, problems = read_small(
        open_folder(write(tmp_path / "d", targets=targets)), "targets.parquet"
    )
    assert rows_read.numbers["value"].places == 12
    assert [p.what.split(":")[0] for p in problems] == rows
    assert np.array_equal([p.code for p in problems], ["not-whole-seconds"] * len(rows))
