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

Hashes = npt.NDArray[np.uint64]

_WORD = 8
_AT_ONCE = 1 << 13
"""Texts that are hashed together: what is reckoned with them stays in the processor's cache."""

_INITIAL = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)


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

    def __init__(self) -> None:
        """Start with no words."""
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
            last = (words, *hash_texts(words, key_of(name)))
            self._last[name] = last
        return last[1], last[2]


def key_of(name: str) -> bytes:
    """Return the 16 bytes that texts of a column are hashed under: the same in every run."""
    return hashlib.blake2b(name.encode(), digest_size=16).digest()


def hash_texts(words: tuple[str, ...], key: bytes) -> tuple[Hashes, Hashes]:
    """Hash texts, as they are in UTF-8.

    Args:
        words: the texts.
        key: 16 bytes.

    Returns:
        uint64[texts] each: the second and the first half of SipHash-2-4-128, little-endian.
    """
    joined = "".join(words)
    data = joined.encode("utf-8", "surrogatepass")
    if len(data) == len(joined):
        size = np.fromiter(map(len, words), np.int64, len(words))
    else:
        encoded = [word.encode("utf-8", "surrogatepass") for word in words]
        size = np.fromiter(map(len, encoded), np.int64, len(words))
    content = np.frombuffer(data + bytes(_WORD), np.uint8)
    at_every_byte = np.ndarray((content.size - _WORD + 1,), "<u8", content, strides=(1,))
    high, low = np.empty(len(words), np.uint64), np.empty(len(words), np.uint64)
    begin = np.cumsum(size) - size
    for a in range(0, len(words), _AT_ONCE):
        own = slice(a, a + _AT_ONCE)
        order = np.argsort(-(size[own] // _WORD), kind="stable")  # the longest first
        found = _siphash(at_every_byte, begin[own][order], size[own][order], key)
        high[own][order], low[own][order] = found
    return high, low


def _siphash(
    at_every_byte: Hashes, begin: Int64s, size: Int64s, key: bytes
) -> tuple[Hashes, Hashes]:
    """Hash texts of decreasing numbers of whole words, so that those still read come first."""
    k = [int.from_bytes(key[i : i + _WORD], "little") for i in (0, _WORD)]
    state = [
        np.full(size.size, _INITIAL[i] ^ k[i % 2] ^ (0xEE if i == 1 else 0), np.uint64)
        for i in range(4)
    ]
    room = np.empty(size.size, np.uint64)
    whole = size // _WORD
    for j in range(int(whole[0]) if whole.size else 0):
        left = int(np.searchsorted(-whole, -j))  # texts with more than j whole words
        part = [v[:left] for v in state]
        _absorb(part, at_every_byte[begin[:left] + j * _WORD], room[:left])
    rest = (size % _WORD).astype(np.uint64)
    last = at_every_byte[begin + whole * _WORD]
    last &= (np.uint64(1) << rest * np.uint64(8)) - np.uint64(1)
    last |= size.astype(np.uint64) << np.uint64(56)
    _absorb(state, last, room)
    halves = []
    for which, said in ((2, 0xEE), (1, 0xDD)):
        state[which] ^= np.uint64(said)
        for _ in range(4):
            _round(state, room)
        halves.append(state[0] ^ state[1] ^ state[2] ^ state[3])
    return halves[1], halves[0]


def _absorb(state: list[Hashes], word: Hashes, room: Hashes) -> None:
    state[3] ^= word
    _round(state, room)
    _round(state, room)
    state[0] ^= word


def _round(state: list[Hashes], room: Hashes) -> None:
    v0, v1, v2, v3 = state
    v0 += v1
    v2 += v3
    _turn(v1, 13, room)
    _turn(v3, 16, room)
    v1 ^= v0
    v3 ^= v2
    _turn(v0, 32, room)
    v2 += v1
    v0 += v3
    _turn(v1, 17, room)
    _turn(v3, 21, room)
    v1 ^= v2
    v3 ^= v0
    _turn(v2, 32, room)


def _turn(v: Hashes, bits: int, room: Hashes) -> None:
    """Turn 64 bits to the left, in place."""
    np.right_shift(v, np.uint64(64 - bits), out=room)
    np.left_shift(v, np.uint64(bits), out=v)
    v |= room
