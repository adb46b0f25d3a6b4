"""Filters: which rows pass the tests that a plan writes, on integer columns, without row loops.

All tests must hold. Null passes nothing, `not` included; only `present: false` asks for it. A
column that the data lacks is null in every row.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import numpy as np

from scoring.columns import Bools, Column
from scoring.errors import PlanError, Problem
from scoring.flow import Roster
from scoring.kernels import reference
from scoring.kernels.choice import Kernels
from scoring.plan.conditions import Test

_PLAIN = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_TRUTHS = {"true": 1, "false": 0}


def passes(
    tests: tuple[Test, ...],
    columns: Mapping[str, Column],
    rows: int,
    kernels: Kernels = reference,
) -> Bools:
    """Say for each row whether every test holds.

    Args:
        tests: the filter's tests; none at all lets every row pass.
        columns: the table, by column name, each of `rows` elements.
        rows: how many rows the table has.
        kernels: the kernels that do it.

    Returns:
        bool[rows].

    Raises:
        PlanError: a test that the column's type cannot answer, such as `at_least` on text.
    """
    result = np.ones(rows, np.bool_)
    for test in tests:
        if test.column in columns:
            result &= _holds(test, columns[test.column], kernels)
        else:
            result &= _on_null(test)
    return result


def agents_pass(tests: tuple[Test, ...], roster: Roster) -> Bools:
    """Say for each agent whether every test holds of the agent's roster row: bool[n]."""
    asked = {test.column for test in tests}
    texts = {name: words.column() for name, words in roster.columns.items() if name in asked}
    return passes(tests, {**texts, **roster.numbers}, len(roster.agent_ids))


def tested_known(tests: tuple[Test, ...], columns: Mapping[str, Column], rows: int) -> Bools:
    """Say for each row whether all tested columns are known; `present` tests need no value.

    Args:
        tests: the filter's tests.
        columns: the table, by column name, each of `rows` elements.
        rows: how many rows the table has.

    Returns:
        bool[rows].
    """
    result = np.ones(rows, np.bool_)
    for test in tests:
        if test.present is None:
            result &= columns[test.column].known if test.column in columns else np.False_
    return result


def _on_null(test: Test) -> np.bool_:
    conditions = (test.one_of, test.none_of, test.at_least, test.below)
    return np.bool_(test.present is False and all(said is None for said in conditions))


def _holds(test: Test, column: Column, kernels: Kernels) -> Bools:
    if test.present is False:
        return ~column.known & _on_null(test)
    held = column.known.copy()
    if test.one_of is not None:
        held &= _is_one_of(test, test.one_of, column, kernels)
    if test.none_of is not None:
        held &= ~_is_one_of(test, test.none_of, column, kernels)
    if test.at_least is not None:
        held &= column.values >= _edge(test, test.at_least, column)
    if test.below is not None:
        held &= column.values < _edge(test, test.below, column)
    return held


def _is_one_of(test: Test, words: tuple[str, ...], column: Column, kernels: Kernels) -> Bools:
    if column.kind == "text":
        found = np.empty(column.values.size, np.bool_)
        kernels.looked_up(column.values, column.known, _among(words, column.words), found)
        return found
    if column.kind == "stamp":
        raise _not_for(test, column)
    units = [_units(word, column) for word in words]
    found = np.zeros(column.values.shape, np.bool_)
    for unit in units:
        if unit is not None:
            found |= column.values == unit
    return found


@lru_cache(maxsize=64)  # the words of a batch are mostly those of the one before
def _among(wanted: tuple[str, ...], words: tuple[str, ...]) -> Bools:
    chosen = set(wanted)
    return np.array([word in chosen for word in words], np.bool_)


def _units(word: str, column: Column) -> int | None:
    """Return what a word equals in the column's units; None where nothing can equal it."""
    if column.kind == "boolean":
        return _TRUTHS.get(word)
    if not _PLAIN.fullmatch(word):
        return None
    exact = Fraction(word) * 10**column.places
    return exact.numerator if exact.denominator == 1 else None


def _edge(test: Test, edge: Decimal, column: Column) -> int:
    """Return the first whole unit that is not below an edge, so that units compare as values do."""
    if column.kind not in ("whole", "decimal"):
        raise _not_for(test, column)
    scale: int = 10**column.places
    return math.ceil(Fraction(edge) * scale)


def _not_for(test: Test, column: Column) -> PlanError:
    return PlanError(
        Problem(
            "test-not-for-type",
            str(test.place),
            f"this test cannot be asked of '{test.column}', which holds {column.kind}",
            "Ask for words of text and truth, for `at_least` and `below` of numbers.",
        )
    )
