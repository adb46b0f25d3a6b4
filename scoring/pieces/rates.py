"""Money by a number: an amount by band or along a line, or so much for each unit of it."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from scoring.columns import Int64s, Words
from scoring.exact import fixed, ratios
from scoring.exact.fixed import Exact
from scoring.exact.ratios import Ratios
from scoring.pieces.curves import Boundary, band_of, evaluate, places_of
from scoring.pieces.steps import Slice
from scoring.plan.amounts import AnyAmounts, in_one
from scoring.plan.curves import Slices, Table
from scoring.plan.nodes import Money

_ONE = np.array(1, dtype=np.int64)


def money_of(said: list[Money], currency: Words, row: Int64s | int = 0) -> Ratios:
    """Return the amount that each agent's row of a table names in the agent's currency.

    Args:
        said: the amounts of the rows.
        currency: the agents' currencies, each named by every row.
        row: the row of each, or one for all.
    """
    words = currency.words
    table = ratios.numbers([money.get(code, Decimal(0)) for money in said for code in words])
    return ratios.picked(table, row * len(words) + currency.codes)


def amounts(
    said: AnyAmounts, num: Exact, den: Exact, currency: Words, boundary: Boundary
) -> Ratios:
    """Return what num / den comes to in each agent's currency: the amount of a band, or a line's.

    Args:
        said: the amounts; each names the currencies of all the agents.
        num: Exact[n], the numbers' numerators.
        den: Exact[n], their denominators.
        currency: the agents' currencies.
        boundary: who owns an edge of a table.
    """
    if isinstance(said, Table):
        band = band_of(said, num, den, boundary)
        return money_of([said.below, *(b.gives for b in said.bands)], currency, band + 1)
    top: Exact = np.zeros(num.shape, dtype=np.int64)
    bottom: Exact = np.ones(num.shape, dtype=np.int64)
    for code in np.unique(currency.codes).tolist():
        at = np.flatnonzero(currency.codes == code)
        curve = in_one(said, currency.words[code])
        above, below = evaluate(curve, num[at], den[at], boundary)
        top, bottom = _put(top, at, above), _put(bottom, at, below)
    return ratios.over(top, bottom)


def _put(numbers: Exact, at: Int64s, own: Exact) -> Exact:
    """Put some agents' numbers among those of all."""
    numbers, own = fixed.alike(numbers, own)
    numbers[at] = own
    return numbers


def earned(
    table: Table[Money] | Slices[Money],
    units: tuple[Exact, int],
    after: tuple[Exact, int] | None,
    edges: Ratios,
    currency: Words,
    boundary: Boundary,
    told: list[Slice] | None = None,
) -> Ratios:
    """Return value x the rate of its band, or the sum of its slices, each at its own rate.

    Args:
        table: the rates.
        units: the values: Exact[n] in units of 10**-places, and places.
        after: with slices, what was reached before, likewise: the slices begin there.
        edges: what the edges of each agent are multiplied by: Exact[n], above 0.
        currency: the agents' currencies.
        boundary: who owns an edge of a table; slices have no use for it.
        told: takes each slice, or the whole value at its rate; None where nobody asks.
    """
    value, places = units
    if isinstance(table, Table):
        num, den = fixed.multiply(value, edges.den), fixed.multiply(edges.num, 10**places)
        rate = amounts(table, num, den, currency, boundary)
        whole = ratios.units(value, places)
        amount = ratios.times(whole, rate)
        if told is not None:
            told.append(Slice(None, whole, rate, amount))
        return amount
    begun, begun_places = after or (np.zeros(value.shape, dtype=np.int64), 0)
    most = max(places, begun_places, places_of([_number(band.lower) for band in table.bands]))
    start = fixed.multiply(begun, 10 ** (most - begun_places))
    end = fixed.add(start, fixed.multiply(value, 10 ** (most - places)))
    lows = [fixed.multiply(edges.num, fixed.scaled(_number(b.lower), most)) for b in table.bands]
    start, end = (fixed.multiply(x, edges.den) for x in (start, end))
    found = Ratios(np.zeros(value.shape, dtype=np.int64), 1)
    cuts = zip(_cut(end, lows), _cut(start, lows), table.bands, strict=True)
    for i, (upto, before, band) in enumerate(cuts):
        part = fixed.add(upto, fixed.multiply(before, -1))
        of_unit = ratios.times(ratios.units(part, most), Ratios(_ONE, edges.den))
        rate = money_of([band.gives], currency)
        amount = ratios.times(of_unit, rate)
        found = ratios.plus(found, amount)
        if told is not None:
            told.append(Slice(i, of_unit, rate, amount))
    return found


def _number(at: Decimal | str) -> Decimal:
    if isinstance(at, str):
        raise TypeError("a table of money names an anchor, which the lint refuses")
    return at


def _cut(x: Exact, edges: list[Exact]) -> list[Exact]:
    """Return how much of each value lies within each band, the last without end."""
    found = []
    for i, low in enumerate(edges):
        above = fixed.add(x, fixed.multiply(low, -1))
        part = np.maximum(above, 0)
        if i + 1 < len(edges):
            width = fixed.add(edges[i + 1], fixed.multiply(low, -1))
            part = np.minimum(*fixed.alike(part, width))
        found.append(fixed.narrow(part))
    return found
