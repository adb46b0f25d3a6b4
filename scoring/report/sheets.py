"""Everything that a run holds of some agents, table by table: what statements are written from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from scoring.accounts import EXCLUSIONS
from scoring.outputs.others import Rows
from scoring.outputs.schemas import MEMBERS, POOLS
from scoring.report.opened import (
    ACTIONS,
    AWARDS,
    BALANCES,
    COMPONENTS,
    GROUPS,
    MEASURES,
    PAYOUTS,
    Opened,
    by_agent,
    rows,
)

_WEIGHED = ("effective_weight", "weighted_points", "reason")
_COLUMNS: Mapping[str, Sequence[str]] = {
    MEASURES: (
        *("measure", "value", "places", "numerator", "denominator", "volume", "status"),
        *(f"excluded_{reason}" for reason in EXCLUSIONS),
    ),
    COMPONENTS: ("component", "measure", "value", "target", "attainment", "points", *_WEIGHED),
    GROUPS: ("group", "score", *_WEIGHED),
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
    """

    tables: Mapping[str, Mapping[str, Rows]]
    agent_id: str

    def rows(self, name: str) -> Sequence[Mapping[str, Any]]:
        """Return the agent's rows of a table."""
        return self.tables[name].get(self.agent_id, ())


def sheets(opened: Opened, agent_ids: Sequence[str]) -> Iterator[Sheet]:
    """Yield the sheets of some agents; quickest where they lie close together.

    Args:
        opened: the run.
        agent_ids: increasing.
    """
    if not agent_ids:
        return
    tables = {
        name: by_agent(opened, name, columns, agent_ids) for name, columns in _COLUMNS.items()
    }
    for agent_id in agent_ids:
        yield Sheet(tables, agent_id)


def funds(opened: Opened) -> Rows:
    """Return the pools of a run."""
    return rows(opened, POOLS)
