"""What a run has to say of numbers that are compared with those of an earlier run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scoring.flow import Finding, Roster
from scoring.pieces.conditions import earlier
from scoring.plan.asking import numbers
from scoring.plan.model import Plan


def unknown_before(plan: Plan, roster: Roster) -> Iterator[Finding]:
    """Tell that no earlier run was named, or how many agents it has no number of."""
    asked = sorted({block.improved for _, block in numbers(plan) if block.improved is not None})
    for name in asked:
        if roster.earlier is None:
            said = f"the plan asks who improved in {name}, and no earlier run is named (--previous)"
            yield Finding("no-earlier-run", plan.place.file, None, None, name, said)
        elif without := int(np.count_nonzero(~earlier(name, roster)[1])):
            said = f"agents whose {name} in the earlier run is not known: {without}"
            yield Finding("no-earlier-value", plan.place.file, None, None, name, said)
