"""The accounts of agents: what falls due in them, and what a run makes of every balance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from scoring.balances import CARRIED, HELD, OWED, Balances, Openings, joined_balances
from scoring.columns import Bools, Words, always
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.period import parse_period
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


def kept_outside(openings: Openings) -> Balances:
    """Return balances that stay as they are, since their agents are in the plan no more."""
    nothing = np.zeros(openings.agent.size, np.int64)
    return _opened(openings, nothing, nothing)


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
