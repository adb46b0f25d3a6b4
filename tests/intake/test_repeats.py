"""Repeated ids are found over everything that is read, in any order and split."""

import numpy as np
import pyarrow as pa
import pytest

from scoring.columns import Column
from scoring.intake import repeats
from scoring.intake.canonical import Rows
from scoring.intake.hashes import content_hashes
from scoring.intake.repeats import Batch, find_repeats, masks_of


def rows_of(ids, csat=None, first=1):
    """Rows with an id, a rating and a channel; `csat` has None where there is none."""
    csat = [7] * len(ids) if csat is None else csat
    known = np.array([value is not None for value in csat], np.bool_)
    values = np.array([value or 0 for value in csat], np.int64)
    places = np.arange(first, first + len(ids), dtype=np.int64)
    texts = {"interaction_id": pa.array(ids).cast(pa.string())}
    return Rows(places, {"csat": Column("whole", values, known)}, texts, {})


def batch(file, ids, csat=None, kind=None, first=1):
    array = pa.array(ids, kind or pa.string())
    return Batch(file, array, rows_of(array, csat, first))


def found(*batches):
    """Every row that shares its id, as (file, row): those alike, those apart, and ids across."""
    made = find_repeats(lambda: (b.ids for b in batches), lambda: iter(batches))
    alike, apart = [], []
    for one in batches:
        places = one.rows.places_in_file
        for told, mask in zip((alike, apart), masks_of(made, one.file, places), strict=True):
            told += [(one.file, row) for row in places[mask].tolist()]
    return alike, apart, made.across


NOTHING = [], [], 0


def test_ids_that_increase_need_no_second_look(monkeypatch):
    monkeypatch.setattr(repeats, "hashes_of", None)
    texts = batch("a", ["a", None, "b"]), batch("b", []), batch("c", ["c"])
    assert found(*texts) == NOTHING
    assert found(batch("a", [1, 2], kind=pa.int64()), batch("b", [10], kind=pa.int64())) == NOTHING


@pytest.mark.parametrize(
    "parts",
    [
        [["b", "a", "c", "a"]],
        [["a", "b"], ["c", "a"]],
        [["A", "a"], ["a", "b"]],  # each batch increases: last in one, first in the next
        [["A", "a"], [None], [], ["a", "b"]],
        [["a", "a"], [None, "b"], ["c"]],
        [["c"], ["b", None, "a"], ["a"], [None]],
    ],
)
def test_a_repeated_id_is_found_wherever_its_copies_are(parts):
    batches = [batch(f"part {i}", ids) for i, ids in enumerate(parts)]
    copies = [
        (f"part {i}", n + 1) for i, p in enumerate(parts) for n, x in enumerate(p) if x == "a"
    ]
    assert found(*batches) == (copies, [], 0)


def test_ids_out_of_order_need_not_repeat():
    assert found(batch("f", ["b", "a"])) == NOTHING
    whole = batch("f", [3, 1], kind=pa.int64()), batch("g", [2, -1], kind=pa.int64())
    assert found(*whole) == NOTHING
    more = batch("h", [3, -1], kind=pa.int64())
    alike, apart, across = found(*whole, more)
    assert alike == [("f", 1), ("g", 2), ("h", 1), ("h", 2)]
    assert (apart, across) == ([], 0)


def test_copies_alike_and_copies_that_differ_are_told_apart_over_files():
    # a: alike in two files. b: other ratings in one file. c: other ratings in two files, twice
    # alike in one of them. d: once.
    one = batch("one", ["b", "a", "c", "b", "d"], [1, 2, 3, 4, 5])
    two = batch("two", ["c", "a", "c"], [3, 2, 9])
    alike, apart, across = found(one, two)
    assert alike == [("one", 2), ("two", 2)]
    assert apart == [("one", 1), ("one", 3), ("one", 4), ("two", 1), ("two", 3)]
    assert across == 1  # only c stands in another file with other contents


def test_a_value_that_is_missing_is_another_value():
    # Below an unknown rating lies a 0 that nobody reads, next to a rating of 0.
    assert found(batch("f", ["a", "a"], [None, 0])) == ([], [("f", 1), ("f", 2)], 0)
    assert found(batch("f", ["a", "a"], [None, None])) == ([("f", 1), ("f", 2)], [], 0)


def test_row_numbers_go_on_from_batch_to_batch():
    parts = batch("f", ["b", "a"]), batch("f", ["c", "a"], first=3)
    assert found(*parts) == ([("f", 2), ("f", 4)], [], 0)


def test_ids_of_equal_hash_are_still_told_apart(monkeypatch):
    monkeypatch.setattr(repeats, "hashes_of", lambda array: np.zeros(len(array), np.uint64))
    assert found(batch("f", ["c", "b"]), batch("g", ["b", "a"]))[0] == [("f", 2), ("g", 1)]
    assert found(batch("f", ["c", "b", "a"])) == NOTHING


def test_contents_do_not_depend_on_the_batch_they_are_read_in():
    whole = rows_of(["b", "a", None, "c"], [1, None, 3, -4])
    hashes = content_hashes(whole)
    assert len(set(hashes.tolist())) == 4
    half = whole.keep(np.array([False, True, False, True]))
    assert content_hashes(half).tolist() == hashes[[1, 3]].tolist()
