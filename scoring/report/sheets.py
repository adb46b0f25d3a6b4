"""Everything that a run holds of some agents, table by table: what statements are written from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from scoring.accounts import EXCLUSIONS
from scoring.again.pay_steps import LineSteps
from scoring.outputs.others import Rows
from scoring.outputs.schemas import MEMBERS, POOLS, SEGMENTS
from scoring.report.brief import Brief
from scoring.report.opened import (
    ACTIONS,
    AWARDS,
    BALANCES,
    COMPONENTS,
    GROUPS,
    MEASURES,
    PAYOUTS,
    SEGMENT_COMPONENTS,
    by_agent,
    rows,
)

SEGMENT_MEASURES, SEGMENT_GROUPS = "segment_measures.parquet", "segment_groups.parquet"
ADJUSTMENTS = "inputs/adjustments.parquet"

_WEIGHED = ("effective_weight", "weighted_points", "reason")
_MEASURED = (
    *("measure", "value", "places", "numerator", "denominator", "volume", "status"),
    *(f"excluded_{reason}" for reason in EXCLUSIONS),
)
_SCORED = (
    *("component", "measure", "value", "target", "attainment", "points", "points_before_gates"),
    *_WEIGHED,
)
_GROUPED = ("group", "score", *_WEIGHED)
_COLUMNS: Mapping[str, Sequence[str]] = {
    MEASURES: _MEASURED,
    COMPONENTS: _SCORED,
    GROUPS: _GROUPED,
    SEGMENTS: (
        *("segment", "first_day", "last_day", "days", "team", "region", "score", "weight"),
        "status",
    ),
    SEGMENT_MEASURES: ("segment", *_MEASURED),
    SEGMENT_COMPONENTS: ("segment", *_SCORED),
    SEGMENT_GROUPS: ("segment", *_GROUPED),
    ADJUSTMENTS: ("adjustment_id", "reason"),
    PAYOUTS: ("line", "amount", "currency", "pay_code", "cost_center", "origin"),
    AWARDS: ("name", "reason", "amount", "currency", "origin"),
    ACTIONS: ("name", "reason", "origin"),
    BALANCES: (
        *("account", "currency", "origin_period", "opening", "added", "taken", "forfeited"),
        "closing",
    ),
    MEMBERS: ("line", "group", "currency", "numerator", "denominator", "amount", "odd", "capped"),
}


class Sheet(NamedTuple):
    """The rows of one agent.

    Attributes:
        tables: by the name of the file; no rows where the run has none of the agent.
        agent_id: the agent.
        lines: the way to each pay line of the plan, or why there is none.
        funds: every pool of the run, by line, group and currency.
    """

    tables: Mapping[str, Mapping[str, Rows]]
    agent_id: str
    lines: tuple[LineSteps, ...]
    funds: Mapping[tuple[str, str | None, str], Mapping[str, Any]]

    def rows(self, name: str) -> Sequence[Mapping[str, Any]]:
        """Return the agent's rows of a table."""
        return self.tables[name].get(self.agent_id, ())


def sheets(brief: Brief, agent_ids: Sequence[str]) -> Iterator[Sheet]:
    """Yield the sheets of some agents.

    Args:
        brief: what all statements share.
        agent_ids: increasing.
    """
    if not agent_ids:
        return
    tables = {
        name: by_agent(brief.opened, name, columns, agent_ids) for name, columns in _COLUMNS.items()
    }
    pools = rows(brief.opened, POOLS, ("line", "group", "currency", "fund", "members"))
    funds = {(pool["line"], pool["group"], pool["currency"]): pool for pool in pools}
    everybody = brief.next_tiers.agent_ids
    lines = brief.pay_steps.some([bisect_left(everybody, agent_id) for agent_id in agent_ids])
    for agent_id, own in zip(agent_ids, lines, strict=True):
        yield Sheet(tables, agent_id, own, funds)
