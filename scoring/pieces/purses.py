"""Purses: an agent and a currency, and what is due in each of them.

Two currencies never meet, so that whoever has lines in two has two purses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from scoring.balances import CARRIED, OWED, Openings
from scoring.columns import Bools, Int64s, Words, joined
from scoring.exact import fixed
from scoring.exact.fixed import INT64_MAX, Exact
from scoring.exact.money import MINOR_PLACES
from scoring.plan.settlement import Draw, Settlement


class Purses(NamedTuple):
    """Agents and currencies that have anything to settle, p of them, by agent and currency.

    Attributes:
        agent: int64[p].
        currency: text[p].
        sets: for each set of rows that was asked about, the purse of each row.
    """

    agent: Int64s
    currency: Words
    sets: list[Int64s]


class Sums(NamedTuple):
    """The sums of every purse: Exact[p] each, in minor units.

    Attributes:
        owed: what earlier draws have advanced.
        carried: what an earlier run has carried over.
        gross: what is due before the draw.
        advanced, recovered: what the draw adds and takes back.
        kept: what is carried to the next period.
    """

    owed: Exact
    carried: Exact
    gross: Exact
    advanced: Exact
    recovered: Exact
    kept: Exact

    @property
    def drawn(self) -> Exact:
        """Return what is due after the draw, whether or not it is paid now."""
        return fixed.total([self.gross, self.advanced, fixed.multiply(self.recovered, -1)])


def purses_of(rows: Sequence[tuple[Int64s, Words]]) -> Purses:
    """Find the purse of every row: rows are given as agents and currencies, set by set."""
    words = joined([currency for _, currency in rows])
    codes = sorted(words.words)
    rank = {word: i for i, word in enumerate(codes)}
    place = np.array([rank[word] for word in words.words], np.int64)
    agents = np.concatenate([agent for agent, _ in rows])
    count = max(len(codes), 1)
    key = agents * count + place[words.codes]
    there = np.zeros((int(agents.max()) + 1) * count if agents.size else 0, np.bool_)
    there[key] = True  # agents are numbered from zero, so that nothing needs to be sorted
    agent, code = np.divmod(np.flatnonzero(there), count)
    where = (np.cumsum(there) - 1)[key]
    ends = np.cumsum([whose.size for whose, _ in rows[:-1]])
    return Purses(agent, Words(code.astype(np.int32), tuple(codes)), np.split(where, ends))


def sums_of(purse: Int64s, amount: Exact, size: int) -> Exact:
    """Add amounts up by purse, in Python integers where a sum could wrap."""
    safe = amount.dtype == np.int64 and amount.size * fixed.largest(amount) <= INT64_MAX
    sums: Exact = np.zeros(size, np.int64 if safe else object)
    np.add.at(sums, purse, amount)
    return fixed.narrow(sums)


def left_in(account: str, openings: Openings, purse: Int64s, size: int) -> Exact:
    """Return Exact[p]: what earlier runs have left in an account."""
    rows = np.flatnonzero(openings.account.are(account))
    return sums_of(purse[rows], openings.amount_minor[rows], size)


def in_minor(amounts: Mapping[str, Decimal], currency: Words) -> Exact:
    """Return the amount in each purse's currency, 0 where the plan names none."""
    units = {code: fixed.scaled(amount, MINOR_PLACES[code]) for code, amount in amounts.items()}
    return fixed.exact([*(units.get(word, 0) for word in currency.words), 0])[currency.codes]


def settled(
    rule: Settlement, purses: Purses, drawing: Int64s, due: Exact, left: Mapping[str, Exact]
) -> Sums:
    """Take what is due in every purse through the draw, and keep what is not to be paid now.

    Args:
        rule: the plan's word on it.
        purses: the purses.
        drawing: the purses that have a draw.
        due: Exact[p], what is earned, adjusted, held back and released.
        left: by account, what an earlier run has left.
    """
    owed, carried = left[OWED], left[CARRIED]
    gross = fixed.add(due, carried)
    nothing = np.zeros(gross.size, np.int64)
    sums = Sums(owed, carried, gross, nothing, nothing, nothing)
    if rule.draw != "none":
        entitled = np.zeros(gross.size, np.bool_)
        entitled[drawing] = True
        sums = _drawn(rule.draw, entitled, in_minor(rule.draw.amount, purses.currency), sums)
    result = sums.drawn
    keep = below_zero(result) & (rule.negative == "carry")
    if rule.minimum != "none":
        least = in_minor(rule.minimum.amount, purses.currency)
        keep |= truth(result > 0) & truth(result < least)
    return sums._replace(kept=fixed.where(keep, result, 0))


def _drawn(rule: Draw, entitled: Bools, draw: Exact, sums: Sums) -> Sums:
    """Add the draw where less is due, else take back what is owed from what is due beyond it.

    What a guarantee pays is never owed; it makes up from zero, and forgives nothing below.
    """
    base = sums.gross
    if not rule.recoverable:
        base = fixed.where(below_zero(base), np.zeros(base.size, np.int64), base)
    short = fixed.add(draw, fixed.multiply(base, -1))
    sums = sums._replace(advanced=fixed.where(entitled & truth(short > 0), short, 0))
    if not rule.recoverable:
        return sums
    spare = fixed.multiply(short, -1)
    most = fixed.where(truth(spare < sums.owed), spare, sums.owed)
    return sums._replace(recovered=fixed.where(entitled & truth(spare > 0), most, 0))


def below_zero(amounts: Exact) -> Bools:
    """Return bool[p]: less than nothing."""
    return truth(amounts < 0)


def truth(compared: Bools) -> Bools:
    """Return a comparison as bools: of Python integers it is an array of objects."""
    found: Bools = compared.astype(np.bool_)
    return found
