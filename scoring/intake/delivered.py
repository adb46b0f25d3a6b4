"""What the import delivered, held against what lies in the folder now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from scoring.errors import DataError, Problem, ReconciliationError

IMPORT = "import.json"
_ANEW = "Import the export anew, or remove the file: a run then says nothing of an import."
_LEVELS_MAX = 32
_CHANGED = (
    "Import again, or remove import.json if the data was changed on purpose: "
    "a run then says nothing of an import."
)


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """One file as the import wrote it; `import.json` lists every one but itself."""

    name: str
    rows: int
    bytes: int
    sha256: str

    def __str__(self) -> str:
        """Name what can be compared: rows, bytes, digest."""
        return f"rows {self.rows:,}, bytes {self.bytes:,}, sha256 {self.sha256}"


def read_import_report(path: Path) -> Any:
    """Read the content of `import.json`, which a run carries on into its manifest.

    Raises:
        DataError: no JSON, or a report that does not list the files that were delivered.
    """
    try:
        report = _strict(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        problem = Problem("bad-import-report", IMPORT, "this is no JSON of an import", _ANEW)
        raise DataError(problem) from error
    try:
        delivered_files(report or {})
    except (LookupError, TypeError) as error:
        what = "does not list the files that the import delivered"
        raise DataError(Problem("bad-import-report", IMPORT, what, _ANEW)) from error
    return report


def _strict(text: str) -> Any:
    """Read JSON that has one spelling: whole numbers, whole characters, few levels."""
    report = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
    json.dumps(report, ensure_ascii=False).encode()  # half a character cannot be written again
    level = [report]
    for _ in range(_LEVELS_MAX):
        level = [part for whole in level for part in _parts(whole)]
    if level:
        raise ValueError("more levels than an import writes")
    return report


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"{number} is no whole number")


def _parts(whole: Any) -> Iterable[Any]:
    return whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else ()


def delivered_files(report: Any) -> dict[str, DeliveredFile]:
    """Return the files of an import report, by name; none where there is no report.

    Raises:
        LookupError, TypeError: a report without a proper list of them.
    """
    if report is None:
        return {}
    files = [DeliveredFile(**file) for file in report["files"]]
    if not files:
        raise LookupError("an import delivers one file at least")
    for file in files:
        words, numbers = (file.name, file.sha256), (file.rows, file.bytes)
        if {*map(type, words)} != {str} or {*map(type, numbers)} != {int}:
            raise TypeError("a file has a name, a digest and two whole numbers")
    return {file.name: file for file in files}


def hold_to_import(
    delivered: Mapping[str, DeliveredFile], there: Mapping[str, DeliveredFile], held: Iterable[str]
) -> None:
    """Make sure that files are the ones that the import delivered.

    Args:
        delivered: what the import wrote; empty where the data was not imported.
        there: what lies in the folder.
        held: the names to compare. The roster is not one of them, since HR replaces a derived one.

    Raises:
        ReconciliationError: every file that is another, that is missing or that was added.
    """
    problems = [
        Problem(
            "not-as-imported",
            name,
            f"the import delivered {delivered.get(name, 'nothing')}; "
            f"there is {there.get(name, 'nothing')}",
            _CHANGED,
        )
        for name in held
        if delivered and delivered.get(name) != there.get(name)
    ]
    if problems:
        raise ReconciliationError(problems)
