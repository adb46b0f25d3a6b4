"""Rows against their contract: pandera says whether all is well, masks say which rows are not.

A clean batch costs one pandera validation. Where it fails, the checks that failed run once more,
vectorised, and give a mask by position; pandera's own list of failure cases is never read, since
it holds values.
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


def faults_in(rows: Rows, schema: Any, declared: Mapping[str, Declared]) -> list[RowFault]:
    """Return every fault of a batch, by column and rule; an empty list for a clean one."""
    found = dict(rows.faults)
    frame = frame_of(rows, declared)
    for error in _failed(frame, schema):
        for column, rule, mask in _told_apart(*_rerun(error, frame), frame):
            found[column, rule] = found.get((column, rule), False) | mask
    for (column, _), mask in rows.faults.items():
        null = column, f"null-{_null(column)}"
        if null in found:  # it is null because it could not enter
            found[null] = found[null] & ~mask
    return [RowFault(c, r, m) for (c, r), m in sorted(found.items()) if m.any()]


def _failed(frame: Any, schema: Any) -> list[Any]:
    """Run pandera in full, whatever the environment asks of it, and return what failed."""
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            schema.validate(frame, lazy=True)
        except SchemaErrors as errors:
            return list(errors.schema_errors)
    return []


def _null(column: str) -> str:
    return "id" if column in _IDENTIFIERS else "value"


def _rerun(error: Any, frame: Any) -> tuple[str, str, Bools]:
    reason = error.reason_code.name
    if reason == "SERIES_CONTAINS_NULLS":
        column = error.schema.name
        return column, f"null-{_null(column)}", frame[column].isna().to_numpy()
    if reason != "DATAFRAME_CHECK":
        raise PlauditError(
            Problem("contract-broken", str(error.schema.name), f"pandera says {reason}", "")
        )
    name = error.check.name
    if " " in name:
        rule, column = name.split(" ")
        return column, rule, _failing(error.check(frame).check_output, len(frame))
    column = error.schema.name
    return column, CHECK_RULES[name], _failing(error.check(frame[column]).check_output, len(frame))


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
    "repeated-id": "another row has the same id; every copy is set aside",
    "unknown-agent": "the agent is not on the roster",
    "not-finite": "not a finite number",
    "not-a-number": "not a plain decimal number",
    "blank-text": "nothing but white space",
    "negative-duration": "before the interaction began, or shorter than nothing",
    "passed-over-done": "more checks passed than were made",
    "ends-before-start": "the last day is before the first",
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
