"""Groups that are compared: large enough that no figure of one person shows through.

A group of fewer than five is not told by itself; all such groups stand together as one, and where
even those are fewer than five, the next smallest joins them: otherwise the total would give away
what was left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

SMALLEST = 5
TOGETHER = "\0together"
"""Stands for the small groups together; no group of a roster can be called so."""
_Group = TypeVar("_Group")


def withheld(counts: Mapping[_Group, int]) -> frozenset[_Group]:
    """Return the groups whose figure is not told beside a total of all.

    Args:
        counts: of how many people the figure of each group is; nobody has none to hide.

    Returns:
        Those of fewer than five, and the next smallest until all of them are five: what remains of
        the total without the groups that are told is then of five people at least, or of all.
    """
    inside = {group for group, count in counts.items() if 0 < count < SMALLEST}
    rest = [group for group, count in counts.items() if count >= SMALLEST]
    rest.sort(key=lambda group: (counts[group], "" if group is None else str(group)))
    while inside and sum(counts[group] for group in inside) < SMALLEST and rest:
        inside.add(rest.pop(0))
    return frozenset(inside)


def told_beside(others: int) -> bool:
    """Tell whether a figure of a group may stand beside all figures of some of its people.

    Args:
        others: how many of the group are none of these people. Of one to four, the figure less
            those of the people would tell theirs.
    """
    return others == 0 or others >= SMALLEST


def told_beside_own(
    others: Mapping[_Group, int], told: Iterable[_Group], own: Iterable[_Group]
) -> frozenset[_Group]:
    """Return the groups whose figure may stand beside a total and all figures of some people.

    Args:
        others: of how many people the figure of each group is who are none of those.
        told: the groups that are told at all.
        own: the groups that those people are in: the figures that are read.

    Returns:
        Those of `told` in which nobody else is, or five at least; and so many of them that what
        remains of the total without them is of nobody else, or of five at least.
    """
    near, kept = set(own), {group for group in told if told_beside(others.get(group, 0))}
    full = [group for group in kept if others.get(group, 0)]
    full.sort(key=lambda group: (group in near, others[group], str(group or "")))
    while full and not told_beside(sum(n for group, n in others.items() if group not in kept)):
        kept.remove(full.pop(0))
    return frozenset(kept)


def grouped(names: Iterable[str | None]) -> dict[str | None, str | None]:
    """Return for each group the group by which it is told: itself, or `TOGETHER`.

    Args:
        names: the group of each agent.

    Returns:
        By group; nothing where all agents together are fewer than five.
    """
    counts = Counter(names)
    if counts.total() < SMALLEST:
        return {}
    told = {name: name for name in counts}
    return told | dict.fromkeys(withheld(counts), TOGETHER)
