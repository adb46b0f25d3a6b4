"""What was measured of agents outside of a plan, whose managers in it are measured over them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from scoring.exact import fixed
from scoring.flow import Result
from scoring.outputs.arrow import (
    decimals,
    side_by_side,
    text_array,
    whole_texts,
    words_side_by_side,
)
from scoring.outputs.schemas import PLACES_MAX, REPORTS, arrow_schema
from scoring.plan.model import Plan


def reports_table(plan: Plan, result: Result) -> Any | None:
    """Return a row for each report and measure, by agent and measure; None where there is none.

    A run keeps it, so that what is taken over reports can be reckoned again.
    """
    beside, names = result.roster.beside, sorted(result.reports)
    if beside is None or not names:
        return None
    values = [result.reports[name] for name in names]
    places = [plan.measures[name].places for name in names]
    units = side_by_side(
        [
            fixed.multiply(value.units, 10 ** (PLACES_MAX - at))
            for value, at in zip(values, places, strict=True)
        ]
    )
    each = np.repeat(np.arange(len(beside.agent_ids)), len(names))
    columns = {
        "agent_id": pa.array(beside.agent_ids, pa.string()).take(pa.array(each)),
        "manager_id": text_array(beside.columns["manager_id"].taken(each)),
        "measure": pa.array(names * len(beside.agent_ids), pa.string()),
        "value": decimals(units, side_by_side([value.known for value in values]), PLACES_MAX),
        "numerator": whole_texts(side_by_side([value.numerator for value in values])),
        "denominator": whole_texts(side_by_side([value.denominator for value in values])),
        "volume": pa.array(side_by_side([value.volume for value in values])),
        "status": text_array(words_side_by_side([value.status for value in values])),
    }
    return pa.table([columns[field.name] for field in arrow_schema(REPORTS)], arrow_schema(REPORTS))
