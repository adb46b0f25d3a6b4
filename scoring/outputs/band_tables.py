"""The table of bands: of rows that went through a curve, how many lie in each band of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Result, Value
from scoring.outputs.arrow import decimals
from scoring.outputs.schemas import PLACES_MAX
from scoring.plan.kinds import Sum
from scoring.plan.lint_curves import places_of
from scoring.plan.model import Plan

Arrays: TypeAlias = Mapping[str, Any]


def banded_measures(plan: Plan) -> dict[str, Sum]:
    """Return the measures whose rows go through a curve, in the order of their names."""
    sums = ((name, m) for name, m in sorted(plan.measures.items()) if isinstance(m, Sum))
    return {name: measure for name, measure in sums if measure.through is not None}


def bands(plan: Plan, result: Result) -> Arrays:
    """Lay out one row for each agent, measure and band in which any of its rows lies."""
    pieces = [
        (name, band, result.values[name], places_of(plan, str(measure.of)) or 0)
        for name, measure in banded_measures(plan).items()
        for band in sorted(result.values[name].bands)
    ]
    items = [_of(value, band, "items") for _, band, value, _ in pieces]
    there = [np.flatnonzero(counts) for counts in items]
    agent = np.concatenate(there)
    which = np.repeat(np.arange(len(pieces)), [at.size for at in there])
    order = np.lexsort([which, agent])
    amounts = [
        fixed.multiply(_of(value, band, "amount")[at], 10 ** (PLACES_MAX - places))
        for (_, band, value, places), at in zip(pieces, there, strict=True)
    ]
    every = pa.array([name for name, *_ in pieces], pa.string())
    agents = pa.array(result.roster.agent_ids, pa.string())
    counts = np.concatenate([counts[at] for counts, at in zip(items, there, strict=True)])
    amount = np.concatenate([fixed.wide(one) for one in amounts])[order]
    known = np.ones(order.size, np.bool_)
    return {
        "agent_id": agents.take(pa.array(agent[order])),
        "measure": every.take(pa.array(which[order])),
        "band": np.array([band for _, band, *_ in pieces], np.int64)[which[order]],
        "items": counts[order],
        "amount": decimals(fixed.narrow(amount), known, PLACES_MAX),
    }


def _of(value: Value, band: int, key: str) -> Exact:
    return value.bands[band][key]
