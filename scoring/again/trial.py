"""What other values of one measure would lead to, for many agents at once, all else as it is.

The engine's own stages score them. Components that do not read the measure stay as they are, and so
do the places of agents among others, and what is rolled up from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from scoring import engine
from scoring.again.reach import Led
from scoring.columns import Bools, Column, Int64s, Words, always
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Attained, Roster, Value, Values
from scoring.pieces.reports import earlier_taken
from scoring.plan.asking import within
from scoring.plan.model import Plan


@dataclass(frozen=True, slots=True)
class Agents:
    """Agents as far as their scores go, of whom some can be taken any number of times.

    Attributes:
        plan: the plan.
        roster: the agents.
        values: measures, before the gates at them.
        attained: components, before the gates at them.
        least: Exact[n], the lowest score that reaches the next tier, in units of its places.
    """

    plan: Plan
    roster: Roster
    values: Values
    attained: Mapping[str, Attained]
    least: Exact

    def taken(self, at: Int64s) -> Agents:
        """Return some of the agents, each as often as it is named."""
        return Agents(
            plan=self.plan,
            roster=some_of(self.roster, at),
            values={name: _some_values(value, at) for name, value in self.values.items()},
            attained={name: _some_points(part, at) for name, part in self.attained.items()},
            least=self.least[at],
        )

    def only(self, measures: frozenset[str]) -> Agents:
        """Leave out the values that no score goes by, once these are all that changes."""
        asked = {*_always_read(self.plan), *measures}
        for part in self.plan.parts:
            own = {said.measure for said in part.readings}
            asked |= own if own & measures else set()
        return replace(self, values={n: value for n, value in self.values.items() if n in asked})


class Came(NamedTuple):
    """What values come to.

    Attributes:
        reached: bool[n], the stored score is in the next tier.
        enough: bool[n], the score before the gates at it is.
        points: by component, Exact[n] in units of its places, after the gates at it.
    """

    reached: Bools
    enough: Bools
    points: Mapping[str, Exact]


def with_values(agents: Agents, led: Led, name: str, units: Exact) -> Came:
    """Score agents once more with other values of a measure.

    Args:
        agents: the agents; the measure of each is known.
        led: what the measure leads to.
        name: the measure.
        units: Exact[n], the values, in units of its last place.
    """
    own = replace(agents.values[name], units=units, known=np.ones(units.size, np.bool_))
    known = {n: part for n, part in agents.attained.items() if n not in led.moved}
    return _came(agents, {**agents.values, name: own}, known)


def with_points(agents: Agents, name: str, points: Exact) -> Came:
    """Score agents once more with other points of a component, before the gates at it."""
    own = replace(agents.attained[name], points=points)
    return _came(agents, agents.values, {**agents.attained, name: own})


def _came(agents: Agents, values: Values, known: Mapping[str, Attained]) -> Came:
    plan, roster = agents.plan, agents.roster
    found = engine.weigh(plan, values, roster, known)
    score, scored = engine.gated(plan, roster, found).score, found.scored
    return Came(
        reached=scored.scored & np.asarray(score >= agents.least, bool),
        enough=scored.scored & np.asarray(scored.score >= agents.least, bool),
        points={name: part.points for name, part in found.components.items()},
    )


def _always_read(plan: Plan) -> set[str]:
    """Return the measures that gates ask for and that are added to the score."""
    leaves = [part for gate in plan.gates for _, part in within("", gate.when)]
    asked = {n for part in leaves for n in (part.measure, part.attainment, part.volume) if n}
    asked |= {part.improved for part in leaves if part.improved not in (None, "score")}
    asked |= {gate.part for gate in plan.gates if gate.level == "measure"}
    return asked | {a.measure for a in (() if plan.score is None else plan.score.adjust)}


def some_of(roster: Roster, at: Int64s) -> Roster:
    """Return what scores go by of some agents, each as often as it is named."""
    ids, earlier = roster.agent_ids, roster.earlier
    return replace(
        roster,
        agent_ids=tuple(ids[i] for i in at.tolist()),
        columns={name: words.taken(at) for name, words in roster.columns.items()},
        numbers={name: _some_column(column, at) for name, column in roster.numbers.items()},
        targets={key: (units[at], known[at]) for key, (units, known) in roster.targets.items()},
        earlier=None if earlier is None else earlier_taken(earlier, at),
        fte=roster.fte[at],
        employed_days=roster.employed_days[at],
        served={key: (days[at], most) for key, (days, most) in roster.served.items()},
        segments=None,
        beside=None,
        given={},
    )


def _some_column(column: Column, at: Int64s) -> Column:
    return replace(column, values=column.values[at], known=column.known[at])


def _some_values(value: Value, at: Int64s) -> Value:
    """Return the values of some agents, without what stands behind them, which no score reads."""
    units = fixed.narrow(value.units[at])
    return Value(
        units=units,
        known=value.known[at],
        status=always("", units.size),
        numerator=units,
        denominator=units,
        volume=value.volume[at],
        excluded={},
    )


def _some_points(part: Attained, at: Int64s) -> Attained:
    """Return the points of some agents, without what they were read from, which no score reads."""
    nothing, no = np.zeros(at.size, np.int64), np.zeros(at.size, np.bool_)
    return Attained(
        decided=nothing,
        places=part.places,
        value=nothing,
        value_known=no,
        target=nothing,
        target_known=no,
        attainment_num=nothing,
        attainment_den=nothing,
        attainment_known=no,
        relative_num=nothing,
        relative_den=nothing,
        relative_known=no,
        points=part.points[at],
        points_places=part.points_places,
        counts=part.counts[at],
        reason=Words(part.reason.codes[at], part.reason.words),
    )
