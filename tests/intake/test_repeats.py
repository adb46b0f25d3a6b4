"""Repeated ids are found over everything that is read, in any order and split."""

import pyarrow as pa
import pytest

from scoring.intake import repeats
from scoring.intake.repeats import repeated_ids


def found(*arrays):
    ids = repeated_ids(lambda: iter(arrays))
    return None if ids is None else sorted(ids.to_pylist())


def test_ids_that_increase_need_no_second_look(monkeypatch):
    monkeypatch.setattr(repeats, "_hashes", None)
    assert found(pa.array(["a", None, "b"]), pa.array([], pa.string()), pa.array(["c"])) is None
    assert found(pa.array([1, 2]), pa.array([10])) is None


@pytest.mark.parametrize(
    "arrays",
    [
        [["b", "a", "c", "a"]],
        [["a", "b"], ["c", "a"]],
        [["A", "a"], ["a", "b"]],  # each batch increases: last in one, first in the next
        [["A", "a"], [None], [], ["a", "b"]],
        [["a", "a"], [None, "b"], ["c"]],
        [["c"], ["b", None, "a"], ["a"], [None]],
    ],
)
def test_a_repeated_id_is_found_wherever_its_copies_are(arrays):
    assert found(*(pa.array(a, pa.string()) for a in arrays)) == ["a"]


def test_ids_out_of_order_need_not_repeat():
    assert found(pa.array(["b", "a"])) is None
    assert found(pa.array([3, 1]), pa.array([2, -1])) is None
    assert found(pa.array([3, 1]), pa.array([2, -1, 3, -1])) == [-1, 3]


def test_ids_of_equal_hash_are_still_told_apart(monkeypatch):
    import numpy as np

    monkeypatch.setattr(repeats, "_hashes", lambda array: np.zeros(len(array), np.uint64))
    assert found(pa.array(["c", "b"]), pa.array(["b", "a"])) == ["b"]
    assert found(pa.array(["c", "b", "a"])) is None
