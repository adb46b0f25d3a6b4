"""From values to the score: the parts of it, what lifts it and what holds it back, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from markupsafe import Markup

from scoring.plan.structure import Component
from scoring.report import charts
from scoring.report.brief import Brief
from scoring.report.opened import ACTIONS, COMPONENTS, GROUPS, Card, at_places
from scoring.report.points import places_of
from scoring.report.reasons import Named, due
from scoring.report.sheets import Sheet
from scoring.report.tongue import Tongue, cut


class PartRow(NamedTuple):
    """A component of an agent, in words.

    Attributes:
        title, why: what the plan calls it, and why it counts.
        value, target, attainment: what was reached, of what, and how far; empty where not known.
        points, weight, adds: its points, its part of the score, and what it adds to that.
        bar: the points as a picture, beside the mean of others.
        note: why it has no points, or that they were changed.
    """

    title: str
    why: str
    value: str
    target: str
    attainment: str
    points: str
    weight: str
    adds: str
    bar: Markup | None
    note: str


class Pull(NamedTuple):
    """What a component adds to the score above a mark, or lacks below it."""

    title: str
    points: str
    moves: str


class Parts(NamedTuple):
    """The components of an agent: as rows, and as what pulls the score."""

    rows: list[PartRow]
    pulled: list[tuple[str, Decimal, Decimal, str]]
    """Title, points, effective weight and the component's name, of those that count."""


class Pulls(NamedTuple):
    """Strengths and shortfalls, and the mark that they are held against, in words."""

    mark: str
    strengths: list[Pull]
    shortfalls: list[Pull]


def parts(brief: Brief, tongue: Tongue, card: Card, sheet: Sheet) -> Parts:
    """Return the components of an agent in the plan's order."""
    found = {row["component"]: row for row in sheet.rows(COMPONENTS)}
    made, pulled = [], []
    for said in brief.opened.plan.parts:
        row = found[said.name]
        title = title_of(brief, tongue, said.name)
        made.append(_row(brief, tongue, said, row, title, card.region))
        if row["points"] is not None and row["effective_weight"] is not None:
            weight = Decimal(row["effective_weight"])
            pulled.append((title, Decimal(row["points"]), weight, said.name))
    return Parts(made, pulled)


def title_of(brief: Brief, tongue: Tongue, name: str) -> str:
    """Return what a component or a group is called."""
    return brief.opened.titles.members[name][tongue.language]


def _row(
    brief: Brief,
    tongue: Tongue,
    said: Component,
    row: Mapping[str, Any],
    title: str,
    region: str | None,
) -> PartRow:
    measure = brief.opened.plan.measures[row["measure"]]
    points = at_places(row["points"], places_of(brief.opened, said))
    value = at_places(row["value"], measure.places)
    target = at_places(row["target"], measure.places)
    note = "" if row["reason"] == "scored" else tongue(f"reason_{row['reason']}")
    return PartRow(
        title=title,
        why=tongue.label(said.why),
        value=tongue.with_unit(value, measure.unit),
        target=tongue.with_unit(target, measure.unit),
        attainment=_percent(tongue, row["attainment"]),
        points=tongue.number(points),
        weight=_percent(tongue, _hundredfold(row["effective_weight"])),
        adds=tongue.number(_shortest(row["weighted_points"])),
        bar=_bar(brief, tongue, said.name, points, region),
        note=note,
    )


def _bar(
    brief: Brief, tongue: Tongue, component: str, points: str | None, region: str | None
) -> Markup | None:
    if points is None:
        return None
    beside, own = brief.averages.beside(component, region)
    said = tongue.number(points)
    words = tongue("bar_words", points=said)
    if beside is not None:
        mean = tongue.number(f"{cut(beside, 1):f}")
        words = tongue("bar_beside_region" if own else "bar_beside_all", points=said, mean=mean)
    return charts.bar(brief.points, Decimal(points), beside, words)


def groups(brief: Brief, tongue: Tongue, sheet: Sheet) -> list[tuple[str, str, str, str]]:
    """Return the groups of an agent: name, score, weight, and what it adds."""
    found = {row["group"]: row for row in sheet.rows(GROUPS)}
    made = []
    for said in brief.opened.plan.groups:
        if (row := found.get(said.name)) is not None:
            places = said.places if isinstance(said.places, int) else 6
            score = tongue.number(at_places(row["score"], places))
            weight = _percent(tongue, _hundredfold(row["effective_weight"]))
            adds = tongue.number(_shortest(row["weighted_points"]))
            made.append((title_of(brief, tongue, said.name), score, weight, adds))
    return made


def pulls(brief: Brief, tongue: Tongue, card: Card, made: Parts) -> Pulls | None:
    """Return what lifts the score of an agent and what holds it back.

    Each component is held against the edge of the next tier: what it has above or lacks below,
    times its weight. The weighted sum of all of them is exactly what the score is above the edge,
    or lacks. Where tiers do not go by the score, each is held against the mean of all agents.
    """
    if card.score is None:
        return None
    edge = brief.edge(card)
    moved = []
    for title, points, weight, name in made.pulled:
        mark = brief.averages.of_all.get(name) if edge is None else edge
        if mark is not None and weight:
            moved.append((title, points, weight * (points - mark)))
    if not moved:
        return None
    moved.sort(key=lambda pull: pull[2])
    mark_said = tongue("mark_mean") if edge is None else tongue("mark_edge", edge=f"{edge:f}")
    low = [_pull(tongue, *pull) for pull in moved if pull[2] < 0]
    high = [_pull(tongue, *pull) for pull in reversed(moved) if pull[2] >= 0]
    return Pulls(mark_said, high, low)


def _pull(tongue: Tongue, title: str, points: Decimal, moves: Decimal) -> Pull:
    moved = cut(moves, 2)
    sign = "+" if moved >= 0 else "-"
    said = tongue.number(_shortest(f"{points:f}"))
    return Pull(title, said, f"{sign}{tongue.number(f'{abs(moved):f}')}")


def actions(brief: Brief, tongue: Tongue, sheet: Sheet) -> list[tuple[str, str]]:
    """Return what follows for an agent, besides money: what it is, and when it is due."""
    known = {action.name: action for action in brief.opened.plan.actions}
    named = Named(brief.opened, tongue)
    return [
        (tongue.label(known[row["name"]].title), due(named, known[row["name"]], row["reason"]))
        for row in sheet.rows(ACTIONS)
    ]


def _percent(tongue: Tongue, text: str | None) -> str:
    return "" if text is None else f"{tongue.number(_shortest(text))}%"


def _hundredfold(text: str | None) -> str | None:
    return None if text is None else f"{Decimal(text) * 100:f}"


def _shortest(text: str | None) -> str | None:
    """Cut what a view has beyond two places, half up, and zeros at its end."""
    if text is None:
        return None
    return f"{cut(Decimal(text), 2):f}".rstrip("0").rstrip(".")
