"""Delimited text as libraries guess it, and as an import reads it: text, until a profile says."""

import io

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pytest

from tests.traps.doors import Imported

HEAD = "id,agent,day,time,wait,solved,channel,stars,state,talk,price,team,remark\n"


def line(name, *, agent="a1", channel="chat", stars="5", price="1", remark=""):
    return f"{name},{agent},02.01.2026,10:00,1,,{channel},{stars},done,1,{price},t,{remark}\n"


def arrow(text, **options):
    """Read text with Arrow's own ways, but for what is said."""
    return arrow_csv.read_csv(io.BytesIO(text.encode()), **options)


@pytest.fixture
def imported(tmp_path, plaudit):
    return Imported(tmp_path, plaudit)


def test_what_looks_like_a_number_becomes_one(imported):
    found = arrow("agent,n\n007,1.10\n008,2\n").to_pydict()
    assert found == {"agent": [7, 8], "n": [1.1, 2.0]}
    assert pd.read_csv(io.StringIO("agent\n007\n008\n")).agent.tolist() == [7, 8]
    left = imported(HEAD + line("001", agent="007") + line("1", agent="7") + line("1e3"))
    assert left.code == 0, left.err
    assert [(r["interaction_id"], r["agent_id"]) for r in imported.rows()] == [
        ("001", "007"), ("1", "7"), ("1e3", "a1"),
    ]  # fmt: skip


def test_what_looks_like_a_date_or_a_truth_becomes_one(imported):
    found = arrow("team,agent\n2026-01-02,true\n2026-01-03,0\n").schema
    assert [str(kind) for kind in found.types] == ["date32[day]", "bool"]
    assert pd.read_csv(io.StringIO("a\nTrue\nFALSE\n")).a.tolist() == [True, False]
    left = imported(HEAD + line("T1", agent="true", channel="2026-01-02"))
    assert left.code == 0, left.err
    [row] = imported.rows()
    assert (row["agent_id"], row["channel"]) == ("true", "2026-01-02")


WORDS = ["NA", "null", "NaN", "N/A", "None", "#N/A", "nan", "n/a", "NULL", "-NaN", "1.#IND"]


def test_words_become_nulls_that_nobody_declared(imported):
    text = "agent,n\n" + "".join(f"{word},1\n" for word in WORDS)
    assert pd.read_csv(io.StringIO(text)).agent.isna().all()
    loose = arrow_csv.ConvertOptions(strings_can_be_null=True)
    assert arrow(text, convert_options=loose)["agent"].null_count >= 9
    assert arrow("n,m\n1,1\nNA,1\n")["n"].null_count == 1  # in numbers it is so by default
    lines = (line(f"T{i:02}", agent=word) for i, word in enumerate(WORDS))
    left = imported(HEAD + "".join(lines))
    assert left.code == 0, left.err
    assert [row["agent_id"] for row in imported.rows()] == WORDS


def test_only_the_words_that_a_profile_names_are_nulls(imported):
    words = ('["", "-"]', '["-", "n.n."]')
    left = imported(HEAD + line("T1", agent="-") + line("T2", agent="N.N.") + line("T3"), words)
    assert left.code == 0, left.err
    assert [row["agent_id"] for row in imported.rows()] == [None, "N.N.", "a1"]


def test_a_number_in_the_first_block_decides_for_the_whole_column(imported):
    text = (
        HEAD + "".join(line(f"T{i:04}", agent=str(i)) for i in range(300)) + line("T9", agent="x")
    )
    small = arrow_csv.ReadOptions(block_size=2_000, use_threads=False)
    with pytest.raises(pa.ArrowInvalid, match="conversion error to int64"):
        list(arrow_csv.open_csv(io.BytesIO(text.encode()), read_options=small))
    left = imported(text)
    assert left.code == 0, left.err
    assert imported.rows()[-1]["agent_id"] == "x"


def test_a_line_break_in_quotes_tears_a_row_between_two_blocks(imported):
    text = HEAD + "".join(line(f"T{i:04}", remark='"two\nlines, one cell"') for i in range(300))
    small = arrow_csv.ReadOptions(block_size=997, use_threads=False)
    with pytest.raises(pa.ArrowInvalid, match=r"out of sync|Expected 13 columns"):
        arrow(text, read_options=small)
    bad = line("T9999", stars="x")
    left = imported(text + bad)
    assert left.code == 0, left.err
    assert len(imported.rows()) == 301
    assert imported.faults() == [(301, "stars", "not-a-number")]  # rows are counted, not lines


def test_rows_of_another_length_can_be_lost_on_the_way(imported, tmp_path):
    text = HEAD + line("T1") + "T2,a1\n" + line("T3")
    skip = arrow_csv.ParseOptions(invalid_row_handler=lambda _: "skip")
    assert arrow(text, parse_options=skip).num_rows == 2
    assert len(pd.read_csv(io.StringIO(text))) == 3  # filled up with nothing
    left = imported(text)
    assert left.code == 3
    assert "export.csv row 2" in left.err
    assert "2 columns where the header names 13" in left.err
    assert not (tmp_path / "data").exists()


def test_blank_lines_move_the_numbers_of_the_rows_after_them(imported):
    text = HEAD + line("T1") + "\n\n" + line("T2", stars="x")
    assert arrow(text).num_rows == len(pd.read_csv(io.StringIO(text))) == 2
    left = imported(text)
    assert left.code == 0, left.err
    assert imported.faults() == [(4, "stars", "not-a-number")]  # as the file has them


def test_a_quote_that_is_never_closed_swallows_the_rest(imported, tmp_path):
    text = HEAD + line("T1") + line("T2", remark='"open').rstrip("\n") + "\n" + line("T3")
    quoted = arrow_csv.ParseOptions(newlines_in_values=True)
    assert arrow(text, parse_options=quoted).num_rows == 2  # T3 has become a part of T2
    left = imported(text)
    assert left.code == 3
    assert "[unclosed-quote]" in left.err
    assert not (tmp_path / "data").exists()


def test_bytes_that_are_no_utf8_become_binary(imported, tmp_path):
    text = (HEAD + line("T1", agent="Gr\u00f6\u00dfe")).encode("latin-1")
    kind = arrow_csv.read_csv(io.BytesIO(text)).schema.field("agent").type
    assert kind == pa.binary()
    left = imported(text)
    assert left.code == 3
    assert "UTF-8" in left.err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "price", ["1,5", "1 000", "1e3", "0x10", "\u0661", "1_0", "+1", "1.", ".5"]
)
def test_only_plain_numbers_are_numbers(imported, price):
    assert pd.read_csv(io.StringIO(f"p;q\n{price};1\n"), sep=";").p[0] is not None
    left = imported(HEAD + line("T1", price=f'"{price}"') + line("T2"))
    assert left.code == 0, left.err
    found = {row["interaction_id"]: row["x_price"] for row in imported.rows()}
    assert found["T2"] == 1
    if found["T1"] is not None:  # signs and bare points are spellings of the same number
        assert float(price) == float(found["T1"])
    else:
        assert imported.faults() == [(1, "price", "not-a-number")]


def test_a_whole_number_beside_a_gap_is_a_float(imported):
    near = 2**53 + 1
    assert pd.read_csv(io.StringIO(f"n,m\n{near},1\n,2\n")).n[0] == near - 1
    huge = pd.read_csv(io.StringIO("n,m\n99999999999999999999,1\n")).n[0]
    assert huge != int(float(huge))  # an object of Python, among columns of numbers
    left = imported(HEAD + line(str(near)) + line(str(near - 1)) + line("T", agent=""))
    assert left.code == 0, left.err
    assert [r["interaction_id"] for r in imported.rows()] == [str(near - 1), str(near), "T"]
