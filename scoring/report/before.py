"""Earlier runs of the same plan, beside which a report is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from scoring.errors import Problem, UsageError
from scoring.exact.period import parse_period
from scoring.report.figures import Pay, pay_of
from scoring.report.opened import Card, Opened, opened


class Before(NamedTuple):
    """An earlier run: what it said of each agent.

    Attributes:
        opened: the run.
        cards: its scorecards by agent id.
        pay: its pay lines, added up.
    """

    opened: Opened
    cards: Mapping[str, Card]
    pay: Pay

    def score(self, agent_id: str) -> Decimal | None:
        """Return the score that an agent had."""
        card = self.cards.get(agent_id)
        return None if card is None or card.score is None else Decimal(card.score)


def before(now: Opened, runs: Sequence[Path]) -> tuple[Before, ...]:
    """Open earlier runs, the earliest first.

    Raises:
        UsageError: runs of another plan, of a period that is not before this one, or two of one
            period; all of them are named.
        IntegrityError: the files of a run are not the ones that were written.
    """
    found = [opened(run) for run in runs]
    problems = [problem for one in found for problem in _unfit(now, one)]
    periods = [one.period for one in found]
    problems += [
        _problem(one, "its period is named twice")
        for place, one in enumerate(found)
        if one.period in periods[:place]
    ]
    if problems:
        raise UsageError(problems)
    found.sort(key=lambda one: parse_period(one.period).first)
    return tuple(
        Before(one, {card.agent_id: card for card in one.cards}, pay_of(one)) for one in found
    )


def _unfit(now: Opened, one: Opened) -> list[Problem]:
    problems = []
    if one.plan.plan != now.plan.plan:
        problems.append(_problem(one, f"is a run of {one.plan.plan}, and not of {now.plan.plan}"))
    ends, begins = parse_period(one.period).end, parse_period(now.period).first
    if ends > begins:
        problems.append(_problem(one, f"its period {one.period} is not before {now.period}"))
    return problems


def _problem(one: Opened, what: str) -> Problem:
    hint = "Name runs of the same plan for earlier periods, each once."
    return Problem("not-before", str(one.run), what, hint)
