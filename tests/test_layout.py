"""Tables and paragraphs for terminals: aligned by cells, wrapped at words, nothing cut."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.layout import aligned, cells_of, flowed, paragraph, wrapped


def test_wide_characters_take_two_cells_and_marks_none():
    assert [cells_of(text) for text in ("abc", "完整性", "é", "")] == [3, 6, 1, 0]


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
