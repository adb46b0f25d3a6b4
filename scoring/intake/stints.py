"""Who is in the plan: the roster's rows of each agent, cut to a period."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from scoring.columns import Column, text_column
from scoring.errors import Problem
from scoring.exact.period import Period
from scoring.flow import Finding
from scoring.intake.canonical import Rows
from scoring.intake.folder import ROSTER
from scoring.intake.small import rows_problem
from scoring.pieces.filters import passes
from scoring.plan.model import Plan
from scoring.vocabulary import ROSTER_COLUMNS

_OPEN = 10**9  # a day after every other: a row or an employment without an end
_BEGUN = -(10**9)
FULL_TIME = 10_000


class Stint(NamedTuple):
    """One row of the roster. Days count from 1970-01-01; first and last day belong to it."""

    row: int
    agent_id: str
    first: int
    last: int
    hired: int
    left: int
    base: int | None
    fte: int
    texts: tuple[str | None, ...]

    def text(self, column: str) -> str | None:
        """Return a text column's word."""
        return self.texts[TEXTS.index(column)]

    def days_in(self, begin: int, end: int) -> int:
        """Count the days from `begin` up to `end` on which the row holds and employment lasts."""
        first, last = max(self.first, self.hired, begin), min(self.last, self.left, end - 1)
        return max(0, last - first + 1)


TEXTS = tuple(ROSTER_COLUMNS)


@dataclass(frozen=True, slots=True)
class Member:
    """An agent in the plan: the row that holds for the period, and the days employed in it."""

    stint: Stint
    employed_days: int


def stints_of(rows: Rows) -> list[Stint]:
    """Return the roster's rows in the order of agent and first day."""
    count = rows.places_in_file.size
    texts = [_texts(rows, name, count) for name in TEXTS]
    days = [
        _numbers(rows, name, count, without)
        for name, without in (
            ("from_date", _BEGUN),
            ("to_date", _OPEN),
            ("hire_date", _BEGUN),
            ("leave_date", _OPEN),
        )
    ]
    base = _numbers(rows, "bonus_base", count, None)
    fte = _numbers(rows, "fte", count, FULL_TIME)
    agents = _texts(rows, "agent_id", count)
    numbers = zip(*days, base, fte, zip(*texts, strict=True), strict=True)
    found = [
        Stint(row, agent or "", *rest)
        for row, agent, rest in zip(rows.places_in_file.tolist(), agents, numbers, strict=True)
    ]
    return sorted(found, key=lambda stint: (stint.agent_id, stint.first, stint.row))


def _texts(rows: Rows, name: str, count: int) -> list[str | None]:
    return rows.texts[name].to_pylist() if name in rows.texts else [None] * count


def _numbers(rows: Rows, name: str, count: int, without: int | None) -> list[int | None]:
    if name not in rows.numbers:
        return [without] * count
    column = rows.numbers[name]
    pairs = zip(column.values.tolist(), column.known.tolist(), strict=True)
    return [value if known else without for value, known in pairs]


def overlaps(stints: list[Stint]) -> list[Problem]:
    """Return the one problem that rows of an agent overlap, by row number; nothing if none do."""
    rows = [
        later.row
        for earlier, later in pairwise(stints)
        if earlier.agent_id == later.agent_id != "" and later.first <= earlier.last
    ]
    if not rows:
        return []
    what = "holds on days on which another row of the same agent holds"
    said = np.array(rows, np.int64)
    return [rows_problem(ROSTER, "from_date", "overlapping-rows", said, what)]


def look_alikes(agents: Iterable[str]) -> list[Finding]:
    """Tell of ids that a person reads as one and a machine as two: case, width, composition.

    They are counted as different agents, since nobody can tell which of them was meant.
    """
    known = set(agents)
    alike = Counter(_as_read(agent) for agent in known)
    twins = sum(count for count in alike.values() if count > 1)
    said = f"agent ids that differ from another one only in case or in their Unicode form: {twins}"
    rule = "look-alike-ids"
    return [Finding(rule, ROSTER, None, "agent_id", rule, said)] if twins else []


def _as_read(agent: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", agent).casefold())


class Chosen(NamedTuple):
    """The agents in the plan, ordered by id, and what is to be told of the others."""

    members: list[Member]
    findings: list[Finding]


_OUT = {
    "no-roster-row": "agents without a roster row in the period",
    "not-employed": "agents not employed on any day of the period",
    "outside-applies-to": "agents outside of the plan's applies_to",
    "unknown-hire-date": "agents without a hire date, which the plan's service_days_min needs",
    "too-short-service": "agents who served less than the plan's service_days_min",
}


def choose(stints: list[Stint], plan: Plan, period: Period) -> Chosen:
    """Choose each agent's row by `roster_as_of`, and who is in the plan.

    An agent is in it who has a row in the period, is employed on a day of it, and is one of those
    that the plan applies to.
    """
    begin, end = epoch_day(period.first), epoch_day(period.end)
    out: Counter[str] = Counter()
    candidates = []
    moved = 0
    for _, group in groupby(stints, key=lambda stint: stint.agent_id):
        held = [stint for stint in group if stint.first < end and stint.last >= begin]
        days = sum(stint.days_in(begin, end) for stint in held)
        if not held or not days:
            out["not-employed" if held else "no-roster-row"] += 1
            continue
        moved += len(held) > 1
        at = 0 if plan.conventions.roster_as_of == "period_start" else -1
        candidates.append(Member(held[at], days))
    members = list(_applied(candidates, plan, end, out))
    findings = [
        Finding("not-in-plan", ROSTER, None, None, rule, f"{said}: {out[rule]}")
        for rule, said in _OUT.items()
        if out[rule]
    ]
    if moved:
        reason = f"agents with more than one roster row in the period, of which one holds: {moved}"
        findings.append(Finding("agent-moved", ROSTER, None, None, "roster_as_of", reason))
    return Chosen(members, findings)


def _applied(candidates: list[Member], plan: Plan, end: int, out: Counter[str]) -> Iterator[Member]:
    """Yield those that the plan applies to, and count the others by reason."""
    where, least = plan.applies_to.where, plan.applies_to.service_days_min
    held = passes(where or (), _columns(candidates), len(candidates))
    for member, holds in zip(candidates, held.tolist(), strict=True):
        hired = member.stint.hired
        if not holds:
            out["outside-applies-to"] += 1
        elif least is not None and hired == _BEGUN:
            out["unknown-hire-date"] += 1
        elif least is not None and end - hired < least:
            out["too-short-service"] += 1
        else:
            yield member


def _columns(members: list[Member]) -> Mapping[str, Column]:
    return {name: text_column([m.stint.text(name) for m in members]) for name in TEXTS}


def epoch_day(day: dt.date) -> int:
    """Count the days since 1970-01-01."""
    return (day - dt.date(1970, 1, 1)).days
