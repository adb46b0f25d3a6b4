"""pyarrow without pandas: it imports pandas with its first array, wherever that is installed.

It does so only to know the objects of pandas when it is given some. A command whose rows all pass
the gate has none, and saves the time. Once rows must be judged, pyarrow learns of frames and series
after all; single values of pandas in a Python list it never will, and nobody here gives it any. A
library does not do this to the program that imports it: only a command asks for it, first of all.
"""

from __future__ import annotations

import sys

import pyarrow as pa


class _Hidden:
    """Finds no pandas, where Python's import system asks."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        """Refuse pandas, and leave every other module to the next."""
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def keep_pandas_out() -> None:
    """Let pyarrow look for pandas now, and find none; where it is there already, leave it."""
    if "pandas" in sys.modules:
        return
    finders: list[object] = sys.meta_path  # type: ignore[assignment] # any object with find_spec
    finders.insert(0, _Hidden)
    try:
        pa.array([])  # the library looks twice: for series here, for single values below
    finally:
        finders.remove(_Hidden)


def let_pandas_in() -> None:
    """Let pyarrow know frames and series again, or they would be strange to it."""
    pa.nulls(0).to_pandas()
