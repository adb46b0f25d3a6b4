"""The rows that an import set aside, as the export has them: nothing that was refused is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from scoring.importing.log import Log
from scoring.importing.sources.opening import SourceFile
from scoring.importing.writers import TableWriter
from scoring.intake.delivered import DeliveredFile

QUARANTINE = "import-quarantine.parquet"


def write_aside(folder: Path, files: Sequence[SourceFile], log: Log) -> list[DeliveredFile]:
    """Read the export once more for the rows that were set aside, and write them down.

    Nothing is written where no row was.
    """
    if not log.rejected:
        return []
    with TableWriter(folder / QUARANTINE) as writer:
        for index, file in enumerate(files):
            for table in _raw_rows(file, index, log):
                writer.add(table)
    return [writer.delivered]


def _raw_rows(file: SourceFile, index: int, log: Log) -> Iterator[Any]:
    names = _names(file.header)
    for block in file.blocks({str(i): i for i in range(len(names))}, trim=False):
        aside = log.is_rejected(index, block.rows)
        if aside.any():
            chosen = pa.array(aside)
            columns = [block.columns[str(i)].filter(chosen).to_pylist() for i in range(len(names))]
            raw = [
                json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
                for row in zip(*columns, strict=True)
            ]
            rows = block.rows[aside]
            name = pa.repeat(pa.scalar(file.name), rows.size)
            yield pa.table({"file": name, "row": pa.array(rows), "raw": pa.array(raw)})


def _names(header: Sequence[str]) -> list[str]:
    """Return the header with its repeated names told apart by their position."""
    return [
        name if header.count(name) == 1 else f"{name} (column {position})"
        for position, name in enumerate(header, start=1)
    ]
