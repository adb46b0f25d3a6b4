"""The process: its streams when somebody closed them, its end when somebody asks for it."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TextIO

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""What glibc's malloc.h calls M_TRIM_THRESHOLD and M_MMAP_THRESHOLD."""

_KEPT_BYTES = 1 << 28


def end_on_signals() -> None:
    """Let SIGTERM and SIGHUP end the command as an exception, so that it cleans up behind itself.

    A signal that our caller has ignored, as `nohup` does, stays ignored.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _ended)


def _ended(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def hold_memory() -> None:
    """Look for garbage seldom, and keep memory that was freed: batch after batch asks for it again.

    A run makes many objects that stay, and few rings of them, and leaves without a last look. What
    was freed is kept by a wish to the C library of Linux; where there is another, nothing is asked.
    NumPy's threads for linear algebra, which nobody does here, would only wait and spin.
    """
    gc.set_threshold(1_000_000, 50, 50)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, _KEPT_BYTES)
        mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)


def leave_at_once(code: int) -> NoReturn:
    """End without Python's own farewell, once all is written: a library's thread may not be done.

    One that reads still, or that lets go of bytes of Python late, is unwound by the farewell in the
    middle of C++, which ends the process by SIGABRT after its work was done.
    """
    if code:
        gc.collect()  # what was cut short lets go of what the system keeps by name: semaphores
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


def fill_closed_streams() -> None:
    """Fill the places of closed streams, so that no file of a run is opened in one of them.

    An output that was closed is opened for reading: printing to it is refused, as on a full disk.
    """
    if sys.stdin is None:
        os.open(os.devnull, os.O_RDONLY)
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as above


def let_go(stream: TextIO) -> None:
    """Send what is left in a stream to nowhere, or Python would complain at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
