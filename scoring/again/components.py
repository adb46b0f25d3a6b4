"""Something found of every component: of agents, and of stretches where some have several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from scoring.again.placed import Again
from scoring.flow import Attained, Roster, Values
from scoring.plan.model import Plan

_One = TypeVar("_One")

Find = Callable[[Plan, Roster, Values, Mapping[str, Attained]], Iterable[tuple[str, _One]]]
"""Finds it by component, of a roster, its values, and what components come to after their gates."""


@dataclass(frozen=True)
class Components(Generic[_One]):
    """What was found, by component.

    Attributes:
        whole: of agents.
        parts: of stretches; empty where nobody has several.
        stretch: the place in `parts`, by the agent's index and the number of the stretch.
    """

    whole: Mapping[str, _One]
    parts: Mapping[str, _One]
    stretch: Mapping[tuple[int, int], int]

    def found(self, component: str, agent: int, stretch: int | None) -> tuple[_One, int]:
        """Return what was found of a component, and the place of one agent or stretch in it.

        Args:
            component: its name.
            agent: the agent's index.
            stretch: which of the agent's stretches; None for all of an agent's days.
        """
        if stretch is None:
            return self.whole[component], agent
        return self.parts[component], self.stretch[agent, stretch]


def of_components(again: Again, find: Find[_One]) -> Components[_One]:
    """Find something of every component of a run that was placed again."""
    plan, placed = again.restored.plan, again.placed
    roster, weighed = again.restored.roster, placed.weighed
    whole = dict(find(plan, roster, weighed.values, weighed.components))
    if (segmented := placed.segmented) is None:
        return Components(whole, {}, {})
    segments = segmented.segments
    parts = dict(find(plan, segments.roster, segmented.values, segmented.components))
    whose = zip(segments.of.tolist(), segments.number.tolist(), strict=True)
    return Components(whole, parts, {one: place for place, one in enumerate(whose)})
