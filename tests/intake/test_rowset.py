"""Sets of row numbers at one bit a row, against Python's own sets."""

import numpy as np
import pytest

from scoring.intake.rowset import RowSet


def made(*batches):
    rows = RowSet()
    for batch in batches:
        rows.add(np.array(batch, np.int64))
    return rows


@pytest.mark.parametrize(
    "batches",
    [
        [],
        [[]],
        [[1, 2, 2, 1]],
        [[4095, 4096, 4097], [4096, 0]],  # over the edge of a page, and back
        [[9, 3, 70_000, 5], [70_000, 8192]],
        [[10**12, 1]],  # as far apart as a contract lets rows be
    ],
)
def test_each_row_counts_once_in_whatever_order_it_comes(batches):
    rows, expected = made(*batches), {row for batch in batches for row in batch}
    assert rows.count() == len(expected)
    asked = np.array([0, 1, 2, 3, 4095, 4096, 4097, 8192, 70_000, 70_001, 10**12], np.int64)
    assert rows.has(asked).tolist() == [row in expected for row in asked.tolist()]
    assert rows.has(asked[::-1]).tolist() == [row in expected for row in asked[::-1].tolist()]


def test_what_one_set_has_and_another_has_not():
    rng = np.random.default_rng(5)
    one, other = (rng.integers(0, 20_000, 3_000).tolist() for _ in range(2))
    assert made(one).count(made(other)) == len(set(one) - set(other))
    assert (made(one) | made(other)).count() == len(set(one) | set(other))
    assert made(one).count(RowSet()) == len(set(one))


def test_joining_leaves_both_as_they_were():
    one, other = made([1]), made([2, 9_000])
    assert (one | other).count() == 3
    assert (one.count(), other.count()) == (1, 2)
    assert one.has(np.array([2], np.int64)).tolist() == [False]


def test_a_million_rows_cost_a_bit_each():
    rows = made(np.arange(1, 1_000_001))
    assert rows.count() == 1_000_000
    assert sum(page.nbytes for page in rows.pages.values()) < 1_000_000 / 8 + 1_024
