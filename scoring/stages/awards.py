"""Recognition: who is honoured, in which place, and what is paid for it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words, always
from scoring.exact import fixed
from scoring.exact.fixed import INT64_MAX, Exact
from scoring.exact.money import MINOR_PLACES
from scoring.flow import Finding, Roster
from scoring.lines import Honours, PayLines, joined_honours, joined_lines
from scoring.pieces.conditions import Asked, Numbers, asked, holds
from scoring.pieces.filters import agents_pass
from scoring.pieces.reasons import beside, of_codes, of_units
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


class _Money(NamedTuple):
    """What each winner gets.

    Attributes:
        minor: Exact[w] in the currency's minor unit.
        currency: text[w], missing where there is no money.
        odd: bool[w], who got a unit more than the others, by agent id.
    """

    minor: Exact
    currency: Words
    odd: Bools


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
    """Give each award to the best of its group, by its own rule for ties."""
    awards: list[Honours] = []
    lines: list[PayLines] = []
    findings: list[Finding] = []
    for rule in plan.awards:
        merit = asked(rule.by, numbers, plan)
        race, small = _race(plan, rule, merit, standing, numbers)
        won = np.flatnonzero(_won(rule, race))
        money = _money(plan, rule, race, won, roster)
        given = Honours(
            agent=race.agent[won],
            name=always(rule.name, won.size),
            reason=_reasons(plan, rule, race, won, numbers, money),
            amount_minor=money.minor,
            currency=money.currency,
            origin=always(rule.place.origin, won.size),
        )
        paid = money.currency.codes >= 0
        unpaid = int(np.count_nonzero(~paid)) if rule.amount != "none" else 0
        findings += _told(plan, rule, small, unpaid)
        awards.append(given)
        if rule.pay_code is not None:
            lines.append(_lines(rule.pay_code, roster, given, np.flatnonzero(paid)))
    return Awarded(joined_honours(*awards), joined_lines(*lines), tuple(findings))


def _told(plan: Plan, rule: Award, small: int, unpaid: int) -> list[Finding]:
    said = {
        "too-few-candidates": f"groups with fewer than {rule.least} candidates, where nobody is "
        f"honoured: {small}",
        "no-amount-for-currency": f"{unpaid} winners whose currency the award has no amount for",
    }
    counts = {"too-few-candidates": small, "no-amount-for-currency": unpaid}
    return [
        Finding(code, plan.place.file, None, None, rule.name, reason)
        for code, reason in said.items()
        if counts[code]
    ]


# Who is in the race, and in which order.


def _race(
    plan: Plan, rule: Award, merit: Asked, standing: Standing, numbers: Numbers
) -> tuple[_Race, int]:
    """Put the candidates in order; return those who may win, and how many groups are too small."""
    agents = np.flatnonzero(_eligible(plan, rule, merit, standing, numbers))
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
    near = first < rule.top
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
        return race.place < rule.top
    if rule.ties == "none":
        return (race.first + race.size <= rule.top)[race.run]
    return (race.first < rule.top)[race.run]


# What they get, and why.


def _money(plan: Plan, rule: Award, race: _Race, won: Int64s, roster: Roster) -> _Money:
    """Return each winner's money, where the rule names it in the winner's currency."""
    currency = roster.columns["currency"].taken(race.agent[won])
    money = {} if rule.amount == "none" else rule.amount
    minor = {code: fixed.scaled(amount, MINOR_PLACES[code]) for code, amount in money.items()}
    known = Words(np.where(currency.are(*minor), currency.codes, np.int32(-1)), currency.words)
    units = fixed.exact([*(minor.get(word or "", 0) for word in currency.words), 0])
    whole = _Money(units[known.codes], known, np.zeros(won.size, dtype=bool))
    return _shared(plan, rule, race, won, whole) if rule.ties == "share" else whole


def _shared(plan: Plan, rule: Award, race: _Race, won: Int64s, whole: _Money) -> _Money:
    """Split the money of the last places between all who are equal there, exactly.

    Of k who are equal, those of one currency share (places left) / k of what it pays them
    together, rounded once to its minor unit, which changes nothing where all have one currency.
    Each gets the whole units of an equal part, and the first by agent id one of what is left over.
    """
    run = race.run[won]
    size, places = race.size[run], _places_left(rule, race)[run]
    at = np.flatnonzero((places < size) & (whole.currency.codes >= 0))
    key = run[at] * len(whole.currency.words) + whole.currency.codes[at]
    _, first, pool, count = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    one = at[first]
    together = fixed.multiply(whole.minor[one], places[one] * count)
    total = fixed.divide(together, size[one], plan.conventions.rounding)
    order = np.argsort(pool, kind="stable")
    turn = np.empty(at.size, dtype=np.int64)
    turn[order] = np.arange(at.size) - (np.cumsum(count) - count)[pool[order]]
    odd = np.zeros(won.size, dtype=bool)
    odd[at] = turn < (total % count)[pool]
    minor = fixed.wide(whole.minor)
    minor[at] = fixed.wide(total // count)[pool] + odd[at]
    return _Money(fixed.narrow(minor), whole.currency, odd)


def _places_left(rule: Award, race: _Race) -> Int64s:
    """Return int64[runs]: how many of the places a run takes."""
    return np.minimum(race.size, np.maximum(rule.top - race.first, 0))


def _reasons(
    plan: Plan, rule: Award, race: _Race, won: Int64s, numbers: Numbers, money: _Money
) -> Words:
    """Say the place, the number that earned it, and how many had the same."""
    merit, agents = asked(rule.by, numbers, plan), race.agent[won]
    runs, one, run = np.unique(race.run[won], return_index=True, return_inverse=True)
    equal = race.size[runs].tolist()
    tied = [f", equal with {k - 1} other{'s' if k > 2 else ''}" if k > 1 else "" for k in equal]
    number = map(merit.text, merit.units[agents[one]].tolist())
    among = race.among[runs].tolist()
    first = zip(among, number, tied, strict=True)
    said = of_codes(run, [f" of {n}, {text}{tie}" for n, text, tie in first])
    place = race.place[won] if isinstance(rule.ties, BreakBy) else race.first[race.run[won]]
    parts = [of_units(place + 1, lambda number: f"place {number}"), said]
    if isinstance(rule.ties, BreakBy):
        parts.append(_broken(plan, rule, race, won, numbers))
    if rule.ties == "share":
        left = _places_left(rule, race)[runs].tolist()
        parts.append(of_codes(run, [_pooled(n, k) for n, k in zip(left, equal, strict=True)]))
        parts.append(_odd(money))
    return beside("", parts)


def _pooled(places: int, equal: int) -> str:
    if places == equal:
        return ""
    return f"; the money of {places} place{'s' if places > 1 else ''} shared by {equal}"


def _odd(money: _Money) -> Words:
    """Name whoever got the odd unit."""
    units = [f"{fixed.text(1, MINOR_PLACES.get(c, 0))} {c}" for c in money.currency.words]
    texts = [f", an odd {unit} by agent id" for unit in units]
    return of_codes(np.where(money.odd, money.currency.codes, len(texts)), [*texts, ""])


def _broken(plan: Plan, rule: Award, race: _Race, won: Int64s, numbers: Numbers) -> Words:
    """Say the further numbers that put equal agents in order."""
    agents, tied = race.agent[won], race.size[race.run[won]] > 1
    parts = [of_codes(np.zeros(won.size, dtype=np.int64), ["; then by"])]
    for by in _further(rule):
        merit = asked(by, numbers, plan)
        said = of_units(merit.units[agents], merit.text)
        texts = [f" {text}," for text in (*said.words, f"no {merit.called}")]
        parts.append(of_codes(np.where(merit.known[agents], said.codes, len(texts) - 1), texts))
    parts.append(of_codes(np.zeros(won.size, dtype=np.int64), [" agent id"]))
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
