"""Rows of a published run's tables as plain values: all of them, or those of an agent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.errors import IntegrityError, Problem
from scoring.ledger.verify import read_verified
from scoring.outputs.arrow import FROM_MEMORY
from scoring.outputs.others import Only, Rows


def stored_rows(run: Path, name: str, only: Only | None = None) -> Rows:
    """Read a table of a run: every row, or those that have some words in a column.

    Raises:
        IntegrityError: a table that is not the one that was written, or cannot be read.
    """
    rows: Rows = _read(run, name, filters=None if only is None else [_asked(only)]).to_pylist()
    return rows


def stored_columns(run: Path, name: str, columns: Sequence[str]) -> Any:
    """Read some columns of a table of a run, whole, as an Arrow table; each column is one piece.

    Raises:
        IntegrityError: a table that is not the one that was written, or cannot be read.
    """
    return _read(run, name, columns=list(columns)).combine_chunks()


def _asked(only: Only) -> tuple[str, str, list[str]]:
    return only[0], "in", list(only[1])


def _read(run: Path, name: str, **which: Any) -> Any:
    data = pa.BufferReader(read_verified(run, name))
    try:
        return pq.read_table(data, **which, **FROM_MEMORY)
    except (pa.ArrowException, OSError, KeyError) as error:
        what = "is not a readable Parquet file"
        raise IntegrityError(Problem("unreadable-file", str(run / name), what, "")) from error


def of_agent(agent_id: str) -> Only:
    """Ask for the rows of one agent."""
    return "agent_id", [agent_id]
