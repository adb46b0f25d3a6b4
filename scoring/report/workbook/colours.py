"""Colours of tiers that everybody tells apart: from dark blue for the best to amber.

Blue and amber stay apart for every kind of colour-blindness; on paper without colours the letter in
the cell says all, since a colour never says anything alone.
"""

from __future__ import annotations

from typing import NamedTuple

_SCALE = ((31, 78, 121), (111, 161, 204), (207, 224, 241), (253, 238, 205), (240, 173, 78))
"""From the best to the lowest: red, green and blue."""
_DARK, _LIGHT = "#000000", "#FFFFFF"
_EVEN = 0.179
"""The luminance on which black and white stand out alike, both enough."""


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
    ink = _DARK if _luminance(mixed) > _EVEN else _LIGHT
    return Colour("#" + "".join(f"{part:02X}" for part in mixed), ink)


def _luminance(rgb: list[int]) -> float:
    """Return the relative luminance of WCAG 2.2, from 0 to 1."""
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in rgb
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
