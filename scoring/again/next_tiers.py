"""What would have reached the next tier, for all agents of a published run at once.

`explain` says it of one agent, from the second calculation; this is the engine asked again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from scoring import engine
from scoring.again.placed import Again, placed_again
from scoring.again.trial import Agents
from scoring.again.ways import SUFFICES, Below, Ways, measures_asked, ways_by
from scoring.columns import Bools, Int64s, Words, chosen
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.outputs.blocks import taken
from scoring.pieces.curves import band_of
from scoring.plan.curves import Table
from scoring.plan.model import Plan

BELOW = "below"
NOT_BELOW = {
    "highest": "the agent is in the highest tier",
    "no_score": "the agent has no score",
    "by_rank": "tiers go by the rank or a distribution, and others decide with their scores",
    "several_stretches": "the agent is scored by several stretches",
}
"""Why there is no next tier to tell of."""


class Way(NamedTuple):
    """What one measure alone could do for one agent.

    Attributes:
        measure: the measure.
        reason: `suffices`, or why not, one of `ways.WHY_NOT`.
        places: decimal places of its values.
        now: the present value, in units of its last place; None where there is none.
        value: the nearest better value that suffices; None where none is told.
        component: the one component that reads it; None where there are several, or none.
        points_places: decimal places of points.
        points: points of the component now.
        points_then: points with the value; the most there are where it is `not_enough`.
        points_needed: the fewest that would do where it is `not_enough`; None where none would.
    """

    measure: str
    reason: str
    places: int
    now: int | None
    value: int | None
    component: str | None
    points_places: int
    points: int | None
    points_then: int | None
    points_needed: int | None


class NextTier(NamedTuple):
    """How far one agent is from the next tier.

    Attributes:
        reason: `below`, or why there is no next tier to tell of, one of `NOT_BELOW`.
        tier: the next tier; empty where there is none.
        edge: where it begins; None where there is none.
        missing: what is missing of it, in units of the score's last place; None where the score
            before the gates at it reaches the tier, and a gate holds it back.
        ways: what each measure alone could do, in the order of the plan's components.
    """

    reason: str
    tier: str
    edge: Fraction | None
    missing: int | None
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class NextTiers:
    """What would have reached the next tier, for every agent of a run.

    Attributes:
        run_id: the run.
        agent_ids: text[n], in the order of its scorecards.
        reason: text[n]: `below` where there is a next tier, or one of `NOT_BELOW`.
        tiers: the tiers above the lowest, and where each begins, from the lowest edge up.
        tier: int64[n], the place of the next tier among them; -1 where there is none.
        strictly: whether a score must be above the edge; at it is enough otherwise.
        score_places: decimal places of scores.
        missing: Exact[n], what is missing, in units of the score's last place; -1 where nothing is
            but gates, or where there is no next tier.
        row: int64[n], the place of the agent in the arrays of `ways`; -1 where it has none.
        ways: what each measure alone could do, for those below a tier.
    """

    run_id: str
    agent_ids: tuple[str, ...]
    reason: Words
    tiers: tuple[tuple[str, Fraction], ...]
    tier: Int64s
    strictly: bool
    score_places: int
    missing: Exact
    row: Int64s
    ways: tuple[Ways, ...]

    def of(self, agent: int) -> NextTier:
        """Return what is said of one agent, by its index."""
        row, missing = int(self.row[agent]), int(self.missing[agent])
        if row < 0:
            return NextTier(str(self.reason[agent]), "", None, None, ())
        name, edge = self.tiers[int(self.tier[agent])]
        told = tuple(_way(ways, row) for ways in self.ways)
        return NextTier(BELOW, name, edge, None if missing < 0 else missing, told)


def _way(ways: Ways, row: int) -> Way:
    reason = str(ways.reason[row])
    pointed = ways.component is not None and reason in (SUFFICES, "gates", "not_enough")
    needed = int(ways.points_needed[row])
    return Way(
        measure=ways.measure,
        reason=reason,
        places=ways.places,
        now=None if reason == "no_value" else int(ways.now[row]),
        value=int(ways.value[row]) if reason == SUFFICES else None,
        component=ways.component,
        points_places=ways.points_places,
        points=int(ways.points[row]) if pointed else None,
        points_then=int(ways.points_then[row]) if pointed else None,
        points_needed=needed if pointed and needed >= 0 else None,
    )


def next_tiers(run: Path) -> NextTiers:
    """Find out what would have reached the next tier, one measure at a time.

    Each value that is told was tried by the engine's own stages, as was the one right before it,
    which is not enough. All scores and tiers of the run are derived again on the way.

    Args:
        run: the folder of a published run.

    Raises:
        IntegrityError: a file that is not the one that was written, or a score or tier that is not
            what the stored values come to.
        PlanError: a plan that this version does not read.
        StorageError: what the system does not let be read.
    """
    return next_tiers_of(placed_again(run))


def next_tiers_of(again: Again) -> NextTiers:
    """Do the same of a run that was placed again already."""
    plan, placed = again.restored.plan, again.placed
    scored, n = placed.scored.scored, placed.scored.scored.size
    tiers = _tiers(plan)
    several = np.zeros(n, np.bool_)
    if (segments := again.restored.roster.segments) is not None:
        several[segments.of] = True
    tier = np.minimum(_band(plan, placed.standing.score) + 1, len(tiers))
    reason = chosen(
        n,
        BELOW,
        (tier == len(tiers), "highest"),
        (several, "several_stretches"),
        *([] if tiers else [(np.ones(n, np.bool_), "by_rank")]),
        (~scored, "no_score"),
    )
    below = np.flatnonzero(reason.are(BELOW))
    row = np.full(n, -1, np.int64)
    row[below] = np.arange(below.size)
    return NextTiers(
        run_id=again.restored.run_id,
        agent_ids=again.restored.roster.agent_ids,
        reason=reason,
        tiers=tiers,
        tier=np.where(row < 0, -1, tier),
        strictly=plan.conventions.boundary == "lower",
        score_places=plan.conventions.places.score,
        missing=_missing(plan, placed.scored.score, tier, row >= 0),
        row=row,
        ways=_ways(again, below, tier[below]),
    )


def _tiers(plan: Plan) -> tuple[tuple[str, Fraction], ...]:
    """Return tiers and edges from the lowest edge up; nothing where scores alone do not decide."""
    if not isinstance(plan.tiers, Table):
        return ()
    return tuple((band.gives, Fraction(band.lower)) for band in plan.tiers.bands)


def _band(plan: Plan, score: Exact) -> Int64s:
    """Return int64[n], the place of the tier whose edge each score reaches; -1 below the first."""
    if not isinstance(plan.tiers, Table):
        return np.full(score.size, -1, np.int64)
    one = fixed.filled(score.size, 10**plan.conventions.places.score)
    return band_of(plan.tiers, score, one, plan.conventions.boundary)


def _missing(plan: Plan, ungated: Exact, tier: Int64s, below: Bools) -> Exact:
    """Return what scores before gates lack of the edge; -1 where they lack nothing."""
    unit = 10**plan.conventions.places.score
    edges = [ceil(edge * unit) for _, edge in _tiers(plan)]
    edge = fixed.exact([*edges, 0])[np.where(below, tier, len(edges))]
    lacking = below & np.asarray(ungated < _least(plan)[tier], bool)
    return fixed.where(lacking, fixed.add(edge, fixed.multiply(ungated, -1)), -1)


def _least(plan: Plan) -> Exact:
    """Return the lowest score of each tier, in units of its places, and a 0 behind them."""
    unit, strictly = 10**plan.conventions.places.score, plan.conventions.boundary == "lower"
    edges = [edge * unit for _, edge in _tiers(plan)]
    return fixed.exact([*(floor(e) + 1 if strictly else ceil(e) for e in edges), 0])


def _ways(again: Again, below: Int64s, tier: Int64s) -> tuple[Ways, ...]:
    plan, weighed = again.restored.plan, again.placed.weighed
    roster, values = again.restored.roster, again.restored.values
    everybody = Agents(plan, roster, values, weighed.attained, weighed.scored.score)
    agents = replace(everybody.taken(below), least=_least(plan)[tier])
    closed = {**weighed.closed, **engine.gated(plan, roster, weighed).closed}
    found = Below(agents, taken(weighed.scored.groups, below), taken(closed, below))
    return tuple(ways_by(found, name) for name in measures_asked(plan))
