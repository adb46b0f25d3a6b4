"""The tables of pools: what became of each fund, and who shared in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from scoring.columns import Int64s, Words
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.flow import Result
from scoring.outputs.arrow import decimals, text_array, whole_texts
from scoring.outputs.blocks import cut
from scoring.outputs.schemas import MEMBERS, POOLS
from scoring.pools import Shared

Arrays: TypeAlias = Mapping[str, Any]


def pool_tables(result: Result) -> dict[str, Iterator[Arrays]]:
    """Lay out the pools and their members, by file name; nothing where the plan has none."""
    if result.shared is None:
        return {}
    return {POOLS: _pools(result.shared), MEMBERS: _members(result, result.shared)}


def _pools(shared: Shared) -> Iterator[Arrays]:
    """Yield the pools by line, group and currency."""
    pools = shared.pools
    order = np.argsort(_ranks(pools.line), kind="stable")  # within a line they are in order
    for piece in cut(order.size):
        rows = order[piece.of]
        currency = pools.currency.taken(rows)
        yield {
            "line": text_array(pools.line.taken(rows)),
            "group": text_array(pools.group.taken(rows)),
            "currency": text_array(currency),
            "fund": amounts(pools.fund[rows], currency),
            "members": pa.array(pools.members[rows]),
            "shared": amounts(pools.shared[rows], currency),
            "returned": amounts(pools.returned[rows], currency),
            "odd_units": pa.array(pools.odd[rows]),
        }


def _members(result: Result, shared: Shared) -> Iterator[Arrays]:
    """Yield who shares in a pool, by agent and line."""
    pools, members, ids = shared.pools, shared.members, result.roster.agent_ids
    line = pools.line.taken(members.pool)
    order = np.lexsort((_ranks(line), members.agent))
    for piece in cut(order.size):
        rows = order[piece.of]
        pool = members.pool[rows]
        currency = pools.currency.taken(pool)
        yield {
            "agent_id": [ids[agent] for agent in members.agent[rows].tolist()],
            "line": text_array(line.taken(rows)),
            "group": text_array(pools.group.taken(pool)),
            "currency": text_array(currency),
            "numerator": whole_texts(members.share[rows]),
            "denominator": whole_texts(members.under[rows]),
            "amount": amounts(members.amount[rows], currency),
            "odd": pa.array(members.odd[rows]),
            "capped": pa.array(members.capped[rows]),
        }


def _ranks(words: Words) -> Int64s:
    """Return the place of each word in the order of words."""
    rank = {word: i for i, word in enumerate(sorted(words.words))}
    return np.array([*(rank[word] for word in words.words), -1], dtype=np.int64)[words.codes]


def amounts(minor: Exact, currency: Words) -> Any:
    """Return amounts as decimal128(18, 4), null where there is no money."""
    up = [10 ** (AMOUNT_PLACES - MINOR_PLACES.get(code, 0)) for code in currency.words]
    factor = np.array([*up, 0], np.int64)[currency.codes]
    return decimals(fixed.multiply(minor, factor), currency.codes >= 0, AMOUNT_PLACES, 18)
