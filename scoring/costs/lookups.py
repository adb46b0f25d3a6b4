"""The most that a lookup can give each agent of a roster: a number, or money in a currency."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from scoring.columns import Int64s, kinds_of
from scoring.costs import most
from scoring.costs.most import Most
from scoring.costs.world import World
from scoring.exact import ratios
from scoring.plan.curves import Gives
from scoring.plan.lookups import Lookup


def most_looked_up(said: Lookup[Gives], world: World, number: Callable[[Gives], Decimal]) -> Most:
    """Return the largest of the rows that an agent may be in, whatever the tier: n bounds.

    Args:
        said: the lookup.
        world: the agents, and the tier that is supposed of them, if one is.
        number: what counts of what a row gives.
    """
    kind, words = _kinds(said, world)
    found = [max(map(number, _may_get(said, world, own)), default=Decimal(0)) for own in words]
    return most.known(ratios.picked(ratios.numbers(found), kind))


def _kinds(said: Lookup[Gives], world: World) -> tuple[Int64s, list[dict[str, str | None]]]:
    """Number the agents by their words in the columns of a roster; return the words of each."""
    names = [name for name in said.by if name != "tier"]
    columns = [world.roster.columns[name] for name in names]
    first, kind = kinds_of(columns, world.size)
    told = [column.taken(first).tolist() for column in columns]
    return kind, [
        dict(zip(names, (words[i] for words in told), strict=True)) for i in range(first.size)
    ]


def _may_get(said: Lookup[Gives], world: World, own: dict[str, str | None]) -> list[Gives]:
    """Return what those may get who have these words: one row's, or several and what others get."""
    if world.tier is not None:
        own = own | {"tier": world.tier}
    met = [
        row.gives
        for row in said.rows
        if all(own.get(name, word) == word for name, word in zip(said.by, row.words, strict=True))
    ]
    whole = len(own) == len(said.by)
    return met if whole and met else [*met, *said.every[len(said.rows) :]]
