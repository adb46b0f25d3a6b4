"""The columns of a ranking: who it is, the score and what came of it, points, pay by currency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from scoring.outputs.titles import Title
from scoring.plan.model import Plan
from scoring.plan.structure import Component
from scoring.plan.tiers import scale
from scoring.report.groups import TOGETHER
from scoring.report.opened import Opened
from scoring.report.tongue import Tongue
from scoring.report.workbook.book import Book, Cell, Column, Look
from scoring.report.workbook.colours import BESIDE, Colour, colour
from scoring.report.workbook.figures import Figures, Line
from scoring.report.workbook.whom import Whom
from scoring.report.workbook.words import Voice, said

_WIDTHS = {"rank": 8, "rank_in": 9, "agent_id": 13, "name": 20, "gates": 18, "tier": 8, "score": 11}
_WIDE = 15
_Value: TypeAlias = Callable[[Line], Cell]


def ranking_columns(
    book: Book, opened: Opened, found: Figures, people: Whom, voice: Voice
) -> list[Column[Line]]:
    """Return the columns of a ranking.

    Args:
        book: the workbook.
        opened: the run.
        found: points and pay.
        people: who is shown.
        voice: the languages.
    """
    who = _nameless(book, voice) if people.anonymous else _named(book, voice)
    return [*who, *_standing(book, opened, voice), *_points(book, opened, found, voice)] + [
        Column(
            heading=voice.heading("payable", currency=code),
            meaning=voice.line("about_payable"),
            width=_WIDE,
            look=always(book.number(found.places[place], grouped=True)),
            value=_figure(place),
        )
        for place, code in enumerate(found.currencies, len(found.parts))
    ]


def always(look: Look) -> Callable[[object], Look]:
    """Return the same look for each line."""
    return lambda _line: look


def region_name(region: str | None, voice: Voice) -> str | None:
    """Return what a region is called in a cell."""
    return voice.line("other_regions") if region == TOGETHER else region


def _named(book: Book, voice: Voice) -> Iterator[Column[Line]]:
    text, whole = book.text(), book.number(0, align="center")
    yield _column(voice, "rank", whole, lambda line: line.card.rank)
    yield _column(voice, "rank_in", whole, lambda line: line.card.rank_in)
    yield _column(voice, "agent_id", text, lambda line: line.card.agent_id)
    yield _column(voice, "name", text, lambda line: line.card.name)
    yield _column(voice, "team", text, lambda line: line.card.team)
    yield _column(voice, "region", text, lambda line: line.card.region)
    yield _column(voice, "role", text, lambda line: line.card.role)
    yield _column(voice, "manager_id", text, lambda line: line.card.manager_id)


def _nameless(book: Book, voice: Voice) -> Iterator[Column[Line]]:
    text = book.text()
    yield _column(voice, "rank", book.number(0, align="center"), lambda line: line.card.rank)
    label = _column(voice, "agent_id", text, lambda line: line.label)
    yield label._replace(meaning=voice.line("about_numbered"))
    yield _column(voice, "region", text, lambda line: region_name(line.region, voice))


def _column(voice: Voice, key: str, look: Look, value: _Value) -> Column[Line]:
    width = _WIDTHS.get(key, _WIDE)
    return Column(voice.heading(key), voice.line(f"about_{key}"), width, always(look), value)


def _standing(book: Book, opened: Opened, voice: Voice) -> Iterator[Column[Line]]:
    """Yield the score, the tier in its colour, the status and the gates that closed."""
    text, plan = book.text(), opened.plan
    score = book.number(plan.conventions.places.score)
    yield _column(voice, "score", score, lambda line: line.card.score)._replace(bars=True)
    looks = {name: _tier_look(book, seen) for name, seen in tier_colours(plan).items()}
    beside = _tier_look(book, BESIDE)
    tier = _column(voice, "tier", text, lambda line: line.card.tier)
    yield tier._replace(look=lambda line: looks.get(line.card.tier or "", beside))
    words = {key: voice.line(key) for key in ("ranked", "vetoed", "unranked", "held")}
    yield _column(voice, "status", text, lambda line: words.get(line.card.status, line.card.status))
    gates = {name: voice.titled(title) for name, title in opened.titles.gates.items()}
    yield _column(voice, "gates", text, lambda line: _joined(line.card.gates, gates))


def _joined(closed: Iterable[str], called: Mapping[str, str]) -> str | None:
    return ", ".join(called.get(name, name) for name in closed) or None


def tier_colours(plan: Plan) -> dict[str, Colour]:
    """Return the colour of each tier of the plan's scale, the best first."""
    names = list(dict.fromkeys(name for name, _ in reversed(scale(plan.tiers))))
    return {name: colour(place, len(names)) for place, name in enumerate(names)}


def _tier_look(book: Book, seen: Colour) -> Look:
    return book.text(bg_color=seen.ground, font_color=seen.ink, bold=True, align="center")


def _points(book: Book, opened: Opened, found: Figures, voice: Voice) -> Iterator[Column[Line]]:
    titles = _titles(opened, found)
    for place, (part, places) in enumerate(found.parts):
        title = titles[part.name]
        yield Column(
            heading=voice.each(_points_of(title), "\n"),
            meaning=voice.each(_meaning(part), " / "),
            width=_WIDE,
            look=always(book.number(places)),
            value=_figure(place),
            bars=True,
        )


def _titles(opened: Opened, found: Figures) -> Mapping[str, Title]:
    """Return what the components are called; by name where two are called the same."""
    titles = {part.name: opened.titles.members[part.name] for part, _ in found.parts}
    counts = Counter(title["en"] for title in titles.values())
    return {
        name: title if counts[title["en"]] == 1 else {"en": name, "zh": name}
        for name, title in titles.items()
    }


def _points_of(title: Title) -> Callable[[Tongue], str]:
    return lambda tongue: said(tongue, "points", {"title": title[tongue.language]})


def _meaning(part: Component) -> Callable[[Tongue], str]:
    if part.weight is None:
        return lambda tongue: tongue.label(part.why)
    weight = f"{part.weight:f}"
    return lambda tongue: said(
        tongue, "about_points", {"weight": weight, "why": tongue.label(part.why)}
    )


def _figure(place: int) -> _Value:
    return lambda line: line.figures[place]
