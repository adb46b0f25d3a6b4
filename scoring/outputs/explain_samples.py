"""How few facts moved a value: the words of a statement for bounds, priors and intervals."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scoring.independent.numbers import shown, written
from scoring.independent.records import Measured
from scoring.independent.samples import Prior, shrunk

_SOURCES = {
    "period": "from the facts of this period",
    "previous": "from the facts of the run before",
    "stated": "as the plan states it",
}


def how_adjusted(measure: Any, value: Measured, prior: Prior | None) -> str:
    """Say how the value came from what was counted; nothing where it is as it was counted."""
    said = measure.get("adjusted")
    if said is None or value.sure is None:
        return ""
    if said["by"] == "wilson":
        bound = "the centre" if said["bound"] == "centre" else f"the {said['bound']} bound"
        return f"; {bound} of its Wilson interval at z {said['z']} = {_at(measure, value.value)}"
    if prior is None:
        return "; no prior to draw it toward"
    if prior.strength is None:
        return f"; the mean of all, {shown(shrunk(measure, value, prior))}, stands for each agent"
    total, worth = _total(measure, value), shown(prior.strength)
    drawn = f"({shown(total)} + {worth} x {shown(prior.mean)}) / ({value.volume} + {worth})"
    times = f"{measure['per']} x " if "per" in measure else ""
    return f"; shrunk to {times}{drawn} = {shown(shrunk(measure, value, prior))}"


def beside(measure: Any, value: Measured, agent: Any) -> Iterator[str]:
    """Say what stands beside an adjusted value: as counted, its interval, and whose prior it is."""
    said = measure.get("adjusted")
    if said is None or value.sure is None:
        return
    raw, low, high = (_at(measure, number) for number in value.sure)
    kind = "interval" if measure["kind"] == "mean" else "Wilson interval"
    spread = f"{kind} {low} to {high} at z {said['z']}" if low else "too few facts for an interval"
    yield f"as counted {raw}, {spread}, adjusted {_at(measure, value.value) or 'to nothing'}"
    if said["by"] == "shrinkage":
        prior = said["prior"]
        among = prior.get("among", "all")
        group = agent.get(among) or f"agents without a {among}"
        whose = "" if among == "all" else f", of {among} {group}"
        yield f"prior {_SOURCES[prior['from']]}{whose}"


def _at(measure: Any, number: Fraction | None) -> str:
    return "" if number is None else written(number, int(measure["places"]))


def _total(measure: Any, value: Measured) -> Fraction:
    return (value.exact or Fraction(0)) * value.volume / int(measure.get("per", 1))
