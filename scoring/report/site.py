"""The site of a run: every page of it, written beside its place and then given its name.

Statements are many and independent, so they are shared out among processes where that is worth it;
each takes some agents at a time, so that memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from scoring import disk
from scoring.placing import placed_folder
from scoring.report.audience import Asked, audience
from scoring.report.before import before
from scoring.report.brief import brief, received, sent
from scoring.report.figures import figures, pay_of
from scoring.report.frame import STATEMENTS, Page, Site
from scoring.report.hands import shared_out
from scoring.report.honours import honour_pages
from scoring.report.opened import Opened, opened, span
from scoring.report.overview import overview
from scoring.report.pages import render
from scoring.report.points import points_of
from scoring.report.ranking import managers, people_index, scorecards
from scoring.report.ranking_rows import Ranked
from scoring.report.sheets import sheets
from scoring.report.statement import statement
from scoring.report.tongue import Language, Tongue

_AT_ONCE = 2000
"""Agents whose statements are written from one reading of the tables."""
_ALONE = 6000
"""Up to so many statements, another process costs more than it brings."""

Progress = Callable[[str, int], None]


class Written(NamedTuple):
    """A site that was written: where, how many agents, and whether it stood there already."""

    place: Path
    agents: int
    already: bool


def write_site(
    run: Path,
    out: Path,
    languages: Sequence[Language],
    asked: Asked,
    previous: Sequence[Path] = (),
    progress: Progress = lambda _what, _count: None,
) -> Written:
    """Write the site of a run.

    Args:
        run: the folder of a published run.
        out: the folder to write, which must not be there.
        languages: one language, or both: then each has a folder of its own.
        asked: for whom it is.
        previous: runs of earlier periods of the same plan.
        progress: hears of what goes on.

    Raises:
        IntegrityError: the files of a run are not the ones that were written.
        UsageError: nobody has the manager, or earlier runs do not fit.
        ConflictError: something else stands at `out`.
        StorageError: the disk or a permission stood in the way.
    """
    read = opened(run)
    made = brief(read, audience(read, asked), before(read, previous))
    pay, points = pay_of(read), points_of(read)

    def fill(folder: Path) -> None:
        for language in languages:
            tongue = Tongue(language)
            site = Site(made.spoken(tongue("other_regions")), tongue, len(languages) > 1)
            inner = folder / language if len(languages) > 1 else folder
            _write(inner, Ranked(site, pay, points, {}), progress)
        if len(languages) > 1:
            _put(folder, [choice(read)])

    _, new = placed_folder(out, fill, durable=False)
    return Written(out, len(made.audience.people), already=not new)


def _write(folder: Path, ranked: Ranked, progress: Progress) -> None:
    """Write the pages of a language."""
    site = ranked.site
    found = figures(site.brief.opened, [p.card for p in site.brief.audience.people], ranked.pay)
    _put(folder, [overview(site, found)])
    _put(folder, scorecards(ranked))
    if site.lists_managers:
        _put(folder, managers(ranked))
    _put(folder, people_index(site))
    _put(folder, honour_pages(site))
    ranked.written.clear()  # rows of many agents are many bytes, and no page asks for them now
    _statements(folder / STATEMENTS, site, progress)


def _put(folder: Path, pages: Iterable[Page]) -> None:
    for page in pages:
        place = folder / page.path
        disk.make_folder(place.parent)
        place.write_bytes(page.content)


def choice(read: Opened) -> Page:
    """Render the page that leads to either language."""
    words = {}
    for language in ("en", "zh"):
        tongue = Tongue(language)
        words[language] = tongue.label(read.plan.title)
        words[f"{language}_period"] = tongue.period(span(read))
    return Page("index.html", render("choose.html", "statement", **words))


def _statements(folder: Path, site: Site, progress: Progress) -> None:
    """Write all statements, by processes that share them out where they are many."""
    disk.make_folder(folder)
    ids = sorted(person.card.agent_id for person in site.brief.audience.people)
    parts = [ids[n : n + _AT_ONCE] for n in range(0, len(ids), _AT_ONCE)]
    done = 0
    for count in (
        _shared(folder, site, parts) if len(ids) > _ALONE else _by_one(folder, site, parts)
    ):
        done += count
        progress("statements", done)


def _by_one(folder: Path, site: Site, parts: Sequence[Sequence[str]]) -> Iterator[int]:
    desk = _Desk(folder, site)
    return (desk.write(part) for part in parts)


def _shared(folder: Path, site: Site, parts: Sequence[Sequence[str]]) -> Iterator[int]:
    given = (folder, site._replace(brief=sent(site.brief)))
    return shared_out(_write_part, parts, _sit_down, given)


class _Desk:
    """Where statements are written: the folder, what they share, and the page of each agent."""

    def __init__(self, folder: Path, site: Site) -> None:
        self._folder, self._site = folder, site
        self._people = {person.card.agent_id: person for person in site.brief.audience.people}

    def write(self, agent_ids: Sequence[str]) -> int:
        """Write the statements of some agents; return how many they are."""
        brief, tongue = self._site.brief, self._site.tongue
        for sheet in sheets(brief, agent_ids):
            person = self._people[sheet.agent_id]
            content = statement(brief, tongue, person, sheet)
            (self._folder / person.page).write_bytes(content)
        return len(agent_ids)


_desks: list[_Desk] = []


def _sit_down(folder: Path, site: Site) -> None:
    _desks[:] = [_Desk(folder, site._replace(brief=received(site.brief)))]


def _write_part(agent_ids: Sequence[str]) -> int:
    return _desks[0].write(agent_ids)
