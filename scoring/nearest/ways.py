"""How near the next tier is by one measure alone: for every agent a value, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words, chosen
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Grouped
from scoring.nearest.far import farthest, steps_to
from scoring.nearest.reach import Led, gates_by, led_by
from scoring.nearest.search import ASKED, first, several
from scoring.nearest.trial import Agents, Came, with_points, with_values
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
    tried = value.known & moves & steady & (led.why_not == "")
    search = _Search(agents, led, name, None if alone is None else alone.name)
    at, came = np.flatnonzero(tried), search.all_of(np.flatnonzero(tried))
    reached, enough = (_spread(flags, at, n, 0).astype(np.bool_) for flags in came[:2])
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


def _spread(some: Any, at: Int64s, n: int, otherwise: int) -> Exact:
    """Return what is said of some agents for all of them, and a number for the others."""
    whole = fixed.filled(n, otherwise)
    whole = fixed.wide(whole) if some.dtype == object else whole
    whole[at] = some
    return whole


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
        end = 0
        if at.size:
            end = farthest(self.agents.plan, self.name, self.agents.roster, self.led)
        slim = self.agents.only(self.led.measures)
        pieces = [at[begin : begin + ASKED] for begin in range(0, max(1, at.size), ASKED)]
        found = [self._some(slim.taken(piece), end) for piece in pieces]
        return _Came(*(np.concatenate(parts) for parts in zip(*found, strict=True)))

    def _some(self, agents: Agents, end: int) -> _Came:
        up = agents.plan.measures[self.name].better == "higher"
        now = agents.values[self.name].units
        steps = steps_to(now, end, up=up)
        far = self._with(agents, now, steps, up=up)
        reached, points = far.reached, self._points(far)
        here = np.flatnonzero(reached)
        if here.size:
            steps = steps.copy()
            steps[here] = self._nearest(agents, here, steps[here], up=up)
            then = self._with(agents.taken(here), now[here], steps[here], up=up)
            points[here] = self._points(then)
        lacking = ~reached & ~far.enough
        return _Came(
            reached=reached,
            enough=far.enough,
            value=fixed.add(now, steps if up else fixed.multiply(steps, -1)),
            points_now=self._points(self._with(agents, now, np.zeros_like(now), up=up)),
            points=points,
            needed=self._needed(agents, lacking),
        )

    def _nearest(self, agents: Agents, here: Int64s, steps: Exact, *, up: bool) -> Exact:
        tried = several(here.size)
        asked = agents.taken(here[tried.at])
        now = asked.values[self.name].units
        return first(tried, steps, lambda some: self._with(asked, now, some, up=up).reached)

    def _with(self, agents: Agents, now: Exact, steps: Exact, *, up: bool) -> Came:
        units = fixed.add(now, steps if up else fixed.multiply(steps, -1))
        return with_values(agents, self.led, self.name, units)

    def _points(self, came: Came) -> Exact:
        nothing: Exact = np.zeros(came.reached.size, np.int64)
        return nothing if self.component is None else came.points[self.component].copy()

    def _needed(self, agents: Agents, lacking: Bools) -> Exact:
        """Return the fewest points of the component that would do; -1 where none would."""
        needed: Exact = np.full(lacking.size, -1, np.int64)
        if self.component is None:
            return needed
        name, at = self.component, np.flatnonzero(lacking)
        points = agents.attained[name].points

        def does(some: Agents, steps: Exact) -> Bools:
            had = some.attained[name].points
            return with_points(some, name, fixed.add(had, steps)).enough

        for most in (NEAR_POINTS * 10 ** agents.attained[name].points_places, MOST_POINTS):
            far = does(agents.taken(at), fixed.filled(at.size, most))
            here, at = at[far], at[~far]
            if here.size:
                tried = several(here.size)
                asked = agents.taken(here[tried.at])
                steps = first(tried, fixed.filled(here.size, most), partial(does, asked))
                needed[here] = fixed.add(points[here], steps)
            if not at.size:
                break
        return needed
