"""What would have reached the next tier: one measure at a time, walked to the nearest such value.

Every value that is named was tried: the agent is scored once more with it, gates and all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.independent.conditions import measure_in, parts_of
from scoring.independent.numbers import written
from scoring.independent.readings import readings_of
from scoring.independent.records import Outcome
from scoring.independent.score import components_in
from scoring.outputs.explain_gates import in_the_way
from scoring.outputs.explain_needed import told_of
from scoring.outputs.explain_readings import lack, lack_of
from scoring.outputs.explain_walk import gated_below, reaches, walk_of
from scoring.outputs.explain_weights import rules_of
from scoring.outputs.recompute import Recomputed


class Way(NamedTuple):
    """What one component, or a measure that only a gate asks for, could do by itself.

    Attributes:
        name: the component, or the measure.
        measure: the measure whose value would change.
        unit: its unit.
        now: its value.
        then: the nearest better value that suffices; None where there is none.
        points: the component's points: now, needed, and with `then`; None for a gate's measure.
        gates: the gates that stand in the way with `then`, where the points would suffice.
        why_not: why nothing is said of it, or why no value suffices.
        several: whether the component reads other measures, too.
    """

    name: str
    measure: str
    unit: str = ""
    now: str | None = None
    then: str | None = None
    points: tuple[str, str, str | None] | None = None
    gates: tuple[str, ...] = ()
    why_not: str = ""
    several: bool = False

    def __str__(self) -> str:
        """Write it for people."""
        who = f"{self.name} ({self.measure})" if self.several else self.name
        change = f"{self.measure} from {self.now} {self.unit} to {self.then} {self.unit}"
        if self.gates:
            stop = " and ".join(self.gates)
            return f"not by {who} alone: {change} gives the points, but {stop} caps the score"
        if self.now is None:
            return f"{who}: {self.why_not}"
        if self.then is None and self.why_not.endswith(" tried"):  # nobody knows whether it would
            return f"{who} alone: {self.why_not}"
        if self.then is None:
            return f"not by {who} alone: {self.why_not}"
        if self.points is None or Fraction(self.points[0]) >= Fraction(self.points[1]):
            return f"{who} alone: {change}"
        now, needed, then = self.points
        enough = "" if needed == then else f", {needed} needed"
        return f"{who} alone: {change} ({now} to {then} points{enough})"

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        now, needed, then = self.points or (None, None, None)
        return {
            "name": self.name,
            "measure": self.measure,
            "unit": self.unit or None,
            "value": self.now,
            "value_needed": None if self.gates else self.then,
            "points": now,
            "points_needed": needed,
            "points_then": None if self.gates else then,
            "gates_in_the_way": list(self.gates),
            "why_not": self.why_not or None,
        }


@dataclass(frozen=True, slots=True)
class NextTier:
    """The next tier, how far it is, what stands in the way and what each measure alone could do."""

    tier: str
    begins_at: str
    missing: str | None
    lines: tuple[str, ...]
    ways: tuple[Way, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        return {
            "tier": self.tier,
            "begins_at": self.begins_at,
            "missing": self.missing,
            "ways": [way.as_json() for way in self.ways],
            "text": list(self.lines),
        }


def next_tier(found: Recomputed) -> NextTier | None:
    """Return what would have reached the next tier; None without a score, or at the highest.

    Tiers by rank and distributions have none: the scores of others decide them, too.
    """
    out, plan = found.outcome, found.plan
    bands = plan["tiers"]["bands"] if plan["tiers"]["mode"] == "whole" else ()
    above = [b for b in bands if out.score is not None and not reaches(plan, b["from"], out.score)]
    if not above or out.score is None or out.ungated is None:
        return None
    edge, tier = above[0]["from"], above[0]["gives"]
    enough = reaches(plan, edge, out.ungated)
    places = int(plan["conventions"]["places"]["score"])
    more = "" if plan["conventions"]["boundary"] == "upper" else "more than "
    missing = None if enough else written(Fraction(edge) - out.ungated, places)
    togo = f"{more}{missing} to go"
    if enough:
        togo = f"the score before the gates, {written(out.ungated, places)}, reaches it"
    ways = tuple(_ways(found, edge))
    lines = (f"tier {tier} begins at {edge}: {togo}", *_stops(found, edge), *map(str, ways))
    return NextTier(tier, edge, missing, lines, ways)


def _capping(plan: Any, out: Outcome, edge: str) -> dict[str, str]:
    """Return the gates that apply and hold the score below an edge, with their caps; void is 0."""
    applying = [g for g in plan.get("gates", ()) if g["name"] in out.gates and "at" in g]
    said = {g["name"]: g["then"] for g in applying if g["at"] == "score"}
    caps = {name: "0" if then == "void" else then["cap"] for name, then in said.items()}
    return {name: cap for name, cap in caps.items() if not reaches(plan, edge, Fraction(cap))}


def _stops(found: Recomputed, edge: str) -> Iterator[str]:
    """Yield the gates that apply and would keep the agent from the tier or from its pay."""
    for name, cap in _capping(found.plan, found.outcome, edge).items():
        yield f"{name} stands in the way: score at most {cap}"
    yield from in_the_way(found)
    for gate in found.plan.get("gates", ()):
        if gate["name"] in found.outcome.gates and gate["then"] == "veto":
            yield f"{gate['name']} applies: whatever the tier, no pay (veto)"


def _ways(found: Recomputed, edge: str) -> Iterator[Way]:
    """Yield what each measure could do: those that are read, those that are added, and gates'."""
    components = [said for _, said in components_in(found.plan["components"])]
    adjusts = rules_of(found.plan).get("adjust", ())
    read = [reading["measure"] for said in components for reading in readings_of(said)]
    scored = dict.fromkeys([*read, *(said["measure"] for said in adjusts)])
    for measure in scored:
        readers = [c for c in components if measure in _measures_of(c)]
        added = [said for said in adjusts if said["measure"] == measure]
        yield _scored_way(found, edge, measure, readers, added)
    asked = [
        measure_in(part)
        for gate in found.plan.get("gates", ())
        if gate["name"] in found.outcome.gates
        for part in parts_of(gate["when"])
    ]
    for measure in dict.fromkeys(asked):
        if measure and measure not in scored and found.outcome.counted[measure].value is not None:
            yield _way(found, edge, Way(measure, measure), None)


def _measures_of(said: Any) -> list[str]:
    return [reading["measure"] for reading in readings_of(said)]


def _scored_way(
    found: Recomputed, edge: str, measure: str, readers: list[Any], added: list[Any]
) -> Way:
    """Return what a measure could do that counts in the score, in whatever places."""
    several = any(set(_measures_of(said)) != {measure} for said in readers)
    way = Way(" and ".join(c["name"] for c in (*readers, *added)), measure, several=several)
    if found.outcome.counted[measure].value is None:
        why = "no value" if not readers else _lack_of(found, readers[0], measure)
        return way._replace(why_not=why)
    moving = [said for said in readers if _moves(found, said, measure)]
    if not moving and not added:
        return way._replace(why_not=_stands(found, readers[0], measure))
    return _way(found, edge, way, moving[0] if len(moving) == 1 and not added else None, moving)


def _moves(found: Recomputed, said: Any, measure: str) -> bool:
    """Tell whether the points of a component go by the measure: one of its readings has points."""
    part = found.outcome.components[said["name"]]
    known = [one for one in part.reads if one.measure == measure and one.points is not None]
    return part.reason == "scored" and bool(known)


def _stands(found: Recomputed, said: Any, measure: str) -> str:
    """Say why a component has no points of its own that a measure could move."""
    part = found.outcome.components[said["name"]]
    if part.reason == "off":
        return "not scored for this agent"
    if any(one.measure == measure and one.points is not None for one in part.reads):
        return lack(found, said)
    return _lack_of(found, said, measure)


def _lack_of(found: Recomputed, said: Any, measure: str) -> str:
    reads = found.outcome.components[said["name"]].reads
    return lack_of(found, said, next(one for one in reads if one.measure == measure))


def _way(
    found: Recomputed, edge: str, way: Way, component: Any, readers: Sequence[Any] = ()
) -> Way:
    """Walk a measure to the nearest value that suffices.

    Args:
        found: the agent.
        edge: where the tier begins.
        way: who it is about.
        component: the one whose points are told; None where there is none, or several move.
        readers: every component that moves with the measure.
    """
    said = found.plan["measures"][way.measure]
    places = int(said["places"])
    walk = walk_of(found, edge, way.measure, readers)
    told = told_of(walk, component)
    now = written(found.outcome.counted[way.measure].value or Fraction(0), places)
    way = way._replace(unit=said["unit"], now=now, points=told.points(None))
    if told.hopeless():
        return way._replace(why_not=told.why_not())
    gates: tuple[str, ...] = ()
    then = walk.nearest("tier")
    if then.units is None and readers and not reaches(found.plan, edge, found.outcome.ungated):
        then = walk.nearest("points") if then.tried else then
        if then.units is not None:
            gates = tuple(_capping(found.plan, walk.with_units(then.units), edge))
    if then.units is None:
        untried = "its readings pull against each other, not tried"
        if gated_below(found.plan):
            untried = "gates turn what it leads to, and not every value was tried"
        why = told.why_not() if then.tried else untried
        return way._replace(why_not=why)
    value = written(Fraction(then.units, 10**places), places)
    return way._replace(then=value, points=told.points(then.units), gates=gates)
