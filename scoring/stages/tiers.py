"""Tiers: from the score alone, from the rank in a group, or as a forced distribution.

Groups of one size end their tiers at the same ranks, so these are reckoned once a size; all
agents are then held against them at once.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words, chosen, words_of
from scoring.exact import fixed
from scoring.flow import Finding, Roster, Scored
from scoring.pieces.curves import band_of, places_of
from scoring.pieces.filters import agents_pass
from scoring.pieces.ranking import groups, rank, stood
from scoring.plan.curves import Table
from scoring.plan.model import Plan
from scoring.plan.nodes import Text
from scoring.plan.tiers import ForcedTiers, NotGraded, OneTier, RankedTiers, scale, table_of
from scoring.standing import Standing


class Graded(NamedTuple):
    """The standing with its tiers, and what is to be told of them."""

    standing: Standing
    findings: tuple[Finding, ...]


def grade(plan: Plan, roster: Roster, scored: Scored, standing: Standing) -> Graded:
    """Give every agent with a score a tier.

    Args:
        plan: the plan.
        roster: the agents, with their groups and what may exclude them.
        scored: who has a score.
        standing: scores after gates, and the ranks, which say who is before whom.

    Returns:
        The standing with tier, how it was given, and the tier by score where one is asked for;
        findings about small groups, agents without a grade, and what forcing changed.
    """
    tiers, there = plan.tiers, scored.scored
    table = table_of(tiers)
    by_score = None if table is None else _by_score(plan, table, standing, there)
    if isinstance(tiers, Table):
        how = chosen(there.size, "", (there, "score"))
        tier = _by_score(plan, tiers, standing, there)
        return Graded(dataclasses.replace(standing, tier=tier, tier_by=how), ())
    left_out = _excluded(tiers.excluded, roster) & there
    graded = there & ~left_out
    if isinstance(tiers, RankedTiers):
        placed = _by_rank(plan, tiers, roster, standing, graded)
    else:
        placed = _distributed(tiers, roster, standing, graded)
    tier, how = _written(tiers, placed, by_score, left_out, there)
    found = dataclasses.replace(standing, tier=tier, tier_by=how, tier_by_score=by_score)
    told = (*_unknown(plan, tiers.excluded, roster, left_out), *_told(plan, tiers, found, placed))
    return Graded(found, told)


def _by_score(plan: Plan, table: Table[Text], standing: Standing, there: Bools) -> Words:
    one = np.full(there.shape, 10**plan.conventions.places.score, dtype=np.int64)
    band = band_of(table, standing.score, one, plan.conventions.boundary)
    names = words_of([table.below, *(band.gives for band in table.bands), ""])
    return names.taken(np.where(there, band + 1, -1))


def _excluded(said: NotGraded | None, roster: Roster) -> Bools:
    """Say who takes no place: by the roster's columns, or by the days served."""
    n = len(roster.agent_ids)
    out = np.zeros(n, dtype=bool)
    if said is not None and said.where is not None:
        out |= agents_pass(said.where, roster)
    if said is not None and said.service_days_min is not None:
        out |= _served(roster) < said.service_days_min
    return out


def _served(roster: Roster) -> Int64s:
    """Return the days from hire date to the period's end, -1 where nobody knows them."""
    tenure = roster.numbers.get("tenure_days")
    if tenure is None:
        return np.full(len(roster.agent_ids), -1)
    return np.where(tenure.known, tenure.values, -1)


def _unknown(
    plan: Plan, said: NotGraded | None, roster: Roster, left_out: Bools
) -> Iterator[Finding]:
    """Tell of agents whose days of service nobody knows, and who are excluded for that."""
    if said is None or said.service_days_min is None:
        return
    if n := int(np.count_nonzero(left_out & (_served(roster) < 0))):
        why = f"agents without a hire date, which service_days_min needs, not graded: {n:,}"
        rule = "tiers.excluded"
        yield Finding("unknown-hire-date", plan.place.file, None, None, rule, why)


class _Placed(NamedTuple):
    """Where the agents of a scale stand.

    Attributes:
        names: the tiers, the best first.
        at: int64[n], the tier of each agent who is placed.
        placed: bool[n], who has a place in the scale.
        pooled: bool[n], those whose groups were put together.
        too_small: bool[n], those whose group is too small for it.
        small_groups: how many groups were small.
    """

    names: tuple[str, ...]
    at: Int64s
    placed: Bools
    pooled: Bools
    too_small: Bools
    small_groups: int = 0


def _by_rank(
    plan: Plan, tiers: RankedTiers, roster: Roster, standing: Standing, graded: Bools
) -> _Placed:
    group = groups(roster.columns, tiers.among, graded.size)
    dense = plan.conventions.rank == "dense"
    place = rank(-standing.rank, graded, group, dense=dense)
    size = np.bincount(group[graded], minlength=int(group.max(initial=0)) + 1)
    at = _tier_at(place, size[group], graded, lambda n: limits_of(tiers, n))
    nobody = np.zeros(graded.shape, dtype=bool)
    return _Placed((*(band.gives for band in tiers.bands), tiers.rest), at, graded, nobody, nobody)


def limits_of(tiers: RankedTiers, n: int) -> list[int]:
    """Return the last rank of each tier but the lowest, in a group of n agents."""
    limits, last = list[int](), 0
    for band in tiers.bands:
        if band.up_to is not None:
            own = band.up_to
        elif band.up_to_percent is not None:
            own = math.ceil(n * Fraction(band.up_to_percent) / 100)
        else:
            own = last + math.ceil(n * Fraction(band.next_percent or 0) / 100)
        last = max(last, own)
        limits.append(last)
    return limits


def _distributed(tiers: ForcedTiers, roster: Roster, standing: Standing, graded: Bools) -> _Placed:
    """Fill the places of each group from the top, small groups as the plan says."""
    group = groups(roster.columns, tiers.among, graded.size)
    size = np.bincount(group[graded], minlength=int(group.max(initial=0)) + 1)
    few = (size > 0) & (size < tiers.members_min)
    pooled = graded & few[group] & (tiers.small_groups == "pool")
    group = np.where(pooled, size.size, group)
    members = np.bincount(group[graded], minlength=size.size + 1)[group]
    too_small = graded & (members < tiers.members_min)
    placed = graded & ~too_small
    # All that a rank says of equal scores: before whom, and how many.
    if tiers.equal == "break":
        place = stood(-standing.rank, placed, group).better + 1
    else:
        where = stood(standing.score, placed, group)
        place = where.better + (1 if tiers.equal == "up" else where.equal)
    at = _tier_at(place, members, placed, lambda n: places_in(tiers, n))
    small = int(np.count_nonzero(few))
    return _Placed(tuple(tiers.shares), at, placed, pooled & placed, too_small, small)


def places_in(tiers: ForcedTiers, n: int) -> list[int]:
    """Return after how many agents each tier but the lowest ends, in a group of n agents."""
    shares = list(tiers.shares.values())
    places = places_of(shares)
    each = fixed.allocate(n, [fixed.scaled(share, places) for share in shares])
    return [sum(each[: i + 1]) for i in range(len(each) - 1)]


def _tier_at(
    place: Int64s, members: Int64s, placed: Bools, ends: Callable[[int], list[int]]
) -> Int64s:
    """Return int64[n]: how many tiers end before each place, in a group of so many members."""
    at = np.zeros(place.shape, dtype=np.int64)
    sizes, which = np.unique(members[placed], return_inverse=True)
    if sizes.size:
        for last in np.array([ends(n) for n in sizes.tolist()], dtype=np.int64).T:
            at[placed] += place[placed] > last[which]
    return at


def _written(
    tiers: RankedTiers | ForcedTiers,
    found: _Placed,
    by_score: Words | None,
    left_out: Bools,
    there: Bools,
) -> tuple[Words, Words]:
    """Write each agent's tier, and how it was given."""
    own = "rank" if isinstance(tiers, RankedTiers) else "distribution"
    how = chosen(
        there.size,
        "",
        (found.placed, own),
        (found.pooled, "pooled"),
        (found.too_small, "too_small"),
        (left_out, "excluded"),
    )
    alone = Words(np.full(there.size, -1, np.int32), ()) if by_score is None else by_score
    small = getattr(tiers, "too_small", None)
    given = words_of(
        [
            *found.names,
            "" if tiers.excluded is None else tiers.excluded.gives,
            small.gives if isinstance(small, OneTier) else "",
            "",
            *alone.words,
        ]
    )
    excluded, one, nothing, first = (len(found.names) + i for i in range(4))
    instead = one if isinstance(small, OneTier) else first + alone.codes.astype(np.int64)
    at = np.where(found.placed, found.at, nothing)
    at = np.where(found.too_small, instead, at)
    return given.taken(np.where(left_out, excluded, at)), how


def _told(
    plan: Plan, tiers: RankedTiers | ForcedTiers, standing: Standing, found: _Placed
) -> Iterator[Finding]:
    """Tell of small groups and of agents without a grade; of forcing, what it changed."""

    def finding(code: str, rule: str, reason: str) -> Finding:
        return Finding(code, plan.place.file, None, None, f"tiers.{rule}", reason)

    if out := standing.tier_by.count("excluded"):
        said = f"agents shown and not graded: {out:,}"
        yield finding("tier-excluded", "excluded", said)
    if not isinstance(tiers, ForcedTiers):
        return
    if found.small_groups:
        said = (
            f"groups with fewer than {tiers.members_min:,} agents to grade: {found.small_groups:,}"
        )
        pooled, small = (np.count_nonzero(who) for who in (found.pooled, found.too_small))
        said += f"; agents in the group that they form together: {pooled:,}"
        said += f"; agents graded outside of the distribution: {small:,}"
        yield finding("small-groups", "members_min", said)
    forced = _counts(found.names, standing.tier.taken(found.placed))
    if standing.tier_by_score is not None and tiers.by_score is not None:
        names = [name for name, _ in reversed(scale(tiers.by_score))]
        alone = _counts(names, standing.tier_by_score.taken(found.placed))
        forced = f"{forced}; by the score alone they would be {alone}"
    yield finding("tiers-forced", "shares", f"as distributed: {forced}")


def _counts(names: Sequence[str], words: Words) -> str:
    return ", ".join(f"{name} {words.count(name):,}" for name in names)
