"""What the import set aside or blanked: it goes on to the quarantine of every run of the data."""

from __future__ import annotations

from itertools import groupby
from typing import cast

import numpy as np

from scoring.errors import DataError
from scoring.intake.contracts import Consequence
from scoring.intake.folder import IMPORT_FAULTS, Folder, check_unchanged
from scoring.intake.quarantine import Entry
from scoring.intake.small import read_small


def imported_faults(folder: Folder) -> list[Entry]:
    """Return the faults that the import met, by the export's own file and rows.

    A run starts its quarantine with them. Rows among them never were in the interactions, so the
    rows that went in are `folder.rows` and these.

    Raises:
        DataError: a table of faults that does not keep its contract.
    """
    if IMPORT_FAULTS not in folder.others:
        return []
    rows, problems = read_small(folder, IMPORT_FAULTS)
    check_unchanged([folder.others[IMPORT_FAULTS]])
    if problems:
        raise DataError(problems)
    names = ("file", "column", "rule", "reason", "consequence")
    keys = zip(*(rows.texts[name].to_pylist() for name in names), strict=True)
    faults = sorted(
        zip(keys, rows.numbers["row"].values.tolist(), strict=True),
        key=lambda fault: tuple(word or "" for word in fault[0]),
    )
    entries = []
    for (file, column, rule, reason, consequence), group in groupby(faults, key=lambda f: f[0]):
        numbers = np.array([row for _, row in group], np.int64)
        said = cast("Consequence", consequence)
        entries.append(Entry(file, column, rule, reason, said, numbers))
    return entries


def rows_set_aside(entries: list[Entry]) -> int:
    """Count the rows of the export that the import set aside, each once."""
    rows = {(e.file, row) for e in entries if e.consequence == "row" for row in e.rows.tolist()}
    return len(rows)
