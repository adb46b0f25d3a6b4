"""Whether standard output is a screen that can show a drawing; a pipe gets plain text."""

from __future__ import annotations

import os
import shutil
import sys

NARROWEST = 48
"""Cells below which nothing is drawn: the plain text wraps no worse."""
_UNABLE = frozenset({"", "dumb", "unknown"})


def draws() -> bool:
    """Tell whether what is printed is drawn: on a terminal that can, wide enough, in Unicode."""
    if not sys.stdout.isatty() or os.environ.get("TERM", "") in _UNABLE:
        return False
    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    return unicode and shutil.get_terminal_size().columns >= NARROWEST
