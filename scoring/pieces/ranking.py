"""Ranks: who is before whom, in which group, and what decides between equal scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.pieces.conditions import Numbers
from scoring.plan.model import Plan
from scoring.plan.ranking import COLUMN_OF, ComponentTie, MeasureTie
from scoring.plan.tiers import Among


def groups(columns: Mapping[str, Words], among: Among, n: int) -> Int64s:
    """Number the groups of n agents from 0; those without one are the group 0 of their own."""
    if among == "all":
        return np.zeros(n, dtype=np.int64)
    column = columns[COLUMN_OF[among]]
    return np.where(column.are(None, ""), 0, column.codes.astype(np.int64) + 1)


class Stood(NamedTuple):
    """Where agents stand in their groups; 0 for those who are not asked about.

    Attributes:
        better: int64[n], agents of the group who are before this one.
        levels: int64[n], different scores of the group that are before this one's.
        equal: int64[n], agents of the group who stand at the same place, this one included.
    """

    better: Int64s
    levels: Int64s
    equal: Int64s


def stood(order: Exact, asked: Bools, group: Int64s | None = None) -> Stood:
    """Count for each agent who of the group is better, and who is equal.

    Args:
        order: Exact[n], larger is better.
        asked: bool[n], who is counted.
        group: int64[n] from 0; None for all together.
    """
    own = np.zeros(order.shape, dtype=np.int64)[asked] if group is None else group[asked]
    level, different = fixed.levels(order[asked])
    # One cell for each group and level, a group's best first.
    cell, count = fixed.levels((own + 1) * different.size - level)
    of = np.zeros(count.size, dtype=np.int64)
    of[cell] = own
    begins = np.diff(of, prepend=-1) != 0
    first = np.cumsum(begins) - 1  # of each cell, the group's number among those there are

    def within(before: Int64s) -> Int64s:
        found = np.zeros(order.shape, dtype=np.int64)
        found[asked] = (before - before[begins][first])[cell]
        return found

    equal = np.zeros(order.shape, dtype=np.int64)
    equal[asked] = count[cell]
    return Stood(within(count.cumsum() - count), within(np.arange(count.size)), equal)


def rank(order: Exact, scored: Bools, group: Int64s | None = None, *, dense: bool) -> Int64s:
    """Rank the highest of each group first; equal ones share a rank.

    Args:
        order: Exact[n], the scores, or what `ordered` made of them.
        scored: bool[n], who has a score.
        group: int64[n] from 0, the agents among whom each is ranked; None for all together.
        dense: 1, 1, 2 instead of the competition's 1, 1, 3.

    Returns:
        int64[n] ranks from 1; 0 for agents without a score.
    """
    places = stood(order, scored, group)
    before = places.levels if dense else places.better
    return np.where(scored, before + 1, 0)


def ordered(plan: Plan, score: Exact, scored: Bools, numbers: Numbers) -> Exact:
    """Return what ranks compare: the score, or a number that no two agents share.

    Each entry of `ranking.break_ties` decides between those whom all before it left equal; what
    is missing comes last. In the end the first by agent id is before the others.

    Args:
        plan: the plan.
        score: Exact[n], the stored score.
        scored: bool[n], who has one.
        numbers: the values and points that may decide.

    Returns:
        Exact[n], larger is better.
    """
    if plan.ranking is None or plan.ranking.break_ties == "none":
        return score
    level, count = fixed.levels(score[scored])
    for tie in plan.ranking.break_ties:
        if count.size == level.size:
            break
        if isinstance(tie, MeasureTie | ComponentTie):
            merit = _merit(plan, tie, numbers, scored)
        else:  # by agent id: whoever comes first has the most after
            merit = np.arange(level.size)[::-1]
        level, count = fixed.levels(level * (merit.max() + 1) + merit)
    found = np.zeros(score.shape, dtype=np.int64)
    found[scored] = level
    return found


def _merit(plan: Plan, tie: MeasureTie | ComponentTie, numbers: Numbers, scored: Bools) -> Int64s:
    """Return a number from 1 for each scored agent, larger for the better; 0 where missing."""
    if isinstance(tie, ComponentTie):
        part = numbers.components[tie.component]
        units, known, higher = part.points, part.counts, True
    else:
        value = numbers.values[tie.measure]
        units, known = value.units, value.known
        higher = plan.measures[tie.measure].better == "higher"
    level, count = fixed.levels(np.where(known, units, 0)[scored])
    return np.where(known[scored], (level if higher else count.size - 1 - level) + 1, 0)
