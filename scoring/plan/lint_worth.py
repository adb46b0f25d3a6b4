"""What the cliffs of pay are worth: as a part of the base, or in money where amounts are named.

A cliff is a step where the smallest change of a number moves what a line pays by a quarter: of the
highest that a table gives, or, where units are paid, of what is paid beyond the step. The largest
of each table is told, and of each condition that a line, a limit, a brake or its rates hang on;
where one step meets several of a line, the largest of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.plan.cliffs import Cliff, largest
from scoring.plan.cliffs_of_amounts import cliffs_of_amounts
from scoring.plan.cliffs_of_conditions import cliffs_of_conditions
from scoring.plan.cliffs_of_factors import cliffs_of_factors
from scoring.plan.line_reach import OF_BASE
from scoring.plan.model import Plan
from scoring.plan.pay import PayLine


def cliffs_of(plan: Plan, line: PayLine) -> list[Cliff]:
    """Return the cliffs of a line, of those that one step meets the largest alone."""
    found = [
        *cliffs_of_factors(plan, line),
        *cliffs_of_amounts(plan, line),
        *cliffs_of_conditions(plan, line),
    ]
    moving = (cliff for cliff in found if not cliff.worth or any(cliff.worth.values()))
    return list(largest(moving))


def base_cliffs(plan: Plan) -> Iterator[tuple[PayLine, Cliff]]:
    """Yield the cliffs that are worth a part of the base, each with its line."""
    for line in plan.lines:
        yield from ((line, cliff) for cliff in cliffs_of(plan, line) if OF_BASE in cliff.worth)


def _lines_have_cliffs(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        for cliff in cliffs_of(plan, line):
            yield Problem("pay-cliff", str(cliff.place), str(cliff), cliff.hint)


WORTH = (_lines_have_cliffs,)
