"""What all shares of a pool come to, where that tells no one's beside the reader's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction

from scoring.outputs.schemas import MEMBERS
from scoring.report.groups import SMALLEST
from scoring.report.opened import Opened, rows

_UNDERS_MOST = 1000
"""With more denominators than this, the sum is a fraction that nobody reads and all wait for."""
_POOL = ("line", "group", "currency")


def pool_sums(opened: Opened) -> Mapping[tuple[str, str | None, str], Fraction]:
    """Return the sum of all shares of each pool, by line, group and currency.

    Whoever has no share adds nothing to it and hides nobody: a pool is told where five or more
    have one. A share below zero counts as none, as in the division itself. Where somebody is at the
    most that a member may have, the others divide by another sum, and none is told.
    """
    parts: defaultdict[tuple[str, str | None, str], Counter[int]] = defaultdict(Counter)
    having = Counter[tuple[str, str | None, str]]()
    capped = set[tuple[str, str | None, str]]()
    for row in rows(opened, MEMBERS, (*_POOL, "numerator", "denominator", "capped")):
        pool, share = (row["line"], row["group"], row["currency"]), int(row["numerator"])
        if row["capped"]:
            capped.add(pool)
        if share > 0:
            parts[pool][int(row["denominator"])] += share
            having[pool] += 1
    return {
        pool: sum((Fraction(units, under) for under, units in found.items()), Fraction(0))
        for pool, found in parts.items()
        if having[pool] >= SMALLEST and pool not in capped and len(found) <= _UNDERS_MOST
    }
