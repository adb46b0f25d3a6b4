"""Which columns a file has that nobody has a profile for, handed on by their place.

Names may stand twice in a header, or be blank; a place is always one column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from scoring.errors import DataError, Problem
from scoring.importing.blocks import Said
from scoring.importing.profile.profiles import Csv, Xlsx
from scoring.importing.proposal.dialect import Dialect, dialect_of
from scoring.importing.sources.opening import open_sources
from scoring.importing.sources.source import SourceFile

_ROWS_ABOVE_MAX = 20
Texts = dict[int, pa.StringArray]
"""string[rows] of each column by its place in the header, trimmed; nothing null."""


class Unknown:
    """A file nobody has a profile for, open for several passes.

    Attributes:
        name: its name, without folders.
        stem: the name without its endings.
        header: the column names as written.
        dialect: what its beginning looks like.
    """

    def __init__(self, path: Path) -> None:
        """Find out how the file is written, and read its header.

        Raises:
            DataError: no such file, no text, or no header.
            StorageError: the system does not let it be read.
        """
        self.name = path.name
        self.stem = path.name.split(".")[0]
        found = dialect_of(path)
        self._files, row = _opened(path, found)
        self.dialect = found._replace(header_row=row)
        self.header = [str(name) for name in self._files[0].header]
        self._check_parts()

    @property
    def encoding(self) -> str:
        """How its characters are stored; empty where the format settles it."""
        return self._files[0].encoding

    def blocks(self, places: Iterable[int]) -> Iterator[Texts]:
        """Yield the texts of some columns, a block of rows at a time.

        Raises:
            DataError: whatever is wrong with the file.
        """
        wanted = sorted(places)
        for file in self._files:
            # Parts of a directory may have their columns in another order.
            asked = {str(place): self._place_in(file, place) for place in wanted}
            for block in file.blocks(asked, trim=True):
                yield {place: block.columns[str(place)] for place in wanted}

    def _check_parts(self) -> None:
        for file in self._files[1:]:
            if sorted(file.header) != sorted(self.header):
                what = f"its columns are not those of {self._files[0].name}"
                hint = "Draft a profile from one of them, and list what differs as optional."
                raise DataError(Problem("parts-differ", file.name, what, hint))

    def _place_in(self, file: SourceFile, place: int) -> int:
        name = self.header[place]
        return file.header.index(name) if file.header.count(name) == 1 else place

    @property
    def said(self) -> list[Said]:
        """What was found while reading, known after the first whole pass."""
        return [file.said for file in self._files]


def _opened(path: Path, dialect: Dialect) -> tuple[list[SourceFile], int]:
    """Open the files by the first row that looks like column names, and return that row."""
    row = dialect.header_row
    files = _with_header(path, dialect, row)
    if dialect.kind != "xlsx":
        return files, row
    # A title above the table is a row of one cell.
    while row < _ROWS_ABOVE_MAX and _named(files) < 2:
        row += 1
        try:
            files = _with_header(path, dialect, row)
        except DataError:
            continue
    return (files, row) if _named(files) >= 2 else (_with_header(path, dialect, 1), 1)


def _named(files: list[SourceFile]) -> int:
    return sum(bool(name.strip()) for name in files[0].header)


def _with_header(path: Path, dialect: Dialect, row: int) -> list[SourceFile]:
    book = Xlsx.model_construct(sheet="first", header_row=row)

    def tried(encoding: str) -> list[SourceFile]:
        made = Csv.model_construct(
            delimiter=dialect.delimiter,
            encoding=encoding,  # type: ignore[arg-type]
            header_row=row,
        )
        return open_sources([path], made, book)

    try:
        return tried("detect")
    except DataError as error:
        if all(problem.code != "unknown-encoding" for problem in error.problems):
            raise
        return tried("windows-1252")
