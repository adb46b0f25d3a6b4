"""A data folder: which files it holds, and whether their footers keep the contracts.

Files are listed, never globbed by a library: what is not known here is a fault. Every footer is
read before any row, all faults are collected and raised at once, and each file's digest is taken,
so that a run can say what it has read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.errors import DataError, Problem, nearest
from scoring.flow import Finding
from scoring.intake.calendars import Calendar, read_calendar
from scoring.intake.checksums import unprotected
from scoring.intake.contracts import Interactions, declared
from scoring.intake.delivered import (
    IMPORT,
    DeliveredFile,
    delivered_files,
    hold_to_import,
    read_import_report,
)
from scoring.intake.files import (
    ADJUSTMENTS,
    CALENDARS,
    CONTROLS,
    EVENTS,
    FX,
    GIVEN,
    HOLDS,
    IMPORT_FAULTS,
    IMPORT_QUARANTINE,
    INTERACTIONS,
    KEYS,
    RESULTS,
    REVIEWS,
    ROSTER,
    SMALL_TABLES,
    TABLES,
    TARGETS,
    UNUSED,
    FileInfo,
    check_unchanged,
    described,
    unreadable,
)
from scoring.intake.footers import check_footer, check_parts
from scoring.intake.physical import Kind, company_kind, family_of
from scoring.intake.stated import Controls, read_controls
from scoring.opening import ABSENT, irregular, reading

__all__ = [
    "ADJUSTMENTS",
    "CALENDARS",
    "CONTROLS",
    "EVENTS",
    "FX",
    "GIVEN",
    "HOLDS",
    "IMPORT_FAULTS",
    "IMPORT_QUARANTINE",
    "INTERACTIONS",
    "KEYS",
    "RESULTS",
    "REVIEWS",
    "ROSTER",
    "SMALL_TABLES",
    "TABLES",
    "TARGETS",
    "FileInfo",
    "Folder",
    "check_unchanged",
    "open_folder",
    "unreadable",
]

_HELD = (INTERACTIONS, IMPORT_FAULTS, IMPORT_QUARANTINE)
_PART_FOLDERS = (INTERACTIONS, "interactions")
_KNOWN = (*TABLES, IMPORT, CONTROLS, CALENDARS, *_PART_FOLDERS)


@dataclass(frozen=True, slots=True)
class Folder:
    """A data folder whose every footer keeps its contract.

    Attributes:
        path: the folder.
        parts: the files of the interactions, by name.
        others: the other files that are read, by name.
        columns: the columns of the interactions, all parts alike, in the order of the contract.
        calendars: the calendars of working hours, by name.
        controls: what the exporting system states, None where it states nothing.
        import_report: the content of `import.json`, None where the data was not imported.
        findings: what is to be told of its files.
    """

    path: Path
    parts: tuple[FileInfo, ...]
    others: Mapping[str, FileInfo]
    columns: tuple[str, ...]
    calendars: Mapping[str, Calendar]
    controls: Controls | None
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
        others = [name for name in (*TABLES, IMPORT, CONTROLS) if name in entries]
        others += _inside(path, CALENDARS, ".yaml", problems) if CALENDARS in entries else []
    if ROSTER not in entries:
        problems.append(
            Problem("missing-file", ROSTER, "the folder has no roster", "Put the roster there.")
        )
    every = described(path, [*part_names, *others], problems)
    parts = [info for info in every if info.name in part_names]
    small = {info.name: info for info in every if info.name in others}
    _check_footers(parts, small, problems)
    report, controls = _read(small.get(IMPORT), problems), _read(small.get(CONTROLS), problems)
    calendars = [_read(i, problems) for n, i in small.items() if n.startswith(f"{CALENDARS}/")]
    if problems:
        raise DataError(problems)
    told, same = [*_unused(entries)], list[str]()
    if delivered := delivered_files(report):
        there = _as_delivered((*parts, *small.values()))
        hold_to_import(delivered, there, _HELD)
        told += _replaced(delivered.get(ROSTER), there[ROSTER])
        same = [name for name, file in delivered.items() if there.get(name) == file]
    told += unprotected((*parts, *small.values()), same)
    return Folder(
        path=path,
        parts=tuple(parts),
        others=small,
        columns=_columns(parts[0].schema.names),
        calendars={calendar.calendar: calendar for calendar in calendars},
        controls=controls,
        import_report=report,
        findings=tuple(told),
    )


def _columns(present: Iterable[str]) -> tuple[str, ...]:
    """Order the columns of the interactions as the contract does, a company's own behind them."""
    there = set(present)
    known = [name for name in declared(Interactions) if name in there]
    return (*known, *sorted(name for name in there if name.startswith("x_")))


def _unused(entries: Iterable[str]) -> list[Finding]:
    why = "read and checked; no rule of this version uses it"
    return [
        Finding("checked-not-used", name, None, None, "files", why)
        for name in entries
        if name in UNUSED
    ]


def _replaced(derived: DeliveredFile | None, there: DeliveredFile) -> list[Finding]:
    """Tell that the roster is another than the import derived, which may well be meant."""
    if derived is None or derived == there:
        return []
    rows = f"rows then {derived.rows:,}, rows now {there.rows:,}"
    why = f"not the roster that the import derived: {rows}"
    return [Finding("roster-replaced", ROSTER, None, None, "files", why)]


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
    problems += [_unknown_file(name, _KNOWN) for name in entries if name not in _KNOWN]
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
        names += _inside(path, name, ".parquet", problems) if (path / name).is_dir() else [name]
    return names


def _inside(path: Path, name: str, ending: str, problems: list[Problem]) -> list[str]:
    """List the files of an ending in a folder of the folder; nothing else belongs there."""
    if not (path / name).is_dir():
        what = "this is no folder"
        hint = f"Make it a folder, and put the {ending} files there."
        problems.append(Problem("not-a-directory", name, what, hint))
        return []
    inside = sorted(entry.name for entry in (path / name).iterdir())
    found = [n for n in inside if n.endswith(ending) and n[0] not in "._"]
    problems += [_unknown_file(f"{name}/{n}", []) for n in inside if n not in found]
    if not found:
        problems.append(_NONE_INSIDE[ending]._replace(where=name))
    return [f"{name}/{n}" for n in found]


_NONE_INSIDE = {
    ".parquet": Problem(
        "no-interactions",
        "",
        "the folder holds no parts",
        "Put the interactions there, as one or more .parquet files.",
    ),
    ".yaml": Problem(
        "no-calendars",
        "",
        "the folder holds no calendars",
        "Put calendars there, each a .yaml file, or remove the folder.",
    ),
}


def _unknown_file(name: str, known: Iterable[str]) -> Problem:
    hint = nearest(name, list(known)) or "Move it out of the folder."
    return Problem("unknown-file", name, "this is no file of a data folder", hint)


def _check_footers(
    parts: list[FileInfo], small: Mapping[str, FileInfo], problems: list[Problem]
) -> None:
    for part in parts:
        problems += check_footer(part.name, part.schema, declared(Interactions), company=True)
    for name, info in small.items():
        if name in TABLES:
            problems += check_footer(name, info.schema, declared(TABLES[name]), company=False)
    problems += check_parts([(p.name, p.schema) for p in parts], declared(Interactions))
    problems += _repeated_files(parts)
    if parts and not any(part.rows for part in parts):
        where = parts[0].name if len(parts) == 1 else str(Path(parts[0].name).parent)
        problems.append(Problem("no-rows", where, "there are no rows at all", "Export anew."))


def _repeated_files(parts: list[FileInfo]) -> list[Problem]:
    first: dict[str, str] = {}
    problems = []
    sizes = Counter(part.bytes for part in parts)
    for part in (part for part in parts if sizes[part.bytes] > 1):
        if part.rows and part.sha256 in first:
            what = f"has the same content as {first[part.sha256]}"
            problems.append(Problem("repeated-file", part.name, what, "Remove one of them."))
        first.setdefault(part.sha256, part.name)
    return problems


def _read(info: FileInfo | None, problems: list[Problem]) -> Any:
    """Read a file that is no table; what is wrong with it is noted."""
    if info is None:
        return None
    try:
        with reading(info.name):
            if info.name == IMPORT:
                return read_import_report(info.path)
            if info.name == CONTROLS:
                return read_controls(info.path)
            return read_calendar(info.path, info.name)
    except DataError as error:
        problems += error.problems
        return None


def _as_delivered(files: Iterable[FileInfo]) -> dict[str, DeliveredFile]:
    return {f.name: DeliveredFile(f.name, f.rows, f.bytes, f.sha256) for f in files}
