"""A data folder: which files it holds, and whether their footers keep the contracts.

Files are listed, never globbed by a library: what is not known here is a fault. Every footer is
read before any row, all faults are collected and raised at once, and each file's digest is taken,
so that a run can say what it has read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.errors import DataError, IntegrityError, Problem, StorageError, nearest
from scoring.flow import Finding
from scoring.intake.contracts import (
    Contract,
    Declared,
    Given,
    ImportFaults,
    Interactions,
    Roster,
    Targets,
    declared,
)
from scoring.intake.delivered import (
    IMPORT,
    DeliveredFile,
    delivered_files,
    hold_to_import,
    read_import_report,
)
from scoring.intake.footers import check_footer, check_parts
from scoring.intake.physical import Kind, company_kind, family_of
from scoring.opening import ABSENT, irregular, is_refusal, reading, refusal

INTERACTIONS, ROSTER = "interactions.parquet", "roster.parquet"
GIVEN, TARGETS = "given.parquet", "targets.parquet"
IMPORT_FAULTS = "import-faults.parquet"
_HELD = (INTERACTIONS, IMPORT_FAULTS)
_PART_FOLDERS = (INTERACTIONS, "interactions")
SMALL_TABLES: Mapping[str, type[Contract]] = {
    ROSTER: Roster,
    TARGETS: Targets,
    GIVEN: Given,
    IMPORT_FAULTS: ImportFaults,
}
LATER = (
    "adjustments.parquet",
    "calendars",
    "controls.yaml",
    "events.parquet",
    "fx.parquet",
    "reviews.parquet",
)
"""Files that the design knows and this version does not read; a folder that has them is told so."""


@dataclass(frozen=True, slots=True)
class FileInfo:
    """One file as it was when the folder was opened; `rows` is 0 where a file has none.

    `name` is relative to the folder, `stamp` is what changes when the file does.
    """

    name: str
    path: Path
    rows: int
    bytes: int
    sha256: str
    stamp: tuple[int, int, int] = field(repr=False)
    schema: Any = field(repr=False, compare=False, default=None)


@dataclass(frozen=True, slots=True)
class Folder:
    """A data folder whose every footer keeps its contract.

    Attributes:
        path: the folder.
        parts: the files of the interactions, by name.
        others: the other files that are read, by name.
        columns: the columns of the interactions, all parts alike, in the order of the contract.
        unread: names of files that a later version will read.
        import_report: the content of `import.json`, None where the data was not imported.
        findings: what is to be told of its files.
    """

    path: Path
    parts: tuple[FileInfo, ...]
    others: Mapping[str, FileInfo]
    columns: tuple[str, ...]
    unread: tuple[str, ...]
    import_report: Any
    findings: tuple[Finding, ...]

    @property
    def files(self) -> tuple[FileInfo, ...]:
        """Every file that is read: the interactions, then the others by name."""
        return (*self.parts, *(self.others[name] for name in sorted(self.others)))

    @property
    def rows(self) -> int:
        """Count the rows of the interactions."""
        return sum(part.rows for part in self.parts)

    @property
    def company(self) -> dict[str, Kind]:
        """The kind of each company column, by the first part that stores it as more than nulls."""
        found: dict[str, Kind] = {}
        for name in (c for c in self.columns if c.startswith("x_")):
            types = [part.schema.field(name).type for part in self.parts]
            told = next((t for t in types if family_of(t) != "null"), types[0])
            found[name] = company_kind(told) or "text"
        return found


def open_folder(path: Path) -> Folder:
    """List a data folder and check every footer against its contract, before any row is read.

    Where the data was imported, interactions and faults must be the files that the import wrote.

    Raises:
        DataError: every file fault found, all at once.
        StorageError: what the system does not let be read.
        ReconciliationError: files that are not the ones that `import.json` says were delivered.
    """
    problems: list[Problem] = []
    with reading(str(path)):
        entries = _entries(path)
        part_names = _part_names(path, entries, problems)
    others = [name for name in (*SMALL_TABLES, IMPORT) if name in entries]
    if ROSTER not in entries:
        problems.append(
            Problem("missing-file", ROSTER, "the folder has no roster", "Put the roster there.")
        )
    every = _described(path, [*part_names, *others], problems)
    parts = [info for info in every if info.name in part_names]
    small = {info.name: info for info in every if info.name in others}
    _check_footers(parts, small, problems)
    report = _import_report(small.get(IMPORT), problems)
    if problems:
        raise DataError(problems)
    delivered, there = delivered_files(report), _as_delivered((*parts, *small.values()))
    hold_to_import(delivered, there, _HELD)
    present = set(parts[0].schema.names)
    columns = [name for name in declared(Interactions) if name in present]
    columns += sorted(name for name in present if name.startswith("x_"))
    unread = tuple(name for name in entries if name in LATER)
    told = (*_unread(unread), *_replaced(delivered.get(ROSTER), there[ROSTER]))
    return Folder(path, tuple(parts), small, tuple(columns), unread, report, told)


def _unread(names: Iterable[str]) -> list[Finding]:
    why = "not read by this version, so nothing in it counts"
    return [Finding("not-read", name, None, None, "files", why) for name in names]


def _replaced(derived: DeliveredFile | None, there: DeliveredFile) -> list[Finding]:
    """Tell that the roster is another than the import derived, which may well be meant."""
    if derived is None or derived == there:
        return []
    rows = f"rows then {derived.rows:,}, rows now {there.rows:,}"
    why = f"not the roster that the import derived: {rows}"
    return [Finding("roster-replaced", ROSTER, None, None, "files", why)]


def unreadable(name: str, error: Exception) -> DataError | StorageError:
    """Say that a file cannot be read: what the system refused, or what the library found wrong."""
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


def _entries(path: Path) -> list[str]:
    """Return the names in a folder that has something to read, in order."""
    hint = "Give the folder that holds interactions.parquet and roster.parquet."
    try:
        found = irregular(path)
    except ABSENT as error:
        problem = Problem("no-such-path", str(path), "there is no such folder", hint)
        raise DataError(problem) from error
    if found != "a folder":
        what = f"this is {found or 'a file'}, not a folder"
        raise DataError(Problem("not-a-directory", str(path), what, hint))
    entries = sorted(entry.name for entry in path.iterdir())
    if not entries:
        raise DataError(Problem("empty-directory", str(path), "the folder is empty", hint))
    return entries


def _part_names(path: Path, entries: list[str], problems: list[Problem]) -> list[str]:
    """Find the files of the interactions, and name everything that has no business here."""
    known = [*SMALL_TABLES, IMPORT, *LATER, *_PART_FOLDERS]
    problems += [_unknown_file(name, known) for name in entries if name not in known]
    found = [name for name in _PART_FOLDERS if name in entries]
    if len(found) > 1:
        what = "the interactions are there twice, as a file and as a folder"
        problems.append(Problem("two-interactions", str(path), what, "Remove one of them."))
    if not found:
        what = "the folder has no interactions"
        hint = "Put interactions.parquet there, or a folder interactions/ of Parquet parts."
        problems.append(Problem("no-interactions", str(path), what, hint))
    names: list[str] = []
    for name in found:
        names += _inside(path, name, problems) if (path / name).is_dir() else [name]
    return names


def _inside(path: Path, name: str, problems: list[Problem]) -> list[str]:
    inside = sorted(entry.name for entry in (path / name).iterdir())
    parts = [n for n in inside if n.endswith(".parquet") and n[0] not in "._"]
    problems += [_unknown_file(f"{name}/{n}", []) for n in inside if n not in parts]
    if not parts:
        hint = "Put the interactions there, as one or more .parquet files."
        problems.append(Problem("no-interactions", name, "the folder holds no parts", hint))
    return [f"{name}/{n}" for n in parts]


def _unknown_file(name: str, known: list[str]) -> Problem:
    hint = nearest(name, known) or "Move it out of the folder."
    return Problem("unknown-file", name, "this is no file of a data folder", hint)


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        now = path.stat()
    except OSError:
        return (0, 0, 0)
    return (now.st_ino, now.st_size, now.st_mtime_ns)


def _described(path: Path, names: list[str], problems: list[Problem]) -> list[FileInfo]:
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
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    rows, schema = 0, None
    if name.endswith(".parquet"):
        with pq.ParquetFile(path) as file:
            rows, schema = file.metadata.num_rows, file.schema_arrow
    return FileInfo(name, path, rows, stamp[1], digest, stamp, schema)


def _check_footers(
    parts: list[FileInfo], small: Mapping[str, FileInfo], problems: list[Problem]
) -> None:
    contracts: dict[str, Mapping[str, Declared]] = {
        name: declared(contract) for name, contract in SMALL_TABLES.items()
    }
    for part in parts:
        problems += check_footer(part.name, part.schema, declared(Interactions), company=True)
    for name, info in small.items():
        if name in contracts:
            problems += check_footer(name, info.schema, contracts[name], company=False)
    problems += check_parts([(p.name, p.schema) for p in parts], declared(Interactions))
    problems += _repeated_files(parts)
    if parts and not any(part.rows for part in parts):
        where = parts[0].name if len(parts) == 1 else str(Path(parts[0].name).parent)
        problems.append(Problem("no-rows", where, "there are no rows at all", "Export anew."))


def _repeated_files(parts: list[FileInfo]) -> list[Problem]:
    first: dict[str, str] = {}
    problems = []
    for part in parts:
        if part.rows and part.sha256 in first:
            what = f"has the same content as {first[part.sha256]}"
            problems.append(Problem("repeated-file", part.name, what, "Remove one of them."))
        first.setdefault(part.sha256, part.name)
    return problems


def _import_report(info: FileInfo | None, problems: list[Problem]) -> Any:
    try:
        with reading(IMPORT):
            return None if info is None else read_import_report(info.path)
    except DataError as error:
        problems += error.problems
        return None


def _as_delivered(files: Iterable[FileInfo]) -> dict[str, DeliveredFile]:
    return {f.name: DeliveredFile(f.name, f.rows, f.bytes, f.sha256) for f in files}
