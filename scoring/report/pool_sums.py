"""What all shares of a pool come to, and which pools are not told beside a manager's people."""

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
Pool = tuple[str, str | None, str]
"""A pool by line, group and currency."""


def pool_sums(opened: Opened) -> Mapping[Pool, Fraction]:
    """Return the sum of all shares of each pool, by line, group and currency.

    It spares a reader the division and hides nothing: where nobody is at a limit, the fund, a share
    and the amount for it tell the sum of any pool, a small one too.

    Whoever has no share adds nothing to it and hides nobody: a pool is told where five or more
    have one. A share below zero counts as none, as in the division itself. Where somebody is at the
    most that a member may have, the others divide by another sum, and none is told.
    """
    parts: defaultdict[Pool, Counter[int]] = defaultdict(Counter)
    having = Counter[Pool]()
    capped = set[Pool]()
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


def hidden_pools(opened: Opened, own: frozenset[str]) -> frozenset[Pool]:
    """Return the pools whose fund, members and sum would tell shares of few others.

    Args:
        opened: the run.
        own: the agents whose own figures are all told; nobody where none are put together.

    Returns:
        The pools with others in them, of whom fewer than five have a share. Those who have none
        hide nobody.
    """
    if not own:
        return frozenset()
    having = Counter[Pool]()
    for row in rows(opened, MEMBERS, ("agent_id", *_POOL, "numerator")):
        if row["agent_id"] not in own:
            having[row["line"], row["group"], row["currency"]] += int(row["numerator"]) > 0
    return frozenset(pool for pool, others in having.items() if others < SMALLEST)
