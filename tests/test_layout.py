"""Tables and paragraphs for terminals: aligned by cells, wrapped at words, nothing cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.layout import aligned, cells_of, flowed, paragraph, wrapped


def test_wide_characters_take_two_cells_and_marks_none():
    assert [cells_of(text) for text in ("abc", "完整性", "é", "")] == [3, 6, 1, 0]


# Counted by hand: one cell for a letter with all of its marks, two for a wide one or a picture.
CLUSTERS = [
    ("กำ", 2),  # SARA AM stands beside its consonant
    ("ด้วย", 3),  # a tone mark stands over its consonant
    ("ที่นี่", 2),  # two consonants, each with a vowel and a tone over it
    ("की", 1),  # a vowel sign that Unicode calls spacing, drawn as one with its consonant
    ("한", 2),
    ("\u1112\u1161\u11ab", 2),  # the same syllable in three parts
    ("👩‍👩‍👧", 2),  # three people, joined to one picture
    ("👍🏽", 2),  # a hand, and the colour of its skin
    ("1️⃣", 2),  # a digit, made a picture
    ("｢ｱ｣", 3),  # half-width
    ("Ａ１", 4),  # full-width
]


@pytest.mark.parametrize(("text", "cells"), CLUSTERS, ids=[ascii(text) for text, _ in CLUSTERS])
def test_what_is_drawn_as_one_is_counted_as_one(text, cells):
    assert cells_of(text) == cells
    assert cells_of(f"a{text}b") == cells + 2


def test_no_setting_of_a_machine_changes_what_is_counted(monkeypatch):
    monkeypatch.setenv("UNICODE_VERSION", "4.1")  # what a terminal may say that it draws by
    assert cells_of("\N{FACE WITH MEDICAL MASK}\N{FACE WITH COWBOY HAT}") == 4


def test_no_line_ends_within_a_picture_that_is_joined_of_others():
    assert list(flowed("👩‍👩‍👧" * 3, 4)) == ["👩‍👩‍👧" * 2, "👩‍👩‍👧"]
    assert wrapped("👩‍👩‍👧" * 3, 4) == ["👩‍👩‍👧" * 2, "👩‍👩‍👧"]


def test_columns_stand_under_each_other_in_every_script():
    rows = [("กำ", "x"), ("की", "x"), ("👩‍👩‍👧", "x"), ("性", "x"), ("ab", "x")]
    assert aligned(rows, (False, False), indent=0) == [
        ["กำ  x"],
        ["की   x"],
        ["👩‍👩‍👧  x"],
        ["性  x"],
        ["ab  x"],
    ]


def test_a_text_is_broken_at_spaces_and_a_long_word_anywhere():
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("a 客户满意度 b", 7) == ["a", "客户满", "意度 b"]
    assert wrapped("  in", 5) == ["  in"]
    assert wrapped("", 5) == [""]


def test_columns_stand_under_each_other():
    rows = [("rows", "name"), ("1,000", "售后"), ("7", "north east")]
    assert aligned(rows, (True, False), widest=6) == [
        ["   rows  name"],
        ["  1,000  售后"],
        ["      7  north", "         east"],
    ]


def test_a_label_stands_before_the_first_line_alone():
    lines = paragraph("word " * 30, 4, "why  ")
    assert lines[0].startswith("    why  word word")
    assert lines[1].startswith("         word")
    assert all(cells_of(line) <= 100 for line in lines)


@given(st.text(alphabet="ab 客\u0301"), st.integers(2, 12))
def test_wrapping_loses_no_character_and_keeps_within_the_line(text, cells):
    lines = wrapped(text, cells)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cells_of(line) <= cells or not line.strip() for line in lines)


def test_chinese_is_broken_between_characters_and_never_before_what_closes():
    assert list(flowed("客户满意度，按月", 6)) == ["客户满", "意度，", "按月"]
    assert list(flowed("见第（二）条“说明”", 6)) == ["见第", "（二）", "条“说", "明”"]
    assert list(flowed("one two, three", 9)) == ["one two,", "three"]
    assert list(flowed("", 9)) == []
