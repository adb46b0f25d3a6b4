"""Numbers of 64 bits that stand for ids and contents of rows: what is equal has equal numbers.

The reverse is not promised, so whoever decides by an id compares the ids themselves.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scoring.columns import Int64s
from scoring.intake.canonical import Rows, encoded

Hashes = npt.NDArray[np.uint64]

_ODD = np.uint64(0x9E3779B97F4A7C15)  # spreads the bits of a 64-bit number over all of it
_WORD = 8


def bytes_of(ids: Any) -> Any:
    """Return ids as Arrow bytes: text in UTF-8, whole numbers as their 8 bytes.

    Args:
        ids: an Arrow array of text or int64 without nulls.
    """
    whole = pa.types.is_integer(ids.type)
    return (ids.view(pa.binary(_WORD)) if whole else ids).cast(pa.binary())


def hashes_of(array: Any) -> Hashes:
    """Return uint64[n], one number for each of some byte strings.

    Each word of 8 bytes is mixed for itself, by its place, and the words are summed. Of one word
    the number has it all: two ids of up to 8 bytes and one length never share one.

    Args:
        array: Arrow bytes without nulls.
    """
    offsets = np.frombuffer(array.buffers()[1] or bytes(4), np.int32)
    ends = offsets[array.offset : array.offset + len(array) + 1].astype(np.int64)
    content = np.zeros(int(ends[-1] - ends[0]) + _WORD, np.uint8)
    if content.size > _WORD:
        content[:-_WORD] = np.frombuffer(array.buffers()[2], np.uint8)[ends[0] : ends[-1]]
    words = np.ndarray((content.size - _WORD + 1,), "<u8", content, strides=(1,))  # at every byte
    at, left = ends[:-1] - ends[0], np.diff(ends)
    rows, hashes = np.arange(left.size), left.astype(np.uint64)
    place = np.zeros(1, np.uint64)
    while rows.size:
        word = words[at]
        short = left < _WORD
        word[short] &= (np.uint64(1) << (left[short] * 8).astype(np.uint64)) - np.uint64(1)
        place += _ODD
        hashes[rows] += mixed(word + place)
        more = left > _WORD
        rows, at, left = rows[more], at[more] + _WORD, left[more] - _WORD
    return mixed(hashes)


def mixed(numbers: Hashes) -> Hashes:
    """Return other numbers, each bit of which hangs on all bits; different ones stay different.

    The last step of SplitMix64: Steele, Lea and Flood, Fast splittable pseudorandom number
    generators, OOPSLA 2014.
    """
    found = (numbers ^ numbers >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    found = (found ^ found >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return found ^ found >> np.uint64(31)


def content_hashes(rows: Rows) -> Hashes:
    """Return one 64-bit number a row: equal contents give equal numbers, whatever their types.

    It says which copies are alike, and nothing is set aside or kept by it. What could not enter
    counts as empty.
    """
    hashes = np.zeros(rows.places_in_file.size, np.uint64)
    for name in sorted({*rows.numbers, *rows.texts}):
        column = encoded(rows.texts[name]) if name in rows.texts else rows.numbers[name]
        values: Int64s = column.values
        if name in rows.texts:
            words = hashes_of(bytes_of(pa.array(column.words, pa.string())))
            own = np.append(words, np.uint64(0))[values]  # a null is code -1, the last entry
        else:
            own = mixed(values.view(np.uint64))
        hashes = (hashes ^ np.where(column.known, own, np.uint64(1))) * _ODD
        hashes ^= hashes >> np.uint64(29)
    return hashes
