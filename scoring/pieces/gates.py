"""Which gates close for whom, and what they leave of what they are at.

The gates of one level all look before any of them acts. Of several that close at one place, what
is void goes first, and then the lowest cap holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import numpy as np

from scoring.columns import Bools, Words
from scoring.exact import fixed, fractions
from scoring.exact.fixed import Exact
from scoring.exact.fractions import Fraction
from scoring.flow import Attained, Before, Grouped, Value
from scoring.pieces.conditions import Numbers, holds
from scoring.plan.measuring import MeasureBase
from scoring.plan.model import Plan
from scoring.plan.standing import Cap, Level

Closed: TypeAlias = Mapping[str, Bools]
"""By name of the gate, bool[n]: it has closed."""

NONE_CLOSED: Closed = MappingProxyType({})


class Limit(NamedTuple):
    """What the gates at one place do there.

    Attributes:
        void: bool[n], where it is worth nothing.
        caps: each cap, and bool[n] where it holds.
    """

    void: Bools
    caps: tuple[tuple[Decimal, Bools], ...] = ()


Limits: TypeAlias = Mapping[str, Limit]
"""By name of the measure, component or group; the score has no name."""

NO_LIMITS: Limits = MappingProxyType({})


def closing(plan: Plan, level: Level, numbers: Numbers) -> Closed:
    """Return for each gate of a level where it closes; none of them sees what another does."""
    return {
        gate.name: holds(gate.when, numbers, plan) for gate in plan.gates if gate.level == level
    }


def limits(plan: Plan, level: Level, closed: Closed) -> Limits:
    """Return what the gates of a level that have closed do, by what they are at."""
    found: dict[str, Limit] = {}
    for gate in plan.gates:
        if gate.level != level or gate.then == "veto":
            continue
        closes = closed[gate.name]
        limit = found.get(gate.part, Limit(np.zeros(closes.shape, dtype=bool)))
        if isinstance(gate.then, Cap):
            limit = limit._replace(caps=(*limit.caps, (gate.then.cap, closes)))
        else:
            limit = limit._replace(void=limit.void | closes)
        found[gate.part] = limit
    return found


def limited_value(value: Value, limit: Limit, measure: MeasureBase) -> Value:
    """Return what gates leave of a measure's value; a void one is not known any more."""
    units = value.units
    for cap, closes in limit.caps:
        edge = fixed.scaled(cap, measure.places)
        better = units < edge if measure.better == "lower" else units > edge
        units = fixed.where(~(closes & np.asarray(better, dtype=bool)), units, edge)
    void = limit.void & value.known
    units = fixed.where(value.known & ~void, units, 0)
    changed = value.known & (void | np.asarray(units != value.units, dtype=bool))
    return replace(
        value,
        units=units,
        known=value.known & ~void,
        status=_with_word(value.status, void, "voided"),
        before=Before(value.units, fixed.filled(units.size, 10**measure.places), changed),
    )


def limited_component(part: Attained, limit: Limit) -> Attained:
    """Return what gates leave of a component; a void one counts with 0 points, unless it is off."""
    void = limit.void & ~part.reason.are("off")
    counts = part.counts | void
    points = limited(fixed.where(~void, part.points, 0), limit, part.points_places)
    points = fixed.where(counts, points, 0)
    changed = part.counts & (void | np.asarray(points != part.points, dtype=bool))
    return replace(
        part,
        points=points,
        counts=counts,
        reason=_with_word(part.reason, void, "voided"),
        before=Before(part.points, fixed.filled(points.size, 10**part.points_places), changed),
    )


def limited_group(group: Grouped, limit: Limit) -> Grouped:
    """Return what gates leave of a group; a void one counts with a score of 0, unless it is off."""
    void = limit.void & ~group.reason.are("off")
    counts = group.counts | void
    units = 10**group.places
    score = Fraction(fixed.where(~void, group.num, 0), group.den)
    changed = void
    for cap, closes in limit.caps:
        num, den = cap.as_integer_ratio()
        over = fixed.multiply(score.num, den) > fixed.multiply(score.den, num * units)
        over = closes & counts & np.asarray(over, dtype=bool)
        most = Fraction(fixed.filled(over.size, num * units), fixed.exact([den]))
        score, changed = fractions.where(~over, score, most), changed | over
    return replace(
        group,
        num=fixed.where(counts, score.num, 0),
        den=score.den,
        counts=counts,
        reason=_with_word(group.reason, void, "voided"),
        before=Before(
            group.num,
            fixed.multiply(fixed.spread(group.den, group.num.size), units),
            group.counts & changed,
        ),
    )


def limited(units: Exact, limit: Limit, places: int) -> Exact:
    """Hold numbers at the caps: Exact[n] in units of 10**-places."""
    for cap, closes in limit.caps:
        most = fixed.scaled(cap, places)
        over = np.asarray(units > most, dtype=bool)
        units = fixed.where(~(closes & over), units, most)
    return units


def named(plan: Plan, closed: Closed, n: int) -> Words:
    """Return the names of the gates that have closed for each agent, joined by commas.

    The names stand in the order of the plan, and are words that grow with each gate that closes.
    """
    names = Words(np.zeros(n, np.int32), ("",))
    for gate in plan.gates:
        names = _with_name(names, closed[gate.name], gate.name)
    return names


def _with_name(names: Words, closes: Bools, name: str) -> Words:
    """Write one more name after those of the gates that stand before it."""
    both = 2 * names.codes + closes
    there = np.flatnonzero(np.bincount(both)).tolist()
    before = [names.words[code // 2] for code in there]
    words = [
        ",".join(filter(None, (word, name))) if code % 2 else word
        for word, code in zip(before, there, strict=True)
    ]
    return Words(np.searchsorted(there, both).astype(np.int32), tuple(words))


def _with_word(reason: Words, those: Bools, word: str) -> Words:
    if not those.any():
        return reason
    words = (*reason.words, word)
    return Words(np.where(those, np.int32(len(words) - 1), reason.codes), words)
