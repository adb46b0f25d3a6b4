"""Converted rows on their way through the sorter: a table whose columns say what they are.

A cell carries its value and a mark: a rule by which it could not enter, or that it was filled. So
a row that counts in the end brings along what is to be said of it, and one that does not is silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Column, Int64s
from scoring.importing.reading.convert import Converted
from scoring.intake.canonical import Rows
from scoring.intake.contracts import Declared

AT, VALUE, MARK, COUNTS, ASIDE = "at", "value.", "mark.", "counts.", "aside."
FILLED, EMPTIED = "filled", "emptied"
"""What a rule of the profile did to a cell, beside the rules that a cell may break."""

_WHOLE_KINDS = {"whole", "stamp", "decimal", "boolean"}


@dataclass(slots=True)
class Stage:
    """Lays rows out for the sorter, and takes them from what it gives back.

    Attributes:
        declared: the contract's columns that are made, in its order.
        order: the columns by which the rows of an id are ordered.
        marks: what the marks of cells stand for, counted from one.
    """

    declared: Mapping[str, Declared]
    order: tuple[str, ...] = ()
    marks: list[str] = field(default_factory=lambda: [FILLED, EMPTIED])

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns to sort by: the id, the order within it, the place."""
        return (VALUE + "interaction_id", *(VALUE + name for name in self.order), AT)

    def lay_out(self, converted: Converted, at: Int64s, aside: Mapping[str, Any]) -> Any:
        """Return converted rows as an Arrow table.

        Args:
            converted: the rows.
            at: int64[rows], their places.
            aside: texts that travel with the rows and are no columns of the contract.
        """
        rows = converted.rows
        columns: dict[str, Any] = {AT: pa.array(at)}
        for name in self.declared:
            columns[VALUE + name] = rows.texts[name] if name in rows.texts else _values(rows, name)
            columns[MARK + name] = pa.array(self._marks(converted, name, at.size))
        columns |= {COUNTS + name: pa.array(mask) for name, mask in converted.counts.items()}
        columns |= {ASIDE + name: text for name, text in aside.items()}
        return pa.table(columns)

    def rows_of(self, table: Any, taken: Mapping[str, Int64s], at: Int64s) -> Rows:
        """Take rows out of a table.

        Args:
            table: as `lay_out` made it.
            taken: for each column, int64[rows], the table's row to take it from; -1 for no value.
            at: int64[rows], the places of the rows.
        """
        numbers: dict[str, Column] = {}
        texts: dict[str, Any] = {}
        faults: dict[tuple[str, str], Bools] = {}
        for name, column in self.declared.items():
            value = take(table.column(VALUE + name), taken[name])
            if column.kind == "text":
                texts[name] = value
            else:
                numbers[name] = _column(value, column)
            for mark, rule in enumerate(self.marks, start=1):
                mask = self._marked(table, name, taken[name], mark)
                if rule not in (FILLED, EMPTIED) and mask.any():
                    faults[name, rule] = mask
        return Rows(at, numbers, texts, faults)

    def marked(self, table: Any, name: str, taken: Int64s, action: str) -> Bools:
        """Say in which rows a rule of the profile filled or emptied a column's value."""
        return self._marked(table, name, taken, self.marks.index(action) + 1)

    def _marks(self, converted: Converted, name: str, size: int) -> Any:
        marks = np.zeros(size, np.int8)
        for action, cells in ((FILLED, converted.filled), (EMPTIED, converted.blanked)):
            if name in cells:
                marks[cells[name]] = self._mark(action)
        for (column, rule), mask in converted.rows.faults.items():
            if column == name:
                marks[mask] = self._mark(rule)
        return marks

    def _mark(self, rule: str) -> int:
        if rule not in self.marks:
            self.marks.append(rule)
        return self.marks.index(rule) + 1

    def _marked(self, table: Any, name: str, taken: Int64s, mark: int) -> Bools:
        marks: Any = table.column(MARK + name).to_numpy()
        return np.asarray((marks[taken] == mark) & (taken >= 0), np.bool_)


def take(column: Any, taken: Int64s) -> Any:
    """Return values of a column, null where a position is below zero, in one piece."""
    positions = pa.array(taken, mask=taken < 0)
    found = column.take(positions)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def alike(table: Any, names: Iterable[str]) -> Bools:
    """Say for each row but the first whether it equals the row before it in some columns."""
    same = np.ones(max(table.num_rows - 1, 0), np.bool_)
    for name in names:
        column = table.column(name).combine_chunks()
        later, earlier = column.slice(1), column.slice(0, max(len(column) - 1, 0))
        equal = pc.fill_null(pc.equal(later, earlier), fill_value=False)
        both = pc.and_(later.is_null(), earlier.is_null())
        same &= pc.or_(equal, both).to_numpy(zero_copy_only=False)
    return same


def _values(rows: Rows, name: str) -> Any:
    column = rows.numbers[name]
    return pa.array(column.values, mask=~column.known)


def _column(value: Any, declared: Declared) -> Column:
    known = np.asarray(value.is_valid(), np.bool_)
    numbers = np.asarray(pc.fill_null(value, 0), np.int64)
    kind: Any = declared.kind if declared.kind in _WHOLE_KINDS else "whole"
    return Column(kind, numbers, known, declared.places)
