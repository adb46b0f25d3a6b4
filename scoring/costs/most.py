"""The most that something can be for each of many agents: an exact bound, or none at all.

Nothing here is below zero: what is paid is asked for its most, and less than nothing costs nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools
from scoring.exact import fixed, ratios
from scoring.exact.ratios import Ratios


class Most(NamedTuple):
    """An upper bound for each agent.

    Attributes:
        ratio: n fractions; 0 where there is no bound.
        open: bool[n], where there is none.
    """

    ratio: Ratios
    open: Bools


def the_same(n: int, number: Fraction | None) -> Most:
    """Return one bound for n agents, or none for any of them; below 0 it is 0."""
    least = max(number or Fraction(0), Fraction(0))
    ratio = Ratios(fixed.filled(n, least.numerator), least.denominator)
    return Most(ratio, np.full(n, number is None, dtype=bool))


def known(ratio: Ratios) -> Most:
    """Return bounds that all agents have; where one is below 0 it is 0."""
    above = np.asarray(ratio.num > 0, dtype=bool)
    return Most(ratio._replace(num=fixed.where(above, ratio.num, 0)), np.zeros_like(above))


def times(a: Most, b: Most) -> Most:
    """Return a x b; nothing times whatever is nothing."""
    nothing = _is_zero(a) | _is_zero(b)
    return Most(ratios.times(a.ratio, b.ratio), (a.open | b.open) & ~nothing)


def _is_zero(a: Most) -> Bools:
    return np.asarray(a.ratio.num == 0, dtype=bool) & ~a.open


def plus(a: Most, b: Most) -> Most:
    """Return a + b."""
    return _shut(ratios.plus(a.ratio, b.ratio), a.open | b.open)


def at_least(a: Most, floor: Most) -> Most:
    """Return the greater of each pair: a floor may raise what is less."""
    return _shut(ratios.greater(a.ratio, floor.ratio), a.open | floor.open)


def at_most(a: Most, cap: Most) -> Most:
    """Return the lesser of each pair: a cap bounds what has no bound."""
    lesser = ratios.lesser(a.ratio, cap.ratio)
    ratio = ratios.where(cap.open, a.ratio, ratios.where(a.open, cap.ratio, lesser))
    return Most(ratio, a.open & cap.open)


def where(chosen: Bools, a: Most, b: Most) -> Most:
    """Return a where chosen, b elsewhere."""
    return Most(ratios.where(chosen, a.ratio, b.ratio), np.where(chosen, a.open, b.open))


def picked(a: Most, at: np.ndarray) -> Most:
    """Return the bounds of some agents."""
    return Most(ratios.picked(a.ratio, at), a.open[at])


def _shut(ratio: Ratios, gone: Bools) -> Most:
    return Most(ratio._replace(num=fixed.where(~gone, ratio.num, 0)), gone)
