"""Powers once more, by whole roots: x to the power p/q is the number whose q-th power is x ** p."""

from __future__ import annotations

from fractions import Fraction


def power(x: Fraction, exponent: Fraction, places: int) -> Fraction:
    """Raise a number that is not negative to an exponent above zero, and round half up.

    Args:
        x: the number.
        exponent: p/q in lowest terms; the powers have as many digits as p and q ask for.
        places: decimal places of the result.
    """
    p, q = exponent.numerator, exponent.denominator
    unit = 2 * 10**places  # half units: the odd ones are the middles
    # The largest whole h with (h / unit) ** q <= x ** p.
    halves = _root(x.numerator**p * unit**q // x.denominator**p, q)
    return Fraction((halves + 1) // 2, 10**places)


def _root(number: int, degree: int) -> int:
    """Return the largest whole number whose power is not above `number`, by halving."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if middle**degree <= number:
            low = middle
        else:
            high = middle
    return low
