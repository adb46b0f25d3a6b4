"""One measure's better values, walked to the nearest that reaches a tier, groups, gates and all.

Whatever reads the measure moves with it; all else stays as it is, the values of others too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any, NamedTuple

from scoring.independent.conditions import attained_at, edges_of, measure_in, met, parts_of
from scoring.independent.curves import edge_of, edges_in
from scoring.independent.gates import level_of
from scoring.independent.readings import override_of, read, readings_of
from scoring.independent.records import Measured, Outcome
from scoring.independent.score import score_agent
from scoring.outputs.explain_alone import Placed, Put, alone, member_alone, placed_by
from scoring.outputs.explain_weights import rules_of
from scoring.outputs.recompute import Recomputed

FAR = 10**9
"""So many units of the measure beyond the last turn, a line that goes on is followed."""
SCANNED = 200
"""So many values are tried one by one where readings pull against each other."""


class State(NamedTuple):
    """What a value of the measure leads to; between two neighbours it changes only in one sense."""

    tier: bool
    points: bool
    conditions: tuple[bool, ...]  # of every gate, each by itself: two together may turn twice


class Nearest(NamedTuple):
    """The nearest value that suffices, in units of its last place; `tried`: all nearer were."""

    units: int | None
    tried: bool = True


def reaches(plan: Any, edge: str, score: Fraction | None) -> bool:
    """Tell whether a score is in the tier that begins at an edge."""
    upper = plan["conventions"]["boundary"] == "upper"
    return score is not None and (score > Fraction(edge) or (upper and score == Fraction(edge)))


@dataclass(frozen=True, slots=True)
class Walk:
    """A measure's better values, in units of its last place, and where each of them leads.

    Attributes:
        found: the agent.
        edge: where the tier begins.
        measure: the measure that changes.
        readers: the components that read it.
        placed: where it is compared with others, how the agent is placed among them.
        known: what the values lead to that were tried already.
    """

    found: Recomputed
    edge: str
    measure: str
    readers: tuple[Any, ...]
    placed: Placed
    known: dict[int, State] = field(default_factory=dict)

    @property
    def said(self) -> Any:
        """What the plan says of the measure."""
        return self.found.plan["measures"][self.measure]

    @property
    def unit(self) -> int:
        """How many units of its last place are one."""
        return int(10 ** int(self.said["places"]))

    @property
    def now(self) -> int:
        """The present value, in units."""
        return int((self.found.outcome.counted[self.measure].value or Fraction(0)) * self.unit)

    def with_units(self, units: int) -> Outcome:
        """Score the agent once more with another value of the measure."""
        out, around, changed = self.found.outcome, self.found.around, self._changed(units)
        who = out.agent["agent_id"]
        everybody = [
            (agent, changed if agent["agent_id"] == who else measures)
            for agent, measures in around.everybody
        ]
        beside = around._replace(everybody=everybody)
        return score_agent(self.found.plan, out.agent, changed, beside)

    def lightly(self, units: int) -> Outcome:
        """Do the same without asking all others for each place among them."""
        found = self.found
        return score_agent(
            self.alone(units), found.outcome.agent, self._changed(units), found.around
        )

    def alone(self, units: int) -> Any:
        """Return the plan with the places among others put in, as they are with a value."""
        return alone(Put(self.found, self.measure, Fraction(units, self.unit), self.placed))

    def points_of(self, component: Any, units: int) -> Fraction:
        """Return the most points that a component has with a value, or the fewest in a worst_of."""
        found = self.found
        put = Put(found, self.measure, Fraction(units, self.unit), self.placed)
        said, agent = member_alone(put, component), found.outcome.agent
        reads = read(found.plan, said, agent, self._changed(units), found.around)
        known = [one.points for one in reads if one.points is not None]
        least = "worst_of" in component
        return (min if least else max)(known, default=Fraction(0))

    def _changed(self, units: int) -> Mapping[str, Measured]:
        """Return the agent's measures with another value of the one that changes."""
        out, value = self.found.outcome, Fraction(units, self.unit)
        own = replace(out.counted[self.measure], value=value, exact=value)
        return {**out.counted, self.measure: own}

    def state(self, units: int) -> State:
        """Return what a value leads to."""
        if units not in self.known:
            self.known[units] = self._state(self.lightly(units))
        return self.known[units]

    def _state(self, out: Outcome) -> State:
        plan = self.found.plan
        reached = reaches(plan, self.edge, out.score), reaches(plan, self.edge, out.ungated)
        early = replace(out, measures=dict(out.counted))  # as the gates at measures see them
        whens = [
            (part, early if level_of(gate) == "measure" else out)
            for gate in plan.get("gates", ())
            for part in parts_of(gate["when"])
        ]
        return State(*reached, tuple(met(plan, w, seen, out.ungated)[0] for w, seen in whens))

    def nearest(self, goal: str) -> Nearest:
        """Return the first better value that reaches the tier, or the points for it."""
        ways = [self._nearest(goal, sign) for sign in self.signs()]
        known = [way for way in ways if way.units is not None]
        if len(known) < len(ways) and not all(way.tried for way in ways):
            return Nearest(None, tried=False)
        return min(known, key=lambda way: abs((way.units or 0) - self.now), default=Nearest(None))

    def signs(self) -> tuple[int, ...]:
        """Return the ways to walk: to more, to less, or to both where neither is better."""
        return {"higher": (1,), "lower": (-1,)}.get(self.said["better"], (1, -1))

    def _nearest(self, goal: str, sign: int) -> Nearest:
        for a, b in pairwise(self.stops(sign)):
            if abs(b - a) > 1 and self._opposed(a, b):
                if abs(b - a) > SCANNED:
                    return Nearest(None, tried=False)
                found = next((n for n in range(a, b + sign, sign) if self._reached(goal, n)), None)
            else:
                found = self._first(goal, a, b)
            if found is not None:  # what is named was tried with all the others beside it
                reached = getattr(self._state(self.with_units(found)), goal)
                return Nearest(found) if reached else Nearest(None, tried=False)
        return Nearest(None)

    def _reached(self, goal: str, units: int) -> bool:
        return bool(getattr(self.state(units), goal))

    def _first(self, goal: str, a: int, b: int) -> int | None:
        """Return the first value after `a`, up to `b`, that reaches the goal, by halving.

        Between two stops each condition changes at most once, so equal ends are equal throughout.
        """
        begin, end = self.state(a), self.state(b)
        if begin == end:
            return None
        if abs(b - a) == 1:
            return b if getattr(end, goal) else None
        middle = (a + b) // 2
        first = self._first(goal, a, middle)
        return self._first(goal, middle, b) if first is None else first

    def _opposed(self, a: int, b: int) -> bool:
        """Tell whether one reading of the measure gains from one value to another and one loses.

        Each by itself only rises or only falls between two stops. What a gate below the score
        makes of it may turn anywhere.
        """
        if gated_below(self.found.plan):
            return True
        signs = {(y > x) - (y < x) for x, y in zip(self._parts(a), self._parts(b), strict=True)}
        return {1, -1} <= signs

    def _parts(self, units: int) -> list[Fraction]:
        """Return the points of every reading of the measure, and what it adds to the score."""
        out = self.lightly(units)
        reads = [one for said in self.readers for one in out.components[said["name"]].reads]
        points = [one.points or Fraction(0) for one in reads if one.measure == self.measure]
        adjusts = rules_of(self.found.plan).get("adjust", ())
        return points + [out.added[a["name"]] for a in adjusts if a["measure"] == self.measure]

    def stops(self, sign: int) -> list[int]:
        """Return the present value and those beyond it at which a curve or a gate may turn."""
        unit, now = self.unit, self.now
        least, most = (None if x is None else x * unit for x in limits(self.found.plan, self.said))
        turns = {n for e in self._edges() for n in range(floor(e * unit) - 1, ceil(e * unit) + 2)}
        turns |= {now + 2 * sign}  # where nothing turns, there still is a way to go
        far = (max(turns) if sign > 0 else min(turns)) + sign * FAR * unit
        turns |= {n for said in self.readers for n in self._places(said, far)}
        turns |= {far} | {
            floor(x) if x == most else ceil(x) for x in (least, most) if x is not None
        }
        beyond = {
            n
            for n in turns
            if (n - now) * sign > 0
            and (least is None or n >= least)
            and (most is None or n <= most)
        }
        return [now, *sorted(beyond, reverse=sign < 0)]

    def _edges(self) -> Iterator[Fraction]:
        """Yield the values at which a curve or a gate turns."""
        found = self.found
        for gate in found.plan.get("gates", ()):
            for part in parts_of(gate["when"]):
                if measure_in(part) == self.measure:
                    yield from edges_of(found.plan, part, found.outcome)
        for said in self.readers:
            reads = found.outcome.components[said["name"]].reads
            for one in (one for one in reads if one.measure == self.measure):
                edges = self._knots(said, one.place)
                if one.on == "value":
                    yield from edges
                elif one.on == "attainment" and one.target is not None:
                    yield from attained_at(self.said["better"], one.target, edges)

    def _knots(self, said: Any, place: int) -> list[Fraction]:
        """Return where the curve of a reading turns, for the agent."""
        curve = override_of(said, self.found.outcome.agent).get("curve")
        curve = curve or readings_of(said)[place]["curve"]
        anchors = self.found.outcome.components[said["name"]].reads[place].anchors
        edges = [edge_of(text, anchors) for text in edges_in(curve)]
        start = edge_of(curve["start_at"], anchors) if "start_at" in curve else None
        return [edge - (start or 0) for edge in edges if edge is not None]

    def _places(self, said: Any, far: int) -> Iterator[int]:
        """Yield the values at which an agent's place among others crosses a turn of its curve."""
        for (name, place), places in self.placed.items():
            if name == said["name"]:
                yield from places.turns(self._knots(said, place), self.unit, self.now, far)


def walk_of(found: Recomputed, edge: str, measure: str, readers: Sequence[Any]) -> Walk:
    """Return the walk of a measure that some components read, toward the edge of a tier."""
    placed = placed_by(found, measure, readers)
    return Walk(found, edge, measure, tuple(readers), placed)


def gated_below(plan: Any) -> bool:
    """Tell whether a plan has gates at measures, components or groups."""
    return any(gate.get("at", "score") != "score" for gate in plan.get("gates", ()))


def limits(plan: Any, measure: Any) -> tuple[Fraction | None, Fraction | None]:
    """Return the lowest and the highest value that a measure can have; None where it has none."""
    if measure["kind"] == "rollup":
        return limits(plan, plan["measures"][measure["of"]])
    if measure["kind"] == "so_far":
        low = None if "opening" in measure else limits(plan, plan["measures"][measure["of"]])[0]
        return (None if low is None or low < 0 else Fraction(0)), None
    if measure["kind"] == "events":
        least, most = measure["least"], measure["most"]
        low, high = (None if x == "none" else Fraction(x) for x in (least, most))
        return low, high
    return _limits_over_rows(plan, measure)


def _limits_over_rows(plan: Any, measure: Any) -> tuple[Fraction | None, Fraction | None]:
    zero, of = Fraction(0), measure.get("of")
    if measure["kind"] in {"share", "kept", "repeat_rate"}:
        return zero, Fraction(measure["per"])
    if measure["kind"] == "ratio":
        checks = (measure["numerator"], measure["denominator"]) == ("checks_passed", "checks_done")
        return (zero, Fraction(measure["per"])) if checks else (None, None)
    if measure["kind"] == "count" or isinstance(of, Mapping) or str(of).endswith("_s"):
        return zero, None
    rating = {"nps": {"lowest": "0", "highest": "10"}} | dict(plan.get("scales", {}))
    if measure["kind"] in {"mean", "quantile"} and of in rating:
        return Fraction(rating[of]["lowest"]), Fraction(rating[of]["highest"])
    return None, None
