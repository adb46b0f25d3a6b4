"""From score and tier to the lines of pay: exact fractions, one rounding each.

Money is computed for all who are paid at once, as fractions over one denominator where that is
short: int64 where a bound shows that nothing can wrap, Python integers otherwise. Coefficients and
multipliers come from the same tables and lines as points do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal, NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, always
from scoring.exact import fixed, ratios
from scoring.exact.fixed import Exact, scaled
from scoring.exact.money import MINOR_PLACES
from scoring.exact.ratios import Ratios
from scoring.flow import Finding
from scoring.lines import PayLines, joined_lines
from scoring.pieces.bases import paid_on
from scoring.pieces.conditions import holds
from scoring.pieces.exchange import converted
from scoring.pieces.factors import Known, bounded
from scoring.pieces.filters import agents_pass
from scoring.pieces.paid import Paid, asked_of
from scoring.pieces.rates import money_of
from scoring.pieces.starts import counted_of, part_paid, stake, start_of
from scoring.pieces.steps import Step, Told
from scoring.plan.model import Plan
from scoring.plan.pay import Limit, Multiplier, PayLine, TimesBase
from scoring.plan.pools import EachAmount, Pool
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


def earn(plan: Plan, known: Known, told: list[Told] | None = None) -> Earned:
    """Compute each line for every agent who gets it: its start, then the steps in their order.

    A vetoed, held or unranked agent has no line. An agent whose base or currency is missing, or
    for whose currency a line names no amount, is not paid it, and a finding counts how many.

    Args:
        plan: the plan.
        known: what factors read and conditions ask for.
        told: takes for each line how it came about; None where nobody asks.
    """
    lines, entered, findings = list[PayLines](), list[Entered](), list[Finding]()
    payable = np.zeros(len(known.roster.agent_ids), dtype=bool)
    based, currency = paid_on(plan, known.roster), known.roster.columns["currency"]
    for place, said in enumerate(plan.lines):
        line = converted(plan, said, known.roster.rates)
        asked = asked_of(plan, line, known, based)
        steps = None if told is None else list[Step]()
        paid = Paid(plan, line, place, asked.who, known, based, currency.taken(asked.who), steps)
        amount = _steps(paid, start_of(paid))
        if line.pool is None:
            payable[paid.who] = True
            lines.append(_lines(paid, amount))
        else:
            entered.append(_entered(paid, line.pool, amount))
        findings += asked.findings(line)
        if told is not None and steps is not None:
            told.append(Told(place, paid.who, paid.currency, asked.why(), steps))
    return Earned(joined_lines(*lines), tuple(entered), payable, tuple(findings))


def _steps(paid: Paid, amount: Ratios) -> Ratios:
    """Take the amounts through multipliers, cap, proration and floor, in the plan's order."""
    line = paid.line
    for step in paid.plan.conventions.order:
        if step == "multipliers" and line.multipliers != "none":
            amount = _multiplied(paid, line.multipliers, amount)
        elif step == "cap" and line.cap != "none":
            amount = _limited(paid, "cap", line.cap, amount)
        elif step == "floor" and line.floor != "none":
            amount = _limited(paid, "floor", line.floor, amount)
        elif step == "proration" and line.proration != "none":
            part = part_paid(paid, line.proration)
            amount = ratios.times(amount, part)
            of = counted_of(paid, line.proration)
            paid.tell("proration", ("proration",), amount, factor=part, of=of)
    return amount


def _multiplied(paid: Paid, multipliers: Iterable[Multiplier], amount: Ratios) -> Ratios:
    for i, multiplier in enumerate(multipliers):
        found = bounded(paid.plan, multiplier, paid.known, paid.who)
        amount = ratios.times(amount, found)
        paid.tell("multiplier", ("multipliers", i), amount, factor=found)
    return amount


def _limited(
    paid: Paid, kind: Literal["cap", "floor"], limits: Iterable[Limit], amount: Ratios
) -> Ratios:
    """Keep amounts within caps or above floors, each for those for whom it holds."""
    kept = ratios.lesser if kind == "cap" else ratios.greater
    for i, said in enumerate(limits):
        limit, here = _limit(paid, said), None
        within = kept(amount, limit)
        if said.when is not None:
            here = holds(said.when, paid.known.numbers, paid.plan)[paid.who]
            within = ratios.where(here, within, amount)
        amount = within
        paid.tell(kind, (kind, i), amount, factor=limit, here=here)
    return amount


def _limit(paid: Paid, limit: Limit) -> Ratios:
    if isinstance(limit, TimesBase):
        return ratios.times(stake(paid), ratios.number(limit.times_base))
    return money_of([limit.amount], paid.currency)


def _entered(paid: Paid, pool: Pool, share: Ratios) -> Entered:
    """Let what the steps came to be shares of a pool: nothing of it is rounded."""
    where, most = paid.line.where, None
    everybody = np.ones(len(paid.roster.agent_ids), dtype=bool)
    counted = everybody if where is None else agents_pass(where, paid.roster)
    if isinstance(pool.each_most, EachAmount):
        most = money_of([pool.each_most.amount], paid.currency)
    elif not isinstance(pool.each_most, str):
        most = ratios.times(stake(paid), ratios.number(pool.each_most.times_base))
    paid.tell("share", ("pool",), share)
    return Entered(paid.place, paid.who, share, most, counted)


def _lines(paid: Paid, amount: Ratios) -> PayLines:
    """Round each amount, once, and part it between cost centres where the line says so."""
    line, who, currency = paid.line, paid.who, paid.currency
    places = np.array([MINOR_PLACES.get(code, 0) for code in currency.words], np.int64)
    minor = _rounded(paid, amount, places[currency.codes])
    whole = PayLines(
        agent=who,
        line=always(line.name, who.size),
        amount_minor=minor,
        currency=currency,
        pay_code=always(line.pay_code, who.size),
        cost_center=paid.roster.columns["cost_center"].taken(who),
        origin=always(line.place.origin, who.size),
    )
    unit = 10 ** places[currency.codes]
    paid.tell("rounding", ("rounding",) if line.rounding else (), Ratios(minor, unit))
    if line.split is None:
        return whole
    parts = list(_parts(line, line.split, whole))
    for (center, share), part in zip(line.split.items(), parts, strict=True):
        own = Ratios(part.amount_minor, unit)
        paid.tell("part", ("split", center), own, factor=ratios.number(share))
    return joined_lines(*parts)


def _rounded(paid: Paid, amount: Ratios, places: Int64s) -> Exact:
    """Round each amount to its currency's minor unit, or to the step that the line names."""
    own, currency = paid.line.rounding, paid.currency
    if own is None:
        return ratios.rounded(amount, places, paid.plan.conventions.rounding)
    words = currency.words
    steps = [scaled(own.to.get(c, Decimal(1)), MINOR_PLACES.get(c, 0)) for c in words]
    return ratios.stepped(amount, places, fixed.exact(steps)[currency.codes], own.mode)


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
