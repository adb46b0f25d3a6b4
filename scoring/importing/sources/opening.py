"""Opens what an import was given: files and folders, each by what it holds and not by its name.

Everything that cannot be used is told at once. Nothing in a folder is passed over: a file that
would not be read is refused by name, so that no part of an export is left out unseen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scoring.errors import DataError, PlauditError, Problem
from scoring.importing.profile.profiles import Csv, Xlsx
from scoring.importing.sources.delimited import Delimited
from scoring.importing.sources.kinds import Found, recognise
from scoring.importing.sources.original import Original
from scoring.importing.sources.source import SourceFile
from scoring.importing.sources.tables import Table
from scoring.importing.sources.workbook import Workbook
from scoring.opening import ABSENT, irregular, refusal
from scoring.vocabulary import UNSAFE

__all__ = ["SourceFile", "open_sources"]

_NAME_MAX = 255
_UNSAFE_NAME = f"{UNSAFE}|[\ud800-\udfff]"
"""A name that the import's own tables could not hold; bytes that are no text come as surrogates."""

_ONE_BY_ONE = "Take it out of the folder, or give the files of the export one by one."
_BLOCKS = {
    "csv": ("delimited text", "a csv block with its delimiter and encoding"),
    "xlsx": ("a workbook", "an xlsx block with its sheet and header_row"),
}


class _Given(NamedTuple):
    """A file, and the folder it was found in; None where it was given itself."""

    path: Path
    folder: Path | None


class _Seen(NamedTuple):
    """A file that can be read, and what it is."""

    given: _Given
    original: Original
    found: Found


class _Faults:
    """Collects what is wrong with the files, to raise it together."""

    def __init__(self) -> None:
        self.errors: list[PlauditError] = []

    def add(self, code: str, where: str, what: str, hint: str) -> None:
        self.errors.append(DataError(Problem(code, where, what, hint)))

    @contextmanager
    def collected(self) -> Iterator[None]:
        try:
            yield
        except PlauditError as error:
            self.errors.append(error)

    def settle(self) -> None:
        """Raise all that was found, as the kind of error that was met first."""
        if self.errors:
            problems = [problem for error in self.errors for problem in error.problems]
            raise type(self.errors[0])(problems)


def open_sources(paths: Sequence[Path], csv: Csv | None, xlsx: Xlsx | None) -> list[SourceFile]:
    """Open the files of an export, in the order given and those of a folder by name.

    Args:
        paths: files, or folders that hold nothing but files of one kind.
        csv: how the profile says delimited text is written; packed text as well.
        xlsx: which sheet of a workbook the profile reads.

    Raises:
        DataError: every file that is missing, of no known kind, damaged at its beginning, given
            twice, or of a kind that the profile has no block for; every entry of a folder that
            is no such file.
        IntegrityError: a file changes meanwhile.
        StorageError: the system does not let one be read.
    """
    faults = _Faults()
    given = [one for path in paths for one in _listed(path, faults)]
    seen = _recognised(given, faults)
    _check_folders(seen, faults)
    _check_repeats(seen, faults)
    opened: list[SourceFile] = []
    for one in seen:
        with faults.collected():
            opened.append(_opened(one, csv, xlsx))
    faults.settle()
    return opened


def _listed(path: Path, faults: _Faults) -> list[_Given]:
    """Return a file, or all that a folder holds; what is hidden or a folder is a fault."""
    try:
        if irregular(path) != "a folder":
            return [_Given(path, None)]
        entries = sorted(path.iterdir(), key=lambda entry: entry.name)
    except ABSENT:  # whoever opens it says so
        return [_Given(path, None)]
    except OSError as error:
        faults.errors.append(refusal(path.name, error))
        return []
    if not entries:
        what = "there is no file in this folder"
        faults.add("empty-folder", path.name, what, "Is it the right one?")
    files = []
    for entry in entries:
        where = f"{path.name}/{entry.name}"
        if entry.is_dir():
            faults.add("folder-in-folder", where, *_why_no_folder(entry.name))
        elif entry.name.startswith((".", "_")):
            what = "a hidden or temporary file stands among the files of the export"
            faults.add("stray-file", where, what, _ONE_BY_ONE)
        else:
            files.append(_Given(entry, path))
    return files


def _why_no_folder(name: str) -> tuple[str, str]:
    if "=" in name:
        what = "this folder's name holds a column of the export, and folder names are not read"
        return what, "Write the export with all its columns inside the files, in one folder."
    return "a folder stands among the files of the export", _ONE_BY_ONE


def _recognised(given: Sequence[_Given], faults: _Faults) -> list[_Seen]:
    seen = []
    for one, name in zip(given, _names(given), strict=True):
        if len(name) > _NAME_MAX or re.search(_UNSAFE_NAME, name):
            what = "its name is too long, or holds characters that do not show"
            faults.add("unsafe-name", name, what, "Rename the file, then import it.")
            continue
        with faults.collected():
            original = Original(one.path, name)
            seen.append(_Seen(one, original, recognise(original)))
    return seen


def _names(given: Sequence[_Given]) -> list[str]:
    """Name every file by as much of its path as tells it from the others of its name."""
    parts = [one.path.absolute().parts for one in given]
    return [_name(own, [p for p in parts if p != own and p[-1] == own[-1]]) for own in parts]


def _name(own: tuple[str, ...], others: list[tuple[str, ...]]) -> str:
    taken = 1
    while any(other[-taken:] == own[-taken:] for other in others):
        taken += 1
    return "/".join(own[-taken:])


def _check_folders(seen: Sequence[_Seen], faults: _Faults) -> None:
    """Refuse the files of a folder that are not of the kind most of them are."""
    kinds = Counter((one.given.folder, one.found.kind) for one in seen)
    for one in seen:
        folder, kind = one.given.folder, one.found.kind
        most = max((k for f, k in kinds if f == folder), key=lambda k: kinds[folder, k])
        if folder is not None and kind != most:
            what = f"this is {_KINDS[kind]}, and most files of its folder are not"
            faults.add("mixed-folder", one.original.name, what, _ONE_BY_ONE)


_KINDS = {"csv": "delimited text", "xlsx": "a workbook", "parquet": "a Parquet file"}


def _check_repeats(seen: Sequence[_Seen], faults: _Faults) -> None:
    """Refuse a file that was given before; only files of one length can be the same."""
    lengths = Counter(one.original.bytes for one in seen)
    first: dict[str, _Seen] = {}
    for one in seen:
        if lengths[one.original.bytes] == 1:
            continue
        with faults.collected():
            before = first.setdefault(one.original.digest().sha256, one)
            if before is not one:
                what = f"this file holds the same bytes as {before.original.name}"
                hint = "Give each file of the export once."
                faults.add("repeated-file", one.original.name, what, hint)


def _opened(one: _Seen, csv: Csv | None, xlsx: Xlsx | None) -> SourceFile:
    kind = one.found.kind
    if kind == "parquet":
        return Table(one.original)
    if kind == "xlsx" and xlsx is not None:
        return Workbook(one.original, xlsx)
    if kind == "csv" and csv is not None:
        return Delimited(one.original, csv, one.found.compression)
    said, block = _BLOCKS[kind]
    what = f"this is {said}, and the profile does not say how to read one"
    hint = f"Write {block} into the profile."
    raise DataError(Problem("missing-block", one.original.name, what, hint))
