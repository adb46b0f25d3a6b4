"""From score and tier to the lines of pay: exact fractions, one rounding each.

Money is computed for all who are paid at once, as fractions over one denominator where that is
short: int64 where a bound shows that nothing can wrap, Python integers otherwise. Coefficients and
multipliers come from the same tables and lines as points do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words, always
from scoring.exact import fixed, ratios
from scoring.exact.fixed import Exact, scaled
from scoring.exact.money import MINOR_PLACES
from scoring.exact.ratios import Ratios
from scoring.flow import Finding, Roster
from scoring.lines import PayLines, joined_lines
from scoring.pieces.bases import Based, paid_on
from scoring.pieces.conditions import holds
from scoring.pieces.exchange import converted
from scoring.pieces.factors import Known, bounded, factor, read_measure, rows_of
from scoring.pieces.filters import agents_pass
from scoring.pieces.prorating import part_of
from scoring.pieces.rates import amounts, earned, money_of
from scoring.plan.model import Plan
from scoring.plan.pay import Limit, PayLine, TimesBase
from scoring.plan.paying import names_currency, rounds_currency
from scoring.plan.pools import EachAmount, Pool
from scoring.plan.proration import Form
from scoring.plan.starts import (
    BaseTimes,
    LookupAmounts,
    MeasureAmounts,
    Rates,
    ScoreAmounts,
    Weight,
)
from scoring.pools import Entered

SHARE_PLACES = 12
"""Decimal places of a share: those that a number of a plan may have."""


class Earned(NamedTuple):
    """The lines, who is paid one, and what stood in the way.

    Attributes:
        lines: each pay line for every agent who gets it, zero amounts included.
        entered: those who share in a pool, for each line that has one.
        payable: bool[n], who gets at least one of the lines.
        findings: a finding for each line and reason for which agents of the line were not paid.
    """

    lines: PayLines
    entered: tuple[Entered, ...]
    payable: Bools
    findings: tuple[Finding, ...]


class _Paid(NamedTuple):
    """Those who are paid a line: m agents, by their index, and what is known of everybody."""

    plan: Plan
    line: PayLine
    who: Int64s
    known: Known
    based: Based
    currency: Words

    @property
    def roster(self) -> Roster:
        """Return the roster of everybody."""
        return self.known.roster


def earn(plan: Plan, known: Known) -> Earned:
    """Compute each line for every agent who gets it: its start, then the steps in their order.

    A vetoed, held or unranked agent has no line. An agent whose base or currency is missing, or
    for whose currency a line names no amount, is not paid it, and a finding counts how many.

    Args:
        plan: the plan.
        known: what factors read and conditions ask for.
    """
    lines, entered, findings = list[PayLines](), list[Entered](), list[Finding]()
    payable = np.zeros(len(known.roster.agent_ids), dtype=bool)
    based = paid_on(plan, known.roster)
    for place, said in enumerate(plan.lines):
        line = converted(plan, said, known.roster.rates)
        paid, lacking = _whom(plan, line, known, based)
        amount = _steps(paid, _start(paid))
        if line.pool is None:
            payable[paid.who] = True
            lines.append(_lines(paid, amount))
        else:
            entered.append(_entered(paid, place, line.pool, amount))
        findings += _findings(line, lacking)
    return Earned(joined_lines(*lines), tuple(entered), payable, tuple(findings))


def _whom(plan: Plan, line: PayLine, known: Known, on: Based) -> tuple[_Paid, dict[str, int]]:
    """Find out who is paid a line, and count whom something is missing of."""
    roster, currency = known.roster, known.roster.columns["currency"]
    entitled = known.standing.status.are("ranked")
    if line.where is not None:
        entitled &= agents_pass(line.where, roster)
    if line.when is not None:
        entitled &= holds(line.when, known.numbers, plan)
    based = ~currency.are(None)
    if isinstance(line.start, BaseTimes):
        based &= on.has_base
    covered = currency.are(*(code for code in currency.words if currency_covered(line, code)))
    single = based & on.one_currency
    stepped = currency.are(*(code for code in currency.words if rounds_currency(line, code)))
    who = np.flatnonzero(entitled & single & stepped & covered)
    lacking = {
        "no-bonus-base": int(np.count_nonzero(entitled & ~based)),
        "several-currencies": int(np.count_nonzero(entitled & based & ~on.one_currency)),
        "no-step-for-currency": int(np.count_nonzero(entitled & single & ~stepped)),
        "no-amount-for-currency": int(np.count_nonzero(entitled & single & stepped & ~covered)),
    }
    return _Paid(plan, line, who, known, on, currency.taken(who)), lacking


def currency_covered(line: PayLine, currency: str) -> bool:
    """Tell whether every amount that a line names in money is named in this currency."""
    return currency in MINOR_PLACES and names_currency(line, currency)


def _start(paid: _Paid) -> Ratios:
    """Return the amounts before the steps, in currency units, or the bare numbers of a pool."""
    plan, boundary = paid.plan, paid.plan.conventions.boundary
    match paid.line.start:
        case BaseTimes() as start:
            return ratios.times(_stake(paid), factor(plan, start.coefficient, paid.known, paid.who))
        case ScoreAmounts() as start:
            score = paid.known.standing.score[paid.who]
            one = np.full(score.shape, 10**plan.conventions.places.score, dtype=np.int64)
            return amounts(start.amounts, score, one, paid.currency, boundary)
        case MeasureAmounts() as start:
            at = read_measure(plan, start, paid.known, paid.who)[0]
            num, den = fixed.where(at.known, at.num, 0), fixed.where(at.known, at.den, 1)
            found = amounts(start.amounts, num, den, paid.currency, boundary)
            return _or_missing(paid, start, at.known, found)
        case LookupAmounts() as start:
            row = rows_of(start, paid.known, paid.who)
            return money_of(list(start.every), paid.currency, row)
        case Rates() as start:
            return _by_rates(paid, start)
        case Weight() as start:
            return factor(plan, start.weight, paid.known, paid.who)


def _by_rates(paid: _Paid, start: Rates) -> Ratios:
    """Return money for each unit, where there is a value, and one before it where it is asked."""
    measures, boundary = paid.plan.measures, paid.plan.conventions.boundary
    value, known = _units(paid, start.measure)
    units, after = (value, measures[start.measure].places), None
    if start.after is not None:
        before, there = _units(paid, start.after)
        after, known = (before, measures[start.after].places), known & there
    edges, served = _edges(paid, start)
    found = earned(start.rates, units, after, edges, paid.currency, boundary)
    if start.hurdle is not None:
        taken = holds(start.hurdle.when, paid.known.numbers, paid.plan)[paid.who]
        closed = earned(start.hurdle.closed, units, after, edges, paid.currency, boundary)
        found = ratios.where(taken, found, closed)
    return _or_missing(paid, start, known & served, found)


def _edges(paid: _Paid, start: Rates) -> tuple[Ratios, Bools]:
    """Return what the edges of rates are multiplied by, and for whom that is above 0."""
    if start.prorated is None:
        one: Exact = np.ones(paid.who.shape, np.int64)
        return Ratios(one, 1), one > 0
    part = _part(paid, start.prorated)
    served = np.asarray(part.num > 0, dtype=bool)
    return Ratios(fixed.where(served, part.num, 1), part.den), served


def _units(paid: _Paid, measure: str) -> tuple[Exact, Bools]:
    """Return the units of a measure's values, 0 where they are not known."""
    value = paid.known.values[measure]
    known = value.known[paid.who]
    return fixed.where(known, value.units[paid.who], 0), known


def _or_missing(paid: _Paid, start: MeasureAmounts | Rates, known: Bools, found: Ratios) -> Ratios:
    return ratios.where(known, found, money_of([start.missing], paid.currency))


def _stake(paid: _Paid) -> Ratios:
    """Return base x rate, the amount at stake."""
    if not isinstance(paid.line.start, BaseTimes):
        raise TypeError("the line has no base; the lint refuses `times_base` with it")
    base = ratios.picked(paid.based.base, paid.who)
    return ratios.times(base, ratios.number(paid.line.start.rate))


def _steps(paid: _Paid, amount: Ratios) -> Ratios:
    """Take the amounts through multipliers, cap, proration and floor, in the plan's order."""
    line = paid.line
    for step in paid.plan.conventions.order:
        if step == "multipliers" and line.multipliers != "none":
            for multiplier in line.multipliers:
                amount = ratios.times(amount, bounded(paid.plan, multiplier, paid.known, paid.who))
        elif step == "cap" and line.cap != "none":
            amount = _limited(paid, line.cap, amount, ratios.lesser)
        elif step == "floor" and line.floor != "none":
            amount = _limited(paid, line.floor, amount, ratios.greater)
        elif step == "proration" and line.proration != "none":
            amount = ratios.times(amount, _part(paid, line.proration))
    return amount


def _part(paid: _Paid, said: Form) -> Ratios:
    """Return the part of the period that is paid."""
    based = isinstance(paid.line.start, BaseTimes)
    fte = paid.based.fte if based else paid.based.fte_of_days
    part = part_of(said, paid.plan, (paid.roster, paid.known.values), fte)
    return ratios.picked(part, paid.who)


def _limited(
    paid: _Paid,
    limits: Iterable[Limit],
    amount: Ratios,
    kept: Callable[[Ratios, Ratios], Ratios],
) -> Ratios:
    """Keep amounts within limits, each for those for whom it holds."""
    for limit in limits:
        within = kept(amount, _limit(paid, limit))
        if limit.when is not None:
            here = holds(limit.when, paid.known.numbers, paid.plan)[paid.who]
            within = ratios.where(here, within, amount)
        amount = within
    return amount


def _limit(paid: _Paid, limit: Limit) -> Ratios:
    if isinstance(limit, TimesBase):
        return ratios.times(_stake(paid), ratios.number(limit.times_base))
    return money_of([limit.amount], paid.currency)


def _entered(paid: _Paid, place: int, pool: Pool, share: Ratios) -> Entered:
    """Let what the steps came to be shares of a pool: nothing of it is rounded."""
    where, most = paid.line.where, None
    everybody = np.ones(len(paid.roster.agent_ids), dtype=bool)
    counted = everybody if where is None else agents_pass(where, paid.roster)
    if isinstance(pool.each_most, EachAmount):
        most = money_of([pool.each_most.amount], paid.currency)
    elif not isinstance(pool.each_most, str):
        most = ratios.times(_stake(paid), ratios.number(pool.each_most.times_base))
    return Entered(place, paid.who, share, most, counted)


def _lines(paid: _Paid, amount: Ratios) -> PayLines:
    """Round each amount, once, and part it between cost centres where the line says so."""
    line, who = paid.line, paid.who
    whole = PayLines(
        agent=who,
        line=always(line.name, who.size),
        amount_minor=_rounded(paid, amount),
        currency=paid.currency,
        pay_code=always(line.pay_code, who.size),
        cost_center=paid.roster.columns["cost_center"].taken(who),
        origin=always(line.place.origin, who.size),
    )
    return whole if line.split is None else joined_lines(*_parts(line, line.split, whole))


def _rounded(paid: _Paid, amount: Ratios) -> Exact:
    """Round each amount to its currency's minor unit, or to the step that the line names."""
    words, codes, own = paid.currency.words, paid.currency.codes, paid.line.rounding
    places = np.array([MINOR_PLACES.get(code, 0) for code in words], np.int64)
    if own is None:
        return ratios.rounded(amount, places[codes], paid.plan.conventions.rounding)
    steps = [scaled(own.to.get(c, Decimal(1)), MINOR_PLACES.get(c, 0)) for c in words]
    return ratios.stepped(amount, places[codes], fixed.exact(steps)[codes], own.mode)


def _parts(line: PayLine, split: Mapping[str, Decimal], whole: PayLines) -> Iterator[PayLines]:
    """Yield the part of each cost centre; together they are the whole, to the minor unit."""
    shares = [scaled(share, SHARE_PLACES) for share in split.values()]
    amounts = fixed.allocate_each(whole.amount_minor, shares)
    for center, minor in zip(split, amounts, strict=True):
        yield replace(
            whole,
            line=always(line.part(center), minor.size),
            amount_minor=minor,
            cost_center=always(center, minor.size),
            origin=always(line.at("split", center).origin, minor.size),
        )


def _findings(line: PayLine, lacking: dict[str, int]) -> list[Finding]:
    why = {
        "no-bonus-base": "ranked agents without a bonus base or a currency: scored, not paid",
        "several-currencies": "ranked agents whose stretches are paid in different currencies",
        "no-step-for-currency": "ranked agents in a currency in which the line is not rounded",
        "no-amount-for-currency": "ranked agents in a currency for which the plan names no amount",
    }
    return [
        Finding(code, "roster.parquet", None, None, line.name, f"{count} {why[code]}")
        for code, count in lacking.items()
        if count
    ]
