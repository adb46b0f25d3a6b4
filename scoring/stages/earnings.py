"""From score and tier to the bonus line: exact fractions, one rounding.

Money is computed for all who are paid at once, as fractions over one denominator: int64 where a
bound shows that nothing can wrap, Python integers otherwise. Coefficients and multipliers come
from the same tables and lines as points do.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, TypeAlias

import numpy as np

from scoring.columns import Bools, Int64s, Words, always
from scoring.exact import ratios
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.exact.ratios import Ratios
from scoring.flow import Finding, Roster, Values
from scoring.lines import PayLines, pay_lines
from scoring.pieces.curves import band_of, evaluate
from scoring.pieces.filters import agents_pass
from scoring.plan.model import Plan
from scoring.plan.nodes import Money
from scoring.plan.pay import (
    AmountTable,
    BaseTimes,
    Bonus,
    InMoney,
    Multiplier,
    TierCoefficient,
    TimesBase,
)
from scoring.standing import Standing

Limit: TypeAlias = TimesBase | InMoney | str


class Earned(NamedTuple):
    """The bonus lines, who could be paid, and what stood in the way.

    Attributes:
        lines: one line for every agent that is paid, zero amounts included.
        payable: bool[n].
        findings: a finding for each reason for which ranked agents were not paid.
    """

    lines: PayLines
    payable: Bools
    findings: tuple[Finding, ...]


class _Paid(NamedTuple):
    """Those who are paid: m agents, by their index, and what stands on the roster of them."""

    plan: Plan
    bonus: Bonus
    who: Int64s
    roster: Roster
    currency: Words


def earn(plan: Plan, roster: Roster, values: Values, standing: Standing) -> Earned:
    """Compute each ranked agent's bonus: base or amount, then the steps in the plan's order.

    A vetoed, held or unranked agent has no line. An agent whose base or currency is missing, or
    for whose currency the plan names no amount, is not payable, and a finding counts how many.
    """
    if plan.bonus == "none":
        return Earned(pay_lines(), np.zeros(len(roster.agent_ids), dtype=bool), ())
    bonus, currency = plan.bonus, roster.columns["currency"]
    ranked = standing.status.are("ranked")
    based = ~currency.are(None)
    if isinstance(bonus.pay, BaseTimes):
        based &= roster.has_base
    covered = currency.are(*(code for code in currency.words if currency_covered(bonus, code)))
    payable = ranked & based & covered
    who = np.flatnonzero(payable)
    paid = _Paid(plan, bonus, who, roster, currency.taken(who))
    amount = _steps(paid, values, _start(paid, standing))
    lacking = {
        "no-bonus-base": int(np.count_nonzero(ranked & ~based)),
        "no-amount-for-currency": int(np.count_nonzero(ranked & based & ~covered)),
    }
    return Earned(_lines(paid, amount), payable, _findings(bonus, lacking))


def currency_covered(bonus: Bonus, currency: str) -> bool:
    """Tell whether every amount that the bonus names in money is named in this currency."""
    named: list[Money] = [
        limit.amount for limit in (bonus.cap, bonus.floor) if isinstance(limit, InMoney)
    ]
    if isinstance(bonus.pay, AmountTable):
        table = bonus.pay.amounts
        named += [table.below, *(band.gives for band in table.bands)]
    return currency in MINOR_PLACES and all(currency in money for money in named)


def _start(paid: _Paid, standing: Standing) -> Ratios:
    """Return the amounts before the steps, in currency units."""
    plan, pay = paid.plan, paid.bonus.pay
    score = standing.score[paid.who]
    one = np.full(score.shape, 10**plan.conventions.places.score, dtype=np.int64)
    boundary = plan.conventions.boundary
    if isinstance(pay, AmountTable):
        band = band_of(pay.amounts, score, one, boundary)
        return _money(paid, [pay.amounts.below, *(b.gives for b in pay.amounts.bands)], band + 1)
    if isinstance(pay.coefficient, TierCoefficient):
        gives, tier = pay.coefficient.gives, standing.tier
        by_tier = ratios.numbers([gives[word] if word else Decimal(0) for word in tier.words])
        coefficient = ratios.picked(by_tier, tier.codes[paid.who])
    else:
        coefficient = ratios.over(*evaluate(pay.coefficient.curve, score, one, boundary))
    return ratios.times(_stake(paid), coefficient)


def _money(paid: _Paid, said: list[Money], row: Int64s | int = 0) -> Ratios:
    """Return the amount that each agent's row of a table names in the agent's currency."""
    words = paid.currency.words
    table = ratios.numbers([money.get(code, Decimal(0)) for money in said for code in words])
    return ratios.picked(table, row * len(words) + paid.currency.codes)


def _stake(paid: _Paid) -> Ratios:
    """Return base x rate, the amount at stake."""
    if not isinstance(paid.bonus.pay, BaseTimes):
        raise TypeError("an amount table has no base; the lint refuses `times_base` with it")
    base = ratios.units(paid.roster.bonus_base[paid.who], AMOUNT_PLACES)
    return ratios.times(base, ratios.number(paid.bonus.pay.rate))


def _factor(paid: _Paid, multiplier: Multiplier, values: Values) -> Ratios:
    """Return a multiplier's factor for every agent who is paid."""
    if multiplier.where is not None and multiplier.times is not None:
        here = agents_pass(multiplier.where, paid.roster)[paid.who]
        return ratios.picked(ratios.numbers([Decimal(1), multiplier.times]), here.astype(np.int64))
    if multiplier.measure is None or multiplier.curve is None or multiplier.missing is None:
        raise ValueError("a multiplier without a rule passed the lint")
    value = values[multiplier.measure]
    read = value.units[paid.who]
    under = np.full(read.shape, 10 ** paid.plan.measures[multiplier.measure].places, np.int64)
    given = ratios.over(*evaluate(multiplier.curve, read, under, paid.plan.conventions.boundary))
    return ratios.where(value.known[paid.who], given, ratios.number(multiplier.missing))


def _steps(paid: _Paid, values: Values, amount: Ratios) -> Ratios:
    """Take the amounts through multipliers, cap, proration and floor, in the plan's order."""
    bonus = paid.bonus
    for step in paid.plan.conventions.order:
        if step == "multipliers" and bonus.multipliers != "none":
            for multiplier in bonus.multipliers:
                amount = ratios.times(amount, _factor(paid, multiplier, values))
        elif step == "cap" and bonus.cap != "none":
            amount = ratios.lesser(amount, _limit(paid, bonus.cap))
        elif step == "floor" and bonus.floor != "none":
            amount = ratios.greater(amount, _limit(paid, bonus.floor))
        elif step == "proration" and bonus.proration != "none":
            amount = _prorated(paid, amount, fte=bonus.proration.fte == "apply")
    return amount


def _limit(paid: _Paid, limit: Limit) -> Ratios:
    if isinstance(limit, TimesBase):
        return ratios.times(_stake(paid), ratios.number(limit.times_base))
    if isinstance(limit, InMoney):
        return _money(paid, [limit.amount])
    raise TypeError(f"no limit is called {limit!r}")


def _prorated(paid: _Paid, amount: Ratios, *, fte: bool) -> Ratios:
    roster = paid.roster
    days = Ratios(roster.employed_days[paid.who], roster.period.days)
    amount = ratios.times(amount, days)
    return (
        ratios.times(amount, ratios.units(roster.fte[paid.who], AMOUNT_PLACES)) if fte else amount
    )


def _lines(paid: _Paid, amount: Ratios) -> PayLines:
    """Round each line, once, to its currency's minor unit."""
    bonus, who, currency = paid.bonus, paid.who, paid.currency
    places = np.array([MINOR_PLACES.get(code, 0) for code in currency.words], np.int64)
    minor = ratios.rounded(amount, places[currency.codes], paid.plan.conventions.rounding)
    return PayLines(
        agent=who,
        line=always("bonus", who.size),
        amount_minor=minor,
        currency=currency,
        pay_code=always(bonus.pay_code, who.size),
        cost_center=paid.roster.columns["cost_center"].taken(who),
        origin=always(bonus.place.origin, who.size),
    )


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
