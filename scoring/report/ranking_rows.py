"""Rows of a ranking: what stands in each column, what it means, and what readers choose by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup

from scoring.report.audience import Person
from scoring.report.charts import thin
from scoring.report.figures import Pay
from scoring.report.frame import STATEMENTS, Site
from scoring.report.pages import fragment
from scoring.report.statement_score import title_of

_ALWAYS = ("rank", "agent", "score", "tier", "status")
_COLUMNS = (
    *("rank", "rank_in", "agent", "agent_id", "team", "region", "manager"),
    *("score", "tier", "status", "payable"),
)


class Head(NamedTuple):
    """A column: its name, what it means, whether it is of numbers, and whether rows go by it."""

    name: str
    help: str
    number: bool = False
    sorted: bool = False


class Ranked(NamedTuple):
    """What rows of a ranking are written from.

    Attributes:
        site: the pages that they stand in.
        pay: what each agent is paid.
        points: by the place of the agent, the points of each component in the plan's order.
        written: rows that were written, by the way to the statement and the place of the agent:
            a ranking and the page of a manager have the same.
    """

    site: Site
    pay: Pay
    points: Sequence[Sequence[str | None]]
    written: dict[tuple[str, int], Markup]


def columns(site: Site) -> list[str]:
    """Return the columns before the components: those that there is something to say in."""
    brief = site.brief
    there = {*_ALWAYS, *brief.audience.columns} | ({"payable"} if brief.shows_pay else set())
    return [key for key in _COLUMNS if key in there]


def heads(site: Site) -> Iterator[Head]:
    """Yield the columns of a ranking."""
    tongue = site.tongue
    numbers = {"rank", "rank_in", "score", "tier", "payable"}
    for key in columns(site):
        yield Head(tongue(key), tongue(f"help_{key}"), key in numbers, key == "rank")
    for part in site.brief.opened.plan.parts:
        yield Head(title_of(site.brief, tongue, part.name), tongue("help_component"), number=True)


def filters(
    site: Site, people: Sequence[Person]
) -> Iterator[tuple[str, int, list[tuple[str, str]]]]:
    """Yield what a reader may choose by: the column, and the values that are there."""
    tongue, there = site.tongue, columns(site)
    tiers = sorted({p.card.tier for p in people if p.card.tier}, key=lambda t: _tier_key(site, t))
    for key in ("region", "team", "manager"):
        if key in there:
            yield tongue(key), there.index(key), _options(getattr(p, key) for p in people)
    yield tongue("tier"), there.index("tier"), [(str(_tier_key(site, t)), t) for t in tiers]


def _options(texts: Iterable[str]) -> list[tuple[str, str]]:
    return [(text, text) for text in sorted(set(texts))]


def _tier_key(site: Site, tier: str) -> int:
    """Return the place of a tier from the best; tiers beside the scale come after it."""
    names = list(site.brief.shades)
    return names.index(tier) if tier in site.brief.shades else len(names)


def rows_of(ranked: Ranked, people: Sequence[Person], root: str) -> list[Markup]:
    """Write the row of each agent, with `root` before the way to the statement."""
    made = []
    for person in people:
        key = root, person.card.at
        if key not in ranked.written:
            ranked.written[key] = _row(ranked, person, root)
        made.append(ranked.written[key])
    return made


def _row(ranked: Ranked, person: Person, root: str) -> Markup:
    card, brief, tongue = person.card, ranked.site.brief, ranked.site.tongue
    there = columns(ranked.site)
    due = ranked.pay.due.get(card.agent_id, {})
    return fragment(
        "row.html",
        rank="" if card.rank is None else card.rank,
        rank_in="" if card.rank_in is None else card.rank_in,
        href=f"{root}{STATEMENTS}/{person.page}",
        label=person.label,
        columns=there,
        id=person.id,
        team=person.team,
        region=person.region,
        manager=person.manager,
        score=tongue.number(card.score),
        score_raw=card.score or "",
        bar="" if card.score is None else thin(brief.scale, Decimal(card.score)),
        tier=card.tier,
        tier_place="" if card.tier is None else _tier_key(ranked.site, card.tier),
        shade=brief.shades.get(card.tier or "", 2),
        status=tongue(card.status),
        parts=[tongue.number(text) for text in ranked.points[card.at]],
        paid=[tongue.amount(f"{amount:f}", code) for code, amount in sorted(due.items())],
    )
