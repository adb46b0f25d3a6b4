"""Which measures of a plan are taken together over the reports of an agent, in the plan or not."""

from __future__ import annotations

from scoring.plan.model import Plan
from scoring.plan.rollups import Rollup


def rolled_over_reports(plan: Plan) -> set[str]:
    """Return the names of the measures that some rollup of the plan takes over `reports`."""
    return {
        measure.of
        for measure in plan.measures.values()
        if isinstance(measure, Rollup) and measure.over == "reports"
    }
