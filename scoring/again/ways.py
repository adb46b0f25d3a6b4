"""How near the next tier is by one measure alone: for every agent a value, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from scoring.again.far import ends, steps_to
from scoring.again.reach import Led, gates_by, led_by
from scoring.again.search import ASKED, first, several
from scoring.again.trial import Agents, Came, with_points, with_values
from scoring.columns import Bools, Int64s, Words, chosen
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Grouped
from scoring.pieces.gates import Closed
from scoring.plan.model import Plan
from scoring.plan.structure import Component, components_of, every_member, groups_of

SUFFICES = "suffices"
WHY_NOT = {
    "no_value": "the measure has no value",
    "not_scored": "nothing that counts for the agent goes by it",
    "inside": "neither more nor less of it is better",
    "relative": "a place among others goes by it, and theirs move, too",
    "not_monotone": "a curve, a gate or what is added turns against it on the way",
    "gates": "it gives the points, and gates stand in the way",
    "not_enough": "no better value gives as many points as it takes",
}
"""Why a measure alone does not lead to the next tier, or why nothing is said of it."""

NEAR_POINTS = 1_000
"""So many points more are tried first."""
MOST_POINTS = 2**40
"""So many units of points away, nothing is looked for any more."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What one measure alone could do, for every agent who is asked about.

    Attributes:
        measure: the measure.
        places: decimal places of its values.
        component: the one component whose points are told; None where several read it, or none.
        points_places: decimal places of these points.
        reason: text[n]: `suffices`, or one of `WHY_NOT`.
        now: Exact[n], the present value, 0 where there is none.
        value: Exact[n], the nearest value that suffices; 0 where none does.
        points: Exact[n], the points now.
        points_then: Exact[n], those with that value; the most there are where it is `not_enough`.
        points_needed: Exact[n], the fewest that would do where it is `not_enough`; -1 elsewhere,
            and where no points would.
    """

    measure: str
    places: int
    component: str | None
    points_places: int
    reason: Words
    now: Exact
    value: Exact
    points: Exact
    points_then: Exact
    points_needed: Exact


def measures_asked(plan: Plan) -> list[str]:
    """Return the measures that could lead to a tier: components read them, or gates ask for them.

    Those that are read come first, in the order of the components; then what is added to the score.
    """
    read = [said.measure for part in plan.parts for said in part.readings]
    added = [] if plan.score is None else [adjust.measure for adjust in plan.score.adjust]
    gated = [name for name in plan.measures if gates_by(plan, name)]
    return list(dict.fromkeys([*read, *added, *gated]))


class Below(NamedTuple):
    """Agents below the highest tier, and what their values come to.

    Attributes:
        agents: the agents.
        groups: what groups come to, by name.
        closed: where gates have closed, by name.
    """

    agents: Agents
    groups: Mapping[str, Grouped]
    closed: Closed


def ways_by(below: Below, name: str) -> Ways:
    """Find for every agent the nearest better value of a measure that reaches the next tier."""
    agents, plan = below.agents, below.agents.plan
    n, led = agents.least.size, led_by(plan, name)
    alone = led.readers[0] if len(led.readers) == 1 and not led.added else None
    part = None if alone is None else agents.attained[alone.name]
    value, moves, steady = agents.values[name], _moves(below, led, name), _steady(below, led)
    search = _Search(agents, led, name, None if alone is None else alone.name)
    at = np.flatnonzero(value.known & moves & steady & (led.why_not == ""))
    came = search.all_of(at)
    reached, enough = np.zeros((2, n), np.bool_)
    reached[at], enough[at] = came.reached, came.enough
    reason = chosen(
        n,
        "not_enough",
        (enough, "gates"),
        (reached, SUFFICES),
        (~steady, "not_monotone"),
        *([(np.ones(n, np.bool_), led.why_not)] if led.why_not else []),
        (~moves, "not_scored"),
        (~value.known, "no_value"),
    )
    return Ways(
        measure=name,
        places=plan.measures[name].places,
        component=search.component,
        points_places=plan.conventions.places.points if part is None else part.points_places,
        reason=reason,
        now=fixed.where(value.known, value.units, 0),
        value=fixed.where(reached, _spread(came.value, at, n, 0), 0),
        points=_spread(came.points_now, at, n, 0),
        points_then=_spread(came.points, at, n, 0),
        points_needed=_spread(came.needed, at, n, -1),
    )


def _spread(some: Exact, at: Int64s, n: int, otherwise: int) -> Exact:
    """Return what is said of some agents for all of them, and a number for the others."""
    return _put(fixed.filled(n, otherwise), at, some)


def _moves(below: Below, led: Led, name: str) -> Bools:
    """Tell for whom the measure counts: read with points, added, or asked for by a closed gate."""
    agents, plan = below.agents, below.agents.plan
    adjusts = () if plan.score is None else plan.score.adjust
    moves = np.full(agents.least.size, any(adjust.measure == name for adjust in adjusts))
    for part in led.readers:
        moves |= agents.attained[part.name].reason.are("scored")
    for gate in gates_by(plan, name):
        moves |= below.closed[gate.name]
    return moves


def _steady(below: Below, led: Led) -> Bools:
    """Tell for whom all that a gate may void by the measure counts without that gate, too."""
    agents, plan = below.agents, below.agents.plan
    steady = np.ones(agents.least.size, np.bool_)
    for member in every_member(plan.components):
        if member.name not in led.steadied:
            continue
        if isinstance(member, Component):
            part = agents.attained[member.name]
            steady &= part.counts | part.reason.are("off")
            continue
        group = below.groups[member.name]
        enough = (group.members >= member.scored_min) & np.asarray(group.weight_left > 0, bool)
        held = [agents.attained[p.name].reason.are("held") for p in components_of(member.members)]
        held += [below.groups[g.name].reason.are("held") for g in groups_of(member.members)]
        off = group.reason.are("off")
        steady &= off | (enough & ~np.any(held, axis=0) & (member.weight_min is None))
    return steady


class _Came(NamedTuple):
    """What a search came to: bool[n], and Exact[n], as in `Ways`."""

    reached: Bools
    enough: Bools
    value: Exact
    points_now: Exact
    points: Exact
    needed: Exact


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for the nearest value of one measure."""

    agents: Agents
    led: Led
    name: str
    component: str | None

    def all_of(self, at: Int64s) -> _Came:
        """Search for some of the agents, a fair number at once."""
        plan = self.agents.plan
        tried = ends(plan, self.name, self.agents.roster, self.led) if at.size else []
        slim = self.agents.only(self.led.measures)
        pieces = [at[begin : begin + ASKED] for begin in range(0, max(1, at.size), ASKED)]
        found = [self._some(slim.taken(piece), tried) for piece in pieces]
        return _Came(*(np.concatenate(parts) for parts in zip(*found, strict=True)))

    def _some(self, agents: Agents, tried: list[int]) -> _Came:
        """Search up to the first of the ends, and whoever does not get there, up to the next."""
        now = agents.values[self.name].units
        reached, enough = np.zeros((2, now.size), np.bool_)
        value, points, left = now, fixed.filled(now.size, 0), np.arange(now.size)
        for end in tried:
            steps = steps_to(now[left], end, up=self.up)
            far = self._with(agents.taken(left), steps)
            here, got = np.flatnonzero(far.reached), left[far.reached]
            enough[left] = far.enough
            points = _put(points, left, self._points(far))
            if got.size:
                nearest = self._nearest(agents, got, steps[here])
                reached[got] = True
                value = _put(value, got, self._moved(now[got], nearest))
                points = _put(points, got, self._points(self._with(agents.taken(got), nearest)))
            left = left[~far.reached]
        present = self._with(agents, fixed.filled(now.size, 0))
        needed = self._needed(agents, ~reached & ~enough)
        return _Came(reached, enough, value, self._points(present), points, needed)

    @property
    def up(self) -> bool:
        """Tell whether more is better."""
        return self.agents.plan.measures[self.name].better == "higher"

    def _nearest(self, agents: Agents, got: Int64s, steps: Exact) -> Exact:
        tried = several(got.size)
        asked = agents.taken(got[tried.at])
        return first(tried, steps, lambda some: self._with(asked, some).reached)

    def _with(self, agents: Agents, steps: Exact) -> Came:
        units = self._moved(agents.values[self.name].units, steps)
        return with_values(agents, self.led, self.name, units)

    def _moved(self, now: Exact, steps: Exact) -> Exact:
        return fixed.add(now, steps if self.up else fixed.multiply(steps, -1))

    def _points(self, came: Came) -> Exact:
        if self.component is None:
            return fixed.filled(came.reached.size, 0)
        return came.points[self.component]

    def _needed(self, agents: Agents, lacking: Bools) -> Exact:
        """Return the fewest points of the component that would do; -1 where none would."""
        needed = fixed.filled(lacking.size, -1)
        if self.component is None:
            return needed
        name, left = self.component, np.flatnonzero(lacking)
        part = agents.attained[name]

        def does(some: Agents, steps: Exact) -> Bools:
            had = some.attained[name].points
            return with_points(some, name, fixed.add(had, steps)).enough

        for most in (NEAR_POINTS * 10**part.points_places, MOST_POINTS):
            far = does(agents.taken(left), fixed.filled(left.size, most))
            got, left = left[far], left[~far]
            if got.size:
                tried = several(got.size)
                asked = agents.taken(got[tried.at])
                steps = first(tried, fixed.filled(got.size, most), partial(does, asked))
                needed = _put(needed, got, fixed.add(part.points[got], steps))
        return needed


def _put(whole: Exact, at: Int64s, some: Exact) -> Exact:
    """Return the numbers with others in some places."""
    wide, whole = object in (whole.dtype, some.dtype), whole.copy()
    whole = fixed.wide(whole) if wide else whole
    whole[at] = some
    return fixed.narrow(whole)
