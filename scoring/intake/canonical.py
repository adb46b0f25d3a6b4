"""Arrow into the canonical form: whole numbers with a mask, text as Arrow strings.

What cannot enter without loss (a NaN, a decimal with too many places) becomes null here and a
named fault beside it. What is too large for int64 is clipped far outside every contract's bounds,
so that the bounds catch it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Column, Int64s
from scoring.exact.fixed import INT64_MAX, scaled
from scoring.intake.contracts import EXACT_FLOAT, Declared
from scoring.intake.physical import family_of

FAR = 2**62
"""Stands for a number outside int64 or outside exact doubles; no contract's bounds reach it."""

_MICROSECONDS = {"s": 1_000_000, "ms": 1_000, "us": 1, "ns": 1}
_DECIMAL = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,40}))?")


class Entered(NamedTuple):
    """Whole numbers, where they are known, and what could not enter, by rule."""

    values: Int64s
    known: Bools
    faults: dict[str, Bools]


@dataclass(frozen=True, slots=True)
class Rows:
    """A batch of one file in canonical form.

    Attributes:
        places_in_file: int64[rows], row numbers counted from 1.
        numbers: columns of every kind but text; days have kind `whole`.
        texts: Arrow strings.
        faults: (column, rule) to bool[rows], what could not enter.
    """

    places_in_file: Int64s
    numbers: dict[str, Column]
    texts: dict[str, Any]
    faults: Mapping[tuple[str, str], Bools]

    def keep(self, mask: Bools) -> Rows:
        """Return the rows of a mask; faults stay behind with the rows that had them."""
        numbers = {name: _chosen(column, mask) for name, column in self.numbers.items()}
        chosen = pa.array(mask)
        texts = {name: column.filter(chosen) for name, column in self.texts.items()}
        return Rows(self.places_in_file[mask], numbers, texts, {})

    def copy(self) -> Rows:
        """Return the same rows, which nothing that is blanked here will blank."""
        return Rows(self.places_in_file, dict(self.numbers), dict(self.texts), self.faults)

    def blank(self, name: str, mask: Bools) -> None:
        """Make one column null in the rows of a mask."""
        if name in self.texts:
            empty = pa.scalar(None, pa.string())
            self.texts[name] = pc.if_else(pa.array(mask), empty, self.texts[name])
        else:
            old = self.numbers[name]
            self.numbers[name] = Column(old.kind, old.values, old.known & ~mask, old.places)


def _chosen(column: Column, mask: Bools) -> Column:
    values: Int64s = column.values
    return Column(column.kind, values[mask], column.known[mask], column.places)


def enter(batch: Any, declared: Iterable[Declared], first_row: int) -> Rows:
    """Bring a record batch into canonical form.

    Args:
        batch: an Arrow record batch whose types the contract takes.
        declared: the columns to take, each present in the batch.
        first_row: the number of the batch's first row in its file.
    """
    numbers: dict[str, Column] = {}
    texts: dict[str, Any] = {}
    faults: dict[tuple[str, str], Bools] = {}
    for column in declared:
        array = batch.column(column.name)
        if column.kind == "text":
            texts[column.name] = plain_text(array, column.longest)
            continue
        values, known, found = ENTRIES[family_of(array.type)](array, column.places)
        kind = "whole" if column.kind == "day" else column.kind
        numbers[column.name] = Column(kind, values, known, column.places)
        faults |= {(column.name, rule): mask for rule, mask in found.items() if mask.any()}
    rows = np.arange(first_row, first_row + batch.num_rows, dtype=np.int64)
    return Rows(rows, numbers, texts, faults)


def plain_text(array: Any, longest: int | None) -> Any:
    """Return text as Arrow strings, cut one character after what the contract takes.

    What is cut is still too long, and a long word of a dictionary costs its length only once.

    Args:
        array: text of any physical form, whole numbers or nulls.
        longest: characters that the contract takes; None takes any text whole.
    """
    kind = array.type
    if longest is not None and pa.types.is_dictionary(kind):
        words = _cut(array.dictionary, longest + 1)
        array = pa.DictionaryArray.from_arrays(array.indices, words)
    elif longest is not None and (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        array = _cut(array, longest + 1)
    return array.cast(pa.string())


def _cut(texts: Any, characters: int) -> Any:
    longest = pc.max(pc.binary_length(texts)).as_py()
    if longest is None or longest <= characters:
        return texts
    return pc.utf8_slice_codeunits(texts, 0, characters)


def encoded(array: Any) -> Column:
    """Return Arrow text as codes into its own sorted words."""
    coded = array.dictionary_encode()
    order = pc.sort_indices(coded.dictionary)
    rank = np.empty(len(order), np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    codes, known = _filled(coded.indices)
    values = np.where(known, rank[codes] if len(order) else -1, -1)
    return Column("text", values, known, 0, tuple(coded.dictionary.take(order).to_pylist()))


def _known(array: Any) -> Bools:
    if array.null_count == 0:
        return np.ones(len(array), np.bool_)
    known: Bools = array.is_valid().to_numpy(zero_copy_only=False)
    return known


def _filled(array: Any) -> tuple[Int64s, Bools]:
    """Return an integer array as int64, 0 where null."""
    known = _known(array)
    whole = array.fill_null(0) if array.null_count else array
    values: Int64s = whole.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return values, known


def _scaled(values: Int64s, places: int) -> Int64s:
    factor = 10**places
    limit = INT64_MAX // factor
    return values if factor == 1 else np.clip(values, -limit, limit) * factor


def _integers(array: Any, places: int) -> Entered:
    values, known = _filled(array)
    return Entered(_scaled(values, places), known, {})


def _decimals(array: Any, places: int) -> Entered:
    """Read decimal128 as two 64-bit words: the low one is the value if the high one is its sign."""
    if array.null_count == len(array):  # there may be no buffer to read
        return _nulls(array, places)
    known = _known(array)
    words = np.frombuffer(array.buffers()[1], "<i8")
    pairs = words[2 * array.offset : 2 * (array.offset + len(array))].reshape(-1, 2)
    low, high = pairs[:, 0], pairs[:, 1]
    fits = high == low >> 63
    values = np.where(fits, low, np.where(high < 0, -INT64_MAX, INT64_MAX))
    scaled = _scaled(np.where(known, values, 0), places - array.type.scale)
    return Entered(scaled, known, {})


def _floats(array: Any, places: int) -> Entered:
    """Read doubles through their shortest decimal text, without writing it.

    At most 15 digits name a double uniquely, so k / 10**places == x with |k| <= 10**15 says that
    the shortest text of x is that decimal. Beyond that the text itself is read.
    """
    known = _known(array)
    x = _doubles(array.fill_null(0) if array.null_count else array)
    finite = np.isfinite(x)
    scale = 10.0**places
    with np.errstate(over="ignore"):
        units = np.rint(np.where(finite, x, 0.0) * scale)
    near = np.abs(units) <= EXACT_FLOAT
    exact = ~near | (np.where(near, units, 0.0) / scale == x)
    values = np.where(near, units, 0.0).astype(np.int64)
    values = np.where(near, values, np.where(x < 0, -FAR, FAR))
    large = known & ~near & (np.abs(units) < FAR)
    if large.any():
        values[large], exact[large] = _large_floats(x[large], places)
    enters = finite & exact
    faults = {"not-finite": known & ~finite, "too-many-places": known & finite & ~exact}
    return Entered(np.where(known & enters, values, 0), known & enters, faults)


def _large_floats(x: npt.NDArray[np.float64], places: int) -> tuple[Int64s, Bools]:
    """Read doubles that several decimals of so many places would fit, by their text itself."""
    each, where = np.unique(x, return_inverse=True)
    read = [_units_of(repr(one), places) for one in each.tolist()]
    units = np.array([0 if one is None else one for one in read], np.int64)
    return units[where], np.array([one is not None for one in read], np.bool_)[where]


def _units_of(item: str, places: int) -> int | None:
    try:
        return scaled(Decimal(item), places)
    except ValueError:
        return None


def _doubles(array: Any) -> npt.NDArray[np.float64]:
    """Return doubles; a 32-bit float becomes the double that its own shortest text names."""
    x = array.to_numpy(zero_copy_only=False)
    if x.dtype == np.float64:
        return np.asarray(x)
    each, where = np.unique(x, return_inverse=True)
    return np.array([float(str(one)) for one in each], np.float64)[where]


def _booleans(array: Any, _: int) -> Entered:
    values, known = _filled(array.cast(pa.int8()))
    return Entered(values, known, {})


def _stamps(array: Any, _: int) -> Entered:
    values, known = _filled(array.view(pa.int64()))
    factor = _MICROSECONDS[array.type.unit]
    if array.type.unit == "ns":
        finer = known & (values % 1000 != 0)
        return Entered(values // 1000, known & ~finer, {"too-many-places": finer})
    limit = INT64_MAX // factor
    return Entered(np.clip(values, -limit, limit) * factor, known, {})


def _days(array: Any, _: int) -> Entered:
    values, known = _filled(array.view(pa.int32()))
    return Entered(values, known, {})


def _nulls(array: Any, _: int) -> Entered:
    return Entered(np.zeros(len(array), np.int64), np.zeros(len(array), np.bool_), {})


def _texts(array: Any, places: int) -> Entered:
    """Read plain decimals written as text, as a table typed by hand has them."""
    read = [_read_decimal(item, places) for item in array.cast(pa.string()).to_pylist()]
    values = np.array([units if isinstance(units, int) else 0 for units in read], np.int64)
    known = np.array([isinstance(units, int) for units in read], np.bool_)
    faults = {
        rule: np.array([units == rule for units in read], np.bool_)
        for rule in ("not-a-number", "too-many-places")
    }
    return Entered(values, known, faults)


def _read_decimal(item: str | None, places: int) -> int | str | None:
    if item is None:
        return None
    found = _DECIMAL.fullmatch(item)
    if found is None:
        return "not-a-number"
    sign, whole, part = found.groups(default="")
    part = part.rstrip("0")
    if len(part) > places:
        return "too-many-places"
    units = min(int(whole + part.ljust(places, "0")), FAR)
    return -units if sign else units


ENTRIES = {
    "integer": _integers,
    "decimal": _decimals,
    "float": _floats,
    "boolean": _booleans,
    "stamp": _stamps,
    "day": _days,
    "null": _nulls,
    "text": _texts,
}
