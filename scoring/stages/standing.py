"""Gates, tiers and ranks: what a rounded score stands for.

Everything here compares the stored score, which is the one printed.
"""

from __future__ import annotations

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Roster, Scored, Standing
from scoring.pieces.conditions import Numbers, holds
from scoring.pieces.curves import band_of
from scoring.plan.model import CapScore, Plan


def stand(plan: Plan, roster: Roster, scored: Scored, numbers: Numbers) -> Standing:
    """Apply the gates, then read tier and rank from the score they leave.

    Args:
        plan: the plan.
        roster: the agents; ranks are also given within the region.
        scored: scores before gates.
        numbers: what gate conditions may ask about, with the score before gates.

    Returns:
        The standing of every agent; without a score there is no tier and no rank.
    """
    score, vetoed, closed = _gates(plan, scored, numbers)
    status = np.where(vetoed, "vetoed", "ranked")
    status = np.where(scored.scored, status, np.where(scored.held, "held", "unranked"))
    dense = plan.conventions.rank == "dense"
    groups = np.unique([region or "" for region in roster.columns["region"]], return_inverse=True)
    return Standing(
        score=score,
        status=status,
        tier=np.where(scored.scored, _tiers(plan, score), ""),
        rank=rank(score, scored.scored, dense=dense),
        rank_in=_rank_in(score, scored.scored, groups[1], dense=dense),
        gates=closed,
    )


def _gates(plan: Plan, scored: Scored, numbers: Numbers) -> tuple[Exact, Bools, tuple[str, ...]]:
    score = scored.score
    vetoed = np.zeros(score.shape, dtype=bool)
    names: list[list[str]] = [[] for _ in range(len(score))]
    for gate in plan.gates:
        closes = holds(gate.when, numbers, plan) & scored.scored
        if isinstance(gate.then, CapScore):
            most = fixed.scaled(gate.then.cap_score, plan.conventions.places.score)
            above = closes & np.asarray(fixed.wide(score) > most, dtype=bool)
            score = fixed.narrow(np.where(above, most, fixed.wide(score)))
        else:
            vetoed |= closes
        for i in np.flatnonzero(closes):
            names[i].append(gate.name)
    return score, vetoed, tuple(",".join(closed) for closed in names)


def _tiers(plan: Plan, score: Exact) -> np.ndarray:
    tiers = plan.tiers
    one = np.full(score.shape, 10**plan.conventions.places.score, dtype=np.int64)
    words = np.array([tiers.below, *(band.gives for band in tiers.bands)])
    return words[band_of(tiers, score, one, plan.conventions.boundary) + 1]


def rank(score: Exact, scored: Bools, *, dense: bool) -> Int64s:
    """Rank the highest score first; equal scores share a rank, agents without one get 0.

    Args:
        score: Exact[n].
        scored: bool[n], who has a score.
        dense: 1, 1, 2 instead of the competition's 1, 1, 3.

    Returns:
        int64[n] ranks from 1.
    """
    ranks = np.zeros(score.shape, dtype=np.int64)
    own = score[scored]
    if own.size == 0:
        return ranks
    levels, at, count = np.unique(own, return_inverse=True, return_counts=True)
    better = np.arange(len(levels))[::-1] if dense else count[::-1].cumsum()[::-1] - count
    ranks[scored] = better[at] + 1
    return ranks


def _rank_in(score: Exact, scored: Bools, group: Int64s, *, dense: bool) -> Int64s:
    ranks = np.zeros(score.shape, dtype=np.int64)
    for g in np.unique(group):
        here = scored & (group == g)
        ranks[here] = rank(score[here], np.ones(int(here.sum()), dtype=bool), dense=dense)
    return ranks
