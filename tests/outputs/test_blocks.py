"""Tables laid out in pieces have the bytes of tables laid out whole, wherever they are cut."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import PlauditError
from scoring.outputs import blocks
from scoring.outputs.blocks import cut, row_groups, some_at_once, written
from scoring.outputs.tables import result_blocks, result_tables, table_files
from tests.results import small_plan, small_quarantine, small_result


def whole(table, rows):
    """The same table written in one call by pyarrow."""
    sink = io.BytesIO()
    pq.write_table(
        table,
        sink,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        row_group_size=rows,
        write_page_checksum=True,
        store_schema=True,
    )
    return sink.getvalue()


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5, 131_072])
def test_the_bytes_do_not_depend_on_how_agents_are_cut(monkeypatch, rows):
    tables = result_tables(small_plan(), small_result(), small_quarantine())
    monkeypatch.setattr(blocks, "ROWS", rows)
    pieces = result_blocks(small_plan(), small_result(), small_quarantine())
    files, counts = table_files(pieces)
    assert files == {name: whole(table, rows) for name, table in tables.items()}
    assert counts == {name: table.num_rows for name, table in tables.items()}


@pytest.mark.parametrize("sizes", [[0], [3], [2, 2, 2], [5, 1], [1, 1, 1, 1, 1, 1, 1], [0, 9, 0]])
def test_row_groups_are_filled_whatever_the_pieces(monkeypatch, sizes):
    monkeypatch.setattr(blocks, "ROWS", 3)
    table = pa.table({"n": pa.array(range(sum(sizes)), pa.int64())})
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    pieces = [table.slice(end - size, size) for end, size in zip(ends, sizes, strict=True)]
    data, rows = written(row_groups(pieces))
    found = pq.ParquetFile(io.BytesIO(data))
    groups = [found.metadata.row_group(i).num_rows for i in range(found.metadata.num_row_groups)]
    assert rows == sum(groups) == sum(sizes)
    assert groups[:-1] == [3] * (len(groups) - 1)
    assert found.read()["n"].to_pylist() == list(range(sum(sizes)))


def test_agents_are_cut_so_that_each_piece_is_a_row_group(monkeypatch):
    monkeypatch.setattr(blocks, "ROWS", 10)
    # Rows 0 to 9 are of agents 0 to 3, of whom the last has rows 9, 10 and 11.
    assert list(cut(7, 3)) == [
        (slice(0, 4), slice(0, 10), 12),
        (slice(3, 7), slice(1, 11), 12),
        (slice(6, 7), slice(2, 3), 3),
    ]
    assert list(cut(1, 25)) == [
        (slice(0, 1), slice(0, 10), 25),
        (slice(0, 1), slice(10, 20), 25),
        (slice(0, 1), slice(20, 25), 25),
    ]
    assert list(cut(10)) == [(slice(0, 10), slice(0, 10), 10)]
    assert list(cut(0)) == [(slice(0, 0), slice(0, 0), 0)]


def test_agents_who_do_not_all_have_as_many_rows_are_cut_by_the_most(monkeypatch):
    monkeypatch.setattr(blocks, "ROWS", 10)
    assert list(some_at_once(7, 3)) == [slice(0, 3), slice(3, 6), slice(6, 9)]
    assert list(some_at_once(2, 50)) == [slice(0, 1), slice(1, 2)]
    assert list(some_at_once(0, 1)) == [slice(0, 10)]


def test_what_is_laid_out_with_another_number_of_rows_is_our_own_fault():
    (piece,) = cut(3, 2)
    with pytest.raises(PlauditError, match="n has 5 rows, and not 6"):
        piece.of_columns({"n": range(5)})


def test_what_goes_wrong_while_a_table_is_laid_out_is_told():
    def pieces():
        yield pa.table({"n": [1]})
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        table_files({"odd.parquet": pieces()})
