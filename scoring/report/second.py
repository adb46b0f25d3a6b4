"""A process for the second language of a site, begun before this one has loaded what writes pages.

Languages have nothing to do with each other, so that two processes write a language each: not where
agents are few and a process costs more than it brings, nor where they are so many that all cores
share out the statements anyway.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from pathlib import Path

from scoring.ledger.identity import read_manifest
from scoring.report.hands import SHARED_FROM, Hands, another, cores

_APART_FROM = 300
"""From so many agents on, a second language is worth a process of its own."""


def second(run: Path) -> AbstractContextManager[Hands | None]:
    """Give a process for the second language of a whole site, or none where it is not worth one.

    Raises:
        IntegrityError: the manifest of the run is not the one that was written.
        StorageError: the system does not let it be read.
    """
    agents = int(read_manifest(run)["agents"])
    apart = cores() > 1 and _APART_FROM <= agents < SHARED_FROM
    return another(_get_ready, run) if apart else nullcontext()


def _get_ready(run: Path) -> None:
    """Load what writes a site: named, since whoever names this process has not loaded it yet."""
    import_module("scoring.report.site").get_ready(run)
