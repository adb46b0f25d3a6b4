"""Repeats once more: for every row, all the others are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from scoring.independent.rows import SECONDS, Tree, instant, passes


class Near(NamedTuple):
    """What a row has near it: a row of the same matter, and data on all of the days asked for."""

    repeated: bool
    covered: bool


def asked(measure: Tree) -> str:
    """Return the name under which a row carries what a repeat rate found near it."""
    keys = ("by", "within", "look", "period_on", "among")
    return f"near: {[measure.get(key) for key in keys]}"


def looked_up(plan: Tree, rows: Iterable[Tree]) -> list[Tree]:
    """Return the rows, each with what every repeat rate of the plan finds near it.

    Whoever is credited with the others, and whether they lie in the period, does not matter.
    """
    rows = list(rows)
    found = [dict(row) for row in rows]
    for measure in plan["measures"].values():
        if measure["kind"] == "repeat_rate":
            for row, own in zip(found, rows, strict=True):
                row[asked(measure)] = _near(measure, own, rows)
    return list(found)


def _near(measure: Tree, row: Tree, rows: list[Tree]) -> Near:
    stamp = instant(row.get(measure["period_on"]))
    if stamp is None:
        return Near(repeated=False, covered=False)
    count, unit = measure["within"].split()
    within = int(count) * SECONDS[unit] * 1_000_000
    others = [(other, instant(other.get(measure["period_on"]))) for other in rows]
    stamps = [us for _, us in others if us is not None]
    back = measure["look"] == "back"
    return Near(
        repeated=any(
            us is not None
            and 0 < (stamp - us if back else us - stamp) <= within
            and all(other.get(c) == row.get(c) is not None for c in measure["by"])
            and passes(measure.get("among", {}), other)
            for other, us in others
        ),
        covered=min(stamps) <= stamp - within if back else stamp + within <= max(stamps),
    )
