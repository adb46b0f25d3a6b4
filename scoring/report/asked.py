"""What `plaudit report` is asked for, in the words of the command, and what it says at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from scoring.errors import Problem, UsageError, counted
from scoring.report.audience import Asked
from scoring.report.site import Progress, write_site
from scoring.report.tongue import Language

_MANAGER = "manager="


def site_of(
    run: Path,
    out: Path,
    *,
    lang: Literal["en", "zh", "both"],
    scope: str | None,
    anonymous: bool,
    previous: Sequence[Path],
    progress: Progress,
) -> str:
    """Write the site of a run and say what was written.

    Raises:
        UsageError: a scope that is none.
        PlauditError: as `write_site`.
    """
    languages: tuple[Language, ...] = ("en", "zh") if lang == "both" else (lang,)
    asked = Asked(manager_in(scope), anonymous)
    written = write_site(run, out, languages, asked, previous, progress)
    again = ": written before, the same again" if written.already else ""
    return f"{written.place / 'index.html'}{again}\n{counted(written.agents, 'statement')}"


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
