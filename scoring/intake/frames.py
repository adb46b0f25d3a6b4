"""The canonical form as pandas holds it, and a contract as pandera does: made when they are needed.

A batch in which nothing can fail passes the gate without either, so that only what must be judged
brings them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pap
import pyarrow as pa
from pandera.config import set_config

from scoring.columns import Column, Int64s
from scoring.intake.apart import let_pandas_in
from scoring.intake.canonical import Rows
from scoring.intake.fields import Asked, Declared, Ordered, Terms, Together
from scoring.intake.physical import Kind
from scoring.intake.plain import good_words

let_pandas_in()
# The environment may ask for another backend, which checks and coerces otherwise.
set_config(use_narwhals_backend=False)

_FRAMED: Mapping[Kind, Any] = {
    "text": str,
    "boolean": pd.BooleanDtype(),
    "whole": pd.Int64Dtype(),
    "decimal": pd.Int64Dtype(),
    "stamp": pd.DatetimeTZDtype("us", "UTC"),
    "day": pd.Int64Dtype(),
}
_CASES = 3  # failures that pandera lists of each check, since nobody reads them


def frame_of(rows: Rows) -> Any:
    """Return the pandas frame that pandera validates, its index the position in the batch."""
    texts = {n: pd.Series(pd.array(array, dtype="str")) for n, array in rows.texts.items()}
    numbers = {name: pd.Series(_extension(column)) for name, column in rows.numbers.items()}
    return pd.DataFrame(texts | numbers, copy=False)


def _extension(column: Column) -> Any:
    values: Int64s = column.values  # noqa: PD011 - whole numbers, not a frame
    known = column.known
    if column.kind == "boolean":
        return pd.arrays.BooleanArray(values.astype(bool), ~known)
    if column.kind == "stamp":
        stamps = np.where(known, values, np.iinfo(np.int64).min).view("M8[us]")
        return pd.Series(stamps).dt.tz_localize("UTC").array
    return pd.arrays.IntegerArray(values, ~known)


@lru_cache(maxsize=64)
def schema_of(terms: Terms) -> Any:
    """Return the pandera schema of a contract's terms: the same columns, the same checks."""
    return pap.DataFrameSchema(
        {name: _column(terms, column) for name, column in terms.columns.items()},
        checks=[_of_columns(asked) for asked in terms.together],
        strict=True,
        coerce=False,
        unique_column_names=True,
        name=terms.name,
    )


def _column(terms: Terms, column: Declared) -> Any:
    return pap.Column(
        _FRAMED[column.kind],
        checks=[_of_values(asked, column) for asked in terms.asked(column.name)],
        nullable=column.nullable,
        required=column.required,
        description=column.said,
    )


def _of_values(asked: Asked, column: Declared) -> Any:
    """Return a column's check under its name: pandera's own, or one of ours.

    Ours are not registered with pandera, whose registry is one for the whole program.
    """
    low, high = (_bound(bound, column.kind) for bound in (asked.low, asked.high))
    made = {
        "in_range": lambda: pap.Check.in_range(low, high, n_failure_cases=_CASES),
        "greater_than_or_equal_to": lambda: pap.Check.ge(low, n_failure_cases=_CASES),
        "less_than_or_equal_to": lambda: pap.Check.le(high, n_failure_cases=_CASES),
        "isin": lambda: pap.Check.isin(list(column.words), n_failure_cases=_CASES),
        "plain_text": lambda: _own(asked, partial(plain_text, longest=column.longest or 0)),
        "out_of_scale": lambda: _own(asked, partial(_within, scale=asked, column=column)),
        f"form_{column.form}": lambda: _own(asked, partial(_in_form, form=column.form or "")),
    }
    return made[asked.name]()


def _own(asked: Asked, holds: Any) -> Any:
    return pap.Check(holds, name=asked.name, n_failure_cases=_CASES)


def _bound(bound: int | None, kind: Kind) -> Any:
    return pd.Timestamp(bound, unit="us", tz="UTC") if kind == "stamp" else bound


def _within(units: Any, *, scale: Asked, column: Declared) -> Any:
    """Say what is within a plan's scale; what the contract itself refuses is not told twice."""
    return units.between(scale.low, scale.high) | ~units.between(column.low, column.high)


def plain_text(series: Any, *, longest: int) -> Any:
    """Say for each text whether it has 1 to `longest` characters, safe and not all blank."""
    coded = _coded(series)
    return _of_words(series, coded, good_words(coded.dictionary, longest, (), None))


def _in_form(series: Any, *, form: str) -> Any:
    coded = _coded(series)
    return _of_words(series, coded, good_words(coded.dictionary, None, (), form))


def _coded(series: Any) -> Any:
    text = pa.array(series.array)
    if isinstance(text, pa.ChunkedArray):  # what pandas gives where nothing is left but nulls
        text = text.combine_chunks()
    return text.dictionary_encode()


def _of_words(series: Any, coded: Any, good: Any) -> Any:
    return pd.Series(good[coded.indices.to_numpy()], index=series.index)


def _of_columns(asked: Ordered | Together) -> Any:
    """Return the check of columns together, named by its rule and the column it counts against."""

    def check(frame: Any) -> Any:
        if any(name not in frame for name in asked.of):
            return pd.Series(data=True, index=frame.index)
        return _in_order(asked, frame) if isinstance(asked, Ordered) else _by_row(asked, frame)

    return pap.Check(check, name=f"{asked.rule} {asked.column}", n_failure_cases=_CASES)


def _in_order(asked: Ordered, frame: Any) -> Any:
    return (~(frame[asked.upper] < frame[asked.lower])).fillna(value=True).astype(bool)


def _by_row(asked: Together, frame: Any) -> Any:
    columns = [frame[n].astype(object).where(frame[n].notna(), None).tolist() for n in frame]
    rows = (dict(zip(frame, row, strict=True)) for row in zip(*columns, strict=True))
    return pd.Series([asked.holds(row) for row in rows], index=frame.index, dtype=bool)
