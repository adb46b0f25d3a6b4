"""What a plan says of few facts against itself, and where it says nothing of them."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.plan.asking import within
from scoring.plan.kinds import Kept, Mean, Quantile, Ratio, Share
from scoring.plan.measuring import MeasureBase, RepeatRate, RowMeasure
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.paying import paid_measures
from scoring.plan.rollups import Rollup
from scoring.plan.samples import Shrinkage, StatedPrior, Wilson

_Parts = Share | Kept | RepeatRate
_Averages = Share | Kept | RepeatRate | Mean | Ratio | Quantile


def adjusting(measure: object) -> Wilson | Shrinkage | None:
    """Return how a measure treats few facts; None where it says nothing, or cannot."""
    return measure.adjusted if isinstance(measure, _Parts | Mean) else None


def looks_back(plan: Plan) -> Iterator[tuple[str, Place]]:
    """Yield the path and the place of every prior that the run before must have."""
    for name, measure in plan.measures.items():
        said = adjusting(measure)
        if isinstance(said, Shrinkage) and said.prior.source == "previous":
            yield f"measures.{name}.adjusted.prior.from", said.prior.at("from")


def _wilson_is_of_parts(plan: Plan) -> Iterator[Problem]:
    for name, measure in plan.measures.items():
        said = adjusting(measure)
        if isinstance(said, Wilson) and isinstance(measure, Mean):
            yield Problem(
                "wilson-of-mean",
                str(said.at("by")),
                f"measures.{name}.adjusted.by is wilson, and a mean has no rows that hit",
                "Write by: shrinkage with z and prior, or measure a share.",
            )


def _stated_priors_can_be(plan: Plan) -> Iterator[Problem]:
    for name, measure in plan.measures.items():
        said = adjusting(measure)
        if not isinstance(said, Shrinkage) or not isinstance(said.prior, StatedPrior):
            continue
        mean, place = said.prior.mean, str(said.prior.at("mean"))
        path = f"measures.{name}.adjusted.prior.mean"
        if not isinstance(measure, Mean) and not 0 < mean < 1:
            what = f"{path} is {mean}, and the part of rows that hit lies between 0 and 1"
            yield Problem("prior-out-of-range", place, what, "Write 0.85 for 85 %.")
        scale = plan.scales.get("csat") if getattr(measure, "of", None) == "csat" else None
        if scale is not None and not scale.lowest <= mean <= scale.highest:
            what = f"{path} is {mean}, and ratings lie from {scale.lowest} to {scale.highest}"
            hint = "Write the rating that is usual."
            yield Problem("prior-out-of-range", place, what, hint)


SAMPLE_RULES = (_wilson_is_of_parts, _stated_priors_can_be)


def _scored_or_deciding(plan: Plan) -> dict[str, str]:
    """Return each measure that earns points or money, with the first place that reads it."""
    used: dict[str, str] = {}
    for part in plan.parts:
        for said in part.readings:
            used.setdefault(said.measure, f"components.{part.name} scores it")
    for adjust in () if plan.score is None else plan.score.adjust:
        used.setdefault(adjust.measure, f"score.adjust.{adjust.name} adds it")
    for award in plan.awards:
        name = award.by if isinstance(award.by, str) else award.by.measure
        if name is not None:
            used.setdefault(name, f"awards.{award.name} goes by it")
    for name, why in _asked_by_gates(plan):
        used.setdefault(name, why)
    for path, name, _ in paid_measures(plan):
        used.setdefault(name, f"{path} names it")
    return used


def _asked_by_gates(plan: Plan) -> Iterator[tuple[str, str]]:
    for gate in plan.gates:
        for path, when in within(f"gates.{gate.name}.when", gate.when):
            if (asked := when.measure or when.attainment) is not None:
                yield asked, f"{path} asks for it"


def _is_of_few(plan: Plan, measure: MeasureBase) -> bool:
    """Tell whether few facts can make a value that means little, and nothing treats them."""
    own = plan.measures.get(measure.of) if isinstance(measure, Rollup) else measure
    return isinstance(own, _Averages) and adjusting(own) is None


def _few_facts_decide(plan: Plan) -> Iterator[Problem]:
    for name, why in _scored_or_deciding(plan).items():
        measure = plan.measures.get(name)
        if measure is None or not _is_of_few(plan, measure) or measure.volume_min > 1:
            continue
        what = f"measures.{name} has volume_min {measure.volume_min}, so that one fact can make "
        hint = "Raise volume_min" + (
            ", or say by adjusted: how few facts are treated."
            if isinstance(measure, _Parts | Mean)
            else "."
        )
        yield Problem(
            "few-facts-decide", str(measure.at("volume_min")), f"{what}its value; {why}", hint
        )


def _bounds_doubt_what_is_good(plan: Plan) -> Iterator[Problem]:
    for name, measure in plan.measures.items():
        said = adjusting(measure)
        if not isinstance(said, Wilson) or not isinstance(measure, RowMeasure):
            continue
        cautious = "lower" if measure.better == "higher" else "upper"
        if said.bound not in (cautious, "centre"):
            yield Problem(
                "bound-favours-few-facts",
                str(said.at("bound")),
                f"measures.{name}.adjusted.bound is {said.bound} where {measure.better} is better: "
                "the fewer the facts, the better the value",
                f"Write bound: {cautious}, unless that is meant.",
            )


SAMPLE_NOTICES = (_few_facts_decide, _bounds_doubt_what_is_good)
