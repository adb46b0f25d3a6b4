"""What does a kernel cost compiled, next to its plain twin, on a batch that stays in cache?

Aim: the compiled one is ahead wherever it is asked once a row; a group a kernel, 131,072 rows.
"""

from collections.abc import Callable

import numpy as np
import pytest

from scoring.kernels import compiled, reference

ROWS, AGENTS, CODES = 131_072, 20_000, 11
KINDS = [pytest.param(reference, id="plain"), pytest.param(compiled, id="compiled")]


def batch() -> dict[str, np.ndarray]:
    """Columns as a batch of a month has them: rows in the order of time, agents in none."""
    dice = np.random.default_rng(20261001)
    start = 1_790_000_000_000_000 + np.sort(dice.integers(0, 30 * 86_400_000_000, ROWS))
    return {
        "agent": dice.integers(0, AGENTS, ROWS),
        "code": dice.integers(0, 3, ROWS).astype(np.int8),
        "value": dice.integers(0, 100_000, ROWS),
        "known": dice.random(ROWS) < 0.9,
        "start_us": start,
        "end_us": start + dice.integers(0, 10**11, ROWS),
        "bits": dice.integers(0, 256, ROWS // 8 + 1).astype(np.uint8),
    }


def cases() -> dict[str, Callable]:
    """One call for each kernel that looks at every row; what it fills is made once."""
    c = batch()
    out, truths = np.empty(ROWS, np.int64), np.empty(ROWS, np.bool_)
    counts, total = np.zeros((CODES, AGENTS), np.int32), np.zeros(AGENTS, np.int64)
    first, ordered = np.empty(AGENTS + 1, np.int64), np.empty(ROWS, np.int64)
    edges = 1_790_000_000_000_000 + np.arange(-12, 12) * 30 * 86_400_000_000
    words = np.repeat(c["value"], 2) >> np.tile([0, 63], ROWS)
    reference.order_by_agent(c["agent"], c["value"], first, ordered)
    rank = -(-np.diff(first) * 9 // 10)
    table = np.arange(AGENTS) % 3 == 0
    return {
        "unpack": lambda k: k.unpack(c["bits"], 0, truths),
        "narrow_decimals": lambda k: k.narrow_decimals(words, c["known"], 100, out),
        "whole_doubles": lambda k: k.whole_doubles(c["value"] / 4, c["known"], 1e4, out),
        "all_within": lambda k: k.all_within(c["value"], c["known"], 0, 10**9),
        "all_in_order": lambda k: k.all_in_order(c["start_us"], c["end_us"], c["known"]),
        "elapsed_seconds": lambda k: k.elapsed_seconds(c["start_us"], c["end_us"], out),
        "spans": lambda k: k.spans(c["start_us"], c["known"], edges, out),
        "looked_up": lambda k: k.looked_up(c["agent"], c["known"], table, truths),
        "leave_out": lambda k: k.leave_out(c["known"], 3, np.zeros(ROWS, np.int8)),
        "group_count": lambda k: k.group_count(c["agent"], c["code"], counts),
        "group_sum": lambda k: k.group_sum(c["agent"], c["value"], c["code"], total),
        "order_by_agent": lambda k: k.order_by_agent(c["agent"], c["value"], first, ordered),
        "select": lambda k: k.select(ordered, first[1:], rank, np.empty(AGENTS, np.int64)),
    }


CASES = cases()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("kernels", KINDS)
def test_kernel(benchmark, name, kernels):
    benchmark.group = f"kernel {name}"
    CASES[name](kernels)  # loaded or compiled before the clock runs
    benchmark.pedantic(CASES[name], args=(kernels,), rounds=15, iterations=3, warmup_rounds=2)
