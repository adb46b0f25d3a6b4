"""Mean points of components, for all and by region, where they tell it of no fewer than five."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from scoring.outputs.schemas import PLACES_MAX, VIEW_PLACES
from scoring.report.audience import Audience
from scoring.report.groups import SMALLEST, grouped, told_beside, told_beside_own, withheld
from scoring.report.opened import Opened

_CUT = 10 ** (PLACES_MAX - VIEW_PLACES)
_Key = TypeVar("_Key")
_Place = tuple[str, str | None]


class Averages(NamedTuple):
    """Mean points of the agents whose component counts, where that tells it of no fewer than five.

    Attributes:
        of_all: by component.
        of_region: by component and region, of regions that are told by themselves.
    """

    of_all: Mapping[str, Decimal]
    of_region: Mapping[tuple[str, str | None], Decimal]

    def beside(self, component: str, region: str | None) -> tuple[Decimal | None, bool]:
        """Return the mean of the region and True, or that of all and False."""
        found = self.of_region.get((component, region))
        if found is not None and region is not None:
            return found, True
        return self.of_all.get(component), False


def averages(opened: Opened, points: Any, audience: Audience) -> Averages:
    """Add up the points of each component, exactly, for all and by region.

    The mean of all stands beside those of regions: together they tell nothing of fewer than five,
    nor beside the figures of a manager's people, where the report is about those.

    Args:
        opened: the run.
        points: agent_id, component and points of everybody, as Arrow; points are text.
        audience: who is in the report.
    """
    region = {card.agent_id: card.region for card in opened.cards}
    whole: dict[str, list[int]] = defaultdict(list)
    parts: defaultdict[_Place, list[int]] = defaultdict(list)
    others: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    for agent, component, text in zip(*points.to_pydict().values(), strict=True):
        if text is not None:
            units = int(text.replace(".", ""))
            whole[component].append(units)
            parts[component, region[agent]].append(units)
            others[component][region[agent]] += agent not in audience.own
    told = _told(parts, grouped(region.values()))
    if audience.own:
        near = {region[agent] for agent in audience.own}
        told = {name: told_beside_own(others[name], found, near) for name, found in told.items()}
        whole = {c: found for c, found in whole.items() if told_beside(others[c].total())}
    alone = {key: found for key, found in parts.items() if key[1] in told[key[0]]}
    return Averages(_means(whole), _means(alone))


def _told(
    parts: Mapping[_Place, Sequence[int]], regions: Mapping[str | None, str | None]
) -> dict[str, frozenset[str | None]]:
    """Return the regions of each component that may stand beside the mean of all."""
    counts: defaultdict[str, dict[str | None, int]] = defaultdict(dict)
    for (component, name), found in parts.items():
        counts[component][name] = len(found)
    hidden = {component: withheld(found) for component, found in counts.items()}
    alone = {name for name, by in regions.items() if by == name}
    return {
        component: frozenset(alone & found.keys()) - hidden[component]
        for component, found in counts.items()
    }


def _means(units: Mapping[_Key, Sequence[int]]) -> dict[_Key, Decimal]:
    """Return the mean of each that has enough, cut at six places: it is only looked at."""
    return {
        key: Decimal(sum(found) // (len(found) * _CUT)).scaleb(-VIEW_PLACES)
        for key, found in units.items()
        if len(found) >= SMALLEST
    }
