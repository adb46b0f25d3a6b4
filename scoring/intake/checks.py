"""Rows against their contract: what may be wrong with a row, and how each rule is told.

pandas and pandera come in where rows are judged and not before: whoever has only rows that nothing
can be wrong with needs neither.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools
from scoring.exact.fixed import text
from scoring.exact.money import MINOR_PLACES
from scoring.intake.canonical import Rows
from scoring.intake.fields import Declared, Terms
from scoring.intake.switches import import_unswitched


class RowFault(NamedTuple):
    """A rule that rows of a batch broke: bool[rows] says which."""

    column: str
    rule: str
    mask: Bools


def faults_in(rows: Rows, terms: Terms, *, suspect: bool = False) -> list[RowFault]:
    """Return every fault of a batch, by column and rule; an empty list for a clean one.

    Args:
        rows: the batch.
        terms: what the contract asks of the columns that it has.
        suspect: ask each check by itself at once, since pandera takes long to say what is wrong.
            The answer is the same, but it is not pandera's: ask again without, of what is left.

    Raises:
        PlauditError: the frame is not canonical, which is our own fault.
    """
    return [RowFault(*fault) for fault in _judge()(rows, terms, suspect=suspect)]


@cache
def _judge() -> Callable[..., list[tuple[str, str, Bools]]]:
    """Send for the judge: the one place where pandas and pandera come in, without its switches."""
    import_unswitched()
    from scoring.intake.judge import judged  # noqa: PLC0415 - heavy, and clean rows need none

    return judged


_REASONS = {
    "null-id": "the id is empty",
    "null-value": "the value is empty",
    "repeated-id": "another row has the same id and other contents; every copy is set aside",
    "repeated-row": "another row is the same in every column; every copy is set aside",
    "unknown-agent": "the agent is not on the roster",
    "not-finite": "not a finite number",
    "not-a-number": "not a plain decimal number",
    "blank-text": "nothing but white space",
    "negative-duration": "before the interaction began, or shorter than nothing",
    "passed-over-done": "more checks passed than were made",
    "ends-before-start": "the last day is before the first",
    "hold-ends-before-start": "the wait is over before it began",
    "leaves-before-hire": "the last day of employment is before the first",
    "level-without-id": "level all has no id, every other level has one",
    "not-whole-seconds": "with a priority, category or channel it is a promise, in whole seconds",
    "self-review": "the reviewer is the agent who is reviewed",
    "self-approved": "the approver is the agent whom it concerns",
    "not-a-period": "not a period such as 2026-10, 2026-Q4, 2026-H2 or 2026",
    "finer-than-currency": "more decimal places than the currency has",
    "same-currency": "both currencies are the same",
    "unknown-word": "not one of the words allowed",
    "out-of-scale": "outside of the plan's scale",
}


def reason_of(rule: str, column: Declared) -> str:
    """Say in words what a rule asks of a column; never with the value that broke it."""
    if rule == "out-of-range":
        return f"not within {_bound(column, column.low)} and {_bound(column, column.high)}"
    if rule == "too-many-places":
        finer = "finer than a microsecond"
        return finer if column.kind == "stamp" else f"more than {column.most_places} decimal places"
    if rule == "unsafe-text":
        return (
            f"not 1 to {column.longest} characters free of control, direction and zero-width marks"
        )
    if rule == "unknown-word" and column.words:
        return _not_among(column.words)
    return _REASONS[rule]


def _not_among(words: tuple[str, ...]) -> str:
    """Name the words that a column allows; those of ISO 4217 are too many to list."""
    if set(words) == set(MINOR_PLACES):
        return "not an ISO 4217 currency code such as CNY"
    *others, last = words
    return f"not one of {', '.join(others)} or {last}"


def _bound(column: Declared, bound: int | None) -> str:
    units = bound or 0
    if column.kind == "stamp":
        return str(np.datetime64(units, "us").astype("datetime64[D]"))
    if column.kind == "day":
        return str(np.datetime64(units, "D"))
    return text(units, column.places)
