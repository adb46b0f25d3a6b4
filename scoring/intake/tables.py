"""The small tables of a data folder, as one roster for a plan and a period."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

import numpy as np

from scoring.balances import NO_ADJUSTMENTS, NOTHING_TO_SETTLE, Adjustments
from scoring.beside import NO_EVENTS, NO_RESULTS, Events, Results
from scoring.columns import Int64s
from scoring.errors import DataError, Problem
from scoring.exact.period import Period
from scoring.exact.service import epoch_day
from scoring.flow import Finding, Roster, Segments
from scoring.intake.about_bases import about_bases
from scoring.intake.adjustments import assign_adjustments, pays_adjustments, together
from scoring.intake.assigned import (
    GivenUnits,
    TargetUnits,
    assign_given,
    given_asked,
    no_openings,
    opened_with,
    resolve_targets,
)
from scoring.intake.canonical import Rows
from scoring.intake.contracts import Given, declared
from scoring.intake.events import assign_events, ledgers_of
from scoring.intake.folder import (
    ADJUSTMENTS,
    EVENTS,
    FX,
    GIVEN,
    RESULTS,
    REVIEWS,
    ROSTER,
    TARGETS,
    Folder,
    check_unchanged,
)
from scoring.intake.members import Chosen, Stretches, choose
from scoring.intake.moves import bounds, edges, places
from scoring.intake.rates import assign_rates
from scoring.intake.results import assign_results, results_asked
from scoring.intake.served import Service, service_of
from scoring.intake.small import canonical_tables, check_small
from scoring.intake.stints import Stints, each, last_days, look_alikes, overlaps, stints_of
from scoring.plan.calendars import calendars_named
from scoring.plan.model import AppliesTo, Plan
from scoring.plan.starts import BaseTimes
from scoring.vocabulary import PAYROLL_ID
from scoring.worktime.hours import WorkingHours

__all__ = ["InPlan", "canonical_tables", "read_roster"]

NOT_IN_PLAN = -2
Key = TypeVar("Key")
_UNPAYABLE = f"values that the payroll file refuses, not of the form {PAYROLL_ID.pattern}"


class InPlan(NamedTuple):
    """A roster cut to a plan and a period.

    Attributes:
        roster: the agents in the plan.
        known_agents: every agent of the roster, with the index in `roster` or behind it in
            `roster.beside`, or -2.
        findings: what is to be told; counts, never who.
    """

    roster: Roster
    known_agents: dict[str, int]
    findings: tuple[Finding, ...]


def read_roster(
    folder: Folder, plan: Plan, period: Period, covers: AppliesTo | None = None
) -> InPlan:
    """Read the roster, and what the other small tables hold for a plan and a period.

    Those that the plan does not ask for are read and checked as well.

    Args:
        folder: the data folder.
        plan: the plan.
        period: the period.
        covers: whom a company's file says that the plan covers, where there is one.

    Raises:
        DataError: every fault found in the tables, all at once; nobody in the plan; a region
            without a time zone; rates of exchange that are needed and not there.
        IntegrityError: a table that changed meanwhile.
    """
    read = check_small(folder)
    check_unchanged(folder.others[name] for name in read)
    problems = [problem for _, found in read.values() for problem in found]
    stints = stints_of(read[ROSTER][0])
    problems += overlaps(stints)
    if problems:
        raise DataError(problems)
    chosen = choose(stints, plan, period, covers)
    measured = np.concatenate([chosen.members.agent, chosen.reports.agent])
    index = np.full(len(stints.agent_ids), NOT_IN_PLAN, np.int64)
    index[measured] = np.arange(measured.size)
    known = dict(zip(stints.agent_ids, index.tolist(), strict=True))
    tables = {name: rows for name, (rows, _) in read.items()}
    assigned, findings = _assigned(tables, plan, period, chosen, known)
    service = service_of(plan, period, (stints, chosen), folder.calendars)
    roster = _roster(plan, period, chosen, assigned, service)
    settling = NOTHING_TO_SETTLE._replace(
        adjustments=assigned.adjustments,
        left=_left(stints, period, chosen),
        beside=_beside(plan, stints, period, chosen),
    )
    roster = dataclasses.replace(roster, calendars=_calendars(folder, plan), settling=settling)
    rates = assign_rates(tables.get(FX), plan, period, roster)
    roster = dataclasses.replace(roster, rates=rates)
    findings += _unknown_agents(tables, known)
    told = (*look_alikes(known), *chosen.findings, *_pay_findings(folder, plan, roster), *findings)
    return InPlan(roster, known, told)


def _left(stints: Stints, period: Period, chosen: Chosen) -> Int64s:
    """Return the agents in the plan who are not employed on the period's last day."""
    end = epoch_day(period.end)
    return np.flatnonzero(each(stints, stints.days_in(end - 1, end))[chosen.members.agent] == 0)


def _beside(plan: Plan, stints: Stints, period: Period, chosen: Chosen) -> dict[str, int]:
    """Return the last days of employment of agents outside of the plan, whom it may still owe."""
    if plan.settlement is None:
        return {}
    days = last_days(stints, period)
    for agent in chosen.members.agent.tolist():
        del days[stints.agent_ids[agent]]
    return days


def _calendars(folder: Folder, plan: Plan) -> dict[str, WorkingHours]:
    """Return the calendars that the plan counts by; that all are there is a need of the plan."""
    named = [name for name in calendars_named(plan) if name in folder.calendars]
    return {name: folder.calendars[name].working_hours() for name in named}


def _unknown_agents(tables: Mapping[str, Rows], known: Mapping[str, int]) -> list[Finding]:
    """Count the rows of agents whom the roster does not have; those of given are told with it."""
    findings = []
    for name in (REVIEWS, EVENTS, ADJUSTMENTS):
        agents = tables[name].texts["agent_id"].to_pylist() if name in tables else []
        unknown = np.array([agent not in known for agent in agents], np.bool_)
        if unknown.any():
            money = name == ADJUSTMENTS  # what a slip of the id would leave unpaid
            count = together(tables[name], unknown) if money else f"{np.count_nonzero(unknown):,}"
            said = f"rows for agents not on the roster: {count}"
            findings.append(Finding("unknown-agent", name, None, "agent_id", "unknown-agent", said))
    return findings


class _Assigned(NamedTuple):
    """What the small tables assign to the agents of a plan; targets to their stretches, if any."""

    targets: TargetUnits
    given: GivenUnits
    given_places: int
    events: Events
    results: Results
    adjustments: Adjustments


def _assigned(
    tables: Mapping[str, Rows],
    plan: Plan,
    period: Period,
    chosen: Chosen,
    known: Mapping[str, int],
) -> tuple[_Assigned, list[Finding]]:
    targets: TargetUnits = {}
    given: GivenUnits = {}
    given_places = declared(Given)["value"].places
    events, results, adjustments = NO_EVENTS, NO_RESULTS, NO_ADJUSTMENTS
    size = chosen.members.agent.size + chosen.reports.agent.size
    findings: list[Finding] = []
    problems: list[Problem] = []
    if TARGETS in tables:
        whose = chosen.members if chosen.stretches is None else chosen.stretches.rows
        targets, told, wrong = resolve_targets(tables[TARGETS], plan, whose)
        findings, problems = findings + told, problems + wrong
    if GIVEN in tables:
        given_places = tables[GIVEN].numbers["value"].places
        asked = given_asked(plan, period)
        given, told, wrong = assign_given(tables[GIVEN], asked, size, known)
        findings, problems = findings + told, problems + wrong
    else:
        problems += no_openings(opened_with(plan, period))
    if EVENTS in tables and ledgers_of(plan):
        events, told, wrong = assign_events(tables[EVENTS], plan, period, known)
        findings, problems = findings + told, problems + wrong
    if RESULTS in tables and results_asked(plan):
        results, told, wrong = assign_results(tables[RESULTS], plan, chosen.members)
        findings, problems = findings + told, problems + wrong
    if ADJUSTMENTS in tables and pays_adjustments(plan):
        agents = chosen.members.agent.size
        adjustments, told = assign_adjustments(tables[ADJUSTMENTS], period, known, agents)
        findings = findings + told
    if problems:
        raise DataError(problems)
    return _Assigned(targets, given, given_places, events, results, adjustments), findings


def _roster(
    plan: Plan, period: Period, chosen: Chosen, assigned: _Assigned, service: Service
) -> Roster:
    members = chosen.members
    if not members.agent.size:
        what = f"no agent of the roster is in the plan in {period.name}"
        hint = "Look at from_date and to_date, and at the plan's applies_to."
        raise DataError(Problem("nobody-in-plan", ROSTER, what, hint))
    size = members.agent.size
    mine = _taken(assigned.given, slice(0, size))
    own = _of_members(plan, period, members, chosen.employed_days, mine)
    roster = dataclasses.replace(
        own,
        targets=assigned.targets,
        events=assigned.events,
        results=assigned.results,
        given_places=assigned.given_places,
        served=service.agents,
    )
    if chosen.stretches is not None:
        roster = _parted(plan, roster, chosen.stretches, service)
    if not chosen.reports.agent.size:
        return roster
    theirs = _taken(assigned.given, slice(size, None))
    beside = _of_members(plan, period, chosen.reports, chosen.reports_days, theirs)
    return dataclasses.replace(roster, beside=beside)


def _parted(plan: Plan, roster: Roster, stretches: Stretches, service: Service) -> Roster:
    """Give agents the bounds of their stretches, and the stretches of those who have several."""
    starts, ends = edges(plan, stretches)
    place, targets = places(stretches), roster.targets
    roster = dataclasses.replace(
        roster,
        targets=_taken(targets, place.last),
        starts_us=starts[place.first],
        ends_us=ends[place.last],
    )
    at = place.several
    if not at.size:
        return roster
    of, first, last = stretches.of[at], stretches.first[at], stretches.last[at]
    given = _taken(roster.given, of)
    rows = _of_members(plan, roster.period, stretches.rows.taken(at), last - first + 1, given)
    rows = dataclasses.replace(
        rows,
        targets=_taken(targets, at),
        starts_us=starts[at],
        ends_us=ends[at],
        served={key: (days[at], most) for key, (days, most) in service.stretches.items()},
    )
    return dataclasses.replace(roster, segments=Segments(rows, of, place.number[at], first, last))


def _taken(assigned: Mapping[Key, Any], agents: slice | Int64s) -> dict[Key, Any]:
    """Return what is assigned to some of the agents, by what it is."""
    return {key: tuple(part[agents] for part in parts) for key, parts in assigned.items()}


def _of_members(
    plan: Plan, period: Period, members: Stints, employed_days: Int64s, given: GivenUnits
) -> Roster:
    """Lay out the rows of agents, in their order, without anything that is set for them."""
    starts, ends = bounds(plan, period, members.texts["region"])
    return Roster(
        period=period,
        agent_ids=tuple(members.agent_ids[agent] for agent in members.agent.tolist()),
        columns=members.texts,
        bonus_base=members.base,
        has_base=members.has_base & ~members.texts["currency"].are(None),
        fte=members.fte,
        employed_days=employed_days,
        starts_us=starts,
        ends_us=ends,
        targets={},
        given=given,
        numbers={"tenure_days": members.tenure(epoch_day(period.end))},
    )


def _pay_findings(folder: Folder, plan: Plan, roster: Roster) -> list[Finding]:
    """Tell what stands in the way of pay for everybody; who lacks a base is told with the pay."""
    names = folder.others[ROSTER].schema.names
    based = plan.pay == "none" or any(isinstance(line.start, BaseTimes) for line in plan.lines)
    needed = ["bonus_base", "currency"] if based else ["currency"]
    lacking = [name for name in needed if name not in names]
    if lacking:
        said = f"the roster has no {' and no '.join(lacking)}: scorecards, no pay"
        return [Finding("no-bonus-base", ROSTER, None, lacking[0], "roster", said)]
    return [*about_bases(plan, roster), *_unpayable(roster)] if plan.lines else []


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
