"""Gates, tiers and ranks: what a rounded score stands for.

Everything here compares the stored score, which is the one printed.
"""

from __future__ import annotations

import numpy as np

from scoring.columns import Bools, Int64s, Words, always, chosen, words_of
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Roster, Scored, Standing
from scoring.pieces.conditions import Numbers, holds
from scoring.pieces.curves import band_of
from scoring.plan.model import Plan
from scoring.plan.standing import CapScore


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
        gates=closed,
    )


def _gates(plan: Plan, scored: Scored, numbers: Numbers) -> tuple[Exact, Bools, Words]:
    """Close the gates one by one; their names are words that grow with each that closes."""
    score = scored.score
    vetoed = np.zeros(score.shape, dtype=bool)
    names = always("", len(score))
    for gate in plan.gates:
        closes = holds(gate.when, numbers, plan) & scored.scored
        if isinstance(gate.then, CapScore):
            most = fixed.scaled(gate.then.cap_score, plan.conventions.places.score)
            score = fixed.where(~(closes & np.asarray(score > most, dtype=bool)), score, most)
        else:
            vetoed |= closes
        names = _closed(names, closes, gate.name)
    return fixed.narrow(score), vetoed, names


def _closed(names: Words, closes: Bools, name: str) -> Words:
    """Write one more name after those of the gates that have closed before it."""
    both = 2 * names.codes + closes
    there = np.flatnonzero(np.bincount(both)).tolist()
    before = [names.words[code // 2] for code in there]
    words = [
        ",".join(filter(None, (word, name))) if code % 2 else word
        for word, code in zip(before, there, strict=True)
    ]
    return Words(np.searchsorted(there, both).astype(np.int32), tuple(words))


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
