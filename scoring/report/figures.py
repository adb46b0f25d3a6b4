"""The figures of the overview: whole numbers of agents, exact scores, and sums of pay lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from scoring.exact import fixed
from scoring.plan.tiers import scale
from scoring.report.groups import SMALLEST, grouped, withheld
from scoring.report.opened import PAYOUTS, Card, Opened, table

Sums = Mapping[str, Decimal]
"""By currency."""
Told = Mapping[str, Decimal | None]
"""By currency, as far as it is told: None where it would tell what fewer than five are paid."""


class Centre(NamedTuple):
    """Where scores lie: as text at the places of the score; None where too few are scored."""

    mean: str | None
    median: str | None


class Region(NamedTuple):
    """What a group came to.

    Attributes:
        name: the group; None for agents without one, `groups.TOGETHER` for small ones.
        agents, scored: how many there are, and how many of them have a score.
        centre: where their scores lie, unless that would tell it of fewer than five.
        tiers: how many there are in each tier.
        paid: their pay by currency, as far as it is told.
    """

    name: str | None
    agents: int
    scored: int
    centre: Centre
    tiers: Mapping[str, int]
    paid: Told


class Figures(NamedTuple):
    """What an overview tells of the agents of a report.

    Attributes:
        agents: how many they are.
        statuses, tiers: how many there are of each.
        centre: where their scores lie.
        paid: their pay by currency, as far as it is told.
        payees: how many get a pay line, by currency.
        regions: by region, small ones together; nothing where all are too few or nobody has one.
    """

    agents: int
    statuses: Mapping[str, int]
    tiers: Mapping[str, int]
    centre: Centre
    paid: Told
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
    payees = payees_of(cards, pay)
    sums = paid(cards, pay)
    return Figures(
        agents=len(cards),
        statuses=Counter(card.status for card in cards),
        tiers=tiers_of(opened, cards),
        centre=centre(opened, cards),
        paid={code: None if payees[code] < SMALLEST else sums[code] for code in sums},
        payees=payees,
        regions=tuple(_regions(opened, cards, pay)),
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


def payees_of(cards: Iterable[Card], pay: Pay) -> Counter[str]:
    """Count who gets a pay line, by currency."""
    return Counter(code for card in cards for code in pay.due.get(card.agent_id, {}))


def scored_in(cards: Iterable[Card]) -> int:
    """Count who has a score."""
    return sum(card.score is not None for card in cards)


def _regions(opened: Opened, cards: Sequence[Card], pay: Pay) -> Iterator[Region]:
    """Yield the regions by name, without what would tell a figure of fewer than five.

    The totals stand on the same page, so that a figure is left out of two rows where it would
    follow from them otherwise.
    """
    inside = _by_region(cards)
    unscored = withheld({name: scored_in(own) for name, own in inside.items()})
    payees = {name: payees_of(own, pay) for name, own in inside.items()}
    codes = {code for own in payees.values() for code in own}
    unpaid = {code: withheld({name: payees[name][code] for name in inside}) for code in codes}
    for name in sorted(inside, key=lambda n: (n is None, (n or "").startswith("\0"), n)):
        own = inside[name]
        sums = paid(own, pay)
        yield Region(
            name,
            agents=len(own),
            scored=scored_in(own),
            centre=Centre(None, None) if name in unscored else centre(opened, own),
            tiers=tiers_of(opened, own),
            paid={code: None if name in unpaid[code] else sums[code] for code in sums},
        )


def _by_region(cards: Sequence[Card]) -> Mapping[str | None, list[Card]]:
    """Part agents by the region by which they are told; by none where nobody has one."""
    found: defaultdict[str | None, list[Card]] = defaultdict(list)
    told = grouped(card.region for card in cards)
    if told.keys() - {None}:
        for card in cards:
            found[told[card.region]].append(card)
    return found
