"""The small tables, read whole and exactly: a fault in one of them is an error, not a quarantine.

Who is paid and by what target must not depend on which rows happened to be readable.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.columns import Int64s
from scoring.errors import DataError, Problem
from scoring.intake.canonical import Rows, enter
from scoring.intake.checks import faults_in, reason_of
from scoring.intake.contracts import Declared, declared, terms_of
from scoring.intake.finer import as_fine_as_needed
from scoring.intake.folder import (
    CALENDARS,
    CONTROLS,
    HOLDS,
    KEYS,
    REVIEWS,
    ROSTER,
    SMALL_TABLES,
    TABLES,
    Folder,
    unreadable,
)
from scoring.intake.gate import Gate
from scoring.intake.parts import opened
from scoring.intake.writing import arrow_of
from scoring.kernels import reference
from scoring.opening import reading

_SHOWN = 5


def read_small(folder: Folder, name: str) -> tuple[Rows, list[Problem]]:
    """Read a small table whole, with every fault of its rows by column and rule.

    A key that stands twice is a fault as well; that of the roster is told by the spans of its rows,
    and a time on hold that is told twice counts once.

    Args:
        folder: the data folder, opened, which has the table.
        name: its file, one of `SMALL_TABLES`.

    Raises:
        DataError, StorageError: a file that cannot be read after all.
    """
    info = folder.others[name]
    terms = terms_of(TABLES[name]).only(info.schema.names)
    try:
        with opened(info.path, list(terms.columns)) as file:
            table = file.read(columns=list(terms.columns), use_threads=False)
        table.validate(full=True)
    except (OSError, pa.ArrowException) as error:
        raise unreadable(name, error) from error
    batch, terms = as_fine_as_needed(_one_batch(table), terms)
    present = terms.columns
    rows = enter(batch, present.values(), 1)
    clean = Gate(terms, reference).through(batch, {}) is not None
    problems = [
        rows_problem(name, f.column, f.rule, rows.places_in_file[f.mask], present[f.column])
        for f in ([] if clean else faults_in(rows, terms))
    ]
    return rows, problems + _repeats(name, rows)


def _repeats(name: str, rows: Rows) -> list[Problem]:
    """Say which rows have the key of an earlier one; a reviewer who is not told may be anybody."""
    if name in (ROSTER, HOLDS) or name not in KEYS:
        return []
    keys = _keys(name, rows)
    twice = repeated(keys)
    if name == REVIEWS:
        told = [False] * len(keys)
        if "reviewer_id" in rows.texts:
            told = rows.texts["reviewer_id"].is_valid().to_pylist()
        twice = np.array([row for row in twice.tolist() if told[row - 1]], np.int64)
    if not twice.size:
        return []
    said = f"an earlier row has the same {' and '.join(_there(name, rows))}"
    return [rows_problem(name, KEYS[name][0], "repeated-key", twice, said)]


def _there(name: str, rows: Rows) -> list[str]:
    return [column for column in KEYS[name] if column in rows.texts or column in rows.numbers]


def _keys(name: str, rows: Rows) -> list[tuple[Any, ...]]:
    """Return each row's key; a column that the table lacks is as good as null."""
    columns = [
        rows.texts[n].to_pylist() if n in rows.texts else rows.numbers[n].values.tolist()
        for n in _there(name, rows)
    ]
    return list(zip(*columns, strict=True))


def check_small(folder: Folder) -> dict[str, tuple[Rows, list[Problem]]]:
    """Read every small table that a folder has, with the faults of its rows.

    Raises:
        DataError, StorageError: a file that cannot be read after all.
    """
    return {name: read_small(folder, name) for name in SMALL_TABLES if name in folder.others}


def _one_batch(table: Any) -> Any:
    arrays = [column.combine_chunks() for column in table.columns]
    return pa.RecordBatch.from_arrays(arrays, schema=table.schema)


def rows_problem(file: str, column: str, rule: str, rows: Int64s, said: Declared | str) -> Problem:
    """Say which rows of a small table break a rule: the first few by number, then how many more."""
    reason = said if isinstance(said, str) else reason_of(rule, said)
    more = f" and {rows.size - _SHOWN} more" if rows.size > _SHOWN else ""
    numbers = ", ".join(str(int(row)) for row in np.sort(rows)[:_SHOWN])
    what = f"row {numbers}{more}: {reason}"
    return Problem(rule, f"{file}, column {column}", what, "Mend the table; it is read exactly.")


def repeated(keys: Iterable[Any]) -> Int64s:
    """Return the row numbers, from 1, of keys that were there before."""
    seen: set[Any] = set()
    rows = []
    for row, key in enumerate(keys, start=1):
        if key in seen:
            rows.append(row)
        seen.add(key)
    return np.array(rows, np.int64)


def canonical_tables(folder: Folder) -> dict[str, Any]:
    """Return the small tables as the run keeps them: canonical types, ordered by their keys.

    Two folders that say the same, in whatever order and physical types, give equal tables.

    Raises:
        DataError: a fault in a row of one of them.
    """
    tables = {}
    for name, (rows, problems) in check_small(folder).items():
        if problems:
            raise DataError(problems)
        table = _arrow_table(rows, declared(SMALL_TABLES[name]).values())
        keys = [key for key in KEYS[name] if key in table.column_names]
        # Only reviews by nobody in particular can have equal keys; their scores order them.
        rest = [column for column in table.column_names if column not in keys]
        tables[name] = table.sort_by([(key, "ascending") for key in [*keys, *rest]])
    return tables


def copied_files(folder: Folder) -> dict[str, bytes]:
    """Return the files that a run keeps as they are: calendars, and what the exporter states.

    The caller makes sure with `check_unchanged` that they are still the ones that were read.

    Raises:
        StorageError: what the system does not let be read.
    """
    copies = {}
    for name, info in folder.others.items():
        if name == CONTROLS or name.startswith(f"{CALENDARS}/"):
            with reading(name):
                copies[name] = info.path.read_bytes()
    return copies


def _arrow_table(rows: Rows, contract: Iterable[Declared]) -> Any:
    arrays = {}
    for column in contract:
        if column.name in rows.texts:
            arrays[column.name] = rows.texts[column.name]
        elif column.name in rows.numbers:
            whole = arrow_of(rows.numbers[column.name])
            arrays[column.name] = _days(whole, column) if column.kind == "day" else whole
    return pa.table(arrays)


def _days(whole: Any, column: Declared) -> Any:
    return whole.cast(pa.int32()).view(column.arrow)
