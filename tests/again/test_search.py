"""Halving for many agents at once finds what looking at every number finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.again.search import ASKED, MOST, first, several
from scoring.exact import fixed


@given(wanted=st.lists(st.integers(1, 5_000), min_size=1, max_size=40), times=st.integers(1, 31))
def test_the_first_number_that_holds_is_found_and_the_one_before_it_does_not_hold(wanted, times):
    edge = np.array(wanted, np.int64)
    tried = several(edge.size)._replace(times=times, at=np.tile(np.arange(edge.size), times))
    asked = []

    def holds(steps):
        asked.append(steps)
        return steps >= edge[tried.at]

    found = first(tried, np.full(edge.size, 5_000), holds)
    assert found.tolist() == wanted
    assert all(steps.size == tried.at.size for steps in asked)
    assert len(asked) <= 13  # 2**13 > 5,000, however few are asked at once


def test_numbers_beyond_64_bits_keep_their_digits():
    edge = fixed.exact([10**25 + 7, 1])
    tried = several(2)
    found = first(
        tried, fixed.exact([10**30, 10**30]), lambda s: np.array(s >= edge[tried.at], bool)
    )
    assert found.tolist() == [10**25 + 7, 1]


@pytest.mark.parametrize(("agents", "times"), [(1, MOST), (ASKED // 4, 4), (ASKED, 1)])
def test_few_agents_are_asked_several_times_at_once(agents, times):
    tried = several(agents)
    assert tried.times == times
    assert np.bincount(tried.at).tolist() == [times] * agents
