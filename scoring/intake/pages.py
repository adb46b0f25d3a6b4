"""What the first page of a column says: whether it has a checksum, and which words it holds.

The library checks pages and tells nothing of them, and what a footer says of them need not be so.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

_NUMBER = rb"\x15([\x80-\xff]{0,4}[\x00-\x7f])"
_HEAD = re.compile(
    _NUMBER * 3 + b"(?:" + _NUMBER + rb")?(?:[\x3c\x4c]" + _NUMBER * 2 + rb"[\x11\x12]?\x00\x00)?"
)
"""A page's header in Thrift's compact protocol: kind, size, size as packed, maybe a checksum.

They are the next fields of 32 bits, one after the other; a number's bytes have the highest bit
set, all but the last. Field 7 is there for a dictionary: how many words, and how they are written.
"""

_HEAD_BYTES = 64
_DICTIONARY = 2
_LARGEST = 64 << 20
"""Bytes of a dictionary that is looked into; writers stop at one or two millions."""

_CODECS = {"LZ4": "lz4_raw"}
"""Where the library calls a codec otherwise than the footer does."""


class Page(NamedTuple):
    """The header of a column's first page in a row group; `None` stands for one not understood.

    Attributes:
        column: the column's path in the file.
        packing: how pages are packed, by its name in the footer.
        body: where what follows the header begins in the file.
        size: bytes of it, unpacked; then bytes as packed.
        words: how many words it holds, as a dictionary; 0 for a page of rows.
        checked: whether it carries a checksum.
    """

    column: str
    packing: str
    body: int
    size: tuple[int, int]
    words: int | None
    checked: bool


def has_checksums(path: Path) -> bool:
    """Say whether the first page of every column, in every row group, carries a checksum.

    Raises:
        OSError, pyarrow.ArrowException: a file that cannot be read after all.
    """
    footer = pq.read_metadata(path)
    with path.open("rb", buffering=0) as file:
        return all(page.checked for page in _first_pages(file, footer))


def long_columns(
    path: Path, footer: Any, columns: set[str], longest: int, groups: Iterable[int] | None = None
) -> set[str]:
    """Name the columns of which a dictionary may hold a word of more than `longest` bytes.

    Such a word takes its length once in the file, and once a row where it is read as plain text.

    Args:
        path: a Parquet file.
        footer: its metadata.
        columns: columns of text.
        longest: bytes.
        groups: the row groups to look into, None for all of them.

    Raises:
        OSError: a file that cannot be read after all.
    """
    found: set[str] = set()
    with path.open("rb", buffering=0) as file:
        for page in _first_pages(file, footer, columns, groups):
            if page.column not in found and _has_long(file, page, longest):
                found.add(page.column)
    return found


def _first_pages(
    file: BinaryIO,
    footer: Any,
    columns: set[str] | None = None,
    groups: Iterable[int] | None = None,
) -> Iterator[Page]:
    """Read the header of the first page of columns in row groups, None for all of them."""
    size = file.seek(0, os.SEEK_END)
    which = range(footer.num_row_groups) if groups is None else groups
    for group in map(footer.row_group, which):
        for i in range(group.num_columns):
            column = group.column(i)
            if columns is None or column.path_in_schema in columns:
                at = _begin(column)
                said = _read(file, at, _HEAD_BYTES) if 0 <= at < size else b""
                yield _page(column.path_in_schema, column.compression, at, said)


def _begin(column: Any) -> int:
    """Say where a column's first page begins: that of its dictionary, if it has one."""
    at: int = column.data_page_offset
    dictionary = column.dictionary_page_offset if column.has_dictionary_page else None
    return dictionary if dictionary and dictionary < at else at


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _page(column: str, packing: str, at: int, said: bytes) -> Page:
    head = _HEAD.match(said)
    if head is None:
        return Page(column, packing, at, (0, 0), None, checked=False)
    kind, *size = (_number(head[i]) for i in (1, 2, 3))
    words = 0 if kind != _DICTIONARY else None if head[5] is None else _number(head[5])
    checked = head[4] is not None
    return Page(column, packing, at + head.end(), (size[0], size[1]), words, checked)


def _number(said: bytes) -> int:
    """Read a whole number: seven bits a byte, the lowest first, and its sign in the last bit."""
    bits = sum((byte & 127) << 7 * i for i, byte in enumerate(said))
    return (bits >> 1) ^ -(bits & 1)


def _has_long(file: BinaryIO, page: Page, longest: int) -> bool:
    """Look for a long word in a dictionary; what cannot be looked into may have one."""
    size, packed = page.size
    if page.words == 0 or (page.words is not None and size <= longest):
        return False
    if page.words is None or not 0 <= packed <= size + _HEAD_BYTES <= _LARGEST:
        return True
    said = _read(file, page.body, packed)
    if page.packing != "UNCOMPRESSED":
        try:
            said = pa.decompress(said, size, _CODECS.get(page.packing, page.packing), asbytes=True)
        except (OSError, ValueError, pa.ArrowException):  # reading it will say what is wrong
            return True
    return _longest_word(said, page.words) > longest


def _longest_word(said: bytes, words: int) -> int:
    """Return the bytes of the longest word: each follows its own length, as four bytes.

    Ids are often all of one length, which is seen at a glance.
    """
    first = int.from_bytes(said[:4], "little")
    if len(said) == words * (4 + first):
        table = np.frombuffer(said, np.uint8).reshape(words, 4 + first)
        if (table[:, :4] == table[0, :4]).all():
            return first
    at = longest = 0
    for _ in range(words):
        length = int.from_bytes(said[at : at + 4], "little")
        longest = max(longest, length)
        at += 4 + length
        if at >= len(said):
            break
    return longest
