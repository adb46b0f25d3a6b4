"""Reads a source whole, for tests that compare what came out with what was put in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scoring.errors import DataError, Problem
from scoring.importing.blocks import Said
from scoring.importing.profile.profiles import Csv, Xlsx
from scoring.importing.sources.opening import SourceFile, open_sources

UTF8 = Csv(delimiter="comma", encoding="utf-8")
FIRST = Xlsx(sheet="first", header_row=1)


def opened(path: Path, csv: Csv | None = UTF8, xlsx: Xlsx | None = FIRST) -> SourceFile:
    """Open the one file at a path."""
    [source] = open_sources([path], csv, xlsx)
    return source


def rows_of(source: SourceFile, *, trim: bool = False) -> list[tuple[int, list[str]]]:
    """Return every row: its number and the text of every column."""
    places = {str(place): place for place in range(len(source.header))}
    found: list[tuple[int, list[str]]] = []
    for block in source.blocks(places, trim=trim):
        columns = [block.columns[name].to_pylist() for name in places]
        texts = [list(row) for row in zip(*columns, strict=True)]
        found += zip(block.rows.tolist(), texts, strict=True)
    return found


def read(path: Path, csv: Csv | None = UTF8, **said: Any) -> tuple[list[str], Any, Said]:
    """Return the header, the rows and what the file was found to be."""
    source = opened(path, csv, **said)
    return source.header, rows_of(source), source.said


def refused(path: Path | list[Path], csv: Csv | None = UTF8, xlsx: Xlsx | None = FIRST) -> Problem:
    """Open and read what cannot be read, and return the one thing that is wrong."""
    with pytest.raises(DataError) as caught:
        _read_all(path if isinstance(path, list) else [path], csv, xlsx)
    [problem] = caught.value.problems
    return problem


def _read_all(paths: list[Path], csv: Csv | None, xlsx: Xlsx | None) -> None:
    for source in open_sources(paths, csv, xlsx):
        rows_of(source)
