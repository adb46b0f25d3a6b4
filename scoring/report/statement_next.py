"""What would have reached the next tier, in words: how far it is, what each measure could do."""

from __future__ import annotations

from typing import NamedTuple

from scoring.again.next_tiers import BELOW, Way
from scoring.again.ways import SUFFICES
from scoring.exact import fixed
from scoring.report.brief import Brief
from scoring.report.opened import Card
from scoring.report.tongue import Tongue


class WayRow(NamedTuple):
    """What one measure alone could do: its value now, the one that suffices, and why not."""

    title: str
    now: str
    then: str
    points: str
    note: str


class Next(NamedTuple):
    """How far the next tier is, in a sentence; and what each measure alone could do."""

    said: str
    ways: list[WayRow]


def next_tier(brief: Brief, tongue: Tongue, card: Card) -> Next:
    """Return what would have reached the next tier of an agent, or why nothing is told."""
    found = brief.next_tiers.of(card.at)
    if found.reason != BELOW or found.edge is None:
        return Next(tongue(f"next_{found.reason}", tier=card.tier or "–"), [])
    edge = fixed.text(int(found.edge * 10**12), 12).rstrip("0").rstrip(".")
    if found.missing is None:
        said = tongue("next_gated", tier=found.tier, edge=edge)
    else:
        key = "next_above" if brief.next_tiers.strictly else "next_at"
        missing = tongue.number(fixed.text(found.missing, brief.next_tiers.score_places))
        said = tongue(key, tier=found.tier, edge=edge, missing=missing)
    return Next(said, [_row(brief, tongue, way) for way in found.ways])


def _row(brief: Brief, tongue: Tongue, way: Way) -> WayRow:
    measure = brief.opened.plan.measures[way.measure]
    return WayRow(
        title=tongue.label(measure.title),
        now=_value(tongue, way.now, way.places, measure.unit),
        then=_value(tongue, way.value, way.places, measure.unit),
        points=_points(tongue, way),
        note="" if way.reason == SUFFICES else _why_not(tongue, way),
    )


def _value(tongue: Tongue, units: int | None, places: int, unit: str) -> str:
    return "" if units is None else tongue.with_unit(fixed.text(units, places), unit)


def _points(tongue: Tongue, way: Way) -> str:
    """Say how the points of the one component that reads the measure would go."""
    if way.reason != SUFFICES or way.points is None or way.points_then is None:
        return ""
    texts = (fixed.text(units, way.points_places) for units in (way.points, way.points_then))
    return " → ".join(tongue.number(text) for text in texts)


def _why_not(tongue: Tongue, way: Way) -> str:
    if way.reason == "not_enough" and way.points_then is not None and way.points_needed is not None:
        most, needed = (
            tongue.number(fixed.text(units, way.points_places))
            for units in (way.points_then, way.points_needed)
        )
        return tongue("way_too_few", most=most, needed=needed)
    return tongue(f"way_{way.reason}")
