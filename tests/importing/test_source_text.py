"""Every encoding becomes the same text, strictly, wherever a piece of the file ends."""

import codecs

import numpy as np
import pytest

from scoring.importing.profile.profiles import Csv
from scoring.importing.sources import text
from tests.importing.reading import read, refused

WORDS = 'id,名\r\n1,"a\r\n\N{GRINNING FACE}𠀀"\r\n2,中文\U0001f468\u200d\U0001f469 é 吨\r\n'
ROWS = [(1, ["1", "a\r\n\N{GRINNING FACE}𠀀"]), (2, ["2", "中文\U0001f468\u200d\U0001f469 é 吨"])]
STORED = {
    "utf-8": WORDS.encode(),
    "utf-8 with its mark": WORDS.encode("utf-8-sig"),
    "utf-16": codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"),
    "utf-16 the other way round": codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
    "gb18030": WORDS.encode("gb18030"),
    "gb18030 with its mark": ("\ufeff" + WORDS).encode("gb18030"),
}


def dialect(encoding):
    return Csv(delimiter="comma", encoding=encoding)


def written(folder, content):
    path = folder / "export.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "detected"])
@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 1 << 20])
@pytest.mark.parametrize("how", STORED)
def test_every_encoding_gives_the_same_rows_wherever_a_piece_ends(
    tmp_path, monkeypatch, how, piece, declared
):
    monkeypatch.setattr(text, "PIECE_BYTES", piece)
    encoding = how.split()[0]
    path = written(tmp_path, STORED[how])
    header, rows, said = read(path, dialect(encoding if declared else "detect"))
    assert (header, rows, said.encoding) == (["id", "名"], ROWS, encoding)
    told = f"its encoding was not declared, and was found to be {encoding}"
    assert said.notes == (() if declared else (told,))
    assert said.bytes == len(STORED[how])


def test_western_text_is_read_where_it_is_declared(tmp_path):
    path = written(tmp_path, "id,größe\n1,5 € “naïve”\n".encode("windows-1252"))
    header, rows, said = read(path, dialect("windows-1252"))
    assert (header, rows) == (["id", "größe"], [(1, ["1", "5 € “naïve”"])])
    assert said.encoding == "windows-1252"


@pytest.mark.parametrize("piece", [1, 4, 1 << 20])
@pytest.mark.parametrize(
    ("encoding", "start", "wrong", "code"),
    [
        ("utf-8", b"id,b\n1,", b"\xff,\n", "not-utf8"),
        ("utf-8", b"id,b\n1,", b"\xc3\x28\n", "not-utf8"),
        ("utf-8", b"id,b\n1,", b"\xed\xa0\x80\n", "not-utf8"),  # half a surrogate pair
        ("utf-8", b"id,b\n1,", b"\xe4\xb8", "not-utf8"),  # cut off within a character
        ("utf-16", "\ufeffid,b\n1,".encode("utf-16-le"), b"\x00\xdc\n\0", "wrong-encoding"),
        ("utf-16", "\ufeffid,b\n1,".encode("utf-16-le"), b"x", "wrong-encoding"),
        ("gb18030", b"id,b\n1,", b"\xff\xff\n", "wrong-encoding"),
        ("gb18030", "id,b\n中,".encode("gb18030"), b"\x81\x30\x81", "wrong-encoding"),
        ("windows-1252", b"id,b\n1,", b"\x81\n", "wrong-encoding"),
    ],
)
def test_what_is_no_character_is_told_by_its_place_and_never_replaced(
    tmp_path, monkeypatch, encoding, start, wrong, code, piece
):
    monkeypatch.setattr(text, "PIECE_BYTES", piece)
    problem = refused(written(tmp_path, start + wrong), dialect(encoding))
    assert (problem.code, problem.where) == (code, "export.csv")
    assert problem.what.startswith(f"byte {len(start) + 1} is ")


def test_a_wrong_byte_far_into_a_column_nobody_asked_for_is_told(tmp_path):
    lines = b"id,remark\n" + b"1,x\n" * 400_000
    problem = refused(written(tmp_path, lines + b"2,\xff\n"), dialect("utf-8"))
    assert (problem.code, problem.what) == ("not-utf8", "byte 1,600,013 is not UTF-8 text")


@pytest.mark.parametrize(
    ("declared", "content", "told"),
    [
        ("utf-8", STORED["utf-16"], "begins with the mark of utf-16, and the profile says utf-8"),
        ("gb18030", STORED["utf-8 with its mark"], "with the mark of utf-8, and the profile says"),
        ("windows-1252", STORED["utf-8 with its mark"], "with the mark of utf-8"),
        ("utf-16", WORDS.encode("utf-16-le"), "does not begin with the byte order mark"),
        ("utf-16", WORDS.encode(), "does not begin with the byte order mark"),
        ("utf-8", WORDS.encode("utf-32"), "UTF-32 text, which is not read"),
        ("detect", WORDS.encode("utf-32"), "UTF-32 text, which is not read"),
    ],
)
def test_a_mark_that_contradicts_the_profile_is_told(tmp_path, declared, content, told):
    problem = refused(written(tmp_path, content), dialect(declared))
    assert problem.code == "wrong-encoding"
    assert told in problem.what


@pytest.mark.parametrize("place", [1, 9, 60_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "detect"])
def test_a_nul_character_is_no_text(tmp_path, encoding, place):
    codec = encoding if encoding != "detect" else "utf-8"
    content = "id,b\n1,x\n" + "2,y\n" * 20_000
    content = f"{content[:place]}\0{content[place:]}".encode(codec)
    assert refused(written(tmp_path, content), dialect(encoding)).code == "nul-character"


def test_utf_16_without_its_mark_is_not_taken_for_utf_8(tmp_path):
    problem = refused(written(tmp_path, "id,b\n1,x\n".encode("utf-16-le")), dialect("detect"))
    assert problem.code == "nul-character"
    assert "UTF-16" in problem.hint


def test_nothing_is_told_from_the_beginning_alone(tmp_path):
    # A megabyte and more of ASCII, and only then a character that says what it is.
    lines = "id,b\n" + f"1,{'x' * 500}\n" * 2_200
    for encoding in ("utf-8", "gb18030"):
        path = written(tmp_path, f"{lines}2,中文\n".encode(encoding))
        _, rows, said = read(path, dialect("detect"))
        assert (rows[-1], said.encoding) == ((2_201, ["2", "中文"]), encoding)


@pytest.mark.parametrize("name", ["Inés Núñez,Muñoz", "Müller,Bäcker", "Gonçalves,Conceição"])
def test_accents_are_not_read_as_rare_chinese_characters(tmp_path, name):
    # All of them are whole characters of GB18030 wherever a letter follows the accent.
    stored = f"id,b\n{name}\n".encode("windows-1252")
    problem = refused(written(tmp_path, stored), dialect("detect"))
    assert problem.code == "unknown-encoding"
    assert "encoding" in problem.hint


def test_a_text_that_is_nothing_known_is_refused(tmp_path):
    problem = refused(written(tmp_path, b"id,b\n1,\xff\xff\n"), dialect("detect"))
    assert problem.code == "unknown-encoding"
    assert problem.what == "it is neither UTF-8 nor GB18030 throughout; byte 8 fits neither"


def test_every_character_of_the_basic_plane_survives_gb18030_and_utf_16(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "PIECE_BYTES", 4_099)
    codes = np.r_[0x20:0x22, 0x23:0x2C, 0x2D:0xD800, 0xE000:0xFFFE, 0x20000:0x20100]
    every = "".join(map(chr, codes))
    for encoding in ("gb18030", "utf-16"):
        path = written(tmp_path, f'id,b\n1,"{every}"\n'.encode(encoding))
        assert read(path, dialect(encoding))[1] == [(1, ["1", every])]
