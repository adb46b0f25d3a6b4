"""Cliffs of conditions: a whole line, a limit of it, or its rates hang on the edge of a number."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scoring.plan.cliffs import LARGE, Cliff
from scoring.plan.line_reach import OF_BASE, Met, edge_of, followed, met, started
from scoring.plan.lint_reach import shown
from scoring.plan.model import Plan
from scoring.plan.pay import InMoney, PayLine
from scoring.plan.ranges import NOT_NEGATIVE, End
from scoring.plan.reach import value_range
from scoring.plan.starts import BaseTimes, Hurdle, Rates
from scoring.plan.turns import Turn, turning, turns
from scoring.plan.unit_rates import edges, paid_for, rate_at, rates_of

_GENTLER = {
    "when": "Where so little should not pay so much, let a factor rise to it by a line.",
    "hurdle": "Where so little should not pay so much, let the closed rates come nearer.",
    "cap": "Where so little should not pay so much, raise the cap, or add caps between.",
    "floor": "Where so little should not pay so much, lower the floor, or let it hold for all.",
}


def cliffs_of_conditions(plan: Plan, line: PayLine) -> Iterator[Cliff]:
    """Yield where a line begins or ends to be paid, and its rates and limits to hold."""
    yield from _of_the_line(plan, line)
    if isinstance(line.start, Rates) and line.start.hurdle is not None:
        yield from _of_hurdle(plan, line, line.start, line.start.hurdle)
    for one in met(plan, line):
        if one.limit.when is not None and (crossed := [*turns(plan, one.limit.when)]):
            yield from _of_limit(line, one, crossed)


def _of_the_line(plan: Plan, line: PayLine) -> Iterator[Cliff]:
    found = [] if line.when is None else [*turns(plan, line.when)]
    crossed = [turn for turn in found if _withholds(plan, line, turn)]
    if line.when is None or not crossed:
        return
    whole = {unit: reach.high for unit, reach in started(plan, line).items()}
    yield Cliff(
        path=f"pay.{line.name}.when",
        crossing=turning(crossed),
        what="the whole line is won or lost: {}",
        worth=followed(plan, line, whole),
        most=True,
        part=Fraction(1),
        place=line.when.place,
        hint=_GENTLER["when"],
    )


def _withholds(plan: Plan, line: PayLine, turn: Turn) -> bool:
    """Tell whether a line that begins at an edge could have paid just below it.

    A line that pays for what the condition asks for may have nothing to pay there: from the first
    piece on.
    """
    start = line.start
    if not isinstance(start, Rates) or not turn.rises or start.measure != turn.measure:
        return True
    near = Fraction(turn.at) - Fraction(1, 10 ** plan.measures[start.measure].places)
    codes = started(plan, line)
    moved = start.prorated is not None or start.after is not None
    return moved or any(paid_for(start.rates, near, code) for code in codes)


def _of_hurdle(plan: Plan, line: PayLine, start: Rates, hurdle: Hurdle) -> Iterator[Cliff]:
    """Yield the cliff of rates that open: told at the edge from which they are furthest apart."""
    crossed, codes = [*turns(plan, hurdle.when)], [*started(plan, line)]
    if not crossed or not codes:
        return
    found = _edges(start, hurdle)
    places: list[End] = [*found] if found[0] <= 0 else [None, *found]  # units begin at 0
    at = max(places, key=lambda at: _apart(start, hurdle, at, codes[0]))
    part = max(_part(start, hurdle, edge, code) for edge in places for code in codes)
    if part < LARGE:
        return
    opened = ", ".join(f"{shown(rate_at(start.rates, at, code))} {code}" for code in codes)
    closed = ", ".join(f"{shown(rate_at(hurdle.closed, at, code))} {code}" for code in codes)
    moved = {code: _most_apart(plan, start, hurdle, code) for code in codes}
    whence = "" if not at else f" from {shown(at)} on"
    yield Cliff(
        path=f"pay.{line.name}.start.hurdle",
        crossing=turning(crossed),
        what=f"the rates open or close: {opened} or {closed} a unit{whence}: {{}}",
        worth=followed(plan, line, moved, part=_most_part(start, hurdle, codes, part)),
        most=True,
        part=part,
        place=hurdle.place,
        hint=_GENTLER["hurdle"],
    )


def _edges(start: Rates, hurdle: Hurdle) -> list[Fraction]:
    return sorted({*edges(start.rates), *edges(hurdle.closed)})


def _apart(start: Rates, hurdle: Hurdle, at: End, code: str) -> Fraction:
    """Return how far the two rates of a unit are apart."""
    return abs(rate_at(start.rates, at, code) - rate_at(hurdle.closed, at, code))


def _part(start: Rates, hurdle: Hurdle, at: End, code: str) -> Fraction:
    """Return how far they are apart as a part of the higher."""
    higher = max(rate_at(start.rates, at, code), rate_at(hurdle.closed, at, code))
    return _apart(start, hurdle, at, code) / higher if higher > 0 else Fraction(0)


def _most_part(start: Rates, hurdle: Hurdle, codes: list[str], part: Fraction) -> Fraction:
    """Return which part of the higher the two can be apart in all that they pay.

    Of two tables of one kind that is the part of a unit; else it is known of their ends alone.
    """
    if type(start.rates) is type(hurdle.closed):
        return part
    both = [(rates_of(start.rates, code), rates_of(hurdle.closed, code)) for code in codes]
    pairs = [(min(a), max(b)) for one, other in both for a, b in ((one, other), (other, one))]
    return max(1 - low / high for low, high in pairs if high > 0)


def _most_apart(plan: Plan, start: Rates, hurdle: Hurdle, code: str) -> End:
    """Return how far what both pay can be apart; None without an end, or where edges differ."""
    reach = value_range(plan, start.measure)
    if reach.high is None or start.after is not None or start.prorated is not None:
        return None
    met_ = [edge for edge in _edges(start, hurdle) if edge <= reach.high]
    ends = [x for x in (reach.low, reach.high, *met_) if x is not None]
    return max(
        abs(paid_for(start.rates, x, code, under=u) - paid_for(hurdle.closed, x, code, under=u))
        for x in ends
        for u in (False, True)
    )


def _of_limit(line: PayLine, one: Met, crossed: list[Turn]) -> Iterator[Cliff]:
    most = _lifted(one) if one.key == "cap" else _raised(one)
    parts = [part for _, part in most.values()]
    if parts and max(parts) < LARGE:
        return
    rate = Fraction(line.start.rate) if isinstance(line.start, BaseTimes) else Fraction(1)
    moved = {u: n * (rate if u == OF_BASE else 1) for u, (n, _) in most.items()}
    yield Cliff(
        path=one.path,
        crossing=turning(crossed),
        what=f"the {one.key} begins or ends: {{}}",
        worth={} if line.pool is not None else moved,
        most=True,
        part=max(parts, default=Fraction(1)),
        place=one.limit.place,
        hint=_GENTLER[one.key],
    )


Moved = dict[str, tuple[Fraction, Fraction]]
"""How far a limit moves pay at the most, and which part that is, by what it is counted in."""


def _lifted(one: Met) -> Moved:
    """Return what a cap takes; nothing where what comes to it has no end."""
    found = {}
    for unit, reach in one.before.items():
        edge = edge_of(one.limit, unit)
        if edge is not None and reach.high:
            moved = max(reach.high - edge, Fraction(0))
            found[unit] = moved, moved / reach.high
    return found


def _raised(one: Met) -> Moved:
    """Return what a floor gives, to whoever has the least of what comes to it."""
    found = {}
    for unit in one.limit.amount if isinstance(one.limit, InMoney) else one.before:
        edge, least = edge_of(one.limit, unit), one.before.get(unit, NOT_NEGATIVE).low
        if edge:
            moved = max(edge - (least or 0), Fraction(0))
            found[unit] = moved, moved / edge
    return found
