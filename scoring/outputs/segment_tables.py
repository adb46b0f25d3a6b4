"""The tables of stretches that are scored by themselves: what measures, components and groups are.

In the tables of agents, components and groups of an agent with several stretches are left out:
these have them. Measures stand in both, there over all stretches together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import chosen
from scoring.flow import Result, Segmented
from scoring.outputs.arrow import decimals, text_array
from scoring.outputs.blocks import cut, of_agents
from scoring.outputs.component_tables import at_places_max, components, groups
from scoring.outputs.schemas import PLACES_MAX, SEGMENTS
from scoring.plan.model import Plan

Arrays: TypeAlias = Mapping[str, Any]
Lay: TypeAlias = Callable[[Plan, Result], Arrays]


def segment_tables(plan: Plan, result: Result, measures: Lay) -> dict[str, Iterator[Arrays]]:
    """Lay out what stretches came to, by file name; nothing where no agent has several.

    Args:
        plan: the plan.
        result: what a run decided.
        measures: lays the measures of agents out.
    """
    found = result.segmented
    if found is None:
        return {}
    inner = replace(
        result,
        roster=found.segments.roster,
        values=found.values,
        components=found.components,
        scored=found.scored,
    )
    laid = {
        SEGMENTS: iter([_segments(plan, found)]),
        "segment_measures.parquet": _each(measures, plan, inner, len(found.values)),
        "segment_components.parquet": _each(components, plan, inner, len(plan.parts)),
    }
    if plan.groups:
        laid["segment_groups.parquet"] = _each(groups, plan, inner, len(plan.groups))
    return laid


def without_stretches(result: Result, table: Any) -> Any:
    """Return the rows of a table that are not of agents who have several stretches."""
    if result.segmented is None:
        return table
    ids = result.segmented.segments.roster.agent_ids
    return table.filter(pc.invert(pc.is_in(table["agent_id"], pa.array(ids, pa.string()))))


def _each(lay: Lay, plan: Plan, inner: Result, rows_each: int) -> Iterator[Arrays]:
    found = inner.segmented
    number = np.empty(0, np.int64) if found is None else found.segments.number
    for piece in cut(number.size, rows_each):
        own = pa.array(np.repeat(number[piece.of], rows_each))
        laid = lay(plan, of_agents(inner, piece.of))
        yield piece.of_columns({**laid, "segment": own})


def _segments(plan: Plan, found: Segmented) -> Arrays:
    segments, scored, rule = found.segments, found.scored, plan.segments
    roster, columns = segments.roster, segments.roster.columns
    days = roster.employed_days
    weight = days if rule is None or rule.weigh_by == "days" else np.ones_like(days)
    units = at_places_max(scored.score, plan.conventions.places.score)
    size = segments.of.size
    return {
        "agent_id": roster.agent_ids,
        "segment": pa.array(segments.number),
        "first_day": pa.array(segments.first.astype(np.int32), pa.date32()),
        "last_day": pa.array(segments.last.astype(np.int32), pa.date32()),
        "days": pa.array(days),
        **{name: text_array(columns[name]) for name in ("team", "region", "manager_id", "role")},
        "score": decimals(units, scored.scored, PLACES_MAX),
        "weight": pa.array(np.where(scored.scored, weight, 0)),
        "status": text_array(
            chosen(size, "unscored", (scored.scored, "scored"), (scored.held, "held"))
        ),
    }
