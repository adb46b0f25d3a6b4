"""Regions side by side: how many agents, and where their scores lie, if that tells nobody's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from scoring.exact import fixed
from scoring.exact.fixed import Mode
from scoring.report.groups import SMALLEST, grouped
from scoring.report.opened import Card
from scoring.report.workbook.whom import Whom

ALL = "\0all"
"""Stands for everybody; no region of a roster can be called so."""


class Region(NamedTuple):
    """What a region came to.

    Attributes:
        name: the region; None for agents without one, `groups.TOGETHER` for small, `ALL` at last.
        agents, scored: how many there are, and how many of them have a score.
        mean, median: of the scores, as text at their places; None of fewer than five.
    """

    name: str | None
    agents: int
    scored: int
    mean: str | None
    median: str | None


def regions(people: Whom, places: int, mode: Mode) -> list[Region]:
    """Compare the regions of the agents, by name, and end with all of them.

    Args:
        people: the agents.
        places: places of the score.
        mode: how the plan rounds.
    """
    scored = grouped(people.regions[c.region] for c in people.cards if c.score is not None)
    inside: defaultdict[str | None, list[Card]] = defaultdict(list)
    for card in people.cards:
        region = people.regions[card.region]
        inside[scored.get(region, region)].append(card)
    found = [_region(name, inside[name], places, mode) for name in sorted(inside, key=by_name)]
    return [*found, _region(ALL, people.cards, places, mode)]


def by_name(region: str | None) -> tuple[bool, str]:
    """Return what regions are sorted by: the names, then those together, then those without."""
    name = region or ""
    return (region is None or name.startswith("\0"), name or "\1")


def _region(name: str | None, cards: Iterable[Card], places: int, mode: Mode) -> Region:
    texts = [card.score for card in cards]
    units = sorted(fixed.scaled(Decimal(text), places) for text in texts if text is not None)
    if len(units) < SMALLEST:
        return Region(name, len(texts), len(units), None, None)
    mean = fixed.divide_one(sum(units), len(units), mode)
    middle = units[(len(units) - 1) // 2]
    said = (fixed.text(unit, places) for unit in (mean, middle))
    return Region(name, len(texts), len(units), *said)
