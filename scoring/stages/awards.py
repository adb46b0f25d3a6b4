"""Recognition and development: who is honoured, and whom an action concerns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words, always, words_of
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.money import MINOR_PLACES
from scoring.flow import Finding, Roster
from scoring.lines import Honours, PayLines, joined_honours, joined_lines
from scoring.pieces.conditions import Numbers, holds
from scoring.plan.model import Plan
from scoring.plan.recognition import Action, Award
from scoring.standing import Standing


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

    awards: Honours
    lines: PayLines
    findings: tuple[Finding, ...]


def award(plan: Plan, roster: Roster, standing: Standing, numbers: Numbers) -> Awarded:
    """Give each award to the best of its group, by its own rule for ties."""
    awards: list[Honours] = []
    lines: list[PayLines] = []
    findings: list[Finding] = []
    for rule in plan.awards:
        merit = _merit(plan, rule, numbers)
        eligible = np.flatnonzero(_eligible(rule, standing, merit.known))
        winners = _winners(rule, _groups(rule, roster, eligible), eligible, merit)
        given = _given(rule, roster, winners, words_of(map(merit.text, winners.tolist())))
        paid = given.currency.codes >= 0
        unpaid = int(np.count_nonzero(~paid)) if rule.amount != "none" else 0
        if unpaid:
            reason = f"{unpaid} winners whose currency the award has no amount for"
            findings.append(
                Finding("no-amount-for-currency", plan.place.file, None, None, rule.name, reason)
            )
        awards.append(given)
        if rule.pay_code is not None:
            lines.append(_lines(rule.pay_code, roster, given, np.flatnonzero(paid)))
    return Awarded(joined_honours(*awards), joined_lines(*lines), tuple(findings))


def act(plan: Plan, numbers: Numbers) -> Honours:
    """List the actions whose condition holds for a scored agent."""
    return joined_honours(*(_concerned(rule, numbers, plan) for rule in plan.actions))


def _concerned(rule: Action, numbers: Numbers, plan: Plan) -> Honours:
    agent = np.flatnonzero(holds(rule.when, numbers, plan) & numbers.scored)
    return Honours(
        agent=agent,
        name=always(rule.name, agent.size),
        reason=always(rule.title.en, agent.size),
        amount_minor=np.zeros(agent.size, dtype=np.int64),
        currency=words_of([None]).taken(np.zeros(agent.size, dtype=np.int64)),
        origin=always(rule.place.origin, agent.size),
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
    eligible = known & standing.status.are("ranked")
    return eligible if rule.tiers == "any" else eligible & standing.tier.are(*rule.tiers)


def _groups(rule: Award, roster: Roster, agents: Int64s) -> Int64s:
    """Number the groups in the order of their names; who has none is in the first of them."""
    if rule.per == "overall":
        return np.zeros(agents.size, dtype=np.int64)
    column = roster.columns[rule.per]
    number = {name: i for i, name in enumerate(sorted({"", *column.words}))}
    place = np.array([*(number[word] for word in column.words), 0], dtype=np.int64)
    return place[column.codes[agents]]


def _winners(rule: Award, group: Int64s, agents: Int64s, merit: _Merit) -> Int64s:
    """Return each group's winners, best first, equal ones by agent id."""
    level, different = fixed.levels(merit.order[agents])
    best = np.argsort((group + 1) * different.size - level, kind="stable")
    agents, level, group = agents[best], level[best], group[best]
    begins = np.flatnonzero(np.diff(group, prepend=-1))
    size = np.diff(begins, append=group.size)
    place = np.arange(group.size) - np.repeat(begins, size)
    within = place < rule.top
    if rule.ties == "agent_id":
        return agents[within]
    last = np.repeat(level[begins + np.minimum(rule.top, size) - 1], size)
    if rule.ties == "all":
        return agents[level >= last]
    # The first that is left out; where nobody is, no level is as low.
    out = np.where(size > rule.top, level[np.minimum(begins + rule.top, group.size - 1)], -1)
    return agents[within & (level > np.repeat(out, size))]


def _given(rule: Award, roster: Roster, winners: Int64s, reason: Words) -> Honours:
    """Write the award for each winner, with money where the rule names it in the currency."""
    currency = roster.columns["currency"].taken(winners)
    money = {} if rule.amount == "none" else rule.amount
    minor = {code: fixed.scaled(amount, MINOR_PLACES[code]) for code, amount in money.items()}
    known = np.where(currency.are(*minor), currency.codes, np.int32(-1))
    units = np.array([*(minor.get(word, 0) for word in currency.words), 0], dtype=object)
    return Honours(
        agent=winners,
        name=always(rule.name, winners.size),
        reason=reason,
        amount_minor=fixed.narrow(units[known]),
        currency=Words(known, currency.words),
        origin=always(rule.place.origin, winners.size),
    )


def _lines(pay_code: str, roster: Roster, given: Honours, paid: Int64s) -> PayLines:
    agent = given.agent[paid]
    return PayLines(
        agent=agent,
        line=given.name.taken(paid),
        amount_minor=given.amount_minor[paid],
        currency=given.currency.taken(paid),
        pay_code=always(pay_code, agent.size),
        cost_center=roster.columns["cost_center"].taken(agent),
        origin=given.origin.taken(paid),
    )
