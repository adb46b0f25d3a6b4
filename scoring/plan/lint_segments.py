"""What a plan says where stretches are scored by themselves: only what a stretch can answer."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.plan.asking import numbers
from scoring.plan.kinds import Result
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.paying import attainments
from scoring.plan.ranking import ComponentTie
from scoring.plan.rollups import Rollup
from scoring.plan.samples import Shrinkage
from scoring.plan.structure import Relative

_WHOLE = "Write roster_as_of: period_end, which keeps an agent whole"


def _the_block_is_there_where_it_is_read(plan: Plan) -> Iterator[Problem]:
    chosen = plan.conventions.roster_as_of
    if chosen == "segments" and plan.segments is None:
        what = "conventions.roster_as_of is segments, and the plan lacks 'segments'"
        hint = "Write segments: {weigh_by: days, without_score: exclude}, or what else it shall be."
        yield Problem("missing-key", str(plan.conventions.at("roster_as_of")), what, hint)
    if chosen != "segments" and plan.segments is not None:
        what = f"segments is said, and conventions.roster_as_of: {chosen} does not read it"
        hint = "Remove it, or write roster_as_of: segments."
        yield Problem("segments-not-read", str(plan.at("segments")), what, hint)


def _what_is_paid_on_is_said(plan: Plan) -> Iterator[Problem]:
    said = plan.segments
    if said is not None and said.paid_on is None and plan.lines:
        what = "segments lacks 'paid_on', and stretches may differ in base of pay and fte"
        hint = "Write paid_on: by_days, the mean by days, or last, those of the last stretch."
        yield Problem("missing-key", str(said.place), what, hint)
    if said is not None and said.paid_on is not None and not plan.lines:
        what = "segments.paid_on is said, and the plan pays nothing"
        yield Problem("paid-on-not-read", str(said.at("paid_on")), what, "Remove it.")


def _scored(plan: Plan) -> Iterator[tuple[str, str, Place]]:
    """Yield what the score reads: the path, the measure and the place."""
    for part in plan.parts:
        for said in part.readings:
            yield f"components.{part.name}", said.measure, said.at("measure")
    for adjust in () if plan.score is None else plan.score.adjust:
        yield f"score.adjust.{adjust.name}", adjust.measure, adjust.at("measure")


def _measures_can_be_parted(plan: Plan) -> Iterator[Problem]:
    """Refuse what is reckoned from the rows of others too, and would count a part of them twice."""
    for name, measure in plan.measures.items():
        adjusted = getattr(measure, "adjusted", None)
        why = None
        if measure.kind == "repeat_rate":
            why = "looks for repeats beyond the days of a stretch"
        elif isinstance(adjusted, Shrinkage) and adjusted.prior.source != "stated":
            why = "is drawn toward the facts of a whole group, whose members change in the period"
        elif isinstance(measure, Rollup) and measure.over == "reports":
            why = "is taken over the reports of a manager, who change in the period"
        if why is not None:
            what = f"measures.{name} {why}, and roster_as_of: segments parts agents"
            yield Problem("not-by-segment", str(measure.place), what, f"{_WHOLE}, or leave it out.")


def _readings_can_be_parted(plan: Plan) -> Iterator[Problem]:
    for path, name, place in _scored(plan):
        measure = plan.measures.get(name)
        if isinstance(measure, Rollup) and measure.over != "reports":
            what = f"{path} reads '{name}', a rollup, and roster_as_of: segments parts its members"
            yield Problem("not-by-segment", str(place), what, f"{_WHOLE}, or score '{measure.of}'.")
        if isinstance(measure, Result) and measure.per != "all":
            what = (
                f"{path} reads '{name}', a result per {measure.per}, and roster_as_of: segments "
                "parts agents who move"
            )
            yield Problem("not-by-segment", str(place), what, f"{_WHOLE}, or write per: all.")
    for part in plan.parts:
        for said in part.readings:
            if isinstance(said.on, Relative):
                what = (
                    f"components.{part.name} reads a place among others, and roster_as_of: segments"
                    " parts them"
                )
                hint = f"{_WHOLE}, or read on: value."
                yield Problem("not-by-segment", str(said.at("on")), what, hint)


def _agents_are_asked_as_a_whole(plan: Plan) -> Iterator[Problem]:
    """Refuse to ask an agent for what each stretch has of its own."""
    for path, read in attainments(plan):
        what = f"{path} reads attainment, and each stretch of an agent has its own target"
        hint = "Read the value, which is that of all stretches together, or the score."
        yield Problem("not-by-segment", str(read.at("on")), what, hint)
    for path, said in numbers(plan):
        for key in ("component", "attainment", "group"):
            if getattr(said, key, None) is not None:
                what = f"{path} asks for {key}, and each stretch of an agent has its own"
                hint = "Ask for a measure, which is that of all stretches together, or the score."
                yield Problem("not-by-segment", str(said.at(key)), what, hint)


def _agents_stand_as_a_whole(plan: Plan) -> Iterator[Problem]:
    """Refuse ranks, gates and actions by what each stretch has of its own."""
    if plan.ranking is not None:
        if plan.ranking.intervals != "none":
            place = str(plan.ranking.at("intervals"))
            what = "ranking.intervals reads components, and each stretch of an agent has its own"
            yield Problem("not-by-segment", place, what, f"{_WHOLE}, or write intervals: none.")
        ties = plan.ranking.break_ties
        for tie in () if ties == "none" else ties:
            if isinstance(tie, ComponentTie):
                what = "ranking.break_ties asks for a component, and each stretch has its own"
                hint = "Ask for a measure, which is that of all stretches together."
                yield Problem("not-by-segment", str(tie.place), what, hint)
    for gate in plan.gates:
        if gate.level != "score":
            what = f"gates.{gate.name} is at a {gate.level}, and each stretch has its own"
            hint = "Put the gate at the score, which is that of all stretches together."
            yield Problem("not-by-segment", str(gate.at("at")), what, hint)
    for action in plan.actions:
        if action.each_component is not None:
            what = f"actions.{action.name} asks each component, and each stretch has its own"
            place = str(action.at("each_component"))
            yield Problem("not-by-segment", place, what, "Ask for measures under `when`.")


def _only_by_segment(plan: Plan) -> Iterator[Problem]:
    if plan.conventions.roster_as_of == "segments":
        yield from _measures_can_be_parted(plan)
        yield from _readings_can_be_parted(plan)
        yield from _agents_are_asked_as_a_whole(plan)
        yield from _agents_stand_as_a_whole(plan)


SEGMENT_RULES = (
    _the_block_is_there_where_it_is_read,
    _what_is_paid_on_is_said,
    _only_by_segment,
)
