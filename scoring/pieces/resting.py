"""Who is not in the race for an award, having won it in one of the periods right before."""

from __future__ import annotations

import numpy as np

from scoring.columns import Bools
from scoring.exact.period import parse_period
from scoring.flow import Roster
from scoring.plan.past import begun
from scoring.plan.recognition import Award


def resting(rule: Award, roster: Roster) -> Bools:
    """Return bool[n]: who has won an award in one of the periods of its cool-down.

    In the period that begins the cool-down nobody has, whatever an earlier run says.
    """
    rest = np.zeros(len(roster.agent_ids), dtype=bool)
    winners = roster.earlier.winners if roster.earlier else None
    if rule.cool_down is None or winners is None or not begun(rule.cool_down.since, roster.period):
        return rest
    ago = [roster.period.number - parse_period(word).number for word in winners.period.words]
    lately = np.array([*(n <= rule.cool_down.periods for n in ago), False])
    here = winners.award.are(rule.name) & (winners.agent >= 0) & lately[winners.period.codes]
    rest[winners.agent[here]] = True
    return rest
