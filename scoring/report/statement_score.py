"""From values to the score: the parts of it, the groups, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from markupsafe import Markup

from scoring.again.on_curves import Lies
from scoring.plan.structure import Component
from scoring.report import charts
from scoring.report.brief import Brief
from scoring.report.opened import ACTIONS, COMPONENTS, GROUPS, Card, at_places
from scoring.report.points import places_of
from scoring.report.reasons import Named, due
from scoring.report.sheets import Sheet
from scoring.report.statement_curves import tells_attainment, told_by_curve
from scoring.report.tongue import Tongue, cut

_WEIGHED = ("effective_weight", "weighted_points")


class Beside(NamedTuple):
    """What a bar stands beside, and whether the mean is that of the region."""

    drawn: charts.Beside
    of_region: bool


class PartRow(NamedTuple):
    """A component of an agent, in words.

    Attributes:
        title, why: what the plan calls it, and why it counts.
        value, target, attainment: what was reached, of what, and how far; empty where not known,
            the attainment also where `curve` tells it.
        points, weight, adds: its points, its part of the score, and what it adds to that.
        bar: the points as a picture, beside those at the target and the mean of others.
        beside: what is drawn beside the bar; None without one.
        marks: the same in words, for screens that are too narrow for bars.
        curve: which band or line of the plan's curve gave the points, where one did.
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
    beside: Beside | None
    marks: str
    curve: str
    note: str


class Pulled(NamedTuple):
    """A component that counts: its title and name, its points and weight, and what it adds."""

    title: str
    name: str
    points: Decimal
    weight: Decimal
    adds: Decimal


class _Whose(NamedTuple):
    """Whose components are told: an agent, and which of the agent's stretches; None for all."""

    card: Card
    stretch: int | None


class Parts(NamedTuple):
    """The components of an agent: as rows, and as what pulls the score."""

    rows: list[PartRow]
    pulled: list[Pulled]


def parts(
    brief: Brief, tongue: Tongue, card: Card, sheet: Sheet, stretch: int | None = None
) -> Parts:
    """Return the components of an agent, or of one stretch, in the plan's order."""
    found = {row["component"]: row for row in sheet.rows(COMPONENTS)}
    made, pulled = [], []
    for said in brief.opened.plan.parts:
        row = found[said.name]
        title = title_of(brief, tongue, said.name)
        made.append(_row(brief, tongue, said, row, _Whose(card, stretch)))
        if row["points"] is not None and row["effective_weight"] is not None:
            numbers = (Decimal(row[key]) for key in ("points", *_WEIGHED))
            pulled.append(Pulled(title, said.name, *numbers))
    return Parts(made, pulled)


def title_of(brief: Brief, tongue: Tongue, name: str) -> str:
    """Return what a component or a group is called."""
    return brief.opened.titles.members[name][tongue.language]


def _row(
    brief: Brief,
    tongue: Tongue,
    said: Component,
    row: Mapping[str, Any],
    whose: _Whose,
) -> PartRow:
    measure = brief.opened.plan.measures[row["measure"]]
    points = at_places(row["points"], places_of(brief.opened, said))
    value = at_places(row["value"], measure.places)
    target = at_places(row["target"], measure.places)
    beside = None if points is None else _beside(brief, said.name, whose)
    lies = brief.on_curves.of(said.name, whose.card.at, whose.stretch) if points else None
    told = lies is not None and tells_attainment(said, lies)
    return PartRow(
        title=title_of(brief, tongue, said.name),
        why=tongue.label(said.why),
        value=tongue.with_unit(value, measure.unit),
        target=tongue.with_unit(target, measure.unit),
        attainment="" if told else _percent(tongue, row["attainment"]),
        points=tongue.number(points),
        weight=_percent(tongue, _hundredfold(row["effective_weight"])),
        adds=adds_of(tongue, row["weighted_points"]),
        bar=None
        if points is None or beside is None
        else _bar(brief.bars[said.name], tongue, points, beside),
        beside=beside,
        marks="" if beside is None else tongue.words["join_apart"].join(_marks(tongue, beside)),
        curve=_curve(brief, tongue, said, lies, points),
        note=_note(brief, tongue, said, row),
    )


def _note(brief: Brief, tongue: Tongue, said: Component, row: Mapping[str, Any]) -> str:
    """Say why a component has no points, what they were before a gate, or that none count."""
    if row["reason"] != "scored":
        return tongue(f"reason_{row['reason']}")
    if row["effective_weight"] is not None and not Decimal(row["effective_weight"]):
        return tongue("reason_above")
    before = at_places(row["points_before_gates"], places_of(brief.opened, said))
    return "" if before is None else tongue("points_before", points=tongue.number(before))


def _curve(
    brief: Brief, tongue: Tongue, said: Component, lies: Lies | None, points: str | None
) -> str:
    """Say which part of its curve gave a component's points, where nothing came between."""
    if lies is None or points is None:
        return ""
    upper = brief.opened.plan.conventions.boundary == "upper"
    return told_by_curve(tongue, said, lies, points, upper=upper)


def _beside(brief: Brief, component: str, whose: _Whose) -> Beside:
    target = brief.at_targets.of(component, whose.card.at, whose.stretch)
    mean, of_region = brief.averages.beside(component, whose.card.region)
    return Beside(charts.Beside(None if target is None else Decimal(target), mean), of_region)


def _bar(scale: charts.Scale, tongue: Tongue, points: str, beside: Beside) -> Markup:
    own = tongue("bar_words", points=tongue.number(points))
    words = tongue.words["join_apart"].join([own, *_marks(tongue, beside)])
    return charts.bar(scale, Decimal(points), beside.drawn, words)


def _marks(tongue: Tongue, beside: Beside) -> Iterator[str]:
    """Say what a bar stands beside."""
    target, mean = beside.drawn
    if target is not None:
        yield tongue("bar_target", points=tongue.number(f"{target:f}"))
    if mean is not None:
        key = "bar_mean_region" if beside.of_region else "bar_mean_all"
        yield tongue(key, mean=tongue.number(f"{cut(mean, 1):f}"))


def legend(tongue: Tongue, rows: Iterable[PartRow]) -> str:
    """Say what the marks beside the bars of a table are: of those that are drawn, none else."""
    found = [row.beside for row in rows if row.beside is not None]
    said = ["legend_target"] if any(one.drawn.target is not None for one in found) else []
    means = {one.of_region for one in found if one.drawn.mean is not None}
    if means:
        both = len(means) > 1
        said.append("legend_either" if both else "legend_region" if True in means else "legend_all")
    if not said:
        return ""
    return tongue("legend", said=tongue.words["join_apart"].join(tongue(key) for key in said))


def groups(brief: Brief, tongue: Tongue, sheet: Sheet) -> list[tuple[str, str, str, str]]:
    """Return the groups of an agent: name, score, weight, and what it adds."""
    found = {row["group"]: row for row in sheet.rows(GROUPS)}
    made = []
    for said in brief.opened.plan.groups:
        if (row := found.get(said.name)) is not None:
            score = tongue.number(_shortest(row["score"]))
            weight = _percent(tongue, _hundredfold(row["effective_weight"]))
            adds = adds_of(tongue, row["weighted_points"])
            made.append((title_of(brief, tongue, said.name), score, weight, adds))
    return made


def actions(brief: Brief, tongue: Tongue, sheet: Sheet) -> list[tuple[str, str]]:
    """Return what follows for an agent, besides money: what it is, and when it is due."""
    known = {action.name: action for action in brief.opened.plan.actions}
    named = Named(brief.opened, tongue)
    return [
        (tongue.label(known[row["name"]].title), due(named, known[row["name"]], row["reason"]))
        for row in sheet.rows(ACTIONS)
    ]


def adds_of(tongue: Tongue, text: str | None) -> str:
    """Write what something adds to the score, at two places: a view that people add up."""
    return tongue.number(None if text is None else f"{cut(Decimal(text), 2):f}")


def _percent(tongue: Tongue, text: str | None) -> str:
    return "" if text is None else f"{tongue.number(_shortest(text))}%"


def _hundredfold(text: str | None) -> str | None:
    return None if text is None else f"{Decimal(text) * 100:f}"


def _shortest(text: str | None) -> str | None:
    """Cut what a view has beyond two places, half up, and zeros at its end."""
    if text is None:
        return None
    return f"{cut(Decimal(text), 2):f}".rstrip("0").rstrip(".")
