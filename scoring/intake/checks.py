"""Rows against their contract: pandera says whether all is well, masks say which rows are not.

A clean batch costs one pandera validation. Where it fails, or is likely to, the checks run by
themselves, vectorised, and each gives a mask by position; what is left after that goes to pandera
again. Its own list of failure cases is never read, since it holds values, and is kept short.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors

from scoring.columns import Bools
from scoring.errors import PlauditError, Problem
from scoring.exact.fixed import text
from scoring.exact.money import MINOR_PLACES
from scoring.intake.canonical import Rows, frame_of
from scoring.intake.contracts import CHECK_RULES, Declared

_IDENTIFIERS = ("interaction_id", "agent_id")


class RowFault(NamedTuple):
    """A rule that rows of a batch broke: bool[rows] says which."""

    column: str
    rule: str
    mask: Bools


class _Asked(NamedTuple):
    """One thing that the contract asks of a frame: of a column, or of columns together.

    `check` is None where no value of `column` may be null.
    """

    column: str
    check: Any


def faults_in(
    rows: Rows, schema: Any, declared: Mapping[str, Declared], *, suspect: bool = False
) -> list[RowFault]:
    """Return every fault of a batch, by column and rule; an empty list for a clean one.

    Args:
        rows: the batch.
        schema: the contract's pandera schema.
        declared: the columns that the batch has.
        suspect: ask each check by itself at once, since pandera takes long to say what is wrong.
            The answer is the same, but it is not pandera's: ask again without, of what is left.

    Raises:
        PlauditError: the frame is not canonical, which is our own fault.
    """
    found = dict(rows.faults)
    frame = frame_of(rows, declared)
    failed = _all_asked(schema, declared) if suspect else _failed(frame, schema)
    for asked in failed:
        for column, rule, mask in _told_apart(*_answer(asked, frame), frame):
            found[column, rule] = found.get((column, rule), False) | mask
    for (column, _), mask in rows.faults.items():
        null = column, f"null-{_null(column)}"
        if null in found:  # it is null because it could not enter
            found[null] = found[null] & ~mask
    told = [RowFault(c, r, m) for (c, r), m in sorted(found.items()) if m.any()]
    if failed and not told and not suspect:
        what = "pandera refuses the rows, and no check says which"
        raise PlauditError(Problem("contract-broken", str(schema.name), what, ""))
    return told


def _failed(frame: Any, schema: Any) -> list[_Asked]:
    """Run pandera in full, whatever the environment asks of it, and return what failed."""
    with config_context(
        validation_enabled=True,
        validation_depth=ValidationDepth.SCHEMA_AND_DATA,
        cache_dataframe=False,
        use_narwhals_backend=False,
    ):
        try:
            schema.validate(frame, lazy=True)
        except SchemaErrors as errors:
            return [_asked(error) for error in errors.schema_errors]
    return []


def _asked(error: Any) -> _Asked:
    reason, name = error.reason_code.name, str(error.schema.name)
    if reason == "SERIES_CONTAINS_NULLS":
        return _Asked(name, None)
    if reason != "DATAFRAME_CHECK":
        raise PlauditError(Problem("contract-broken", name, f"pandera says {reason}", ""))
    return _Asked(name, error.check)


def _all_asked(schema: Any, declared: Mapping[str, Declared]) -> list[_Asked]:
    """Return everything that the contract asks of the columns that are there."""
    asked = [_Asked(name, None) for name, c in schema.columns.items() if not c.nullable]
    asked += [_Asked(name, check) for name, c in schema.columns.items() for check in c.checks]
    there = [one for one in asked if one.column in declared]
    return [*there, *(_Asked("", check) for check in schema.checks)]


def _null(column: str) -> str:
    return "id" if column in _IDENTIFIERS else "value"


def _answer(asked: _Asked, frame: Any) -> tuple[str, str, Bools]:
    """Ask one thing of every row: the column and rule that it is told by, and what failed."""
    column, check = asked
    if check is None:
        return column, f"null-{_null(column)}", frame[column].isna().to_numpy()
    if " " in check.name:
        rule, column = check.name.split(" ")
        return column, rule, _failing(check(frame).check_output, len(frame))
    output = check(frame[column]).check_output
    return column, CHECK_RULES[check.name], _failing(output, len(frame))


def _told_apart(column: str, rule: str, mask: Bools, frame: Any) -> list[RowFault]:
    """Tell blank text from unsafe text; every other rule is one already."""
    if rule != "unsafe-text":
        return [RowFault(column, rule, mask)]
    blank = np.zeros(mask.size, np.bool_)
    blank[mask] = frame[column][mask].str.strip().eq("").to_numpy(dtype=bool)
    return [RowFault(column, "blank-text", blank), RowFault(column, rule, mask & ~blank)]


def _failing(output: Any, rows: int) -> Bools:
    """Turn a check's answer, from which nulls may be left out, into a mask of what failed."""
    mask = np.zeros(rows, np.bool_)
    mask[output.index.to_numpy()] = ~output.to_numpy(dtype=bool)
    return mask


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
        return finer if column.kind == "stamp" else f"more than {column.places} decimal places"
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
