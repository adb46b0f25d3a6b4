"""pandera's switches in the environment: none is obeyed, and whoever set one is told.

They can turn validation off, halve it, change the backend, or keep every batch in memory. pandera
reads them once, when it is imported, and ends there if it does not know a word; so it is imported
without them. What code asks of pandera beside that is settled where it validates, in `checks`.
"""

from __future__ import annotations

import importlib
import os

SWITCHES = (
    "PANDERA_CACHE_DATAFRAME",
    "PANDERA_KEEP_CACHED_DATAFRAME",
    "PANDERA_USE_NARWHALS_BACKEND",
    "PANDERA_VALIDATION_DEPTH",
    "PANDERA_VALIDATION_ENABLED",
)


def refused_switches() -> list[str]:
    """Return the names of the switches that the environment sets, in order; all are refused."""
    return [name for name in SWITCHES if name in os.environ]


def import_unswitched() -> None:
    """Import pandera out of reach of its switches, where one is set, and leave them as they are."""
    asked = {name: os.environ.pop(name) for name in refused_switches()}
    if asked:
        try:
            importlib.import_module("pandera.config")
        finally:
            os.environ.update(asked)
