"""Which kernels do the work: plain ones for little of it, compiled ones for much."""

from __future__ import annotations

from types import ModuleType
from typing import TypeAlias

from scoring.kernels import reference

Kernels: TypeAlias = ModuleType
"""`reference` or `compiled`: two modules of the same functions, equal to the bit."""

WORTH_COMPILED = 400_000
"""Rows from which compiled kernels save more time than it takes to load them."""


def kernels_for(rows: int) -> Kernels:
    """Choose the kernels for so many rows; those that are compiled are loaded only if needed."""
    if rows < WORTH_COMPILED:
        return reference
    from scoring.kernels import compiled  # noqa: PLC0415 - numba takes longer than a small month

    return compiled
