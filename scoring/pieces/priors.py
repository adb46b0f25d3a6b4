"""Priors from the facts of many agents, and values drawn toward them: empirical Bayes, exactly.

The estimate is a fraction of whole numbers, rounded once, at the places at which it is written:
what a run keeps of it is what its values were reckoned with.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, starmap
from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s, Words
from scoring.exact import fixed
from scoring.exact.fixed import Exact, divide_one
from scoring.priors import PRIOR_PLACES, Prior

_ONE = 10**PRIOR_PLACES
_Fraction = tuple[int, int]
_LEAST, _MOST = (1, 10_000), (9, 10)  # the part of the variance that may lie between agents


class Facts(NamedTuple):
    """What each agent's facts come to.

    Attributes:
        total: Exact[n], the facts that hit; of a mean the sum, in the column's own units.
        volume: int64[n], the facts.
        squares: Exact[n], of a mean the sum of the squares; None for a part that hits.
        unit: how many of the column's own units make one of the mean's; 1 for a part that hits.
    """

    total: Exact
    volume: Int64s
    squares: Exact | None = None
    unit: int = 1

    def at(self, places: Int64s) -> Facts:
        """Return those of some agents."""
        squares = None if self.squares is None else self.squares[places]
        return Facts(self.total[places], self.volume[places], squares, self.unit)


def estimated_prior(facts: Facts) -> Prior | None:
    """Estimate by moments what is usual among agents, and how many facts that is worth.

    The mean is that of all facts. With ρ, the part of the variance that lies between agents, it is
    worth 1/ρ - 1 facts. Of parts that hit (beta-binomial, unequal n), with p of all N facts and
    S = Σ n(pᵢ - p)² over K agents:

        ρ = (S - p(1-p)(K-1)) / (p(1-p)(N - Σn²/N - (K-1)))

    Of means (normal-normal), by the analysis of variance: σ² is the mean square within agents,
    τ² = (the mean square between - σ²)(K-1) / (N - Σn²/N), and ρ = τ² / (τ² + σ²).
    ρ is held within 0.0001 and 0.9. Where it is not above 0, or nothing tells, the agents do not
    differ more than chance makes them: then the mean stands for each of them.

    Source: for parts Kleinman, J. C. (1973), Proportions with extraneous variance, Journal of the
    American Statistical Association 68, 46-54; for means the one-way random model, as in Searle,
    Casella and McCulloch (1992), Variance Components.

    Args:
        facts: those of all agents among whom it is to hold; who has none says nothing.

    Returns:
        The prior; None where nobody has a fact.
    """
    some = facts.at(np.flatnonzero(facts.volume > 0))
    agents, n = some.volume.size, fixed.sum_of(some.volume)
    if agents == 0:
        return None
    mean = divide_one(fixed.sum_of(some.total) * _ONE, n * some.unit)
    if agents in (1, n):
        return Prior(mean, None, "one_agent" if agents == 1 else "single_facts")
    between, whole = _parts(some, agents, n)
    if between <= 0:
        return Prior(mean, None, "no_difference")
    note = ""
    if between * _LEAST[1] < whole * _LEAST[0]:
        (between, whole), note = _LEAST, "held_low"
    elif between * _MOST[1] > whole * _MOST[0]:
        (between, whole), note = _MOST, "held_high"
    return Prior(mean, divide_one((whole - between) * _ONE, between), note)


def group_priors(facts: Facts, group: Words) -> dict[str | None, Prior]:
    """Estimate a prior for each group of agents that has facts.

    Args:
        facts: those of all agents.
        group: text[n], the group of each; None is a group, too.
    """
    order = np.argsort(group.codes, kind="stable")
    codes = group.codes[order]
    edges = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), order.size]
    found = {group[int(order[a])]: facts.at(order[a:b]) for a, b in pairwise(edges) if a < b}
    priors = {name: estimated_prior(own) for name, own in found.items()}
    return {name: prior for name, prior in priors.items() if prior is not None}


def shrunk(
    facts: Facts, priors: Sequence[Prior], which: Int64s, per: int = 1
) -> tuple[Exact, Exact]:
    """Draw each agent's value toward a prior: per x (total + strength x mean) / (n + strength).

    Source: the mean of the posterior, beta for parts that hit and normal for means.

    Args:
        facts: those of each agent; one of the two, volume or strength, is more than 0.
        priors: the priors.
        which: int64[n], the place among them of each agent's own.
        per: what the value is multiplied by: 100 for percent.

    Returns:
        Exact[n] numerators over denominators.
    """
    means = np.array([prior.mean for prior in priors], object)[which]
    held = np.array([prior.strength is None for prior in priors], bool)[which]
    strengths = np.array([prior.strength or 0 for prior in priors], object)[which]
    total, volume = fixed.wide(facts.total), fixed.wide(facts.volume)
    above = per * (total * _ONE * _ONE + means * strengths * facts.unit)
    below = facts.unit * _ONE * (volume * _ONE + strengths)
    return np.where(held, per * means, above), np.where(held, _ONE, below)


def _parts(some: Facts, agents: int, n: int) -> tuple[int, int]:
    """Return the variance between agents and all of it, as whole numbers of one unknown unit."""
    total, volume = fixed.sum_of(some.total), some.volume
    over, of = _sum_over_volumes(fixed.multiply(some.total, some.total), volume)
    spread = n * n - fixed.sum_of(fixed.multiply(volume, volume))  # N times N - Σn²/N
    if some.squares is None:
        both = total * (n - total)  # N² times p (1 - p)
        between = over * n * n - total * total * n * of - both * (agents - 1) * of
        whole = of * both * (spread - (agents - 1) * n)
        return (between * n, whole) if whole else (0, 1)
    within = fixed.sum_of(some.squares) * of - over  # `of` times the squares within agents
    between = (over * n - total * total * of) * (n - agents) - (agents - 1) * within * n
    return between, between + within * spread


def _sum_over_volumes(squares: Exact, volume: Int64s) -> _Fraction:
    """Return Σ squares / volume as one fraction; agents of equal volume are added up first."""
    order = np.argsort(volume, kind="stable")
    volumes = volume[order]
    begins = np.concatenate([[0], np.flatnonzero(np.diff(volumes)) + 1])
    narrow = squares.dtype == np.int64 and fixed.largest(squares) * squares.size < 2**63
    sums = np.add.reduceat(squares[order] if narrow else fixed.wide(squares[order]), begins)
    return _added(list(zip(sums.tolist(), volumes[begins].tolist(), strict=True)))


def _added(parts: list[_Fraction]) -> _Fraction:
    """Add fractions up in pairs, so that long numbers are met by long ones only."""
    while len(parts) > 1:
        rest = parts[-1:] if len(parts) % 2 else []
        parts = [*starmap(_plus, zip(parts[::2], parts[1::2], strict=False)), *rest]
    return parts[0]


def _plus(a: _Fraction, b: _Fraction) -> _Fraction:
    return a[0] * b[1] + b[0] * a[1], a[1] * b[1]
