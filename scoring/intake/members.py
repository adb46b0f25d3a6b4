"""Who is in a plan for a period: the row that holds for each agent, or the stretches of each."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.exact.period import Period
from scoring.exact.service import epoch_day
from scoring.flow import Finding
from scoring.intake.folder import ROSTER
from scoring.intake.stints import Stints, each, employed_days
from scoring.pieces.filters import passes
from scoring.plan.model import AppliesTo, Plan
from scoring.plan.reports import rolled_over_reports


class Stretches(NamedTuple):
    """The stretches of agents in the plan, by agent and first day.

    Attributes:
        rows: the row of each.
        of: int64[stretches], the agent's place among the members.
        first, last: int64[stretches], the days employed under the row.
        begin, end: int64[stretches], the days whose facts are the stretch's, the second left out:
            all of the period, with the days between two rows at the end of the first of them.
        next_in: bool[stretches], whether the agent's next row is in the plan too.
    """

    rows: Stints
    of: Int64s
    first: Int64s
    last: Int64s
    begin: Int64s
    end: Int64s
    next_in: Bools


class Chosen(NamedTuple):
    """The agents in the plan, ordered by id, and what is to be told of the others.

    Attributes:
        members: the row of each that holds for the period.
        employed_days: int64[agents], the days employed in it, under whichever row.
        reports: the row of each agent outside of the plan who reports to one in it, where a
            measure of the plan is taken over reports.
        reports_days: int64[reports], their days employed.
        findings: counts, never who.
        stretches: the stretches of the agents in the plan, where each is scored by itself; then
            `members` are their last ones, and days are those in the plan.
    """

    members: Stints
    employed_days: Int64s
    reports: Stints
    reports_days: Int64s
    findings: list[Finding]
    stretches: Stretches | None = None


_OUT = {
    "no-roster-row": "agents without a roster row in the period",
    "not-employed": "agents not employed on any day of the period",
    "outside-applies-to": "agents outside of the plan's applies_to",
    "outside-covers": "agents outside of what the company's file says that the plan covers",
    "unknown-hire-date": "agents without a hire date, which service_days_min needs",
    "too-short-service": "agents who served less than service_days_min",
}


def choose(stints: Stints, plan: Plan, period: Period, covers: AppliesTo | None = None) -> Chosen:
    """Choose each agent's row by `roster_as_of`, and who is in the plan.

    An agent is in it who has a row in the period, is employed on a day of it, and is one of those
    that the plan applies to, and that a company's file says it covers where there is one.
    """
    begin, end = epoch_day(period.first), epoch_day(period.end)
    held = (stints.first < end) & (stints.last >= begin)
    rows = each(stints, held.astype(np.int64))
    days = employed_days(stints, period)
    employed = days > 0
    out = Counter(
        {
            "no-roster-row": int(np.count_nonzero(rows == 0)),
            "not-employed": int(np.count_nonzero((rows > 0) & ~employed)),
        }
    )
    parted = None
    if plan.conventions.roster_as_of == "segments":
        parted = _parted(stints, plan, period, covers)
        worked = stints.days_in(begin, end)
        days = each(stints, np.where(parted, worked, 0))
        at = _last_of_most(stints, held.astype(np.int64) + (worked > 0) + parted)
    else:
        at = _first_or_last(held, rows, plan)
    candidates, days = stints.taken(at[employed]), days[employed]
    applied = _meant(candidates, plan.applies_to, end, out, "outside-applies-to")
    if covers is not None:
        applied &= _meant(candidates, covers, end, out, "outside-covers", among=applied)
    findings = [
        Finding("not-in-plan", ROSTER, None, None, rule, f"{said}: {out[rule]}")
        for rule, said in _OUT.items()
        if out[rule]
    ]
    if parted is None and (moved := int(np.count_nonzero(rows[employed] > 1))):
        reason = f"agents with more than one roster row in the period, of which one holds: {moved}"
        findings.append(Finding("agent-moved", ROSTER, None, None, "roster_as_of", reason))
    stretches = None if parted is None else _stretches(stints, period, parted)
    if stretches is not None and (several := int(np.count_nonzero(np.bincount(stretches.of) > 1))):
        reason = f"agents with more than one stretch in the plan, each scored by itself: {several}"
        findings.append(Finding("agent-moved", ROSTER, None, None, "segments", reason))
    members = candidates.taken(np.flatnonzero(applied))
    beside = ~applied & _report_to(candidates, members, plan)
    if found := int(np.count_nonzero(beside)):
        reason = f"agents outside of the plan measured for their managers in it: {found}"
        findings.append(Finding("measured-beside", ROSTER, None, "manager_id", "reports", reason))
    reports = candidates.taken(np.flatnonzero(beside))
    return Chosen(members, days[applied], reports, days[beside], findings, stretches)


def _report_to(candidates: Stints, members: Stints, plan: Plan) -> Bools:
    """Say which agents report to one of the plan, where it asks for reports."""
    if not rolled_over_reports(plan):
        return np.zeros(candidates.agent.size, np.bool_)
    managers = {members.agent_ids[agent] for agent in members.agent.tolist()}
    said = candidates.texts["manager_id"]
    return said.are(*(managers & set(said.words)))


def _meant(
    candidates: Stints,
    who: AppliesTo,
    end: int,
    out: Counter[str],
    outside: str,
    among: Bools | None = None,
) -> Bools:
    """Say which agents a block means, and count the others by reason."""
    tenure = candidates.tenure(end)
    columns = {name: words.column() for name, words in candidates.texts.items()}
    columns |= {"tenure_days": tenure}
    meant = passes(who.where or (), columns, candidates.agent.size)
    asked = np.ones(meant.size, np.bool_) if among is None else among
    out[outside] += int(np.count_nonzero(asked & ~meant))
    if who.service_days_min is not None:
        unknown = ~tenure.known
        short = tenure.known & (tenure.values < who.service_days_min)
        out["unknown-hire-date"] += int(np.count_nonzero(asked & meant & unknown))
        out["too-short-service"] += int(np.count_nonzero(asked & meant & short))
        meant = meant & ~unknown & ~short
    return meant


def _first_or_last(held: Bools, rows: Int64s, plan: Plan) -> Int64s:
    """Return for each agent the first or the last of the rows that hold; any row without one."""
    ends = np.cumsum(rows)
    at = ends - rows if plan.conventions.roster_as_of == "period_start" else ends - 1
    which = np.append(np.flatnonzero(held), 0)
    found: Int64s = which[at]
    return found


def _last_of_most(stints: Stints, rank: Int64s) -> Int64s:
    """Return for each agent, of the rows that rank highest, the last."""
    order = np.lexsort([np.arange(rank.size), rank, stints.agent])
    found: Int64s = order[np.flatnonzero(np.diff(stints.agent, append=-1))]
    return found


def _parted(stints: Stints, plan: Plan, period: Period, covers: AppliesTo | None) -> Bools:
    """Say which rows are stretches of the plan: with a day employed in the period, and meant."""
    begin, end = epoch_day(period.first), epoch_day(period.end)
    parted, uncounted = stints.days_in(begin, end) > 0, Counter[str]()
    for who in (plan.applies_to, covers):
        if who is not None:
            parted &= _meant(stints, who, end, uncounted, "outside")
    return parted


def _stretches(stints: Stints, period: Period, parted: Bools) -> Stretches:
    """Cut the rows of the plan to their days, in view of all rows that an agent is employed by."""
    begin, end = epoch_day(period.first), epoch_day(period.end)
    worked = np.flatnonzero(stints.days_in(begin, end) > 0)
    rows, inside = stints.taken(worked), parted[worked]
    first = np.maximum(np.maximum(rows.first, rows.hired), begin)
    last = np.minimum(np.minimum(rows.last, rows.left), end - 1)
    opening = np.diff(rows.agent, prepend=-1) != 0
    closing = np.diff(rows.agent, append=-1) != 0
    kept = np.flatnonzero(inside)
    agent = rows.agent[kept]
    return Stretches(
        rows=rows.taken(kept),
        of=np.cumsum(np.diff(agent, prepend=-1) != 0) - 1,
        first=first[kept],
        last=last[kept],
        begin=np.where(opening, begin, first)[kept],
        end=np.where(closing, end, np.roll(first, -1))[kept],
        next_in=(~closing & np.roll(inside, -1))[kept],
    )
