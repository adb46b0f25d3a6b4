"""Balances on the way from run to run: what an earlier one left, and the tables of this one.

What is taken from an earlier run stands in the run as `inputs/previous_balances.parquet`, so that
nothing outside of the run is needed to reckon it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.balances import NO_OPENINGS, Balances, Openings
from scoring.columns import Int64s, Words
from scoring.errors import IntegrityError, Problem
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.ledger.verify import read_verified
from scoring.outputs.arrow import FROM_MEMORY, decimals, text_array, units_of
from scoring.outputs.previous import Previous
from scoring.outputs.schemas import BALANCES, PREVIOUS_BALANCES, arrow_schema

_READ = ["agent_id", "account", "currency", "origin_period", "closing"]


def openings_in(previous: Previous, agent_ids: Sequence[str]) -> tuple[Openings, tuple[str, ...]]:
    """Read what an earlier run has left in the accounts of all agents.

    Args:
        previous: the run of the period directly before.
        agent_ids: the agents in the plan of the run at hand, in order.

    Returns:
        The balances that are not zero, and the ids of those agents who are in the plan no more.

    Raises:
        IntegrityError: a table that is not the one that was written.
    """
    where = previous.path / BALANCES
    try:
        data = pa.BufferReader(read_verified(previous.path, BALANCES))
        table = pq.read_table(data, columns=_READ, **FROM_MEMORY)
    except (pa.ArrowException, OSError) as error:
        what = "is not a readable Parquet file"
        raise IntegrityError(Problem("unreadable-file", str(where), what, "")) from error
    table = table.filter(pc.not_equal(table["closing"], 0)).combine_chunks()
    if not table.num_rows:
        return NO_OPENINGS, ()
    at = pc.index_in(table["agent_id"], value_set=pa.array(agent_ids, pa.string()))
    agent = pc.fill_null(at, -1).to_numpy().astype(np.int64)
    gone = table["agent_id"].filter(pa.array(agent < 0))
    outside = tuple(sorted(set(gone.to_pylist())))
    place = {who: len(agent_ids) + i for i, who in enumerate(outside)}
    agent[agent < 0] = [place[who] for who in gone.to_pylist()]
    currency = _words(table["currency"])
    units, _ = units_of(table["closing"].combine_chunks())
    openings = Openings(
        agent=agent,
        account=_words(table["account"]),
        currency=currency,
        origin=_words(table["origin_period"]),
        amount_minor=fixed.narrow(units // _step(currency)),
    )
    return openings, outside


def _words(column: Any) -> Words:
    coded = column.combine_chunks().dictionary_encode()
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    return Words(codes, tuple(coded.dictionary.to_pylist()))


def _step(currency: Words) -> Int64s:
    steps = [10 ** (AMOUNT_PLACES - MINOR_PLACES[code]) for code in currency.words]
    return np.array([*steps, 1], np.int64)[currency.codes]


def balances_table(balances: Balances, agent_ids: Sequence[str]) -> Any:
    """Lay out what a run makes of every balance, by agent, account, currency and origin.

    Args:
        balances: the balances.
        agent_ids: the agents in the plan, and behind them those outside who have balances.
    """
    amounts = (balances.opening, balances.added, balances.taken, balances.forfeited)
    return _laid(BALANCES, balances, agent_ids, (*amounts, balances.closing))


def openings_table(openings: Openings, agent_ids: Sequence[str]) -> Any:
    """Lay out what was taken from an earlier run, as the run keeps it; agents as above."""
    return _laid(PREVIOUS_BALANCES, openings, agent_ids, (openings.amount_minor,))


def _laid(
    name: str, rows: Balances | Openings, agent_ids: Sequence[str], amounts: Sequence[Exact]
) -> Any:
    order = _order(rows, agent_ids)
    who = pa.array(agent_ids, pa.string()).take(pa.array(rows.agent[order]))
    words = (text_array(w.taken(order)) for w in (rows.account, rows.currency, rows.origin))
    step = _step(rows.currency.taken(order))
    money = (
        decimals(fixed.multiply(amount[order], step), None, AMOUNT_PLACES, 18, name)
        for amount in amounts
    )
    return pa.Table.from_arrays([who, *words, *money], schema=arrow_schema(name))


def _order(rows: Balances | Openings, agent_ids: Sequence[str]) -> Int64s:
    ids = {who: i for i, who in enumerate(sorted(agent_ids))}
    place = np.array([ids[who] for who in agent_ids], np.int64)
    words = [_ranks(word) for word in (rows.origin, rows.currency, rows.account)]
    return np.lexsort((*words, place[rows.agent]))


def _ranks(words: Words) -> Int64s:
    rank = {word: i for i, word in enumerate(sorted(words.words))}
    return np.array([*(rank[word] for word in words.words), -1], np.int64)[words.codes]
