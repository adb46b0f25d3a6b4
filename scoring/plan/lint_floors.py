"""Floors that lift those whom an earlier step had left nothing.

Where a floor is for some alone, it is asked whether its condition can hold for them: where both go
by one number, that is known from the plan; where they go by two, the data decide, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scoring.errors import Problem, shortened
from scoring.plan.amounts import AnyAmounts, currencies_of
from scoring.plan.conditions import When
from scoring.plan.factors import (
    Bounded,
    Factor,
    MeasureFactor,
    RosterFactor,
    ScoreFactor,
    SectionsFactor,
    TierFactor,
)
from scoring.plan.held import Asked, allowed, missing_allowed, only_about, tiers_allowed
from scoring.plan.model import Plan
from scoring.plan.money_reach import amounts_range, factor_range
from scoring.plan.pay import InMoney, Limit, PayLine
from scoring.plan.paying import limits_of, multipliers_of
from scoring.plan.proration import ByMeasure
from scoring.plan.ranges import Range, given
from scoring.plan.starts import BaseTimes, LookupAmounts, MeasureAmounts, Rates, ScoreAmounts
from scoring.plan.unit_rates import paid_for

_PAYS = "pays those whom an earlier step leaves nothing"
_MAY_PAY = "may pay those whom an earlier step leaves nothing, which the data decide"
_HINT = "Write when: with whom it is for, or let it come before that step."
_HINT_OF_SOME = "Leave it where it is a guarantee; else let when: ask for what they must reach."


class _Lost(NamedTuple):
    """What leaves nothing, and whether the plan tells that the floor's condition can hold then."""

    said: str
    known: bool


def _floors_lift_only_the_eligible(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        for key, path, limit in limits_of(line):
            if key == "floor" and _above_0(limit) and (lost := [*_lost_before(plan, line, limit)]):
                known = [one.said for one in lost if one.known]
                pays = _PAYS if known else _MAY_PAY
                said = "; ".join(known or [one.said for one in lost])
                what = f"{path} is above 0 and {pays}: {said}"
                hint = _HINT if limit.when is None else _HINT_OF_SOME
                yield Problem("floor-pays-ineligible", str(limit.place), what, hint)


def _above_0(limit: Limit) -> bool:
    if isinstance(limit, InMoney):
        return any(amount > 0 for amount in limit.amount.values())
    return limit.times_base > 0


def _lost_before(plan: Plan, line: PayLine, floor: Limit) -> Iterator[_Lost]:
    """Yield what can leave nothing before the floors, of those whom this floor may be for."""
    before, when = plan.conventions.order[: plan.conventions.order.index("floor")], floor.when
    start = f"pay.{line.name}.start"
    if isinstance(line.start, BaseTimes):
        yield from _by_factor(plan, f"{start}.coefficient", line.start.coefficient, when)
    else:
        yield from _by_start(plan, start, line.start, when)
    for one in multipliers_of(line) if "multipliers" in before else ():
        path = f"pay.{line.name}.multipliers.{one.name}.factor"
        yield from _within(plan, path, one, when)
    if "cap" in before and when is None:
        yield from _by_caps(line)
    if "proration" in before and isinstance(line.proration, ByMeasure):
        yield _Lost(f"an agent whose '{line.proration.measure}' is 0", when is None)
    elif "proration" in before and line.proration != "none" and (when is None or when.tier):
        yield _Lost("an agent of zero days", known=True)


def _by_caps(line: PayLine) -> Iterator[_Lost]:
    """Yield the caps that hold some agents at nothing."""
    for key, path, limit in limits_of(line):
        amounts = limit.amount.values() if isinstance(limit, InMoney) else [limit.times_base]
        if key == "cap" and 0 in amounts:
            yield _Lost(f"{path} is 0", known=True)


def _within(plan: Plan, path: str, said: Bounded, when: When | None) -> Iterator[_Lost]:
    if said.least:
        return
    yield from _by_factor(plan, path, said.factor, when)
    for i, brake in enumerate(said.brakes if when is None else (), start=1):
        if brake.most == 0:
            yield _Lost(f"{path.removesuffix('.factor')}.brakes[{i}] makes it 0", known=True)


def _by_factor(plan: Plan, path: str, said: Factor, when: When | None) -> Iterator[_Lost]:
    match said:
        case TierFactor():
            of = tiers_allowed(plan, when)
            if tiers := [t for t, n in said.gives.items() if n == 0 and t in of]:
                known = only_about(when, Asked("tier"), Asked("score"))
                yield _Lost(f"{path} is 0 in {', '.join(map(shortened, tiers))}", known)
        case ScoreFactor():
            asked = Asked("score")
            reach = allowed(plan, when, asked)
            if reach and given(said.curve, reach, {}, plan.conventions.boundary).low == 0:
                yield _Lost(f"{path} can be 0", only_about(when, asked, Asked("tier")))
        case MeasureFactor():
            yield from _by_measure(plan, path, said, when)
        case SectionsFactor() if said.combine == "multiply":
            for section in said.sections:
                inner = f"{path}.sections.{section.name}.factor"
                yield from _within(plan, inner, section, when)
        case RosterFactor() if _apart(said, when):
            return
        case _ if factor_range(plan, said).low == 0:
            yield _Lost(f"{path} can be 0", when is None)


def _by_measure(plan: Plan, path: str, said: MeasureFactor, when: When | None) -> Iterator[_Lost]:
    asked = Asked("measure" if said.on == "value" else said.on, said.measure)
    reach, anchors = allowed(plan, when, asked), plan.measures[said.measure].anchors
    low = reach and given(said.curve, reach, anchors, plan.conventions.boundary).low == 0
    if low or (said.missing == 0 and missing_allowed(when, said.measure)):
        yield _Lost(f"{path} can be 0", only_about(when, asked))


def _apart(said: RosterFactor, when: When | None) -> bool:
    """Tell whether a filter and a condition on the roster ask for other words of one column."""
    if when is None or when.where is None:
        return False
    words = {test.column: test.one_of for test in when.where if test.one_of is not None}
    return any(
        test.one_of is not None and not {*test.one_of} & {*words.get(test.column, test.one_of)}
        for test in said.where
    )


def _by_start(plan: Plan, path: str, start: object, when: When | None) -> Iterator[_Lost]:
    """Yield that units or amounts can come to nothing, as some currency has them."""
    if isinstance(start, LookupAmounts):
        if any(0 in money.values() for money in start.every):
            yield _Lost(f"{path} can be 0", when is None)
        return
    if not isinstance(start, Rates | ScoreAmounts | MeasureAmounts):
        return
    asked = Asked("score")
    if isinstance(start, Rates):
        asked = Asked("measure", start.measure)
    elif isinstance(start, MeasureAmounts):
        asked = Asked("measure" if start.on == "value" else start.on, start.measure)
    reach = allowed(plan, when, asked)
    pays = isinstance(start, Rates) and reach and _earns_nothing(start, reach)
    if not isinstance(start, Rates) and reach:
        pays = _give_nothing(plan, start.amounts, reach)
    missing = getattr(start, "missing", {})
    if pays or (0 in missing.values() and missing_allowed(when, asked.name)):
        yield _Lost(f"{path} can be 0", only_about(when, asked))


def _earns_nothing(start: Rates, reach: Range) -> bool:
    """Tell whether the least units can be paid nothing, by the rates or by closed ones."""
    if reach.low is None or reach.low <= 0 or start.prorated or start.after:
        return True
    tables = [start.rates, *([] if start.hurdle is None else [start.hurdle.closed])]
    low = reach.low
    return any(paid_for(table, low, code) == 0 for table in tables for code in start.missing)


def _give_nothing(plan: Plan, said: AnyAmounts, reach: Range) -> bool:
    """Tell whether amounts can come to nothing in some currency."""
    lows = [amounts_range(plan, said, reach, code).low for code in currencies_of(said)]
    return any(low is None or low <= 0 for low in lows)


FLOORS = (_floors_lift_only_the_eligible,)
