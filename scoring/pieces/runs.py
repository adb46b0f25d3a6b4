"""Values that wait to be ordered: brought together by agent in runs, and spilled if there are many.

A run holds what some rows had to say, the values of each agent side by side. Runs are added by
laying them side by side, in any order, and a value at a rank is selected from all of them at the
end. Memory holds a part of the agents at a time; what it cannot hold before that waits in a file
without a name, which is gone with the process at the latest, whatever ends it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from scoring import disk
from scoring.columns import Int64s
from scoring.kernels.choice import Kernels
from scoring.waiting import Run

_ROOM = 1 << 20
_BLOCK = 1 << 21
"""Values that are ordered at a time, and that are selected from at a time."""

HELD_BYTES = 256 << 20
"""Bytes of runs that one collector's keeper holds in memory; the others are spilled."""

_INT32_MAX = 2**31 - 1
Int8s = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Spilled:
    """Values that wait on disk; a slice of them reads as an array."""

    file: int
    begin: int
    size: int
    kind: np.dtype[Any]

    def __getitem__(self, rows: slice) -> npt.NDArray[Any]:
        """Read values back.

        Raises:
            StorageError: what the system does not let be read.
        """
        first, end, _ = rows.indices(self.size)
        width = self.kind.itemsize
        at, left, parts = self.begin + first * width, (end - first) * width, []
        with disk.storage(disk.scratch_place(), disk.SCRATCH_HINT):
            while left:
                parts.append(os.pread(self.file, left, at))
                if not parts[-1]:
                    raise OSError(errno.EIO, "a temporary file does not read back as written")
                at, left = at + len(parts[-1]), left - len(parts[-1])
        return np.frombuffer(b"".join(parts), self.kind)

    def __reduce__(self) -> Any:
        """Travel as the values themselves: a file of this machine is none on another."""
        return np.array, (self[:],)


class Keeper:
    """Keeps values in memory while there is room, and on disk from then on.

    Use it in a `with` statement, for as long as what it keeps is needed.
    """

    def __init__(self, held_bytes: int = HELD_BYTES) -> None:
        """Start with nothing held."""
        self._left, self._written, self._file = held_bytes, 0, -1
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def keep(self, values: npt.NDArray[Any]) -> npt.NDArray[Any] | Spilled:
        """Take values in.

        Raises:
            StorageError: the place for temporary files has no room, or may not be written.
        """
        self._left -= values.nbytes
        if self._left >= 0:
            return values
        place = disk.scratch_place()
        if self._file < 0:
            self._file = self._stack.enter_context(disk.scratch(place))
        begin = self._written
        with disk.storage(place, disk.SCRATCH_HINT):
            disk.write_all(self._file, values.tobytes())
        self._written += values.nbytes
        return Spilled(self._file, begin, values.size, values.dtype)


class Collector:
    """Collects values of rows, and orders them by agent whenever there is enough for a run."""

    def __init__(self, agents: int, kernels: Kernels, keeper: Keeper) -> None:
        """Start empty; rows may name one agent more, who is nobody and is left out."""
        self._agents, self._kernels, self._keeper = agents, kernels, keeper
        self._room = max(_ROOM, 4 * agents)  # a run has a place for every agent
        self._agent = self._value = np.empty(0, np.int64)
        self._at = 0
        self._runs: list[Run] = []

    def take(self, agent: Int64s, value: Int64s, code: Int8s) -> None:
        """Take the rows that count by their code."""
        needed = self._at + agent.size
        if needed > self._value.size and needed > self._room:
            self._order()
            needed = agent.size
        if needed > self._value.size:
            size = max(needed, min(2 * needed, self._room))
            self._agent, self._value = (
                np.concatenate([held[: self._at], np.empty(size - self._at, np.int64)])
                for held in (self._agent, self._value)
            )
        self._at = self._kernels.collect(agent, value, code, self._at, self._agent, self._value)

    def runs(self) -> tuple[Run, ...]:
        """Return everything that was taken, in runs."""
        self._order()
        return tuple(self._runs)

    def _order(self) -> None:
        if not self._at:
            return
        agent, value = self._agent[: self._at], self._value[: self._at]
        low, high = int(value.min()), int(value.max())
        narrow = low >= -_INT32_MAX and high <= _INT32_MAX
        ordered = np.empty(self._at, np.int32 if narrow else np.int64)
        first = np.empty(self._agents + 2, np.int64)
        self._kernels.order_by_agent(agent, value, first, ordered)
        self._at = 0
        first = first[:-1]  # nobody comes last, and is left out
        self._runs.append(Run(first, self._keeper.keep(ordered[: first[-1]])))


def select(runs: Sequence[Run], rank: Int64s, kernels: Kernels, threads: int = 1) -> Int64s:
    """Find the value at a rank of each agent's ordered values, over all runs.

    Args:
        runs: the values, ordered by agent.
        rank: int64[agents], from 1 to the agent's number of values; 0 asks for nothing.
        kernels: the kernels that do it.
        threads: how many parts of the agents to look at together.

    Returns:
        int64[agents], the unit of the values; 0 where the rank is 0.

    Raises:
        StorageError: spilled values that cannot be read back.
    """
    selected = np.zeros(rank.size, np.int64)
    each = np.zeros(rank.size, np.int64)
    for run in runs:
        each += np.diff(run.first)

    def part(bounds: tuple[int, int]) -> None:
        a, b = bounds
        end = np.cumsum(each[a:b])
        at, gathered = end - each[a:b], np.empty(int(end[-1]), np.int64)
        for run in runs:
            first = run.first[a : b + 1]
            own = run.values[int(first[0]) : int(first[-1])]
            kernels.gather(first - first[0], own, at, gathered)
        kernels.select(gathered, end, rank[a:b], selected[a:b])

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(part, _blocks(each)):
            pass
    return selected


def _blocks(each: Int64s) -> Iterator[tuple[int, int]]:
    """Part the agents so that each part has about so many values as are selected from at a time."""
    reached = np.cumsum(each)
    a = 0
    while a < each.size:
        before = int(reached[a - 1]) if a else 0
        b = max(a + 1, int(np.searchsorted(reached, before + _BLOCK, side="right")))
        yield a, b
        a = b
