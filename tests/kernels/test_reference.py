"""The row kernels: figures worked out by hand, and plain Python as the second derivation."""

import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.kernels import reference as kernels

ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(-50, 50)), max_size=60)
FAR = st.sampled_from([-(2**63), -1, 0, 1, 2**63 - 1])  # no single key holds agent and value
FAR_ROWS = st.lists(st.tuples(st.integers(0, 4), FAR), max_size=30)


def int64(*items: int) -> np.ndarray:
    return np.array(items, np.int64)


def arrays(rows: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return int64(*(agent for agent, _ in rows)), int64(*(value for _, value in rows))


def listed(histogram) -> list[tuple[int, int, int]]:
    return [tuple(int(x) for x in pair) for pair in zip(*histogram, strict=True)]


def counted(rows: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    return [(*pair, times) for pair, times in sorted(Counter(rows).items())]


def test_elapsed_seconds_leave_a_part_of_a_second_off():
    start = int64(0, 0, 500_000, 7)
    end = int64(999_999, 1_000_000, 2_500_000, 7)
    assert kernels.elapsed_seconds(start, end).tolist() == [0, 1, 2, 0]


def test_a_period_holds_its_first_microsecond_and_not_its_end():
    agent, stamp = int64(0, 0, 0, 0, 1), int64(99, 100, 199, 200, 200)
    found = kernels.inside(stamp, int64(100, 150), int64(200, 250), agent)
    assert found.tolist() == [False, True, True, False, True]


def test_rows_are_counted_by_agent_and_code():
    code = np.array([0, 2, 2, 0, 0], np.int8)
    counts = kernels.group_count(int64(0, 0, 0, 2, 2), code, 3, 4)
    assert counts.tolist() == [[1, 0, 2], [0, 0, 0], [2, 0, 0], [0, 0, 0]]
    assert counts.dtype == np.int64


def test_many_agents_do_not_overflow_the_code():
    code = np.array([100, 100], np.int8)  # 100 x 3 agents would wrap in int8
    assert kernels.group_count(int64(2, 2), code, 3, 101)[100].tolist() == [0, 0, 2]


def test_sums_are_whole_numbers_beyond_what_a_double_holds():
    big = 2**53
    assert kernels.group_sum(int64(0, 0, 2), int64(big, 1, -4), 3).tolist() == [big + 1, 0, -4]


@pytest.mark.parametrize("shift", [0, -(10**9)])
def test_a_histogram_lists_each_agents_values_in_order(shift):
    agent, value = int64(1, 0, 1, 1, 0), int64(5, 3, 5, 2, 9) + shift
    found = listed(kernels.group_histogram(agent, value))
    assert found == [(0, 3 + shift, 1), (0, 9 + shift, 1), (1, 2 + shift, 1), (1, 5 + shift, 2)]


def test_a_histogram_of_nothing_is_empty_and_adds_nothing():
    none = kernels.group_histogram(int64(), int64())
    some = kernels.group_histogram(int64(1, 1), int64(4, 4))
    assert [part.size for part in none] == [0, 0, 0]
    assert [part.size for part in kernels.merge_histograms(*none, *none)] == [0, 0, 0]
    assert listed(kernels.merge_histograms(*none, *some)) == [(1, 4, 2)]


def test_a_rank_of_zero_asks_for_nothing():
    histogram = kernels.group_histogram(int64(0, 2, 2, 2), int64(7, 4, 4, 9))
    ranks = ([1, 0, 1], [0, 0, 2], [0, 0, 3], [0, 0, 0])
    found = [kernels.select_nearest_rank(*histogram, int64(*rank)).tolist() for rank in ranks]
    assert found == [[7, 0, 4], [0, 0, 4], [0, 0, 9], [0, 0, 0]]


@given(ROWS)
def test_counts_and_sums_equal_those_of_plain_python(rows):
    agent, value = arrays(rows)
    expected = [sum(v for a, v in rows if a == i) for i in range(5)]
    assert kernels.group_sum(agent, value, 5).tolist() == expected
    code = (value % 3).astype(np.int8)
    counts = Counter((v % 3, a) for a, v in rows)
    assert kernels.group_count(agent, code, 5, 3).tolist() == [
        [counts[c, a] for a in range(5)] for c in range(3)
    ]


@given(ROWS | FAR_ROWS)
def test_a_histogram_equals_a_count_of_pairs(rows):
    assert listed(kernels.group_histogram(*arrays(rows))) == counted(rows)


@given(ROWS | FAR_ROWS, ROWS | FAR_ROWS)
def test_merged_histograms_are_the_histogram_of_all_rows(a, b):
    parts = (*kernels.group_histogram(*arrays(a)), *kernels.group_histogram(*arrays(b)))
    assert listed(kernels.merge_histograms(*parts)) == counted(a + b)


@given(ROWS, st.fractions(min_value=Fraction(1, 1000), max_value=1, max_denominator=1000))
def test_a_nearest_rank_is_the_ordered_value_at_that_place(rows, q):
    ordered = [sorted(v for a, v in rows if a == i) for i in range(5)]
    rank = [math.ceil(q * len(values)) for values in ordered]
    found = kernels.select_nearest_rank(*kernels.group_histogram(*arrays(rows)), int64(*rank))
    assert found.tolist() == [v[k - 1] if v else 0 for v, k in zip(ordered, rank, strict=True)]
