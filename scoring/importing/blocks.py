"""What every kind of export comes to once it is read: text, a block of rows at a time.

The kinds differ in how they say a date, a number or nothing; after reading they do not. So there
is one language of readings for all of them, and the same table gives the same rows however it was
saved.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import pyarrow as pa

from scoring.columns import Int64s

Kind = Literal["csv", "xlsx", "parquet"]
Compression = Literal["none", "gzip", "zstd"]


class Block(NamedTuple):
    """Some rows of an export, all as text.

    Attributes:
        rows: int64[rows], the number of each row in its file, counted from one under the header;
            they increase, and skip the rows that hold nothing at all.
        columns: string[rows] for each column asked for, by the name it was asked for. Nothing is
            null: what is missing is the empty text.
    """

    rows: Int64s
    columns: dict[str, pa.StringArray]


class Said(NamedTuple):
    """What a file was found to be, once all of it was read.

    Attributes:
        name: its name, without folders.
        sha256: the digest of its bytes as they lie there, before anything was unpacked.
        bytes: how many there are.
        rows: how many rows were handed on.
        kind: what it is by its content, whatever its name ends in.
        encoding: how its text is stored, such as utf-8; empty where the format settles it.
        compression: how it is packed as a whole.
        notes: what somebody should know who believes in the file, a sentence each.
    """

    name: str
    sha256: str
    bytes: int
    rows: int
    kind: Kind
    encoding: str
    compression: Compression
    notes: tuple[str, ...]
