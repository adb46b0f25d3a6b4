"""From parts to the score: what is added or taken beside them, and what lifts or holds it back.

What people see is rounded for them; what that leaves, and what gates and adjustments do, has a row
of its own, so that every column adds up to the score to its last place.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from scoring.report.brief import Brief
from scoring.report.opened import Card
from scoring.report.statement_score import Parts
from scoring.report.tongue import Tongue, cut

_VIEW = 2
_SMALL = Decimal("0.01")


class Added(NamedTuple):
    """What is added to the parts on the way to the score, or taken off."""

    title: str
    adds: str


class Pulls(NamedTuple):
    """Strengths and shortfalls, and the mark that they are held against, in words."""

    mark: str
    strengths: list[str]
    shortfalls: list[str]


def added(brief: Brief, tongue: Tongue, card: Card, made: Parts) -> list[Added]:
    """Return what stands between the sum of the parts, as they are shown, and the score."""
    if card.score is None:
        return []
    rows, total = [], shown_sum(made)
    for measure, amount in brief.added(card):
        title = tongue.label(brief.opened.plan.measures[measure].title)
        rows.append(Added(title, signed(tongue, amount)))
        total += amount
    before = brief.ungated_score(card)
    return [*rows, *beside(tongue, before - total, made), *gated(brief, tongue, card)]


def beside(tongue: Tongue, left: Decimal, made: Parts) -> list[Added]:
    """Return what is left beside the parts, and whether that is more than their rounding."""
    small = abs(left) <= _SMALL * (len(made.pulled) + 1)
    words = tongue("rounding_left" if small else "combined")
    return [Added(words, signed(tongue, left))] if left else []


def gated(brief: Brief, tongue: Tongue, card: Card) -> list[Added]:
    """Return what gates at the score have done to it."""
    taken = Decimal(card.score or 0) - brief.ungated_score(card)
    if card.score is None or not taken:
        return []
    gates = tongue.listed(brief.opened.titles.gates[g][tongue.language] for g in card.gates)
    return [Added(tongue("gates_take", gates=gates), signed(tongue, taken))]


def shown_sum(made: Parts) -> Decimal:
    """Add up what parts add to the score, as they are shown."""
    return sum((cut(part.adds, _VIEW) for part in made.pulled), Decimal(0))


def pulls(brief: Brief, tongue: Tongue, card: Card, made: Parts) -> Pulls | None:
    """Return what lifts the score of an agent and what holds it back.

    Each component is held against the edge of the next tier: what it has above or lacks below,
    times its weight. What gates, adjustments and parts without points do beside has a line of its
    own, so that all of them together are exactly what the score has above the edge, or lacks.
    Where tiers do not go by the score, each is held against the mean of all agents.
    """
    if card.score is None:
        return None
    edge = brief.edge(card)
    moved = []
    for part in made.pulled:
        mark = brief.averages.of_all.get(part.name) if edge is None else edge
        if mark is not None and (moves := cut(part.weight * (part.points - mark), _VIEW)):
            moved.append((moves, _pull(tongue, part.title, part.points, moves)))
    if not moved:
        return None
    if edge is not None:
        rest = Decimal(card.score) - edge - sum(moves for moves, _ in moved)
        if rest:
            small = abs(rest) <= _SMALL * (len(moved) + 1)
            words = tongue("rounding_left" if small else "beside_parts")
            moved.append((rest, tongue("pull_beside", title=words, moves=signed(tongue, rest))))
    moved.sort(key=lambda pull: pull[0])
    mark_said = tongue("mark_mean") if edge is None else tongue("mark_edge", edge=f"{edge:f}")
    low = [said for moves, said in moved if moves < 0]
    high = [said for moves, said in reversed(moved) if moves > 0]
    return Pulls(mark_said, high, low)


def _pull(tongue: Tongue, title: str, points: Decimal, moves: Decimal) -> str:
    said = tongue.number(f"{cut(points, _VIEW):f}")
    return tongue("pull", title=title, points=said, moves=signed(tongue, moves))


def signed(tongue: Tongue, amount: Decimal) -> str:
    """Write a number with its sign, whichever it is."""
    said = tongue.number(f"{amount:f}")
    return said if amount < 0 else f"+{said}"
