"""Work for more than one process: shared out among the cores, or beside what this one does.

Whoever interrupts or ends the command ends its processes, too, at once and without a word; one that
is ended from outside, as where memory is short, ends the command with an error.
"""

from __future__ import annotations

import atexit
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, NamedTuple, TypeVar

from scoring.errors import Problem, StorageError

Progress = Callable[[str, int], None]
"""Hears what is being written, and how many of them are done."""

SHARED_FROM = 6001
"""From so many statements of a site on, they are worth a process for each core."""

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
        StorageError: a process was ended from outside; else what `begin` or `do` raises.
    """
    with _hands(cores(), begin, given) as hands:
        with _unheard():
            done = hands.pool.map(partial(_done, do), parts)
        yield from done


class Hands(NamedTuple):
    """Processes that work for this one.

    Attributes:
        pool: what gives them work.
        others: processes that were there before, and are somebody else's.
    """

    pool: Executor
    others: Sequence[BaseProcess]

    def stop(self) -> None:
        """End them in the midst of their work, if they have any."""
        for child in active_children():
            if child not in self.others:
                child.terminate()


class Aid(NamedTuple):
    """What somebody who writes is given.

    Attributes:
        progress: hears of what goes on.
        other: another process, which has got ready; or None.
    """

    progress: Progress
    other: Hands | None = None


NO_AID = Aid(silent)


@contextmanager
def another(get_ready: Callable[[_Part], None], given: _Part) -> Iterator[Hands]:
    """Give one more process, which gets ready while this one goes on.

    Raises:
        StorageError: it was ended from outside.
    """
    with _hands(1, _nothing, ()) as hands:
        with _unheard():
            hands.pool.submit(get_ready, given)  # whatever it meets, this process meets as well
        yield hands


def _nothing() -> None:
    """Begin without anything."""


@contextmanager
def _hands(processes: int, begin: Callable[..., None], given: tuple[Any, ...]) -> Iterator[Hands]:
    others = active_children()
    pool = ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=_begun, initargs=(begin, given)
    )
    hands = Hands(pool, others)
    try:
        yield hands
    except BaseException as error:
        hands.stop()
        if isinstance(error, BrokenProcessPool):
            raise _lost() from error
        raise
    finally:
        pool.shutdown(cancel_futures=True)


_failed: list[Exception] = []
"""Why this process could not begin, told with the first work it is given."""


def _begun(begin: Callable[..., None], given: tuple[Any, ...]) -> None:
    atexit.register(os._exit, 0)  # nothing is left to do, and Python's farewell takes its time
    Thread(target=_end_with_parent, daemon=True).start()
    _hear()
    try:
        begin(*given)
    except Exception as error:  # noqa: BLE001 - the pool would print it and tell of a lost process
        _failed.append(error)


def _done(do: Callable[[_Part], _Done], part: _Part) -> _Done:
    if _failed:
        raise _failed[0]
    return do(part)


def _end_with_parent() -> None:
    """End this process once the one that it works for is gone, however that ended."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


_SIGNALS = {
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
}
"""By which people and systems end a command."""


def _hear() -> None:
    """From now on let this process hear an interruption, and end by it without a word."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


@contextmanager
def _unheard() -> Iterator[None]:
    """Let processes start with signals put off: Python would tell of one by a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _lost() -> StorageError:
    what = "a process that wrote pages was ended from outside, and nothing was written"
    hint = "Most often memory was short: give it more, or close what else needs it, then run again."
    return StorageError(Problem("process-ended", "the report", what, hint))
