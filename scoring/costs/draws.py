"""The most that a draw adds to what is earned: it tops up to its amount, and pays nothing beyond.

An agent is paid the greater of the two. Whoever can earn more than the draw by the lines has it at
the most in months that pay less, so that both are never paid in full.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scoring.columns import Bools
from scoring.costs.lines import line_most
from scoring.costs.world import World
from scoring.exact import fixed, sharing
from scoring.exact.fixed import Exact


def added_by_draw(world: World, code: str, amount: int, shared: Iterable[int | None]) -> int:
    """Return the most that a draw adds in a currency where all is earned that can be.

    What pools and awards pay may go to anybody. It takes the place of the draw wherever it goes, so
    that the least is saved where all of it goes to whom the least is missing.

    Args:
        world: whose draw it is.
        code: the currency.
        amount: the draw, in minor units.
        shared: what each pool and award can pay at the most; None where it has no end.
    """
    own = world.roster.columns["currency"].are(code)
    missing = [max(amount - earned, 0) for earned in map(int, _earned(world, own))]
    known = sum(most for most in shared if most is not None)
    return sum(missing) - min(known, min(missing, default=0))


def _earned(world: World, own: Bools) -> Exact:
    """Return the most of all lines for some agents; of whoever has no bound, what is bounded."""
    size = world.size
    found: list[Exact] = [np.zeros(size, np.int64)]
    for line in world.plan.lines:
        if line.pool is None:
            one = line_most(line, world)
            found.append(sharing.sums(one.who, one.minor, size))
    return fixed.total(found)[own]
