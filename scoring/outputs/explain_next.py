"""What would have reached the next tier: one measure at a time, walked to the nearest such value.

Every value that is named was tried: the agent is scored once more with it, gates and all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any, NamedTuple

from scoring.independent.conditions import attained_at, edges_of, measure_in, met, parts_of
from scoring.independent.numbers import rounded, written
from scoring.independent.records import Outcome
from scoring.independent.score import score_agent
from scoring.outputs.explain_steps import lack
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
    """

    name: str
    measure: str
    unit: str = ""
    now: str | None = None
    then: str | None = None
    points: tuple[str, str, str | None] | None = None
    gates: tuple[str, ...] = ()
    why_not: str = ""

    def __str__(self) -> str:
        """Write it for people."""
        change = f"{self.measure} from {self.now} {self.unit} to {self.then} {self.unit}"
        if self.gates:
            stop = " and ".join(self.gates)
            return f"not by {self.name} alone: {change} gives the points, but {stop} caps the score"
        if self.now is None:
            return f"{self.name}: {self.why_not}"
        if self.then is None:
            return f"not by {self.name} alone: {self.why_not}"
        if self.points is None or Fraction(self.points[0]) >= Fraction(self.points[1]):
            return f"{self.name} alone: {change}"
        now, needed, then = self.points
        enough = "" if needed == then else f", {needed} needed"
        return f"{self.name} alone: {change} ({now} to {then} points{enough})"

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
    above = [b for b in bands if out.score is not None and not _reaches(plan, b["from"], out.score)]
    if not above or out.score is None or out.ungated is None:
        return None
    edge, tier = above[0]["from"], above[0]["gives"]
    enough = _reaches(plan, edge, out.ungated)
    places = int(plan["conventions"]["places"]["score"])
    more = "" if plan["conventions"]["boundary"] == "upper" else "more than "
    missing = None if enough else written(Fraction(edge) - out.ungated, places)
    togo = f"{more}{missing} to go"
    if enough:
        togo = f"the score before the gates, {written(out.ungated, places)}, reaches it"
    ways = tuple(_ways(found, edge))
    lines = (f"tier {tier} begins at {edge}: {togo}", *_stops(found, edge), *map(str, ways))
    return NextTier(tier, edge, missing, lines, ways)


def _reaches(plan: Any, edge: str, score: Fraction) -> bool:
    upper = plan["conventions"]["boundary"] == "upper"
    return score > Fraction(edge) or (upper and score == Fraction(edge))


def _capping(plan: Any, out: Outcome, edge: str) -> dict[str, str]:
    """Return the gates that apply and cap the score below an edge, with their caps."""
    applying = [gate for gate in plan.get("gates", ()) if gate["name"] in out.gates]
    caps = {g["name"]: g["then"]["cap_score"] for g in applying if g["then"] != "veto"}
    return {name: cap for name, cap in caps.items() if not _reaches(plan, edge, Fraction(cap))}


def _stops(found: Recomputed, edge: str) -> Iterator[str]:
    """Yield the gates that apply and would keep the agent from the tier or from its pay."""
    for name, cap in _capping(found.plan, found.outcome, edge).items():
        yield f"{name} stands in the way: score at most {cap}"
    for gate in found.plan.get("gates", ()):
        if gate["name"] in found.outcome.gates and gate["then"] == "veto":
            yield f"{gate['name']} applies: whatever the tier, no pay (veto)"


def _ways(found: Recomputed, edge: str) -> Iterator[Way]:
    components, gates = found.plan["components"], found.plan.get("gates", ())
    scored = [component["measure"] for component in components]
    for component in components:
        name, measure = component["name"], component["measure"]
        if found.outcome.components[name].reason != "scored":
            yield Way(name, measure, why_not=lack(found, component))
        elif scored.count(measure) > 1:
            yield Way(name, measure, why_not="counts in several components, not tried")
        else:
            yield _way(found, edge, measure, component)
    asked = [
        measure_in(part)
        for gate in gates
        if gate["name"] in found.outcome.gates
        for part in parts_of(gate["when"])
    ]
    for measure in dict.fromkeys(asked):
        if measure and measure not in scored and found.outcome.measures[measure].value is not None:
            yield _way(found, edge, measure, None)


def _way(found: Recomputed, edge: str, measure: str, component: Any) -> Way:
    said, places = found.plan["measures"][measure], int(found.plan["measures"][measure]["places"])
    walk = _Walk(found, edge, measure, component)
    name = measure if component is None else component["name"]
    now = written(found.outcome.measures[measure].value or Fraction(0), places)
    way = Way(name, measure, said["unit"], now, points=walk.points(None))
    gates: tuple[str, ...] = ()
    then = walk.nearest("tier")
    if then is None:
        then = None if component is None or walk.state_now().points else walk.nearest("points")
        gates = () if then is None else walk.capping(then)
    if then is None:
        return way._replace(why_not=walk.why_not())
    value = written(Fraction(then, 10**places), places)
    return way._replace(then=value, points=walk.points(then), gates=gates)


class _State(NamedTuple):
    """What a value of the measure leads to; between two neighbours it changes only in one sense."""

    tier: bool
    points: bool
    conditions: tuple[bool, ...]  # of every gate, each by itself: two together may turn twice


@dataclass(frozen=True, slots=True)
class _Walk:
    """One measure's better values, in units of its last place, and where each of them leads."""

    found: Recomputed
    edge: str
    measure: str
    component: Any  # the one that the measure is scored in; None for a measure of gates alone

    def with_units(self, units: int) -> Outcome:
        """Score the agent once more with another value of the measure."""
        found, out = self.found, self.found.outcome
        value = Fraction(units, 10 ** int(found.plan["measures"][self.measure]["places"]))
        other = replace(out.measures[self.measure], value=value, exact=value)
        changed = out.measures | {self.measure: other}
        return score_agent(found.plan, out.agent, changed, found.around)

    def state_now(self) -> _State:
        """Return what the present value leads to."""
        return self.state(self.stops()[0])

    def state(self, units: int) -> _State:
        out, plan = self.with_units(units), self.found.plan
        score, ungated = out.score or Fraction(0), out.ungated or Fraction(0)
        reached = _reaches(plan, self.edge, score), _reaches(plan, self.edge, ungated)
        whens = [part for gate in plan.get("gates", ()) for part in parts_of(gate["when"])]
        return _State(*reached, tuple(met(plan, part, out, out.ungated)[0] for part in whens))

    def capping(self, units: int) -> tuple[str, ...]:
        """Return the gates that keep the score below the tier with another value."""
        return tuple(_capping(self.found.plan, self.with_units(units), self.edge))

    def nearest(self, goal: str) -> int | None:
        """Return the first better value that reaches the tier, or the points for it."""
        for a, b in pairwise(self.stops()):
            found = self._first(goal, a, b)
            if found is not None:
                return found
        return None

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

    def stops(self) -> list[int]:
        """Return the present value and the better ones at which a curve or gate may turn."""
        measure = self.found.plan["measures"][self.measure]
        unit = 10 ** int(measure["places"])
        now = int((self.found.outcome.measures[self.measure].value or Fraction(0)) * unit)
        least, most = (None if x is None else x * unit for x in _limits(self.found.plan, measure))
        turns = {n for e in self._edges() for n in range(floor(e * unit) - 1, ceil(e * unit) + 2)}
        turns |= {floor(x) if x == most else ceil(x) for x in (least, most) if x is not None}
        lower = measure["better"] == "lower"
        better = {
            n
            for n in turns
            if (n < now if lower else n > now)
            and (least is None or n >= least)
            and (most is None or n <= most)
        }
        return [now, *sorted(better, reverse=lower)]

    def _edges(self) -> Iterator[Fraction]:
        """Yield the values at which the curve or a gate turns."""
        found = self.found
        for gate in found.plan.get("gates", ()):
            for part in parts_of(gate["when"]):
                if measure_in(part) == self.measure:
                    yield from edges_of(found.plan, part, found.outcome)
        if self.component is not None:
            curve = self.component["curve"]
            edges = [Fraction(row.get("from", row.get("at"))) for row in _rows(curve)]
            if self.component["on"] == "value":
                yield from edges
            else:
                target = found.outcome.components[self.component["name"]].read.target
                better = found.plan["measures"][self.measure]["better"]
                yield from attained_at(better, target or Fraction(1), edges)

    def points(self, units: int | None) -> tuple[str, str, str | None] | None:
        """Return the component's points now, those it needs, and those with another value."""
        if self.component is None:
            return None
        name = self.component["name"]
        places = int(self.found.plan["conventions"]["places"]["points"])
        now = written(self.found.outcome.components[name].points or Fraction(0), places)
        needed = written(_points_needed(self.found, self.edge, name), places)
        if units is None:
            return now, needed, None
        then = self.with_units(units).components[name].points or Fraction(0)
        return now, needed, written(then, places)

    def why_not(self) -> str:
        """Say why no better value suffices."""
        if self.component is None:
            return "no better value reaches it"
        name = self.component["name"]
        reached = [self.with_units(units).components[name].points for units in self.stops()]
        most = max(points for points in reached if points is not None)
        needed = _points_needed(self.found, self.edge, name)
        if most >= needed:
            return "the gates stand in the way"
        places = int(self.found.plan["conventions"]["places"]["points"])
        return (
            f"{written(needed, places)} points needed, {written(most, places)} is the most it gives"
        )


def _rows(curve: Any) -> Any:
    return curve["bands"] if curve["mode"] == "whole" else curve["points"]


def _points_needed(found: Recomputed, edge: str, name: str) -> Fraction:
    """Return the fewest points of one component with which the rounded score reaches the edge."""
    out, conventions = found.outcome, found.plan["conventions"]
    places, decimals = (int(conventions["places"][key]) for key in ("score", "points"))
    part, unit = out.components[name], 10**decimals
    left = sum((p.weight for p in out.components.values() if p.points is not None), Fraction(0))
    own = part.weight * (part.points or 0)
    rest = sum((p.weight * p.points for p in out.components.values() if p.points), -own)

    def enough(units: int) -> bool:
        total = rest + part.weight * Fraction(units, unit)
        score = rounded(total / left, places, conventions["rounding"])
        return _reaches(found.plan, edge, score)

    exact = (Fraction(edge) * left - rest) / part.weight * unit
    slack = 2 * unit * left / part.weight / 10**places + 2
    low, high = floor(exact - slack), ceil(exact + slack)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return Fraction(high, unit)


def _limits(plan: Any, measure: Any) -> tuple[Fraction | None, Fraction | None]:
    """Return the lowest and the highest value that a measure can have; None where it has none."""
    if measure["kind"] == "rollup":
        return _limits(plan, plan["measures"][measure["of"]])
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
