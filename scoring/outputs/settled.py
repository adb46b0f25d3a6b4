"""The settlement of one agent of a published run, reckoned once more."""

from __future__ import annotations

from typing import Any

from scoring.errors import IntegrityError, Problem
from scoring.exact.money import MINOR_PLACES
from scoring.independent.records import Outcome
from scoring.independent.settlement import BelowZeroError, Settling, settle_agent
from scoring.outputs.schemas import BALANCES


def settle_again(plan: Any, outcome: Outcome, period: str, settling: Settling) -> None:
    """Settle an agent with the run's own copies of what settlement takes from outside.

    Raises:
        IntegrityError: a sum below zero, of which the plan allows no run.
    """
    try:
        settle_agent(plan, outcome, period, MINOR_PLACES, settling)
    except BelowZeroError as error:
        what, hint = "has a sum below zero, which the plan refuses", "Do not pay from this run."
        raise IntegrityError(Problem("figure-differs", BALANCES, what, hint)) from error
