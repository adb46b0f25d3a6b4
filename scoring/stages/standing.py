"""Gates and ranks: what a rounded score stands for.

Everything here compares the stored score, which is the one printed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, always, chosen
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Roster, Scored
from scoring.pieces.conditions import Numbers
from scoring.pieces.gates import NONE_CLOSED, Closed, closing, limited, limits, named
from scoring.pieces.ranking import groups, ordered, rank
from scoring.plan.model import Plan
from scoring.standing import Standing


def stand(
    plan: Plan, roster: Roster, scored: Scored, numbers: Numbers, closed: Closed = NONE_CLOSED
) -> Standing:
    """Apply the gates of the score, then rank the scores they leave.

    Args:
        plan: the plan.
        roster: the agents; ranks are also given within the group that the plan names.
        scored: scores before gates.
        numbers: what gate conditions and tie-breaks may ask about, with the score before gates.
        closed: where the gates at measures, components and groups have closed.

    Returns:
        The standing of every agent, without a tier as yet; without a score there is no rank.
    """
    score, vetoed, here = gate_score(plan, scored, numbers)
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
        gates=named(plan, {**closed, **here}, n),
        tier_by=always("", n),
    )


class Gated(NamedTuple):
    """What the gates of the score do.

    Attributes:
        score: Exact[n], the score that is stored.
        vetoed: bool[n], who is not paid.
        closed: where each of them has closed.
    """

    score: Exact
    vetoed: Bools
    closed: Closed


def gate_score(plan: Plan, scored: Scored, numbers: Numbers) -> Gated:
    """Close the gates of the score, which all look at it before any of them acts.

    Args:
        plan: the plan.
        scored: scores before gates.
        numbers: what their conditions may ask about, with those scores.
    """
    there = closing(plan, "score", numbers)
    closed = {name: closes & scored.scored for name, closes in there.items()}
    score, vetoed = scored.score, np.zeros(scored.scored.shape, dtype=bool)
    for limit in limits(plan, "score", closed).values():
        score = limited(fixed.where(~limit.void, score, 0), limit, plan.conventions.places.score)
    for gate in plan.gates:
        if gate.then == "veto":
            vetoed |= closed[gate.name]
    return Gated(fixed.narrow(score), vetoed, closed)
