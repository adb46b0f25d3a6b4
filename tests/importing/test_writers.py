"""A table that comes in pieces makes the file that it makes when it comes whole."""

import hashlib
import itertools
import random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.columns import Column
from scoring.importing.writers import TableWriter
from scoring.intake.writing import ROW_GROUP, arrow_of, write_table


def table(rows: int, seed: int = 3) -> pa.Table:
    dice = np.random.default_rng(seed)
    absent = dice.random(rows) < 0.1
    return pa.table(
        {
            "id": pa.array([f"T-{n:07d}" for n in range(rows)], pa.string()),
            "agent": pa.array([f"a{n}" for n in dice.integers(0, 90, rows)], pa.string()),
            "score": pa.array(dice.integers(0, 10**9, rows), mask=absent),
            "seen": pa.array(dice.random(rows) < 0.5, mask=absent),
            "worth": arrow_of(Column("decimal", dice.integers(-999, 999, rows), ~absent, 4)),
        }
    )


def pieces(whole: pa.Table, dice: random.Random, most: int) -> list[pa.Table]:
    """Cut a table anywhere; now and then into nothing."""
    cuts = [0]
    while cuts[-1] < whole.num_rows:
        cuts.append(cuts[-1] + dice.randint(0, most))
    return [whole.slice(a, b - a) for a, b in itertools.pairwise(cuts)]


@pytest.mark.parametrize("rows", [1, 1000, ROW_GROUP, ROW_GROUP + 1, 3 * ROW_GROUP - 5])
def test_pieces_make_the_bytes_of_the_whole(tmp_path, rows):
    whole = table(rows)
    write_table(tmp_path / "whole.parquet", whole)
    expected = (tmp_path / "whole.parquet").read_bytes()
    for most in (rows // 7 + 1, 2 * ROW_GROUP, rows):
        with TableWriter(tmp_path / "pieces.parquet") as writer:
            for part in pieces(whole, random.Random(most), most):
                writer.add(part)
        assert (tmp_path / "pieces.parquet").read_bytes() == expected


def test_bytes_do_not_depend_on_how_rows_lie_in_memory(tmp_path):
    # A mask that hides nothing, slices of something larger, and many chunks: the same rows.
    plain = pa.table({"n": pa.array(range(5000)), "s": pa.array(["é"] * 5000)})
    masked = pa.table(
        {
            "n": pa.array(np.arange(5000), mask=np.zeros(5000, np.bool_)),
            "s": pa.chunked_array([["é"]] * 5000),
        }
    )
    sliced = pa.concat_tables([plain.slice(7), plain, plain]).slice(4993, 5000)
    for name, one in {"plain": plain, "masked": masked, "sliced": sliced}.items():
        assert one.equals(plain)
        write_table(tmp_path / name, one)
    found = {name: (tmp_path / name).read_bytes() for name in ("plain", "masked", "sliced")}
    assert found["masked"] == found["plain"]
    assert found["sliced"] == found["plain"]


def test_row_groups_have_the_same_size_whatever_came(tmp_path):
    whole = table(2 * ROW_GROUP + 10)
    with TableWriter(tmp_path / "t.parquet") as writer:
        for part in pieces(whole, random.Random(1), 50_000):
            writer.add(part)
    file = pq.ParquetFile(tmp_path / "t.parquet", page_checksum_verification=True)
    groups = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
    assert groups == [131_072, 131_072, 10]
    assert file.read().equals(whole)


def test_a_writer_says_what_it_delivered(tmp_path):
    with TableWriter(tmp_path / "t.parquet") as writer:
        writer.add(table(10))
        writer.add(table(5))
    said = writer.delivered
    content = (tmp_path / "t.parquet").read_bytes()
    assert (said.name, said.rows, said.bytes) == ("t.parquet", 15, len(content))
    assert said.sha256 == hashlib.sha256(content).hexdigest()
    assert writer.close() is said
    assert writer.rows == 15


def test_a_table_without_rows_is_a_file_with_its_columns(tmp_path):
    nothing = table(0)
    write_table(tmp_path / "whole.parquet", nothing)
    with TableWriter(tmp_path / "added.parquet") as writer:
        writer.add(nothing)
    with TableWriter(tmp_path / "never.parquet", nothing.schema) as named:
        pass
    assert writer.delivered.rows == named.delivered.rows == 0
    assert pq.read_table(tmp_path / "added.parquet").equals(nothing)
    contents = [p.read_bytes() for p in sorted(tmp_path.iterdir())]
    assert len(contents) == 3
    assert contents[0] == contents[1] == contents[2]


def test_a_writer_to_which_nothing_came_knows_no_columns(tmp_path):
    with TableWriter(tmp_path / "t.parquet") as writer:
        pass
    assert writer.delivered.rows == 0
    assert pq.read_schema(tmp_path / "t.parquet").names == []


def test_an_error_leaves_no_finished_file_and_no_open_one(tmp_path):
    def stop():
        with TableWriter(tmp_path / "t.parquet") as writer:
            writer.add(table(ROW_GROUP))
            writer.add(table(9))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    # The rows that waited were not added behind the caller's back.
    assert pq.read_metadata(tmp_path / "t.parquet").num_rows == ROW_GROUP
