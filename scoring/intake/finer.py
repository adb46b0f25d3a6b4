"""Numbers with more places than a table has otherwise: 12 for 9, where one of them needs them.

A published score may have twelve decimals. A table in which one number does is read at twelve
places as a whole, so that every number of it is below a million; other tables are as ever.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.intake.canonical import ENTRIES
from scoring.intake.fields import DIGITS, Declared, Ordered, Terms, Together
from scoring.intake.physical import family_of


def as_fine_as_needed(batch: Any, terms: Terms) -> tuple[Any, Terms]:
    """Return a table, and its terms, at the places that its numbers need.

    Args:
        batch: an Arrow record batch whose types the terms take.
        terms: what is asked of the columns that it has.

    Returns:
        The batch, its decimals stored with no more places than the terms now say; the terms.
    """
    columns, factors = dict(terms.columns), dict[str, int]()
    for name, column in terms.columns.items():
        if not column.finer:
            continue
        array = batch.column(name)
        if _needs_finer(array, column):
            columns[name] = column.at_finer()
            factors[name] = 10 ** (column.finer - column.places)
        batch = _stored(batch, name, columns[name])
    together = tuple(_at_places(asked, factors) for asked in terms.together)
    return batch, replace(terms, columns=columns, together=together)


def _needs_finer(array: Any, column: Declared) -> bool:
    family = family_of(array.type)
    if family in ("integer", "null") or (family == "decimal" and array.type.scale <= column.places):
        return False
    units, known, _ = ENTRIES[family](array, column.finer)
    # What the digits cannot write is out of range at either number of places.
    written = known & (np.abs(units) < 10**DIGITS)
    return bool(np.any(written & (units % 10 ** (column.finer - column.places) != 0)))


def _stored(batch: Any, name: str, column: Declared) -> Any:
    """Return the batch with a decimal stored at the places of its column, if it had more."""
    at, array = batch.schema.get_field_index(name), batch.column(name)
    if family_of(array.type) != "decimal" or array.type.scale <= column.places:
        return batch
    fewer = array.cast(pa.decimal128(array.type.precision, column.places))
    return batch.set_column(at, name, fewer)


def _at_places(asked: Ordered | Together, factors: dict[str, int]) -> Ordered | Together:
    """Let a check of rows see the units that it was written for, of columns that are finer now."""
    own = {name: factor for name, factor in factors.items() if name in asked.of}
    if not own or isinstance(asked, Ordered):
        return asked

    def holds(row: Any) -> bool:
        units = {name: row[name] for name in own if row[name] is not None}
        seen = {name: Fraction(number, own[name]) for name, number in units.items()}
        return asked.holds({**row, **seen})

    return asked._replace(holds=holds)
