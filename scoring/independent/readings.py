"""Readings once more: a measure's value, attainment or place among others, and its points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import isqrt
from typing import NamedTuple

from scoring.independent.curves import read_curve
from scoring.independent.numbers import ZERO, rounded
from scoring.independent.prorating import part_of
from scoring.independent.records import NOBODY, Around, Measured, Read
from scoring.independent.rows import Tree, passes


def readings_of(said: Tree) -> list[Tree]:
    """Return what a component reads: its own keys, or each of several readings."""
    several = said.get("best_of") or said.get("worst_of")
    return list(several) if several else [said]


def override_of(said: Tree, agent: Tree) -> Tree:
    """Return the override that names most columns, of those that match the agent."""
    found: Tree = NOBODY
    for override in said.get("overrides", ()):
        longest = len(found["where"]) if found else 0
        if passes(override["where"], agent) and len(override["where"]) > longest:
            found = override
    return found


def rule_of(plan: Tree, said: Tree) -> tuple[int, str]:
    """Return the places of a component's points, and how they are rounded."""
    if own := said.get("points"):
        return int(own["places"]), own["rounding"]
    conventions = plan["conventions"]
    return int(conventions["places"]["points"]), conventions["rounding"]


def read(
    plan: Tree, said: Tree, agent: Tree, measures: Mapping[str, Measured], around: Around
) -> list[Read]:
    """Read everything that a component reads, for one agent."""
    curve = override_of(said, agent).get("curve")
    found = []
    for place, reading in enumerate(readings_of(said)):
        one = _read(plan, reading, agent, measures, around)
        one.place, one.curve = place, curve or reading["curve"]
        beyond = one.x is None and _endless(plan, one)
        if one.x is not None or beyond:
            boundary = plan["conventions"]["boundary"]
            given = read_curve(one.curve, one.x, boundary, one.anchors)
            one.points = None if given is None else rounded(given, *rule_of(plan, said))
        found.append(one)
    return found


def _endless(plan: Tree, one: Read) -> bool:
    """Tell whether attainment is beyond every edge: where nothing is best, and there is nothing."""
    if one.on != "attainment" or one.value is None or one.target is None:
        return False
    return plan["measures"][one.measure]["better"] == "lower" and one.value <= 0


def _read(
    plan: Tree, reading: Tree, agent: Tree, measures: Mapping[str, Measured], around: Around
) -> Read:
    name = reading["measure"]
    measure, value = plan["measures"][name], measures[name].value
    anchors, levels, whole = anchors_of(plan, name, agent, around)
    target = anchors.get("target")
    attained = attainment(measure["better"], value, target)
    on = reading["on"] if isinstance(reading["on"], str) else reading["on"]["relative"]
    beside = None
    if not isinstance(reading["on"], str) and value is not None:
        beside = _beside(plan, reading["on"], name, agent, around)
    x = {"value": value, "attainment": attained}.get(on, beside)
    found = Read(0, name, on, value, target, attained, beside, x, None, anchors, levels)
    found.whole = whole
    return found


def attainment(better: str, value: Fraction | None, target: Fraction | None) -> Fraction | None:
    """Return attainment in percent; None where there is none, or no end to it."""
    if value is None or target is None:
        return None
    if better == "lower":
        return None if value <= 0 else 100 * target / value
    return None if target <= 0 else 100 * value / target


class Anchored(NamedTuple):
    """A measure's anchors for an agent.

    Attributes:
        numbers: by name; None where the agent has none.
        levels: the level of those that the targets' file gave.
        whole: those that are prorated as they were before, and what they were multiplied by.
    """

    numbers: dict[str, Fraction | None]
    levels: dict[str, str]
    whole: dict[str, tuple[Fraction, str]]


def anchors_of(plan: Tree, name: str, agent: Tree, around: Around) -> Anchored:
    """Return a measure's anchors for an agent; each that is prorated is rounded once."""
    measure, found = plan["measures"][name], Anchored({}, {}, {})
    for word, said in measure.get("anchors", NOBODY).items():
        found.numbers[word] = _anchor(said, (name, word), agent, around, found.levels)
    said = measure.get("prorated", NOBODY)
    for word in said.get("anchors", ()):
        number = found.numbers[word]
        if number is not None:
            part = part_of(said["proration"], agent, around, {})
            mode = plan["conventions"]["rounding"]
            found.numbers[word] = rounded(number * part.factor, int(measure["places"]), mode)
            found.whole[word] = number, part.words
    return found


def _anchor(
    said: str, key: tuple[str, str], agent: Tree, around: Around, levels: dict[str, str]
) -> Fraction | None:
    """Return one anchor from where the plan takes it, and note the level of a target."""
    if said == "targets":
        number, level = _target(*key, agent, around.targets)
        if level is not None:
            levels[key[1]] = level
        return number
    if said == "previous":
        before = around.earlier.get(agent["agent_id"], NOBODY)
        earlier = before.get("measures", NOBODY).get(key[0])
        return None if earlier is None else Fraction(earlier)
    return Fraction(said)


def _target(
    measure: str, name: str, agent: Tree, targets: Iterable[Tree]
) -> tuple[Fraction | None, str | None]:
    """Return the file's number for the narrowest level that the agent is in."""
    named = [t for t in targets if (t["measure"], t["name"]) == (measure, name)]
    for level in ("agent", "team", "role", "region", "all"):
        own = {"agent": agent["agent_id"], "all": None}.get(level, agent.get(level))
        for row in named:
            if row["level"] == level and row["level_id"] == own and (own or level == "all"):
                return Fraction(row["value"]), level
    return None, None


def _beside(plan: Tree, said: Tree, name: str, agent: Tree, around: Around) -> Fraction:
    """Return an agent's place among the others of its group that have a value; more is better."""
    among = said["among"]
    sign = -1 if plan["measures"][name]["better"] == "lower" else 1
    own, values = ZERO, list[Fraction]()
    for other, measures in around.everybody:
        value = measures[name].value
        near = among == "all" or (other.get(among) or None) == (agent.get(among) or None)
        if value is not None and near:
            values.append(sign * value)
            own = sign * value if other["agent_id"] == agent["agent_id"] else own
    if min(values) == max(values):
        return Fraction(said["all_equal"])
    if said["relative"] == "min_max":
        return 100 * (own - min(values)) / (max(values) - min(values))
    if said["relative"] == "percentile":
        return Fraction(100 * sum(v < own for v in values), len(values) - 1)
    if said["relative"] == "rank":
        return Fraction(1 + sum(v > own for v in values))
    return _standard(own, values)


def _standard(own: Fraction, values: Sequence[Fraction]) -> Fraction:
    """Return (x - mean) / deviation of the whole group, half up at 12 places.

    The square of it is a fraction; of its root, the whole units of 10**-12 are searched for.
    """
    mean = sum(values, ZERO) / len(values)
    variance = sum(((v - mean) ** 2 for v in values), ZERO) / len(values)
    square = (own - mean) ** 2 / variance
    units = isqrt(int(square * 10**24))
    up = square * 10**24 >= (units + Fraction(1, 2)) ** 2
    z = Fraction(units + up, 10**12)
    return z if own >= mean else -z
