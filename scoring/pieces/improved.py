"""What a run has to say of numbers of an earlier run that the plan asks for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scoring.flow import Finding, Roster
from scoring.pieces.conditions import earlier
from scoring.plan.asking import past_numbers
from scoring.plan.model import Plan


def unknown_before(plan: Plan, roster: Roster) -> Iterator[Finding]:
    """Tell that no earlier run was named, or how many agents it has no number of."""
    for name, key in sorted(past_numbers(plan).items()):
        if roster.earlier is None:
            asked = f"who improved in {name}" if key == "improved" else f"for the earlier {name}"
            said = f"the plan asks {asked}, and no earlier run is named (--previous)"
            yield Finding("no-earlier-run", plan.place.file, None, None, name, said)
        elif without := int(np.count_nonzero(~earlier(name, roster)[1])):
            said = f"agents whose {name} in the earlier run is not known: {without}"
            yield Finding("no-earlier-value", plan.place.file, None, None, name, said)
