"""Gates, tiers and ranks: what a rounded score stands for.

Everything here compares the stored score, which is the one printed.
"""

from __future__ import annotations

import numpy as np

from scoring.columns import Bools, Int64s, Words, chosen, words_of
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Roster, Scored, Standing
from scoring.pieces.conditions import Numbers
from scoring.pieces.curves import band_of
from scoring.pieces.gates import NONE_CLOSED, Closed, closing, limited, limits, named
from scoring.plan.model import Plan


def stand(
    plan: Plan, roster: Roster, scored: Scored, numbers: Numbers, closed: Closed = NONE_CLOSED
) -> Standing:
    """Apply the gates, then read tier and rank from the score they leave.

    Args:
        plan: the plan.
        roster: the agents; ranks are also given within the region.
        scored: scores before gates.
        numbers: what gate conditions may ask about, with the score before gates.
        closed: where the gates at measures, components and groups have closed.

    Returns:
        The standing of every agent; without a score there is no tier and no rank.
    """
    score, vetoed, gates = _gates(plan, scored, numbers, closed)
    n, unscored = len(score), ~scored.scored
    without = (unscored, "unranked"), (unscored & scored.held, "held")
    dense = plan.conventions.rank == "dense"
    region = roster.columns["region"]
    group = np.where(region.are(None, ""), 0, region.codes.astype(np.int64) + 1)
    return Standing(
        score=score,
        status=chosen(n, "ranked", (vetoed, "vetoed"), *without),
        tier=_tiers(plan, score, unscored),
        rank=rank(score, scored.scored, dense=dense),
        rank_in=rank(score, scored.scored, group, dense=dense),
        gates=gates,
    )


def _gates(
    plan: Plan, scored: Scored, numbers: Numbers, earlier: Closed
) -> tuple[Exact, Bools, Words]:
    """Close the gates of the score, and name them after those that have closed before."""
    there = closing(plan, "score", numbers)
    closed = {name: closes & scored.scored for name, closes in there.items()}
    score, vetoed = scored.score, np.zeros(scored.scored.shape, dtype=bool)
    for limit in limits(plan, "score", closed).values():
        score = limited(fixed.where(~limit.void, score, 0), limit, plan.conventions.places.score)
    for gate in plan.gates:
        if gate.then == "veto":
            vetoed |= closed[gate.name]
    return fixed.narrow(score), vetoed, named(plan, {**earlier, **closed}, vetoed.size)


def _tiers(plan: Plan, score: Exact, unscored: Bools) -> Words:
    tiers = plan.tiers
    one = np.full(score.shape, 10**plan.conventions.places.score, dtype=np.int64)
    band = band_of(tiers, score, one, plan.conventions.boundary)
    names = words_of([tiers.below, *(band.gives for band in tiers.bands), ""])
    return names.taken(np.where(unscored, -1, band + 1))


def rank(score: Exact, scored: Bools, group: Int64s | None = None, *, dense: bool) -> Int64s:
    """Rank the highest score of each group first; equal scores share a rank.

    Args:
        score: Exact[n].
        scored: bool[n], who has a score.
        group: int64[n] from 0, the agents among whom each is ranked; None for all together.
        dense: 1, 1, 2 instead of the competition's 1, 1, 3.

    Returns:
        int64[n] ranks from 1; 0 for agents without a score.
    """
    own = np.zeros(score.shape, dtype=np.int64)[scored] if group is None else group[scored]
    level, different = fixed.levels(score[scored])
    # One cell for each group and score, a group's best score first.
    cell, count = fixed.levels((own + 1) * different.size - level)
    of = np.zeros(count.size, dtype=np.int64)
    of[cell] = own
    begins = np.diff(of, prepend=-1) != 0
    before = np.arange(count.size) if dense else count.cumsum() - count
    better = before - before[begins][np.cumsum(begins) - 1]
    ranks = np.zeros(score.shape, dtype=np.int64)
    ranks[scored] = better[cell] + 1
    return ranks
