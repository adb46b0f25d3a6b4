"""What `plaudit report` is asked for, in the words of the command, and what it says at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from scoring.again.held import require_held
from scoring.errors import Problem, UsageError, counted
from scoring.report.audience import Asked
from scoring.report.hands import Aid
from scoring.report.opened import opened
from scoring.report.paper import write_papers
from scoring.report.press import require_press
from scoring.report.sheaves import Per
from scoring.report.site import write_site
from scoring.report.tongue import Language, Tongue
from scoring.report.view import write_view
from scoring.report.workbook.write import write_workbook

_MANAGER = "manager="


class Places(NamedTuple):
    """What is to be written, and where; None for what is not.

    Attributes:
        out: the folder of the site.
        pdf: the folder of statements on paper.
        per: whether each agent has a file on paper, or each team.
        xlsx: the file of the workbook.
        csv: the file of the ranking as delimited text.
    """

    out: Path | None = None
    pdf: Path | None = None
    per: Per = "agent"
    xlsx: Path | None = None
    csv: Path | None = None


def report_of(
    run: Path,
    places: Places,
    *,
    lang: Literal["en", "zh", "both"],
    scope: str | None,
    anonymous: bool,
    previous: Sequence[Path],
    aid: Aid,
) -> str:
    """Write what is asked for of a run and say what was written.

    Raises:
        UsageError: a scope that is none, or what draws paper is not installed.
        PlauditError: as `write_site`, `write_papers`, `write_workbook` and `write_view`.
    """
    languages: tuple[Language, ...] = ("en", "zh") if lang == "both" else (lang,)
    asked = Asked(manager_in(scope), anonymous)
    if places.pdf is not None:
        require_press()
    if places.xlsx is not None or places.csv is not None:
        require_held(run)  # pages and paper do so themselves, line by line
    said = []
    if places.out is not None:
        site = write_site(run, places.out, languages, asked, previous, aid)
        said.append(_said(site.place, site.already, counted(site.agents, "statement")))
    if places.pdf is not None:
        paper = write_papers(
            run, places.pdf, languages, asked, previous, per=places.per, progress=aid.progress
        )
        files = f"{counted(paper.statements, 'statement')}, {counted(paper.files, 'PDF file')}"
        said.append(_said(paper.place, paper.already, files))
    tongues = [Tongue(language) for language in languages]
    if places.xlsx is not None:
        book = write_workbook(
            opened(run), places.xlsx, tongues, anonymous=anonymous, manager=asked.manager
        )
        said.append(book.summary())
    if places.csv is not None:
        view = write_view(run, places.csv, tongues, asked)
        again = ": written before, the same again" if view.repeat else ""
        said.append(f"{view.file}{again}\n{counted(view.agents, 'agent')}")
    return "\n".join(said)


def _said(place: Path, already: bool, count: str) -> str:
    again = ": written before, the same again" if already else ""
    return f"{place / 'index.html'}{again}\n{count}"


def manager_in(scope: str | None) -> str | None:
    """Return the manager that a scope names.

    Raises:
        UsageError: it names something else.
    """
    if scope is None:
        return None
    if not scope.startswith(_MANAGER) or scope == _MANAGER:
        hint = "Write --scope manager=ID, with the manager's id as the roster has it."
        raise UsageError(Problem("unknown-scope", "--scope", "names no manager", hint))
    return scope.removeprefix(_MANAGER)
