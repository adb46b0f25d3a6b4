"""pyarrow without pandas: it imports pandas with its first array wherever that is installed.

It does so only to know a pandas object when it is given one. A command that makes none saves the
time; once rows must be judged, pyarrow is told of pandas after all. A library does not do this to
the program that imports it, so that only a command asks for it.
"""

from __future__ import annotations

import sys

import numpy as np
import pyarrow as pa


class _Hidden:
    """Finds no pandas."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        """Look for a module, as Python's import system asks."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def keep_pandas_out() -> None:
    """Let pyarrow look for pandas now, and find none; where it is there already, leave it."""
    if "pandas" in sys.modules:
        return
    sys.meta_path.insert(0, _Hidden)
    try:
        pa.array(np.empty(0, np.int64))
    finally:
        sys.meta_path.remove(_Hidden)


def let_pandas_in() -> None:
    """Let pyarrow know pandas again, or frames would be strange to it."""
    pa.nulls(0).to_pandas()
