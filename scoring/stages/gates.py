"""Gates that act before there is a score: at measures, then at components, then at groups.

Those of the score, and vetoes, are part of the standing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scoring.flow import Attained, Roster, Values
from scoring.pieces.conditions import Numbers
from scoring.pieces.gates import (
    Closed,
    Limits,
    closing,
    limited_component,
    limited_value,
    limits,
)
from scoring.plan.model import Plan


def gate_values(plan: Plan, roster: Roster, values: Values) -> tuple[Values, Closed]:
    """Apply the gates at measures, which all look at the values before any of them.

    Args:
        plan: the plan.
        roster: the agents.
        values: the values of all measures, rollups among them.

    Returns:
        The values that everything after reads, and where each of these gates has closed.
    """
    closed = closing(plan, "measure", _numbers(roster, values, {}))
    found = limits(plan, "measure", closed)
    gated = {
        name: limited_value(value, found[name], plan.measures[name]) if name in found else value
        for name, value in values.items()
    }
    return (gated if found else values), closed


def gate_components(
    plan: Plan, roster: Roster, values: Values, components: Mapping[str, Attained]
) -> tuple[Mapping[str, Attained], Closed]:
    """Apply the gates at components, which see the values that the measures' gates left."""
    closed = closing(plan, "component", _numbers(roster, values, components))
    found = limits(plan, "component", closed)
    gated = {
        name: limited_component(part, found[name]) if name in found else part
        for name, part in components.items()
    }
    return gated, closed


def gate_groups(
    plan: Plan, roster: Roster, values: Values, components: Mapping[str, Attained]
) -> tuple[Limits, Closed]:
    """Return what the gates at groups do where they have closed, before any group is weighed."""
    closed = closing(plan, "group", _numbers(roster, values, components))
    return limits(plan, "group", closed), closed


def _numbers(roster: Roster, values: Values, components: Mapping[str, Attained]) -> Numbers:
    """Return what may be asked before there is a score; the lint sees to it that nobody asks."""
    n = len(roster.agent_ids)
    nothing, nobody = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool)
    return Numbers(values, components, nothing, nobody, roster, {})
