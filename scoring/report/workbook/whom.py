"""Whom a workbook is about, and what it calls them: everybody or one manager's people.

Without names, what is left must not tell them: neither id, manager, team, role nor pay is shown,
and a region with fewer than five people stands together with others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from scoring.errors import Problem, UsageError
from scoring.report.audience import cards_of
from scoring.report.groups import TOGETHER, grouped
from scoring.report.opened import Card, Opened
from scoring.report.workbook.words import Voice


class Whom(NamedTuple):
    """The agents of a workbook.

    Attributes:
        cards: their scorecards, best first; those without a score last, by id.
        labels: what each of them is called instead of by name and id; nothing where they are named.
        regions: by region, the region that a card is shown in.
        part: only the people of one manager.
    """

    cards: tuple[Card, ...]
    labels: tuple[str, ...]
    regions: Mapping[str | None, str | None]
    part: bool

    @property
    def anonymous(self) -> bool:
        """Tell whether nobody is named."""
        return bool(self.labels)


def whom(opened: Opened, voice: Voice, *, anonymous: bool, manager: str | None) -> Whom:
    """Find out who is in a workbook.

    Raises:
        UsageError: nobody in the run has the manager that is asked for.
    """
    cards = cards_of(opened, manager)
    if manager is not None and not cards:
        what = "no agent of this run has the manager that was asked for"
        hint = "Managers are in `plaudit rank RUN --by manager`."
        raise UsageError(Problem("unknown-manager", str(opened.run), what, hint))
    cards.sort(key=lambda card: (card.rank is None, card.rank or 0, card.agent_id))
    regions: Mapping[str | None, str | None] = {card.region: card.region for card in cards}
    labels: tuple[str, ...] = ()
    if anonymous:
        wide = max(3, len(str(len(cards))))
        numbers = [f"{number:0{wide}}" for number in range(1, len(cards) + 1)]
        labels = tuple(voice.first("numbered", number=number) for number in numbers)
        told = grouped(card.region for card in cards)
        regions = told or dict.fromkeys(regions, TOGETHER)
    return Whom(tuple(cards), labels, regions, part=manager is not None)
