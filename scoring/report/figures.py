"""The figures of the overview: whole numbers of agents, exact scores, and sums of pay lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from scoring.exact import fixed
from scoring.plan.tiers import scale
from scoring.report.groups import SMALLEST, grouped
from scoring.report.opened import PAYOUTS, Card, Opened, table

Sums = Mapping[str, Decimal]
"""By currency."""


class Centre(NamedTuple):
    """Where scores lie: as text at the places of the score; None where too few are scored."""

    mean: str | None
    median: str | None


class Region(NamedTuple):
    """What a group came to.

    Attributes:
        name: the group; None for agents without one, `groups.TOGETHER` for small ones.
        agents, scored: how many there are, and how many of them have a score.
        centre: where their scores lie.
        tiers: how many there are in each tier.
        paid: their pay by currency.
    """

    name: str | None
    agents: int
    scored: int
    centre: Centre
    tiers: Mapping[str, int]
    paid: Sums


class Figures(NamedTuple):
    """What an overview tells of the agents of a report.

    Attributes:
        agents: how many they are.
        statuses, tiers: how many there are of each.
        centre: where their scores lie.
        paid: their pay by currency.
        payees: how many get a pay line, by currency.
        regions: by region, small ones together; nothing where all are too few.
    """

    agents: int
    statuses: Mapping[str, int]
    tiers: Mapping[str, int]
    centre: Centre
    paid: Sums
    payees: Mapping[str, int]
    regions: tuple[Region, ...]


class Pay(NamedTuple):
    """The pay lines of a run, added up: by agent and currency, exact; and how many lines."""

    due: Mapping[str, Sums]
    lines: Mapping[str, int]


def pay_of(opened: Opened) -> Pay:
    """Add up the pay lines of each agent."""
    due: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    lines = Counter[str]()
    found = table(opened, PAYOUTS, ("agent_id", "amount", "currency")).to_pydict()
    for agent, amount, currency in zip(*found.values(), strict=True):
        due[agent][currency] += Decimal(amount)
        lines[agent] += 1
    return Pay({agent: dict(sums) for agent, sums in due.items()}, lines)


def figures(opened: Opened, cards: Sequence[Card], pay: Pay) -> Figures:
    """Count and add up what an overview tells."""
    payees = Counter(code for card in cards for code in pay.due.get(card.agent_id, {}))
    told = grouped(card.region for card in cards)
    by_region: defaultdict[str | None, list[Card]] = defaultdict(list)
    for card in cards if told else ():
        by_region[told[card.region]].append(card)
    names = sorted(by_region, key=lambda name: (name is None, (name or "").startswith("\0"), name))
    return Figures(
        agents=len(cards),
        statuses=Counter(card.status for card in cards),
        tiers=tiers_of(opened, cards),
        centre=centre(opened, cards),
        paid=paid(cards, pay),
        payees=payees,
        regions=tuple(_region(opened, name, by_region[name], pay) for name in names),
    )


def tiers_of(opened: Opened, cards: Iterable[Card]) -> dict[str, int]:
    """Count the agents of each tier, the best first; tiers beside the scale come last."""
    counts = Counter(card.tier for card in cards if card.tier is not None)
    names = tier_names(opened)
    return {name: counts[name] for name in (*names, *sorted(counts.keys() - set(names)))}


def tier_names(opened: Opened) -> list[str]:
    """Return the tiers of the plan, the best first."""
    return list(dict.fromkeys(name for name, _ in reversed(scale(opened.plan.tiers))))


def centre(opened: Opened, cards: Iterable[Card]) -> Centre:
    """Return mean and median of the scores; nothing of fewer than five."""
    scores = sorted(Decimal(card.score) for card in cards if card.score is not None)
    if len(scores) < SMALLEST:
        return Centre(None, None)
    places = opened.plan.conventions.places.score
    units = [int(score.scaleb(places)) for score in scores]
    total, size = sum(units), len(units)
    mean = (2 * abs(total) + size) // (2 * size) * (1 if total >= 0 else -1)
    return Centre(fixed.text(mean, places), str(scores[(size - 1) // 2]))


def paid(cards: Iterable[Card], pay: Pay) -> dict[str, Decimal]:
    """Add up the pay of some agents by currency."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for card in cards:
        for currency, amount in pay.due.get(card.agent_id, {}).items():
            sums[currency] += amount
    return dict(sorted(sums.items()))


def _region(opened: Opened, name: str | None, cards: list[Card], pay: Pay) -> Region:
    scored = sum(card.score is not None for card in cards)
    tiers = tiers_of(opened, cards)
    return Region(name, len(cards), scored, centre(opened, cards), tiers, paid(cards, pay))
