"""What the product writes is written in one place: exact decimals, pages with checksums."""

import ast
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.columns import Column, text_column
from scoring.intake.writing import arrow_of, write_table

WIDEST = 10**18 - 1  # what decimal128(18, …) holds


def column(kind, values, known, places=0):
    return Column(kind, np.array(values, np.int64), np.array(known, np.bool_), places)


def test_decimals_are_the_units_at_their_places_to_the_last_digit():
    units = [0, 1, -1, 12_345, WIDEST, -WIDEST, 7]
    array = arrow_of(column("decimal", units, [True] * 6 + [False], 4))
    array.validate(full=True)
    assert array.type == pa.decimal128(18, 4)
    # Another way to the same number: Python's own decimals.
    assert array.to_pylist() == [Decimal(n).scaleb(-4) for n in units[:6]] + [None]


@pytest.mark.parametrize("rows", [0, 1, 7, 8, 9, 64, 65])
def test_nulls_stand_where_they_were(rows):
    known = [i % 3 != 0 for i in range(rows)]
    found = arrow_of(column("decimal", range(rows), known, 2)).to_pylist()
    assert [value is not None for value in found] == known


def test_text_comes_from_its_words():
    words = ["b", None, "a", "b"]
    assert arrow_of(text_column(words)).to_pylist() == words
    assert arrow_of(text_column([None, None])).to_pylist() == [None, None]


def test_a_flipped_bit_in_a_page_is_an_error(tmp_path):
    file = tmp_path / "t.parquet"
    write_table(file, pa.table({"n": pa.array(range(1000), pa.int64())}))
    data = bytearray(file.read_bytes())
    data[200] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(OSError, match=r"CRC|checksum|[Cc]orrupt"):
        pq.read_table(file, page_checksum_verification=True)


def test_decimals_are_laid_out_in_one_place_for_what_goes_in():
    root = Path(__file__).parents[2] / "scoring"
    users = [
        path.relative_to(root).as_posix()
        for room in ("intake", "importing", "sample")
        for path in sorted((root / room).glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("from_buffers", "write_table")
    ]
    assert users == ["intake/writing.py", "intake/writing.py"]
