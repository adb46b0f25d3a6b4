"""What a plan says of the rows of a measure: dates that follow each other."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.plan.measuring import RowMeasure
from scoring.plan.model import Plan


def _dates_follow_each_other(plan: Plan) -> Iterator[Problem]:
    for name, measure in plan.measures.items():
        said = measure.during if isinstance(measure, RowMeasure) else None
        if said is not None and said.last < said.first:
            what = f"measures.{name}.during ends on {said.last}, before it begins on {said.first}"
            yield Problem("dates-crossed", str(said.at("to")), what, "Exchange the two.")


ROW_RULES = (_dates_follow_each_other,)
