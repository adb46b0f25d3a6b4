"""Groups that are compared: large enough that no figure of one person shows through.

A group of fewer than five is not told by itself; all such groups stand together as one, and where
even those are fewer than five, the next smallest joins them: otherwise the total would give away
what was left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

SMALLEST = 5
TOGETHER = "\0together"
"""Stands for the small groups together; no group of a roster can be called so."""


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
    inside = [name for name, count in counts.items() if count < SMALLEST]
    rest = sorted((n for n in counts if n not in inside), key=lambda n: (counts[n], n or ""))
    while inside and sum(counts[name] for name in inside) < SMALLEST and rest:
        inside.append(rest.pop(0))
    return told | dict.fromkeys(inside, TOGETHER)
