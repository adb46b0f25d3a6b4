"""The files of a data folder: what each is called, which contract it keeps, and one as it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.errors import DataError, IntegrityError, Problem, StorageError
from scoring.intake.contracts import (
    Adjustments,
    Contract,
    Events,
    Fx,
    Given,
    Holds,
    ImportFaults,
    ImportQuarantine,
    Results,
    Reviews,
    Roster,
    Targets,
)
from scoring.intake.digests import Digest
from scoring.opening import irregular, is_refusal, refusal

INTERACTIONS, ROSTER = "interactions.parquet", "roster.parquet"
GIVEN, TARGETS = "given.parquet", "targets.parquet"
REVIEWS, EVENTS = "reviews.parquet", "events.parquet"
ADJUSTMENTS, FX = "adjustments.parquet", "fx.parquet"
HOLDS, RESULTS = "holds.parquet", "results.parquet"
IMPORT_FAULTS, IMPORT_QUARANTINE = "import-faults.parquet", "import-quarantine.parquet"
CONTROLS, CALENDARS = "controls.yaml", "calendars"

SMALL_TABLES: Mapping[str, type[Contract]] = {
    ROSTER: Roster,
    TARGETS: Targets,
    GIVEN: Given,
    RESULTS: Results,
    REVIEWS: Reviews,
    EVENTS: Events,
    ADJUSTMENTS: Adjustments,
    FX: Fx,
    HOLDS: Holds,
}
"""Tables that are read whole and exactly, and of which a run keeps a copy."""

TABLES: Mapping[str, type[Contract]] = {
    **SMALL_TABLES,
    IMPORT_FAULTS: ImportFaults,
    IMPORT_QUARANTINE: ImportQuarantine,
}
"""Every table but the interactions. An import's two may be as long as the export itself."""

KEYS: Mapping[str, tuple[str, ...]] = {
    ROSTER: ("agent_id", "from_date"),
    TARGETS: ("level", "level_id", "measure", "name", "priority", "category", "channel"),
    GIVEN: ("agent_id", "name"),
    RESULTS: ("level", "level_id", "name"),
    REVIEWS: ("agent_id", "relation", "reviewer_id", "item", "reviewed_on"),
    EVENTS: ("event_id",),
    ADJUSTMENTS: ("adjustment_id",),
    FX: ("from_currency", "to_currency", "on"),
    HOLDS: ("interaction_id", "from_at", "to_at"),
}
"""What tells two rows of a small table apart."""

UNUSED = (ADJUSTMENTS, CALENDARS, EVENTS, FX, HOLDS, RESULTS, REVIEWS)
"""Files that are read and checked, and that no rule asks for unless a plan says so."""


@dataclass(frozen=True, slots=True)
class FileInfo:
    """One file as it was when the folder was opened; `rows` is 0 where a file has none.

    `name` is relative to the folder, `stamp` is what changes when the file does.
    """

    name: str
    path: Path
    rows: int
    bytes: int
    digest: Digest = field(repr=False, compare=False)
    stamp: tuple[int, int, int] = field(repr=False)
    schema: Any = field(repr=False, compare=False, default=None)

    @property
    def sha256(self) -> str:
        """The file's digest, waited for where it is still being taken.

        Raises:
            DataError, StorageError: a file that cannot be read after all.
        """
        try:
            return self.digest.text
        except (OSError, MemoryError) as error:
            raise unreadable(self.name, error) from error


def described(path: Path, names: Iterable[str], problems: list[Problem]) -> list[FileInfo]:
    """Describe files; what is wrong with one is noted, and what the system refuses is raised."""
    found: list[FileInfo] = []
    refused: list[Problem] = []
    for name in names:
        try:
            found.append(_describe(path / name, name))
        except DataError as error:
            problems += error.problems
        except (OSError, ValueError, pa.ArrowException) as error:
            told = unreadable(name, error)
            (refused if isinstance(told, StorageError) else problems).extend(told.problems)
    if refused:
        raise StorageError(refused)
    return found


def _describe(path: Path, name: str) -> FileInfo:
    """Take a file's digest and read its footer, with its stamp from before both."""
    if kind := irregular(path):
        what = f"this is {kind}, and the data is read from files"
        raise DataError(Problem("not-a-file", name, what, "Put the file itself there."))
    stamp = _stamp(path)
    digest = Digest(path, stamp[1])
    rows, schema = 0, None
    if name.endswith(".parquet"):
        with pq.ParquetFile(path) as file:
            rows, schema = file.metadata.num_rows, _readable(file.schema_arrow)
    return FileInfo(name, path, rows, stamp[1], digest, stamp, schema)


def _readable(schema: Any) -> Any:
    """Ask for every name and zone now: one that is no text fails when it is asked for first."""
    for column in schema:
        _ = column.name, getattr(column.type, "tz", None)
    return schema


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        now = path.stat()
    except OSError:
        return (0, 0, 0)
    return (now.st_ino, now.st_size, now.st_mtime_ns)


def unreadable(name: str, error: Exception) -> DataError | StorageError:
    """Say that a file cannot be read: what the system refused, or what the library found wrong.

    A file that is too large for the memory there is may be whole.
    """
    if isinstance(error, MemoryError):  # as that of the library is, which is also one of its own
        return StorageError.of_memory(name)
    if isinstance(error, OSError) and is_refusal(error):
        return refusal(name, error)
    said = str(getattr(error, "strerror", None) or error) or type(error).__name__
    hint = "Write the file anew; a part of it may be missing or damaged."
    what = f"cannot be read as Parquet: {said.splitlines()[0][:200]}"
    return DataError(Problem("unreadable", name, what, hint))


def check_unchanged(files: Iterable[FileInfo]) -> None:
    """Make sure that files are still the ones whose digests were taken.

    Raises:
        IntegrityError: a file was written, replaced or removed meanwhile.
    """
    changed = [info.name for info in files if _stamp(info.path) != info.stamp]
    if changed:
        hint = "Run again once nothing writes to the folder."
        raise IntegrityError(
            [Problem("input-changed", n, "changed while it was read", hint) for n in changed]
        )
