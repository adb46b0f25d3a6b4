"""The arithmetic of entering, in plain NumPy: Arrow's buffers to columns, columns against bounds.

The first half of `reference`, which says what all kernels have in common.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

Int64s = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
INT64_MAX = 2**63 - 1


def unpack(bits: Bytes, offset: int, out: Bools | Int64s) -> None:
    """Read a bitmap, the lowest bit of a byte first, as truths.

    Args:
        bits: uint8, the bitmap.
        offset: the first bit to read.
        out: bool[rows], or int64[rows] of 0 and 1.
    """
    out[:] = np.unpackbits(bits, count=offset + out.size, bitorder="little")[offset:]


def narrow_decimals(words: Int64s, known: Bools, factor: int, out: Int64s) -> bool:
    """Read decimals of 128 bits whose high word is the sign of the low one.

    Args:
        words: int64[2 x rows], the low word first.
        known: bool[rows].
        factor: what a unit of theirs is in units of `out`.
        out: int64[rows], units.

    Returns:
        Whether all that are known fit.
    """
    low, high = words[0::2], words[1::2]
    limit = INT64_MAX // factor
    fits = (high == low >> 63) & (low >= -limit) & (low <= limit)
    out[:] = np.where(known & fits, low, 0) * factor
    return bool((fits | ~known).all())


def whole_doubles(value: npt.NDArray[np.float64], known: Bools, scale: float, out: Int64s) -> bool:
    """Read doubles as units of a decimal, where they are the double that its text names.

    At most 15 digits name a double uniquely, so k / scale == x with |k| <= 10**15 says that the
    shortest text of x is that decimal.

    Args:
        value: float64[rows].
        known: bool[rows].
        scale: units in one, 10**places.
        out: int64[rows], units.

    Returns:
        Whether all that are known enter so.
    """
    with np.errstate(all="ignore"):
        units = np.rint(value * scale)
        enters = (np.abs(units) <= 1e15) & (units / scale == value)
    out[:] = np.where(known & enters, units, 0.0).astype(np.int64)
    return bool((enters | ~known).all())


# Rows against their contract: all is well, or pandera says what is not.


def all_within(value: Int64s, known: Bools, low: int, high: int) -> bool:
    """Say whether every known value lies within two bounds, both of them allowed."""
    return bool((~known | ((value >= low) & (value <= high))).all())


def all_in_order(earlier: Int64s, later: Int64s, both_known: Bools) -> bool:
    """Say whether no later value is below its earlier one, where both are known."""
    return bool((~both_known | (later >= earlier)).all())


def increases(value: Int64s) -> bool:
    """Say whether each value is above the one before it."""
    return bool((value[1:] > value[:-1]).all())


def texts_increase(begin: npt.NDArray[np.int32], data: Bytes) -> bool:
    """Say whether each text is above the one before it, byte by byte.

    Args:
        begin: int32[texts + 1], where each text begins in `data`, and the last one ends.
        data: uint8, the texts' bytes.
    """
    whole = data.tobytes()
    texts = [whole[a:b] for a, b in zip(begin[:-1].tolist(), begin[1:].tolist(), strict=True)]
    return all(a < b for a, b in pairwise(texts))


def texts_are_plain(begin: npt.NDArray[np.int32], data: Bytes, longest: int) -> bool:
    """Say whether every text is 1 to `longest` printable ASCII characters other than the space.

    Args:
        begin: int32[texts + 1], as above.
        data: uint8.
        longest: characters.
    """
    size = np.diff(begin)
    own = data[begin[0] : begin[-1]]
    plain = bool(((own > 0x20) & (own < 0x7F)).all())
    return plain and bool(((size > 0) & (size <= longest)).all())
