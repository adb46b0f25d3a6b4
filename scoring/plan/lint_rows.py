"""What a plan says of the rows of a measure: dates in order, curves to go through."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.plan.curves import Table
from scoring.plan.kinds import Sum, Through
from scoring.plan.measuring import RowMeasure
from scoring.plan.model import Plan


def _dates_follow_each_other(plan: Plan) -> Iterator[Problem]:
    for name, measure in plan.measures.items():
        said = measure.during if isinstance(measure, RowMeasure) else None
        if said is not None and said.last < said.first:
            what = f"measures.{name}.during ends on {said.last}, before it begins on {said.first}"
            yield Problem("dates-crossed", str(said.at("to")), what, "Exchange the two.")


def _throughs(plan: Plan) -> Iterator[tuple[str, Sum, Through]]:
    for name, measure in plan.measures.items():
        if isinstance(measure, Sum) and measure.through is not None:
            yield f"measures.{name}", measure, measure.through


def _rows_can_go_through(plan: Plan) -> Iterator[Problem]:
    for path, measure, through in _throughs(plan):
        curve = through.curve
        if not isinstance(measure.of, str) or measure.of.endswith("_s"):
            what = f"{path}.through reads a time, and its unit is that of what comes out"
            hint = "Let a column that is no time go through it, or leave it out."
            yield Problem("through-of-time", str(measure.at("of")), what, hint)
        if through.gives == "rate" and not isinstance(curve, Table):
            what = f"{path}.through gives a rate by mode: {curve.mode}, which gives amounts"
            hint = "Write gives: amount, or mode: whole for one rate on all of a row."
            yield Problem("rate-not-whole", str(through.at("gives")), what, hint)


ROW_RULES = (_dates_follow_each_other, _rows_can_go_through)
