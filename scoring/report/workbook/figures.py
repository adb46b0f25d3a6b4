"""Points and pay beside each agent: columns in the order of the cards, read a part at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.plan.structure import Component
from scoring.report.opened import COMPONENTS, PAYOUTS, Card, Opened, at_places, table
from scoring.report.workbook.whom import Whom

_AT_ONCE = 4096
_SUM = pa.decimal128(38, AMOUNT_PLACES)


class Figures(NamedTuple):
    """What stands beside each agent of a run.

    Attributes:
        parts: the components, each with the places of its points.
        currencies: what is paid in, by code; none where pay is not shown.
        columns: for each of them texts in the order of the cards of the run.
    """

    parts: tuple[tuple[Component, int], ...]
    currencies: tuple[str, ...]
    columns: tuple[Any, ...]

    @property
    def places(self) -> list[int]:
        """Return the places of each column."""
        return [*(places for _, places in self.parts), *(MINOR_PLACES[c] for c in self.currencies)]


class Line(NamedTuple):
    """An agent in a ranking.

    Attributes:
        card: the scorecard.
        label: what stands for the agent where nobody is named.
        region: the region that the agent is shown in.
        figures: points of each component, then pay in each currency; None where there is none.
    """

    card: Card
    label: str | None
    region: str | None
    figures: tuple[str | None, ...]


def figures(opened: Opened, people: Whom) -> Figures:
    """Read the points of each component, and, where people are named, their pay."""
    ids = pa.array([card.agent_id for card in opened.cards], pa.string())
    common = opened.plan.conventions.places.points
    parts = tuple((p, p.points.places if p.points else common) for p in opened.plan.parts)
    columns = _points(opened, [part.name for part, _ in parts], ids)
    due = {} if people.anonymous else _due(opened, people, ids)
    return Figures(parts, tuple(due), (*columns, *due.values()))


def lines(found: Figures, people: Whom) -> Iterator[Line]:
    """Yield the agents of a workbook, best first, with their figures."""
    for first in range(0, len(people.cards), _AT_ONCE):
        cards = people.cards[first : first + _AT_ONCE]
        labels = people.labels[first : first + _AT_ONCE] or (None,) * len(cards)
        at = pa.array([card.at for card in cards], pa.int64())
        texts = [column.take(at).to_pylist() for column in found.columns]
        for place, (card, label) in enumerate(zip(cards, labels, strict=True)):
            row = zip(texts, found.places, strict=True)
            own = tuple(at_places(column[place], places) for column, places in row)
            yield Line(card, label, people.regions[card.region], own)


def _points(opened: Opened, names: list[str], ids: Any) -> Iterator[Any]:
    rows = table(opened, COMPONENTS, ("agent_id", "component", "points"))
    for name in names:
        own = rows.filter(pc.equal(rows["component"], name))
        yield _beside(ids, own["agent_id"], own["points"])


def _due(opened: Opened, people: Whom, ids: Any) -> dict[str, Any]:
    """Add up the pay lines of the people that are shown, by currency."""
    rows = table(opened, PAYOUTS, ("agent_id", "amount", "currency"))
    shown = pa.array([card.agent_id for card in people.cards], pa.string())
    rows = rows.filter(pc.is_in(rows["agent_id"], value_set=shown))
    amounts = pc.cast(rows["amount"], _SUM)
    found = {}
    for code in sorted(pc.unique(rows["currency"]).to_pylist()):
        own = pc.equal(rows["currency"], code)
        one = pa.table({"agent_id": rows["agent_id"], "amount": amounts}).filter(own)
        sums = one.group_by("agent_id", use_threads=False).aggregate([("amount", "sum")])
        found[code] = _beside(ids, sums["agent_id"], pc.cast(sums["amount_sum"], pa.string()))
    return found


def _beside(ids: Any, agents: Any, texts: Any) -> Any:
    """Return the text of each id; none where the agent has none."""
    return pc.take(texts, pc.index_in(ids, value_set=agents)).combine_chunks()
