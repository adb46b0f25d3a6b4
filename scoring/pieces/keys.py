"""Keys of rows over several columns of text: 128 bits that are equal where all texts are.

A key says which rows belong together, and nothing else: it is compared, never shown or stored.
Each text is hashed by SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, SipHash: a fast
short-input PRF, INDOCRYPT 2012), under a fixed key of its column, and those of a row are added in
each half, so that the order of the columns does not matter. Two unlike rows meet with a chance of
2**-128; among a thousand million different keys, any two do with one of 2 x 10**-21. Whoever
delivers the rows could in time make texts that meet, and gains nothing by it, since the same
person could write the same text twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scoring.columns import Bools, Column, Int64s
from scoring.kernels import reference
from scoring.kernels.choice import Kernels

Hashes = npt.NDArray[np.uint64]


class Keys(NamedTuple):
    """The keys of rows.

    Attributes:
        high, low: int64[rows], the halves of 128 bits.
        known: bool[rows], false where a column is null.
    """

    high: Int64s
    low: Int64s
    known: Bools


class Keying:
    """Makes keys of rows; remembers the words it met last, as batches often share them."""

    def __init__(self, kernels: Kernels = reference) -> None:
        """Start with no words."""
        self._kernels = kernels
        self._last: dict[str, tuple[tuple[str, ...], Hashes, Hashes]] = {}

    def keys(self, by: tuple[str, ...], columns: Mapping[str, Column], rows: int) -> Keys:
        """Return the keys of a batch's rows.

        Args:
            by: columns of text.
            columns: the batch's columns; one that it lacks is null in every row.
            rows: how many rows.
        """
        high, low = np.zeros(rows, np.uint64), np.zeros(rows, np.uint64)
        known = np.ones(rows, np.bool_)
        for name in by:
            if name not in columns:
                known[:] = False
                continue
            column = columns[name]
            known &= column.known
            if column.words:
                there = np.where(column.known, column.values, 0)
                highs, lows = self._hashed(name, column.words)
                high += highs[there]
                low += lows[there]
        return Keys(high.view(np.int64), low.view(np.int64), known)

    def _hashed(self, name: str, words: tuple[str, ...]) -> tuple[Hashes, Hashes]:
        last = self._last.get(name)
        if last is None or last[0] is not words:
            last = (words, *hash_texts(words, key_of(name), self._kernels))
            self._last[name] = last
        return last[1], last[2]


def key_of(name: str) -> bytes:
    """Return the 16 bytes that texts of a column are hashed under: the same in every run."""
    return hashlib.blake2b(name.encode(), digest_size=16).digest()


def hash_texts(words: tuple[str, ...], key: bytes, kernels: Kernels) -> tuple[Hashes, Hashes]:
    """Hash texts, as they are in UTF-8.

    Args:
        words: the texts.
        key: 16 bytes.
        kernels: the kernels that do it.

    Returns:
        uint64[texts] each: the second and the first half of SipHash-2-4-128, little-endian.
    """
    joined = "".join(words)
    data = joined.encode("utf-8", "surrogatepass")
    texts = (
        words if len(data) == len(joined) else [w.encode("utf-8", "surrogatepass") for w in words]
    )
    size = np.fromiter(map(len, texts), np.int64, len(words))
    begin = np.concatenate([np.zeros(1, np.int64), np.cumsum(size)])
    high, low = np.empty(len(words), np.uint64), np.empty(len(words), np.uint64)
    halves = np.frombuffer(key, "<u8")
    kernels.hash_texts(begin, np.frombuffer(data, np.uint8), halves, high, low)
    return high, low
