"""The order of the stages, known here and nowhere else.

`run` is pure: a plan, the measures' values and a roster in, everything that is decided out.
"""

from __future__ import annotations

from scoring.conditions import Numbers
from scoring.flow import Result, Roster, Values
from scoring.plan.model import Plan
from scoring.stages.attainment import attain
from scoring.stages.awards import act, award
from scoring.stages.earnings import earn
from scoring.stages.scores import score
from scoring.stages.standing import stand


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
        lines=earned.lines + awarded.lines,
        awards=awarded.awards,
        actions=act(plan, stored),
        findings=earned.findings + awarded.findings,
    )
