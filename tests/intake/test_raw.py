"""Rows that were set aside are kept as they came, whole and exact, next to each of their faults."""

import datetime as dt
import json
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import IntegrityError
from scoring.intake import parts
from scoring.intake.folder import open_folder
from scoring.intake.imported import take_imported
from scoring.intake.quarantine import Quarantine
from scoring.intake.raw import json_texts, with_raw
from tests.intake.folders import contacts, read, write, write_parts


def raws(folder, quarantine=None, **how):
    """Every fault as (file, row, rule, what `raw` holds)."""
    _, quarantine = read(folder, quarantine=quarantine, **how)
    rows = with_raw(quarantine.table(), open_folder(folder)).to_pylist()
    return [(f["file"], f["row"], f["rule"], f["raw"] and json.loads(f["raw"])) for f in rows]


UTC = {"tz": "UTC"}
CELLS = [
    (pa.array(['say "no"\\\n', None, "中\u202e", ""]), ['say "no"\\\n', None, "中\u202e", ""]),
    (pa.array(["x", None, "x"]).dictionary_encode(), ["x", None, "x"]),
    (pa.array(["x", None], pa.large_string()), ["x", None]),
    (pa.array([2**53 + 1, None, -3]), [2**53 + 1, None, -3]),
    (pa.array([True, None, False]), [True, None, False]),
    (pa.array([Decimal("1E-9"), None], pa.decimal128(18, 9)), ["0.000000001", None]),
    (pa.array([Decimal("-12.50")], pa.decimal128(38, 2)), ["-12.50"]),
    (pa.array([4.1, None, float("nan"), -float("inf")]), ["4.1", None, "nan", "-inf"]),
    (pa.array([np.float32(4.1)]), ["4.1"]),  # the shortest text that names it, not 4.0999999
    (pa.array([1.5e300]), ["1.5e+300"]),
    (pa.array([0, None], pa.timestamp("s", **UTC)), ["1970-01-01T00:00:00Z", None]),
    (pa.array([1_500], pa.timestamp("ms", **UTC)), ["1970-01-01T00:00:01.500Z"]),
    (pa.array([-1], pa.timestamp("us", **UTC)), ["1969-12-31T23:59:59.999999Z"]),
    (pa.array([1], pa.timestamp("ns", **UTC)), ["1970-01-01T00:00:00.000000001Z"]),
    (pa.array([2**62], pa.timestamp("us", **UTC)), ["148108-07-06T14:00:27.387904Z"]),
    (pa.array([dt.date(2026, 10, 5), None]), ["2026-10-05", None]),
    (pa.nulls(2), [None, None]),
]


@pytest.mark.parametrize(("array", "expected"), CELLS, ids=[str(a.type) for a, _ in CELLS])
def test_a_cell_is_written_with_every_digit(array, expected):
    assert [json.loads(text) for text in json_texts(array).to_pylist()] == expected
    assert json_texts(array.slice(1)).to_pylist() == json_texts(array).to_pylist()[1:]
    assert json_texts(array.slice(0, 0)).to_pylist() == []


def test_a_row_is_kept_whole_with_columns_that_no_plan_reads(tmp_path):
    rows = contacts(3, nps=pa.array([1, 99, 2]), x_note=pa.array(["a", "b\x00", "c"]))
    ((file, row, rule, raw),) = raws(write(tmp_path / "d", rows), company={})
    assert (file, row, rule) == ("interactions.parquet", 2, "out-of-range")
    assert raw == {
        "interaction_id": "T001",
        "agent_id": "b2",
        "created_at": "2026-10-05T12:01:00.000000Z",
        "nps": 99,
        "x_note": "b\x00",
    }
    assert list(raw) == sorted(raw)


def test_each_fault_of_a_row_has_it_and_a_blanked_field_has_none(tmp_path):
    rows = contacts(3, nps=pa.array([99, 1, 1]), handle_s=pa.array([-1, 1, 1]))
    rows = rows.append_column("channel", pa.array(["a", " ", "c"]))
    found = raws(write(tmp_path / "d", rows))
    assert [(row, rule, raw and raw["nps"]) for _, row, rule, raw in found] == [
        (1, "negative-duration", 99),
        (1, "out-of-range", 99),
        (2, "blank-text", None),
    ]


def test_rows_are_found_over_parts_batches_and_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "BATCH_ROWS", 3)
    bad = {2, 9, 10, 11, 40, 59}
    rows = contacts(60, nps=pa.array([99 if i in bad else 1 for i in range(60)]))
    d = write_parts(tmp_path / "d", [rows.slice(0, 41), rows.slice(41)])
    pq.write_table(rows.slice(0, 41), d / "interactions" / "part-0.parquet", row_group_size=10)
    found = raws(d)
    assert [(file[-9:], row, raw["interaction_id"]) for file, row, _, raw in found] == [
        ("0.parquet", 3, "T002"),
        ("0.parquet", 10, "T009"),
        ("0.parquet", 11, "T010"),
        ("0.parquet", 12, "T011"),
        ("0.parquet", 41, "T040"),
        ("1.parquet", 19, "T059"),
    ]


def test_a_clean_folder_is_not_read_again(tmp_path, monkeypatch):
    d = write(tmp_path / "d")
    _, quarantine = read(d)
    folder = open_folder(d)
    monkeypatch.setattr("scoring.intake.raw.batches_of", None)
    assert with_raw(quarantine.table(), folder)["raw"].to_pylist() == []


def test_a_file_that_changed_since_is_not_taken_for_the_same(tmp_path):
    d = write(tmp_path / "d", contacts(3, nps=pa.array([1, 99, 2])))
    folder = open_folder(d)
    _, quarantine = read(d)
    pq.write_table(contacts(3, nps=pa.array([1, 99, 3])), d / "interactions.parquet")
    with pytest.raises(IntegrityError) as caught:
        with_raw(quarantine.table(), folder)
    assert [p.code for p in caught.value.problems] == ["input-changed"]


@pytest.mark.parametrize("stars", ["9", "9" * 5000])
def test_what_the_import_set_aside_comes_as_the_export_had_it(tmp_path, stars):
    names = ("file", "row", "column", "rule", "reason", "consequence")
    told = [
        ("interactions.parquet", 2, "stars", "out-of-range", "why", "row"),
        ("x.csv", 7, "stars", "out-of-range", "why", "row"),
        ("x.csv", 7, "state", "unknown-word", "why", "row"),
        ("x.csv", 3, None, "keep", "why", "filtered"),
        ("x.csv", 9, "stars", "out-of-range", "why", "row"),
    ]
    kept = {
        "file": ["x.csv", "interactions.parquet", "x.csv"],
        "row": [9, 2, 7],
        "raw": [f'{{"stars":"{stars}"}}', '{"stars":"export"}', '{"stars":"7","state":"?"}'],
    }
    faults = pa.table(dict(zip(names, map(list, zip(*told, strict=True)), strict=True)))
    rows = contacts(3, nps=pa.array([1, 99, 2]))
    d = write(
        tmp_path / "d", rows, **{"import-faults": faults, "import-quarantine": pa.table(kept)}
    )
    quarantine = Quarantine()
    take_imported(open_folder(d), quarantine)
    found = raws(d, quarantine)
    assert [(file, row, rule) for file, row, rule, _ in found] == [
        ("interactions.parquet", 2, "out-of-range"),  # of the run, by the name of its column
        ("interactions.parquet", 2, "out-of-range"),
        ("x.csv", 3, "keep"),
        ("x.csv", 7, "out-of-range"),
        ("x.csv", 7, "unknown-word"),
        ("x.csv", 9, "out-of-range"),
    ]
    assert found[0][3]["nps"] == 99
    assert [raw for *_, raw in found[1:]] == [
        {"stars": "export"},
        None,  # a row that was filtered is listed and not kept
        {"stars": "7", "state": "?"},
        {"stars": "7", "state": "?"},
        {"stars": stars},
    ]
