"""Statements as the pages of a site: many, independent, and written some agents at a time.

So memory does not grow with their number. Where they are very many, processes share them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from scoring import disk
from scoring.report.brief import received, sent
from scoring.report.frame import STATEMENTS, Site
from scoring.report.hands import SHARED_FROM, Progress, shared_out
from scoring.report.sheets import sheets
from scoring.report.statement import statement

_AT_ONCE = 2000
"""Agents whose statements are written from one reading of the tables."""


def write_statements(folder: Path, site: Site, progress: Progress) -> None:
    """Write all statements, by processes that share them out where they are many."""
    disk.make_folder(folder)
    ids = sorted(person.card.agent_id for person in site.brief.audience.people)
    parts = [ids[n : n + _AT_ONCE] for n in range(0, len(ids), _AT_ONCE)]
    done = 0
    for count in (_shared if len(ids) >= SHARED_FROM else _by_one)(folder, site, parts):
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
            other = self._site.other
            way = f"../{other}/{STATEMENTS}/{person.page}" if other else None
            content = statement(brief, tongue, person, sheet, way)
            (self._folder / person.page).write_bytes(content)
        return len(agent_ids)


_desks: list[_Desk] = []


def _sit_down(folder: Path, site: Site) -> None:
    _desks[:] = [_Desk(folder, site._replace(brief=received(site.brief)))]


def _write_part(agent_ids: Sequence[str]) -> int:
    return _desks[0].write(agent_ids)
