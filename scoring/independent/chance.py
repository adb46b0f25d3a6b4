"""Intervals once more: how far a score may be chance, and which ranks that allows.

Advisory: floating point stands here and nowhere else, each end rounded to a decimal at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from statistics import NormalDist

from scoring.independent.curves import read_curve
from scoring.independent.records import Measured, Outcome, Part
from scoring.independent.rows import Tree

SHARES = ("share", "kept", "repeat_rate")


def asked(plan: Tree) -> Tree | None:
    """Return what the plan says of intervals; None where it asks for none."""
    said = plan.get("ranking", {}).get("intervals", "none")
    return None if said == "none" else said


def counted(plan: Tree, out: Outcome) -> list[str]:
    """Return the components whose spread an agent's interval knows, by the reading that counts."""
    return [
        name
        for name, part in out.components.items()
        if plan["measures"][part.read.measure]["kind"] in SHARES
        and part.read.on in ("value", "attainment")
        and part.reason == "scored"
    ]


def spread(plan: Tree, out: Outcome) -> None:
    """Give an agent with a score the ends of its interval."""
    said = asked(plan)
    if said is None or out.score is None:
        return
    squares = 0.0
    for name in counted(plan, out):
        part = out.components[name]
        measure = plan["measures"][part.read.measure]
        ends = wilson(out.measures[part.read.measure], int(measure["per"]), said["confidence"])
        low, high = (_points_at(plan, part, measure["better"], end) for end in ends)
        squares += (float(part.each) * abs(high - low) / 2) ** 2
    half = Fraction(round(math.sqrt(squares) * 10**6), 10**6)
    out.score_low, out.score_high = out.score - half, out.score + half


def wilson(found: Measured, per: int, confidence: str) -> tuple[Fraction, Fraction]:
    """Return the ends of the Wilson interval of a share, times `per`, at six places."""
    z, n = NormalDist().inv_cdf((1 + float(confidence)) / 2), max(found.volume, 1)
    share = min(max(float(found.exact or 0) / per, 0.0), 1.0)
    root = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    ends = ((share + z * z / (2 * n) + side * root) / (1 + z * z / n) for side in (-1, 1))
    low, high = (Fraction(round(min(max(end, 0), 1) * per * 10**6), 10**6) for end in ends)
    return low, high


def _points_at(plan: Tree, part: Part, better: str, value: Fraction) -> float:
    x: Fraction | None = value
    if part.read.on == "attainment":
        target = part.read.target or Fraction(1)
        if better == "higher":
            x = 100 * value / target
        else:
            x = None if value <= 0 else 100 * target / value
    found = read_curve(part.read.curve, x, plan["conventions"]["boundary"], part.read.anchors)
    return float(found or 0)


def rank_interval(out: Outcome, outcomes: Iterable[Outcome]) -> None:
    """Give an agent the ranks that the intervals of all allow."""
    if out.score_low is None or out.score_high is None:
        return
    known = [(o.score_low, o.score_high) for o in outcomes if o.score_low is not None]
    better = sum(low > out.score_high for low, _ in known if low is not None)
    worse = sum(high < out.score_low for _, high in known if high is not None)
    out.rank_low, out.rank_high = 1 + better, len(known) - worse
