"""Where agents stand: scores after gates, ranks and tiers, as stages hand them on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from scoring.columns import Int64s, Words
from scoring.exact.fixed import Exact

TierBy: TypeAlias = Literal["score", "rank", "distribution", "pooled", "too_small", "excluded"]
"""How a tier was given: by what the plan says of tiers, within the one group that small groups form
together, in a group that is too small, or to someone who takes no place."""


CHANCE_PLACES = 12
"""Places of the ends of a score's interval: every score is whole at them."""


@dataclass(frozen=True, slots=True)
class Chance:
    """Advisory: the intervals of scores and ranks, for all who have a score; 0 for the others.

    Attributes:
        score_low, score_high: Exact[n] in units of 10**-CHANCE_PLACES.
        rank_low, rank_high: int64[n], the best and the worst rank overall that they allow.
    """

    score_low: Exact
    score_high: Exact
    rank_low: Int64s
    rank_high: Int64s


@dataclass(frozen=True, slots=True)
class Standing:
    """Scores after gates, tiers and ranks.

    Attributes:
        score: Exact[n], the stored score; rank, tier and pay compare it.
        status: text[n]: `ranked`, `vetoed` (ranked, not paid), `unranked`, `held`.
        tier: text[n], empty where there is no score.
        rank, rank_in: int64[n], overall and within the plan's group; 0 where there is no score.
        gates: text[n], the names of the gates that closed, joined by a comma.
        tier_by: text[n], how the tier was given, one of `TierBy`; empty where there is no score.
        tier_by_score: text[n], the tier by the score alone; None where the plan does not ask.
        chance: how far score and rank may be chance; None where the plan does not ask.
    """

    score: Exact
    status: Words
    tier: Words
    rank: Int64s
    rank_in: Int64s
    gates: Words
    tier_by: Words
    tier_by_score: Words | None = None
    chance: Chance | None = None
