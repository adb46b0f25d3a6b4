"""Which way curves go: whether more of what they read can only give more, or only less."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from scoring.plan.curves import Curve, Deduction, Filled, Line, Power, RunningSlices, Table, line_of
from scoring.plan.nodes import Number


def rises(curve: Curve) -> bool:
    """Tell whether a curve never gives less for more."""
    match curve:
        case Deduction():
            return curve.side == "below"
        case Power():
            return True
        case Table() | Line() | Filled():
            return all(a <= b for a, b in pairwise(_given(curve)))
        case _:
            return all(band.gives >= 0 for band in curve.bands)


def falls(curve: Curve) -> bool:
    """Tell whether a curve never gives more for more."""
    match curve:
        case Deduction():
            return curve.side == "above"
        case Power():
            return False
        case Table() | Line() | Filled():
            return all(a >= b for a, b in pairwise(_given(curve)))
        case _:
            return all(band.gives <= 0 for band in curve.bands)


def _given(curve: Table[Number] | Line[Number] | Filled[Number]) -> Sequence[Decimal]:
    """Return what a curve gives from below its first row to above the last, in the order of rows.

    Between two of these it lies on a straight line, so that their order is that of all it gives;
    whoever has the rows in another order gets one number from it, or nothing.
    """
    if isinstance(curve, Table):
        return [curve.below, *(band.gives for band in curve.bands)]
    line = line_of(curve) if isinstance(curve, Filled) else curve
    inside = [n for point in line.points for n in (point.left, point.gives, point.right)]
    before, after = ([end] if isinstance(end, Decimal) else [] for end in (line.below, line.above))
    return [*before, *inside, *after]


def goes_on(curve: Curve, *, up: bool) -> bool:
    """Tell whether a curve goes on changing beyond the last of its rows, or before the first."""
    match curve:
        case Line():
            return (curve.above if up else curve.below) == "extrapolate"
        case Table() | Filled():
            return False
        case Deduction():
            return up != (curve.side == "below")
        case RunningSlices():
            return up or curve.start_at is not None
        case _:
            return up
