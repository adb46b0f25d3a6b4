"""Tiers as signs: a meter, which says it all without colour, and colours that the colour-blind see.

The colours go from blue through grey to vermilion, as those of Okabe and Ito do. They are a little
darker or paler here, so that each stands out from white and from black by 3 to 1, and so
that neighbours stay apart where red and green look alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from scoring.outputs.tier_scale import Tier
from scoring.terminal.canvas import cut

_BLUE, _SKY, _GREY, _ORANGE, _VERMILION = "#006CB0", "#3F9BD2", "#757575", "#C58800", "#BA4500"
_WHITE, _BLACK = "#FFFFFF", "#000000"
_INK = {_BLUE: _WHITE, _SKY: _BLACK, _GREY: _WHITE, _ORANGE: _BLACK, _VERMILION: _WHITE}
_SPREAD = {
    1: (_BLUE,),
    2: (_BLUE, _VERMILION),
    3: (_BLUE, _GREY, _VERMILION),
    4: (_BLUE, _SKY, _ORANGE, _VERMILION),
    5: (_BLUE, _SKY, _GREY, _ORANGE, _VERMILION),
}
_MOST_COLOURS = 5
_FULL, _EMPTY = "▰", "▱"
_WIDEST = 16  # cells of a name
_LONGEST = 6  # steps of a meter; more tiers are counted instead

POINTS = Style(color=_BLUE)
ALARM = Style(color=_VERMILION, bold=True)


class Sign(NamedTuple):
    """How a tier is shown.

    Attributes:
        name: what the plan calls it, cut where it is long; it cannot steer a terminal.
        meter: how high it stands, in signs; empty for a tier outside of the scale.
        colour: its colour.
        shades: whether the screen shows that very colour.
    """

    name: str
    meter: str
    colour: str
    shades: bool = True

    @property
    def style(self) -> Style:
        """The colour of a bar or a letter."""
        return Style(color=self.colour)

    def badge(self, cells: int = 0) -> list[Segment]:
        """Return the name on its colour, in at least so many cells, and the meter after it.

        On one of sixteen colours letters could hardly be read: there it is in reverse.
        """
        ink = Style(color=_INK[self.colour], bgcolor=self.colour, bold=True)
        if not self.shades:
            ink = Style(reverse=True, bold=True)
        space = " " * (max(cells - cell_len(self.name), 0) + 1)
        return [Segment(f" {self.name} ", ink), Segment(space), Segment(self.meter, self.style)]


class Signs:
    """The signs of a plan's tiers, from the best to the lowest."""

    def __init__(self, tiers: Sequence[Tier], *, shades: bool = True) -> None:
        count, self.shades = len(tiers), shades
        self.scale = tuple(
            Sign(cut(tier.name, _WIDEST), _meter(place, count), _colour(place, count), shades)
            for place, tier in enumerate(tiers)
        )
        self._by_name = {t.name: sign for t, sign in zip(tiers, self.scale, strict=True)}

    def of(self, tier: str) -> Sign:
        """Return the sign of a tier; one that is given outside of the scale has no meter."""
        return self._by_name.get(tier) or Sign(cut(tier, _WIDEST), "", _GREY, self.shades)

    def colour_of(self, tier: str | None) -> Style:
        """Return the style of what belongs to a tier; of nothing in particular without one."""
        return self.of(tier).style if tier else Style(color=_GREY)


def _meter(place: int, tiers: int) -> str:
    """Return how many tiers lie below, of all that may; places where there are too many."""
    if tiers - 1 > _LONGEST:
        return f"{place + 1}/{tiers}"
    return _FULL * (tiers - 1 - place) + _EMPTY * place


def _colour(place: int, tiers: int) -> str:
    colours = _SPREAD[min(max(tiers, 1), _MOST_COLOURS)]
    return colours[place * (len(colours) - 1) // max(tiers - 1, 1)]
