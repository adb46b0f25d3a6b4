"""Standing once more: a rank is one more than the scores above."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from scoring.independent.records import Outcome
from scoring.independent.rows import Tree


def place_of(score: Fraction, scores: Iterable[Fraction], ranking: str) -> int:
    """Return the rank of a score among scores: competition 1, 1, 3 or dense 1, 1, 2."""
    better = [s for s in scores if s > score]
    return 1 + len(set(better) if ranking == "dense" else better)


def rank_agents(plan: Tree, outcomes: Iterable[Outcome]) -> None:
    """Rank every agent with a score, overall and within the region."""
    scored = [(o, o.score) for o in outcomes if o.score is not None]
    ranking = plan["conventions"]["rank"]
    for out, score in scored:
        near = [s for o, s in scored if o.agent["region"] == out.agent["region"]]
        out.rank = place_of(score, (s for _, s in scored), ranking)
        out.rank_in = place_of(score, near, ranking)
