"""The hash of texts, in plain NumPy: SipHash-2-4 with 128 bits of output, many texts at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Int64s = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]

_WORD = 8
_AT_ONCE = 1 << 13
"""Texts that are hashed together: what is reckoned with them stays in the processor's cache."""

_INITIAL = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)


def hash_texts(begin: Int64s, data: Bytes, key: Hashes, high: Hashes, low: Hashes) -> None:
    """Hash texts, after Aumasson and Bernstein, SipHash: a fast short-input PRF, INDOCRYPT 2012.

    Args:
        begin: int64[texts + 1], where each text begins in `data`, and the last one ends.
        data: uint8, the texts' bytes.
        key: uint64[2], little-endian halves of the 16 bytes.
        high: uint64[texts], set to the last 8 bytes of each hash, little-endian.
        low: uint64[texts], set to the first 8.
    """
    content = np.concatenate([data, np.zeros(_WORD, np.uint8)])
    at_every_byte = np.ndarray((data.size + 1,), "<u8", content, strides=(1,))
    size = np.diff(begin)
    for a in range(0, size.size, _AT_ONCE):
        own = slice(a, a + _AT_ONCE)
        order = np.argsort(-(size[own] // _WORD), kind="stable")  # the longest first
        found = _siphash(at_every_byte, begin[:-1][own][order], size[own][order], key)
        high[own][order], low[own][order] = found


def _siphash(
    at_every_byte: Hashes, begin: Int64s, size: Int64s, key: Hashes
) -> tuple[Hashes, Hashes]:
    """Hash texts of decreasing numbers of whole words, so that those still read come first."""
    k = key.tolist()
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
