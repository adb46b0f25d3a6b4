"""Progress on a terminal: one line that is written over, and gone when the work is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_PATIENCE_SECONDS = 1.0
_BETWEEN_SECONDS = 0.2


@contextmanager
def progress_shown() -> Iterator[Callable[[str, int], None]]:
    """Show on a terminal what goes on for longer than a second; say nothing in a pipe."""
    began, shown = time.monotonic(), 0.0

    def tell(what: str, count: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - began > _PATIENCE_SECONDS and now - shown > _BETWEEN_SECONDS:
            sys.stderr.write(f"\r{count:,} {what}\033[K")
            sys.stderr.flush()
            shown = now

    try:
        yield tell if sys.stderr.isatty() else lambda _what, _count: None
    finally:
        if shown:
            sys.stderr.write("\r\033[K")
