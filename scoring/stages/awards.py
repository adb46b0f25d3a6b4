"""Recognition and development: who is honoured, and whom an action concerns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.money import MINOR_PLACES
from scoring.flow import Finding, Honour, PayLine, Roster, Standing
from scoring.pieces.conditions import Numbers, holds
from scoring.plan.model import Award, Plan


class _Merit(NamedTuple):
    """What an award orders by: larger `order` is better."""

    order: Exact
    known: Bools
    units: Exact
    places: int
    of: str

    def text(self, i: int) -> str:
        """Say the number that earned the award."""
        return f"{self.of} {fixed.text(int(self.units[i]), self.places)}"


class Awarded(NamedTuple):
    """Awards, the pay lines of those with money, and winners who could not be paid."""

    awards: tuple[Honour, ...]
    lines: tuple[PayLine, ...]
    findings: tuple[Finding, ...]


def award(plan: Plan, roster: Roster, standing: Standing, numbers: Numbers) -> Awarded:
    """Give each award to the best of its group, by its own rule for ties."""
    honours: list[Honour] = []
    findings: list[Finding] = []
    for rule in plan.awards:
        merit = _merit(plan, rule, numbers)
        winners = _winners(rule, roster, _eligible(rule, standing, merit.known), merit)
        given = [_honour(rule, roster, i, merit.text(i)) for i in winners]
        unpaid = sum(h.amount_minor is None for h in given) if rule.amount != "none" else 0
        if unpaid:
            reason = f"{unpaid} winners whose currency the award has no amount for"
            findings.append(
                Finding("no-amount-for-currency", plan.place.file, None, None, rule.name, reason)
            )
        honours += given
    return Awarded(tuple(honours), tuple(_lines(plan, roster, honours)), tuple(findings))


def act(plan: Plan, numbers: Numbers) -> tuple[Honour, ...]:
    """List the actions whose condition holds for a scored agent."""
    return tuple(
        Honour(int(i), rule.name, rule.title.en, None, None, rule.place.origin)
        for rule in plan.actions
        for i in np.flatnonzero(holds(rule.when, numbers, plan) & numbers.scored)
    )


def _merit(plan: Plan, rule: Award, numbers: Numbers) -> _Merit:
    if rule.by == "score":
        places = plan.conventions.places.score
        return _Merit(numbers.score, numbers.scored, numbers.score, places, "score")
    value, measure = numbers.values[rule.by], plan.measures[rule.by]
    order = value.units if measure.better == "higher" else fixed.multiply(value.units, -1)
    return _Merit(order, value.known, value.units, measure.places, rule.by)


def _eligible(rule: Award, standing: Standing, known: Bools) -> Bools:
    """A vetoed agent is not honoured, whatever the score."""
    eligible = np.asarray(known & (standing.status == "ranked"), dtype=bool)
    if rule.tiers != "any":
        eligible &= np.isin(standing.tier, rule.tiers)
    return eligible


def _winners(rule: Award, roster: Roster, eligible: Bools, merit: _Merit) -> Iterator[int]:
    """Yield each group's winners, best first, equal ones by agent id."""
    for group in _groups(rule, roster, eligible):
        best = sorted(group, key=lambda i: (-int(merit.order[i]), i))
        if len(best) <= rule.top:
            yield from best
            continue
        last = merit.order[best[rule.top - 1]]
        tied_out = merit.order[best[rule.top]] == last
        if tied_out and rule.ties == "all":
            yield from (i for i in best if merit.order[i] >= last)
        elif tied_out and rule.ties == "none":
            yield from (i for i in best if merit.order[i] > last)
        else:
            yield from best[: rule.top]


def _groups(rule: Award, roster: Roster, eligible: Bools) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for i in np.flatnonzero(eligible).tolist():
        key = "" if rule.per == "overall" else roster.columns[rule.per][i] or ""
        groups.setdefault(key, []).append(i)
    return [groups[key] for key in sorted(groups)]


def _honour(rule: Award, roster: Roster, i: int, reason: str) -> Honour:
    currency = roster.columns["currency"][i]
    if rule.amount == "none" or currency is None or currency not in rule.amount:
        return Honour(i, rule.name, reason, None, None, rule.place.origin)
    minor = fixed.scaled(rule.amount[currency], MINOR_PLACES[currency])
    return Honour(i, rule.name, reason, minor, currency, rule.place.origin)


def _lines(plan: Plan, roster: Roster, honours: list[Honour]) -> Iterator[PayLine]:
    codes = {rule.name: rule.pay_code for rule in plan.awards}
    for honour in honours:
        code = codes[honour.name]
        if honour.amount_minor is not None and honour.currency is not None and code is not None:
            center = roster.columns["cost_center"][honour.agent]
            money = honour.amount_minor, honour.currency
            yield PayLine(honour.agent, honour.name, *money, code, center, honour.origin)
