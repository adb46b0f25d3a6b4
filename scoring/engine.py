"""The order of the stages, known here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scoring.flow import Facts, Roster, Tally, Values
from scoring.plan.model import Plan
from scoring.stages import measures


def measure(
    plan: Plan, roster: Roster, batches: Iterable[Facts]
) -> tuple[Values, Mapping[str, int]]:
    """Measure every agent of a plan over a stream of facts.

    Args:
        plan: the plan.
        roster: its agents for the period.
        batches: the facts, in any order and any split; one batch is held at a time.

    Returns:
        The values, and the rows by what became of them.
    """
    total = measures.empty(plan, roster)
    for part in _paired(plan, roster, batches):
        total = measures.add(total, part)
    return measures.values(plan, roster, total), total.rows


def _paired(plan: Plan, roster: Roster, batches: Iterable[Facts]) -> list[Tally]:
    """Tally batches and add tallies of like size, so that none is copied once for each batch."""
    waiting: list[tuple[int, Tally]] = []
    for facts in batches:
        size, part = 1, measures.tally(plan, roster, facts)
        while waiting and waiting[-1][0] == size:
            size, part = 2 * size, measures.add(waiting.pop()[1], part)
        waiting.append((size, part))
    return [part for _, part in reversed(waiting)]
