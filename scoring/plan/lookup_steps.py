"""What a lookup gives from tier to tier: to agents who are alike in all its other columns."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from scoring.plan.curves import Table
from scoring.plan.lookups import Lookup
from scoring.plan.model import Plan
from scoring.plan.nodes import Place


class TierStep(NamedTuple):
    """A step between two tiers: where it is, what is given below and above, and where that stands.

    `before` and `after` are what a row of the lookup gives: a number, or money.
    """

    at: Decimal
    before: Any
    after: Any
    place: Place


class _Given(NamedTuple):
    gives: Any
    place: Place


def steps_of_lookup(plan: Plan, said: Lookup[Any]) -> Iterator[TierStep]:
    """Yield the steps of a lookup by the tier, where a table by the score says the tiers.

    Where others are refused, there is no step to a tier without a row.
    """
    if "tier" not in said.by or not isinstance(plan.tiers, Table):
        return
    names = [plan.tiers.below, *(band.gives for band in plan.tiers.bands)]
    for alike in _by_others(said):
        given = [alike.get(name, _others(said)) for name in names]
        for (before, after), band in zip(pairwise(given), plan.tiers.bands, strict=True):
            if before is not None and after is not None and isinstance(band.lower, Decimal):
                yield TierStep(band.lower, before.gives, after.gives, after.place)


def _by_others(said: Lookup[Any]) -> list[dict[str, _Given]]:
    """Return by tier what agents get, for each choice of words in the other columns."""
    tier = said.by.index("tier")
    found: dict[tuple[str, ...], dict[str, _Given]] = {}
    for row in said.rows:
        words = (*row.words[:tier], *row.words[tier + 1 :])
        found.setdefault(words, {})[row.words[tier]] = _Given(row.gives, row.place)
    return list(found.values())


def _others(said: Lookup[Any]) -> _Given | None:
    if said.otherwise == "refuse":
        return None
    return _Given(said.otherwise, said.at("otherwise"))
