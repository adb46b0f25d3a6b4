"""Work that is shared out among processes, one for each core that this one may use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

_Part = TypeVar("_Part")
_Done = TypeVar("_Done")


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
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    with ProcessPoolExecutor(
        cores, get_context("spawn"), initializer=begin, initargs=given
    ) as pool:
        yield from pool.map(do, parts)
