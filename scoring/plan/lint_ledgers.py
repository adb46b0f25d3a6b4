"""What a plan says of its ledgers and rollups: limits that hold, and sums that mean something."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from scoring.errors import Problem, shortened
from scoring.exact.fixed import scaled
from scoring.exact.period import MONTHS_IN
from scoring.plan.events import POINT_PLACES, Carried, EventLedger, fresh_start
from scoring.plan.kinds import Count, Kept, Mean, Measure, Ratio, Share, Sum
from scoring.plan.measuring import RepeatRate
from scoring.plan.model import Plan
from scoring.plan.nodes import Node, Place
from scoring.plan.rollups import Rollup

_SUMMED = (Count, Sum, Mean, Share, Kept, Ratio, RepeatRate)
"""Kinds whose values are fractions of sums over rows."""


def _ledgers(plan: Plan) -> Iterator[tuple[str, EventLedger]]:
    for name, measure in plan.measures.items():
        if isinstance(measure, EventLedger):
            yield f"measures.{name}", measure


def _numbers(path: str, ledger: EventLedger) -> Iterator[tuple[str, Decimal, Place]]:
    """Yield every number of a ledger with its path and place."""
    blocks: list[tuple[str, Node, tuple[str, ...]]] = [(path, ledger, ("start", "least", "most"))]
    if isinstance(ledger.start, Carried):
        blocks.append((f"{path}.start", ledger.start, ("previous_or",)))
    blocks += [
        (f"{path}.categories.{shortened(name)}", said, ("least", "most", "recovery"))
        for name, said in ledger.categories.items()
    ]
    for where, block, keys in blocks:
        for key in keys:
            number = getattr(block, key)
            if isinstance(number, Decimal):
                yield f"{where}.{key}", number, block.at(key)


def _points_have_places(plan: Plan) -> Iterator[Problem]:
    for path, ledger in _ledgers(plan):
        for where, number, place in _numbers(path, ledger):
            try:
                scaled(number, POINT_PLACES)
            except ValueError:
                what = f"{where}: {number} has more places than the {POINT_PLACES} of an event"
                hint = f"Write at most {POINT_PLACES} decimal places."
                yield Problem("too-many-places", str(place), what, hint)


def _limits_hold(plan: Plan) -> Iterator[Problem]:
    for path, ledger in _ledgers(plan):
        least, most, start = ledger.least, ledger.most, fresh_start(ledger)
        if isinstance(least, Decimal) and isinstance(most, Decimal) and least >= most:
            what = f"{path}: least {least} is not below most {most}"
            yield Problem("limits-crossed", str(ledger.at("least")), what, "Exchange the two.")
        elif (isinstance(least, Decimal) and start < least) or (
            isinstance(most, Decimal) and start > most
        ):
            what = f"{path} starts at {start}, outside of its limits, {least} to {most}"
            hint = "Start within them, or move the limit."
            yield Problem("start-outside-limits", str(ledger.at("start")), what, hint)
        for name, said in ledger.categories.items():
            if said.least == said.most == 0:
                what = f"{path}.categories.{shortened(name)} is held at 0, whatever happens"
                hint = "Raise a limit, or leave the category out."
                yield Problem("category-without-room", str(said.place), what, hint)


def _ledgers_go_back(plan: Plan) -> Iterator[Problem]:
    for path, ledger in _ledgers(plan):
        since, cycle = ledger.since, plan.cycle
        if since != "period" and MONTHS_IN[since] <= MONTHS_IN[cycle]:
            what = f"{path}.since is a {since}, and the plan's cycle is a {cycle}"
            hint = "Write since: period, or a longer span."
            yield Problem("span-too-short", str(ledger.at("since")), what, hint)
        elif since != "period" and isinstance(ledger.start, Carried):
            what = (
                f"{path} starts from the earlier run's balance and counts events from before "
                "the period, which are in it"
            )
            hint = "Write since: period, or a number as start."
            yield Problem("counted-twice", str(ledger.at("start")), what, hint)


def _recoveries_can_happen(plan: Plan) -> Iterator[Problem]:
    """A month with a deduction gives nothing back, and one without has nothing to give back."""
    for path, ledger in _ledgers(plan):
        alone = MONTHS_IN[plan.cycle if ledger.since == "period" else ledger.since] == 1
        for name, said in ledger.categories.items():
            where = f"{path}.categories.{shortened(name)}.recovery"
            if said.recovery is None:
                continue
            if alone:
                what = f"{where} gives back in a later month, and the ledger has one month only"
                hint = "Write since: quarter, half_year or year, or leave the recovery out."
                yield Problem("recovery-never", str(said.at("recovery")), what, hint)
            elif said.least == 0:
                what = f"{where} gives back, and least: 0 lets nothing be taken"
                hint = "Write a least below 0, or leave the recovery out."
                yield Problem("recovery-never", str(said.at("recovery")), what, hint)


def _rollups(plan: Plan) -> Iterator[tuple[str, Rollup, Measure]]:
    for name, measure in plan.measures.items():
        if isinstance(measure, Rollup) and measure.of in plan.measures:
            yield f"measures.{name}", measure, plan.measures[measure.of]


def _rollups_make_sense(plan: Plan) -> Iterator[Problem]:
    for path, rollup, of in _rollups(plan):
        place = str(rollup.at("of"))
        if isinstance(of, Rollup):
            what = f"{path} rolls up '{rollup.of}', which is a rollup itself"
            yield Problem("rollup-of-rollup", place, what, f"Roll up '{of.of}'.")
            continue
        if rollup.by == "micro" and (
            not isinstance(of, _SUMMED) or getattr(of, "adjusted", None) is not None
        ):
            found = f"of kind {of.kind}" if not isinstance(of, _SUMMED) else "adjusted"
            what = f"{path} adds up what '{rollup.of}' is made of, and that is {found}: no sum"
            hint = "Write by: macro for the mean of the members' values."
            yield Problem("rollup-without-sums", str(rollup.at("by")), what, hint)
        if rollup.better != of.better:
            what = f"{path} is better {rollup.better}, and '{rollup.of}' is better {of.better}"
            hint = f"Write better: {of.better}."
            yield Problem("rollup-turns-round", str(rollup.at("better")), what, hint)


LEDGER_RULES = (
    _points_have_places,
    _limits_hold,
    _ledgers_go_back,
    _recoveries_can_happen,
    _rollups_make_sense,
)


def categories_count_once(plan: Plan) -> Iterator[Problem]:
    """Tell of a category that several ledgers count: allowed, and easily meant otherwise."""
    first: dict[str, str] = {}
    for path, ledger in _ledgers(plan):
        for name, said in ledger.categories.items():
            if name in first:
                what = f"{path} counts the category '{shortened(name)}', as {first[name]} does"
                hint = "Leave it out of one of them, unless its events are to count twice."
                yield Problem("category-counted-twice", str(said.place), what, hint)
            first.setdefault(name, path)
