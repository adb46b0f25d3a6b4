"""The judge: pandera says whether all is well with rows, masks say which of them are not.

A clean batch costs one pandera validation. Where it fails, or is likely to, the checks run by
themselves, vectorised, and each gives a mask by position; what is left after that goes to pandera
again. Its own list of failure cases is never read, since it holds values, and is kept short.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors

from scoring.columns import Bools
from scoring.errors import PlauditError, Problem
from scoring.intake.canonical import Rows
from scoring.intake.fields import CHECK_RULES, Terms
from scoring.intake.frames import frame_of, schema_of

_IDENTIFIERS = ("interaction_id", "agent_id")
_Fault = tuple[str, str, Bools]


class _Asked(NamedTuple):
    """One thing that the contract asks of a frame: of a column, or of columns together.

    `check` is None where no value of `column` may be null.
    """

    column: str
    check: Any


def judged(rows: Rows, terms: Terms, *, suspect: bool) -> list[_Fault]:
    """Return what is wrong with a batch, as `checks.faults_in` has it: column, rule and mask."""
    found = dict(rows.faults)
    frame, schema = frame_of(rows), schema_of(terms)
    failed = _all_asked(schema, frame) if suspect else _failed(frame, schema)
    for asked in failed:
        for column, rule, mask in _told_apart(*_answer(asked, frame), frame):
            found[column, rule] = found.get((column, rule), False) | mask
    for (column, _), mask in rows.faults.items():
        null = column, f"null-{_null(column)}"
        if null in found:  # it is null because it could not enter
            found[null] = found[null] & ~mask
    told = [(c, r, m) for (c, r), m in sorted(found.items()) if m.any()]
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


def _all_asked(schema: Any, frame: Any) -> list[_Asked]:
    """Return everything that the contract asks of the columns that are there."""
    asked = [_Asked(name, None) for name, c in schema.columns.items() if not c.nullable]
    asked += [_Asked(name, check) for name, c in schema.columns.items() for check in c.checks]
    there = [one for one in asked if one.column in frame]
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


def _told_apart(column: str, rule: str, mask: Bools, frame: Any) -> list[_Fault]:
    """Tell blank text from unsafe text; every other rule is one already."""
    if rule != "unsafe-text":
        return [(column, rule, mask)]
    blank = np.zeros(mask.size, np.bool_)
    blank[mask] = frame[column][mask].str.strip().eq("").to_numpy(dtype=bool)
    return [(column, "blank-text", blank), (column, rule, mask & ~blank)]


def _failing(output: Any, rows: int) -> Bools:
    """Turn a check's answer, from which nulls may be left out, into a mask of what failed."""
    mask = np.zeros(rows, np.bool_)
    mask[output.index.to_numpy()] = ~output.to_numpy(dtype=bool)
    return mask
