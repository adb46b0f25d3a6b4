"""Which columns of a ranking a screen has room for: what matters least is left out, none wraps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from rich.segment import Segment

GAP = 2
BAR = "bar"
_BAR_LEAST, _BAR_MOST = 8, 40
_AGENT_LEAST = 8
_ESSENTIAL = ("rank_in", "rank", "agent_id", "score", "tier")
_THEN = ("status", BAR, "team", "region")
"""What else is shown, as far as there is room, the most telling first."""

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a ranking.

    Attributes:
        name: of the figure in the row.
        title: over the column.
        cells: how wide it is.
        right: whether it stands to the right.
        shown: the figure of a row, in so many cells at most.
    """

    name: str
    title: str
    cells: int
    right: bool
    shown: Callable[[Row, int], list[Segment]]


def fitting(columns: Sequence[Column], cells: int) -> list[Column]:
    """Return the columns that fit, in their order; the bar takes what is left.

    Args:
        columns: every column that there is something to say in.
        cells: the width of the screen.

    Returns:
        Nothing where not even those that must be there fit, with agents cut to a few cells.
    """
    by_name = {column.name: column for column in columns}
    kept = {name: by_name[name].cells for name in _ESSENTIAL if name in by_name}
    left = cells + GAP - sum(needs + GAP for needs in kept.values())
    if left < 0:
        kept["agent_id"] += left
        if kept["agent_id"] < min(_AGENT_LEAST, by_name["agent_id"].cells):
            return []
    for name in _THEN:
        needs = _BAR_LEAST if name == BAR else by_name[name].cells if name in by_name else 0
        if name in by_name and GAP + needs <= left:
            kept[name] = needs
            left -= GAP + needs
    if BAR in kept:
        kept[BAR] = min(kept[BAR] + left, _BAR_MOST)
    return [replace(by_name[name], cells=kept[name]) for name in by_name if name in kept]
