"""Where on its curve each component's number lies: between which edges or points of the plan.

The engine's own comparison says it, of the very numbers that the points were read from; where
points are not what a curve gave, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from scoring.again.components import Components, of_components
from scoring.again.placed import Again
from scoring.columns import Bools, Int64s
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Attained, Roster, Values
from scoring.pieces.anchors import anchors_of
from scoring.pieces.curves import Anchors, Read, rising, turns_around
from scoring.pieces.overrides import holding
from scoring.pieces.relative import all_equal, groups_of
from scoring.plan.curves import Curve, anchors_in
from scoring.plan.model import Plan
from scoring.plan.structure import Component, On, Reading, Relative


class Lies(NamedTuple):
    """Where the number of one agent lies.

    Attributes:
        curve: which of `curves_of` the component was read by.
        last, after: the last turn of it that the number has reached, and the next one; the same
            where it is exactly there. -1 is below the first, and their number above the last.
        anchors: the numbers that the curve calls by name, exact.
        x: the number, exact; None where it has no end.
        equal: it is not measured: all of the group are equal, or the agent is alone, and the plan
            says what is read then.
    """

    curve: int
    last: int
    after: int
    anchors: Mapping[str, str]
    x: Fraction | None
    equal: bool


class OnCurve(NamedTuple):
    """One component, for every agent or stretch.

    Attributes:
        curve, last, after: int64[n], as `Lies` has them.
        known: bool[n]: the points are what the curve gave, whose edges are in order there.
        anchors: by curve, those that it names.
        num, den: Exact[n], the number that was read; a `den` of 0 has no end.
        equal: bool[n], as `Lies` has it.
    """

    curve: Int64s
    last: Int64s
    after: Int64s
    known: Bools
    anchors: Sequence[Anchors]
    num: Exact
    den: Exact
    equal: Bools

    def at(self, one: int) -> Lies | None:
        """Return where the number of one of them lies, or None."""
        if not self.known[one]:
            return None
        curve = int(self.curve[one])
        named = {
            name: fixed.text(int(anchor.units[one]), anchor.places)
            for name, anchor in self.anchors[curve].items()
        }
        num, den = int(self.num[one]), int(self.den[one])
        x = Fraction(num, den) if den else None
        around = int(self.last[one]), int(self.after[one])
        return Lies(curve, *around, named, x, bool(self.equal[one]))


@dataclass(frozen=True)
class OnCurves(Components[OnCurve]):
    """Components on their curves."""

    def of(self, component: str, agent: int, stretch: int | None = None) -> Lies | None:
        """Return where a component's number lies, or None where no curve was read."""
        one, place = self.found(component, agent, stretch)
        return one.at(place)


def curves_of(part: Component) -> list[tuple[Reading, Curve]]:
    """Return every curve that a component may be read by: its own first, then those put instead."""
    own = [(said, said.curve) for said in part.readings]
    instead = [(part.readings[0], o.curve) for o in part.overrides if o.curve is not None]
    return [*own, *instead]


def on_curves(again: Again) -> OnCurves:
    """Find where each component's number lies; of several readings, that of the one that counts.

    Args:
        again: a run that was placed again.
    """
    found = of_components(again, _all)
    return OnCurves(found.whole, found.parts, found.stretch)


def _all(
    plan: Plan, roster: Roster, values: Values, attained: Mapping[str, Attained]
) -> Iterator[tuple[str, OnCurve]]:
    for part in plan.parts:
        yield part.name, _one(plan, part, (roster, values), attained[part.name])


def _one(plan: Plan, part: Component, given: tuple[Roster, Values], attained: Attained) -> OnCurve:
    roster, values = given
    chosen, curves = _chosen(part, roster, attained), curves_of(part)
    last, after = np.zeros_like(chosen), np.zeros_like(chosen)
    num, den = fixed.filled(chosen.size, 0), fixed.filled(chosen.size, 1)
    known, equal = np.zeros(chosen.shape, np.bool_), np.zeros(chosen.shape, np.bool_)
    named = list[Anchors]()
    for place, (said, curve) in enumerate(curves):
        here, x = chosen == place, _number(attained, said.on)
        every = anchors_of(plan, said.measure, roster)
        anchors = {name: every[name] for name in anchors_in(curve)}
        named.append(anchors)
        low, high = turns_around(curve, x.num, x.den, anchors)
        last, after = np.where(here, low, last), np.where(here, high, after)
        num, den = fixed.where(here, x.num, num), fixed.where(here, x.den, den)
        known |= here & x.known & _in_order(curve, anchors, chosen.shape)
        equal |= here & _equal(said, roster, values)
    return OnCurve(chosen, last, after, known & _from_curve(attained), named, num, den, equal)


def _equal(said: Reading, roster: Roster, values: Values) -> Bools:
    """Return bool[n]: the place among others is none, as all are equal or nobody else is there."""
    value = values[said.measure]
    equal = np.zeros(value.known.shape, np.bool_)
    if isinstance(said.on, Relative):
        group = groups_of(roster.columns.get(said.on.among), equal.size)
        equal[value.known] = all_equal(value.units[value.known], group[value.known])
    return equal


def _from_curve(attained: Attained) -> Bools:
    """Return bool[n]: the points are a curve's, and neither a policy's nor a gate's."""
    found = attained.reason.are("scored")
    return found if attained.before is None else found & ~attained.before.changed


def _chosen(part: Component, roster: Roster, attained: Attained) -> Int64s:
    """Return int64[n]: which of `curves_of` each agent is read by."""
    chosen, held = attained.decided.copy(), holding(part, roster)
    place = len(part.readings)
    for number, override in enumerate(part.overrides):
        if override.curve is not None:
            chosen[held == number] = place
            place += 1
    return chosen


def _number(attained: Attained, on: On) -> Read:
    """Return what a curve reads; where it is not known, numbers that nobody looks at."""
    if isinstance(on, Relative):
        num, den, known = attained.relative_num, attained.relative_den, attained.relative_known
    elif on == "attainment":
        num, den, known = (
            attained.attainment_num,
            attained.attainment_den,
            attained.attainment_known,
        )
    else:
        den = fixed.filled(len(attained.value_known), 10**attained.places)
        num, known = attained.value, attained.value_known
    return Read(fixed.where(known, num, 0), fixed.where(known, den, 1), known)


def _in_order(curve: Curve, anchors: Anchors, shape: tuple[int, ...]) -> Bools:
    """Return bool[n]: the anchors that a curve names are known, and none is beyond the next."""
    there = np.ones(shape, dtype=np.bool_)
    for anchor in anchors.values():
        there &= anchor.known
    return there & rising(curve, anchors, shape) if anchors else there
