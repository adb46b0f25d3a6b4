"""The ranked scorecard: everybody on one page, or pages by region and team where they are many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from markupsafe import Markup

from scoring.report.audience import Person, page_of, shown
from scoring.report.figures import Centre, centre, scored_in
from scoring.report.frame import MANAGERS, PEOPLE, SCORECARD, STATEMENTS, Page, Site
from scoring.report.groups import TOGETHER, withheld
from scoring.report.ranking_rows import Head, Ranked, filters, heads, rows_of

ROWS_BYTES = 1_800_000
"""What the rows of a page may be at the most: with the rest of it, under two million bytes."""
_FOLDER = "scorecards"
_Name = TypeVar("_Name")
_ROW_LEAST = 300  # bytes; fewer than any row has
_LINK_MOST = 900  # bytes; more than any line of an index has


def scorecards(ranked: Ranked) -> Iterator[Page]:
    """Yield the ranking: one page where everybody fits, else an index and a page for each group."""
    site, people = ranked.site, ranked.site.brief.audience.people
    heading = site.tongue("everybody")
    if len(people) <= ROWS_BYTES // _ROW_LEAST:
        rows = rows_of(ranked, people, "")
        if len(_packed(rows)) <= 1:
            yield _page(ranked, SCORECARD, site.tongue("scorecard"), people, rows, heading)
            return
    yield from _split(ranked, people)


def managers(ranked: Ranked) -> Iterator[Page]:
    """Yield the managers, and for each a ranking of only that manager's people."""
    site, tongue = ranked.site, ranked.site.tongue
    under: defaultdict[str, list[Person]] = defaultdict(list)
    for person in site.brief.audience.people:
        if person.card.manager_id is not None:
            under[person.card.manager_id].append(person)
    listed, alone = [], [p for p in site.brief.audience.people if p.card.manager_id is None]
    hidden = _hidden({None: alone, **under})
    for manager, name in site.brief.audience.managers.items():
        people, title = under[manager], tongue("people_of", manager=name)
        file = page_of(site.brief.opened, "manager", manager)
        made = list(_parts(ranked, f"managers/{file}", title, people, MANAGERS))
        yield from made
        listed.append(_listed(site, name, made[0].path, people, told=manager not in hidden))
        listed += [_listed(site, f"{name} ({n})", p.path, []) for n, p in enumerate(made[1:], 2)]
    heads = _list_heads(site, tongue("manager"))
    yield site.page(
        MANAGERS,
        "listing.html",
        tongue("managers"),
        heading=tongue("managers"),
        hint="",
        heads=heads,
        rows=listed,
    )


def _split(ranked: Ranked, people: Sequence[Person]) -> Iterator[Page]:
    """Yield a page for each region, or team of it, and the index of them."""
    site, tongue, listed = ranked.site, ranked.site.tongue, []
    groups = dict(_groups(people))
    hidden = _hidden(groups)
    for name, group in groups.items():
        file = page_of(site.brief.opened, "scorecard", "\0".join(name))
        named = [_named(site, text) for text in name]
        title = tongue("team_of", team=named[1], region=named[0]) if name[1:] else named[0]
        made = list(_parts(ranked, f"{_FOLDER}/{file}", title, group, SCORECARD))
        yield from made
        listed += [
            _listed(site, title, page.path, group, told=name not in hidden)
            if n == 1
            else _listed(site, f"{title} ({n})", page.path, [])
            for n, page in enumerate(made, 1)
        ]
    teams = "team" in site.brief.audience.columns
    yield site.page(
        SCORECARD,
        "listing.html",
        tongue("scorecard"),
        heading=tongue("by_team" if teams else "by_region"),
        hint=tongue("split_hint") if teams else "",
        heads=_list_heads(site, tongue("team" if teams else "region")),
        rows=listed,
    )


def _named(site: Site, text: str) -> str:
    if text == TOGETHER:
        return site.tongue("other_regions")
    return shown(text) or site.tongue("without")


def _groups(people: Sequence[Person]) -> Iterator[tuple[tuple[str, ...], Sequence[Person]]]:
    """Yield the regions that may fit on a page, and the teams of those that do not."""
    by_region: defaultdict[str, list[Person]] = defaultdict(list)
    for person in people:
        by_region[person.card.region or ""].append(person)
    for region, inside in sorted(by_region.items()):
        if len(inside) <= ROWS_BYTES // (2 * _ROW_LEAST) or not any(p.team for p in inside):
            yield (region,), inside
            continue
        by_team: defaultdict[str, list[Person]] = defaultdict(list)
        for person in inside:
            by_team[person.card.team or ""].append(person)
        yield from (((region, team), members) for team, members in sorted(by_team.items()))


def _parts(
    ranked: Ranked, path: str, title: str, people: Sequence[Person], here: str
) -> Iterator[Page]:
    """Yield the page of a group, or several of them where its rows are too many for one."""
    tongue, rows = ranked.site.tongue, rows_of(ranked, people, "../")
    packs, done = _packed(rows), 0
    for number, pack in enumerate(packs, 1):
        some = people[done : done + len(pack)]
        part = tongue("part_of", name=title, number=number, of=len(packs))
        name = title if len(packs) == 1 else part
        file = path if number == 1 else path.replace(".html", f"-{number}.html")
        yield _page(ranked, file, name, some, pack, tongue("of_all", count=len(pack)), here)
        done += len(pack)


def _page(
    ranked: Ranked,
    path: str,
    title: str,
    people: Sequence[Person],
    rows: Sequence[Markup],
    heading: str,
    here: str = SCORECARD,
) -> Page:
    columns = list(heads(ranked.site))
    return ranked.site.page(
        path,
        "scorecard.html",
        title,
        here=here,
        heading=heading,
        heads=columns,
        rows=rows,
        filters=list(filters(ranked.site, people)),
    )


class Link(NamedTuple):
    """A line of an index: what it leads to, and what stands beside."""

    href: str
    label: str
    cells: tuple[object, ...]


def people_index(site: Site) -> Iterator[Page]:
    """Yield the index of people by id: one page, or parts that say from whom to whom they go."""
    tongue, people = site.tongue, list(site.brief.audience.people)
    if not site.brief.audience.asked.anonymous:
        people.sort(key=lambda person: person.card.agent_id)
    each = ROWS_BYTES // _LINK_MOST
    columns = [Head(tongue(key), "") for key in ("agent", *_said(site))]
    packs = [people[n : n + each] for n in range(0, len(people), each)]
    if len(packs) == 1:
        yield _people(site, PEOPLE, packs[0], columns)
        return
    listed = []
    for number, pack in enumerate(packs, 1):
        page = _people(site, f"people/{number:03}.html", pack, columns)
        yield page
        ends = pack[0], pack[-1]
        first, last = (person.id or person.label for person in ends)
        label = tongue("from_to", first=first, last=last)
        listed.append(Link(page.path, label, (len(pack),)))
    yield site.page(
        PEOPLE,
        "listing.html",
        tongue("people"),
        heading=tongue("people"),
        hint=tongue("find_hint") if "agent_id" in site.brief.audience.columns else "",
        rows=listed,
        heads=[Head(tongue("people"), ""), Head(tongue("agents"), "", number=True)],
    )


def _said(site: Site) -> list[str]:
    """Return what the index says of people beside their names."""
    there = site.brief.audience.columns
    return [key for key in ("agent_id", "team", "region") if key in there]


def _people(site: Site, path: str, people: Sequence[Person], columns: list[Head]) -> Page:
    rows = [
        Link(
            f"{STATEMENTS}/{p.page}",
            p.label,
            tuple(p.id if key == "agent_id" else getattr(p, key) for key in _said(site)),
        )
        for p in people
    ]
    title = site.tongue("people")
    return site.page(
        path, "listing.html", title, here=PEOPLE, heading=title, hint="", heads=columns, rows=rows
    )


def _list_heads(site: Site, first: str) -> list[Head]:
    numbers = ("agents", "mean", "median")
    return [Head(first, ""), *(Head(site.tongue(key), "", number=True) for key in numbers)]


def _hidden(groups: Mapping[_Name, Sequence[Person]]) -> frozenset[_Name]:
    """Return the groups whose mean is not told beside those of the others and of all."""
    return withheld({name: scored_in(p.card for p in own) for name, own in groups.items()})


def _listed(
    site: Site, label: str, path: str, people: Sequence[Person], *, told: bool = True
) -> Link:
    """Return the line of a group: how many they are, and where the scores of five or more lie."""
    if not people:
        return Link(path, label, ("", "", ""))
    cards = [person.card for person in people]
    found = centre(site.brief.opened, cards) if told else Centre(None, None)
    return Link(path, label, (len(people), *map(site.tongue.number, found)))


def _packed(rows: Sequence[Markup]) -> list[list[Markup]]:
    """Part rows so that those of a page are not too many bytes."""
    packs, size = [list[Markup]()], 0
    for row in rows:
        length = len(row.encode())
        if size + length > ROWS_BYTES and packs[-1]:
            packs.append([])
            size = 0
        packs[-1].append(row)
        size += length
    return packs
