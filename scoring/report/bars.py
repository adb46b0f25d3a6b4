"""How far bars of points go: each component by its own, so that the most it gives fills its bar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from scoring.again.at_target import AtTargets
from scoring.exact import fixed
from scoring.plan.reach import points_range
from scoring.report.audience import Audience
from scoring.report.averages import Averages
from scoring.report.charts import Scale
from scoring.report.opened import SEGMENT_COMPONENTS, Opened, rows

_PLACES = 6


def bars(
    opened: Opened, points: Any, at: AtTargets, means: Averages, audience: Audience
) -> Mapping[str, Scale]:
    """Return what is drawn of the points of each component.

    From 0, or the fewest that anybody has, to the most that the plan can give; where it knows no
    most, to the most that anybody has. Of one manager's people, nobody else's points count.

    Args:
        opened: the run.
        points: agent_id, component and points of everybody, as Arrow; points are text.
        at: the points at the target.
        means: what is drawn beside them.
        audience: who is in the report.
    """
    seen = _seen(opened, points, audience)
    for component, mean in means.of_all.items():
        seen[component].add(mean)
    for (component, _), mean in means.of_region.items():
        seen[component].add(mean)
    agents = {c.at for c in opened.cards if c.agent_id in audience.own} if audience.own else None
    found = {}
    for part in opened.plan.parts:
        known = [Decimal(0), *seen[part.name], *map(Decimal, at.ends(part.name, agents))]
        most = points_range(opened.plan, part).high
        high = max(known) if most is None else max(*known, _decimal(most))
        low = min(known)
        found[part.name] = Scale(low, high if high > low else low + 1)
    return found


def _decimal(number: Fraction) -> Decimal:
    units = fixed.divide_one(number.numerator * 10**_PLACES, number.denominator)
    return Decimal(fixed.text(units, _PLACES))


def _seen(opened: Opened, points: Any, audience: Audience) -> defaultdict[str, set[Decimal]]:
    """Return the points that people of the report have in each component, stretches included."""
    texts: defaultdict[str, set[str]] = defaultdict(set)
    if audience.own:
        own = pa.array(sorted(audience.own), pa.string())
        points = points.filter(pc.is_in(points["agent_id"], value_set=own))
    for row in points.group_by(["component", "points"]).aggregate([]).to_pylist():
        if row["points"] is not None:
            texts[row["component"]].add(row["points"])
    for row in rows(opened, SEGMENT_COMPONENTS, ("agent_id", "component", "points")):
        if row["points"] is not None and (not audience.own or row["agent_id"] in audience.own):
            texts[row["component"]].add(row["points"])
    return defaultdict(set) | {name: set(map(Decimal, some)) for name, some in texts.items()}
