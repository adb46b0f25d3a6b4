"""From score and tier to the bonus line: exact fractions of Python integers, one rounding.

Money is computed agent by agent: a hundred thousand exact lines take a fraction of a second,
and no bound has to be shown. The factors that arrays can give (coefficients, multipliers) come
from the same tables and lines as points do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

import numpy as np

from scoring.columns import Bools, Column, text_column
from scoring.exact import fixed
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.flow import Finding, PayLine, Roster, Standing, Values
from scoring.pieces.curves import band_of, evaluate
from scoring.pieces.filters import passes
from scoring.plan.model import (
    AmountTable,
    BaseTimes,
    Bonus,
    InMoney,
    Multiplier,
    Plan,
    TierCoefficient,
    TimesBase,
)
from scoring.plan.nodes import Money

Ratio: TypeAlias = tuple[int, int]
Limit: TypeAlias = TimesBase | InMoney | str


class Earned(NamedTuple):
    """The bonus lines, who could be paid, and what stood in the way.

    Attributes:
        lines: one line for every agent that is paid, zero amounts included.
        payable: bool[n].
        findings: a finding for each reason for which ranked agents were not paid.
    """

    lines: tuple[PayLine, ...]
    payable: Bools
    findings: tuple[Finding, ...]


class _Pay(NamedTuple):
    """What the steps of one plan need to know, gathered once."""

    bonus: Bonus
    roster: Roster
    factors: Sequence[Sequence[Ratio]]
    order: Sequence[str]


def earn(plan: Plan, roster: Roster, values: Values, standing: Standing) -> Earned:
    """Compute each ranked agent's bonus: base or amount, then the steps in the plan's order.

    A vetoed, held or unranked agent has no line. An agent whose base or currency is missing, or
    for whose currency the plan names no amount, is not payable, and a finding counts how many.
    """
    n = len(roster.agent_ids)
    if plan.bonus == "none":
        return Earned((), np.zeros(n, dtype=bool), ())
    bonus = plan.bonus
    start = _starts(plan, bonus, roster, standing)
    factors = _multipliers(plan, bonus, roster, values)
    pay = _Pay(bonus, roster, factors, plan.conventions.order)
    ranked = standing.status == "ranked"
    lacking = {"no-bonus-base": 0, "no-amount-for-currency": 0}
    lines: list[PayLine] = []
    for i in np.flatnonzero(ranked).tolist():
        begun, currency = start(i), roster.columns["currency"][i]
        if begun is None or currency is None:
            lacking["no-bonus-base"] += 1
        elif not currency_covered(bonus, currency):
            lacking["no-amount-for-currency"] += 1
        else:
            amount = _steps(pay, i, begun, currency)
            lines.append(_line(bonus, roster, i, _minor(plan, amount, currency)))
    payable = np.zeros(n, dtype=bool)
    payable[[line.agent for line in lines]] = True
    return Earned(tuple(lines), payable, _findings(bonus, lacking))


def currency_covered(bonus: Bonus, currency: str) -> bool:
    """Tell whether every amount that the bonus names in money is named in this currency."""
    named: list[Money] = [
        limit.amount for limit in (bonus.cap, bonus.floor) if isinstance(limit, InMoney)
    ]
    if isinstance(bonus.pay, AmountTable):
        table = bonus.pay.amounts
        named += [table.below, *(band.gives for band in table.bands)]
    return currency in MINOR_PLACES and all(currency in money for money in named)


def _starts(
    plan: Plan, bonus: Bonus, roster: Roster, standing: Standing
) -> Callable[[int], Ratio | None]:
    """Return the function from an agent to the amount before the steps, in currency units."""
    score_units = np.full(standing.score.shape, 10**plan.conventions.places.score, dtype=np.int64)
    boundary = plan.conventions.boundary
    if isinstance(bonus.pay, AmountTable):
        return _amounts(plan, bonus.pay, roster, standing)
    if isinstance(bonus.pay.coefficient, TierCoefficient):
        by_tier = {tier: _ratio(c) for tier, c in bonus.pay.coefficient.gives.items()}
        coefficients = [by_tier[tier] if tier else (0, 1) for tier in standing.tier.tolist()]
    else:
        curve = bonus.pay.coefficient.curve
        num, den = evaluate(curve, standing.score, score_units, boundary)
        coefficients = list(zip(num.tolist(), den.tolist(), strict=True))

    def start(i: int) -> Ratio | None:
        if not roster.has_base[i]:
            return None
        return _times(_stake(bonus, roster, i), coefficients[i])

    return start


def _amounts(
    plan: Plan, pay: AmountTable, roster: Roster, standing: Standing
) -> Callable[[int], Ratio | None]:
    one = np.full(standing.score.shape, 10**plan.conventions.places.score, dtype=np.int64)
    band = band_of(pay.amounts, standing.score, one, plan.conventions.boundary)
    gives = [pay.amounts.below, *(b.gives for b in pay.amounts.bands)]

    def start(i: int) -> Ratio | None:
        currency = roster.columns["currency"][i]
        money = gives[int(band[i]) + 1]
        return None if currency is None else _ratio(money.get(currency, Decimal(0)))

    return start


def _stake(bonus: Bonus, roster: Roster, i: int) -> Ratio:
    """Return base x rate, the amount at stake."""
    if not isinstance(bonus.pay, BaseTimes):
        raise TypeError("an amount table has no base; the lint refuses `times_base` with it")
    return _times((int(roster.bonus_base[i]), 10**AMOUNT_PLACES), _ratio(bonus.pay.rate))


def _multipliers(
    plan: Plan, bonus: Bonus, roster: Roster, values: Values
) -> Sequence[Sequence[Ratio]]:
    """Return each multiplier's factor for every agent."""
    if bonus.multipliers == "none":
        return []
    columns = {name: text_column(list(words)) for name, words in roster.columns.items()}
    return [_factors(plan, m, values, columns, len(roster.agent_ids)) for m in bonus.multipliers]


def _factors(
    plan: Plan, multiplier: Multiplier, values: Values, columns: dict[str, Column], n: int
) -> Sequence[Ratio]:
    if multiplier.where is not None and multiplier.times is not None:
        times = _ratio(multiplier.times)
        return [times if here else (1, 1) for here in passes(multiplier.where, columns, n).tolist()]
    if multiplier.measure is None or multiplier.curve is None or multiplier.missing is None:
        raise ValueError("a multiplier without a rule passed the lint")
    value, missing = values[multiplier.measure], _ratio(multiplier.missing)
    under = np.full(value.units.shape, 10 ** plan.measures[multiplier.measure].places, np.int64)
    num, den = evaluate(multiplier.curve, value.units, under, plan.conventions.boundary)
    read = zip(num.tolist(), den.tolist(), value.known.tolist(), strict=True)
    return [(a, b) if known else missing for a, b, known in read]


def _steps(pay: _Pay, i: int, amount: Ratio, currency: str) -> Ratio:
    """Take the amount through multipliers, cap, proration and floor, in the plan's order."""
    for step in pay.order:
        if step == "multipliers":
            for factors in pay.factors:
                amount = _times(amount, factors[i])
        elif step == "cap" and pay.bonus.cap != "none":
            amount = _lesser(amount, _limit(pay, pay.bonus.cap, i, currency))
        elif step == "floor" and pay.bonus.floor != "none":
            amount = _greater(amount, _limit(pay, pay.bonus.floor, i, currency))
        elif step == "proration" and pay.bonus.proration != "none":
            amount = _prorated(pay, i, amount)
    return amount


def _limit(pay: _Pay, limit: Limit, i: int, currency: str) -> Ratio:
    if isinstance(limit, TimesBase):
        return _times(_stake(pay.bonus, pay.roster, i), _ratio(limit.times_base))
    if isinstance(limit, InMoney):
        return _ratio(limit.amount[currency])
    raise TypeError(f"no limit is called {limit!r}")


def _prorated(pay: _Pay, i: int, amount: Ratio) -> Ratio:
    roster = pay.roster
    amount = _times(amount, (int(roster.employed_days[i]), roster.period.days))
    if pay.bonus.proration != "none" and pay.bonus.proration.fte == "apply":
        amount = _times(amount, (int(roster.fte[i]), 10**AMOUNT_PLACES))
    return amount


def _minor(plan: Plan, amount: Ratio, currency: str) -> tuple[int, str]:
    """Round the line, once, to the currency's minor unit."""
    num, den = amount
    units = fixed.divide_one(num * 10 ** MINOR_PLACES[currency], den, plan.conventions.rounding)
    return units, currency


def _line(bonus: Bonus, roster: Roster, i: int, money: tuple[int, str]) -> PayLine:
    center = roster.columns["cost_center"][i]
    return PayLine(i, "bonus", *money, bonus.pay_code, center, bonus.place.origin)


def _findings(bonus: Bonus, lacking: dict[str, int]) -> tuple[Finding, ...]:
    why = {
        "no-bonus-base": "ranked agents without a bonus base or a currency: scored, not paid",
        "no-amount-for-currency": "ranked agents in a currency for which the plan names no amount",
    }
    return tuple(
        Finding(code, "roster.parquet", None, None, bonus.pay_code, f"{count} {why[code]}")
        for code, count in lacking.items()
        if count
    )


def _ratio(number: Decimal) -> Ratio:
    num, den = number.as_integer_ratio()
    return num, den


def _times(a: Ratio, b: Ratio) -> Ratio:
    return a[0] * b[0], a[1] * b[1]


def _lesser(a: Ratio, b: Ratio) -> Ratio:
    return a if a[0] * b[1] <= b[0] * a[1] else b


def _greater(a: Ratio, b: Ratio) -> Ratio:
    return a if a[0] * b[1] >= b[0] * a[1] else b
