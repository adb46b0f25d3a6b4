"""Rows once more: their stamps as whole numbers, and which of them pass a filter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

Tree = Mapping[str, Any]  # a block of the plan, every scalar as text; or a row of a table
SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def instant(stamp: dt.datetime | int | None) -> int | None:
    """Return a stamp as UTC microseconds."""
    if isinstance(stamp, dt.datetime):
        return (stamp - EPOCH) // dt.timedelta(microseconds=1)
    return stamp


# Filters: a row passes when every column passes, and nothing but `present: false` passes a null.


def passes(tests: Tree, row: Tree) -> bool:
    """Tell whether a row passes a filter."""
    return all(_holds(row.get(column), said) for column, said in tests.items())


def _holds(value: Any, said: Any) -> bool:
    if not isinstance(said, Mapping):
        return value is not None and _is_one_of(value, said)
    if "present" in said and (said["present"] == "true") != (value is not None):
        return False
    if set(said) == {"present"}:
        return True
    return value is not None and all(
        (
            "not" not in said or not _is_one_of(value, said["not"]),
            "at_least" not in said or Fraction(value) >= Fraction(said["at_least"]),
            "below" not in said or Fraction(value) < Fraction(said["below"]),
        )
    )


def _is_one_of(value: Any, words: str | list[str]) -> bool:
    words = [words] if isinstance(words, str) else words
    if isinstance(value, bool):
        return str(value).lower() in words
    if isinstance(value, str):
        return value in words
    return any(Fraction(value) == Fraction(word) for word in words)
