"""The most that awards can cost: every place of every group taken, within the budget."""

from __future__ import annotations

from decimal import Decimal
from operator import itemgetter

import numpy as np

from scoring.columns import Int64s
from scoring.costs.world import World, may
from scoring.exact.fixed import scaled
from scoring.exact.money import MINOR_PLACES
from scoring.flow import Roster
from scoring.pieces.filters import agents_pass
from scoring.plan.recognition import Award

_COLUMN = {"manager": "manager_id"}


def award_most(rule: Award, world: World, ties: object) -> dict[str, tuple[int, int]]:
    """Return by currency how many can be paid an award, and the most it can cost in minor units.

    Equal agents at `expand` and at `share` all win, so that everybody of a group may; at `none`
    those of one run win the prize of its first place each. At `share` and where something decides
    between equal ones, they cannot have more than the largest prizes of as many places.

    Args:
        rule: the award, which has money.
        world: whose it may be.
        ties: what becomes of equal ones at the last place, as the award says it, or supposed.
    """
    able = may(rule.when, world).hold.copy()
    if rule.where is not None:
        able &= agents_pass(rule.where, world.roster)
    group = _groups(rule, world.roster)
    if rule.least is not None:
        able &= np.bincount(group[able], minlength=group.max(initial=0) + 1)[group] >= rule.least
    found = {}
    for code in dict.fromkeys(code for prize in rule.ladder for code in prize.amount):
        own = able & world.roster.columns["currency"].are(code)
        count = np.bincount(group[own])
        winners, cost = _of_groups(rule, code, count, ties)
        if rule.budget is not None and code in rule.budget.amount:
            cost = min(cost, scaled(rule.budget.amount[code], MINOR_PLACES[code]))
        if own.any():
            found[code] = winners, cost
    return found


def _groups(rule: Award, roster: Roster) -> Int64s:
    if rule.per == "overall":
        return np.zeros(len(roster.agent_ids), dtype=np.int64)
    column = roster.columns[_COLUMN.get(rule.per, rule.per)]
    # Who has no group is in one with those whose group has no name.
    number = np.array([0 if not word else i for i, word in enumerate(column.words, 1)] + [0])
    return number.astype(np.int64)[column.codes]


def _of_groups(rule: Award, code: str, count: Int64s, ties: object) -> tuple[int, int]:
    """Return the winners of all groups, and what they can cost, for so many who are able."""
    rungs = [(p.places, _minor(p.amount.get(code, Decimal(0)), code)) for p in rule.ladder]
    largest = max(amount for _, amount in rungs)
    if ties == "expand":
        return int(count.sum()), int(count.sum()) * largest
    winners = int(np.minimum(count, min(rule.length, int(count.max(initial=0)))).sum())
    if ties == "none":
        return winners, winners * largest
    cost, before = 0, 0
    for places, amount in sorted(rungs, key=itemgetter(1), reverse=True):
        taken = np.clip(count - before, 0, min(places, int(count.max(initial=0))))
        cost, before = cost + int(taken.sum()) * amount, before + places
    return int(count.sum()) if ties == "share" else winners, cost  # all may be equal, and share


def _minor(amount: Decimal, code: str) -> int:
    return scaled(amount, MINOR_PLACES[code])
