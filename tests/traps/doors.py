"""The doors that a trap is tried on: what a library does by itself, and what the project says.

A test of a trap shows two things: that the plain call of the library still does the silent wrong
thing on the installed version, and that the same data at our door is read right or refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from scoring.errors import DataError
from scoring.intake.folder import open_folder
from tests.importing.exports import table, write_profile
from tests.intake.folders import contacts, people, write_parts


def refused(folder: Path) -> set[tuple[str, str]]:
    """Open a data folder that must be refused, and return the codes and places told."""
    with pytest.raises(DataError) as caught:
        open_folder(folder)
    assert caught.value.exit_code == 3
    return {(p.code, p.where) for p in caught.value.problems}


def halves(folder: Path, column: str, first: Any, later: Any) -> Path:
    """Write two parts of three contacts each; `column` is stored in each as it is given.

    None leaves the column out of a part.
    """
    one, other = contacts(6).slice(0, 3), contacts(6).slice(3)
    return write_parts(folder, [_with(one, column, first), _with(other, column, later)])


def _with(table: Any, column: str, values: Any) -> Any:
    if values is None:
        return table
    if column in table.column_names:
        return table.set_column(table.column_names.index(column), column, values)
    return table.append_column(column, values)


def dataset(folder: Path) -> Any:
    """Read a data folder's interactions as a library's user would: the folder as one dataset."""
    return ds.dataset(folder / "interactions").to_table()


def folder_of(folder: Path, files: dict[str, Any]) -> Path:
    """Write tables under names that a data folder need not know, with a roster beside them."""
    for name, rows in {**files, "roster.parquet": people()}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, folder / name)
    return folder


class Imported:
    """Imports texts through the command, by the help desk's profile."""

    def __init__(self, folder: Path, plaudit: Any) -> None:
        self.folder, self._plaudit = folder, plaudit

    def __call__(self, text: str | bytes, *changes: tuple[str, str]) -> Any:
        """Import an export of this text, and return what the command left."""
        source = self.folder / "export.csv"
        source.write_bytes(text if isinstance(text, bytes) else text.encode())
        profile = write_profile(self.folder, *changes)
        return self._plaudit("import", "--profile", profile, source, "--out", self.out)

    @property
    def out(self) -> Path:
        """The data folder that is made."""
        return self.folder / "data"

    def rows(self) -> list[dict[str, Any]]:
        """The interactions that were written, in the order of their ids."""
        return table(self.out, "interactions.parquet")

    def faults(self) -> list[tuple[int, str, str]]:
        """What the import wrote down of single cells: row, column of the export, rule."""
        if not (self.out / "import-faults.parquet").exists():
            return []
        found = table(self.out, "import-faults.parquet")
        return [(fault["row"], fault["column"], fault["rule"]) for fault in found]


def decimals(*texts: str | None) -> pa.Array:
    """Decimals of two places, from texts."""
    return pa.array(texts, pa.string()).cast(pa.decimal128(9, 2))
