"""Quotes that no parser notices: a row is never a part of another, and no text loses its quotes."""

import csv
import io
import random

import pytest

from scoring.importing.profile.profiles import Csv
from scoring.importing.sources.quotes import Quotes
from tests.importing.reading import read, refused


def written(folder, text):
    path = folder / "export.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ('1,"x\n2,"x\n3,x\n', 3),  # row 2 would be a part of row 1, and have two columns
        ('1,x\n2,"hot" line\n', 3),  # would be read as: hot line
        ('1,"x" \n', 2),
        ('1,"a\r\n\nb"c\r\n', 4),
        ('1,5" x\n2,"a"b\n', 3),
    ],
)
def test_text_behind_a_closing_quote_is_refused(tmp_path, rows, line):
    problem = refused(written(tmp_path, "a,b\n" + rows))
    assert problem.code == "stray-quote"
    assert problem.what == f"text follows a closing quotation mark on line {line}"


def test_lines_above_the_header_count(tmp_path):
    said = Csv(delimiter="comma", encoding="utf-8", header_row=3)
    problem = refused(written(tmp_path, 'title\n\na,"b\nc"\n1,"x"y\n'), said)
    assert problem.what.endswith("on line 5")


@pytest.mark.parametrize("text", ['5" x', 'a"b"c', '"', 'say "hi"'])
def test_a_quote_within_a_text_that_is_not_quoted_is_part_of_it(tmp_path, text):
    cell = f"x{text}"
    _, rows, said = read(written(tmp_path, f'a,b\n1,{cell}\n2,"q, ""r"""\n'))
    assert rows == [(1, ["1", cell]), (2, ["2", 'q, "r"'])]
    assert said.rows == 2


def test_a_header_that_takes_rows_for_its_own_is_refused(tmp_path):
    assert refused(written(tmp_path, 'a,"b\n1,"x"\n2,y\n')).code == "no-header"


def seen(text, sizes):
    """Show a text in pieces of random sizes; return the fault's line, and whether all is closed."""
    quotes, raw = Quotes(",", 1), text.encode()
    while raw:
        size = sizes.randint(1, 5)
        quotes.see(raw[:size])
        raw = raw[size:]
    closed = quotes.closed()
    return quotes.fault, closed


def test_it_refuses_what_a_strict_reader_refuses_however_the_text_is_cut():
    # Python's own csv, told to be strict, is the second derivation.
    chance, refusals = random.Random(20260307), 0
    for _ in range(4000):
        text = "".join(chance.choices('ab"",\n', k=chance.randint(1, 14)))
        fault, closed = seen(text, chance)
        try:
            list(csv.reader(io.StringIO(text, newline=""), strict=True))
            strict = True
        except csv.Error:
            strict = False
        assert (fault == 0 and closed) == strict, text
        refusals += not strict
    assert 400 < refusals < 3600
