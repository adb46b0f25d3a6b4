"""The stretches of an agent who moved: each with its days, its score, and what that is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.outputs.schemas import SEGMENTS
from scoring.report.audience import shown
from scoring.report.brief import Brief
from scoring.report.opened import COMPONENTS, GROUPS, MEASURES, SEGMENT_COMPONENTS, Card, at_places
from scoring.report.sheets import SEGMENT_GROUPS, SEGMENT_MEASURES, Sheet
from scoring.report.statement_score import PartRow, Parts, Pulled, groups, legend, parts
from scoring.report.statement_sum import Added, beside, gated, shown_sum
from scoring.report.statement_values import ValueRow, values
from scoring.report.tongue import Tongue

_OWN = {
    MEASURES: SEGMENT_MEASURES,
    COMPONENTS: SEGMENT_COMPONENTS,
    GROUPS: SEGMENT_GROUPS,
}
"""Where a stretch has what an agent of one stretch has in the tables of agents."""


class Made(NamedTuple):
    """What a score is made of: the table of an agent, or of one stretch under its number."""

    number: str
    parts: list[PartRow]
    added: list[Added]
    groups: list[tuple[str, str, str, str]]
    score: str
    legend: str


class Stretch(NamedTuple):
    """A stretch of an agent's days, in words.

    Attributes:
        title: the number, the first and the last day.
        days, place: how many days, and the team and region in them.
        score, weight: its own score, and what it weighs in the agent's; a dash without a score.
        note: why it does not count.
        made, values: what the score is made of, as of an agent of one stretch.
    """

    title: str
    days: str
    place: str
    score: str
    weight: str
    note: str
    made: Made
    values: list[ValueRow]


class Stretches(NamedTuple):
    """The stretches of an agent, how they are weighed, and what their components add to the score.

    Attributes:
        rows: the stretches; none of an agent who has only one.
        mean: the weighed mean, written out, and what gates do to it; nothing without a score.
        pulled: as `Parts` has it, each weight being the component's part of the agent's score.
    """

    rows: list[Stretch]
    mean: list[Added]
    pulled: list[Pulled]

    @property
    def made(self) -> list[Made]:
        """Return what the score of each stretch is made of."""
        return [one.made for one in self.rows]

    def measured(self, tongue: Tongue, own: list[ValueRow]) -> list[tuple[str, list[ValueRow]]]:
        """Return the measures over all days, and those of each stretch, each under its heading."""
        if not self.rows:
            return [("", own)]
        each = ((one.made.number, one.values) for one in self.rows)
        return [(tongue("all_stretches"), own), *each]


def stretches(brief: Brief, tongue: Tongue, card: Card, sheet: Sheet) -> Stretches:
    """Return the stretches of an agent, in the order of their days.

    Args:
        brief: what all statements share.
        tongue: the language.
        card: the agent.
        sheet: what the run holds of the agent.
    """
    found = sheet.rows(SEGMENTS)
    weighs = sum(row["weight"] for row in found)
    made = list[Stretch]()
    pulled = list[Pulled]()
    for row in found:
        own = _own(sheet, row["segment"])
        there = card._replace(region=row["region"])
        inside = parts(brief, tongue, there, own, row["segment"])
        made.append(_stretch(brief, tongue, row, inside, own))
        if row["weight"]:
            pulled += _pulled(tongue, row, inside, Decimal(row["weight"]) / weighs)
    return Stretches(made, _mean(brief, tongue, card, found), pulled)


def _own(sheet: Sheet, number: int) -> Sheet:
    """Return the rows of one stretch as if they were those of an agent.

    Rows of the agent's other days are outside of the period of a stretch; that goes without saying.
    """
    tables: defaultdict[str, Mapping[str, Any]] = defaultdict(dict)
    for name, of in _OWN.items():
        rows = [row for row in sheet.rows(of) if row["segment"] == number]
        if name == MEASURES:
            rows = [{**row, "excluded_outside_period": 0} for row in rows]
        tables[name] = {sheet.agent_id: rows}
    return sheet._replace(tables=tables, lines=())


def _stretch(
    brief: Brief, tongue: Tongue, row: Mapping[str, Any], inside: Parts, own: Sheet
) -> Stretch:
    number, scored = row["segment"], row["status"] == "scored"
    named = not brief.audience.asked.anonymous  # who moved when, or costs what, tells who it is
    days = {"first": tongue.day(row["first_day"]), "last": tongue.day(row["last_day"])}
    places = [shown(row[key]) for key in ("team", "region") if row[key]] if named else []
    score = tongue.number(_score(brief, row))
    inner = groups(brief, tongue, own)
    rest = _added(tongue, _score(brief, row), inside)
    name, marks = tongue("stretch_number", number=number), legend(tongue, inside.rows)
    return Stretch(
        title=tongue("stretch_from_to", number=number, **days) if named else str(number),
        days=tongue.number(row["days"]),
        place=" · ".join(places),
        score=score,
        weight=tongue.number(row["weight"]) if scored else tongue.number(None),
        note="" if scored else tongue(f"stretch_{row['status']}"),
        made=Made(name, inside.rows, rest, inner, score, marks),
        values=[one for one in values(brief, tongue, own) if one.scored or named],
    )


def _score(brief: Brief, row: Mapping[str, Any]) -> str | None:
    return at_places(row["score"], brief.opened.plan.conventions.places.score)


def _added(tongue: Tongue, score: str | None, inside: Parts) -> list[Added]:
    """Return what is between the sum of a stretch's parts, as they are shown, and its score."""
    return [] if score is None else beside(tongue, Decimal(score) - shown_sum(inside), inside)


def _pulled(
    tongue: Tongue, row: Mapping[str, Any], inside: Parts, part: Decimal
) -> Iterator[Pulled]:
    """Yield the components of a stretch, weighing what they weigh in the agent's score."""
    for one in inside.pulled:
        title = tongue("in_stretch", title=one.title, number=row["segment"])
        yield one._replace(title=title, weight=one.weight * part, adds=one.adds * part)


def _mean(
    brief: Brief, tongue: Tongue, card: Card, found: Sequence[Mapping[str, Any]]
) -> list[Added]:
    """Write out the mean of the stretches that have a score, and what gates do to it."""
    if card.score is None:
        return []
    scored = [row for row in found if row["weight"]]
    sums = " + ".join(
        f"{tongue.number(row['weight'])} × {tongue.number(_score(brief, row))}" for row in scored
    )
    total = tongue.number(sum(row["weight"] for row in scored))
    title = tongue("mean_of_stretches", said=f"({sums}) ÷ {total}")
    return [
        Added(title, tongue.number(f"{brief.ungated_score(card):f}")),
        *gated(brief, tongue, card),
    ]
