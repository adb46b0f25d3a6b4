"""Parquet values become text exactly, of whatever type they are; damage never becomes a value."""

import datetime as dt
import random
import uuid
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import DataError
from scoring.importing.sources.opening import open_sources
from scoring.importing.sources.values import as_text, plain
from tests.importing.reading import opened, read, refused, rows_of

INDIA = "Asia/Kolkata"
ONE = uuid.UUID(int=7)


def stamps(unit, zone=None):
    return pa.timestamp(unit, zone)


# Written by hand: the array, and the text of each of its values.
TEXTS = [
    (pa.array([1, None, -(2**63)], pa.int64()), ["1", "", "-9223372036854775808"]),
    (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
    (pa.array([5.0, 0.1, -2.5, None]), ["5", "0.1", "-2.5", ""]),
    (pa.array([1e22, 1e-7, 1.5e300]), ["1" + "0" * 22, "0.0000001", "15" + "0" * 299]),
    (pa.array([2.675, 0.1 + 0.2]), ["2.675", "0.30000000000000004"]),
    (pa.array([0.1, 16777216], pa.float32()), ["0.1", "16777216"]),
    (pa.array(np.array([0.1, 65504], np.float16)), ["0.1", "65500"]),
    (pa.array([float("nan"), float("inf")]), ["nan", "inf"]),
    (pa.array([Decimal("2.50"), None], pa.decimal128(5, 2)), ["2.50", ""]),
    (pa.array([Decimal("0.00000001")], pa.decimal128(20, 8)), ["0.00000001"]),
    (pa.array([Decimal("0E-9")], pa.decimal128(20, 9)), ["0.000000000"]),
    (pa.array([Decimal(10) ** 40], pa.decimal256(60, 3)), ["1" + "0" * 40 + ".000"]),
    (pa.array([Decimal("-1.5")], pa.decimal64(10, 1)), ["-1.5"]),
    (pa.array([True, False, None]), ["true", "false", ""]),
    (pa.array([0, 86_399], stamps("s")), ["1970-01-01 00:00:00", "1970-01-01 23:59:59"]),
    (pa.array([0, 1500], stamps("ms")), ["1970-01-01 00:00:00", "1970-01-01 00:00:01.500"]),
    (pa.array([100], stamps("us")), ["1970-01-01 00:00:00.000100"]),
    (pa.array([-1], stamps("us")), ["1969-12-31 23:59:59.999999"]),
    (pa.array([1], stamps("ns")), ["1970-01-01 00:00:00.000000001"]),
    (pa.array([1000], stamps("ns")), ["1970-01-01 00:00:00.000001"]),
    (pa.array([None, 1500], stamps("ms", INDIA)), ["", "1970-01-01 00:00:01.500Z"]),
    (pa.array([0, None], stamps("us", "UTC")), ["1970-01-01 00:00:00Z", ""]),
    (pa.array([dt.date(1, 1, 1), dt.date(9999, 12, 31)]), ["0001-01-01", "9999-12-31"]),
    (pa.array([86_400_000], pa.date64()), ["1970-01-02"]),
    (pa.array([3_601], pa.time32("s")), ["01:00:01"]),
    (pa.array([1_000, None], pa.time64("us")), ["00:00:00.001", ""]),
    (pa.array([1_500, -250, 60_000], pa.duration("ms")), ["1.5", "-0.25", "60"]),
    (pa.array(["007", None, ""]), ["007", "", ""]),
    (pa.array(["a", None], pa.large_string()), ["a", ""]),
    (pa.array(["a", None], pa.string_view()), ["a", ""]),
    (pa.array(["b", None, "a", "b"]).dictionary_encode(), ["b", "", "a", "b"]),
    (pa.array([2.0, None]).dictionary_encode(), ["2", ""]),
    (pa.nulls(2), ["", ""]),
    (pa.array([b"abc", "中".encode(), None, b"\xff\x00"]), ["abc", "中", "", "0xff00"]),
    (pa.array([ONE.bytes], pa.uuid()), [str(ONE)]),
    (pa.array([[1, None], None, []]), ["[1, null]", "", "[]"]),
    (pa.array([{"日": dt.date(2024, 1, 2), "b": b"\x01"}]), ['{"日": "2024-01-02", "b": "01"}']),
]  # fmt: skip


@pytest.mark.parametrize(("array", "texts"), TEXTS, ids=lambda one: str(getattr(one, "type", "")))
def test_every_type_becomes_text_exactly(array, texts):
    found = as_text(array)
    assert (found.to_pylist(), found.type) == (texts, pa.string())
    # A slice has an offset, which a careless reading would pass over.
    assert as_text(array.slice(1)).to_pylist() == texts[1:]


@pytest.mark.parametrize(("array", "texts"), TEXTS, ids=lambda one: str(getattr(one, "type", "")))
def test_every_type_survives_the_file(tmp_path, array, texts):
    if pa.types.is_float16(array.type) or pa.types.is_date64(array.type):
        assert len(texts) == len(array)  # Parquet gives them back as the type it has for them
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": array}), path, write_page_checksum=True)
    header, rows, said = read(path)
    assert header == ["id"]
    assert rows == [(number, [text]) for number, text in enumerate(texts, start=1)]
    assert (said.kind, said.encoding, said.compression) == ("parquet", "", "none")


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=300, deadline=None)
def test_a_double_is_written_without_an_exponent_and_reads_back_as_itself(number):
    [text] = as_text(pa.array([number])).to_pylist()
    assert float(text) == number
    assert "e" not in text.lower()
    # The shortest of all texts that read back: Python's own digits, without its exponent.
    digits = f"{Decimal(repr(number)):f}"
    assert text == (digits.rstrip("0").rstrip(".") if "." in digits else digits)
    assert plain(number) == text


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=12
    )
)
def test_a_decimal_keeps_every_digit(number):
    [text] = as_text(pa.array([number], pa.decimal128(38, 12))).to_pylist()
    assert text == f"{number:f}"


def test_what_has_no_text_of_its_own_is_noted_where_it_is_used(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": [1], "tags": [["a"]], "raw": [b"x"]}), path)
    assert read(path)[2].notes == (
        "column 'tags' holds lists or records, which are read as JSON",
        "column 'raw' holds bytes, which are read as UTF-8, else as hexadecimals",
    )
    source = opened(path)
    assert [block.columns["x"].to_pylist() for block in source.blocks({"x": 0}, trim=True)] == [
        ["1"]
    ]
    assert source.said.notes == ()


def test_names_that_stand_twice_or_hold_a_point_are_columns_of_their_own(tmp_path):
    names = ["a", "a.b", "x", "x"]
    arrays = [pa.array([text]) for text in ("1", "2", "3", "4")]
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_arrays(arrays, names=names), path)
    header, rows, _ = read(path)
    assert (header, rows) == (names, [(1, ["1", "2", "3", "4"])])
    [block] = opened(path).blocks({"a": 0, "last": 3}, trim=False)
    assert {name: text.to_pylist() for name, text in block.columns.items()} == {
        "a": ["1"],
        "last": ["4"],
    }


def test_rows_go_on_over_row_groups_and_batches(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(
        pa.table({"id": range(5_000), "b": ["x" * 3_000] * 5_000}), path, row_group_size=700
    )
    blocks = list(opened(path).blocks({"id": 0}, trim=True))
    numbers = np.concatenate([block.rows for block in blocks])
    assert numbers.tolist() == list(range(1, 5_001))
    assert [int(text) for block in blocks for text in block.columns["id"].to_pylist()] == list(
        range(5_000)
    )


def test_files_of_one_folder_each_have_their_own_header_and_order(tmp_path):
    folder = tmp_path / "parts"
    folder.mkdir()
    pq.write_table(pa.table({"id": ["1"], "b": ["x"]}), folder / "1.parquet")
    pq.write_table(pa.table({"b": ["y"], "id": [2]}), folder / "2.parquet")
    found = open_sources([folder], None, None)
    assert [one.header for one in found] == [["id", "b"], ["b", "id"]]
    texts = [
        [
            block.columns["id"].to_pylist()
            for block in one.blocks({"id": one.header.index("id")}, trim=True)
        ]
        for one in found
    ]
    assert texts == [[["1"]], [["2"]]]


def test_a_table_without_rows_or_columns_is_no_export(tmp_path):
    pq.write_table(pa.table({"id": pa.array([], pa.int64())}), tmp_path / "a")
    assert refused(tmp_path / "a").code == "no-rows"
    pq.write_table(pa.table({}), tmp_path / "a")
    assert refused(tmp_path / "a").code == "no-header"


def damaged(path):
    """Read a file that is perhaps damaged: its rows, or the code of what is wrong."""
    try:
        [source] = open_sources([path], None, None)
        return rows_of(source)
    except DataError as error:
        [problem] = error.problems
        return problem.code


def test_a_file_that_is_cut_off_is_told_wherever_it_was_cut(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": [str(i) for i in range(500)]}), path)
    whole = path.read_bytes()
    for size in [4, 8, 11, 12, *range(20, len(whole), 211), len(whole) - 8, len(whole) - 1]:
        path.write_bytes(whole[:size])
        assert damaged(path) == "damaged-file", size


def test_no_flipped_bit_of_a_file_with_checksums_changes_a_value(tmp_path):
    path = tmp_path / "a.parquet"
    values = [f"T{i * 7919 % 1000}" for i in range(800)]
    pq.write_table(pa.table({"id": values}), path, write_page_checksum=True, compression="none")
    whole, expected, chance = path.read_bytes(), damaged(path), random.Random(3)
    end = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")  # where the footer begins
    met = set()
    for _ in range(80):
        flipped = bytearray(whole)
        flipped[chance.randrange(4, end)] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(flipped))
        found = damaged(path)
        met.add(found if isinstance(found, str) else found == expected)
    assert met <= {"damaged-file", True}
    assert "damaged-file" in met
