"""The small tables of a data folder, as one roster for a plan and a period."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s, Words
from scoring.errors import DataError, Problem
from scoring.exact.period import Period, instant_us
from scoring.flow import Finding, Roster
from scoring.intake.assigned import GivenUnits, TargetUnits, assign_given, resolve_targets
from scoring.intake.canonical import Rows
from scoring.intake.folder import (
    ADJUSTMENTS,
    EVENTS,
    GIVEN,
    REVIEWS,
    ROSTER,
    TARGETS,
    Folder,
    check_unchanged,
)
from scoring.intake.small import canonical_tables, check_small
from scoring.intake.stints import Chosen, Stints, choose, look_alikes, overlaps, stints_of
from scoring.plan.calendars import calendars_named
from scoring.plan.model import Plan
from scoring.plan.pay import AmountTable
from scoring.vocabulary import PAYROLL_ID
from scoring.worktime.hours import WorkingHours

__all__ = ["InPlan", "canonical_tables", "read_roster"]

NOT_IN_PLAN = -2
_UNPAYABLE = f"values that the payroll file refuses, not of the form {PAYROLL_ID.pattern}"


class InPlan(NamedTuple):
    """A roster cut to a plan and a period.

    Attributes:
        roster: the agents in the plan.
        known_agents: every agent of the roster, with the index in `roster`, or -2.
        findings: what is to be told; counts, never who.
    """

    roster: Roster
    known_agents: dict[str, int]
    findings: tuple[Finding, ...]


def read_roster(folder: Folder, plan: Plan, period: Period) -> InPlan:
    """Read the roster, the targets and the given values for a plan and a period.

    The other small tables are read and checked as well, though no plan asks for them yet.

    Raises:
        DataError: every fault found in the tables, all at once; nobody in the plan; a region
            without a time zone.
        IntegrityError: a table that changed meanwhile.
    """
    read = check_small(folder)
    check_unchanged(folder.others[name] for name in read)
    problems = [problem for _, found in read.values() for problem in found]
    stints = stints_of(read[ROSTER][0])
    problems += overlaps(stints)
    if problems:
        raise DataError(problems)
    chosen = choose(stints, plan, period)
    index = np.full(len(stints.agent_ids), NOT_IN_PLAN, np.int64)
    index[chosen.members.agent] = np.arange(chosen.members.agent.size)
    known = dict(zip(stints.agent_ids, index.tolist(), strict=True))
    tables = {name: rows for name, (rows, _) in read.items()}
    targets, given, findings = _assigned(tables, plan, chosen.members, known)
    roster = _roster(plan, period, chosen, targets, given)
    roster = dataclasses.replace(roster, calendars=_calendars(folder, plan))
    findings += _unknown_agents(tables, known)
    told = (*look_alikes(known), *chosen.findings, *_pay_findings(folder, plan, roster), *findings)
    return InPlan(roster, known, told)


def _calendars(folder: Folder, plan: Plan) -> dict[str, WorkingHours]:
    """Return the calendars that the plan counts by; that all are there is a need of the plan."""
    named = [name for name in calendars_named(plan) if name in folder.calendars]
    return {name: folder.calendars[name].working_hours() for name in named}


def _unknown_agents(tables: Mapping[str, Rows], known: Mapping[str, int]) -> list[Finding]:
    """Count the rows of agents whom the roster does not have; those of given are told with it."""
    findings = []
    for name in (REVIEWS, EVENTS, ADJUSTMENTS):
        agents = tables[name].texts["agent_id"].to_pylist() if name in tables else []
        if count := sum(agent not in known for agent in agents):
            said = f"rows for agents not on the roster: {count}"
            findings.append(Finding("unknown-agent", name, None, "agent_id", "unknown-agent", said))
    return findings


def _assigned(
    tables: Mapping[str, Rows], plan: Plan, members: Stints, known: Mapping[str, int]
) -> tuple[TargetUnits, GivenUnits, list[Finding]]:
    targets: TargetUnits = {}
    given: GivenUnits = {}
    findings: list[Finding] = []
    problems: list[Problem] = []
    if TARGETS in tables:
        targets, told, wrong = resolve_targets(tables[TARGETS], plan, members)
        findings, problems = findings + told, problems + wrong
    if GIVEN in tables:
        given, told, wrong = assign_given(tables[GIVEN], plan, members, known)
        findings, problems = findings + told, problems + wrong
    if problems:
        raise DataError(problems)
    return targets, given, findings


def _roster(
    plan: Plan, period: Period, chosen: Chosen, targets: TargetUnits, given: GivenUnits
) -> Roster:
    members = chosen.members
    if not members.agent.size:
        what = f"no agent of the roster is in the plan in {period.name}"
        hint = "Look at from_date and to_date, and at the plan's applies_to."
        raise DataError(Problem("nobody-in-plan", ROSTER, what, hint))
    starts, ends = _bounds(plan, period, members.texts["region"])
    return Roster(
        period=period,
        agent_ids=tuple(members.agent_ids[agent] for agent in members.agent.tolist()),
        columns=members.texts,
        bonus_base=members.base,
        has_base=members.has_base & ~members.texts["currency"].are(None),
        fte=members.fte,
        employed_days=chosen.employed_days,
        service_days=chosen.service_days,
        starts_us=starts,
        ends_us=ends,
        targets=targets,
        given=given,
    )


def _bounds(plan: Plan, period: Period, region: Words) -> tuple[Int64s, Int64s]:
    """Return the instants at which each agent's period begins and ends."""
    said = plan.conventions
    if said.period_zone == "plan":
        zones = dict.fromkeys([*region.words, None], said.zone)
    else:
        _check_zones(said.zones, region)
        zones = {name: said.zones.get(name, said.zone) for name in region.words}
    starts, ends = (
        np.array([instant_us(day, zones.get(name, said.zone)) for name in (*region.words, None)])
        for day in (period.first, period.end)
    )
    return starts[region.codes], ends[region.codes]


def _check_zones(zones: Mapping[str, str], region: Words) -> None:
    without = [name for name in region.different() if name not in zones]
    if without:
        agents = sum(map(region.count, without))
        names = ", ".join(sorted(f"'{r}'" if r else "no region" for r in without)[:5])
        what = f"regions without a zone in the plan: {names}; agents in them: {agents:,}"
        hint = "Name their zones under conventions.zones, or write period_zone: plan."
        raise DataError(Problem("no-zone", f"{ROSTER}, column region", what, hint))


def _pay_findings(folder: Folder, plan: Plan, roster: Roster) -> list[Finding]:
    """Tell what stands in the way of pay for everybody; who lacks a base is told with the pay."""
    names = folder.others[ROSTER].schema.names
    table = not isinstance(plan.bonus, str) and isinstance(plan.bonus.pay, AmountTable)
    needed = ["currency"] if table else ["bonus_base", "currency"]
    lacking = [name for name in needed if name not in names]
    if lacking:
        said = f"the roster has no {' and no '.join(lacking)}: scorecards, no pay"
        return [Finding("no-bonus-base", ROSTER, None, lacking[0], "roster", said)]
    return [] if isinstance(plan.bonus, str) else _unpayable(roster)


def _unpayable(roster: Roster) -> list[Finding]:
    """Tell HR today what the payroll file would refuse tomorrow."""
    centers = roster.columns["cost_center"]
    refused = {
        "agent_id": len(_refused(roster.agent_ids)),
        "cost_center": int(np.count_nonzero(centers.are(*_refused(centers.words)))),
    }
    return [
        Finding("not-for-payroll", ROSTER, None, column, "payroll-csv", f"{_UNPAYABLE}: {count}")
        for column, count in refused.items()
        if count
    ]


def _refused(words: Iterable[str]) -> list[str]:
    return [word for word in words if not PAYROLL_ID.fullmatch(word)]
