"""Chance in whole numbers: the same seed gives the same sample under every NumPy.

NumPy promises that the raw bits of a bit generator stay as they are, and does not promise it of
the distributions drawn from them. So only raw bits are asked for, and the mapping to numbers is
ours and integer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scoring.columns import Bools, Int64s

_HALF = np.uint64(32)


class Dice:
    """A stream of whole numbers for one purpose; purposes do not disturb each other."""

    def __init__(self, seed: int, purpose: str) -> None:
        """Start the stream that belongs to a seed and a purpose."""
        word = int.from_bytes(hashlib.sha256(purpose.encode()).digest()[:8], "big")
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, word]))

    def raw(self, size: int) -> npt.NDArray[np.uint64]:
        """Return uint64[size] of raw bits."""
        return np.asarray(self._bits.random_raw(size), dtype=np.uint64)

    def below(self, limit: int | Int64s, size: int) -> Int64s:
        """Return int64[size] from 0 up to, not including, `limit` (a number or int64[size])."""
        most = np.asarray(limit, dtype=np.uint64)
        return (((self.raw(size) >> _HALF) * most) >> _HALF).astype(np.int64)

    def hits(self, of_10000: int | Int64s, size: int) -> Bools:
        """Return bool[size], each true with a chance of so many in ten thousand."""
        return self.below(10_000, size) < of_10000

    def pick(self, weights: Sequence[int], size: int) -> Int64s:
        """Return int64[size] of positions in `weights`, each as often as its weight says."""
        edges = np.cumsum(np.asarray(weights, dtype=np.int64))
        return np.searchsorted(edges, self.below(int(edges[-1]), size), side="right")

    def along(self, quantiles: Sequence[int], size: int) -> Int64s:
        """Return int64[size] spread evenly between neighbours of an increasing quantile table."""
        edges = np.asarray(quantiles, dtype=np.int64)
        step = self.below(len(quantiles) - 1, size)
        return edges[step] + self.below(edges[step + 1] - edges[step], size)

    def chosen(self, count: int, size: int) -> Int64s:
        """Return int64[count] of different positions below `size`, in random order."""
        return np.argsort(self.raw(size), kind="stable")[:count].astype(np.int64)
