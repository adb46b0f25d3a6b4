"""How a component reads a measure, in words: the value, its attainment, or its place among others.

A reading that compares the agent with others says so, as then others decide with it.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any, NamedTuple

from scoring.independent.laid import Laid, on_curve, why_nothing
from scoring.independent.numbers import rounded, shown, written
from scoring.independent.readings import Anchored, override_of, readings_of
from scoring.independent.records import Read
from scoring.independent.sources import anchor_source, attained
from scoring.outputs.explain_steps import STATUSES, counted_facts, too_few
from scoring.outputs.recompute import Recomputed


def laid(found: Recomputed, said: Any, one: Read) -> Laid:
    """Return the curve of a reading as it lies for the agent: an override may have put its own."""
    curve = override_of(said, found.outcome.agent).get("curve")
    return Laid(
        curve or readings_of(said)[one.place]["curve"],
        found.plan["conventions"]["boundary"],
        one.anchors,
        {name: came_from(found, one, name) for name in one.anchors},
    )


def came_from(found: Recomputed, one: Read, anchor: str) -> str:
    """Say where an agent's anchor came from: the plan, the file of targets, or an earlier run.

    One that is prorated stands here as it was before, with what it was multiplied by.
    """
    anchored = Anchored(one.anchors, one.levels, dict(one.whole))
    return anchor_source(found.plan, one.measure, anchor, anchored, found.around)


def read_words(found: Recomputed, said: Any, one: Read) -> str:
    """Say what was read and where that lies on the curve; or why the reading has no points."""
    if one.points is None:
        return lack_of(found, said, one)
    return f"{_read(found, said, one)}; {on_curve(laid(found, said, one), one.x, one.points)}"


def lack(found: Recomputed, said: Any) -> str:
    """Say in words why a component could not be scored."""
    part = found.outcome.components[said["name"]]
    reads = part.reads
    if part.reason == "voided":
        return "void by a gate"
    if len(reads) == 1:
        return lack_of(found, said, reads[0])
    without = [one for one in reads if one.points is None]
    each = [f"{one.measure}: {lack_of(found, said, one)}" for one in without]
    few = "no reading has points"
    if len(without) < len(reads):
        has = "has" if len(reads) - len(without) == 1 else "have"
        few = f"{len(reads) - len(without)} of {len(reads)} readings {has} points"
        few += f", at least {said['scored_min']} must (scored_min)"
    return f"{few} ({'; '.join(each)})"


def lack_of(found: Recomputed, said: Any, one: Read) -> str:
    """Say in words why a reading has no points."""
    measure, value = found.plan["measures"][one.measure], found.outcome.measures[one.measure]
    if value.value is not None:
        if one.on == "attainment" and one.target is None:
            return "no target"
        if one.on == "attainment" and one.x is None and not _endless(measure, one):
            return f"a target of {shown(one.target or Fraction(0))} cannot be attained"
        return why_nothing(laid(found, said, one))
    few = too_few(measure, value)
    if value.status == "below_volume":
        return f"no value (below volume: {counted_facts(value.volume)}{few})"
    if value.status == "no_facts":
        return f"no value (no facts{few and ': 0' + few})"
    return f"no value ({STATUSES.get(value.status, value.status)})"


def _endless(measure: Any, one: Read) -> bool:
    return measure["better"] == "lower" and one.value is not None and one.value <= 0


def _read(found: Recomputed, said: Any, one: Read) -> str:
    measure = found.plan["measures"][one.measure]
    number = written(one.value or Fraction(0), int(measure["places"]))
    if one.on == "value":
        return f"value {number}"
    if one.on != "attainment":
        return f"value {number}; {_beside(found, readings_of(said)[one.place]['on'], one)}"
    target = f"{shown(one.target or Fraction(0))} ({came_from(found, one, 'target')})"
    return attained(measure["better"], number, target, one.attainment)


# Among others


class Beside(NamedTuple):
    """The agent's group, as far as it has values."""

    whose: str
    own: Fraction
    values: list[Fraction]
    sign: int  # -1 where lower is better

    @property
    def ahead(self) -> int:
        """How many are better."""
        return sum(self.sign * value > self.sign * self.own for value in self.values)

    @property
    def behind(self) -> int:
        """How many are worse."""
        return sum(self.sign * value < self.sign * self.own for value in self.values)


def group_of(found: Recomputed, said: Any, one: Read) -> Beside:
    """Return whom a relative reading compares the agent with; the agent is one of them."""
    among, own = said["among"], found.outcome.agent
    values = []
    for other, measures in found.around.everybody:
        near = among == "all" or (other.get(among) or None) == (own.get(among) or None)
        value = measures[one.measure].value
        if near and value is not None:
            values.append(value)
    whose = "all agents"
    if among != "all":
        whose = f"{among} {own[among]}" if own.get(among) else f"agents without a {among}"
    sign = -1 if found.plan["measures"][one.measure]["better"] == "lower" else 1
    return Beside(whose, one.value or Fraction(0), values, sign)


def _beside(found: Recomputed, said: Any, one: Read) -> str:
    group, reading = group_of(found, said, one), said["relative"]
    count = len(group.values)
    whom = f"{reading.replace('_', ' ')} among {group.whose}, {count:,} with a value"
    least, most = min(group.values), max(group.values)
    read = shown(one.relative or Fraction(0))
    if least == most:
        alone = "nobody to compare with" if count == 1 else f"all of them at {shown(least)}"
        return f"relative, others decide with it: {whom}; {alone}: read as {read}"
    x, low, high = (shown(number) for number in (group.own, least, most))
    if reading == "min_max":
        far = f"{high} - {x}" if group.sign < 0 else f"{x} - {low}"
        how = f"from {low} to {high}: 100 x ({far}) / ({high} - {low})"
    elif reading == "percentile":
        how = f"{group.behind:,} of the others are worse: 100 x {group.behind} / {count - 1}"
    elif reading == "rank":
        return f"relative, others decide with it: {whom}; {group.ahead:,} are better: place {read}"
    else:
        how = _deviation(group)
    return f"relative, others decide with it: {whom}; {how} = {read}"


def _deviation(group: Beside) -> str:
    """Write how many deviations lie between the agent and the mean; the root of it is shown."""
    mean = sum(group.values, Fraction(0)) / len(group.values)
    variance = sum(((v - mean) ** 2 for v in group.values), Fraction(0)) / len(group.values)
    root = Fraction(isqrt(int(variance * 10**24)), 10**12)
    spread = shown(root) if root**2 == variance else f"≈{shown(rounded(root, 6, 'half_up'))}"
    far = f"{shown(mean)} - {shown(group.own)}"
    if group.sign > 0:
        far = f"{shown(group.own)} - {shown(mean)}"
    return f"mean {shown(mean)}, deviation {spread}: ({far}) / {spread}"
