"""One table is one export: however it was saved, packed or cut, the rows are the same."""

import codecs
import csv
import gzip
import io

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.importing.profile.profiles import Csv
from scoring.importing.sources import delimited, text, workbook
from tests.importing.reading import opened, rows_of

# What XML cannot hold, a carriage return that it would change, and the words of its escapes.
CHARACTERS = st.characters(
    codec="utf-8",
    exclude_categories=["Cs", "Cc", "Cn"],
    include_characters="\n\t",
    exclude_characters="_",
)
TEXTS = st.text(CHARACTERS, max_size=6) | st.sampled_from(["", '"', "a,b", "中文", "007", "=1+1"])
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(TEXTS, min_size=width, max_size=width).filter(any), min_size=1, max_size=8
    )
)


def zstd(content):
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as packer:
        packer.write(content)
    return sink.getvalue().to_pybytes()


def in_every_way(header, rows):
    """Yield the name of each way to save a table, its bytes, and the encoding to declare."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows([header, *rows])
    plain = written.getvalue()
    yield "utf-8", plain.encode(), "utf-8"
    yield "utf-8 with its mark", plain.encode("utf-8-sig"), "utf-8"
    yield "utf-16", codecs.BOM_UTF16_BE + plain.encode("utf-16-be"), "utf-16"
    yield "gb18030", plain.encode("gb18030"), "gb18030"
    yield "gzip", gzip.compress(plain.encode()), "utf-8"
    yield "zstd", zstd(plain.encode()), "utf-8"
    yield "xlsx", as_book(header, rows), "utf-8"
    sink = pa.BufferOutputStream()
    columns = [
        pa.array([row[place] or None for row in rows], pa.string()) for place in range(len(header))
    ]
    pq.write_table(pa.Table.from_arrays(columns, names=header), sink)
    yield "parquet", sink.getvalue().to_pybytes(), "utf-8"


def as_book(header, rows):
    made = openpyxl.Workbook(write_only=True)
    page = made.create_sheet()
    for row in [header, *rows]:
        cells = [openpyxl.cell.WriteOnlyCell(page) for _ in row]
        for cell, value in zip(cells, row, strict=True):
            cell.value, cell.data_type = value, "s"  # a text that looks like a formula stays one
        page.append(cells)
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


@given(TABLES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_table_reads_the_same_however_it_was_saved(tmp_path, table):
    header = [f"列{place}" for place in range(len(table[0]))]
    expected = list(enumerate(table, start=1))
    for how, content, encoding in in_every_way(header, table):
        path = tmp_path / "export"
        path.write_bytes(content)
        source = opened(path, Csv(delimiter="comma", encoding=encoding))
        assert source.header == header, how
        assert rows_of(source) == expected, how
        assert rows_of(source) == expected, how
        assert source.said.rows == len(table), how


@pytest.mark.parametrize("size", [1 << 12, 1 << 15])
def test_where_a_block_or_a_piece_ends_changes_nothing(tmp_path, monkeypatch, size):
    rows = [[str(i), f'line\n"{i}"' if i % 3 else "中𠀀" * (i % 40), ""] for i in range(900)]
    ways = list(in_every_way(["id", "b", "c"], rows))
    monkeypatch.setattr(delimited, "BLOCK_BYTES", size)
    monkeypatch.setattr(text, "PIECE_BYTES", size // 4 + 1)
    monkeypatch.setattr(workbook, "BLOCK_CHARACTERS", size)
    for how, content, encoding in ways:
        path = tmp_path / "export"
        path.write_bytes(content)
        source = opened(path, Csv(delimiter="comma", encoding=encoding))
        assert rows_of(source) == list(enumerate(rows, start=1)), how


@pytest.mark.parametrize("trim", [True, False])
def test_white_space_is_dropped_where_the_profile_says_so(tmp_path, trim):
    rows = [["\u3000 a b\u00a0"], ["\tx"]]
    for how, content, encoding in in_every_way(["id"], rows):
        path = tmp_path / "export"
        path.write_bytes(content)
        found = rows_of(opened(path, Csv(delimiter="comma", encoding=encoding)), trim=trim)
        expected = [["a b"], ["x"]] if trim else rows
        assert [texts for _, texts in found] == expected, how
