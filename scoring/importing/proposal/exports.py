"""Opens a file nobody has a profile for, and hands its columns on by their place.

Names may stand twice in a header, or be blank; a place is always one column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from scoring.errors import DataError
from scoring.importing.blocks import Said
from scoring.importing.profiles import Csv, Xlsx
from scoring.importing.proposal.dialect import Dialect, dialect_of
from scoring.importing.sources.opening import open_sources
from scoring.importing.sources.source import SourceFile

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
        self.dialect = dialect_of(path)
        self._files = _opened(path, self.dialect)
        self.header = [str(name) for name in self._files[0].header]

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

    def _place_in(self, file: SourceFile, place: int) -> int:
        name = self.header[place]
        return file.header.index(name) if file.header.count(name) == 1 else place

    @property
    def said(self) -> list[Said]:
        """What was found while reading, known after the first whole pass."""
        return [file.said for file in self._files]


def _opened(path: Path, dialect: Dialect) -> list[SourceFile]:
    book = Xlsx.model_construct(sheet="first", header_row=1)

    def tried(encoding: str) -> list[SourceFile]:
        made = Csv.model_construct(
            delimiter=dialect.delimiter,
            encoding=encoding,  # type: ignore[arg-type]
            header_row=dialect.header_row,
        )
        return open_sources([path], made, book)

    try:
        return tried("detect")
    except DataError as error:
        if all(problem.code != "unknown-encoding" for problem in error.problems):
            raise
        return tried("windows-1252")
