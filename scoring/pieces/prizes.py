"""What winners of an award get: prizes by place, shared where agents are equal, within a budget."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words
from scoring.exact import fixed
from scoring.exact.fixed import INT64_MAX, Exact, Mode
from scoring.exact.money import MINOR_PLACES
from scoring.pieces.reasons import beside, of_codes, of_units
from scoring.plan.recognition import Award, Budget


class Placed(NamedTuple):
    """The winners of an award: where each stands, and in which currency each is paid.

    A run is the agents of a group who are equal; they stand together, by agent id where they
    share.

    Attributes:
        agent: int64[w].
        place: int64[w], the place that each has, from 0.
        run: int64[w], the number of the run that each is in.
        first, size: int64[w], the first place of that run, from 0, and how many are in it.
        currency: text[w], from the roster.
    """

    agent: Int64s
    place: Int64s
    run: Int64s
    first: Int64s
    size: Int64s
    currency: Words


class Money(NamedTuple):
    """What each winner gets.

    Attributes:
        minor: Exact[w] in the currency's minor unit.
        currency: text[w], missing where there is no money.
        said: text[w], how the amount came about, where it is not the prize of the place.
    """

    minor: Exact
    currency: Words
    said: Words


class Over(NamedTuple):
    """All winners of a currency together above the budget of their award, in minor units."""

    currency: str
    cost_minor: int
    budget_minor: int

    def __str__(self) -> str:
        """Say both."""
        cost, most = _said(self.cost_minor, self.currency), _said(self.budget_minor, self.currency)
        return f"{cost} in all, and the budget is {most}"


class _Ladder(NamedTuple):
    """The rungs of an award: equal places one after the other.

    Attributes:
        ends: int64[r], how many places there are up to a rung and with it.
        units: Exact[r * (c + 1)] in minor units: by rung what each of c currencies gets, and 0.
    """

    ends: Int64s
    units: Exact


def prizes(rule: Award, mode: Mode, placed: Placed) -> Money:
    """Return each winner's prize, where the award names it in the winner's currency.

    Without `share` it is the prize of the place that the agent has, which equal agents have alike.
    """
    known = _paid_in(rule, placed.currency)
    ladder = _ladder(rule, known)
    if not ladder.ends.size:
        nothing = np.zeros(placed.agent.size, dtype=np.int64)
        return Money(nothing, known, of_codes(nothing, [""]))
    rung = np.searchsorted(ladder.ends, placed.place, side="right")
    minor = ladder.units[rung * (len(known.words) + 1) + _column(known)]
    whole = Money(minor, known, of_codes(np.zeros(minor.size, np.int64), [""]))
    return _shared(rule, mode, placed, ladder, whole) if rule.ties == "share" else whole


def _paid_in(rule: Award, currency: Words) -> Words:
    """Return the currencies, missing where the award names no amount in one."""
    paid = list(rule.ladder[0].amount) if rule.ladder else []
    return Words(np.where(currency.are(*paid), currency.codes, np.int32(-1)), currency.words)


def _ladder(rule: Award, known: Words) -> _Ladder:
    ends = np.cumsum([prize.places for prize in rule.ladder], dtype=np.int64)
    units = []
    for prize in rule.ladder:
        said = {code: fixed.scaled(x, MINOR_PLACES[code]) for code, x in prize.amount.items()}
        units += [*(said.get(code, 0) for code in known.words), 0]
    return _Ladder(ends, fixed.exact(units))


def _column(known: Words) -> Int64s:
    """Return the column of each currency in a ladder; the last where there is none."""
    return known.codes.astype(np.int64) % (len(known.words) + 1)


# Equal agents who share what the places come to that they have together.


def _shared(rule: Award, mode: Mode, placed: Placed, ladder: _Ladder, whole: Money) -> Money:
    """Split the prizes of the places of equal agents between them, exactly.

    Of k who are equal, the n of one currency share n / k of what these places come to in it,
    rounded once to its minor unit, which changes nothing where all have one currency. Each gets the
    whole units of an equal part, and the first by agent id one of what is left over.
    """
    behind = np.minimum(placed.first + placed.size, ladder.ends[-1])
    at = np.flatnonzero(_uneven(placed, ladder, behind))
    column = _column(whole.currency)[at]
    key = placed.run[at] * (len(whole.currency.words) + 1) + column
    _, first, pool, count = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    one = at[first]
    pooled = _pooled(ladder, placed.first[one], behind[one], column[first])
    total = fixed.divide(fixed.multiply(pooled, count), placed.size[one], mode)
    order = np.argsort(pool, kind="stable")
    turn = np.empty(at.size, dtype=np.int64)
    turn[order] = np.arange(at.size) - (np.cumsum(count) - count)[pool[order]]
    odd = np.zeros(placed.agent.size, dtype=bool)
    odd[at] = turn < (total % count)[pool]
    minor = fixed.wide(whole.minor)
    minor[at] = fixed.wide(total // count)[pool] + odd[at]
    codes = np.full(placed.agent.size, one.size, dtype=np.int64)
    codes[at] = pool
    span = zip(placed.first[one].tolist(), behind[one].tolist(), strict=True)
    sums = _sums(pooled, whole.currency.taken(one)) if rule.prizes else [None] * one.size
    each = zip(span, placed.size[one].tolist(), sums, strict=True)
    texts = [_share_said(*span, equal, come_to) for span, equal, come_to in each]
    said = beside("", [of_codes(codes, [*texts, ""]), _odd_said(odd, whole.currency)])
    return Money(fixed.narrow(minor), whole.currency, said)


def _uneven(placed: Placed, ladder: _Ladder, behind: Int64s) -> Bools:
    """Return bool[w]: the places of the run do not win alike, or are fewer than its agents."""
    rung = np.searchsorted(ladder.ends, placed.first, side="right")
    last = np.searchsorted(ladder.ends, behind, side="left")
    uneven: Bools = (rung != last) | (behind < placed.first + placed.size)
    return uneven


def _pooled(ladder: _Ladder, first: Int64s, behind: Int64s, column: Int64s) -> Exact:
    """Add up the prizes of the places from `first` up to but not `behind`."""
    width = ladder.units.size // ladder.ends.size
    parts = []
    for rung, end in enumerate(ladder.ends.tolist()):
        begin = int(ladder.ends[rung - 1]) if rung else 0
        within = np.minimum(behind, end) - np.maximum(first, begin)
        parts.append(fixed.multiply(ladder.units[rung * width + column], np.maximum(within, 0)))
    return fixed.total(parts)


def _sums(minor: Exact, currency: Words) -> list[str | None]:
    pairs = zip(minor.tolist(), currency, strict=True)
    return [None if code is None else _said(units, code) for units, code in pairs]


def _share_said(first: int, behind: int, equal: int, come_to: str | None) -> str:
    """Say which places are shared; of a ladder also what they come to."""
    places = behind - first
    if come_to is None:
        return f"; the money of {places} place{'s' if places > 1 else ''} shared by {equal}"
    span = f"place {behind}" if places == 1 else f"places {first + 1} to {behind}"
    return f"; the prize{'s' if places > 1 else ''} of {span}, {come_to}, shared by {equal}"


def _odd_said(odd: Bools, currency: Words) -> Words:
    """Name whoever got the odd unit."""
    texts = [f", an odd {_said(1, code)} by agent id" for code in currency.words]
    return of_codes(np.where(odd, currency.codes, len(texts)), [*texts, ""])


def _said(minor: int, currency: str) -> str:
    return f"{fixed.text(minor, MINOR_PLACES.get(currency, 0))} {currency}"


# A budget, which all winners of an award keep together.


def within(budget: Budget | None, money: Money, agent: Int64s) -> tuple[Money, list[Over]]:
    """Return the money within a budget, and in which currencies it was more.

    Every amount of such a currency is cut in proportion, so that they come to the budget: each
    gets the whole units of its part, and the largest remainders one of those left over, equal
    ones by agent id (Hamilton's method). Where the budget refuses, nothing is cut.
    """
    if budget is None:
        return money, []
    minor, over = fixed.wide(money.minor), []
    texts, codes = [""], np.zeros(agent.size, dtype=np.int64)
    for code, amount in budget.amount.items():
        own = np.flatnonzero(money.currency.are(code))
        cost = fixed.sum_of(money.minor[own])
        found = Over(code, cost, fixed.scaled(amount, MINOR_PLACES[code]))
        if cost <= found.budget_minor:
            continue
        over.append(found)
        own = own[np.argsort(agent[own], kind="stable")]
        minor[own], odd = _cut(money.minor[own], found)
        said = _cut_said(money.minor[own], odd, found)
        codes[own] = said.codes + len(texts)
        texts += said.words
    if not over or budget.over == "refuse":
        return money, over
    said = beside("", [money.said, of_codes(codes, texts)])
    return Money(fixed.narrow(minor), money.currency, said), over


def _cut(minor: Exact, over: Over) -> tuple[Exact, Bools]:
    """Return amounts that come to the budget, and who got one of the units left over."""
    parts = fixed.multiply(minor, over.budget_minor)
    parts = fixed.wide(parts) if over.cost_minor > INT64_MAX else parts
    each = parts // over.cost_minor
    rest = parts - each * over.cost_minor
    left = over.budget_minor - fixed.sum_of(each)
    odd = np.zeros(minor.size, dtype=bool)
    odd[np.argsort(-rest, kind="stable")[:left]] = True
    return each + odd, odd


def _cut_said(before: Exact, odd: Bools, over: Over) -> Words:
    unit = f", an odd {_said(1, over.currency)} by the largest remainder"
    cut = of_units(before, lambda units: f"; cut from {_said(units, over.currency)}: {over}")
    return beside("", [cut, of_codes(odd.astype(np.int64), ["", unit])])
