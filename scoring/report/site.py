"""The site of a run: every page of it, written beside its place and then given its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import wait
from pathlib import Path
from typing import NamedTuple

from scoring import disk
from scoring.placing import placed_folder
from scoring.report.audience import Asked, audience
from scoring.report.before import before
from scoring.report.brief import brief, received, sent
from scoring.report.desks import write_statements
from scoring.report.figures import figures, pay_of
from scoring.report.frame import STATEMENTS, Page, Site
from scoring.report.hands import NO_AID, Aid, Progress, silent
from scoring.report.honours import honour_pages
from scoring.report.opened import Opened, opened, span
from scoring.report.overview import overview
from scoring.report.pages import compile_templates, render
from scoring.report.points import points_of
from scoring.report.ranking import managers, people_index, scorecards
from scoring.report.ranking_rows import Ranked
from scoring.report.tongue import Language, Tongue


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
    aid: Aid = NO_AID,
) -> Written:
    """Write the site of a run.

    Args:
        run: the folder of a published run.
        out: the folder to write, which must not be there.
        languages: one language, or both: then each has a folder of its own.
        asked: for whom it is.
        previous: runs of earlier periods of the same plan.
        aid: who hears of what goes on, and who writes the second language.

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
        parts = []
        for language in languages:
            tongue = Tongue(language)
            site = Site(made.spoken(tongue("other_regions")), tongue, len(languages) > 1)
            inner = folder / language if len(languages) > 1 else folder
            parts.append((inner, Ranked(site, pay, points, {})))
        _write(parts, aid)
        if len(languages) > 1:
            _put(folder, [choice(read)])

    _, new = placed_folder(out, fill, durable=False)
    return Written(out, len(made.audience.people), already=not new)


def _write(parts: Sequence[tuple[Path, Ranked]], aid: Aid) -> None:
    """Write each language, the last of them in the other process where there is one."""
    if aid.other is None:
        for part in parts:
            _write_language(*part, aid.progress)
        return
    *parts, (folder, ranked) = parts
    later = aid.other.pool.submit(_write_sent, folder, _sent(ranked))
    try:
        for part in parts:
            _write_language(*part, aid.progress)
        later.result()
    except BaseException:
        aid.other.stop()
        wait([later])  # or it would write in a folder that has been given up
        raise


def get_ready(run: Path) -> None:
    """Load all that writing needs: libraries that wait until they are asked, and the templates."""
    opened(run)
    compile_templates()


def _sent(ranked: Ranked) -> Ranked:
    return ranked._replace(site=ranked.site._replace(brief=sent(ranked.site.brief)))


def _write_sent(folder: Path, ranked: Ranked) -> None:
    site = ranked.site._replace(brief=received(ranked.site.brief))
    _write_language(folder, ranked._replace(site=site), silent)


def _write_language(folder: Path, ranked: Ranked, progress: Progress) -> None:
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
    write_statements(folder / STATEMENTS, site, progress)


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
