"""Results once more: a number of the company, of a region or of a team, for whoever is there."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from scoring.independent.measures import measured
from scoring.independent.records import Measured
from scoring.independent.rows import Tree


def results_of(plan: Tree, agent: Tree, rows: Sequence[Tree]) -> dict[str, Measured]:
    """Return the measures of an agent that are results.

    Args:
        plan: the plan as nested text.
        agent: the agent, with region and team.
        rows: level, level_id, name and value of every result there is.
    """
    found = {}
    for name, measure in plan["measures"].items():
        if measure["kind"] == "result":
            found[name] = Measured(None, None, 0, {}, "not_given")
            for row in rows:
                if (row["level"], row["name"]) != (measure["per"], measure["result"]):
                    continue
                if row["level"] == "all" or row["level_id"] == agent[row["level"]]:
                    found[name] = measured(plan, measure, Fraction(row["value"]), 1, {})
    return found
