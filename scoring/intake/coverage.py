"""Whom the plans of a company cover between them: who is under one, under two, or under none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools
from scoring.errors import DataError
from scoring.exact.period import Period
from scoring.intake.files import ROSTER
from scoring.intake.folder import Folder
from scoring.intake.small import read_small
from scoring.intake.stints import choose, employed_days, overlaps, stints_of
from scoring.plan.model import AppliesTo, Plan


class Coverage(NamedTuple):
    """Who of a roster is under which plan.

    Attributes:
        agent_ids: the agents employed on a day of the period, increasing.
        under: by name of plan, bool[agents].
    """

    agent_ids: tuple[str, ...]
    under: Mapping[str, Bools]

    def none(self) -> tuple[str, ...]:
        """Return the agents under no plan."""
        covered = np.logical_or.reduce([*self.under.values()])
        return self._named(~covered)

    def twice(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield each two plans that share agents, with those agents."""
        for one, other in combinations(self.under, 2):
            both = self.under[one] & self.under[other]
            if both.any():
                yield one, other, self._named(both)

    def _named(self, chosen: Bools) -> tuple[str, ...]:
        return tuple(self.agent_ids[i] for i in np.flatnonzero(chosen).tolist())


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
    employed = np.flatnonzero(employed_days(stints, period) > 0)
    under = {
        name: np.isin(employed, choose(stints, plan, period, covers).members.agent)
        for name, (plan, covers) in plans.items()
    }
    return Coverage(tuple(stints.agent_ids[i] for i in employed.tolist()), under)
