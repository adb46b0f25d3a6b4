"""Work for more than one process: shared out among the cores, or beside what this one does.

Whoever interrupts or ends the command ends its processes, too, at once and without a word; one that
is ended from outside, as where memory is short, ends the command with an error.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import Any, TypeVar

from scoring.errors import Problem, StorageError

Progress = Callable[[str, int], None]
"""Hears what is being written, and how many of them are done."""

_Part = TypeVar("_Part")
_Done = TypeVar("_Done")


def silent(_what: str, _count: int) -> None:
    """Hear of what goes on and tell nobody."""


def cores() -> int:
    """Return how many cores this process may use."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return there or 1


def shared_out(
    do: Callable[[_Part], _Done],
    parts: Iterable[_Part],
    begin: Callable[..., None],
    given: tuple[Any, ...],
) -> Iterator[_Done]:
    """Yield what is made of each part, in the order of the parts, by a process for each core.

    Args:
        do: makes something of a part, in a process that has begun.
        parts: the work.
        begin: called once in each process, with what is given.
        given: what all parts need, which is sent to each process once.

    Raises:
        StorageError: a process was ended from outside.
    """
    with _hands(cores(), _begun, (begin, given)) as pool:
        with _unheard():
            done = pool.map(do, parts)
        yield from done


@contextmanager
def beside(get_ready: Callable[[_Part], None], given: _Part) -> Iterator[Executor]:
    """Give one more process, which gets ready while this one goes on.

    Raises:
        StorageError: it was ended from outside.
    """
    with _hands(1, _heard, ()) as pool:
        with _unheard():
            pool.submit(get_ready, given)  # whatever it meets, this process meets as well
        yield pool


@contextmanager
def _hands(
    processes: int, begin: Callable[..., None], given: tuple[Any, ...]
) -> Iterator[ProcessPoolExecutor]:
    others = active_children()
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=begin, initargs=given)
    try:
        yield pool
    except BaseException as error:
        for child in active_children():
            if child not in others:
                child.terminate()
        if isinstance(error, BrokenProcessPool):
            raise _lost() from error
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begun(begin: Callable[..., None], given: tuple[Any, ...]) -> None:
    _heard()
    begin(*given)


def _heard() -> None:
    """From now on let this process hear an interruption, and end by it without a word."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def _unheard() -> Iterator[None]:
    """Let processes start with interruptions put off: Python would tell of one by a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _lost() -> StorageError:
    what = "a process that wrote pages was ended from outside, and nothing was written"
    hint = "Most often memory was short: give it more, or close what else needs it, then run again."
    return StorageError(Problem("process-ended", "the report", what, hint))
