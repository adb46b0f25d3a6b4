"""Gates and ranks: what a rounded score stands for.

Everything here compares the stored score, which is the one printed.
"""

from __future__ import annotations

import numpy as np

from scoring.columns import Bools, Words, always, chosen
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Roster, Scored
from scoring.pieces.conditions import Numbers, holds
from scoring.pieces.ranking import groups, ordered, rank
from scoring.plan.model import Plan
from scoring.plan.standing import CapScore
from scoring.standing import Standing


def stand(plan: Plan, roster: Roster, scored: Scored, numbers: Numbers) -> Standing:
    """Apply the gates, then rank the scores they leave.

    Args:
        plan: the plan.
        roster: the agents; ranks are also given within the group that the plan names.
        scored: scores before gates.
        numbers: what gate conditions and tie-breaks may ask about, with the score before gates.

    Returns:
        The standing of every agent, without a tier as yet; without a score there is no rank.
    """
    score, vetoed, closed = _gates(plan, scored, numbers)
    n, unscored = len(score), ~scored.scored
    without = (unscored, "unranked"), (unscored & scored.held, "held")
    dense = plan.conventions.rank == "dense"
    group = groups(roster.columns, plan.ranking.within if plan.ranking else "region", n)
    order = ordered(plan, score, scored.scored, numbers)
    return Standing(
        score=score,
        status=chosen(n, "ranked", (vetoed, "vetoed"), *without),
        tier=always("", n),
        rank=rank(order, scored.scored, dense=dense),
        rank_in=rank(order, scored.scored, group, dense=dense),
        gates=closed,
        tier_by=always("", n),
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
