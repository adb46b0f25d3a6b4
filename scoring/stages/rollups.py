"""Values rolled up: a team's, a region's, or that of a manager's reports, in place of one's own.

Micro is the measure over the facts of all members, as if they were one agent's: numerators over
denominators, both added up. Macro is the mean of the members' values as they were rounded.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s, Words, chosen
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Roster, Value, Values
from scoring.pieces.fractions import group_sums, rounded_where
from scoring.pieces.reports import measured_agents, of_agents
from scoring.plan.kinds import Count, Mean, Sum
from scoring.plan.model import Plan
from scoring.plan.rollups import Rollup


def roll_up(plan: Plan, roster: Roster, values: Values) -> Values:
    """Add the measures that roll others up.

    Args:
        plan: the plan.
        roster: its agents, with their teams, regions, roles and managers, and reports beside it.
        values: every other measure of the plan, of all who are measured; what is said of a rollup
            is reckoned anew.

    Returns:
        Every measure of the plan, in its order, of the plan's agents alone.
    """
    inside = slice(0, len(roster.agent_ids))
    own = values if roster.beside is None else of_agents(values, inside)
    everybody = measured_agents(roster)
    found: dict[str, Value] = {}
    for name, measure in plan.measures.items():
        if not isinstance(measure, Rollup):
            found[name] = own[name]
        elif measure.over == "reports":
            rolled = _rolled_up(plan, measure, everybody, values[measure.of])
            found |= of_agents({name: rolled}, inside)
        else:
            found[name] = _rolled_up(plan, measure, roster, own[measure.of])
    return found


class Members(NamedTuple):
    """Who is added to whom.

    Attributes:
        group: int64[n], the group that each agent is a member of, -1 for none.
        own: int64[n], the group whose value each agent has, -1 for none.
    """

    group: Int64s
    own: Int64s


def members(over: str, roster: Roster) -> Members:
    """Return the groups of a rollup: `over` is team, region, role, all or reports."""
    if over == "all":
        everybody = np.zeros(len(roster.agent_ids), np.int64)
        return Members(everybody, everybody)
    if over != "reports":
        group = roster.columns[over].codes.astype(np.int64)
        return Members(group, group)
    managers = roster.columns["manager_id"]
    place = {manager: i for i, manager in enumerate(managers.words)}
    own = np.array([place.get(agent, -1) for agent in roster.agent_ids], np.int64)
    return Members(managers.codes.astype(np.int64), own)


def _rolled_up(plan: Plan, measure: Rollup, roster: Roster, of: Value) -> Value:
    who, rolled = members(measure.over, roster), plan.measures[measure.of]
    one = np.ones(len(roster.agent_ids), np.int64)
    if measure.by == "macro":
        volume = _whole(group_sums(who.group, of.known.astype(np.int64), who.own))
        numerator = group_sums(who.group, of.units, who.own)
        denominator = fixed.multiply(volume, 10**rolled.places)
    else:
        volume = _whole(group_sums(who.group, of.volume, who.own))
        numerator = group_sums(who.group, of.numerator, who.own)
        total = isinstance(rolled, Count | Sum)  # one denominator for all: the unit
        denominator = of.denominator if total else group_sums(who.group, of.denominator, who.own)
    averaged = measure.by == "macro" or isinstance(rolled, Mean)
    nobody = group_sums(who.group, one, who.own) == 0
    few = volume < measure.volume_min
    status = chosen(
        volume.size,
        "known",
        (np.asarray(denominator == 0, np.bool_), "no_facts" if averaged else "zero_denominator"),
        (few, "below_volume"),
        (few & (volume == 0), "no_facts"),
        (np.asarray(nobody, np.bool_), "no_members"),
    )
    return _value(plan, measure, status, (numerator, denominator), volume)


def _whole(volume: Exact) -> Int64s:
    """Return volumes as int64, which facts that were read always fit."""
    return volume.astype(np.int64)


def _value(
    plan: Plan, measure: Rollup, status: Words, fraction: tuple[Exact, Exact], volume: Int64s
) -> Value:
    known = status.are("known")
    units = rounded_where(known, fraction, measure.places, plan.conventions.rounding)
    return Value(units, known, status, *fraction, volume, {})
