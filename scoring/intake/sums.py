"""Sums of a column as it lies in a file: exact, whatever its type, batch by batch.

Nothing is judged here: a value far outside of the contract is added like any other, so that the
sum is the one that the exporting system would state.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.exact.fixed import sum_of, text
from scoring.intake.canonical import plain_text
from scoring.intake.contracts import EXACT_FLOAT
from scoring.intake.physical import family_of

_HALF = 0xFFFFFFFF
_NEAR_PLACES = 6  # at which most doubles of an export are whole, and few have too many digits
_DIGITS_MAX = 400  # a number with an exponent beyond is none that anybody would state


class ExactSum:
    """Adds up one column; `unread` counts the values that are no finite number."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.unread = 0
        self._units: Counter[int] = Counter()  # by decimal places
        self._rest = Fraction(0)

    @property
    def total(self) -> Fraction:
        """The sum of all that was added."""
        units = (Fraction(n, 10**places) for places, n in self._units.items())
        return self._rest + sum(units, Fraction(0))

    def add(self, array: Any) -> None:
        """Add an Arrow array of whole numbers, decimals, doubles or plain decimals as text."""
        known = array.drop_null()
        if not len(known):
            return
        match family_of(array.type):
            case "integer":
                self._units[0] += sum_of(known.cast(pa.int64()).to_numpy(zero_copy_only=False))
            case "decimal":
                self._decimals(known)
            case "float":
                self._floats(known.to_numpy(zero_copy_only=False))
            case "text":
                self._texts(known)
            case _:
                self.unread += len(known)

    def _decimals(self, array: Any) -> None:
        """Add the two 64-bit words of decimal128 apart, the low one in halves: none can wrap."""
        words = np.frombuffer(array.buffers()[1], "<i8")
        pairs = words[2 * array.offset : 2 * (array.offset + len(array))].reshape(-1, 2)
        low, high = np.ascontiguousarray(pairs[:, 0]).view(np.uint64), pairs[:, 1]
        units = sum_of((low & _HALF).astype(np.int64)) + (
            sum_of((low >> 32).astype(np.int64)) << 32
        )
        self._units[array.type.scale] += units + (sum_of(high) << 64)

    def _floats(self, x: Any) -> None:
        """Add the decimals that the shortest texts of doubles name."""
        finite = np.isfinite(x)
        self.unread += int((~finite).sum())
        x, near = x[finite], np.zeros(int(finite.sum()), np.bool_)
        if x.dtype == np.float64:
            scale = 10.0**_NEAR_PLACES
            with np.errstate(over="ignore"):
                units = np.rint(x * scale)
            near = (np.abs(units) <= EXACT_FLOAT) & (units / scale == x)
            self._units[_NEAR_PLACES] += sum_of(units[near].astype(np.int64))
        for value, count in zip(*np.unique(x[~near], return_counts=True), strict=True):
            self._rest += Fraction(str(value)) * int(count)

    def _texts(self, array: Any) -> None:
        for item in plain_text(array, _DIGITS_MAX).to_pylist():
            value = _decimal(item)
            if value is None:
                self.unread += 1
            else:
                self._rest += value


def _decimal(item: str) -> Fraction | None:
    """Read a plain decimal; None where a text is none."""
    plain = item.removeprefix("-").replace(".", "", 1)
    fits = plain.isascii() and plain.isdecimal() and len(item) <= _DIGITS_MAX
    return Fraction(Decimal(item)) if fits else None


def decimal_text(value: Fraction) -> str:
    """Write a decimal fraction plainly, without zeros at its end: 12.5, -3, 0.04."""
    places, rest = 0, value.denominator
    while rest != 1:
        places += 1
        rest = (value * 10**places).denominator
    return text(value.numerator * 10**places // value.denominator, places)
