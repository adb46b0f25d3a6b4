"""What a plan says of totals so far: of what adds up, over more than a period, opened within it."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.exact.period import MONTHS_IN, PERIOD_FORMS, parse_period, period_around
from scoring.plan.kinds import Count, Given, Measure, Sum
from scoring.plan.model import Plan
from scoring.plan.rollups import Rollup
from scoring.plan.so_far import Opening, SoFar

_ADDS_UP = (Count, Sum, Given)


def _totals(plan: Plan) -> Iterator[tuple[str, SoFar]]:
    for name, measure in plan.measures.items():
        if isinstance(measure, SoFar):
            yield f"measures.{name}", measure


def _with_parts(plan: Plan) -> Iterator[tuple[str, SoFar, Measure]]:
    for path, said in _totals(plan):
        if said.of in plan.measures:
            yield path, said, plan.measures[said.of]


def _parts_add_up(plan: Plan) -> Iterator[Problem]:
    for path, said, of in _with_parts(plan):
        if not isinstance(of, _ADDS_UP):
            what = f"{path} adds up '{said.of}', which is of kind {of.kind}: its values are no sums"
            hint = "Name a count, a sum or a given value, such as what a mean is made of."
            yield Problem("so-far-without-sums", str(said.at("of")), what, hint)


def _totals_are_measured_alike(plan: Plan) -> Iterator[Problem]:
    for path, said, of in _with_parts(plan):
        for key in ("unit", "better", "places"):
            own, theirs = getattr(said, key), getattr(of, key)
            if own != theirs and isinstance(of, _ADDS_UP):
                what = f"{path} has {key} {own}, and '{said.of}', which it adds up, has {theirs}"
                yield Problem("so-far-differs", str(said.at(key)), what, f"Write {key}: {theirs}.")


def _totals_reach_over_periods(plan: Plan) -> Iterator[Problem]:
    for path, said in _totals(plan):
        if MONTHS_IN[said.since] <= MONTHS_IN[plan.cycle]:
            what = f"{path}.since is a {said.since}, and the plan's cycle is a {plan.cycle}"
            hint = "Write a longer time: without an earlier period in it, nothing is so far."
            yield Problem("span-too-short", str(said.at("since")), what, hint)


def _openings_lie_within(plan: Plan) -> Iterator[Problem]:
    for path, said in _totals(plan):
        if said.opening is not None:
            yield from _opened(plan, f"{path}.opening.in", said, said.opening)


def _opened(plan: Plan, path: str, said: SoFar, opening: Opening) -> Iterator[Problem]:
    place = str(opening.at("in"))
    try:
        begins = parse_period(opening.begins)
    except ValueError as error:
        yield Problem("bad-period", place, f"{path}: {error}", PERIOD_FORMS)
        return
    if begins.cycle != plan.cycle:
        what = f"{path} is a {begins.cycle}, and the plan's cycle is a {plan.cycle}"
        yield Problem("wrong-cycle", place, what, PERIOD_FORMS)
    elif begins.first == period_around(begins.first, said.since).first:
        what = f"{path} is {begins.name}, with which the {said.since} begins: nothing is before it"
        hint = "Remove opening: there the total begins at 0 as it is."
        yield Problem("opening-at-the-start", place, what, hint)


def _parts_are_not_void(plan: Plan) -> Iterator[Problem]:
    """Refuse a gate after which nobody knows the total for the rest of the year."""
    totals = dict[str, str]()
    for name, said in plan.measures.items():
        if isinstance(said, SoFar):
            totals |= {name: f"measures.{name}", said.of: f"measures.{name}"}
    for gate in plan.gates:
        if gate.level == "measure" and gate.then == "void" and gate.part in totals:
            what = (
                f"gates.{gate.name} makes '{gate.part}' void, and {totals[gate.part]} goes on from "
                "it: without a value no later total would be known"
            )
            hint = "Write then: {cap: 0}, so that it counts for nothing, or put the gate elsewhere."
            yield Problem("so-far-of-void", str(gate.at("then")), what, hint)


def _totals_stay_with_the_agent(plan: Plan) -> Iterator[Problem]:
    for name, measure in plan.measures.items():
        of = plan.measures.get(measure.of) if isinstance(measure, Rollup) else None
        if isinstance(measure, Rollup) and isinstance(of, SoFar):
            what = (
                f"measures.{name} rolls up '{measure.of}', a total so far, and members come and go"
            )
            hint = f"Roll up '{of.of}', which is of the period alone."
            yield Problem("rollup-of-so-far", str(measure.at("of")), what, hint)


SO_FAR_RULES = (
    _parts_add_up,
    _totals_are_measured_alike,
    _totals_reach_over_periods,
    _openings_lie_within,
    _parts_are_not_void,
    _totals_stay_with_the_agent,
)


def parts_may_be_missing(plan: Plan) -> Iterator[Problem]:
    """Tell of a total that one period with too few facts ends until it begins anew."""
    for path, said, of in _with_parts(plan):
        if isinstance(of, _ADDS_UP) and of.volume_min > 0:
            what = (
                f"{path}: '{said.of}' asks for {of.volume_min} facts, and after a period with fewer"
                f" the total is not known for the rest of the {said.since}"
            )
            hint = f"Write volume_min: 0 at '{said.of}', if few facts are to count, too."
            yield Problem("so-far-may-end", str(of.at("volume_min")), what, hint)
