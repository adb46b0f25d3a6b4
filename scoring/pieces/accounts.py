"""The accounts of agents: what falls due in them, and what a run makes of every balance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from scoring.balances import (
    CARRIED,
    EMPLOYED,
    HELD,
    OWED,
    Balances,
    Openings,
    joined_balances,
)
from scoring.columns import Bools, Words, always
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.period import Period, parse_period, period_numbered
from scoring.exact.service import epoch_day
from scoring.flow import Roster
from scoring.pieces.purses import Purses, Sums
from scoring.plan.settlement import Settlement


class Due(NamedTuple):
    """What becomes of balances, in the order of `Openings`: Exact[b] each, 0 where nothing does.

    Attributes:
        released, forfeited: of what is held and falls due, all of the balance is one of them.
    """

    released: Exact
    forfeited: Exact


def due(rule: Settlement, roster: Roster, openings: Openings) -> Due:
    """Find the held balances that fall due in the period."""
    nothing = np.zeros(openings.agent.size, np.int64)
    said = rule.holdback
    if said == "none":
        return Due(nothing, nothing)
    now, origins = roster.period.number, openings.origin
    late = [now - parse_period(word).number >= said.release_after for word in origins.words]
    falls = np.array([*late, False], np.bool_)[origins.codes]
    left = np.isin(openings.agent, roster.settling.left) & (said.release_to == "employed")
    held = openings.amount_minor
    return Due(fixed.where(falls & ~left, held, 0), fixed.where(falls & left, held, 0))


def lost(rule: Settlement, roster: Roster, openings: Openings) -> Exact:
    """Find what agents outside of the plan have forfeited of what is held for them.

    Only what the roster says counts: it names their last day of employment, and that lies before
    the last day of the period in which the share falls due.

    Args:
        rule: the plan's word on it.
        roster: the agents, for a period.
        openings: balances of agents outside of the plan.
    """
    said, nothing = rule.holdback, np.zeros(openings.agent.size, np.int64)
    if said == "none" or said.release_to != "employed":
        return nothing
    days = [_day_due(word, said.release_after, roster.period) for word in openings.origin.words]
    last = [roster.settling.beside.get(who, EMPLOYED) for who in roster.settling.outside]
    left = np.array([*last, EMPLOYED], np.int64)[openings.agent - len(roster.agent_ids)]
    gone = left < np.array([*days, -EMPLOYED], np.int64)[openings.origin.codes]
    return fixed.where(gone, openings.amount_minor, nothing)


def _day_due(origin: str, after: int, period: Period) -> int:
    """Return the last day of the period in which a share falls due, if that is not to come yet."""
    number = parse_period(origin).number + after
    if number > period.number:
        return -EMPLOYED
    return epoch_day(period_numbered(number, period.cycle).end) - 1


def balances_of(
    rule: Settlement, roster: Roster, purses: Purses, sums: Sums, held: Exact
) -> Balances:
    """Return what becomes of the accounts of every purse.

    Args:
        rule: the plan's word on it.
        roster: the agents, for a period.
        purses: the purses.
        sums: their sums.
        held: Exact[p], what is held back in this period.
    """
    lends = rule.draw != "none" and rule.draw.recoverable
    nothing = np.zeros(held.size, np.int64)
    lent = sums.advanced if lends else nothing
    return joined_balances(
        _some(purses, CARRIED, None, (sums.carried, sums.kept, sums.carried)),
        _some(purses, OWED, None, (sums.owed, lent, sums.recovered)),
        _some(purses, HELD, roster.period.name, (nothing, held, nothing)),
    )


def _some(
    purses: Purses, account: str, origin: str | None, amounts: tuple[Exact, Exact, Exact]
) -> Balances:
    """Return the balances of one account that opened with something, or have something added."""
    opening, added, taken = amounts
    rows = np.flatnonzero((opening != 0) | (added != 0))
    none = Words(np.full(rows.size, -1, np.int32), ())
    return Balances(
        agent=purses.agent[rows],
        account=always(account, rows.size),
        currency=purses.currency.taken(rows),
        origin=none if origin is None else always(origin, rows.size),
        opening=opening[rows],
        added=added[rows],
        taken=taken[rows],
        forfeited=np.zeros(rows.size, np.int64),
    )


def held_before(openings: Openings, found: Due) -> Balances:
    """Return what becomes of balances that were held before."""
    rows = np.flatnonzero(openings.account.are(HELD))
    own = openings.taken(rows)
    return _opened(own, found.released[rows], found.forfeited[rows])


def kept_outside(openings: Openings, forfeited: Exact) -> Balances:
    """Return balances of agents who are in the plan no more: what is not forfeited stays."""
    return _opened(openings, np.zeros(openings.agent.size, np.int64), forfeited)


def _opened(own: Openings, taken: Exact, forfeited: Exact) -> Balances:
    words = (own.account, own.currency, own.origin)
    added = np.zeros(own.agent.size, np.int64)
    return Balances(own.agent, *words, own.amount_minor, added, taken, forfeited)


def by_currency(amounts: Exact, currency: Words, rows: Bools) -> Iterator[tuple[str, int, int]]:
    """Yield the code, the count and the sum of some amounts, currency by currency."""
    for code in sorted(currency.words):
        own = amounts[rows & currency.are(code)]
        if own.size:
            yield code, own.size, fixed.sum_of(own)
