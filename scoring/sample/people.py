"""The people of the sample: who works where, for what base of pay, and how well.

Nobody here exists. Ids and names are numbers, and skill is a number drawn from the seed.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np

from scoring.columns import Int64s
from scoring.exact import fixed
from scoring.sample.dice import Dice


class Region(NamedTuple):
    """One region of the sample: its clock, its currency and its level of pay."""

    name: str
    zone: str
    currency: str
    share: int  # percent of all agents
    base_units: tuple[int, int]  # lowest and highest base of pay, in 10**-4 of the currency
    cost_units: int  # cost of one second of handling, in 10**-4 of the currency
    cost_center: str


REGIONS = (
    Region("east-china", "Asia/Shanghai", "CNY", 36, (80_000_000, 160_000_000), 180, "CN-310"),
    Region("xinjiang", "Asia/Urumqi", "CNY", 14, (70_000_000, 130_000_000), 160, "CN-650"),
    Region("japan", "Asia/Tokyo", "JPY", 20, (2_400_000_000, 4_200_000_000), 5_500, "JP-130"),
    Region("germany", "Europe/Berlin", "EUR", 18, (26_000_000, 44_000_000), 95, "DE-100"),
    Region("ireland", "Europe/Dublin", "EUR", 12, (25_000_000, 42_000_000), 90, "IE-010"),
)
FIRST = dt.date(2026, 10, 1)
END = dt.date(2026, 11, 1)
DAYS = (END - FIRST).days
_TEAM_SIZE = 12
ROLES = ("specialist", "senior_specialist", "trainer", "group_leader")
_LEADER = 3
_FTE_UNITS = (10_000, 8_000, 7_500, 5_000)


class People(NamedTuple):
    """The agents of the sample, one element an agent.

    Attributes:
        region, team, role: int64[n], positions in `REGIONS`, in the region's teams, in roles.
        base_units: int64[n], base of pay in 10**-4 of the region's currency.
        fte_units: int64[n], in 10**-4.
        hired: int64[n], days before the period's end at which the agent began.
        first_day, last_day: int64[n], the first and last day worked within the period, from 0.
        load: int64[n], the relative number of contacts.
        skill: int64[n], 0 to 1000, and below 0 for those who need help.
        care: int64[n], the skill that audits see; far below 0 for those who ignore the rules.
    """

    region: Int64s
    team: Int64s
    role: Int64s
    base_units: Int64s
    fte_units: Int64s
    hired: Int64s
    first_day: Int64s
    last_day: Int64s
    load: Int64s
    skill: Int64s
    care: Int64s

    @property
    def ids(self) -> list[str]:
        """Name the agents by number."""
        return [f"A{i + 1:04d}" for i in range(self.region.size)]


def make_people(seed: int, agents: int) -> People:
    """Make the agents: roles, pay, working time, and the few that make a month difficult."""
    dice = Dice(seed, "people")
    region = _regions(agents)
    team = _within(region) // _TEAM_SIZE
    role = dice.pick((80, 17, 3), agents)
    role[_within(region) % _TEAM_SIZE == 0] = _LEADER
    first_day, last_day, hired = _employment(dice, agents)
    fte = np.array(_FTE_UNITS, dtype=np.int64)[dice.pick((92, 3, 2, 3), agents)]
    load = (60 + dice.below(81, agents)) * fte * (last_day - first_day + 1) // DAYS
    few = dice.chosen(agents // 60, agents)
    load[few] //= 10
    low = np.array([r.base_units[0] for r in REGIONS])[region]
    high = np.array([r.base_units[1] for r in REGIONS])[region]
    base = low + (high - low) * dice.below(101, agents) // 100
    skill = _skill(dice, agents)
    care = skill.copy()
    care[dice.chosen(max(1, agents // 75), agents)] = -1200
    return People(
        region,
        team,
        role,
        base,
        fte,
        hired,
        first_day,
        last_day,
        load,
        skill,
        care,
    )


def _skill(dice: Dice, agents: int) -> Int64s:
    """Draw a bell around the middle, and let four in a hundred fall well below it."""
    skill = (dice.below(1001, agents) + dice.below(1001, agents) + dice.below(1001, agents)) // 3
    low = dice.chosen(max(1, agents // 25), agents)
    skill[low] = -900 + dice.below(500, low.size)
    return skill


def _regions(agents: int) -> Int64s:
    """Give each region its percentage of the agents, to the last one."""
    parts = fixed.allocate(agents, [r.share for r in REGIONS])
    return np.repeat(np.arange(len(REGIONS), dtype=np.int64), parts)


def _within(region: Int64s) -> Int64s:
    """Number the agents of each region from 0."""
    starts = np.searchsorted(region, np.arange(len(REGIONS)))
    return np.arange(region.size, dtype=np.int64) - starts[region]


def _employment(dice: Dice, agents: int) -> tuple[Int64s, Int64s, Int64s]:
    """Let two in a hundred begin within the month, and two others leave."""
    first, last = np.zeros(agents, dtype=np.int64), np.full(agents, DAYS - 1, dtype=np.int64)
    changing = dice.chosen(2 * (agents // 50), agents)
    half = changing.size // 2
    first[changing[:half]] = 4 + dice.below(18, half)
    last[changing[half:]] = 8 + dice.below(18, changing.size - half)
    hired = DAYS + 30 + dice.below(3650, agents)
    return first, last, np.where(first > 0, DAYS - first, hired)
