"""Colours of tiers that everybody tells apart: from dark blue for the best to amber.

Blue and amber stay apart for every kind of colour-blindness; on paper without colours the letter in
the cell says all, since a colour never says anything alone.
"""

from __future__ import annotations

from typing import NamedTuple

_SCALE = ((31, 78, 121), (111, 161, 204), (207, 224, 241), (253, 238, 205), (240, 173, 78))
"""From the best to the lowest: red, green and blue."""
_DARK, _LIGHT = "#000000", "#FFFFFF"


class Colour(NamedTuple):
    """The ground of a cell, and what is written on it, as `#RRGGBB`."""

    ground: str
    ink: str


BESIDE = Colour("#D9D9D9", _DARK)
"""For tiers beside the scale."""


def colour(place: int, size: int) -> Colour:
    """Return the colour of a tier by its place on the scale.

    Args:
        place: 0 for the best.
        size: how many tiers the scale has.
    """
    parts, whole = divmod(place * (len(_SCALE) - 1), max(size - 1, 1))
    low, high = _SCALE[parts], _SCALE[min(parts + 1, len(_SCALE) - 1)]
    span = max(size - 1, 1)
    mixed = [(a * (span - whole) + b * whole) // span for a, b in zip(low, high, strict=True)]
    red, green, blue = mixed
    light = 299 * red + 587 * green + 114 * blue
    ink = _DARK if light > 128_000 else _LIGHT
    return Colour(f"#{red:02X}{green:02X}{blue:02X}", ink)
