"""What of a plan looks back: the places that need the run of an earlier period.

A piece of the plan language that reads the past has a rule here that finds it, so that a run
without `--previous` can name all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from scoring.plan.lint_samples import looks_back
from scoring.plan.model import Plan
from scoring.plan.nodes import Place


class Need(NamedTuple):
    """One key of a plan that looks back.

    Attributes:
        path: how a person finds it, such as measures.csat.anchors.baseline.
        place: where it stands.
    """

    path: str
    place: Place


def _anchors(plan: Plan) -> Iterator[Need]:
    """An anchor that is the agent's own value in an earlier run."""
    for name, word in plan.anchored("previous"):
        measure = plan.measures[name]
        yield Need(f"measures.{name}.anchors.{word}", measure.at("anchors", word))


def _priors(plan: Plan) -> Iterator[Need]:
    """What is believed of a measure, where it is taken from an earlier run."""
    return (Need(path, place) for path, place in looks_back(plan))


LOOK_BACK: tuple[Callable[[Plan], Iterator[Need]], ...] = (_anchors, _priors)
"""The rules, one for each piece that looks back."""


def needs_earlier(plan: Plan) -> list[Need]:
    """Return every place of a plan that needs an earlier run, in the order of the file."""
    found = [need for rule in LOOK_BACK for need in rule(plan)]
    return sorted(found, key=lambda need: need.place)
