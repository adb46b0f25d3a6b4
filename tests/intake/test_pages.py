"""First pages are read by the format's rules, and long words found in whatever form they lie."""

import itertools

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.intake.pages import _HEAD_BYTES, _longest_word, _page, long_columns

PLAIN = bytes([0x15, 0x00, 0x15, 0x80, 0x20, 0x15, 0x84, 0x80, 0x01])
"""Fields 1 to 3 of a page of rows; 0x80 0x20 is 4096, the double of 2048, its sign in the last bit.

Numbers go in steps of seven bits, the lowest first; 0x15 is the next field of 32 bits.
"""
WORDS = bytes([0x15, 0x04, *PLAIN[2:]])
"""The same of a dictionary, which is kind 2."""


@pytest.mark.parametrize(
    ("said", "words", "checked", "length"),
    [
        (PLAIN + bytes([0x2C, 0x15]), 0, False, 9),  # the field after the next, a structure
        (PLAIN + bytes([0x15, 0x01, 0x1C]), 0, True, 11),
        (WORDS + bytes([0x4C, 0x15, 0x06, 0x15, 0, 0, 0, 9, 9]), 3, False, 16),
        (WORDS + bytes([0x15, 0xFF, 1, 0x3C, 0x15, 0x06, 0x15, 0, 0x12, 0, 0]), 3, True, 20),
        (WORDS + bytes([0x15, 0xFF, 1, 0x3C, 0x15]), None, True, 12),
    ],
)
def test_the_first_bytes_of_a_page_are_read_by_their_rules(said, words, checked, length):
    page = _page("a", "SNAPPY", 4, said)
    assert page == ("a", "SNAPPY", 4 + length, (2048, 8194), words, checked)


@pytest.mark.parametrize("said", [b"", b"\xff" * _HEAD_BYTES, b"\0" * _HEAD_BYTES])
def test_what_is_no_header_is_none(said):
    assert _page("a", "SNAPPY", 4, said) == ("a", "SNAPPY", 4, (0, 0), None, False)


@pytest.mark.parametrize(
    "words", [["a"], ["", "b"], ["ab", "cd", "ef"], ["a", "x" * 600, "b"], ["é" * 300], [""]]
)
def test_the_longest_word_is_found(words):
    said = b"".join(len(w.encode()).to_bytes(4, "little") + w.encode() for w in words)
    assert _longest_word(said, len(words)) == max(len(w.encode()) for w in words)
    assert _longest_word(said[:-1], len(words)) == max(len(w.encode()) for w in words)


PACKINGS = ("none", "snappy", "gzip", "brotli", "zstd", "lz4")


@pytest.mark.parametrize(
    ("packing", "version", "checked"), list(itertools.product(PACKINGS, ["1.0", "2.0"], [0, 1]))
)
def test_a_column_with_a_long_word_is_found_in_any_row_group(tmp_path, packing, version, checked):
    rows = 900
    ids = [f"T{i}" for i in range(rows)]
    table = pa.table(
        {
            "ids": ids,
            "same": [f"{i:05}" for i in range(rows)],
            "long": ["y" * 513 if i == 700 else "z" for i in range(rows)],
            "nearly": ["y" * 508 if i == 700 else "z" for i in range(rows)],
            "number": pa.array(range(rows), pa.int64()),
            "nothing": pa.nulls(rows, pa.string()),
        }
    )
    path = tmp_path / "t.parquet"
    pq.write_table(
        table, path, row_group_size=300, compression=packing, data_page_version=version,
        write_page_checksum=bool(checked),
    )  # fmt: skip
    footer = pq.read_metadata(path)
    names = {"ids", "same", "long", "nearly", "nothing"}
    assert long_columns(path, footer, names, 512) == {"long"}
    assert long_columns(path, footer, names - {"long"}, 512) == set()
    assert long_columns(path, footer, names, 512, [0, 1]) == set()  # row 700 is in the third
    assert long_columns(path, footer, names, 512, [2]) == {"long"}
    pq.write_table(table, path, use_dictionary=False)  # each row has its own length in the file
    assert long_columns(path, pq.read_metadata(path), names, 512) == set()
