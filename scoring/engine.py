"""The order of the stages, known here and nowhere else.

`measure` streams facts into values; `run` is pure: a plan, the measures' values and a roster in,
everything that is decided out.
"""

from __future__ import annotations

from collections.abc import Iterable

from scoring.flow import Facts, Fates, Result, Roster, Tally, Values
from scoring.lines import joined_lines
from scoring.pieces.conditions import Numbers
from scoring.plan.model import Plan
from scoring.stages import measures
from scoring.stages.attainment import attain
from scoring.stages.awards import act, award
from scoring.stages.earnings import earn
from scoring.stages.scores import score
from scoring.stages.standing import stand


def measure(plan: Plan, roster: Roster, batches: Iterable[Facts]) -> tuple[Values, Fates]:
    """Measure every agent of a plan over a stream of facts.

    Args:
        plan: the plan.
        roster: its agents for the period.
        batches: the facts, in any order and any split; one batch is held at a time.

    Returns:
        The values, and the rows by file, period and what became of them.
    """
    total = measures.empty(plan, roster)
    for part in _paired(plan, roster, batches):
        total = measures.add(total, part)
    return measures.values(plan, roster, total), total.fates


def run(plan: Plan, values: Values, roster: Roster) -> Result:
    """Score, rank, pay and honour every agent of the roster.

    Gates look at the score before any of them has closed; awards and actions at the one stored.
    """
    components = attain(plan, roster, values)
    scored = score(plan, components)
    before = Numbers(values, components, scored.score, scored.scored)
    standing = stand(plan, roster, scored, before)
    stored = before._replace(score=standing.score)
    earned = earn(plan, roster, values, standing)
    awarded = award(plan, roster, standing, stored)
    return Result(
        roster=roster,
        values=values,
        components=components,
        scored=scored,
        standing=standing,
        payable=earned.payable,
        lines=joined_lines(earned.lines, awarded.lines),
        awards=awarded.awards,
        actions=act(plan, stored),
        findings=earned.findings + awarded.findings,
    )


def _paired(plan: Plan, roster: Roster, batches: Iterable[Facts]) -> list[Tally]:
    """Tally batches and add tallies of like size, so that none is copied once for each batch."""
    waiting: list[tuple[int, Tally]] = []
    for facts in batches:
        size, part = 1, measures.tally(plan, roster, facts)
        while waiting and waiting[-1][0] == size:
            size, part = 2 * size, measures.add(waiting.pop()[1], part)
        waiting.append((size, part))
    return [part for _, part in reversed(waiting)]
