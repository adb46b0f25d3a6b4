"""The row kernels, plain and compiled: figures worked out by hand, and plain Python beside them."""

import inspect
import math
import struct
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.kernels import compiled, reference

TOP = 2**63 - 1
KINDS = [pytest.param(reference, id="plain"), pytest.param(compiled, id="compiled")]
pytestmark = pytest.mark.parametrize("kernels", KINDS)


def int64(*items: int) -> np.ndarray:
    return np.array(items, np.int64)


def int8(*items: int) -> np.ndarray:
    return np.array(items, np.int8)


def bools(*items: object) -> np.ndarray:
    return np.array([bool(item) for item in items], np.bool_)


def fresh(kind: type, size: int) -> np.ndarray:
    """An array that a kernel has to fill: what stands in it is wrong."""
    return np.full(size, 1 if kind is np.bool_ else -77, kind)


@pytest.mark.parametrize("rows", [0, 1, 7, 8, 9, 64, 65])
@pytest.mark.parametrize("offset", [0, 1, 8, 13])
def test_bits_are_read_from_any_place_on(kernels, rows, offset):
    said = [(7 * i + i // 3) % 5 < 2 for i in range(offset + rows)]
    packed = bytearray(math.ceil(len(said) / 8))
    for i, bit in enumerate(said):
        packed[i // 8] |= bit << i % 8
    out = fresh(np.bool_, rows)
    kernels.unpack(np.frombuffer(bytes(packed), np.uint8), offset, out)
    assert out.tolist() == said[offset:]


def wide(*numbers: int) -> np.ndarray:
    """Decimals of 128 bits, as Arrow has them: the low word first."""
    return np.frombuffer(b"".join(n.to_bytes(16, "little", signed=True) for n in numbers), np.int64)


@pytest.mark.parametrize("factor", [1, 100, 10**9])
def test_decimals_enter_up_to_the_last_that_fits(kernels, factor):
    most = TOP // factor
    fitting = (0, 1, -1, 12345, most, -most)
    out = fresh(np.int64, len(fitting))
    assert kernels.narrow_decimals(wide(*fitting), bools(*[1] * len(fitting)), factor, out)
    assert out.tolist() == [n * factor for n in fitting]
    for beyond in (most + 1, -most - 1, 2**64, -(2**64), 2**64 + 5, 10**30):
        out = fresh(np.int64, 2)
        assert not kernels.narrow_decimals(wide(7, beyond), bools(1, 1), factor, out)
        assert kernels.narrow_decimals(wide(7, beyond), bools(1, 0), factor, out)
        assert out.tolist() == [7 * factor, 0]


def test_doubles_enter_by_the_decimal_that_their_text_says(kernels):
    said = ["0.1", "2.675", "-1.0001", "99999.9999", "0", "-0.0", "3", "100000000000"]
    out = fresh(np.int64, len(said))
    values = np.array([float(text) for text in said])
    assert kernels.whole_doubles(values, bools(*[1] * len(said)), 1e4, out)
    assert out.tolist() == [int(Fraction(text) * 10**4) for text in said]


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, 0.00001, 0.1 + 0.2, 1e300, 1e12, 1.00005, 5e-324]
)
def test_a_double_that_is_no_such_decimal_does_not_enter(kernels, value):
    out = fresh(np.int64, 1)
    assert not kernels.whole_doubles(np.array([value]), bools(1), 1e4, out)
    assert kernels.whole_doubles(np.array([value]), bools(0), 1e4, out)
    assert out.tolist() == [0]


def test_both_bounds_are_within(kernels):
    known = bools(1, 1, 0)
    assert kernels.all_within(int64(-5, 9, 10), known, -5, 9)
    assert not kernels.all_within(int64(-6, 9, 0), known, -5, 9)
    assert not kernels.all_within(int64(-5, 10, 0), known, -5, 9)
    assert kernels.all_within(int64(), bools(), 0, 0)
    assert kernels.all_within(int64(-(2**63), TOP), bools(1, 1), -(2**63), TOP)


def test_order_is_asked_only_where_both_are_known(kernels):
    assert kernels.all_in_order(int64(1, 5, 9), int64(1, 6, 0), bools(1, 1, 0))
    assert not kernels.all_in_order(int64(1, 5), int64(1, 4), bools(1, 1))


def test_ids_increase_or_not(kernels):
    assert kernels.increases(int64(-(2**63), -1, 0, TOP))
    assert not kernels.increases(int64(1, 2, 2))
    assert not kernels.increases(int64(1, 3, 2))
    assert kernels.increases(int64(4))
    assert kernels.increases(int64())


def texts(*items: str, before: str = "") -> tuple[np.ndarray, np.ndarray]:
    """Texts as Arrow has them: where each begins, and their bytes; something may stand before."""
    encoded = [item.encode() for item in (before, *items)]
    begin = np.cumsum([0, *map(len, encoded)])[1:].astype(np.int32)
    return begin, np.frombuffer(b"".join(encoded), np.uint8)


@given(items=st.lists(st.text("ab\xe9中", max_size=4), max_size=6))
def test_texts_increase_as_python_says(kernels, items):
    expected = all(a.encode() < b.encode() for a, b in pairwise(items))
    assert kernels.texts_increase(*texts(*items, before="zz")) == expected
    assert kernels.texts_increase(*texts(*sorted(set(items), key=str.encode)))


@pytest.mark.parametrize("text", ["", "a b", "ab\n", "中", "\x7f", "abcd", "\xe9"])
def test_what_is_not_plain(kernels, text):
    assert not kernels.texts_are_plain(*texts("T1", text, "T2"), 3)
    assert kernels.texts_are_plain(*texts("T1", "abc", "~!", before="a b"), 3)


def test_elapsed_seconds_leave_a_part_of_a_second_off(kernels):
    start = int64(0, 0, 500_000, 7, 1)
    end = int64(999_999, 1_000_000, 2_500_000, 7, 0)
    out = fresh(np.int64, 5)
    kernels.elapsed_seconds(start, end, out)
    assert out.tolist() == [0, 1, 2, 0, -1]


def test_a_period_holds_its_first_microsecond_and_not_its_end(kernels):
    agent, stamp = int64(0, 0, 0, 0, 1), int64(99, 100, 199, 200, 200)
    out = fresh(np.bool_, 5)
    kernels.inside(stamp, int64(100, 150), int64(200, 250), agent, out)
    assert out.tolist() == [False, True, True, False, True]
    kernels.inside(stamp, int64(100), int64(200), agent, out)  # one period for all
    assert out.tolist() == [False, True, True, False, False]


def test_a_span_begins_at_its_edge(kernels):
    stamp = int64(5, 9, 10, 19, 20, 21, 10, -1, 10**18, 15)
    known = bools(1, 1, 1, 1, 1, 1, 1, 1, 1, 0)
    out = fresh(np.int64, 10)
    kernels.spans(stamp, known, int64(0, 10, 20), out)
    assert out.tolist() == [0, 0, 1, 1, 2, 2, 1, -1, 2, -1]
    kernels.spans(stamp, known, int64(0), out)
    assert out.tolist() == [0, 0, 0, 0, 0, 0, 0, -1, 0, -1]


def test_an_unknown_code_looks_nothing_up(kernels):
    out = fresh(np.bool_, 4)
    kernels.looked_up(int64(0, 1, -5, 10**6), bools(1, 1, 0, 0), bools(0, 1), out)
    assert out.tolist() == [False, True, False, False]
    kernels.looked_up(int64(3, 3, 3, 3), bools(0, 0, 0, 0), bools(), out)
    assert out.tolist() == [False] * 4


def test_a_code_is_exchanged_where_it_is_known(kernels):
    out = fresh(np.int64, 4)
    kernels.translated(int64(1, 0, 10**6, -9), bools(1, 1, 0, 0), int64(7, -3), -1, out)
    assert out.tolist() == [-3, 7, -1, -1]
    kernels.translated(int64(1, 0, 5, -9), bools(0, 0, 0, 0), int64(), -1, out)
    assert out.tolist() == [-1] * 4


def test_a_promise_is_kept_up_to_its_last_second(kernels):
    took, by = int64(60, 61, 300, 301, 10, 11), int64(0, 0, 1, 1, -1, 99)
    code = int8(*[7] * 6)
    kernels.kept_within(took, by, bools(1, 1, 1, 1, 0, 0), int64(60, 300, 10), code)
    assert code.tolist() == [1, 0, 1, 0, 1, 0]


def test_codes_overrule_each_other(kernels):
    code = int8(0, 1, 0, 1, 4)
    kernels.leave_out(bools(1, 1, 0, 0, 1), 6, code)
    assert code.tolist() == [0, 1, 6, 6, 4]
    kernels.take_out(bools(1, 0, 1, 0, 1), 9, code)
    assert code.tolist() == [9, 1, 6, 6, 4]
    kernels.overrule(int8(0, 2, 3, 0, 0), code)
    assert code.tolist() == [9, 2, 3, 6, 4]


def test_what_one_measure_used_stays_used(kernels):
    used = bools(0, 0, 0, 1, 1)
    kernels.note_used(int8(0, 1, 2, 2, 0), used)
    assert used.tolist() == [True, True, False, True, True]


def test_each_row_becomes_one_thing(kernels):
    agent = int64(0, 0, 0, 0, -1, -2, -3)
    used, in_period, dated = bools(1, 0, 0, 0, 1, 1, 0), bools(1, 0, 0, 1), bools(1, 0, 1, 1)
    out = fresh(np.int64, 7)
    rest = bools(1, 1, 1)
    kernels.became(agent, used, np.append(in_period, rest), np.append(dated, rest), out)
    assert out.tolist() == [0, 3, 4, 5, 1, 2, 2]


def test_rows_are_counted_by_agent_and_code_beside_what_stands_there(kernels):
    counts = np.zeros((4, 3), np.int32)
    counts[1, 1] = 5
    kernels.group_count(int64(0, 0, 0, 2, 2), int8(0, 2, 2, 0, 0), counts)
    assert counts.tolist() == [[1, 0, 2], [0, 5, 0], [2, 0, 0], [0, 0, 0]]


def test_many_agents_do_not_overflow_the_code(kernels):
    counts = np.zeros((101, 3), np.int32)  # 100 x 3 agents would wrap in int8
    kernels.group_count(int64(2, 2), int8(100, 100), counts)
    assert counts[100].tolist() == [0, 0, 2]


def test_cells_are_counted_and_minus_one_is_the_last(kernels):
    counts = np.zeros((3, 2), np.int64)
    kernels.count_cells(int64(0, -1, 2, 0), int64(1, 0, 0, 1), counts)
    assert counts.tolist() == [[0, 2], [0, 0], [2, 0]]


def test_only_rows_within_the_period_mark_an_agent(kernels):
    met = bools(0, 0, 1)
    agent, stamp = int64(0, 0, 1, -1, -3), int64(9, 10, 20, 15, 15)
    kernels.mark(agent, stamp, int64(10, 10, 10), int64(20, 20, 20), met)
    assert met.tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("values", "expected"),
    [((), 0), ((3, -8), 8), ((8, -3), 8), ((TOP, 1), TOP), ((-(2**63), 5), TOP), ((-TOP,), TOP)],
)
def test_the_largest_magnitude_is_that_of_rows_that_count(kernels, values, expected):
    value, code = int64(*values, -(2**63)), int8(*[1] * len(values), 2)
    assert int(kernels.largest(value, code)) == expected


def test_sums_are_whole_numbers_beyond_what_a_double_holds(kernels):
    big = 2**53
    total = int64(0, 0, 100)
    kernels.group_sum(int64(0, 0, 2, 2), int64(big, 1, -4, 7), int8(0, 1, 1, 2), total)
    assert total.tolist() == [big + 1, 0, 96]


def test_rows_that_count_are_collected_behind_the_others(kernels):
    agents, values = int64(*[-1] * 5), int64(*[-1] * 5)
    assert kernels.collect(int64(4, 5, 6), int64(40, 50, 60), int8(0, 2, 1), 1, agents, values) == 3
    assert (agents.tolist(), values.tolist()) == ([-1, 4, 6, -1, -1], [-1, 40, 60, -1, -1])


ROWS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(-50, 50) | st.sampled_from([-(2**63), TOP, 2**40])),
    max_size=60,
)


@given(parts=st.lists(ROWS, min_size=1, max_size=4), data=st.data())
def test_a_value_is_selected_from_all_runs_by_its_rank(kernels, parts, data):
    runs = []
    for rows in parts:
        agent, value = int64(*(a for a, _ in rows)), int64(*(v for _, v in rows))
        first, out = fresh(np.int64, 6), fresh(np.int64, len(rows))
        kernels.order_by_agent(agent, value, first, out)
        assert [out[first[a] : first[a + 1]].tolist() for a in range(5)] == [
            [v for whose, v in rows if whose == a] for a in range(5)
        ]
        runs.append((first, out))
    each = sum(np.diff(first) for first, _ in runs)
    end = np.cumsum(each)
    at, gathered = end - each, fresh(np.int64, int(end[-1]))
    for first, values in runs:
        kernels.gather(first, values, at, gathered)
    assert at.tolist() == end.tolist()
    every = [sorted(v for rows in parts for a, v in rows if a == who) for who in range(5)]
    rank = int64(*(data.draw(st.integers(0, len(own))) for own in every))
    found = fresh(np.int64, 5)
    kernels.select(gathered, end, rank, found)
    expected = [own[r - 1] if r else 0 for own, r in zip(every, rank.tolist(), strict=True)]
    assert found.tolist() == expected


def test_narrow_values_are_ordered_and_gathered_as_they_are(kernels):
    first, out = fresh(np.int64, 4), np.empty(4, np.int32)
    kernels.order_by_agent(int64(2, 0, 2, 0), int64(5, -6, 7, 2**31 - 1), first, out)
    assert (first.tolist(), out.tolist()) == ([0, 2, 2, 4], [-6, 2**31 - 1, 5, 7])
    gathered, at = fresh(np.int64, 4), int64(0, 2, 2)
    kernels.gather(first, out, at, gathered)
    assert gathered.tolist() == [-6, 2**31 - 1, 5, 7]


def test_inputs_may_be_read_only(kernels):
    values = np.frombuffer(struct.pack("<3q", 1, 2, 3), np.int64)
    assert not values.flags.writeable
    assert kernels.increases(values)
    total = int64(0)
    kernels.group_sum(np.frombuffer(bytes(24), np.int64), values, int8(0, 0, 0), total)
    assert total.tolist() == [6]


def test_each_kernel_has_a_twin_of_the_same_arguments(kernels):
    assert len(reference.__all__) > 25
    compiled_names = {n for n, kernel in vars(compiled).items() if hasattr(kernel, "signatures")}
    assert compiled_names == set(reference.__all__)
    for name in reference.__all__:
        arguments = list(inspect.signature(getattr(kernels, name)).parameters)
        assert arguments == list(inspect.signature(getattr(reference, name)).parameters)
        assert len(arguments) <= 7
