"""A file is called protected if, and only if, the library notices a flipped bit in its pages."""

import itertools

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.intake.checksums import has_checksums, unprotected
from scoring.intake.folder import open_folder
from tests.intake.folders import contacts, write

WORD = "MARKED-BYTES"


def marked(rows=300):
    """Contacts with a text whose bytes can be found in the file."""
    return contacts(rows, x_mark=pa.array([WORD] * rows), csat=pa.array([4.0, None, 5.0] * 100))


@pytest.mark.parametrize(
    ("version", "dictionary", "groups", "packed"),
    list(itertools.product(["1.0", "2.0"], [True, False], [300, 70], ["none", "zstd"])),
)
def test_checksums_are_seen_where_they_are(tmp_path, version, dictionary, groups, packed):
    found = []
    for written in (True, False):
        path = tmp_path / f"{written}.parquet"
        pq.write_table(
            marked(), path, data_page_version=version, use_dictionary=dictionary,
            row_group_size=groups, compression=packed, write_page_checksum=written,
        )  # fmt: skip
        found.append(has_checksums(path))
    assert found == [True, False]


@pytest.mark.parametrize("written", [True, False])
def test_what_is_said_is_what_the_library_notices(tmp_path, written):
    path = tmp_path / "t.parquet"
    pq.write_table(
        marked(), path, compression="none", use_dictionary=False, write_statistics=False,
        write_page_checksum=written,
    )  # fmt: skip
    data = bytearray(path.read_bytes())
    data[data.index(WORD.encode())] ^= 1
    path.write_bytes(data)
    try:
        pq.read_table(path, page_checksum_verification=True)
        noticed = False
    except OSError:
        noticed = True
    assert has_checksums(path) == noticed == written


def test_a_file_without_pages_has_nothing_to_protect(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(marked().schema.empty_table(), path)
    assert pq.read_metadata(path).num_row_groups in (0, 1)
    assert has_checksums(path) == (pq.read_metadata(path).num_row_groups == 0)


def test_unprotected_files_are_told_unless_their_digest_was_handed_over(tmp_path):
    d = write(tmp_path / "d")
    pq.write_table(contacts(), d / "interactions.parquet", write_page_checksum=True)
    files = open_folder(d).files
    [finding] = unprotected(files, ())
    assert (finding.code, finding.file) == ("unprotected-input", "roster.parquet")
    assert unprotected(files, ["roster.parquet"]) == []


def test_the_first_bytes_of_a_page_are_read_by_their_rules():
    # Headers as the format's text has them: numbers in steps of seven bits, the lowest first;
    # 0x15 is the next field of 32 bits, and 0x2c the field after the next, a structure.
    from scoring.intake.checksums import _HEAD

    plain = bytes([0x15, 0x00, 0x15, 0x80, 0x20, 0x15, 0x84, 0x80, 0x01])
    assert _HEAD.match(plain + bytes([0x15, 0xFF]))
    assert not _HEAD.match(plain + bytes([0x2C, 0x15]))
    assert not any(map(_HEAD.match, (plain, b"", b"\xff" * 19, b"\0" * 19)))
