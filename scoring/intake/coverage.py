"""Whom the plans of a company cover between them: who is under one, under two, or under none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.errors import DataError
from scoring.exact.period import Period
from scoring.exact.service import epoch_day
from scoring.intake.files import ROSTER
from scoring.intake.folder import Folder
from scoring.intake.members import Chosen, choose
from scoring.intake.small import read_small
from scoring.intake.stints import Stints, overlaps, stints_of
from scoring.plan.model import AppliesTo, Plan


class Coverage(NamedTuple):
    """Who of a roster is under which plan.

    Attributes:
        agent_ids: the agents employed on a day of the period, increasing.
        of: int64[rows], whose each roster row is that employs an agent on a day of it.
        under: by name of plan, bool[rows]: every row of an agent of the plan, and of one that is
            scored by stretch those of the plan.
    """

    agent_ids: tuple[str, ...]
    of: Int64s
    under: Mapping[str, Bools]

    def none(self) -> tuple[str, ...]:
        """Return the agents under no plan."""
        covered = np.logical_or.reduce([*self.under.values()])
        left = np.ones(len(self.agent_ids), np.bool_)
        left[self.of[covered]] = False
        return self._named(np.flatnonzero(left))

    def twice(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield each two plans that share days of agents, with those agents."""
        for one, other in combinations(self.under, 2):
            both = self.under[one] & self.under[other]
            if both.any():
                yield one, other, self._named(np.unique(self.of[both]))

    def _named(self, agents: Int64s) -> tuple[str, ...]:
        return tuple(self.agent_ids[i] for i in agents.tolist())


def coverage(
    folder: Folder, plans: Mapping[str, tuple[Plan, AppliesTo]], period: Period
) -> Coverage:
    """Find who is under which plan in a period: whom the company covers and the plan applies to.

    Args:
        folder: the data folder.
        plans: by name, each plan and whom the company's file says that it covers.
        period: the period.

    Raises:
        DataError: every fault found in the roster.
    """
    rows, problems = read_small(folder, ROSTER)
    stints = stints_of(rows)
    problems = problems + overlaps(stints)
    if problems:
        raise DataError(problems)
    begin, end = epoch_day(period.first), epoch_day(period.end)
    worked = stints.taken(np.flatnonzero(stints.days_in(begin, end) > 0))
    agents, of = np.unique(worked.agent, return_inverse=True)
    under = {
        name: _under(worked, choose(stints, plan, period, covers))
        for name, (plan, covers) in plans.items()
    }
    return Coverage(tuple(stints.agent_ids[i] for i in agents.tolist()), of, under)


def _under(worked: Stints, chosen: Chosen) -> Bools:
    if chosen.stretches is not None:
        return np.isin(worked.row, chosen.stretches.rows.row)
    return np.isin(worked.agent, chosen.members.agent)
