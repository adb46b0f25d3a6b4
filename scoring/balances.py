"""Balances of agents, as they go from run to run, and what is adjusted beside a plan.

An account holds what is not paid now: `carried` (a sum below zero, or too small to pay), `held`
(a share held back, by the period in which it was) and `owed` (what a recoverable draw has
advanced). Amounts are in minor units of their currency; two currencies are never added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from scoring.columns import Int64s, Words, joined, words_of
from scoring.exact import fixed
from scoring.exact.fixed import Exact, exact

CARRIED, HELD, OWED = ACCOUNTS = ("carried", "held", "owed")
EMPLOYED = 10**9
"""A day after every other: the roster names no last day of employment."""
SETTLED = ":"
"""Lines that settlement adds have it in their names, and no line that is earned has."""


@dataclass(frozen=True, slots=True, eq=False)
class Openings:
    """What an earlier run has left in the accounts of agents, a balance an element.

    Attributes:
        agent: int64[b], the agent's index; those outside of the plan go on behind it.
        account: text[b], one of `ACCOUNTS`.
        currency: text[b].
        origin: text[b], the period in which it was held; missing in other accounts.
        amount_minor: Exact[b], never zero.
    """

    agent: Int64s
    account: Words
    currency: Words
    origin: Words
    amount_minor: Exact

    def taken(self, rows: Int64s) -> Openings:
        """Return some of them, in the order of `rows`."""
        return Openings(
            self.agent[rows],
            self.account.taken(rows),
            self.currency.taken(rows),
            self.origin.taken(rows),
            self.amount_minor[rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Balances:
    """What a run makes of the accounts: opening + added - taken - forfeited = closing.

    Attributes:
        agent, account, currency, origin: as of `Openings`.
        opening, added, taken, forfeited: Exact[b].
    """

    agent: Int64s
    account: Words
    currency: Words
    origin: Words
    opening: Exact
    added: Exact
    taken: Exact
    forfeited: Exact

    @property
    def closing(self) -> Exact:
        """Return Exact[b], what the next run opens with."""
        gone = fixed.add(self.taken, self.forfeited)
        return fixed.add(fixed.add(self.opening, self.added), fixed.multiply(gone, -1))


@dataclass(frozen=True, slots=True, eq=False)
class Adjustments:
    """Amounts that somebody decided on beside the plan, for agents in it.

    Attributes:
        agent: int64[a], the agent's index.
        name: text[a], its id in the table, each once.
        amount_minor: Exact[a], below zero to take back.
        currency: text[a].
        pay_code: text[a], missing where the row names none.
    """

    agent: Int64s
    name: Words
    amount_minor: Exact
    currency: Words
    pay_code: Words


class Settling(NamedTuple):
    """What settlement takes from outside of the run.

    Attributes:
        adjustments: those of the period.
        openings: what the earlier run has left.
        outside: ids of agents outside of the plan who have balances, in order.
        left: int64, agents in the plan who are not employed on the period's last day.
        beside: agents on the roster who are not in the plan: the last day of employment that it
            names, counted from 1970-01-01, or `EMPLOYED`.
    """

    adjustments: Adjustments
    openings: Openings
    outside: tuple[str, ...] = ()
    left: Int64s = np.zeros(0, np.int64)
    beside: Mapping[str, int] = MappingProxyType({})


_NONE = np.zeros(0, np.int64)
NO_WORDS = words_of(())
NO_ADJUSTMENTS = Adjustments(_NONE, NO_WORDS, _NONE, NO_WORDS, NO_WORDS)
NO_OPENINGS = Openings(_NONE, NO_WORDS, NO_WORDS, NO_WORDS, _NONE)
NOTHING_TO_SETTLE = Settling(NO_ADJUSTMENTS, NO_OPENINGS)


def openings_of(rows: list[tuple[int, str, str, str | None, int]]) -> Openings:
    """Hold balances as columns: agent, account, currency, origin and amount of each."""
    agent, account, currency, origin, amount = zip(*rows, strict=True) if rows else ((),) * 5
    words = words_of(account), words_of(currency), words_of(origin)
    return Openings(np.array(agent, np.int64), *words, exact(amount))


def adjustments_of(rows: list[tuple[int, str, int, str, str | None]]) -> Adjustments:
    """Hold adjustments as columns: agent, id, amount, currency and pay code of each."""
    agent, name, amount, currency, code = zip(*rows, strict=True) if rows else ((),) * 5
    money = exact(amount), words_of(currency), words_of(code)
    return Adjustments(np.array(agent, np.int64), words_of(name), *money)


def joined_balances(*parts: Balances) -> Balances:
    """Put balances one after the other."""
    columns: dict[str, Any] = {}
    for name in (field.name for field in fields(Balances)):
        several = [getattr(part, name) for part in parts]
        whole = isinstance(several[0], Words)
        columns[name] = joined(several) if whole else np.concatenate(several)
    return Balances(**columns)
