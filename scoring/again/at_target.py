"""The points that each component would give for the target itself: what its points stand beside.

The engine's own stages read the curve, override and rounding included, so that the mark on a bar
and the bar are of the same rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scoring.again.components import Components, of_components
from scoring.again.placed import Again
from scoring.columns import Bools, always
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Attained, Roster, Value, Values
from scoring.pieces.anchors import anchors_of
from scoring.plan.model import Plan
from scoring.plan.structure import Component, Reading, Relative
from scoring.stages.attainment import points_places, read_points


class AtTarget(NamedTuple):
    """One component at its target, for every agent or stretch.

    Attributes:
        points: Exact[n] in units of 10**-places; 0 where not known.
        known: bool[n]: there is a target, and the curve gives points for it whatever others do.
        places: decimal places of the points.
    """

    points: Exact
    known: Bools
    places: int

    def text(self, at: int) -> str | None:
        """Return the points of one of them, or None."""
        return fixed.text(int(self.points[at]), self.places) if self.known[at] else None

    def among(self, some: Sequence[int] | None) -> Exact:
        """Return the known points of some of them, or of all."""
        at = np.arange(self.known.size) if some is None else np.array(some, np.int64)
        return self.points[at][self.known[at]]


@dataclass(frozen=True)
class AtTargets(Components[AtTarget]):
    """Components at their targets."""

    def of(self, component: str, agent: int, stretch: int | None = None) -> str | None:
        """Return the points that an agent would have at the target, exact, or None."""
        one, place = self.found(component, agent, stretch)
        return one.text(place)

    def ends(self, component: str, agents: Collection[int] | None = None) -> Iterator[str]:
        """Yield the fewest and the most points of a component at its target, stretches included.

        Args:
            component: its name.
            agents: the indexes of those who count; None for everybody.
        """
        inside = None if agents is None else sorted(agents)
        own = [n for (agent, _), n in self.stretch.items() if agents is None or agent in agents]
        for one, some in ((self.whole[component], inside), (self.parts.get(component), own)):
            if one is not None and (there := one.among(some)).size:
                yield fixed.text(int(there.min()), one.places)
                yield fixed.text(int(there.max()), one.places)


def at_targets(again: Again) -> AtTargets:
    """Find the points of every component at its target.

    Of several readings, the one that decided is asked. A reading that sets an agent beside others
    has no points at a target: they hang on the others.

    Args:
        again: a run that was placed again.
    """
    found = of_components(again, _all)
    return AtTargets(found.whole, found.parts, found.stretch)


def _all(
    plan: Plan, roster: Roster, _values: Values, attained: Mapping[str, Attained]
) -> Iterator[tuple[str, AtTarget]]:
    for part in plan.parts:
        n, decided = len(roster.agent_ids), attained[part.name].decided
        points, known = fixed.filled(n, 0), np.zeros(n, np.bool_)
        for place, said in enumerate(part.readings):
            here = decided == place
            found, usable = _at_target(plan, part, said, roster)
            points = fixed.where(~here, points, found)
            known = np.where(here, usable, known)
        yield part.name, AtTarget(points, known, points_places(plan, part))


def _at_target(plan: Plan, part: Component, said: Reading, roster: Roster) -> tuple[Exact, Bools]:
    n = len(roster.agent_ids)
    target = anchors_of(plan, said.measure, roster).get("target")
    if target is None or isinstance(said.on, Relative):
        return fixed.filled(n, 0), np.zeros(n, np.bool_)
    value = Value(
        units=target.units,
        known=target.known,
        status=always("", n),
        numerator=target.units,
        denominator=target.units,
        volume=np.zeros(n, np.int64),
        excluded={},
    )
    return read_points(plan, part, said, roster, value)
