"""Compiled kernels against plain ones, to the bit, on rows made up freely: ties, nulls, edges."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.kernels import compiled, reference

EDGES = [0, 1, -1, 10**6 - 1, 10**6, 10**6 + 1, -(10**6), 2**31, -(2**31) - 1, 2**62, -(2**62)]
NAMES = reference.__all__
APART = {"gather", "select", "open_seconds", "hash_texts"}
AGENTS, CODES = 4, 11


class Rows:
    """Columns of as many rows, drawn once, for every argument that kernels have by name."""

    def __init__(self, draw) -> None:
        n = self.n = draw(st.integers(0, 40))
        numbers = st.sampled_from(EDGES) | st.integers(-(10**7), 10**7)

        def column(items, kind):
            return np.array(draw(st.lists(items, min_size=n, max_size=n)), kind)

        def truths():
            return column(st.booleans(), np.bool_)

        def stamps():
            return column(st.integers(-5, 40) | st.sampled_from(EDGES), np.int64)

        starts = draw(st.lists(st.integers(-5, 30), min_size=AGENTS, max_size=AGENTS))
        self.given = {
            "bits": np.array(draw(st.lists(st.integers(0, 255), min_size=9, max_size=9)), np.uint8),
            "offset": draw(st.integers(0, 17)),
            "words": np.repeat(column(numbers, np.int64), 2) >> np.tile([0, 63], n),
            "factor": draw(st.sampled_from([1, 100, 10**9])),
            "scale": draw(st.sampled_from([1.0, 1e4, 1e6])),
            "low": draw(numbers),
            "high": draw(numbers),
            "otherwise": draw(numbers),
            "longest": draw(st.integers(0, 4)),
            "reason": draw(st.integers(2, CODES - 1)),
            "at": draw(st.integers(0, 3)),
            "agent": column(st.integers(0, AGENTS - 1), np.int64),
            "code": column(st.integers(0, CODES - 1), np.int8),
            "ruling": column(st.sampled_from([0, 0, 2, 3]), np.int8),
            "row": column(st.integers(-1, 2), np.int64),
            "column": column(st.integers(0, 5), np.int64),
            "value": column(numbers, np.int64),
            "earlier": stamps(),
            "later": stamps(),
            "stamp_us": stamps(),
            "took_s": stamps(),
            "by": column(st.integers(0, 2), np.int64),
            "owed_s": np.array([5, 10, 20, 7], np.int64),
            "table": np.array([True, False, True, True, False, True, False, True, True, False]),
            "edge_us": np.array([-3, 0, 10, 30], np.int64),
            "start_us": np.array(starts, np.int64),
            "end_us": np.array(starts, np.int64) + 10,
        }
        for name in ("known", "both_known", "by_known", "stays", "leaves", "in_period", "dated"):
            self.given[name] = truths()
        self.given["used"] = truths()


def arguments(name: str, rows: Rows) -> dict:
    """Fresh arguments for a kernel, those that it fills or adds to among them."""
    n, given_ = rows.n, rows.given
    out = {
        "unpack": np.empty(n, np.bool_),
        "inside": np.empty(n, np.bool_),
        "looked_up": np.empty(n, np.bool_),
    }.get(name, np.empty(n, np.int64))
    special = {
        "out": out,
        "counts": np.zeros((3, 6), np.int64)
        if name == "count_cells"
        else np.zeros((CODES, AGENTS), np.int32),
        "total": np.zeros(AGENTS, np.int64),
        "met": np.zeros(AGENTS, np.bool_),
        "agents": np.zeros(n + 3, np.int64),
        "values": np.zeros(n + 3, np.int64),
        "first": np.zeros(AGENTS + 1, np.int64),
    }
    if name == "whole_doubles":
        special["value"] = given_["value"] / 10**4
    if name == "elapsed_seconds":
        special |= {"start_us": given_["earlier"], "end_us": given_["later"]}
    if name == "looked_up":
        special["code"] = given_["by"]
    if name == "translated":
        special |= {"code": given_["by"], "table": given_["owed_s"]}
    if name == "became":
        special["agent"] = given_["agent"] - 2
    if name.startswith("texts_"):
        size = given_["by"]
        begin = np.concatenate([[0], np.cumsum(size)]).astype(np.int32)
        special |= {"begin": begin, "data": np.resize(given_["bits"], int(begin[-1]))}
    wanted = inspect.signature(getattr(reference, name)).parameters
    made = {key: special[key] if key in special else given_[key] for key in wanted}
    return {k: v.copy() if isinstance(v, np.ndarray) else v for k, v in made.items()}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in APART])
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_twins_agree_to_the_bit(name, data):
    rows = Rows(data.draw)
    plain, quick = arguments(name, rows), arguments(name, rows)
    one = getattr(reference, name)(*plain.values())
    other = getattr(compiled, name)(*quick.values())
    assert one == other
    for key, array in plain.items():
        if isinstance(array, np.ndarray):
            assert array.tobytes() == quick[key].tobytes(), key


def test_those_whose_arguments_must_fit_together_are_held_elsewhere():
    """Runs in test_reference.py, hashes in test_keys.py, working hours in test_timeline.py."""
    assert set(NAMES) >= APART
