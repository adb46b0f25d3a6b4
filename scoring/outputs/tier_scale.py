"""The tiers of a run's plan as a scale: where each begins, and a round number to end at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from scoring.ledger.identity import read_manifest
from scoring.ledger.verify import read_verified
from scoring.plan.load import read_yaml

_ROUND = tuple(Fraction(n, 10) for n in (10, 12, 15, 20, 25, 30, 40, 50, 60, 80))
"""Where a scale may end, times a power of ten."""
_FURTHEST = 10**18


class Tier(NamedTuple):
    """A tier of a plan, and the score at which it begins; None where no score decides it."""

    name: str
    begins: Fraction | None


class Scale(NamedTuple):
    """The plan of a run as a ranking is drawn by it.

    Attributes:
        title: the plan's title, in each language that it has.
        period: the period of the run.
        run_id: the run.
        tiers: from the best to the lowest.
        owner: who owns a score exactly on an edge: the tier above it (`upper`) or below it.
    """

    title: str
    period: str
    run_id: str
    tiers: tuple[Tier, ...]
    owner: str


def scale_of(run: Path) -> Scale:
    """Read what a ranking of a run is drawn by.

    Raises:
        IntegrityError: the manifest or the run's copy of the plan is not what was written.
    """
    manifest = read_manifest(run)
    parameters = manifest["identity"]["parameters"]
    name = f"inputs/{parameters['plan_file']}"
    read_verified(run, name)  # what is read next is what was written
    plan = read_yaml(run / name)
    owner = plan["conventions"]["boundary"]
    said = plan["title"]
    title = said if isinstance(said, str) else " ".join(dict.fromkeys(said.values()))
    return Scale(title, parameters["period"], manifest["run_id"], tiers_of(plan["tiers"]), owner)


def tiers_of(said: Mapping[str, Any]) -> tuple[Tier, ...]:
    """Return the tiers of a plan from the best to the lowest, each once."""
    if said["mode"] == "whole":
        bands = [Tier(band["gives"], Fraction(band["from"])) for band in reversed(said["bands"])]
        found = [*bands, Tier(said["below"], None)]
    elif said["mode"] == "rank":
        names = [*(band["gives"] for band in said["bands"]), said["rest"]]
        found = [Tier(name, None) for name in names]
    else:
        found = [Tier(name, None) for name in said["shares"]]
    once: dict[str, Tier] = {}
    for tier in found:
        once.setdefault(tier.name, tier)
    return tuple(once.values())


def end_of(numbers: Iterable[Fraction], edges: Iterable[Fraction] = ()) -> Fraction:
    """Return a round number at which a scale may end: no number is more, and every edge is less.

    Args:
        numbers: what is drawn; where none is above 0, the scale ends at 100.
        edges: what is marked within the scale.
    """
    most = max(numbers, default=Fraction(0))
    edge = max(edges, default=Fraction(0))
    if max(most, edge) <= 0:
        return Fraction(100)
    return next((end for end in _ends() if end >= most and end > edge), max(most, edge) + 1)


def _ends() -> Iterator[Fraction]:
    power = Fraction(1)
    while power < _FURTHEST:
        yield from (power * each for each in _ROUND)
        power *= 10
