"""The figures of a statement that a drawing shows: the score on its scale, and where points end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.independent.records import Part
from scoring.outputs.recompute import Recomputed
from scoring.outputs.tier_scale import Tier, end_of, tiers_of


class Chart(NamedTuple):
    """The figures of a statement as they are drawn.

    Attributes:
        score: the score; None without one.
        score_text: the score as it is printed.
        tier: the agent's tier; empty without one.
        tiers: from the best to the lowest.
        top: where the scale of the score ends.
        points_top: where the scale of points ends, the same for all components.
    """

    score: Fraction | None
    score_text: str
    tier: str
    tiers: tuple[Tier, ...]
    top: Fraction
    points_top: Fraction


def chart_of(found: Recomputed, score_text: str) -> Chart:
    """Return the figures of an agent's statement."""
    out = found.outcome
    tiers = tiers_of(found.plan["tiers"])
    scores = () if out.score is None else (out.score,)
    each = [out, *out.stretches]
    points = [most for one in each for part in one.components.values() for most in _mosts(part)]
    points_top = end_of(points)
    edges = [tier.begins for tier in tiers if tier.begins is not None]
    top = max(end_of(scores, edges), points_top)
    return Chart(out.score, score_text, out.tier, tiers, top, points_top)


def _mosts(part: Part) -> Iterator[Fraction]:
    """Yield the points of a component, and the most of each of its curves that has an end."""
    if part.points is not None:
        yield part.points
    for one in part.reads:
        yield from _given_by(one.curve)


def _given_by(curve: Mapping[str, Any]) -> Iterator[Fraction]:
    """Yield what a curve can give at its corners; nothing of one that goes on without end."""
    mode = curve.get("mode")  # of a component that is not scored there is no curve
    if mode == "whole":
        yield from (Fraction(band["gives"]) for band in curve["bands"])
        yield Fraction(curve["below"])
    elif mode == "interpolated":
        for point in curve["points"]:
            yield from (Fraction(point[k]) for k in ("gives", "before", "then") if k in point)
        ends = (curve["below"], curve["above"])
        yield from (Fraction(end) for end in ends if not end[:1].isalpha())
    elif mode == "deduct":
        yield Fraction(curve["from"])
    elif mode == "filled":
        yield sum((Fraction(band["gives"]) for band in curve["bands"]), Fraction(0))
