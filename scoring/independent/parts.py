"""The last of a pay line once more: its one rounding, and its parts by cost centre."""

from __future__ import annotations

import math
from fractions import Fraction

from scoring.independent.numbers import rounded
from scoring.independent.rows import Tree


def rounded_line(plan: Tree, said: Tree, amount: Fraction, currency: str, places: int) -> int:
    """Round an amount once, and return it in minor units."""
    own = said.get("rounding")
    if own is None:
        return int(rounded(amount * 10**places, 0, plan["conventions"]["rounding"]))
    step = Fraction(own["to"][currency])
    return int(rounded(amount / step, 0, own["mode"]) * step * 10**places)


def parts_of(split: Tree, minor: int) -> list[tuple[str, int, bool]]:
    """Return each cost centre, its part in minor units, and whether an odd unit is in it.

    Everybody gets the whole units of the exact part; those left over go to the largest remainders,
    one each, of equal ones to the first in the plan. What is below zero is parted as its opposite.
    """
    exact = {center: Fraction(share) * abs(minor) for center, share in split.items()}
    left = abs(minor) - sum(math.floor(part) for part in exact.values())
    rest = {center: part - math.floor(part) for center, part in exact.items()}
    odd = sorted(rest, key=lambda center: -rest[center])[:left]  # sorting keeps the plan's order
    sign = -1 if minor < 0 else 1
    return [(c, sign * (math.floor(part) + (c in odd)), c in odd) for c, part in exact.items()]
