"""The nearest number from which on something holds, for many agents at once, by halving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.exact import fixed
from scoring.exact.fixed import Exact

Holds: TypeAlias = Callable[[Exact], Bools]
"""Tells for a number of each agent whether it is far enough."""

ASKED = 16_384
"""So many numbers are tried at once at most; of few agents, several of each."""
MOST = 31


class Tried(NamedTuple):
    """Agents each of whom is asked several times at once.

    Attributes:
        at: int64[times x n], the agents, all of them once and then again.
        times: how often.
    """

    at: Int64s
    times: int


def several(n: int) -> Tried:
    """Say how often each of n agents is asked at once: fewer rounds, each of a fair size."""
    times = max(1, min(MOST, ASKED // max(1, n)))
    return Tried(np.tile(np.arange(n), times), times)


def first(tried: Tried, steps: Exact, holds: Holds) -> Exact:
    """Return the fewest steps with which something holds.

    Whatever holds with some steps holds with more of them; it does not hold with none. Nothing is
    believed of what was not tried: with the steps returned it holds, and with one less it does not.

    Args:
        tried: how the agents are asked.
        steps: Exact[n], so many steps with which it holds, which was tried.
        holds: tells, for the agents of `tried.at`, whether it holds with so many steps.

    Returns:
        Exact[n].
    """
    low, high = fixed.filled(steps.size, 0), steps
    while bool(np.any(high - low > 1)):
        points = _between(low, high, tried.times)
        every: Any = np.concatenate(points)
        met = holds(every).reshape(tried.times, -1)
        for point, here in reversed(list(zip(points, met, strict=True))):
            high = fixed.where(here, point, high)
        for point, here in zip(points, met, strict=True):
            short = ~here & np.asarray(point < high, dtype=bool)
            low = fixed.where(short, point, low)
    return high


def _between(low: Exact, high: Exact, times: int) -> list[Exact]:
    """Return so many numbers for each agent, in order, strictly between where there are as many."""
    gap = high - low
    found = []
    for i in range(times):
        part = fixed.multiply(gap, i + 1) // (times + 1)
        inside = np.minimum(np.maximum(low + part, low + 1), high)
        found.append(fixed.narrow(inside))
    return found
