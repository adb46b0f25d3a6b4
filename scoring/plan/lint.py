"""What a plan says against itself: every rule that no single block can check alone."""

from __future__ import annotations

from scoring.errors import Problem
from scoring.plan.model import Plan


def lint(plan: Plan) -> list[Problem]:
    """Return every contradiction in a plan, in the order of the rules."""
    _ = plan
    return []
