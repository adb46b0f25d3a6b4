"""Values as fractions of whole numbers, one an agent: added up over groups, and rounded once."""

from __future__ import annotations

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.exact import fixed
from scoring.exact.fixed import INT64_MAX, Exact, Mode


def rounded_where(known: Bools, fraction: tuple[Exact, Exact], places: int, mode: Mode) -> Exact:
    """Divide once, where the value is known; 0 elsewhere.

    Args:
        known: bool[n]; there the denominator is not zero.
        fraction: Exact[n] numerators and denominators; a denominator may be negative.
        places: decimal places of what comes out.
        mode: what a remainder does.

    Returns:
        Exact[n] in units of 10**-places.
    """
    numerator = np.where(known, fraction[0], 0)
    denominator = np.where(known, fraction[1], 1)
    sign = np.where(denominator < 0, np.int64(-1), np.int64(1))
    top = fixed.multiply(fixed.multiply(numerator, sign), 10**places)
    return fixed.divide(top, fixed.multiply(denominator, sign), mode)


def group_sums(groups: Int64s, values: Exact, own: Int64s) -> Exact:
    """Add values up by group, and hand each agent the sum of one group; 0 without one.

    Args:
        groups: int64[n], the group that each value belongs to, -1 for none.
        values: Exact[n].
        own: int64[n], the group whose sum each agent gets, -1 for none.
    """
    count = int(max(groups.max(initial=-1), own.max(initial=-1))) + 1
    # Whatever the signs, no sum on the way is larger than all of them together.
    narrow = fixed.largest(values) * max(1, values.size) <= INT64_MAX
    sums = np.zeros(count + 1, np.int64 if narrow else object)  # the last is that of no group
    np.add.at(sums, groups, fixed.narrow(values) if narrow else fixed.wide(values))
    sums[-1] = 0
    return fixed.narrow(sums[own])


def limited(values: Exact, least: int | None, most: int | None) -> Exact:
    """Hold values within bounds of any size; None is no bound."""
    if least is not None:
        values = fixed.where(np.asarray(values >= least, np.bool_), values, least)
    if most is not None:
        values = fixed.where(np.asarray(values <= most, np.bool_), values, most)
    return values
