"""Tables in pieces: a million agents are laid out and written some at a time.

Every piece but the last fills whole row groups, so that the bytes are those of the table in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scoring.columns import Words
from scoring.flow import Attained, Result, Scored, Standing, Value

Blocks: TypeAlias = Iterable[Any]
"""The pieces of a table: Arrow tables of one schema, at least one of them."""

ROWS = 131_072
"""Rows of a row group, and agents of a piece: any number of rows an agent fills row groups."""


def of_agents(result: Result, agents: slice) -> Result:
    """Return what a run decided on some of its agents; its lines and findings stay whole."""
    roster = result.roster
    return replace(
        result,
        roster=replace(
            roster, agent_ids=roster.agent_ids[agents], columns=_some(roster.columns, agents)
        ),
        values=_some(result.values, agents),
        components=_some(result.components, agents),
        scored=_some(result.scored, agents),
        standing=_some(result.standing, agents),
        payable=result.payable[agents],
    )


def _some(of: Any, agents: slice) -> Any:
    match of:
        case np.ndarray():
            return of[agents]
        case Words():
            return of.taken(agents)
        case Mapping():
            return {key: _some(part, agents) for key, part in of.items()}
        case Value() | Attained() | Scored() | Standing():
            return type(of)(*(_some(getattr(of, field.name), agents) for field in fields(of)))
        case _:
            return of


def written(blocks: Blocks) -> tuple[bytes, int]:
    """Write a table as Parquet with a checksum on each page; return its bytes and its rows."""
    pieces = iter(blocks)
    piece = next(pieces)
    rows, sink = 0, pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink,
        piece.schema,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        write_page_checksum=True,
        store_schema=True,
    ) as writer:
        while piece is not None:
            writer.write_table(piece, row_group_size=ROWS)
            rows += piece.num_rows
            piece = next(pieces, None)
    data: bytes = sink.getvalue().to_pybytes()
    return data, rows
