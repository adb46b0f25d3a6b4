"""What a run keeps of an earlier one, by agent, as the second calculation takes it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scoring.independent.periods import period_days
from scoring.independent.samples import Prior
from scoring.outputs.others import Rows
from scoring.priors import PRIOR_PLACES
from scoring.priors import Prior as Kept


def earlier_kept(numbers: Rows, won: Rows) -> dict[str, Any]:
    """Return what is kept by agent: the score, measures by name, and awards with their period."""
    found: dict[str, Any] = {}
    for row in (*numbers, *won):
        own = found.setdefault(row["agent_id"], {"score": None, "measures": {}})
        if "award" in row:
            own.setdefault("won", {})[row["award"]] = row["period"]
        elif row["name"] == "score":
            own["score"] = Fraction(row["value"])
        else:
            value = row["value"]  # null: the agent was there, and the total so far is not known
            own["measures"][row["name"]] = None if value is None else Fraction(value)
    return found


def won_with(plan: Any, period: str, agent: Any, awards: list[str]) -> list[tuple[str, str]]:
    """Return the awards whose winners count, with the period in which an agent has won them last.

    Args:
        plan: the run's plan as nested text.
        period: the run's period.
        agent: the agent, with what is kept of an earlier run.
        awards: what the agent wins in this one.
    """
    before = (agent.get("earlier") or {}).get("won") or {}
    counted = [
        said["name"]
        for said in plan.get("awards", ())
        if "cool_down" in said and period_days(said["cool_down"]["since"]) <= period_days(period)
    ]
    last = {name: period if name in awards else before.get(name) for name in counted}
    return sorted((name, when) for name, when in last.items() if when is not None)


def exactly(prior: Kept | None) -> Prior | None:
    """Return a prior as it is kept, in fractions."""
    if prior is None:
        return None
    units = 10**PRIOR_PLACES
    strength = None if prior.strength is None else Fraction(prior.strength, units)
    return Prior(Fraction(prior.mean, units), strength)
