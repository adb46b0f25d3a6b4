"""Numbers once more: fractions rounded by the definition of the mode, and written for people."""

from __future__ import annotations

import math
from fractions import Fraction

HALF, ONE, ZERO = Fraction(1, 2), Fraction(1), Fraction(0)


def written(x: Fraction, places: int) -> str:
    """Write a number that ends within `places` decimals, with all of them."""
    digits = str(abs(int(x * 10**places))).rjust(places + 1, "0")
    cut = len(digits) - places
    return ("-" if x < 0 else "") + digits[:cut] + ("." + digits[cut:] if places else "")


def shown(x: Fraction) -> str:
    """Write a fraction as a decimal: exact where it ends, and marked ≈ at six places where not."""
    for places in range(13):
        if (x * 10**places).denominator == 1:
            return written(x, places)
    return "≈" + shown(rounded(x, 6, "half_up"))


def rounded(x: Fraction, places: int, mode: str) -> Fraction:
    """Round once to `places` decimals; the modes mean what java.math.RoundingMode says."""
    below = math.floor(x * 10**places)
    rest = x * 10**places - below
    toward_zero = below if x >= 0 else below + 1
    away = below + 1 if x >= 0 else below
    if rest == 0:
        return Fraction(below, 10**places)
    nearer = below + 1 if rest > HALF else below
    chosen = {
        "floor": below,
        "ceiling": below + 1,
        "down": toward_zero,
        "up": away,
        "half_up": away if rest == HALF else nearer,
        "half_down": toward_zero if rest == HALF else nearer,
        "half_even": (below if below % 2 == 0 else below + 1) if rest == HALF else nearer,
    }[mode]
    return Fraction(chosen, 10**places)
