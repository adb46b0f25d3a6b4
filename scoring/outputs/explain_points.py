"""From values to points: each component with every reading, and what it adds to the score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scoring.independent.numbers import written
from scoring.independent.readings import readings_of, rule_of
from scoring.independent.records import Part, Read
from scoring.outputs.explain_gates import before_gates
from scoring.outputs.explain_readings import came_from, group_of, lack, read_words
from scoring.outputs.explain_steps import Entry, Section, reasons
from scoring.outputs.explain_weights import (
    Member,
    members_of,
    override_words,
    places_words,
    plain,
    weight_facts,
    weight_words,
)
from scoring.outputs.places import origin_of
from scoring.outputs.recompute import Recomputed
from scoring.outputs.titles import words


def point_steps(found: Recomputed) -> Section:
    """Return each component: its value on its curve, its points and what they add."""
    parts = [_points(found, one) for one in members_of(found.plan) if not one.grouped]
    return Section("points", "2. Values to points", parts)


def _points(found: Recomputed, member: Member) -> Entry:
    said, part = member.said, found.outcome.components[member.name]
    places, _ = rule_of(found.plan, said)
    number = None if part.points is None else written(part.points, places)
    if part.points is not None and part.reason == "neutral":
        number = plain(part.points)
    return Entry(
        member.name,
        said.get("title", found.plan["measures"][part.read.measure]["title"]),
        _formula(found, said, part),
        "no points" if number is None else f"{number} points",
        origin_of(found.plan, member.path),
        (
            *before_gates(part),
            *_each_reading(found, member, part),
            *_own_rounding(found, member),
            *override_words(found, member),
            weight_words(found, member),
            *reasons(said["why"]),
        ),
        number,
        "points",
        _facts(found, member, part),
    )


def _formula(found: Recomputed, said: Any, part: Part) -> str:
    """Say how the points came about, or why there are none of its own."""
    if part.reason == "off":
        return "not scored for this agent"
    if part.reason != "scored" and part.before is None:
        return lack(found, said)
    if len(part.reads) == 1:
        return read_words(found, said, part.read)
    kind, side = ("worst_of", "fewest") if "worst_of" in said else ("best_of", "most")
    known = [one for one in part.reads if one.points is not None]
    equal = sum(one.points == part.read.points for one in known) > 1
    which = f"{side} points, the first of equal ones" if equal else f"{side} points"
    return f"{kind}: {part.read.measure} counts, with {which} of {len(known)} readings"


def _each_reading(found: Recomputed, member: Member, part: Part) -> Iterator[str]:
    """Yield every reading with its points and the plan's line, where there are several."""
    if len(part.reads) == 1:
        return
    key = "worst_of" if "worst_of" in member.said else "best_of"
    for one in part.reads:
        origin = origin_of(found.plan, (*member.path, key, one.place))
        title = words(found.plan["measures"][one.measure]["title"])
        came = "left out" if one.points is None else f"{plain(one.points)} points"
        counts = ", counts" if one is part.read and part.reason == "scored" else ""
        how = read_words(found, member.said, one)
        yield f"{one.measure} {title} ({origin}): {how}: {came}{counts}"


def _own_rounding(found: Recomputed, member: Member) -> Iterator[str]:
    if "points" in member.said:
        places, mode = rule_of(found.plan, member.said)
        origin = origin_of(found.plan, (*member.path, "points"))
        yield f"points are rounded {mode} to {places_words(places)} here ({origin})"


# For scripts


def _facts(found: Recomputed, member: Member, part: Part) -> dict[str, Any]:
    return {
        "points": plain(part.points),
        **weight_facts(found, member),
        "readings": [_reading(found, member.said, part, one) for one in part.reads],
    }


def _reading(found: Recomputed, said: Any, part: Part, one: Read) -> dict[str, Any]:
    on = readings_of(said)[one.place]["on"]
    return {
        "measure": one.measure,
        "on": one.on,
        "among": None if isinstance(on, str) else on["among"],
        "among_count": None if isinstance(on, str) else len(group_of(found, on, one).values),
        "value": plain(one.value),
        "target": plain(one.target),
        "attainment": plain(one.attainment),
        "relative": plain(one.relative),
        "anchors": {
            name: {"value": plain(number), "from": came_from(found, one, name)}
            for name, number in one.anchors.items()
        },
        "points": plain(one.points),
        "counts": one is part.read and part.reason == "scored",
        "how": read_words(found, said, one),
    }
