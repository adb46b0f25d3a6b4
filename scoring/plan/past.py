"""What of a plan looks back: the places that need the run of an earlier period.

A piece of the plan language that reads the past has a rule here that finds it, so that a run
without `--previous` can name all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from scoring.exact.period import Period, parse_period, period_around
from scoring.plan.lint_samples import looks_back
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.recognition import Award
from scoring.plan.so_far import SoFar


class Need(NamedTuple):
    """One key of a plan that looks back.

    Attributes:
        path: how a person finds it, such as measures.csat.anchors.baseline.
        place: where it stands.
        since: where what is carried from run to run is needed: the first period of the chain, for
            which there is no earlier run; each later one needs the run of the period right before.
        anew: quarter, half_year or year, where what is carried begins anew with each: its first
            period needs no earlier run.
    """

    path: str
    place: Place
    since: str | None = None
    anew: str | None = None

    @property
    def carries(self) -> bool:
        """Tell whether something goes on from run to run, so that no period may be left out."""
        return self.since is not None or self.anew is not None

    def in_period(self, period: Period) -> bool:
        """Tell whether a period needs it."""
        if self.since is not None and not begun(self.since, period):
            return False
        return self.anew is None or period_around(period.first, self.anew).first < period.first


def _anchors(plan: Plan) -> Iterator[Need]:
    """An anchor that is the agent's own value in an earlier run."""
    for name, word in plan.anchored("previous"):
        measure = plan.measures[name]
        yield Need(f"measures.{name}.anchors.{word}", measure.at("anchors", word))


def _priors(plan: Plan) -> Iterator[Need]:
    """What is believed of a measure, where it is taken from an earlier run."""
    return (Need(path, place) for path, place in looks_back(plan))


def _cool_downs(plan: Plan) -> Iterator[Need]:
    """Who has won an award before, which each run carries on."""
    for award in plan.awards:
        if (rest := award.cool_down) is not None:
            yield Need(f"awards.{award.name}.cool_down", award.at("cool_down"), rest.since)


def _balances(plan: Plan) -> Iterator[Need]:
    """What is left in the accounts of agents, which each run hands on to the next."""
    if (rule := plan.settlement) is not None:
        yield Need("settlement.starts", rule.at("starts"), rule.starts)


def _totals(plan: Plan) -> Iterator[Need]:
    """What was reached so far, which goes on from run to run within its quarter or year."""
    for name, said in plan.measures.items():
        if isinstance(said, SoFar):
            since = None if said.opening is None else said.opening.begins
            yield Need(f"measures.{name}", said.at("since"), since, said.since)


LOOK_BACK: tuple[Callable[[Plan], Iterator[Need]], ...] = (
    _anchors,
    _priors,
    _cool_downs,
    _balances,
    _totals,
)
"""The rules, one for each piece that looks back."""


def needs_earlier(plan: Plan) -> list[Need]:
    """Return every place of a plan that needs an earlier run, in the order of the file."""
    found = [need for rule in LOOK_BACK for need in rule(plan)]
    return sorted(found, key=lambda need: need.place)


def needed_for(plan: Plan, period: Period) -> list[Need]:
    """Return those that need an earlier run in a period: a chain only after it has begun."""
    return [need for need in needs_earlier(plan) if need.in_period(period)]


def begun(since: str, period: Period) -> bool:
    """Tell whether what began in one period has a past in another."""
    return parse_period(since).first < period.first


def remembered(plan: Plan, period: Period) -> list[Award]:
    """Return the awards whose winners of a period count in later ones."""
    return [
        award
        for award in plan.awards
        if (rest := award.cool_down) is not None and parse_period(rest.since).first <= period.first
    ]
