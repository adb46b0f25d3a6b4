"""Columns of words: rows that they make together, told apart however many words there are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.columns import Words, kinds_of, words_of

ROWS = st.lists(st.tuples(*[st.sampled_from(["a", "b", None])] * 3), max_size=12)


@given(ROWS)
def test_rows_are_of_one_kind_where_all_their_words_are_equal(rows):
    columns = [words_of(column) for column in zip(*rows, strict=True)] if rows else []
    first, kind = kinds_of(columns, len(rows))
    assert [rows[first[k]] for k in kind] == rows
    assert len(first) == len(set(rows))


def test_no_number_of_words_makes_two_rows_one():
    # Four columns of 2**20 - 1 words: one key over all would have 80 bits, and codes of 0 and 16 in
    # the first column would differ by 16 x 2**60 = 2**64, which int64 takes for nothing.
    words = ("a word",) * (2**20 - 1)
    same = Words(np.zeros(2, np.int32), words)
    first, kind = kinds_of([Words(np.array([0, 16], np.int32), words), same, same, same], 2)
    assert kind.tolist() == [0, 1]
    assert first.tolist() == [0, 1]


def test_without_a_column_all_are_alike():
    first, kind = kinds_of([], 3)
    assert (first.tolist(), kind.tolist()) == ([0], [0, 0, 0])
