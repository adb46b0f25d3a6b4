"""Whom a refusal is about, where whoever exports asks to see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from scoring.errors import DataError, Problem
from scoring.exports.lines import PAYOUTS
from scoring.ledger.totals import Rows

_OF_A_LINE = re.compile(rf"{re.escape(PAYOUTS)}:([0-9]+)( \(.*\))?")
_NO_LINE = " (posting)"


@contextmanager
def shown(rows: Rows, *, show_values: bool) -> Iterator[None]:
    """Add the agent of its row to each refusal of a pay line, where that is asked for.

    Raises:
        DataError: the one that was raised inside.
    """
    try:
        yield
    except DataError as error:
        if not show_values:
            raise
        raise DataError([_named(problem, rows) for problem in error.problems]) from None


def _named(problem: Problem, rows: Rows) -> Problem:
    found = _OF_A_LINE.fullmatch(problem.where)
    if found is None or found[2] == _NO_LINE:
        return problem
    agent = rows[int(found[1]) - 1]["agent_id"]
    return problem._replace(where=f"{problem.where} of agent {agent}")
