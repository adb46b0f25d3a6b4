"""Work for more than one process: shared out among the cores, or beside what this one does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

Progress = Callable[[str, int], None]
"""Hears what is being written, and how many of them are done."""

_Part = TypeVar("_Part")
_Done = TypeVar("_Done")


def silent(_what: str, _count: int) -> None:
    """Hear of what goes on and tell nobody."""


def shared_out(
    do: Callable[[_Part], _Done],
    parts: Iterable[_Part],
    begin: Callable[..., None],
    given: tuple[Any, ...],
) -> Iterator[_Done]:
    """Yield what is made of each part, in the order of the parts.

    Args:
        do: makes something of a part, in a process that has begun.
        parts: the work.
        begin: called once in each process, with what is given.
        given: what all parts need, which is sent to each process once.
    """
    with ProcessPoolExecutor(
        cores(), get_context("spawn"), initializer=begin, initargs=given
    ) as pool:
        yield from pool.map(do, parts)


@contextmanager
def beside(get_ready: Callable[[_Part], object], given: _Part) -> Iterator[Executor]:
    """Give one more process, which gets ready while this one goes on."""
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        other.submit(get_ready, given)
        yield other


def cores() -> int:
    """Return how many cores this process may use."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return there or 1
