"""Recognition: who is honoured, in which place, and what is paid for it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words, always
from scoring.errors import DataError, Problem
from scoring.exact import fixed
from scoring.exact.fixed import INT64_MAX, Exact
from scoring.flow import Finding, Roster
from scoring.lines import Honours, PayLines, joined_honours, joined_lines
from scoring.pieces.conditions import Asked, Numbers, asked, holds
from scoring.pieces.filters import agents_pass
from scoring.pieces.prizes import Money, Over, Placed, prizes, within
from scoring.pieces.reasons import beside, of_codes, of_units
from scoring.pieces.resting import resting
from scoring.plan.model import Plan
from scoring.plan.recognition import Award, BreakBy, By
from scoring.standing import Standing

_COLUMN = {"manager": "manager_id"}
"""The roster's column of a group, where it has another name."""


class Awarded(NamedTuple):
    """Awards, the pay lines of those with money, and what is to be told of them."""

    awards: Honours
    lines: PayLines
    findings: tuple[Finding, ...]


class _Race(NamedTuple):
    """The candidates of an award who may win, group by group, the best first.

    A run is the candidates of a group who are equal in what the award goes by; they stand in the
    order of the further numbers, if the plan names some, and then by agent id.

    Attributes:
        agent: int64[m].
        place: int64[m], how many of the group stand before, as far as the order goes; from 0.
        run: int64[m], the number of the run that each is in.
        first: int64[runs], how many of the group are better than a run.
        size: int64[runs].
        among: int64[runs], the candidates of the run's group.
    """

    agent: Int64s
    place: Int64s
    run: Int64s
    first: Int64s
    size: Int64s
    among: Int64s


def award(plan: Plan, roster: Roster, standing: Standing, numbers: Numbers) -> Awarded:
    """Give each award to the best of its group, by its own rule for ties.

    Raises:
        DataError: awards whose winners come to more than a budget that refuses it.
    """
    awards: list[Honours] = []
    lines: list[PayLines] = []
    findings: list[Finding] = []
    refused: list[Problem] = []
    for rule in plan.awards:
        merit, mode = asked(rule.by, numbers, plan), plan.conventions.rounding
        able = _eligible(plan, rule, merit, standing, numbers)
        rest = able & resting(rule, roster)
        race, small = _race(plan, rule, merit, numbers, np.flatnonzero(able & ~rest))
        placed = _placed(rule, race, np.flatnonzero(_won(rule, race)), roster)
        money, over = within(rule.budget, prizes(rule, mode, placed), placed.agent)
        refused += _refused(rule, over)
        given = Honours(
            agent=placed.agent,
            name=always(rule.name, placed.agent.size),
            reason=_reasons(plan, rule, race, placed, numbers, money),
            amount_minor=money.minor,
            currency=money.currency,
            origin=always(rule.place.origin, placed.agent.size),
        )
        paid = money.currency.codes >= 0
        unpaid = int(np.count_nonzero(~paid)) if rule.ladder else 0
        findings += _told(plan, rule, (small, unpaid, int(np.count_nonzero(rest))), over)
        awards.append(given)
        if rule.pay_code is not None:
            lines.append(_lines(rule.pay_code, roster, given, np.flatnonzero(paid)))
    if refused:
        raise DataError(refused)
    return Awarded(joined_honours(*awards), joined_lines(*lines), tuple(findings))


def _told(plan: Plan, rule: Award, counts: tuple[int, int, int], over: list[Over]) -> list[Finding]:
    """Tell of groups that are too small, of winners without money, of rest, and of a budget."""
    small, unpaid, rest = counts
    few = f"groups with fewer than {rule.least} candidates, where nobody is honoured: {small}"
    lacking = f"{unpaid} winners whose currency the award has no amount for"
    said = [
        ("too-few-candidates", small, few),
        ("no-amount-for-currency", unpaid, lacking),
        ("cool-down", rest, f"agents who are not in the race, as they have won it lately: {rest}"),
        *(("over-budget", 1, f"the winners come to {one}: every amount is cut") for one in over),
    ]
    return [
        Finding(code, plan.place.file, None, None, rule.name, reason)
        for code, count, reason in said
        if count
    ]


def _refused(rule: Award, over: list[Over]) -> list[Problem]:
    if rule.budget is None or rule.budget.over != "refuse":
        return []
    hint = "Raise the budget, lower the prizes or the number of places, or write over: scale."
    where = str(rule.budget.at("amount"))
    what = f"the winners of awards.{rule.name} come to"
    return [Problem("over-budget", where, f"{what} {one}", hint) for one in over]


# Who is in the race, and in which order.


def _race(
    plan: Plan, rule: Award, merit: Asked, numbers: Numbers, agents: Int64s
) -> tuple[_Race, int]:
    """Put the candidates in order; return those who may win, and how many groups are too small."""
    group, small = _groups(rule, numbers.roster, agents), 0
    if rule.least is not None:
        count = np.bincount(group)
        small = int(np.count_nonzero((count > 0) & (count < rule.least)))
        enough = count[group] >= rule.least
        agents, group = agents[enough], group[enough]
    level, different = fixed.levels(_order(merit)[agents])
    # The best of the first group first; equal ones stay as they are, by agent id.
    key, best = _in_order((group + 1) * different.size - level)
    begins = np.flatnonzero(np.diff(group[best], prepend=-1))
    members = np.diff(begins, append=best.size)
    runs = np.flatnonzero(np.diff(key, prepend=0))
    of = np.searchsorted(begins, runs, side="right") - 1
    first, size = runs - begins[of], np.diff(runs, append=best.size)
    near = first < rule.length
    kept = best[np.repeat(near, size)]
    first, size, among = first[near], size[near], members[of[near]]
    run = np.repeat(np.arange(size.size), size)
    agents = agents[kept]
    if keys := _chain(plan, rule, numbers, agents):
        agents = agents[np.lexsort((*reversed(keys), run))]
    place = np.arange(kept.size) - np.repeat(np.cumsum(size) - size, size) + first[run]
    return _Race(agents, place, run, first, size, among), small


def _in_order(key: Int64s) -> tuple[Int64s, Int64s]:
    """Return keys in order, and where each stood; equal ones keep their order."""
    if not key.size or int(key.max()) >= INT64_MAX // key.size:
        order = np.argsort(key, kind="stable")
        return key[order], order
    both = np.sort(key * key.size + np.arange(key.size))  # faster than to sort places
    return np.divmod(both, key.size)


def _eligible(plan: Plan, rule: Award, merit: Asked, standing: Standing, numbers: Numbers) -> Bools:
    """A vetoed agent is not honoured, whatever the score."""
    eligible = merit.known & standing.status.are("ranked")
    if rule.tiers != "any":
        eligible &= standing.tier.are(*rule.tiers)
    if rule.where is not None:
        eligible &= agents_pass(rule.where, numbers.roster)
    if rule.when is not None:
        eligible &= holds(rule.when, numbers, plan)
    return eligible


def _order(merit: Asked) -> Exact:
    """Return the numbers so that the larger is the better."""
    return fixed.multiply(merit.units, -1) if merit.lower else merit.units


def _chain(plan: Plan, rule: Award, numbers: Numbers, agents: Int64s) -> list[Int64s]:
    """Return a key for each further number: the least is the best, a missing one last."""
    keys = []
    for by in _further(rule):
        merit = asked(by, numbers, plan)
        level, _ = fixed.levels(_order(merit)[agents])
        keys.append(np.where(merit.known[agents], -level, 1))
    return keys


def _further(rule: Award) -> list[By]:
    chain = rule.ties.break_by if isinstance(rule.ties, BreakBy) else ()
    return [by for by in chain if by != "agent_id"]


def _groups(rule: Award, roster: Roster, agents: Int64s) -> Int64s:
    """Number the groups in the order of their names; who has none is in the first of them."""
    if rule.per == "overall":
        return np.zeros(agents.size, dtype=np.int64)
    column = roster.columns[_COLUMN.get(rule.per, rule.per)]
    number = {name: i for i, name in enumerate(sorted({"", *column.words}))}
    place = np.array([*(number[word] for word in column.words), 0], dtype=np.int64)
    return place[column.codes[agents]]


def _won(rule: Award, race: _Race) -> Bools:
    """Return bool[m]: the candidate has one of the places."""
    if isinstance(rule.ties, BreakBy):
        return race.place < rule.length
    if rule.ties == "none":
        return (race.first + race.size <= rule.length)[race.run]
    return (race.first < rule.length)[race.run]


# What they get, and why.


def _placed(rule: Award, race: _Race, won: Int64s, roster: Roster) -> Placed:
    """Return the winners; equal agents have one place unless further numbers set them in order."""
    run, agent = race.run[won], race.agent[won]
    first = race.first[run]
    return Placed(
        agent=agent,
        place=race.place[won] if isinstance(rule.ties, BreakBy) else first,
        run=run,
        first=first,
        size=race.size[run],
        currency=roster.columns["currency"].taken(agent),
    )


def _reasons(
    plan: Plan, rule: Award, race: _Race, placed: Placed, numbers: Numbers, money: Money
) -> Words:
    """Say the place, the number that earned it, how many had the same, and how money came about."""
    merit, agents = asked(rule.by, numbers, plan), placed.agent
    runs, one, run = np.unique(placed.run, return_index=True, return_inverse=True)
    equal = race.size[runs].tolist()
    tied = [f", equal with {k - 1} other{'s' if k > 2 else ''}" if k > 1 else "" for k in equal]
    number = map(merit.text, merit.units[agents[one]].tolist())
    among = race.among[runs].tolist()
    first = zip(among, number, tied, strict=True)
    said = of_codes(run, [f" of {n}, {text}{tie}" for n, text, tie in first])
    parts = [of_units(placed.place + 1, lambda number: f"place {number}"), said]
    if isinstance(rule.ties, BreakBy):
        parts.append(_broken(plan, rule, placed, numbers))
    return beside("", [*parts, money.said])


def _broken(plan: Plan, rule: Award, placed: Placed, numbers: Numbers) -> Words:
    """Say the further numbers that put equal agents in order."""
    agents, tied = placed.agent, placed.size > 1
    parts = [of_codes(np.zeros(agents.size, dtype=np.int64), ["; then by"])]
    for by in _further(rule):
        merit = asked(by, numbers, plan)
        said = of_units(merit.units[agents], merit.text)
        texts = [f" {text}," for text in (*said.words, f"no {merit.called}")]
        parts.append(of_codes(np.where(merit.known[agents], said.codes, len(texts) - 1), texts))
    parts.append(of_codes(np.zeros(agents.size, dtype=np.int64), [" agent id"]))
    text = beside("", parts)
    return of_codes(np.where(tied, text.codes, len(text.words)), [*text.words, ""])


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
