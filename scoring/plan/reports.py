"""Which measures of a plan are taken together over the reports of an agent, in the plan or not."""

from __future__ import annotations

from scoring.plan.model import Plan


def rolled_over_reports(plan: Plan) -> set[str]:
    """Return the names of the measures that some rollup of the plan takes over `reports`."""
    rolled = (m for m in plan.measures.values() if getattr(m, "over", None) == "reports")
    return {str(getattr(measure, "of", "")) for measure in rolled}
