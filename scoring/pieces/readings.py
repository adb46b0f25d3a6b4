"""What a component's curve gives to each agent: its own, or that of the override that holds."""

from __future__ import annotations

import numpy as np

from scoring.columns import Bools, Int64s
from scoring.exact import fixed
from scoring.pieces.curves import Anchors, Boundary, Read, read
from scoring.plan.structure import Component, Reading


def read_part(
    part: Component, how: tuple[Reading, Int64s], x: Read, boundary: Boundary, anchors: Anchors
) -> Read:
    """Return the points of a reading, not rounded yet, where they are known.

    Args:
        part: the component.
        how: the reading, and int64[n], the override that holds for each agent, -1 for none.
        x: what the curve reads, where it is known.
        boundary: who owns an exact edge of a table.
        anchors: those of the reading's measure.
    """
    said, held = how
    at = Read(fixed.where(x.known, x.num, 0), fixed.where(x.known, x.den, 1), x.known)
    found = read(said.curve, at.num, at.den, boundary, anchors)
    for place, override in enumerate(part.overrides):
        here = held == place
        if override.curve is not None and here.any():
            found = _instead(found, here, read(override.curve, at.num, at.den, boundary, anchors))
    return found._replace(known=x.known & found.known)


def _instead(found: Read, here: Bools, other: Read) -> Read:
    """Put what another curve gives in the place of some agents' results."""
    return Read(
        fixed.where(~here, found.num, other.num),
        fixed.where(~here, found.den, other.den),
        np.where(here, other.known, found.known),
    )
