"""Totals so far: what another measure was in the earlier periods of a quarter, half-year or year.

The run of the period before has both of its parts: the total before that period, and what came in
it, each as it was rounded and as gates have left it, which is what that run has paid by.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scoring.columns import Bools
from scoring.errors import counted
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.flow import Earlier, Finding, Roster
from scoring.plan.model import Plan
from scoring.plan.so_far import SoFar, given_before, goes_on


def reached(name: str, said: SoFar, roster: Roster) -> tuple[Exact, Exact, Bools]:
    """Return what every agent has reached before the period.

    Args:
        name: what the plan calls the total; the earlier run has it by the same name.
        said: what the plan says of it.
        roster: the agents, with the earlier run and what is given ready.

    Returns:
        Exact[n] twice, the total as a fraction, 0 where not known; and bool[n], where it is.
    """
    n = len(roster.agent_ids)
    places = said.places
    if goes_on(said, roster.period):
        units, known = _carried(name, said, roster.earlier, n)
    elif (given := given_before(said, roster.period)) is not None:
        nothing = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.bool_)
        units, _, known = roster.given.get(given, nothing)
        places = roster.given_places
    else:
        units, known = np.zeros(n, np.int64), np.ones(n, np.bool_)
    return fixed.where(known, units, 0), fixed.filled(n, 10**places), known


def _carried(name: str, said: SoFar, earlier: Earlier | None, n: int) -> tuple[Exact, Bools]:
    """Add up what the earlier run has; who was not in it begins at 0."""
    nothing = np.zeros(n, np.int64), np.zeros(n, np.bool_)
    if earlier is None:  # a run without it is refused before; a case states the total itself
        return nothing
    before, known_before = earlier.values.get(name, nothing)
    own, known_own = earlier.values.get(said.of, nothing)
    known = known_before & known_own
    joined = _joined(earlier, n)
    return fixed.where(known & ~joined, fixed.add(before, own), 0), known | joined


def _joined(earlier: Earlier, n: int) -> Bools:
    """Return bool[n]: who was not in the plan in the period before."""
    return np.zeros(n, np.bool_) if earlier.there is None else ~earlier.there


def about_totals(plan: Plan, roster: Roster) -> Iterator[Finding]:
    """Tell whose totals begin at 0 within their time, and whose are not known.

    Args:
        plan: the plan.
        roster: its agents, with the earlier run.

    Yields:
        A finding for each total and reason, with the number of agents.
    """
    for name, said in plan.measures.items():
        if isinstance(said, SoFar):
            for code, why in _told(name, said, roster):
                yield Finding(code, plan.place.file, None, None, name, why)


def _told(name: str, said: SoFar, roster: Roster) -> Iterator[tuple[str, str]]:
    earlier, where = roster.earlier, f"before {roster.period.name}"
    if goes_on(said, roster.period):
        if earlier is None:
            return
        where = f"in the run of {earlier.period}"
        if new := int(np.count_nonzero(_joined(earlier, len(roster.agent_ids)))):
            why = f"{counted(new, 'agent')} not {where}, so that what is so far begins at 0"
            yield "begins-at-zero", why
    if unknown := int(np.count_nonzero(~reached(name, said, roster)[2])):
        why = f"{counted(unknown, 'agent')} of whom it is not known {where} what is so far"
        yield "unknown-so-far", why
