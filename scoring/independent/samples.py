"""Few facts once more: where a bound lies is asked grid point by grid point, without any root.

A bound of the Wilson interval is a root of (x - nt)² = n z² t(1 - t); on which side of it a number
lies, that equation says in fractions. Priors and shrunk values are fractions by themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from scoring.independent.numbers import HALF, ONE, ZERO, rounded
from scoring.independent.records import Measured, Sure
from scoring.independent.rows import Tree

PLACES = 12


class Prior(NamedTuple):
    """A mean, and how many facts it is worth; None where it stands for everybody."""

    mean: Fraction
    strength: Fraction | None


Priors = Mapping[str | None, Prior]


def adjust(
    plan: Tree, agents: Mapping[str, Tree], found: Mapping[str, dict[str, Measured]], earlier: Tree
) -> None:
    """Adjust what was measured, in place, for every measure that says how few facts are treated.

    Args:
        plan: the plan as nested text.
        agents: the agents in the plan by id, with region, team and role.
        found: each agent's measures.
        earlier: by measure, the priors that the run before has estimated: among, and by group.
    """
    for name, measure in plan["measures"].items():
        said = measure.get("adjusted")
        if said is None:
            continue
        priors: Priors = {}
        if said["by"] == "shrinkage":
            priors = priors_for(measure, agents, {a: m[name] for a, m in found.items()})
            if said["prior"]["from"] == "previous":
                before = earlier.get(name, {})
                same = before.get("among") == said["prior"]["among"]
                priors = before["of"] if same else {}
        for agent_id, own in found.items():
            prior = priors.get(group_of(said, agents[agent_id]))
            own[name] = adjusted(plan, measure, own[name], prior)


def group_of(said: Tree, agent: Tree) -> str | None:
    """Return the group whose prior is for an agent; None for all, and for none."""
    among = said.get("prior", {}).get("among", "all")
    return None if among == "all" else agent.get(among)


def priors_for(measure: Tree, agents: Mapping[str, Tree], found: Mapping[str, Measured]) -> Priors:
    """Return the prior that the plan states, or those that the facts of each group give."""
    said = measure["adjusted"]
    if said["prior"]["from"] == "stated":
        return {None: Prior(Fraction(said["prior"]["mean"]), Fraction(said["prior"]["strength"]))}
    groups: dict[str | None, list[Measured]] = {}
    for agent_id, own in found.items():
        if own.volume:
            groups.setdefault(group_of(said, agents[agent_id]), []).append(own)
    return {group: estimate(measure, members) for group, members in groups.items()}


def estimate(measure: Tree, members: Iterable[Measured]) -> Prior:
    """Estimate mean and strength by moments from agents who have facts, each rounded once."""
    of, is_mean = [(_total(measure, m), m.volume, m.squares) for m in members], _is_mean(measure)
    k, n = len(of), sum(volume for _, volume, _ in of)
    mean = sum((total for total, _, _ in of), ZERO) / n
    frozen = rounded(mean, PLACES, "half_up")
    between = sum((volume * (total / volume - mean) ** 2 for total, volume, _ in of), ZERO)
    effective = n - Fraction(sum(volume**2 for _, volume, _ in of), n)
    if k in (1, n):
        return Prior(frozen, None)
    if is_mean:
        within = sum(((s or ZERO) - total**2 / volume for total, volume, s in of), ZERO) / (n - k)
        tau = (between - (k - 1) * within) / effective
        share = ZERO if tau <= 0 else tau / (tau + within)
    else:
        chance = mean * (1 - mean)
        if chance == 0:
            return Prior(frozen, None)
        share = (between - chance * (k - 1)) / (chance * (effective - (k - 1)))
    if share <= 0:
        return Prior(frozen, None)
    held = min(max(share, Fraction(1, 10_000)), Fraction(9, 10))
    return Prior(frozen, rounded(1 / held - 1, PLACES, "half_up"))


def adjusted(plan: Tree, measure: Tree, found: Measured, prior: Prior | None) -> Measured:
    """Adjust one agent's value, where there is one."""
    said, mode = measure["adjusted"], plan["conventions"]["rounding"]
    if found.value is None:
        return found
    low, centre, high = interval(measure, found, mode)
    found.sure = Sure(found.value, low, high)
    if said["by"] == "wilson":
        found.value = {"lower": low, "upper": high, "centre": centre}[said["bound"]]
    elif prior is None:
        found.value, found.status = None, "no_prior"
    else:
        found.value = rounded(shrunk(measure, found, prior), int(measure["places"]), mode)
    return found


def shrunk(measure: Tree, found: Measured, prior: Prior) -> Fraction:
    """Draw a value toward the prior."""
    per = int(measure.get("per", 1))
    if prior.strength is None:
        return per * prior.mean
    drawn = _total(measure, found) + prior.strength * prior.mean
    return per * drawn / (found.volume + prior.strength)


def interval(
    measure: Tree, found: Measured, mode: str
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Return the interval around what was counted, low, centre and high, each rounded once."""
    z, places, n = Fraction(measure["adjusted"]["z"]), int(measure["places"]), found.volume
    if _is_mean(measure):
        if n < 2:
            return None, None, None
        total, centre = _total(measure, found), _total(measure, found) / n
        spread = z * z * ((found.squares or ZERO) - total * total / n) / (n * (n - 1))
        edges = (centre - spread - 1, centre + spread + 1)

        def side(t: Fraction) -> Fraction:
            return (centre - t) ** 2 - spread
    else:
        per, hits = int(measure["per"]), _total(measure, found)
        edges = (ZERO, Fraction(per))
        centre = per * (hits / n + z * z / (2 * n)) / (1 + z * z / n)

        def side(t: Fraction) -> Fraction:
            return (hits - n * t / per) ** 2 - n * z * z * (t / per) * (1 - t / per)

    low, high = (_bound(side, centre, edges, is_low, places, mode) for is_low in (True, False))
    return low, rounded(centre, places, mode), high


def _bound(
    side: Callable[[Fraction], Fraction],
    centre: Fraction,
    edges: tuple[Fraction, Fraction],
    is_low: bool,
    places: int,
    mode: str,
) -> Fraction:
    """Find where `side` changes from above 0 to below it, or back, on one side of the centre."""

    def reaches(t: Fraction) -> bool:
        return t <= centre and side(t) >= 0 if is_low else t <= centre or side(t) <= 0

    grid = 10**places
    first, last = math.floor(edges[0] * grid), math.ceil(edges[1] * grid) + 1
    while last - first > 1:  # the first point is reached, the last is not
        half = (first + last) // 2
        first, last = (half, last) if reaches(Fraction(half, grid)) else (first, half)
    at = [Fraction(first, grid), Fraction(2 * first + 1, 2 * grid)]
    exact = [side(t) == 0 and (t <= centre if is_low else t >= centre) for t in at]
    if exact[0]:
        part = ZERO
    elif exact[1]:
        part = HALF
    else:
        part = (ONE + 2 * reaches(at[1])) / 4  # stands for all that lies on that side of the half
    return rounded(at[0] + part / grid, places, mode)


def _is_mean(measure: Tree) -> bool:
    return bool(measure["kind"] == "mean")


def _total(measure: Tree, found: Measured) -> Fraction:
    """Return the facts that hit, or the sum in the measure's unit."""
    if found.exact is None:
        return ZERO
    return found.exact * found.volume / int(measure.get("per", 1))
