"""A packed export is whole or refused: no cut, no flipped bit and nothing behind its end passes."""

import gzip
import random
import zlib

import pyarrow as pa
import pytest

from scoring.errors import DataError
from scoring.importing.profile.profiles import Csv
from scoring.importing.sources import delimited
from scoring.importing.sources.opening import open_sources
from scoring.importing.sources.packing import has_checksum
from tests.importing.reading import UTF8, opened, read, refused, rows_of

LINES = ["id,remark", *(f"T{i},{zlib.crc32(str(i).encode())}" for i in range(400))]
PLAIN = ("\n".join(LINES) + "\n").encode()


def zstd(content):
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as packer:
        packer.write(content)
    return sink.getvalue().to_pybytes()


PACKED = {"gzip": gzip.compress(PLAIN, mtime=0), "zstd": zstd(PLAIN)}
PARTS = {
    "gzip": gzip.compress(PLAIN[:999]) + gzip.compress(PLAIN[999:]),
    "zstd": zstd(PLAIN[:999]) + zstd(PLAIN[999:]),
    "zstd ": b"\x50\x2a\x4d\x18\x04\0\0\0note" + zstd(PLAIN),  # begins with a part to be skipped
}


def written(folder, content):
    path = folder / "export.csv"  # the name says nothing about what it is
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("content", [*PACKED.items(), *PARTS.items()], ids=lambda c: c[0])
def test_a_packed_export_reads_like_the_plain_one(tmp_path, content):
    how, packed = content
    header, rows, said = read(written(tmp_path, packed))
    assert (header, rows) == read(written(tmp_path, PLAIN))[:2]
    assert (said.compression, said.bytes, said.rows) == (how.strip(), len(packed), 400)


@pytest.mark.parametrize("how", PACKED)
def test_a_packed_export_that_is_cut_off_is_told_wherever_it_was_cut(tmp_path, how):
    packed = PACKED[how]
    cuts = [4, 10, 17, 18, *range(50, len(packed) - 12, 197), *range(len(packed) - 12, len(packed))]
    for cut in cuts:
        problem = refused(written(tmp_path, packed[:cut]))
        assert problem.code == "damaged-file", cut
        assert "cut off" in problem.what, cut


@pytest.mark.parametrize("how", PACKED)
def test_a_second_part_that_is_cut_off_is_told_too(tmp_path, how):
    packed = PACKED[how] * 2
    for cut in range(len(PACKED[how]) + 1, len(packed), 97):
        assert refused(written(tmp_path, packed[:cut])).code == "damaged-file", cut


@pytest.mark.parametrize("how", PACKED)
@pytest.mark.parametrize("tail", [b"x", b"garbage that is no part", b"id,remark\n", b"\x1f\x8b"])
def test_what_follows_the_end_is_not_passed_over(tmp_path, how, tail):
    assert refused(written(tmp_path, PACKED[how] + tail)).code == "damaged-file"


def test_no_flipped_bit_of_a_gzip_file_changes_a_value(tmp_path):
    # The ten bytes at its beginning name the system and time it was packed, and are not data.
    chance, expected = random.Random(7), read(written(tmp_path, PACKED["gzip"]))[1]
    for _ in range(60):
        packed = bytearray(PACKED["gzip"])
        packed[chance.randrange(10, len(packed))] ^= 1 << chance.randrange(8)
        path = written(tmp_path, bytes(packed))
        try:
            [source] = open_sources([path], UTF8, None)
            assert rows_of(source) == expected
        except DataError as error:
            assert {p.code for p in error.problems} == {"damaged-file"}  # noqa: PT017


def test_a_packed_file_without_a_checksum_is_noted(tmp_path):
    said = read(written(tmp_path, PACKED["zstd"]))[2]
    assert said.notes == ("it is packed without a checksum: damage could stay unnoticed",)
    # The third bit of the fifth byte says that a frame has one (RFC 8878, 3.1.1.1.1).
    assert has_checksum(PACKED["zstd"][:4] + b"\x04")
    assert not has_checksum(PACKED["zstd"][:4] + b"\x20")


def test_a_packed_text_in_another_encoding_is_found_out(tmp_path):
    text = "id,名\n1,中文\n"
    for content in (gzip.compress(text.encode("gb18030")), zstd(text.encode("utf-16"))):
        path = written(tmp_path, content)
        header, rows, _ = read(path, Csv(delimiter="comma", encoding="detect"))
        assert (header, rows) == (["id", "名"], [(1, ["1", "中文"])])


def test_what_was_packed_twice_or_is_no_text_is_told(tmp_path):
    for inner, said in [
        (PACKED["gzip"], "another packed file"),
        (b"PAR1....", "a Parquet file"),
        (b"PK\x03\x04....", "a workbook or a zip archive"),
    ]:
        problem = refused(written(tmp_path, gzip.compress(inner)))
        assert (problem.code, said in problem.what) == ("packed-twice", True)


def test_what_unpacks_without_end_is_not_held_in_memory(tmp_path, monkeypatch):
    # 32 MB of one row in 32 kB: it is refused at the first block.
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1 << 20)
    bomb = gzip.compress(b'id,b\n1,"' + b"x" * (32 << 20), compresslevel=9)
    assert len(bomb) < 35_000
    before = pa.total_allocated_bytes()
    source = opened(written(tmp_path, bomb))
    with pytest.raises(DataError, match="a row is longer than 1 MB"):
        rows_of(source)
    assert pa.total_allocated_bytes() - before < 16 << 20
