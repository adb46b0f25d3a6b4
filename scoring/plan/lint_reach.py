"""What a plan says and nobody can reach: tiers, and conditions that never or always hold.

These are notices. They rest on what a plan alone tells, see `reach.py`; where the data decides,
they are silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from scoring.errors import Problem, shortened
from scoring.plan.asking import conditions
from scoring.plan.conditions import NUMBERS, When
from scoring.plan.curves import Table, anchors_in
from scoring.plan.lint_curves import attained_measures, curves_of
from scoring.plan.model import Plan
from scoring.plan.ranges import Range, bands_met
from scoring.plan.reach import asked_range, final_range


def shown(number: Fraction) -> str:
    """Write a number as a plan does, with at most six places where it has no end."""
    text = f"{number.numerator}"
    if number.denominator != 1:
        text = f"{Decimal(round(number * 10**6)).scaleb(-6):f}".rstrip("0").rstrip(".")
    return text


def _tiers_can_be_reached(plan: Plan) -> Iterator[Problem]:
    tiers = plan.tiers
    if not isinstance(tiers, Table):
        return
    edges = [Fraction(band.lower) for band in tiers.bands if isinstance(band.lower, Decimal)]
    if len(edges) != len(tiers.bands):
        return
    reach = final_range(plan)
    met = bands_met(edges, reach, plan.conventions.boundary)
    names = [tiers.below, *(band.gives for band in tiers.bands)]
    places = [tiers.at("below"), *(band.at("gives") for band in tiers.bands)]
    for i, (name, place) in enumerate(zip(names, places, strict=True)):
        if i in met:
            continue
        if i > met[-1] and reach.high is not None:
            ends = f"which begins at {shown(edges[i - 1])}: the highest that"
            end = reach.high
        elif reach.low is not None:
            ends, end = f"which ends at {shown(edges[i])}: the lowest that", reach.low
        else:
            continue
        what = f"tiers: no score is in '{shortened(name)}', {ends} the plan allows is {shown(end)}"
        hint = "Move the edge, or let components, groups and bounds go so far."
        yield Problem("tier-out-of-reach", str(place), what, hint)


def _conditions_can_go_either_way(plan: Plan) -> Iterator[Problem]:
    for path, when in conditions(plan):
        key = next((key for key in NUMBERS if getattr(when, key) is not None), None)
        if key is None:
            continue
        reach = asked_range(plan, when)
        word, edge = (
            ("below", when.below) if when.below is not None else ("at_least", when.at_least)
        )
        if edge is None:
            continue
        holds = _decided(reach, when)
        if holds is None:
            continue
        always, end, side = holds
        name = "the score" if key == "score" else f"{key} {getattr(when, key)}"
        code = "condition-always-holds" if always else "condition-never-holds"
        what = (
            f"{path} {'holds for everybody' if always else 'holds for nobody'}: "
            f"{name} is {shown(end)} at the {side}, and {word} is {edge}"
        )
        hint = "Move the edge, or remove what it decides."
        yield Problem(code, str(when.at(word)), what, hint)


def _decided(reach: Range, when: When) -> tuple[bool, Fraction, str] | None:
    """Tell whether a condition always or never holds, with the end that decides; None if open."""
    low, high = reach
    edge = Fraction(when.below if when.at_least is None else when.at_least)  # type: ignore[arg-type]
    if low is not None and low >= edge:
        return when.at_least is not None, low, "least"
    if high is not None and high < edge:
        return when.at_least is None, high, "most"
    return None


def _anchors_are_used(plan: Plan) -> Iterator[Problem]:
    named = {id(found.measure): set[str]() for found in curves_of(plan)}
    for found in curves_of(plan):
        named[id(found.measure)].update(anchors_in(found.curve))
    asked = attained_measures(plan)
    for name, measure in plan.measures.items():
        for word in measure.anchors:
            if word in named.get(id(measure), ()) or (word == "target" and name in asked):
                continue
            what = f"measures.{name}.anchors.{word} is named by no curve"
            place = str(measure.at("anchors", word))
            yield Problem("unused-anchor", place, what, "Remove it, or use it.")


_ASKS = {
    "targets": (
        "targets.parquet",
        "Agents without one have no points there; a run counts them.",
    ),
    "previous": (
        "the run that --previous names",
        "Agents without a value in it have no points there; a run counts them.",
    ),
}


def anchors_come_from_elsewhere(plan: Plan) -> Iterator[Problem]:
    """Yield the anchors that the plan alone does not tell, so that some agents may lack them."""
    for name, measure in plan.measures.items():
        for word, said in measure.anchors.items():
            if isinstance(said, str):
                source, hint = _ASKS[said]
                what = f"measures.{name}.anchors.{word} comes from {source}"
                yield Problem("anchor-by-agent", str(measure.at("anchors", word)), what, hint)


REACH_NOTICES = (
    _tiers_can_be_reached,
    _conditions_can_go_either_way,
    _anchors_are_used,
)
