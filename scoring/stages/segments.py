"""One score for agents who are scored by stretch: the mean of the stretches, rounded once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.exact import fixed, fractions
from scoring.exact.fixed import Exact
from scoring.exact.fractions import Fraction
from scoring.flow import Scored, Segments
from scoring.pieces.totals import settled, total_of
from scoring.plan.model import Plan


def joined_scores(plan: Plan, segments: Segments, scored: Scored, parts: Scored) -> Scored:
    """Give agents with several stretches the score that these make together.

        score = sum(weight x total) / sum(weight)

    over the stretches that have a score, by their totals before they are rounded, and rounded
    once. One that is held holds the score.

    Args:
        plan: the plan.
        segments: the stretches.
        scored: the scores of all agents, each as a whole.
        parts: the scores of the stretches.

    Returns:
        The scores; what is weighed in them is for agents without stretches alone.

    Raises:
        ValueError: a plan that does not say what stretches weigh.
    """
    rule = plan.segments
    if rule is None:
        raise ValueError("stretches, and a plan that does not say what they weigh")
    size = scored.scored.size
    days = segments.roster.employed_days
    weight = days if rule.weigh_by == "days" else np.ones_like(days)
    weight = np.where(parts.scored, weight, 0)
    left = np.zeros(size, np.int64)
    np.add.at(left, segments.of, weight)
    held = _any(segments.of, parts.held, size)
    if rule.without_score == "hold":
        held |= _any(segments.of, ~parts.scored, size)
    several = _any(segments.of, np.ones_like(parts.scored), size)
    counts = several & ~held & (left > 0)
    totals = total_of(plan, Fraction(parts.weighed.num, parts.weighed.den), parts.added)
    mean = fractions.over(
        _summed(segments, fractions.times(totals, weight), size), np.maximum(left, 1)
    )
    own = settled(plan, mean)
    alone = ~several
    return replace(
        scored,
        score=fixed.where(counts, own, fixed.where(alone, scored.score, 0)),
        scored=counts | (alone & scored.scored),
        held=(several & held) | (alone & scored.held),
    )


def _any(of: Int64s, holds: Bools, size: int) -> Bools:
    found = np.zeros(size, np.bool_)
    found[of[holds]] = True
    return found


def _summed(segments: Segments, terms: Fraction, size: int) -> Fraction:
    """Add up the terms of each agent, its first stretches all at once, then its second ones."""
    total = Fraction(np.zeros(size, np.int64), np.ones(size, np.int64))
    for number in range(1, int(segments.number.max(initial=0)) + 1):
        at = np.flatnonzero(segments.number == number)
        of = segments.of[at]
        num, den = _spread(terms.num[at], of, size, 0), _spread(terms.dens[at], of, size, 1)
        total = fractions.plus(total, Fraction(num, den))
    return total


def _spread(numbers: Exact, of: Int64s, size: int, otherwise: int) -> Exact:
    found = fixed.filled(size, otherwise)
    if numbers.dtype == object:
        found = fixed.wide(found)
    found[of] = numbers
    return found
