"""What rates of money pay: the rate of one unit at a number, and all units up to it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from scoring.plan.curves import Slices, Table
from scoring.plan.ranges import End
from scoring.plan.starts import MoneyRates


def edges(table: MoneyRates) -> list[Fraction]:
    """Return the lower edges of the bands; those of money are numbers."""
    return [Fraction(band.lower) for band in table.bands if isinstance(band.lower, Decimal)]


def rates_of(table: MoneyRates, currency: str) -> list[Fraction]:
    """Return every rate that some units above 0 can have."""
    rates = [Fraction(band.gives[currency]) for band in table.bands]
    return rates if edges(table)[0] <= 0 else [rate_at(table, None, currency), *rates]


def rate_at(table: MoneyRates, at: End, currency: str, *, under: bool = False) -> Fraction:
    """Return the rate of the band that a number is in; None is below every edge.

    Args:
        table: the rates.
        at: the number; at an edge it is in the band above.
        currency: the currency.
        under: whether an edge is come to from below instead.
    """
    below = Fraction(table.below[currency]) if isinstance(table, Table) else Fraction(0)
    gives = [below, *(Fraction(band.gives[currency]) for band in table.bands)]
    if at is None:
        return gives[0]
    return gives[sum(edge < at if under else edge <= at for edge in edges(table))]


def paid_for(table: MoneyRates, units: Fraction, currency: str, *, under: bool = False) -> Fraction:
    """Return what so many units are paid: all by one rate, or slice by slice.

    Args:
        table: the rates.
        units: how many.
        currency: the currency.
        under: whether an edge is come to from below.
    """
    if not isinstance(table, Slices):
        return units * rate_at(table, units, currency, under=under)
    ends = [*edges(table), max(units, edges(table)[-1])]
    slices = zip(pairwise(ends), table.bands, strict=True)
    return sum(
        (max(min(end, units) - low, Fraction(0)) * Fraction(band.gives[currency]))
        for (low, end), band in slices
    ) + Fraction(0)
