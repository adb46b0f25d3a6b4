"""Tables in pieces: a million agents are laid out and written some at a time.

However the pieces are cut, a row group is filled before it is written, so that the bytes are those
of the table in one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scoring.columns import Int64s, Words
from scoring.errors import PlauditError, Problem
from scoring.flow import Attained, Before, Grouped, Result, Scored, Share, Value
from scoring.priors import Adjusted
from scoring.standing import Chance, Standing

Blocks: TypeAlias = Iterable[Any]
"""The pieces of a table: Arrow tables of one schema, at least one of them."""

ROWS = 131_072
"""Rows of a row group, which is what is laid out in one piece."""


class Piece(NamedTuple):
    """A row group: agents or lines, which rows of theirs are in it, and how many are laid out."""

    of: slice
    rows: slice
    laid: int

    def of_columns(self, laid: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rows of the group of what was laid out for its agents.

        Raises:
            PlauditError: more or fewer rows than were to be laid out.
        """
        found = {name: column[self.rows] for name, column in laid.items()}
        if wrong := [name for name, column in laid.items() if len(column) != self.laid]:
            what = f"{wrong[0]} has {len(laid[wrong[0]])} rows, and not {self.laid}"
            raise PlauditError(Problem("rows-lost", "tables", what, "Please report it."))
        return found


def cut(n: int, rows_each: int = 1) -> Iterator[Piece]:
    """Cut n agents or lines, of so many rows each, into row groups; of none there is an empty one.

    Whoever has rows in two row groups is laid out for both: cheaper than to join and copy pieces.
    """
    each = max(1, rows_each)
    for first in range(0, max(1, n * each), ROWS):
        of = slice(first // each, min(n, -(-(first + ROWS) // each)))
        before, laid = of.start * each, (of.stop - of.start) * each
        yield Piece(of, slice(first - before, min(n * each, first + ROWS) - before), laid)


def some_at_once(n: int, rows_each: int) -> Iterator[slice]:
    """Cut n agents, of at most so many rows each, into pieces; of none there is an empty one."""
    step = max(1, ROWS // max(1, rows_each))
    return (slice(first, first + step) for first in range(0, max(1, n), step))


def of_agents(result: Result, agents: slice) -> Result:
    """Return what a run decided on some of its agents; its lines and findings stay whole."""
    roster = result.roster
    return replace(
        result,
        roster=replace(
            roster, agent_ids=roster.agent_ids[agents], columns=taken(roster.columns, agents)
        ),
        values=taken(result.values, agents),
        components=taken(result.components, agents),
        scored=taken(result.scored, agents),
        standing=taken(result.standing, agents),
        payable=result.payable[agents],
    )


def taken(of: Any, agents: slice | Int64s) -> Any:
    """Return what is said of some agents: arrays, words, and records and maps of them."""
    match of:
        case np.ndarray():
            return of[agents]
        case Words():
            return of.taken(agents)
        case Mapping():
            return {key: taken(part, agents) for key, part in of.items()}
        case Share() | Before():
            return type(of)(*(taken(part, agents) for part in of))
        case Value() | Adjusted() | Attained() | Grouped() | Scored() | Standing() | Chance():
            parts = {field.name: getattr(of, field.name) for field in fields(of)}
            # A denominator that stands for everybody does so for some.
            whole = {"den"} if isinstance(of, Grouped) and of.den.size == 1 else set()
            return type(of)(**{k: p if k in whole else taken(p, agents) for k, p in parts.items()})
        case _:
            return of


def row_groups(pieces: Blocks) -> Iterator[Any]:
    """Join and cut the pieces of a table into row groups; one that is a row group stays as it is.

    While a piece is laid out, only what fills no row group yet is held of those before it.
    """
    held: list[Any] = []
    for number, piece in enumerate(pieces):
        if piece.num_rows or number == 0:  # a table without rows has one piece all the same
            held.append(piece)
        del piece
        yield from _filled(held)
    if held:
        yield _joined(held)


def _filled(held: list[Any]) -> Iterator[Any]:
    """Take the row groups that are full out of what is held."""
    rows = sum(piece.num_rows for piece in held)
    if rows < ROWS:
        return
    table, full = _joined(held), rows // ROWS * ROWS
    held[:] = [table.slice(full)] if full < rows else []
    for first in range(0, full, ROWS):
        yield table.slice(first, ROWS)


def _joined(pieces: Sequence[Any]) -> Any:
    return pieces[0] if len(pieces) == 1 else pa.concat_tables(pieces).combine_chunks()


def written(blocks: Blocks) -> tuple[bytes, int]:
    """Write a table as Parquet with a checksum on each page; return its bytes and its rows.

    Args:
        blocks: its pieces, of which all but the last fill whole row groups.
    """
    pieces = iter(blocks)
    piece = next(pieces)
    rows, sink = 0, io.BytesIO()
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
            piece = None  # it can go before the next is laid out
            piece = next(pieces, None)
    return sink.getvalue(), rows
