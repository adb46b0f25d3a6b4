"""The contacts of the sample: when they came, how they were served, what customers said.

Every column is drawn for all rows at once from its own stream of chance. What an agent can
influence depends on the agent's skill, so that a month has good and bad results in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import Bools, Column, Int64s, Kind
from scoring.exact import fixed
from scoring.exact.period import MICROSECONDS, instant_us
from scoring.sample.dice import Dice
from scoring.sample.people import DAYS, FIRST, REGIONS, People

_HOURS = (1, 1, 1, 1, 1, 2, 6, 20, 55, 90, 95, 80, 60, 70, 85, 80, 70, 60, 45, 40, 35, 25, 12, 4)
_WEEKDAYS = (115, 105, 100, 100, 110, 60, 45)
_PROMISES_S = (900, 3_600, 7_200, 86_400)  # urgent, high, normal, low: as the shipped plan owes
_KEPT = (5, 15, 30, 50, 80, 120, 180, 260, 370, 520, 1000)  # thousandths of the promise
_BROKEN = (1001, 1050, 1120, 1250, 1450, 1800, 2400, 3600, 6000)
_SOLVE_S = (60, 300, 900, 1_800, 3_600, 14_400, 36_000, 86_400, 172_800, 345_600)
_CLOSE_S = (0, 600, 3_600, 21_600, 86_400, 259_200)
_HANDLE_S = (30, 90, 150, 220, 300, 380, 480, 620, 850, 1500)
_SURVEY_S = (300, 1_800, 7_200, 28_800, 86_400, 172_800)
_CHECKS = 10
_TEXTS = {
    "channel": (("chat", "phone", "email", "social"), (45, 30, 18, 7)),
    "priority": (("urgent", "high", "normal", "low"), (8, 22, 52, 18)),
    "category": (
        ("billing", "delivery", "installation", "parts", "repair", "technical", "usage"),
        (10, 22, 8, 8, 16, 12, 24),
    ),
    "product": (("climate", "cleaning", "kitchen", "laundry"), (22, 20, 33, 25)),
}


@dataclass(frozen=True, slots=True)
class Contacts:
    """The rows of the sample before anything is wrong with them.

    Attributes:
        agent: int64[rows], position of the agent.
        edge: bool[rows], created just before or just after the region's month.
        columns: every column of the contract, by name.
    """

    agent: Int64s
    edge: Bools
    columns: dict[str, Column]


def make_contacts(seed: int, people: People, rows: int) -> Contacts:
    """Make the contacts of a month, in the order of creation."""
    agent = np.repeat(
        np.arange(people.load.size, dtype=np.int64), fixed.allocate(rows, people.load.tolist())
    )
    hour, created, edge = _times(seed, people, agent)
    order = np.lexsort((agent, created))
    agent, hour, created, edge = agent[order], hour[order], created[order], edge[order]
    columns = {"interaction_id": _words([f"I{i + 1:07d}" for i in range(rows)])}
    columns |= {"agent_id": Column("text", agent.copy(), agent >= 0, 0, tuple(people.ids))}
    columns |= {"created_at": _all("stamp", created)}
    columns |= _described(seed, people, agent, hour)
    columns |= _served(seed, people.skill[agent], columns)
    columns |= _asked(seed, people.skill[agent], columns)
    columns |= _costed(seed, people, agent, columns)
    return Contacts(agent, edge, columns)


def levels(skill: Int64s, lowest: int, highest: int) -> Int64s:
    """Return chances in ten thousand that rise with skill from the lowest to the highest."""
    return lowest + (highest - lowest) * skill // 1000


def _all(kind: Kind, values: Int64s | Bools) -> Column:
    return _some(kind, values, np.ones(values.shape, dtype=bool))


def _some(kind: Kind, values: Int64s | Bools, known: Bools) -> Column:
    return Column(kind, values.astype(np.int64), known.copy())


def _words(words: Sequence[str], codes: Int64s | None = None) -> Column:
    values = np.arange(len(words), dtype=np.int64) if codes is None else codes
    return Column("text", values, np.ones(values.shape, dtype=bool), 0, tuple(words))


def _times(seed: int, people: People, agent: Int64s) -> tuple[Int64s, Int64s, Bools]:
    """Return hour, creation in UTC µs, and whether it lies outside of the region's month."""
    dice, rows = Dice(seed, "times"), agent.size
    weights = [_WEEKDAYS[(FIRST + dt.timedelta(day)).weekday()] for day in range(DAYS)]
    first, last = people.first_day[agent], people.last_day[agent]
    day = first + (dice.pick(weights, rows) - first) % (last - first + 1)
    hour = dice.pick(_HOURS, rows)
    # Some contacts of whole-month agents come in the two hours on either side of the month:
    # in UTC many of them look as if they were inside, and some inside look as if they were not.
    whole = (first == 0) & (last == DAYS - 1)
    edge = whole & dice.hits(40, rows)
    before = dice.hits(5_000, rows)
    day = np.where(edge, np.where(before, -1, DAYS), day)
    hour = np.where(edge, np.where(before, 22, 0) + dice.below(2, rows), hour)
    midnights = np.array(
        [
            [instant_us(FIRST + dt.timedelta(d), region.zone) for d in range(-1, DAYS + 1)]
            for region in REGIONS
        ],
        dtype=np.int64,
    )
    second = hour * 3600 + dice.below(3600, rows)
    return hour, midnights[people.region[agent], day + 1] + second * MICROSECONDS, edge


def _described(seed: int, people: People, agent: Int64s, hour: Int64s) -> dict[str, Column]:
    dice, rows, region = Dice(seed, "described"), agent.size, people.region[agent]
    out = {
        name: _words(words, dice.pick(weights, rows)) for name, (words, weights) in _TEXTS.items()
    }
    out["region"] = _words([r.name for r in REGIONS], region)
    teams = int(people.team.max()) + 1
    names = [f"{r.name}-{t + 1}" for r in REGIONS for t in range(teams)]
    out["team"] = _words(names, region * teams + people.team[agent])
    out["shift"] = _words(("early", "late", "night"), np.digitize((hour - 6) % 24, (8, 16)))
    customers = max(1, rows * 2 // 3)
    ids = [f"C{i + 1:06d}" for i in range(customers)]
    out["customer_id"] = _words(ids, dice.below(customers, rows))
    return out


def _served(seed: int, skill: Int64s, so_far: dict[str, Column]) -> dict[str, Column]:
    dice, rows = Dice(seed, "served"), skill.size
    created = so_far["created_at"].values
    owed = np.array(_PROMISES_S, dtype=np.int64)[so_far["priority"].values]
    kept = dice.hits(levels(skill, 8_500, 9_950), rows)
    answered = kept | dice.hits(8_500, rows)
    part = np.where(kept, dice.along(_KEPT, rows), dice.along(_BROKEN, rows))
    response_s = np.maximum(owed * part // 1000, 3)
    resolved = answered & dice.hits(levels(skill, 8_900, 9_900), rows)
    solve_s = response_s + dice.along(_SOLVE_S, rows)
    close_s = solve_s + dice.along(_CLOSE_S, rows)
    reopens = dice.pick((94, 5, 1), rows) * resolved
    complaint = dice.hits(350, rows)
    closed = complaint & dice.hits(levels(skill, 8_600, 9_990), rows)
    return {
        "first_response_at": _some("stamp", created + response_s * MICROSECONDS, answered),
        "resolved_at": _some("stamp", created + solve_s * MICROSECONDS, resolved),
        "closed_at": _some("stamp", created + close_s * MICROSECONDS, resolved),
        "resolved": _all("boolean", resolved),
        "reopens": _all("whole", reopens),
        "first_contact": _all(
            "boolean", resolved & (reopens == 0) & dice.hits(levels(skill, 8_500, 9_980), rows)
        ),
        "escalated": _all("boolean", dice.hits(levels(skill, 700, 200), rows)),
        "complaint": _all("boolean", complaint),
        "complaint_closed": _some("boolean", closed, complaint),
    }


def _asked(seed: int, skill: Int64s, so_far: dict[str, Column]) -> dict[str, Column]:
    dice, rows = Dice(seed, "asked"), skill.size
    answered = so_far["first_response_at"].known
    sent = answered & dice.hits(8_000, rows)
    rated = sent & dice.hits(5_500, rows)
    content = dice.hits(levels(skill, 7_600, 9_950), rows)
    csat = np.where(content, 5 - dice.pick((78, 22), rows), 1 + dice.pick((35, 25, 40), rows))
    nps = np.clip(2 * csat - 1 + dice.pick((1, 2, 1), rows), 0, 10)
    at = so_far["first_response_at"].values + dice.along(_SURVEY_S, rows) * MICROSECONDS
    return {
        "survey_sent": _all("boolean", sent),
        "survey_at": _some("stamp", at, rated),
        "csat": _some("decimal", csat, rated),
        "nps": _some("whole", nps, rated & dice.hits(5_000, rows)),
    }


def _costed(
    seed: int, people: People, agent: Int64s, so_far: dict[str, Column]
) -> dict[str, Column]:
    dice, rows = Dice(seed, "costed"), agent.size
    handle_s = dice.along(_HANDLE_S, rows)
    phone = so_far["channel"].values == _TEXTS["channel"][0].index("phone")
    checked = dice.hits(1_500, rows)
    missed = np.zeros(rows, dtype=np.int64)
    for _ in range(_CHECKS):
        missed += dice.hits(levels(people.care[agent], 1_100, 20), rows)
    currencies = sorted({r.currency for r in REGIONS})
    region = people.region[agent]
    codes = np.array([currencies.index(r.currency) for r in REGIONS], dtype=np.int64)
    rate = np.array([r.cost_units for r in REGIONS], dtype=np.int64)
    return {
        "handle_s": _all("whole", handle_s),
        "talk_s": _some("whole", handle_s * (60 + dice.below(30, rows)) // 100, phone),
        "checks_done": _some("whole", np.full(rows, _CHECKS, dtype=np.int64), checked),
        "checks_passed": _some("whole", _CHECKS - missed, checked),
        "cost": Column("decimal", handle_s * rate[region], np.ones(rows, dtype=bool), 4),
        "cost_currency": _words(currencies, codes[region]),
    }
