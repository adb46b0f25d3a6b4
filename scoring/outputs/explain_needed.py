"""How many points of one component a tier asks for, through all groups: found by trying.

The score only rises with the points of a component, so that halving finds the fewest.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.independent.numbers import written
from scoring.independent.readings import rule_of
from scoring.independent.score import score_agent
from scoring.outputs.explain_alone import flat_curve, without_curves
from scoring.outputs.explain_walk import Walk, gated_below, reaches

MOST = 2**40
"""So many units of points away, nothing is looked for any more."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a walk in points of the one component that moves.

    Attributes:
        walk: the walk.
        component: the component; None where there is none, or several move.
        needed: the fewest of its points with which the score reaches the tier; None if none do.
    """

    walk: Walk
    component: Any
    needed: Fraction | None

    def points(self, units: int | None) -> tuple[str, str, str | None] | None:
        """Return the component's points now, those it needs, and those with another value."""
        needed = self.needed
        if self.component is None or needed is None:
            return None
        name = self.component["name"]
        places, _ = rule_of(self.walk.found.plan, self.component)
        now = written(self.walk.found.outcome.components[name].points or Fraction(0), places)
        if units is None:
            return now, written(needed, places), None
        then = self.walk.with_units(units).components[name].points or Fraction(0)
        return now, written(needed, places), written(then, places)

    def hopeless(self) -> bool:
        """Tell whether no value of the measure gives as many points as the tier asks for."""
        walk, plan = self.walk, self.walk.found.plan
        if not self._single() or gated_below(plan):
            return False
        if reaches(plan, walk.edge, walk.found.outcome.ungated):
            return False
        return self.needed is None or self._most() < self.needed

    def why_not(self) -> str:
        """Say why no better value suffices."""
        if not self._single():
            return "no better value reaches it"
        if self.needed is None:
            return f"whatever the points of {self.component['name']}, the score does not reach it"
        most, places = self._most(), rule_of(self.walk.found.plan, self.component)[0]
        if most >= self.needed:
            return "the gates stand in the way"
        wanted, given = written(self.needed, places), written(most, places)
        return f"{wanted} points needed, {given} is the most it gives"

    def _single(self) -> bool:
        """Tell whether one reading of one component moves, so that its most lies at a turn."""
        if self.component is None:
            return False
        reads = self.walk.found.outcome.components[self.component["name"]].reads
        return sum(one.measure == self.walk.measure for one in reads) == 1

    def _most(self) -> Fraction:
        stops = [units for sign in self.walk.signs() for units in self.walk.stops(sign)]
        return max(self.walk.points_of(self.component, units) for units in stops)


def told_of(walk: Walk, component: Any) -> Told:
    """Find out how many points of a component a tier asks for, if it is one that moves."""
    return Told(walk, component, None if component is None else _needed(walk, component))


def _needed(walk: Walk, component: Any) -> Fraction | None:
    """Return the fewest points with which the rounded score reaches the edge; None if none do."""
    unit = 10 ** rule_of(walk.found.plan, component)[0]
    begin = _guess(walk, component, unit)
    way = -1 if _enough(walk, component, begin, unit) else 1
    far = 1
    while _enough(walk, component, begin + way * far, unit) is (way < 0):
        far *= 2
        if far > MOST:
            return None
    low, high = sorted((begin + way * (far // 2), begin + way * far))
    while high - low > 1:
        middle = (low + high) // 2
        enough = _enough(walk, component, middle, unit)
        low, high = (low, middle) if enough else (middle, high)
    return Fraction(high, unit)


def _guess(walk: Walk, component: Any, unit: int) -> int:
    """Return about how many units of points it takes, if each adds as much as those that are there.

    From there the search goes on; how good the guess is makes no difference but to its length.
    """
    out = walk.found.outcome
    part = out.components[component["name"]]
    points = part.points or Fraction(0)
    missing = Fraction(walk.edge) - (out.ungated or Fraction(0))
    each = part.adds / points if points else part.share
    return int((points + (missing / each if each else 0)) * unit)


def _enough(walk: Walk, component: Any, units: int, unit: int) -> bool:
    """Tell whether so many points of a component would reach the edge, gates aside."""
    found = walk.found
    plan = walk.alone(walk.now)
    flat = _flat(component, walk.measure, Fraction(units, unit))
    plan = {**plan, "components": _put(plan["components"], component["name"], flat)}
    out = score_agent(plan, found.outcome.agent, found.outcome.measures, found.around)
    return reaches(plan, walk.edge, out.ungated)


def _put(members: Any, name: str, other: Any) -> list[Any]:
    """Return members, and those of their groups, with another in the place of a component."""
    return [
        {**said, "members": _put(said["members"], name, other)}
        if "members" in said
        else (other if said["name"] == name else said)
        for said in members
    ]


def _flat(component: Any, measure: str, points: Fraction) -> Any:
    """Return a component that has these points, whatever the value of the measure."""
    said = {k: v for k, v in component.items() if k not in ("best_of", "worst_of")}
    own = {"measure": measure, "on": "value", "curve": flat_curve(points)}
    return said | own | {"overrides": without_curves(said)}
