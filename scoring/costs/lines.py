"""The most that each pay line can come to: its start, then the steps in their order.

Every step keeps the order of amounts, so that the most of what goes in gives the most of what
comes out: factors, days and shares are not below zero, caps and floors are kept or not, and the one
rounding keeps the order too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s, Words
from scoring.costs import most
from scoring.costs.factors import most_of, most_within
from scoring.costs.lookups import most_looked_up
from scoring.costs.most import Most
from scoring.costs.world import World, may
from scoring.exact import fixed, ratios
from scoring.exact.fixed import Exact
from scoring.exact.money import MINOR_PLACES
from scoring.exact.ratios import Ratios
from scoring.pieces.exchange import converted
from scoring.pieces.filters import agents_pass
from scoring.pieces.prorating import part_of
from scoring.pieces.rates import money_of
from scoring.plan.money_reach import money_range
from scoring.plan.pay import Limit, PayLine, TimesBase
from scoring.plan.paying import converts, multipliers_of, names_currency, rounds_currency
from scoring.plan.proration import ByMeasure
from scoring.plan.starts import BaseTimes, LookupAmounts


class LineMost(NamedTuple):
    """The most that a line can pay those whom it may pay.

    Attributes:
        who: int64[m], the agents, by index.
        minor: Exact[m] in the currency's minor unit; 0 where there is no bound.
        open: bool[m], where there is none.
        currency: text[m].
        why: paths of what has no end, where somebody has no bound.
    """

    who: Int64s
    minor: Exact
    open: np.ndarray
    currency: Words
    why: tuple[str, ...]


def line_most(line: PayLine, world: World) -> LineMost:
    """Return the most of a line for everybody whom it may pay."""
    roster, currency = world.roster, world.roster.columns["currency"]
    who = may(line.when, world).hold & ~currency.are(None)
    if line.where is not None:
        who &= agents_pass(line.where, roster)
    on = world.based
    who &= on.one_currency
    if isinstance(line.start, BaseTimes):
        who &= on.has_base
    unknown = [code for code in currency.words if lacks_rate(line, world, code)]
    line = converted(world.plan, line, roster.rates)
    codes = [code for code in currency.words if _pays_in(line, code)]
    at = np.flatnonzero(who & currency.are(*codes, *unknown))
    amount = started = _start(line, world, codes)
    for step in world.plan.conventions.order:
        amount = _STEPS[step](line, world, amount)
    amount = most.where(currency.are(*unknown), most.the_same(world.size, None), amount)
    own = most.picked(amount, at)
    minor = _rounded(line, world, own.ratio, currency.taken(at))
    why = tuple(_ends(line, world, started)) if own.open.any() else ()
    return LineMost(at, minor, own.open, currency.taken(at), why)


def _ends(line: PayLine, world: World, started: Most) -> Iterator[str]:
    """Yield the paths of what has no end."""
    if started.open.any():
        coefficient = ".coefficient" if isinstance(line.start, BaseTimes) else ""
        yield f"pay.{line.name}.start{coefficient}"
    for multiplier in multipliers_of(line):
        if most_within(multiplier, world).open.any():
            yield f"pay.{line.name}.multipliers.{multiplier.name}"


def lacks_rate(line: PayLine, world: World, code: str) -> bool:
    """Tell whether amounts are converted into a currency by a rate that is not known."""
    asked = code in MINOR_PLACES and converts(world.plan, line, code)
    return asked and code not in world.roster.rates


def _pays_in(line: PayLine, code: str) -> bool:
    return code in MINOR_PLACES and names_currency(line, code) and rounds_currency(line, code)


def stake(line: PayLine, world: World) -> Most:
    """Return base x rate, which `times_base` is a multiple of."""
    if not isinstance(line.start, BaseTimes):
        raise TypeError("the line has no base; the lint refuses `times_base` with it")
    return most.times(
        most.known(world.based.base), most.the_same(world.size, Fraction(line.start.rate))
    )


def _start(line: PayLine, world: World, codes: list[str]) -> Most:
    if isinstance(line.start, BaseTimes):
        return most.times(stake(line, world), most_of(line.start.coefficient, world))
    currency = world.roster.columns["currency"]
    found = most.the_same(world.size, Fraction(0))
    for code in codes:
        found = most.where(currency.are(code), _money(line, world, code), found)
    return found


def _money(line: PayLine, world: World, code: str) -> Most:
    """Return the most that a line starts from in a currency, which it names."""
    if isinstance(line.start, LookupAmounts):
        return most_looked_up(line.start, world, itemgetter(code))
    high = money_range(world.plan, line.start, code, at_target=world.at_target).high
    return most.the_same(world.size, high)


def _multiplied(line: PayLine, world: World, amount: Most) -> Most:
    for multiplier in multipliers_of(line):
        amount = most.times(amount, most_within(multiplier, world))
    return amount


def _capped(line: PayLine, world: World, amount: Most) -> Most:
    for limit in () if line.cap == "none" else line.cap:
        holds = may(limit.when, world).surely
        amount = most.where(holds, most.at_most(amount, _limit(line, world, limit)), amount)
    return amount


def _raised(line: PayLine, world: World, amount: Most) -> Most:
    for limit in () if line.floor == "none" else line.floor:
        holds = may(limit.when, world).hold
        amount = most.where(holds, most.at_least(amount, _limit(line, world, limit)), amount)
    return amount


def _limit(line: PayLine, world: World, limit: Limit) -> Most:
    if isinstance(limit, TimesBase):
        times = most.the_same(world.size, Fraction(limit.times_base))
        return most.times(stake(line, world), times)
    currency = world.roster.columns["currency"]
    if not currency.words:
        return most.the_same(world.size, Fraction(0))
    return most.known(money_of([limit.amount], currency))


def _prorated(line: PayLine, world: World, amount: Most) -> Most:
    if isinstance(line.proration, str):
        return amount
    said, on = line.proration, world.based
    fte = on.fte if isinstance(line.start, BaseTimes) else on.fte_of_days
    if not isinstance(said, ByMeasure):
        part = part_of(said, world.plan, (world.roster, {}), fte)
        return most.times(amount, most.known(part))
    highest = Fraction(max(said.most, said.missing))
    part_most = most.the_same(world.size, highest)
    if said.fte == "apply":
        part_most = most.times(part_most, most.known(fte))
    return most.times(amount, part_most)


_STEPS: dict[str, Callable[[PayLine, World, Most], Most]] = {
    "multipliers": _multiplied,
    "cap": _capped,
    "proration": _prorated,
    "floor": _raised,
}


def _rounded(line: PayLine, world: World, amount: Ratios, currency: Words) -> Exact:
    """Round as the line is rounded, which keeps the order of amounts."""
    words, codes, own = currency.words, currency.codes, line.rounding
    places = np.array([MINOR_PLACES.get(code, 0) for code in words], np.int64)
    if own is None:
        return ratios.rounded(amount, places[codes], world.plan.conventions.rounding)
    steps = [fixed.scaled(own.to.get(c, Decimal(1)), MINOR_PLACES.get(c, 0)) for c in words]
    return ratios.stepped(amount, places[codes], fixed.exact(steps)[codes], own.mode)
