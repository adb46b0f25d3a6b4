"""What is given in a case, as the engine takes it: values and a roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from scoring.beside import RATE_PLACES, Rate
from scoring.cases.earlier import earlier_of
from scoring.cases.model import Given
from scoring.cases.service import days_of, served_of
from scoring.cases.settling import settling_of
from scoring.columns import chosen, whole_column, words_of
from scoring.exact.fixed import Exact, exact, multiply, narrow, scaled
from scoring.exact.money import AMOUNT_PLACES
from scoring.exact.period import Period, instant_us
from scoring.flow import Roster, Value, Values
from scoring.plan.events import EventLedger, fresh_start
from scoring.plan.exchange import day_of_rate
from scoring.plan.kinds import Count, Measure, Sum
from scoring.plan.model import Plan
from scoring.plan.rollups import Rollup
from scoring.plan.so_far import SoFar
from scoring.vocabulary import ROSTER_TEXTS


def values_of(plan: Plan, facts: Sequence[Given]) -> Values:
    """Build every value that is stated; what rolls others up follows from them."""
    measures = plan.measures.items()
    return {n: _value(n, m, facts) for n, m in measures if not isinstance(m, Rollup)}


def _value(name: str, measure: Measure, facts: Sequence[Given]) -> Value:
    """Build one measure's value, as if rows had given it; a ledger left out is one without events.

    As the fraction of so many facts it is what a rollup by `micro` adds up, a total by itself.
    """
    enough = max(measure.volume_min, 1)
    volume = np.array(
        [f.volumes.get(name, enough if name in f.measures else 0) for f in facts], dtype=np.int64
    )
    given = np.array([name in f.measures for f in facts], dtype=bool)
    left_out = Decimal(0)
    if isinstance(measure, EventLedger):
        left_out, given[:] = fresh_start(measure), True
    known = given & (volume >= measure.volume_min)
    units = _units([f.measures.get(name, left_out) for f in facts], measure.places)
    total = isinstance(measure, Count | Sum | EventLedger | SoFar)
    facts_each = np.ones_like(volume) if total else volume
    return Value(
        units=narrow(np.where(known, units, 0)),
        known=known,
        status=chosen(len(facts), "no_facts", (volume > 0, "below_volume"), (known, "known")),
        numerator=multiply(units, facts_each),
        denominator=multiply(facts_each, 10**measure.places),
        volume=volume,
        excluded={},
    )


def _units(numbers: Sequence[Decimal], places: int) -> Exact:
    return exact([scaled(n, places) for n in numbers])


def roster_of(plan: Plan, agents: Sequence[str], facts: Sequence[Given], period: Period) -> Roster:
    """Build the roster of a case, for a period."""
    n = len(facts)
    days = [days_of(f, period) for f in facts]
    bounds = [instant_us(day, plan.conventions.zone) for day in (period.first, period.end)]
    return Roster(
        period=period,
        agent_ids=tuple(agents),
        columns={c: words_of(getattr(f, c, None) for f in facts) for c in ROSTER_TEXTS},
        bonus_base=_units([f.bonus_base or Decimal(0) for f in facts], AMOUNT_PLACES),
        has_base=np.array([None not in (f.bonus_base, f.currency) for f in facts], dtype=bool),
        fte=np.array([scaled(f.fte, AMOUNT_PLACES) for f in facts], dtype=np.int64),
        employed_days=np.array(days, dtype=np.int64),
        starts_us=np.full(n, bounds[0], dtype=np.int64),
        ends_us=np.full(n, bounds[1], dtype=np.int64),
        targets=_targets(plan, facts),
        given={},
        earlier=earlier_of(plan, agents, [f.earlier for f in facts]),
        served=served_of(plan, facts, period),
        numbers={"tenure_days": whole_column([f.tenure_days for f in facts])},
        settling=settling_of([(f.currency, f.settled) for f in facts]),
    )


def _targets(plan: Plan, facts: Sequence[Given]) -> dict[tuple[str, str], Any]:
    targets = {}
    for name, word in plan.anchored("targets"):
        said = [f.targets.get(name, {}).get(word) for f in facts]
        known = np.array([number is not None for number in said], dtype=bool)
        units = _units([number or Decimal(0) for number in said], plan.measures[name].places)
        targets[name, word] = units, known
    return targets


def rates_of(plan: Plan, said: Mapping[str, Decimal], period: Period) -> dict[str, Rate]:
    """Take the rates that a case states as of the very day that the plan names."""
    if plan.exchange is None:
        return {}
    day = day_of_rate(plan.exchange, period)
    return {code: Rate(scaled(rate, RATE_PLACES), day, "the case") for code, rate in said.items()}
