"""Statements on paper: PDF files for each agent or each team, drawn from the pages of the site.

Drawing takes long, so that it is shared out among processes where there is much of it; each takes
some statements at a time, so that memory does not grow with their number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from scoring import disk
from scoring.placing import placed_folder
from scoring.report.audience import Asked, audience
from scoring.report.before import before
from scoring.report.brief import Brief, brief, received, sent
from scoring.report.cutting import Face, cut_faces
from scoring.report.frame import CERTIFICATES, INDEX, STATEMENTS, Site
from scoring.report.hands import Progress, shared_out, silent
from scoring.report.honours import honour_pages
from scoring.report.opened import opened, plan_file, span
from scoring.report.pages import render
from scoring.report.press import Press, library, no_fonts
from scoring.report.sheaves import Per, Sheaf, sheaves
from scoring.report.sheets import Sheet, sheets
from scoring.report.site import choice
from scoring.report.statement import statement
from scoring.report.tongue import Language, Tongue

TEAMS = "teams"
_AT_ONCE = 24
"""Statements that are drawn from one reading of the tables, or those of one file if it has more."""
_ALONE = 48
"""Up to so many statements, another process costs more than it brings."""

_CUT_FROM = 12
"""From so many statements on, cutting fonts once brings more than it costs."""


class Written(NamedTuple):
    """Paper that was written: where, how many files and statements, and whether it stood there."""

    place: Path
    files: int
    statements: int
    already: bool


def write_papers(
    run: Path,
    out: Path,
    languages: Sequence[Language],
    asked: Asked,
    previous: Sequence[Path] = (),
    *,
    per: Per = "agent",
    progress: Progress = silent,
) -> Written:
    """Write the statements of a run as PDF files, with an index that says whose each is.

    Args:
        run: the folder of a published run.
        out: the folder to write, which must not be there.
        languages: one language, or both: then each has a folder of its own.
        asked: for whom it is.
        previous: runs of earlier periods of the same plan.
        per: whether each agent has a file, or each team.
        progress: hears of what goes on.

    Raises:
        IntegrityError: the files of a run are not the ones that were written.
        UsageError: nobody has the manager, earlier runs do not fit, or what draws is not installed.
        ConflictError: something else stands at `out`.
        StorageError: fonts are missing, or the disk or a permission stood in the way.
    """
    library()
    read = opened(run)
    made = brief(read, audience(read, asked), before(read, previous))
    said = {language: made.spoken(Tongue(language)("other_regions")) for language in languages}
    foreseen = {language: _proofed(said[language], Tongue(language)) for language in languages}
    written = 0

    def fill(folder: Path) -> None:
        nonlocal written
        for language in languages:
            inner = folder / language if len(languages) > 1 else folder
            own = said[language]
            desk = _Desk(inner, own, Tongue(language), _faces(own, foreseen[language]))
            written += _write(desk, per, progress)
        if len(languages) > 1:
            page = choice(read)
            (folder / page.path).write_bytes(page.content)

    _, new = placed_folder(out, fill, durable=False)
    return Written(out, written, len(made.audience.people), already=not new)


def _proofed(brief: Brief, tongue: Tongue) -> set[str]:
    """Return the characters that pages are written with, as far as they can be foreseen.

    Raises:
        StorageError: no font has some of them.
    """
    found = set(tongue.letters())
    for person in brief.audience.people:
        found.update(person.label, person.id, person.team, person.region, person.role)
    found.update(*brief.audience.managers.values())
    _require(Press(tongue).lacking(found))
    return found.union(plan_file(brief.opened).read_text("utf-8"))


def _require(missing: frozenset[str]) -> None:
    if missing:
        raise no_fonts(missing)


def _faces(brief: Brief, letters: set[str]) -> tuple[Face, ...]:
    """Cut fonts where there are files enough to be worth it."""
    return cut_faces(letters) if len(brief.audience.people) >= _CUT_FROM else ()


def _write(desk: _Desk, per: Per, progress: Progress) -> int:
    """Write the files of a language; return how many they are."""
    made = sheaves(desk.brief, desk.tongue, per)
    inner = desk.folder / (STATEMENTS if per == "agent" else TEAMS)
    disk.make_folder(inner)
    done = 0
    for count, missing in _drawn(desk._replace(folder=inner), made):
        _require(missing)
        done += count
        progress("statements on paper", done)
    certificates = _certificates(desk)
    index = _index(desk, made, inner.name, certificates)
    (desk.folder / INDEX).write_bytes(index)
    return len(made) + certificates


def _drawn(desk: _Desk, made: Sequence[Sheaf]) -> Iterator[tuple[int, frozenset[str]]]:
    """Draw all files, by processes that share them out where they are many."""
    batches = list(_batches(made))
    if sum(len(sheaf.people) for sheaf in made) <= _ALONE or len(batches) == 1:
        return (desk.draw(batch) for batch in batches)
    return shared_out(_draw_batch, batches, _sit_down, (desk._replace(brief=sent(desk.brief)),))


def _batches(made: Sequence[Sheaf]) -> Iterator[list[Sheaf]]:
    batch, count = list[Sheaf](), 0
    for sheaf in made:
        if batch and count + len(sheaf.people) > _AT_ONCE:
            yield batch
            batch, count = [], 0
        batch.append(sheaf)
        count += len(sheaf.people)
    yield batch


class _Desk(NamedTuple):
    """Where statements are drawn: the folder, what they share, their language and its fonts."""

    folder: Path
    brief: Brief
    tongue: Tongue
    faces: tuple[Face, ...]

    def draw(self, batch: Sequence[Sheaf]) -> tuple[int, frozenset[str]]:
        """Draw some files; return how many statements they hold, and what no font has."""
        ids = sorted(person.card.agent_id for sheaf in batch for person in sheaf.people)
        found = {sheet.agent_id: sheet for sheet in sheets(self.brief, ids)}
        press, missing = Press(self.tongue, self.faces), set[str]()
        for sheaf in batch:
            missing |= self._draw(press, sheaf, found)
        return len(ids), frozenset(missing)

    def _draw(self, press: Press, sheaf: Sheaf, found: dict[str, Sheet]) -> frozenset[str]:
        brief, tongue = self.brief, self.tongue
        period = tongue.period(span(brief.opened))
        pages = (
            statement(brief, tongue, person, found[person.card.agent_id]) for person in sheaf.people
        )
        drawn = press.drawn(pages, f"{sheaf.label} · {period}", _mark(brief, sheaf.file))
        (self.folder / sheaf.file).write_bytes(drawn.content)
        return drawn.missing


_desks: list[_Desk] = []


def _sit_down(desk: _Desk) -> None:
    _desks[:] = [desk._replace(brief=received(desk.brief))]


def _draw_batch(batch: Sequence[Sheaf]) -> tuple[int, frozenset[str]]:
    return _desks[0].draw(batch)


def _mark(brief: Brief, file: str) -> bytes:
    """Return what tells a file from all others, and is the same for the same file."""
    said = f"{brief.opened.manifest['digest']}:{file}"
    return hashlib.sha256(said.encode()).hexdigest()[:32].encode()


def _certificates(desk: _Desk) -> bool:
    """Draw the certificates, each on its sheet; return whether there are any."""
    brief, tongue = desk.brief, desk.tongue
    pages = honour_pages(Site(brief, tongue, both=False))
    found = [page.content for page in pages if page.path == CERTIFICATES]
    if found:
        title = f"{tongue('certificates')} · {tongue.period(span(brief.opened))}"
        drawn = Press(tongue).drawn(found, title, _mark(brief, CERTIFICATES))
        _require(drawn.missing)
        (desk.folder / _CERTIFICATES).write_bytes(drawn.content)
    return bool(found)


_COLUMNS = ("agent_id", "team", "region")
"""What an index says of an agent, as far as there is any."""
_CERTIFICATES = CERTIFICATES.replace(".html", ".pdf")


def _index(desk: _Desk, made: Sequence[Sheaf], inner: str, certificates: bool) -> bytes:
    """Render the page that says whose each file is."""
    brief, tongue, single = desk.brief, desk.tongue, inner == STATEMENTS
    columns = [key for key in _COLUMNS if key in brief.audience.columns]
    keys = ("agent", *columns, "file") if single else ("team", "agents", "file")
    return render(
        "papers.html",
        "statement",
        t=tongue,
        plan=tongue.label(brief.opened.plan.title),
        period=tongue.period(span(brief.opened)),
        heads=[tongue(key) for key in keys],
        rows=[(f"{inner}/{one.file}", one.label, _cells(one, columns, single)) for one in made],
        count=len(brief.audience.people),
        certificates=_CERTIFICATES if certificates else None,
        run_id=brief.opened.run_id,
    )


def _cells(sheaf: Sheaf, columns: Sequence[str], single: bool) -> tuple[object, ...]:
    if not single:
        return (len(sheaf.people),)
    said = {"agent_id": sheaf.people[0].id, **sheaf.people[0]._asdict()}
    return tuple(said[key] for key in columns)
